//! OAuth 2.0 client credentials (V2): a token of about an hour, renewed before it ends, one request at a time.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use tokio::sync::Mutex;
use url::Url;
use url::form_urlencoded;

use super::{Credential, Means, bearer, renew_at};
use crate::domains::extend;
use crate::endpoints::Region;
use crate::error::ClientError;
use crate::exchange::Request;
use crate::fields::text;

/// Both printed tokens live for an hour.
const LIFETIME_S_DEFAULT: u64 = 3600;
const ANSWER_BYTES_MAX: usize = 1024 * 1024;
/// The name of the token server in the Domain API.
const SERVICE: &str = "sentinel";

pub(crate) struct Tokens {
    client_id: String,
    client_secret: SecretString,
    configured: Option<Url>,
    region: Region,
    // Held while a token is fetched: whoever comes meanwhile waits for that one.
    current: Mutex<Current>,
}

#[derive(Default)]
struct Current {
    serial: u64,
    token: Option<Token>,
}

struct Token {
    text: SecretString,
    renew_at: DateTime<Utc>,
}

impl Tokens {
    pub(crate) fn new(client_id: String, client_secret: SecretString, configured: Option<Url>, region: Region) -> Self {
        Self { client_id, client_secret, configured, region, current: Mutex::default() }
    }

    pub(crate) async fn credential(&self, means: Means<'_>) -> Result<Credential, ClientError> {
        let mut current = self.current.lock().await;
        let now = means.upstream.clock.now();
        if current.token.as_ref().is_none_or(|token| now >= token.renew_at) {
            current.token = Some(self.fetch(means).await.map_err(|error| error.while_authorizing("the token server"))?);
            current.serial += 1;
        }
        let token = current.token.as_ref().expect("just fetched");
        let mut credential = bearer(&token.text, current.serial).expect("checked when it was fetched");
        credential.secrets.push(self.client_secret.clone());
        Ok(credential)
    }

    pub(crate) async fn give_up(&self, serial: u64) {
        let mut current = self.current.lock().await;
        if current.serial == serial {
            current.token = None;
        }
    }

    /// The token server, for who does not fetch a token; one that is being fetched is waited for.
    pub(crate) async fn host(&self, means: Means<'_>) -> Result<Url, ClientError> {
        let _current = self.current.lock().await;
        self.base(means).await
    }

    /// As configured, else by the Domain API, else by region when that knows of none.
    async fn base(&self, means: Means<'_>) -> Result<Url, ClientError> {
        if let Some(configured) = &self.configured {
            return Ok(configured.clone());
        }
        match means.domains.base_in(means.place, means.upstream, SERVICE).await {
            Err(ClientError::BadAnswer { .. } | ClientError::NotFound { .. }) => {
                let base = format!("https://{}/", self.region.sentinel_host());
                Ok(base.parse().expect("a constant host"))
            }
            looked_up => looked_up,
        }
    }

    async fn fetch(&self, means: Means<'_>) -> Result<Token, ClientError> {
        let account = means.upstream.account.as_str();
        let url = extend(&self.base(means).await?, &["sentinel", "api", "v2", "account", account, "app", "token"]);
        let form = form_urlencoded::Serializer::new(String::new())
            .append_pair("client_id", &self.client_id)
            .append_pair("client_secret", self.client_secret.expose_secret())
            .append_pair("grant_type", "client_credentials")
            .finish();
        let request = Request::post(url, "application/x-www-form-urlencoded", form);
        let at = request.at();
        let throttle_pause_min = means.upstream.transport.options.throttle_pause_min;
        let turn = means.upstream.bounds.turn(means.place).await;
        let answer = means.upstream.exchange_here(turn, request).await?;
        let answer = answer.map_err(|refusal| refusal.into_login_error(throttle_pause_min))?;
        let body = answer.body.read(ANSWER_BYTES_MAX).await?;
        let now = means.upstream.clock.now();
        token(&body, now).map_err(|why| ClientError::BadAnswer { at, why: why.to_owned() })
    }
}

fn token(body: &[u8], now: DateTime<Utc>) -> Result<Token, &'static str> {
    let json: Value = serde_json::from_slice(body).map_err(|_| "not JSON")?;
    let token = SecretString::from(text(&json, "access_token").ok_or("no access_token")?);
    bearer(&token, 0).ok_or("an access_token that no header can carry")?;
    let stated_s = text(&json, "expires_in").and_then(|seconds| seconds.parse().ok());
    let lifetime_s = stated_s.or_else(|| jwt_lifetime_s(token.expose_secret(), now)).unwrap_or(LIFETIME_S_DEFAULT);
    Ok(Token { text: token, renew_at: renew_at(now, lifetime_s) })
}

/// `exp` − `iat` of a JSON web token, so that our own clock may be off; without `iat`, `exp` − now.
fn jwt_lifetime_s(token: &str, now: DateTime<Utc>) -> Option<u64> {
    let payload = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?.trim_end_matches('=')).ok()?;
    let claims: Value = serde_json::from_slice(&payload).ok()?;
    let claim = |name: &str| claims.get(name)?.as_f64().map(|seconds| seconds as i64);
    let lifetime_s = claim("exp")?.saturating_sub(claim("iat").unwrap_or(now.timestamp()));
    Some(u64::try_from(lifetime_s).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jwt(claims: &str) -> String {
        format!("head.{}.signature", URL_SAFE_NO_PAD.encode(claims))
    }

    /// Seconds from now until the token is renewed.
    fn check(body: &str, expected: Result<i64, &str>) {
        let now = DateTime::from_timestamp(1_700_000_000, 0).unwrap();
        let renewed = token(body.as_bytes(), now).map(|token| (token.renew_at - now).num_seconds());
        assert_eq!(renewed, expected, "{body}");
    }

    #[test]
    fn tokens_are_renewed_before_they_end() {
        check(r#"{"access_token":"t","token_type":"Bearer","expires_in":3600}"#, Ok(3300));
        check(r#"{"access_token":"t","expires_in":"7200"}"#, Ok(6900));
        check(r#"{"access_token":"t","expires_in":100}"#, Ok(90));
        check(r#"{"access_token":"t","expires_in":0}"#, Ok(0));
        check(r#"{"access_token":"t","expires_in":-5}"#, Ok(3300));
        check(r#"{"access_token":"t"}"#, Ok(3300));
        check(r#"{"access_token":"<header>.<payload>.<signature>","token_type":"Bearer"}"#, Ok(3300));
        check(r#"{"access_token":"t","expires_in":99999999999}"#, Ok(86_100));
        // Both claims in the far past: the difference counts.
        check(&format!(r#"{{"access_token":"{}"}}"#, jwt(r#"{"iat":1000,"exp":4600}"#)), Ok(3300));
        check(&format!(r#"{{"access_token":"{}"}}"#, jwt(r#"{"exp":1700007200}"#)), Ok(6900));
        check(&format!(r#"{{"access_token":"{}"}}"#, jwt(r#"{"exp":1}"#)), Ok(0));
        check(&format!(r#"{{"access_token":"{}"}}"#, jwt("no claims")), Ok(3300));
    }

    #[test]
    fn what_is_no_token_is_refused_without_repeating_it() {
        check("<html>", Err("not JSON"));
        check("{}", Err("no access_token"));
        check(r#"{"access_token":"a\nb"}"#, Err("an access_token that no header can carry"));
    }
}
