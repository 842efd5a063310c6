//! One request and its reply: deadlines, the log line, upstream's clock. Knows no credentials and repeats nothing.

use std::sync::Mutex;
use std::time::Duration;

use chrono::{DateTime, TimeDelta};
use model::{AccountId, Clock};
use reqwest::header::{self, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, Response, StatusCode};
use tokio::time::{Instant, timeout_at};
use tracing::debug;
use url::Url;

use crate::body::Body;
use crate::bounds::{Bounds, SendPermit};
use crate::coding;
use crate::error::ClientError;
use crate::measure;
use crate::refusal::Refusal;
use crate::transport::Transport;

/// An HTTP request. Its headers, its body and its query may be secret; the rest of its address is not.
pub(crate) struct HttpRequest {
    pub(crate) method: Method,
    pub(crate) url: Url,
    headers: HeaderMap,
    body: Option<String>,
}

impl HttpRequest {
    /// Makes a request without a body.
    pub(crate) fn get(url: Url, accept: &'static str, accept_encoding: &'static str) -> Self {
        Self { method: Method::GET, url, headers: HeaderMap::new(), body: None }
            .header(header::ACCEPT, HeaderValue::from_static(accept))
            .header(header::ACCEPT_ENCODING, HeaderValue::from_static(accept_encoding))
    }

    /// Makes a request with a body that is answered in JSON.
    pub(crate) fn post(url: Url, content_type: &'static str, body: String) -> Self {
        Self { method: Method::POST, url, headers: HeaderMap::new(), body: Some(body) }
            .header(header::ACCEPT, HeaderValue::from_static("application/json"))
            .header(header::ACCEPT_ENCODING, HeaderValue::from_static(coding::GZIP))
            .header(header::CONTENT_TYPE, HeaderValue::from_static(content_type))
    }

    /// Adds a header.
    pub(crate) fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }

    /// Returns the request's name in errors and logs: method, host, path.
    pub(crate) fn at(&self) -> String {
        let host = host_label(&self.url);
        format!("{} {host}{}", self.method, self.url.path())
    }
}

/// What a server answered.
pub(crate) enum Reply {
    /// 2xx; the body is still to be read.
    Success(Box<Answer>),
    /// 301, 302, 303, 307 or 308, and where to.
    Redirect(Option<String>),
    /// Everything else, with the beginning of its text.
    Refusal(Refusal),
}

/// The headers of a success, and its body.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Body,
}

/// Sends one account's requests, whatever the host.
pub(crate) struct Upstream {
    pub(crate) transport: Transport,
    pub(crate) account: AccountId,
    pub(crate) clock: Clock,
    pub(crate) bounds: Bounds,
    clock_skew: Mutex<Option<TimeDelta>>,
}

impl Upstream {
    pub(crate) fn new(transport: Transport, account: AccountId, clock: Clock, bounds: Bounds) -> Self {
        Self { transport, account, clock, bounds, clock_skew: Mutex::new(None) }
    }

    /// Sends one request; `timeout` is for the whole answer, its body included.
    pub(crate) async fn exchange(
        &self,
        _send: SendPermit<'_>,
        request: HttpRequest,
        timeout: Duration,
    ) -> Result<Reply, ClientError> {
        let at = request.at();
        let started = Instant::now();
        let deadline = started + timeout;
        let idle_timeout = self.transport.options.idle_timeout;
        let (method, host) = (request.method.clone(), host_label(&request.url));
        let path = request.url.path().to_owned();
        let mut built = reqwest::Request::new(request.method, request.url);
        *built.headers_mut() = request.headers;
        *built.body_mut() = request.body.map(Into::into);
        let answered = timeout_at(deadline.min(started + idle_timeout), self.transport.http.execute(built)).await;
        let status = answered.as_ref().ok().and_then(|answer| answer.as_ref().ok()).map(|answer| answer.status());
        measure::count_answer(&self.account, status, started.elapsed());
        let response = match answered {
            Ok(Ok(response)) => response,
            Ok(Err(error)) => return Err(no_answer(at, error)),
            Err(_) => {
                let why = format!("no answer within {} s", timeout.min(idle_timeout).as_secs_f32());
                return Err(ClientError::Unavailable { at, why, source: None });
            }
        };
        let (account, status) = (&self.account, response.status().as_u16());
        let ms = started.elapsed().as_millis() as u64;
        debug!(event = "upstream_request", %account, %method, host, path, status, ms);
        self.note_clock(&response);
        Ok(self.classify(at, response, deadline).await)
    }

    /// Sends one request to a server that has no reason to redirect it: credentials do not travel.
    pub(crate) async fn exchange_without_redirect(
        &self,
        send: SendPermit<'_>,
        request: HttpRequest,
    ) -> Result<Result<Answer, Refusal>, ClientError> {
        let at = request.at();
        match self.exchange(send, request, self.transport.options.request_timeout).await? {
            Reply::Success(answer) => Ok(Ok(*answer)),
            Reply::Refusal(refusal) => Ok(Err(refusal)),
            Reply::Redirect(_) => {
                Err(ClientError::BadAnswer { at, why: "a redirect where none belongs".to_owned(), status: None })
            }
        }
    }

    async fn classify(&self, at: String, response: Response, deadline: Instant) -> Reply {
        let status = response.status();
        let headers = response.headers().clone();
        let body = Body::new(response, at, self.transport.options.idle_timeout, deadline);
        if status.is_success() {
            return Reply::Success(Box::new(Answer { status, headers, body }));
        }
        if matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308) {
            let location = headers.get(header::LOCATION).and_then(|value| value.to_str().ok());
            return Reply::Redirect(location.map(str::to_owned));
        }
        let retry_after = headers.get(header::RETRY_AFTER).and_then(|value| self.parse_retry_after(value));
        let at = body.at().to_owned();
        let text = body.read_beginning().await;
        Reply::Refusal(Refusal { at, status, retry_after, text })
    }

    /// Parses seconds or an HTTP date (HTTP semantics, Retry-After).
    fn parse_retry_after(&self, value: &HeaderValue) -> Option<Duration> {
        let text = value.to_str().ok()?.trim();
        if let Ok(seconds) = text.parse() {
            return Some(Duration::from_secs(seconds));
        }
        let until = DateTime::parse_from_rfc2822(text).ok()?;
        let ours = until.to_utc() - self.clock.now();
        // A moment that has passed asks for no pause.
        Some(ours.to_std().unwrap_or_default())
    }

    fn note_clock(&self, response: &Response) {
        let date = response.headers().get(header::DATE).and_then(|value| value.to_str().ok());
        if let Some(theirs) = date.and_then(|date| DateTime::parse_from_rfc2822(date).ok()) {
            let skew = theirs.to_utc() - self.clock.now();
            *self.clock_skew.lock().expect("no holder panics") = Some(skew);
        }
    }

    /// Returns upstream's clock minus ours at the last answer; the `Date` header has whole seconds.
    pub(crate) fn clock_skew(&self) -> Option<TimeDelta> {
        *self.clock_skew.lock().expect("no holder panics")
    }
}

/// Returns `host` or `host:port`, as an operator would write it.
pub(crate) fn host_label(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

fn no_answer(at: String, error: reqwest::Error) -> ClientError {
    let why = if error.is_connect() { "no connection" } else { "the connection broke before the answer" };
    ClientError::Unavailable { at, why: why.to_owned(), source: Some(Box::new(error.without_url())) }
}
