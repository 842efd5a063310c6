//! The Login Service: a user's session, kept alive, opened anew when it ends.

use chrono::{DateTime, TimeDelta, Utc};
use reqwest::header::{self, HeaderMap, HeaderValue};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use tokio::sync::Mutex;
use url::Url;

use super::{Credential, Means, bearer};
use crate::domains::extend;
use crate::error::ClientError;
use crate::exchange::Request;
use crate::fields::text;

/// The advice is every 3 to 5 minutes (Login Service, keep alive).
const REFRESH_AFTER: TimeDelta = TimeDelta::minutes(4);
/// The answer carries the user's whole configuration.
const ANSWER_BYTES_MAX: usize = 16 * 1024 * 1024;
const COOKIES_MAX: usize = 32;
/// The name of the login service in the Domain API.
const SERVICE: &str = "agentVep";

pub(crate) struct Logins {
    username: String,
    password: SecretString,
    configured: Option<Url>,
    // Held during a login: whoever comes meanwhile waits for that one.
    current: Mutex<Current>,
}

#[derive(Default)]
struct Current {
    serial: u64,
    session: Option<Session>,
}

struct Session {
    bearer: SecretString,
    csrf: SecretString,
    cookies: SecretString,
    refreshed_at: DateTime<Utc>,
}

impl Logins {
    pub(crate) fn new(username: String, password: SecretString, configured: Option<Url>) -> Self {
        Self { username, password, configured, current: Mutex::default() }
    }

    pub(crate) async fn credential(&self, means: Means<'_>) -> Result<Credential, ClientError> {
        let mut current = self.current.lock().await;
        self.keep_alive(means, &mut current).await.map_err(|error| error.while_authorizing("the login service"))?;
        let session = current.session.as_ref().expect("just kept alive");
        let mut credential = bearer(&session.bearer, current.serial).expect("checked at login");
        credential.secrets.extend([session.csrf.clone(), self.password.clone()]);
        let cookies = session.cookies.expose_secret().split("; ");
        credential.secrets.extend(cookies.filter_map(|cookie| Some(SecretString::from(cookie.split_once('=')?.1))));
        Ok(credential)
    }

    pub(crate) async fn give_up(&self, serial: u64) {
        let mut current = self.current.lock().await;
        if current.serial == serial {
            current.session = None;
        }
    }

    /// The login service, for who does not log in; a login under way is waited for.
    pub(crate) async fn host(&self, means: Means<'_>) -> Result<Url, ClientError> {
        let _current = self.current.lock().await;
        self.base(means).await
    }

    /// As configured, else by the Domain API.
    async fn base(&self, means: Means<'_>) -> Result<Url, ClientError> {
        match &self.configured {
            Some(configured) => Ok(configured.clone()),
            None => means.domains.base_in(means.place, means.upstream, SERVICE).await,
        }
    }

    async fn keep_alive(&self, means: Means<'_>, current: &mut Current) -> Result<(), ClientError> {
        let now = means.upstream.clock.now();
        if let Some(session) = &mut current.session {
            if now - session.refreshed_at < REFRESH_AFTER {
                return Ok(());
            }
            match self.refresh(means, session).await {
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
        current.session = Some(self.log_in(means).await?);
        current.serial += 1;
        Ok(())
    }

    async fn log_in(&self, means: Means<'_>) -> Result<Session, ClientError> {
        let mut url = extend(&self.base(means).await?, &["api", "account", means.upstream.account.as_str(), "login"]);
        url.set_query(Some("v=1.3"));
        let body = json!({ "username": self.username, "password": self.password.expose_secret() });
        let request = Request::post(url, "application/json", body.to_string());
        let at = request.at();
        let (headers, body) = self.post(means, request).await?;
        session(&headers, &body, means.upstream.clock.now())
            .map_err(|why| ClientError::BadAnswer { at, why: why.to_owned() })
    }

    async fn refresh(&self, means: Means<'_>, session: &Session) -> Result<(), ClientError> {
        let url = extend(&self.base(means).await?, &["api", "account", means.upstream.account.as_str(), "refresh"]);
        let body = json!({ "csrf": session.csrf.expose_secret() });
        let mut cookies = HeaderValue::from_str(session.cookies.expose_secret()).expect("was a header before");
        cookies.set_sensitive(true);
        let request = Request::post(url, "application/json", body.to_string()).header(header::COOKIE, cookies);
        self.post(means, request).await.map(drop)
    }

    async fn post(&self, means: Means<'_>, request: Request) -> Result<(HeaderMap, Vec<u8>), ClientError> {
        let throttle_pause_min = means.upstream.transport.options.login_throttle_pause_min;
        let turn = means.upstream.bounds.turn(means.place).await;
        let answer = means.upstream.exchange_here(turn, request).await?;
        let answer = answer.map_err(|refusal| refusal.into_login_error(throttle_pause_min))?;
        let body = answer.body.read(ANSWER_BYTES_MAX).await?;
        Ok((answer.headers, body))
    }
}

fn session(headers: &HeaderMap, body: &[u8], now: DateTime<Utc>) -> Result<Session, &'static str> {
    let json: Value = serde_json::from_slice(body).map_err(|_| "not JSON")?;
    let token = SecretString::from(text(&json, "bearer").ok_or("no bearer")?);
    bearer(&token, 0).ok_or("a bearer that no header can carry")?;
    let csrf = SecretString::from(text(&json, "csrf").ok_or("no csrf")?);
    let cookies = SecretString::from(cookies(headers));
    Ok(Session { bearer: token, csrf, cookies, refreshed_at: now })
}

/// The `Cookie` header that answers these `Set-Cookie` headers: `session_id`, and whatever else came with it.
fn cookies(headers: &HeaderMap) -> String {
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
        assert_eq!(cookies(&headers), "session_id=abc; route=1");
        assert_eq!(cookies(&HeaderMap::new()), "");
    }

    #[test]
    fn what_is_no_session_is_refused_without_repeating_it() {
        let check = |body: &str, expected: &str| {
            let now = DateTime::<Utc>::UNIX_EPOCH;
            assert_eq!(session(&HeaderMap::new(), body.as_bytes(), now).err(), Some(expected), "{body}");
        };
        check("", "not JSON");
        check(r#"{"csrf":"c"}"#, "no bearer");
        check(r#"{"bearer":"b"}"#, "no csrf");
        check(r#"{"bearer":"b\nc","csrf":"c"}"#, "a bearer that no header can carry");
    }
}
