//! The Login Service: a user's session, kept alive, opened anew when it ends.

use chrono::{DateTime, TimeDelta, Utc};
use reqwest::header::{self, HeaderMap, HeaderValue};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use tokio::sync::Mutex;
use url::Url;

use super::{AuthContext, Credential, bearer_credential};
use crate::error::ClientError;
use crate::exchange::HttpRequest;
use crate::fields::find_text;
use crate::hosts::extend;

/// The advice is every 3 to 5 minutes (Login Service, keep alive).
const REFRESH_AFTER: TimeDelta = TimeDelta::minutes(4);
/// The answer carries the user's whole configuration.
const ANSWER_BYTES_MAX: usize = 16 * 1024 * 1024;
const COOKIES_MAX: usize = 32;
/// Its name in the Domain API.
const DOMAIN_API_NAME: &str = "agentVep";

/// The user's session, and the credentials it is opened with.
pub(crate) struct SessionCache {
    username: String,
    password: SecretString,
    configured: Option<Url>,
    /// Locked during a login, so that other requests wait for that one.
    current: Mutex<CurrentSession>,
}

#[derive(Default)]
struct CurrentSession {
    serial: u64,
    session: Option<Session>,
}

struct Session {
    bearer: SecretString,
    csrf: SecretString,
    cookies: SecretString,
    refreshed_at: DateTime<Utc>,
}

impl SessionCache {
    pub(crate) fn new(username: String, password: SecretString, configured: Option<Url>) -> Self {
        Self { username, password, configured, current: Mutex::default() }
    }

    /// Returns the credential of a session that is alive; logs in when there is none.
    pub(crate) async fn credential(&self, context: AuthContext<'_>) -> Result<Credential, ClientError> {
        let mut current = self.current.lock().await;
        self.keep_alive(context, &mut current).await.map_err(|error| error.while_authorizing("the login service"))?;
        let session = current.session.as_ref().expect("just kept alive");
        let mut credential = bearer_credential(&session.bearer, current.serial).expect("checked at login");
        credential.secrets.extend([session.csrf.clone(), self.password.clone()]);
        let cookies = session.cookies.expose_secret().split("; ");
        credential.secrets.extend(cookies.filter_map(|cookie| Some(SecretString::from(cookie.split_once('=')?.1))));
        Ok(credential)
    }

    /// Discards the session of this serial, if it is still the current one.
    pub(crate) async fn discard(&self, serial: u64) {
        let mut current = self.current.lock().await;
        if current.serial == serial {
            current.session = None;
        }
    }

    /// Finds the login service without logging in; waits for a login under way.
    pub(crate) async fn find_server(&self, context: AuthContext<'_>) -> Result<Url, ClientError> {
        let _current = self.current.lock().await;
        self.base(context).await
    }

    /// Returns the configured server, else the one of the Domain API.
    async fn base(&self, context: AuthContext<'_>) -> Result<Url, ClientError> {
        match &self.configured {
            Some(configured) => Ok(configured.clone()),
            None => context.domain_api.base_under(context.in_flight, context.upstream, DOMAIN_API_NAME).await,
        }
    }

    async fn keep_alive(&self, context: AuthContext<'_>, current: &mut CurrentSession) -> Result<(), ClientError> {
        let now = context.upstream.clock.now();
        if let Some(session) = &mut current.session {
            if now - session.refreshed_at < REFRESH_AFTER {
                return Ok(());
            }
            match self.refresh(context, session).await {
                Ok(()) => {
                    session.refreshed_at = now;
                    return Ok(());
                }
                // A login would be one call more.
                Err(error @ ClientError::Throttled { .. }) => return Err(error),
                // Sessions end; a login is the answer, and its own error tells more than this one.
                Err(_) => current.session = None,
            }
        }
        current.session = Some(self.log_in(context).await?);
        current.serial += 1;
        Ok(())
    }

    async fn log_in(&self, context: AuthContext<'_>) -> Result<Session, ClientError> {
        let (base, password) = (self.base(context).await?, self.password.expose_secret());
        let request = login_request(&base, context.upstream.account.as_str(), &self.username, password);
        let at = request.at();
        let (headers, body) = self.post(context, request).await?;
        read_session(&headers, &body, context.upstream.clock.now()).map_err(|why| ClientError::BadAnswer {
            at,
            why: why.to_owned(),
            status: None,
        })
    }

    async fn refresh(&self, context: AuthContext<'_>, session: &Session) -> Result<(), ClientError> {
        let base = self.base(context).await?;
        let request = refresh_request(&base, context.upstream.account.as_str(), session);
        self.post(context, request).await.map(drop)
    }

    async fn post(&self, context: AuthContext<'_>, request: HttpRequest) -> Result<(HeaderMap, Vec<u8>), ClientError> {
        let throttle_pause_min = context.upstream.transport.options.login_throttle_pause_min;
        let send = context.upstream.bounds.acquire_send(context.in_flight).await;
        let answer = context.upstream.exchange_without_redirect(send, request).await?;
        let answer = answer.map_err(|refusal| refusal.into_login_error(throttle_pause_min))?;
        let body = answer.body.read(ANSWER_BYTES_MAX).await?;
        Ok((answer.headers, body))
    }
}

fn login_request(base: &Url, account: &str, username: &str, password: &str) -> HttpRequest {
    let mut url = extend(base, &["api", "account", account, "login"]);
    url.set_query(Some("v=1.3"));
    let body = json!({ "username": username, "password": password });
    HttpRequest::post(url, "application/json", body.to_string())
}

fn refresh_request(base: &Url, account: &str, session: &Session) -> HttpRequest {
    let url = extend(base, &["api", "account", account, "refresh"]);
    let body = json!({ "csrf": session.csrf.expose_secret() });
    let mut cookies = HeaderValue::from_str(session.cookies.expose_secret()).expect("was a header before");
    cookies.set_sensitive(true);
    HttpRequest::post(url, "application/json", body.to_string()).header(header::COOKIE, cookies)
}

fn read_session(headers: &HeaderMap, body: &[u8], now: DateTime<Utc>) -> Result<Session, &'static str> {
    let json: Value = serde_json::from_slice(body).map_err(|_| "not JSON")?;
    let token = SecretString::from(find_text(&json, "bearer").ok_or("no bearer")?);
    bearer_credential(&token, 0).ok_or("a bearer that no header can carry")?;
    let csrf = SecretString::from(find_text(&json, "csrf").ok_or("no csrf")?);
    let cookies = SecretString::from(join_cookies(headers));
    Ok(Session { bearer: token, csrf, cookies, refreshed_at: now })
}

/// Makes the `Cookie` header that answers these `Set-Cookie` headers: `session_id`, and all others that came with it.
fn join_cookies(headers: &HeaderMap) -> String {
    let set = headers.get_all(header::SET_COOKIE).iter().take(COOKIES_MAX);
    let pairs = set.filter_map(|value| value.to_str().ok()?.split(';').next());
    pairs.map(str::trim).filter(|pair| pair.contains('=')).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_are_sent_back_without_their_attributes() {
        let mut headers = HeaderMap::new();
        for cookie in ["session_id=abc; Path=/; HttpOnly; Secure", "route=1", "broken"] {
            headers.append(header::SET_COOKIE, HeaderValue::from_static(cookie));
        }
        assert_eq!(join_cookies(&headers), "session_id=abc; route=1");
        assert_eq!(join_cookies(&HeaderMap::new()), "");
    }

    #[test]
    fn what_is_no_session_is_refused_without_repeating_it() {
        let check = |body: &str, expected: &str| {
            let now = DateTime::<Utc>::UNIX_EPOCH;
            assert_eq!(read_session(&HeaderMap::new(), body.as_bytes(), now).err(), Some(expected), "{body}");
        };
        check("", "not JSON");
        check(r#"{"csrf":"c"}"#, "no bearer");
        check(r#"{"bearer":"b"}"#, "no csrf");
        check(r#"{"bearer":"b\nc","csrf":"c"}"#, "a bearer that no header can carry");
    }
}
