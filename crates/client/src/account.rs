//! One account's requests: authorized, bounded in number, repeated where that helps, never to a foreign host.

use std::fmt;
use std::sync::{Arc, Mutex};

use chrono::{DateTime, TimeDelta, Utc};
use model::{AccountId, Clock, Feed, ListedFile, SampleMethod, Service};
use tracing::error;
use url::Url;

use crate::ask::Ask;
use crate::auth::{Auth, Authorizer};
use crate::bounds::Bounds;
use crate::domains::Domains;
use crate::download::Download;
use crate::endpoints::{Endpoints, Region};
use crate::error::ClientError;
use crate::exchange::{Request, Upstream, host_label};
use crate::listing::{self, LISTING_BYTES_MAX, Listing};
use crate::pace::Pace;
use crate::transport::Transport;

/// What the backfill may use of the requests per second.
const BACKFILL_SHARE: f64 = 0.5;

/// What is to be known of an account.
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
    /// Requests of the account begun in a second, whatever the feed; the backfill may use half of them.
    pub requests_per_second_max: f64,
}

/// All requests of one account go through one of these; clones share tokens and bounds.
#[derive(Clone)]
pub struct AccountClient(pub(crate) Arc<Account>);

pub(crate) struct Account {
    pub(crate) upstream: Upstream,
    pub(crate) domains: Domains,
    pub(crate) authorizer: Authorizer,
    pub(crate) random: Mutex<fastrand::Rng>,
    pub(crate) endpoints: Endpoints,
    pub(crate) region: Region,
    pub(crate) backfill_pace: Pace,
    pub(crate) operational_pace: Pace,
}

impl AccountClient {
    /// A client for one account. `seed` is for nonces and jitter: other in each process.
    pub fn new(transport: &Transport, options: AccountOptions, clock: Clock, seed: u64) -> Self {
        let AccountOptions { account, region, auth, endpoints, requests_in_flight_max, requests_per_second_max } =
            options;
        let bounds = Bounds::new(requests_in_flight_max, requests_per_second_max);
        let authorizer = Authorizer::new(auth, &endpoints, region);
        Self(Arc::new(Account {
            upstream: Upstream::new(transport.clone(), account, clock, bounds),
            domains: Domains::new(endpoints.domain_api.clone()),
            authorizer,
            random: Mutex::new(fastrand::Rng::with_seed(seed)),
            endpoints,
            region,
            backfill_pace: Pace::new(requests_per_second_max * BACKFILL_SHARE),
            operational_pace: Pace::spaced(transport.options.operational_spacing),
        }))
    }

    /// Files whose generating job overlaps the span; ask for a day or less, there are no pages. Each file once, in
    /// upstream's order. Entries that cannot be taken are logged, and left out.
    ///
    /// # Errors
    /// Any but [`ClientError::ShortBody`]: a listing that breaks off is asked for again, then `Unavailable`.
    /// [`ClientError::BadAnswer`] names the entry that has no name or no scope, when no other has them either.
    pub async fn list_files(
        &self,
        feed: Feed,
        start: DateTime<Utc>,
        end: DateTime<Utc>,
    ) -> Result<Vec<ListedFile>, ClientError> {
        let mut url = self.0.data_access_url(&[feed.upstream_type()]);
        let (start_ms, end_ms) = (start.timestamp_millis(), end.timestamp_millis());
        url.set_query(Some(&format!("startTime={start_ms}&endTime={end_ms}")));
        let at = Request::get(url.clone(), "application/json").at();
        let ask = Ask { may_be_nothing: true, ..self.0.small(Service::DataAccess, url) };
        let listing = self.0.retry(|| async {
            let Some(opened) = self.0.attempt(&ask).await? else { return Ok(Listing::default()) };
            let body = opened.body.read(LISTING_BYTES_MAX).await?;
            listing::files(&body, &ask.url).map_err(|why| ClientError::BadAnswer { at: at.clone(), why })
        });
        let Listing { files, refused, refusals } = listing.await?;
        if refused > 0 {
            let (account, error) = (&self.0.upstream.account, refusals.join("; "));
            error!(event = "listing_entries_refused", %account, %feed, refused, error, "entries of a listing cannot be taken");
        }
        Ok(files)
    }

    /// Opens a file by the address from its listing; repeats until headers come, the body is the caller's to repeat.
    ///
    /// Waits for its turn among the account's requests: who holds as many [`Download`]s as may be in flight and asks
    /// for one more waits for ever.
    ///
    /// # Errors
    /// Any; [`ClientError::ForeignHost`] before anything is sent when the address, or a redirect, is not Data Access's.
    pub async fn download(&self, href: &str) -> Result<Download, ClientError> {
        let Ok(url) = Url::parse(href) else {
            let why = "the file's address is no URL".to_owned();
            return Err(ClientError::BadAnswer { at: "a listing".to_owned(), why });
        };
        // A working client sends no special Accept; others were answered with errors (Data Access API, requests).
        let timeout = self.0.upstream.transport.options.download_timeout;
        let ask = Ask { accept: "*/*", timeout, ..Ask::new(Service::DataAccess, url, timeout) };
        let opened = self.0.retry(|| self.0.attempt(&ask)).await?;
        let opened = opened.expect("only a listing can be nothing");
        Ok(Download::new(opened.body, opened.place))
    }

    /// Asks an API for little: whether the account is let in.
    ///
    /// # Errors
    /// Any but [`ClientError::ShortBody`].
    pub async fn check_authorization(&self, service: Service) -> Result<(), ClientError> {
        match service {
            Service::DataAccess => {
                let ask = self.0.small(service, self.0.data_access_url(&[]));
                self.0.retry(|| self.0.read_whole(&ask, LISTING_BYTES_MAX)).await.map(drop)
            }
            Service::EngagementHistory => self.count_last_minutes().await,
            Service::Operational => self.sample(SampleMethod::QueueState, 0).await.map(drop),
        }
    }

    /// Which host serves what, looked up where it is not configured: those that this account's credentials need, and
    /// those of `services`.
    pub async fn hosts(&self, services: &[Service]) -> Vec<(&'static str, Result<String, ClientError>)> {
        let account = &*self.0;
        let mut hosts = vec![("domain_api", Ok(host_label(&account.domains.api())))];
        for service in services {
            let base = account.retry(|| account.base(*service)).await;
            hosts.push((service.as_str(), base.map(|base| host_label(&base))));
        }
        let (service, base) = match &account.authorizer {
            Authorizer::OAuth1(_) => return hosts,
            Authorizer::OAuth2(tokens) => {
                ("oauth2", account.retry(|| account.placed(async |means| tokens.host(means).await)).await)
            }
            Authorizer::Login(logins) => {
                ("login", account.retry(|| account.placed(async |means| logins.host(means).await)).await)
            }
        };
        hosts.push((service, base.map(|base| host_label(&base))));
        hosts
    }

    /// Upstream's clock minus ours when the last answer came, to about a second; `None` before the first answer.
    pub async fn clock_skew(&self) -> Option<TimeDelta> {
        self.0.upstream.clock_skew()
    }
}

impl fmt::Debug for AccountClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccountClient").field("account", &self.0.upstream.account).finish_non_exhaustive()
    }
}
