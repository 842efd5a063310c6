//! One account's requests: authorized, bounded in number, repeated where that helps, never to a foreign host.

use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use model::{AccountId, Clock, Feed, Lane, ListedFile};
use reqwest::header;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use url::{Position, Url};

use crate::auth::{Auth, Authorizer, Means};
use crate::body::Body;
use crate::domains::{Domains, LIVEPERSON, extend, foreign, is_configured, is_liveperson};
use crate::download::Download;
use crate::endpoints::{Endpoints, Region};
use crate::error::ClientError;
use crate::exchange::{Reply, Request, Upstream, host_label};
use crate::listing::{self, LISTING_BYTES_MAX, NOTHING};
use crate::pace::Pace;
use crate::retry::retry;
use crate::transport::Transport;

/// Hops of one request; more is a loop.
const REDIRECTS_MAX: u32 = 5;
/// Engagement History's name in the Domain API (Engagement History API, head of the page).
const HISTORY_SERVICE: &str = "engHistDomain";
/// What the backfill may use of the requests per second.
const BACKFILL_SHARE: f64 = 0.5;
/// Data Access answers from these hosts, whichever was asked (Data Access API, listing).
const DATA_ACCESS: &str = ".da.liveperson.net";

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
    domains: Domains,
    authorizer: Authorizer,
    random: Mutex<fastrand::Rng>,
    data_access: Option<Url>,
    engagement_history: Option<Url>,
    region: Region,
    in_flight: Arc<Semaphore>,
    pace: Pace,
    backfill_pace: Pace,
}

/// A request under the account's authorization, and how its answer is read.
pub(crate) struct Ask {
    pub(crate) url: Url,
    /// JSON to be posted; without it the request is a GET.
    pub(crate) body: Option<String>,
    pub(crate) accept: &'static str,
    pub(crate) timeout: Duration,
    /// Whether a refusal can mean that there is nothing: in a listing.
    pub(crate) may_be_nothing: bool,
    /// Whose hosts may see the credentials.
    pub(crate) service: Service,
    pub(crate) lane: Lane,
}

/// An API of upstream's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Service {
    DataAccess,
    EngagementHistory,
}

impl Ask {
    fn request(&self, url: &Url) -> Request {
        match &self.body {
            Some(body) => Request::post(url.clone(), "application/json", body.clone()),
            None => Request::get(url.clone(), self.accept),
        }
    }
}

impl AccountClient {
    /// A client for one account. `seed` is for nonces and jitter: other in each process.
    pub fn new(transport: &Transport, options: AccountOptions, clock: Clock, seed: u64) -> Self {
        let AccountOptions { account, region, auth, endpoints, .. } = options;
        let authorizer = Authorizer::new(auth, &endpoints, region);
        Self(Arc::new(Account {
            upstream: Upstream::new(transport.clone(), account, clock),
            domains: Domains::new(endpoints.domain_api),
            authorizer,
            random: Mutex::new(fastrand::Rng::with_seed(seed)),
            data_access: endpoints.data_access,
            engagement_history: endpoints.engagement_history,
            region,
            in_flight: Arc::new(Semaphore::new(options.requests_in_flight_max.max(1))),
            pace: Pace::new(options.requests_per_second_max),
            backfill_pace: Pace::new(options.requests_per_second_max * BACKFILL_SHARE),
        }))
    }

    /// Files whose generating job overlaps the span; ask for a day or less, there are no pages. Each file once, in
    /// upstream's order.
    ///
    /// # Errors
    /// Any but [`ClientError::ShortBody`]: a listing that breaks off is asked for again, then `Unavailable`.
    /// [`ClientError::BadAnswer`] names the entry that has no name or no scope.
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
        let ask = self.0.small(url, true);
        let files = self.0.retry(|| async {
            let Some((body, _permit)) = self.0.attempt(&ask).await? else { return Ok(Vec::new()) };
            let body = body.read(LISTING_BYTES_MAX).await?;
            listing::files(&body, &ask.url).map_err(|why| ClientError::BadAnswer { at: at.clone(), why })
        });
        files.await
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
        let ask = Ask {
            url,
            body: None,
            accept: "*/*",
            timeout,
            may_be_nothing: false,
            service: Service::DataAccess,
            lane: Lane::Live,
        };
        let opened = self.0.retry(|| self.0.attempt(&ask)).await?;
        let (body, permit) = opened.expect("only a listing can be nothing");
        Ok(Download::new(body, permit))
    }

    /// Asks for the base resource, with a token if one is needed: whether the account is let in to Data Access.
    ///
    /// # Errors
    /// Any but [`ClientError::ShortBody`].
    pub async fn check_authorization(&self) -> Result<(), ClientError> {
        let ask = self.0.small(self.0.data_access_url(&[]), false);
        let answered = self.0.retry(|| async {
            let Some((body, _permit)) = self.0.attempt(&ask).await? else { return Ok(()) };
            body.read(LISTING_BYTES_MAX).await.map(drop)
        });
        answered.await
    }

    /// Which host serves what, looked up where it is not configured. Only what this account's credentials need and,
    /// with `is_history_read`, what Engagement History does.
    pub async fn hosts(&self, is_history_read: bool) -> Vec<(&'static str, Result<String, ClientError>)> {
        let account = &*self.0;
        let mut hosts = vec![
            ("domain_api", Ok(host_label(&account.domains.api()))),
            ("data_access", Ok(host_label(&account.data_access_base()))),
        ];
        if is_history_read {
            let base = account.retry(|| account.one(account.history_base())).await;
            hosts.push(("engagement_history", base.map(|base| host_label(&base))));
        }
        let (service, base) = match &account.authorizer {
            Authorizer::OAuth1(_) => return hosts,
            Authorizer::OAuth2(tokens) => ("oauth2", account.retry(|| account.one(tokens.base(account.means()))).await),
            Authorizer::Login(logins) => ("login", account.retry(|| account.one(logins.base(account.means()))).await),
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

impl Account {
    fn means(&self) -> Means<'_> {
        Means { upstream: &self.upstream, domains: &self.domains, random: &self.random }
    }

    /// Leave for one request. Those before us end by their deadlines, or are downloads that their owner reads or drops.
    async fn permit(&self) -> OwnedSemaphorePermit {
        Arc::clone(&self.in_flight).acquire_owned().await.expect("never closed")
    }

    /// Runs what is one request at a time, under the account's bound.
    async fn one<T>(&self, request: impl Future<Output = T>) -> T {
        let _permit = self.permit().await;
        request.await
    }

    pub(crate) async fn retry<T, A>(&self, attempt: impl Fn() -> A) -> Result<T, ClientError>
    where
        A: Future<Output = Result<T, ClientError>>,
    {
        retry(&self.upstream.transport.options, &self.random, &self.upstream.account, attempt).await
    }

    fn data_access_base(&self) -> Url {
        let by_region = || format!("https://{}/", self.region.da_host()).parse().expect("a constant host");
        self.data_access.clone().unwrap_or_else(by_region)
    }

    fn data_access_url(&self, rest: &[&str]) -> Url {
        let account =
            extend(&self.data_access_base(), &["data_access_le", "account", self.upstream.account.as_str(), "le"]);
        extend(&account, rest)
    }

    fn small(&self, url: Url, may_be_nothing: bool) -> Ask {
        let timeout = self.upstream.transport.options.request_timeout;
        Ask {
            url,
            body: None,
            accept: "application/json",
            timeout,
            may_be_nothing,
            service: Service::DataAccess,
            lane: Lane::Live,
        }
    }

    /// Where Engagement History is served: configured, or looked up.
    pub(crate) async fn history_base(&self) -> Result<Url, ClientError> {
        match &self.engagement_history {
            Some(configured) => Ok(configured.clone()),
            None => self.domains.base(&self.upstream, HISTORY_SERVICE).await,
        }
    }

    /// The service's own hosts only, the configured one, or the one that the Domain API named.
    fn admit(&self, url: &Url, service: Service) -> Result<(), ClientError> {
        let (configured, suffix, looked_up) = match service {
            Service::DataAccess => (&self.data_access, DATA_ACCESS, None),
            Service::EngagementHistory => {
                (&self.engagement_history, LIVEPERSON, self.domains.known_base(HISTORY_SERVICE))
            }
        };
        let is_ours = |base: &Url| is_configured(url, base);
        let is_known = configured.as_ref().is_some_and(is_ours) || looked_up.as_ref().is_some_and(is_ours);
        if is_known || is_liveperson(url, suffix) { Ok(()) } else { Err(foreign(url)) }
    }

    /// One attempt: as many hops as redirects lead to, each checked and authorized for itself, and once more after a
    /// 401. `None`: upstream says there is nothing.
    pub(crate) async fn attempt(&self, ask: &Ask) -> Result<Option<(Body, OwnedSemaphorePermit)>, ClientError> {
        if ask.lane == Lane::Backfill {
            // Before it takes a place among the requests in flight, lest live ones wait for it.
            self.backfill_pace.turn().await;
        }
        let permit = self.permit().await;
        let mut url = ask.url.clone();
        let mut redirects = 0;
        let mut is_second_try = false;
        loop {
            self.admit(&url, ask.service)?;
            let request = ask.request(&url);
            let at = request.at();
            self.pace.turn().await;
            let credential = self.authorizer.credential(self.means(), &request.method, &url).await?;
            let request = request.header(header::AUTHORIZATION, credential.header.clone());
            match self.upstream.exchange(request, ask.timeout).await? {
                Reply::Success(answer) => return Ok(Some((answer.body, permit))),
                Reply::Redirect(location) => {
                    redirects += 1;
                    url = next_hop(&url, location, redirects).map_err(|why| ClientError::BadAnswer { at, why })?;
                }
                Reply::Refusal(refusal) if ask.may_be_nothing && refusal.text.contains(NOTHING) => return Ok(None),
                Reply::Refusal(refusal) if refusal.status.as_u16() == 401 && !is_second_try => {
                    is_second_try = true;
                    self.authorizer.give_up(&credential).await;
                }
                Reply::Refusal(refusal) => return Err(refusal.into_error(&credential.secrets)),
            }
        }
    }
}

fn next_hop(from: &Url, location: Option<String>, redirects: u32) -> Result<Url, String> {
    if redirects > REDIRECTS_MAX {
        return Err(format!("more than {REDIRECTS_MAX} redirects"));
    }
    let location = location.ok_or("a redirect to nowhere")?;
    let to = from.join(&location).map_err(|_| "a redirect to what is no URL")?;
    // A fragment is never sent, so it must not be signed.
    to[..Position::AfterQuery].parse().map_err(|_| "a redirect to what is no URL".to_owned())
}
