//! OAuth 2.0 client credentials (V2): a token of about an hour, renewed before it ends, one request at a time.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use tokio::sync::Mutex;
use url::Url;
use url::form_urlencoded;

use super::{AuthContext, Credential, bearer_credential, renewal_time};
use crate::endpoints::Region;
use crate::error::ClientError;
use crate::exchange::HttpRequest;
use crate::fields::find_text;
use crate::hosts::extend;

/// Both printed tokens live for an hour.
const LIFETIME_S_DEFAULT: u64 = 3600;
const ANSWER_BYTES_MAX: usize = 1024 * 1024;
/// Its name in the Domain API.
const DOMAIN_API_NAME: &str = "sentinel";

/// The account's token, and the credentials it is fetched with.
pub(crate) struct TokenCache {
    client_id: String,
    client_secret: SecretString,
    configured: Option<Url>,
    region: Region,
    /// Locked while a token is fetched, so that other requests wait for that one.
    current: Mutex<CurrentToken>,
}

#[derive(Default)]
struct CurrentToken {
    serial: u64,
    token: Option<Token>,
}

struct Token {
    text: SecretString,
    renew_at: DateTime<Utc>,
}

impl TokenCache {
    pub(crate) fn new(client_id: String, client_secret: SecretString, configured: Option<Url>, region: Region) -> Self {
        Self { client_id, client_secret, configured, region, current: Mutex::default() }
    }

    /// Returns the credential of a valid token; fetches one when there is none.
    pub(crate) async fn credential(&self, context: AuthContext<'_>) -> Result<Credential, ClientError> {
        let mut current = self.current.lock().await;
        let now = context.upstream.clock.now();
        if current.token.as_ref().is_none_or(|token| now >= token.renew_at) {
            current.token =
                Some(self.fetch(context).await.map_err(|error| error.while_authorizing("the token server"))?);
            current.serial += 1;
        }
        let token = current.token.as_ref().expect("just fetched");
        let mut credential = bearer_credential(&token.text, current.serial).expect("checked when it was fetched");
        credential.secrets.push(self.client_secret.clone());
        Ok(credential)
    }

    /// Discards the token of this serial, if it is still the current one.
    pub(crate) async fn discard(&self, serial: u64) {
        let mut current = self.current.lock().await;
        if current.serial == serial {
            current.token = None;
        }
    }

    /// Finds the token server without fetching a token; waits for a fetch under way.
    pub(crate) async fn find_server(&self, context: AuthContext<'_>) -> Result<Url, ClientError> {
        let _current = self.current.lock().await;
        self.base(context).await
    }

    /// Returns the configured server, else the one of the Domain API, else the one of the region.
    async fn base(&self, context: AuthContext<'_>) -> Result<Url, ClientError> {
        if let Some(configured) = &self.configured {
            return Ok(configured.clone());
        }
        match context.domain_api.base_under(context.in_flight, context.upstream, DOMAIN_API_NAME).await {
            Err(ClientError::BadAnswer { .. } | ClientError::NotFound { .. }) => Ok(self.region.sentinel_base()),
            looked_up => looked_up,
        }
    }

    async fn fetch(&self, context: AuthContext<'_>) -> Result<Token, ClientError> {
        let base = self.base(context).await?;
        let secret = self.client_secret.expose_secret();
        let request = token_request(&base, context.upstream.account.as_str(), &self.client_id, secret);
        let at = request.at();
        let throttle_pause_min = context.upstream.transport.options.throttle_pause_min;
        let send = context.upstream.bounds.acquire_send(context.in_flight).await;
        let answer = context.upstream.exchange_without_redirect(send, request).await?;
        let answer = answer.map_err(|refusal| refusal.into_login_error(throttle_pause_min))?;
        let body = answer.body.read(ANSWER_BYTES_MAX).await?;
        let now = context.upstream.clock.now();
        read_token(&body, now).map_err(|why| ClientError::BadAnswer { at, why: why.to_owned(), status: None })
    }
}

fn token_request(base: &Url, account: &str, client_id: &str, client_secret: &str) -> HttpRequest {
    let url = extend(base, &["sentinel", "api", "v2", "account", account, "app", "token"]);
    let form = form_urlencoded::Serializer::new(String::new())
        .append_pair("client_id", client_id)
        .append_pair("client_secret", client_secret)
        .append_pair("grant_type", "client_credentials")
        .finish();
    HttpRequest::post(url, "application/x-www-form-urlencoded", form)
}

fn read_token(body: &[u8], now: DateTime<Utc>) -> Result<Token, &'static str> {
    let json: Value = serde_json::from_slice(body).map_err(|_| "not JSON")?;
    let token = SecretString::from(find_text(&json, "access_token").ok_or("no access_token")?);
    bearer_credential(&token, 0).ok_or("an access_token that no header can carry")?;
    let stated_s = find_text(&json, "expires_in").and_then(|seconds| seconds.parse().ok());
    let lifetime_s = stated_s.or_else(|| read_jwt_lifetime_s(token.expose_secret(), now)).unwrap_or(LIFETIME_S_DEFAULT);
    Ok(Token { text: token, renew_at: renewal_time(now, lifetime_s) })
}

/// Reads `exp` − `iat` of a JSON web token, so that our own clock may be off; without `iat`, `exp` − now.
fn read_jwt_lifetime_s(token: &str, now: DateTime<Utc>) -> Option<u64> {
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
        let renewed = read_token(body.as_bytes(), now).map(|token| (token.renew_at - now).num_seconds());
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
