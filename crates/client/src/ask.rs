//! One request under an account's authorization: where it may go, when it may begin, how it is let in.

use std::time::Duration;

use chrono::{DateTime, Utc};
use model::{Lane, Service};
use reqwest::header;
use url::{Position, Url};

use crate::account::Account;
use crate::auth::Means;
use crate::body::Body;
use crate::bounds::Place;
use crate::domains::{LIVEPERSON, extend, foreign, is_configured, is_liveperson};
use crate::error::ClientError;
use crate::exchange::{Answer, Reply, Request};
use crate::listing::NOTHING;
use crate::retry::retry;

/// Hops of one request; more is a loop.
const REDIRECTS_MAX: u32 = 5;

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

/// An answer whose headers have come.
pub(crate) struct Opened {
    pub(crate) body: Body,
    /// Upstream's clock, by its `Date`, to the second; ours when it sends none.
    pub(crate) answered_at: DateTime<Utc>,
    /// Held until the body is read.
    pub(crate) place: Place,
}

/// The name in the Domain API, which does not know Data Access (Engagement History and Operational Real-time API,
/// heads of the pages).
fn domain(service: Service) -> Option<&'static str> {
    match service {
        Service::DataAccess => None,
        Service::EngagementHistory => Some("engHistDomain"),
        Service::Operational => Some("leDataReporting"),
    }
}

/// How its hosts end; Data Access answers from hosts of its own, whichever was asked (Data Access API, listing).
fn host_suffix(service: Service) -> &'static str {
    match service {
        Service::DataAccess => ".da.liveperson.net",
        Service::EngagementHistory | Service::Operational => LIVEPERSON,
    }
}

impl Ask {
    /// A request for JSON.
    pub(crate) fn new(service: Service, url: Url, timeout: Duration) -> Self {
        let accept = "application/json";
        Self { url, body: None, accept, timeout, may_be_nothing: false, service, lane: Lane::Live }
    }

    fn request(&self, url: &Url) -> Request {
        match &self.body {
            Some(body) => Request::post(url.clone(), "application/json", body.clone()),
            None => Request::get(url.clone(), self.accept),
        }
    }
}

impl Account {
    pub(crate) fn means<'a>(&'a self, place: &'a Place) -> Means<'a> {
        Means { upstream: &self.upstream, place, domains: &self.domains, random: &self.random }
    }

    /// Runs what is one request at a time in a place of its own.
    pub(crate) async fn placed<T>(&self, request: impl AsyncFnOnce(Means<'_>) -> T) -> T {
        let place = self.upstream.bounds.place().await;
        request(self.means(&place)).await
    }

    pub(crate) async fn retry<T, A>(&self, attempt: impl Fn() -> A) -> Result<T, ClientError>
    where
        A: Future<Output = Result<T, ClientError>>,
    {
        retry(&self.upstream.transport.options, &self.random, &self.upstream.account, attempt).await
    }

    /// Where a service is: configured, known by the region, or looked up. Not for who has a place among the requests in
    /// flight: it would wait for another one.
    pub(crate) async fn base(&self, service: Service) -> Result<Url, ClientError> {
        match (self.configured(service), domain(service)) {
            (Some(configured), _) => Ok(configured.clone()),
            (None, Some(domain)) => self.domains.base(&self.upstream, domain).await,
            (None, None) => Ok(self.data_access_base()),
        }
    }

    fn configured(&self, service: Service) -> Option<&Url> {
        match service {
            Service::DataAccess => self.endpoints.data_access.as_ref(),
            Service::EngagementHistory => self.endpoints.engagement_history.as_ref(),
            Service::Operational => self.endpoints.operational.as_ref(),
        }
    }

    fn data_access_base(&self) -> Url {
        let by_region = || format!("https://{}/", self.region.da_host()).parse().expect("a constant host");
        self.endpoints.data_access.clone().unwrap_or_else(by_region)
    }

    pub(crate) fn data_access_url(&self, rest: &[&str]) -> Url {
        let account =
            extend(&self.data_access_base(), &["data_access_le", "account", self.upstream.account.as_str(), "le"]);
        extend(&account, rest)
    }

    pub(crate) fn small(&self, service: Service, url: Url) -> Ask {
        Ask::new(service, url, self.upstream.transport.options.request_timeout)
    }

    /// The service's own hosts only, the configured one, or the one that the Domain API named.
    fn admit(&self, url: &Url, service: Service) -> Result<(), ClientError> {
        let looked_up = domain(service).and_then(|domain| self.domains.known_base(domain));
        let is_ours = |base: &Url| is_configured(url, base);
        let is_known = self.configured(service).is_some_and(is_ours) || looked_up.as_ref().is_some_and(is_ours);
        if is_known || is_liveperson(url, host_suffix(service)) { Ok(()) } else { Err(foreign(url)) }
    }

    /// One attempt: as many hops as redirects lead to, each checked and authorized for itself, and once more after a
    /// 401. `None`: upstream says there is nothing.
    pub(crate) async fn attempt(&self, ask: &Ask) -> Result<Option<Opened>, ClientError> {
        if ask.lane == Lane::Backfill {
            // Before it takes a place among the requests in flight, lest live ones wait for it.
            self.backfill_pace.turn().await;
        }
        let place = self.upstream.bounds.place().await;
        let mut url = ask.url.clone();
        let mut redirects = 0;
        let mut is_second_try = false;
        loop {
            self.admit(&url, ask.service)?;
            let request = ask.request(&url);
            let at = request.at();
            // Before its turn, since a new token is a request that takes a turn of its own; a signature behind it, since it
            // holds for a moment.
            let pass = self.authorizer.pass(self.means(&place)).await?;
            if ask.service == Service::Operational {
                self.operational_pace.turn().await;
            }
            let turn = self.upstream.bounds.turn(&place).await;
            let credential = pass.credential(self.means(&place), &request.method, &url);
            let request = request.header(header::AUTHORIZATION, credential.header.clone());
            match self.upstream.exchange(turn, request, ask.timeout).await? {
                Reply::Success(answer) => return Ok(Some(self.opened(*answer, place))),
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

    fn opened(&self, answer: Answer, place: Place) -> Opened {
        let date =
            answer.headers.get(header::DATE).and_then(|date| DateTime::parse_from_rfc2822(date.to_str().ok()?).ok());
        let answered_at = date.map_or_else(|| self.upstream.clock.now(), |date| date.to_utc());
        Opened { body: answer.body, answered_at, place }
    }

    /// One attempt at a small answer.
    pub(crate) async fn read_whole(&self, ask: &Ask, answer_bytes_max: usize) -> Result<Vec<u8>, ClientError> {
        match self.attempt(ask).await? {
            Some(opened) => opened.body.read(answer_bytes_max).await,
            None => Ok(Vec::new()),
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
