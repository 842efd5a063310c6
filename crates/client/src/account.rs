//! The client of one account: its options, and the state that all its requests share.

use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex};

use chrono::TimeDelta;
use model::{AccountId, Clock, Service};

use crate::auth::{Auth, Authorizer};
use crate::bounds::Bounds;
use crate::domain_api::DomainApi;
use crate::endpoints::{Endpoints, Region};
use crate::error::ClientError;
use crate::exchange::{Upstream, host_label};
use crate::pace::Pace;
use crate::transport::Transport;

/// Share of the requests per second that the backfill may use.
const BACKFILL_SHARE: f64 = 0.5;

/// Settings of one account.
#[derive(Clone, Debug)]
pub struct AccountOptions {
    /// Its number.
    pub account: AccountId,
    /// Its region.
    pub region: Region,
    /// Its credentials.
    pub auth: Auth,
    /// Hosts that are not LivePerson's usual ones.
    pub endpoints: Endpoints,
    /// Requests of the account at one time, downloads included; upstream caps them, with 429 (default 4, at least 1).
    pub requests_in_flight_max: usize,
    /// Requests of the account begun in a second, whatever the API; the backfill may use half of them.
    pub requests_per_second_max: f64,
}

/// Sends all requests of one account; clones share tokens and bounds.
///
/// The methods that ask an API stand in the file of that API.
#[derive(Clone)]
pub struct AccountClient(pub(crate) Arc<ClientState>);

/// What the clones of an [`AccountClient`] share.
pub(crate) struct ClientState {
    pub(crate) upstream: Upstream,
    pub(crate) domain_api: DomainApi,
    pub(crate) authorizer: Authorizer,
    /// For nonces and jitter.
    pub(crate) random: Mutex<fastrand::Rng>,
    pub(crate) endpoints: Endpoints,
    pub(crate) region: Region,
    pub(crate) backfill_pace: Pace,
    pub(crate) operational_pace: Pace,
    pub(crate) wait_time_pace: Pace,
    /// Of methods that have two versions the one that upstream answered, where it is not the one to be expected.
    pub(crate) metrics_versions: Mutex<HashMap<String, u32>>,
    /// Whether the newer host of Agent Metrics does not serve this account.
    pub(crate) has_no_workspace: AtomicBool,
    /// Whether upstream has refused the list of containers of a conversation.
    pub(crate) refuses_contents: AtomicBool,
}

impl AccountClient {
    /// Makes the client of one account. `seed` is for nonces and jitter: another one in each process.
    pub fn new(transport: &Transport, options: AccountOptions, clock: Clock, seed: u64) -> Self {
        let AccountOptions { account, region, auth, endpoints, requests_in_flight_max, requests_per_second_max } =
            options;
        let bounds = Bounds::new(requests_in_flight_max, requests_per_second_max);
        let authorizer = Authorizer::new(auth, &endpoints, region);
        Self(Arc::new(ClientState {
            upstream: Upstream::new(transport.clone(), account, clock, bounds),
            domain_api: DomainApi::new(endpoints.domain_api.clone()),
            authorizer,
            random: Mutex::new(fastrand::Rng::with_seed(seed)),
            endpoints,
            region,
            backfill_pace: Pace::new(requests_per_second_max * BACKFILL_SHARE),
            operational_pace: Pace::spaced(transport.options.operational_spacing),
            wait_time_pace: Pace::spaced(transport.options.wait_time_spacing),
            metrics_versions: Mutex::default(),
            has_no_workspace: AtomicBool::new(false),
            refuses_contents: AtomicBool::new(false),
        }))
    }

    /// Sends a small request to an API, to see whether it accepts the account's credentials.
    ///
    /// # Errors
    /// Any but [`ClientError::ShortBody`].
    pub async fn check_authorization(&self, service: Service) -> Result<(), ClientError> {
        match service {
            Service::DataAccess => self.check_data_access().await,
            Service::EngagementHistory => self.check_engagement_history().await,
            Service::MessagingInteractions => self.check_messaging_interactions().await,
            Service::Operational => self.check_operational().await,
            Service::MessagingOperations => self.check_messaging_operations().await,
            Service::EstimatedWaitTime => self.sample_wait_times(None).await.map(drop),
            Service::AgentMetrics => self.check_agent_metrics().await,
            Service::AgentWorkspace => self.agent_summary().await.map(drop),
            Service::Configuration => self.check_configuration().await,
        }
    }

    /// Returns the host of the Domain API, which is never looked up.
    pub fn domain_api_host(&self) -> String {
        host_label(&self.0.domain_api.address())
    }

    /// Finds the host of an API; looks it up unless it is configured or known by the region.
    ///
    /// # Errors
    /// Any but [`ClientError::ShortBody`].
    pub async fn resolve_host(&self, service: Service) -> Result<String, ClientError> {
        let state = &*self.0;
        Ok(host_label(&state.retry(|| state.base(service)).await?))
    }

    /// Finds the host that the account's credentials are exchanged at, with the name of its endpoint in the
    /// configuration; `None` for an API key, which is exchanged nowhere.
    pub async fn resolve_credentials_host(&self) -> Option<(&'static str, Result<String, ClientError>)> {
        let state = &*self.0;
        let (endpoint, base) = match &state.authorizer {
            Authorizer::OAuth1(_) => return None,
            Authorizer::OAuth2(tokens) => {
                ("oauth2", state.retry(|| state.with_permit(async |context| tokens.find_server(context).await)).await)
            }
            Authorizer::Login(sessions) => {
                ("login", state.retry(|| state.with_permit(async |context| sessions.find_server(context).await)).await)
            }
        };
        Some((endpoint, base.map(|base| host_label(&base))))
    }

    /// Returns upstream's clock minus ours at the last answer, to about a second; `None` before the first answer.
    pub async fn clock_skew(&self) -> Option<TimeDelta> {
        self.0.upstream.clock_skew()
    }
}

impl fmt::Debug for AccountClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccountClient").field("account", &self.0.upstream.account).finish_non_exhaustive()
    }
}
