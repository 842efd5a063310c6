//! One request to an API under the account's authorization: it waits for its permits, is authorized, follows redirects,
//! and is repeated as the retry policy says. Knows no API in particular.

use std::time::Duration;

use chrono::{DateTime, Utc};
use model::{Lane, Service};
use reqwest::header::{HeaderMap, HeaderValue};
use reqwest::{StatusCode, header};
use url::{Position, Url};

use crate::account::ClientState;
use crate::auth::AuthContext;
use crate::body::Body;
use crate::bounds::InFlightPermit;
use crate::coding::{self, without_mark};
use crate::error::ClientError;
use crate::exchange::{Answer, HttpRequest, Reply};
use crate::retry::retry;

/// Hops of one request; more is a loop.
const REDIRECTS_MAX: u32 = 5;

/// A request to an API, as plain values, before it is authorized.
#[derive(Clone, Debug)]
pub(crate) struct ApiRequest {
    /// The API whose hosts may see the credentials.
    pub(crate) service: Service,
    pub(crate) url: Url,
    /// JSON to post; without it the request is a GET.
    pub(crate) json: Option<String>,
    pub(crate) accept: &'static str,
    pub(crate) accept_encoding: &'static str,
    pub(crate) lane: Lane,
    /// A refusal that contains this text, whatever its status, is an empty answer.
    pub(crate) empty_answer_text: Option<&'static str>,
    /// The known revision; upstream answers 304 while it is the current one.
    pub(crate) if_match: Option<String>,
}

/// An answer whose headers have come.
pub(crate) struct OpenedAnswer {
    status: StatusCode,
    headers: HeaderMap,
    pub(crate) body: Body,
    /// Upstream's clock, by its `Date`, to the second; ours when it sends none.
    pub(crate) answered_at: DateTime<Utc>,
    /// Held until the body is read.
    pub(crate) in_flight: InFlightPermit,
}

/// How a request was answered.
enum Attempt {
    Opened(Box<OpenedAnswer>),
    /// A refusal that is an empty answer.
    Empty,
    /// The known revision is the current one.
    Unchanged,
}

/// An answer that has come whole.
pub(crate) struct WholeAnswer {
    /// The address that was asked, as upstream sees it.
    pub(crate) url: Url,
    /// The request's name in errors: method, host and path.
    pub(crate) at: String,
    pub(crate) body: Vec<u8>,
    pub(crate) answered_at: DateTime<Utc>,
    pub(crate) headers: HeaderMap,
    /// Whether upstream answered 304: the known revision is the current one, and there is no body.
    pub(crate) is_unchanged: bool,
}

/// An answer, and when it was given.
#[derive(Clone, Debug)]
pub struct DatedAnswer {
    /// JSON.
    pub body: Vec<u8>,
    /// Upstream's clock, to the second.
    pub answered_at: DateTime<Utc>,
}

impl From<WholeAnswer> for DatedAnswer {
    fn from(answer: WholeAnswer) -> Self {
        Self { body: answer.body, answered_at: answer.answered_at }
    }
}

impl ApiRequest {
    /// Makes a GET of JSON in the live lane.
    pub(crate) fn get(service: Service, url: Url) -> Self {
        Self {
            service,
            url,
            json: None,
            accept: "application/json",
            accept_encoding: coding::GZIP,
            lane: Lane::Live,
            empty_answer_text: None,
            if_match: None,
        }
    }

    /// Makes a POST of JSON.
    pub(crate) fn post(service: Service, url: Url, json: String, lane: Lane) -> Self {
        Self { json: Some(json), lane, ..Self::get(service, url) }
    }

    /// Makes the HTTP request for one hop.
    fn to_http(&self, url: &Url) -> HttpRequest {
        let request = match &self.json {
            Some(json) => HttpRequest::post(url.clone(), "application/json", json.clone()),
            None => HttpRequest::get(url.clone(), self.accept, self.accept_encoding),
        };
        match self.if_match.as_deref().map(HeaderValue::from_str) {
            Some(Ok(revision)) => request.header(header::IF_MATCH, revision),
            // Upstream sent the revision in a header, so it fits into one; without it the answer is whole.
            Some(Err(_)) | None => request,
        }
    }
}

impl ClientState {
    /// Sends the request that `build` makes for the API's base URL, and reads the whole answer: `answer_bytes_max` at
    /// most.
    ///
    /// An answer that breaks off, or has no byte where 204 does not say so, is asked for again, then
    /// [`ClientError::Unavailable`].
    pub(crate) async fn fetch(
        &self,
        service: Service,
        answer_bytes_max: usize,
        build: impl Fn(&Url) -> ApiRequest,
    ) -> Result<WholeAnswer, ClientError> {
        let timeout = self.upstream.transport.options.request_timeout;
        let answer = self.retry(|| async {
            let request = build(&self.base(service).await?);
            let at = request.to_http(&request.url).at();
            let url = self.seen_address(&request.url, service);
            Ok(match self.attempt(&request, timeout).await? {
                Attempt::Opened(opened) => {
                    let OpenedAnswer { status, headers, body, answered_at, in_flight: _in_flight } = *opened;
                    let body = body.read(answer_bytes_max).await?;
                    check_not_blank(status, &body, &at)?;
                    WholeAnswer { url, at, body, answered_at, headers, is_unchanged: false }
                }
                empty @ (Attempt::Empty | Attempt::Unchanged) => WholeAnswer {
                    url,
                    at,
                    body: Vec::new(),
                    answered_at: self.upstream.clock.now() + self.upstream.clock_skew().unwrap_or_default(),
                    headers: HeaderMap::new(),
                    is_unchanged: matches!(empty, Attempt::Unchanged),
                },
            })
        });
        answer.await
    }

    /// Sends the request until headers come; the body is the caller's to repeat.
    pub(crate) async fn open(&self, request: &ApiRequest, timeout: Duration) -> Result<OpenedAnswer, ClientError> {
        match self.retry(|| self.attempt(request, timeout)).await? {
            Attempt::Opened(opened) => Ok(*opened),
            Attempt::Empty | Attempt::Unchanged => {
                panic!("a request of a file knows neither empty answers nor revisions")
            }
        }
    }

    /// Sends the request once: as many hops as redirects lead to, each checked and authorized for itself, and once more
    /// after a 401. `timeout` is for the whole answer, its body included.
    async fn attempt(&self, request: &ApiRequest, timeout: Duration) -> Result<Attempt, ClientError> {
        if request.lane == Lane::Backfill {
            // Before it takes a permit, so that live requests do not wait for a backfill that waits for its pace.
            self.backfill_pace.wait().await;
        }
        let in_flight = self.upstream.bounds.acquire_in_flight().await;
        let mut url = self.address_of(&request.url, request.service);
        let mut redirects = 0;
        let mut is_second_try = false;
        loop {
            self.check_host(&url, request.service)?;
            let http = request.to_http(&url);
            let at = http.at();
            // A new token takes a send permit of its own, so it is fetched before this request takes one; a signature
            // holds for a moment, so it is made after.
            let source = self.authorizer.credential_source(self.auth_context(&in_flight)).await?;
            if let Some(pace) = self.service_pace(request.service) {
                pace.wait().await;
            }
            let send = self.upstream.bounds.acquire_send(&in_flight).await;
            let seen = self.seen_address(&url, request.service);
            let credential = source.credential(self.auth_context(&in_flight), &http.method, &seen);
            let http = http.header(header::AUTHORIZATION, credential.header.clone());
            match self.upstream.exchange(send, http, timeout).await? {
                Reply::Success(answer) => return Ok(Attempt::Opened(Box::new(self.open_answer(*answer, in_flight)))),
                Reply::Redirect(location) => {
                    redirects += 1;
                    let named = resolve_redirect(&seen, location, redirects).map_err(|why| ClientError::BadAnswer {
                        at,
                        why,
                        status: None,
                    })?;
                    url = self.address_of(&named, request.service);
                }
                Reply::Refusal(refusal)
                    if request.empty_answer_text.is_some_and(|text| refusal.text.contains(text)) =>
                {
                    return Ok(Attempt::Empty);
                }
                Reply::Refusal(refusal) if request.if_match.is_some() && refusal.status == StatusCode::NOT_MODIFIED => {
                    return Ok(Attempt::Unchanged);
                }
                Reply::Refusal(refusal) if refusal.status.as_u16() == 401 && !is_second_try => {
                    is_second_try = true;
                    self.authorizer.discard(&credential).await;
                }
                Reply::Refusal(refusal) => return Err(refusal.into_error(&credential.secrets)),
            }
        }
    }

    fn open_answer(&self, answer: Answer, in_flight: InFlightPermit) -> OpenedAnswer {
        let date =
            answer.headers.get(header::DATE).and_then(|date| DateTime::parse_from_rfc2822(date.to_str().ok()?).ok());
        let answered_at = date.map_or_else(|| self.upstream.clock.now(), |date| date.to_utc());
        let Answer { status, headers, body } = answer;
        OpenedAnswer { status, headers, body, answered_at, in_flight }
    }

    /// Repeats `attempt` as the retry policy says.
    pub(crate) async fn retry<T, A>(&self, attempt: impl Fn() -> A) -> Result<T, ClientError>
    where
        A: Future<Output = Result<T, ClientError>>,
    {
        retry(&self.upstream.transport.options, &self.random, &self.upstream.account, attempt).await
    }

    /// Runs `ask`, whose requests come one after the other, under a permit of its own.
    pub(crate) async fn with_permit<T>(&self, ask: impl AsyncFnOnce(AuthContext<'_>) -> T) -> T {
        let in_flight = self.upstream.bounds.acquire_in_flight().await;
        ask(self.auth_context(&in_flight)).await
    }

    fn auth_context<'a>(&'a self, in_flight: &'a InFlightPermit) -> AuthContext<'a> {
        AuthContext { upstream: &self.upstream, in_flight, domain_api: &self.domain_api, random: &self.random }
    }
}

/// Refuses a success without content: a server that is out of order would pass for one that has nothing.
fn check_not_blank(status: StatusCode, body: &[u8], at: &str) -> Result<(), ClientError> {
    if status == StatusCode::NO_CONTENT || !without_mark(body).trim_ascii().is_empty() {
        return Ok(());
    }
    let why = format!("it answered {} without a byte", status.as_u16());
    Err(ClientError::Unavailable { at: at.to_owned(), why, source: None })
}

/// Returns the address that a redirect from `from` leads to; `redirects` counts this one.
fn resolve_redirect(from: &Url, location: Option<String>, redirects: u32) -> Result<Url, String> {
    if redirects > REDIRECTS_MAX {
        return Err(format!("more than {REDIRECTS_MAX} redirects"));
    }
    let location = location.ok_or("a redirect to nowhere")?;
    let to = from.join(&location).map_err(|_| "a redirect to what is no URL")?;
    // A fragment is never sent, so it must not be signed.
    to[..Position::AfterQuery].parse().map_err(|_| "a redirect to what is no URL".to_owned())
}
