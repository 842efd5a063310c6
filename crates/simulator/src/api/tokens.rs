//! OAuth 2.0 client credentials, and user login (hosts and authorisation, sections 3 and 4).

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::extract::{Path, Request, State};
use axum::http::header::{CONTENT_TYPE, COOKIE, HeaderMap, SET_COOKIE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use super::Shared;
use super::answer::{self, UNAUTHORIZED};
use super::authorize::AuthKind;
use super::oauth1::form_parameters;
use crate::credentials::{Credentials, SECRET_MARKER};

/// A login ends when it is not refreshed for so long.
const SESSION_IDLE_S: i64 = 600;
/// Tokens that are valid at one time; the oldest end first.
const BEARERS_MAX: usize = 10_000;
/// Longest form or login body.
const BODY_BYTES_MAX: usize = 64 * 1024;

/// What was issued.
#[derive(Debug, Default)]
pub(super) struct Tokens(Mutex<Issued>);

#[derive(Debug, Default)]
struct Issued {
    serial: u64,
    bearers: VecDeque<Bearer>,
}

#[derive(Debug)]
struct Bearer {
    text: String,
    account: String,
    expires_at: DateTime<Utc>,
    session: Option<Session>,
}

#[derive(Debug)]
struct Session {
    id: String,
    csrf: String,
}

impl Tokens {
    /// Tells the kind of a token that was issued to the account and is still good.
    pub(super) fn kind(&self, text: &str, account: &str, now: DateTime<Utc>) -> Option<AuthKind> {
        let is_it = |token: &&Bearer| token.text == text && token.account == account && token.expires_at > now;
        let issued = self.issued();
        let token = issued.bearers.iter().find(is_it)?;
        Some(if token.session.is_some() { AuthKind::Login } else { AuthKind::Token })
    }

    /// Issues a token that looks like a JWT and is none.
    fn issue(
        &self,
        account: &str,
        now: DateTime<Utc>,
        lifetime_s: i64,
        is_session: bool,
    ) -> (String, Option<[String; 2]>) {
        let mut issued = self.issued();
        issued.serial += 1;
        let (serial, issued_s) = (issued.serial, now.timestamp());
        let part = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let header = part(json!({ "alg": "RS256", "typ": "JWT", "kid": "simulator" }));
        let payload = part(
            json!({ "iss": "simulator", "sub": account, "jti": serial, "iat": issued_s, "exp": issued_s + lifetime_s }),
        );
        // 24 characters of the alphabet, so that the part is base64 too.
        let text = format!("{header}.{payload}.{SECRET_MARKER}-{serial:09}");
        let session = is_session.then(|| Session {
            id: format!("{SECRET_MARKER}-session-{serial:08}"),
            csrf: format!("{SECRET_MARKER}-csrf-{serial:08}"),
        });
        let keys = session.as_ref().map(|session| [session.id.clone(), session.csrf.clone()]);
        let expires_at = now + TimeDelta::seconds(lifetime_s);
        issued.bearers.push_back(Bearer { text: text.clone(), account: account.to_owned(), expires_at, session });
        if issued.bearers.len() > BEARERS_MAX {
            issued.bearers.pop_front();
        }
        (text, keys)
    }

    /// Prolongs the session with these keys until `expires_at`; false when there is none.
    fn prolong(&self, account: &str, keys: [&str; 2], now: DateTime<Utc>, expires_at: DateTime<Utc>) -> bool {
        let [id, csrf] = keys;
        let mut issued = self.issued();
        let is_it = |session: &Session| session.id == id && session.csrf == csrf;
        let bearer = issued.bearers.iter_mut().find(|bearer| {
            bearer.account == account && bearer.expires_at > now && bearer.session.as_ref().is_some_and(is_it)
        });
        bearer.map(|bearer| bearer.expires_at = expires_at).is_some()
    }

    fn issued(&self) -> MutexGuard<'_, Issued> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// `POST /sentinel/api/v2/account/{account}/app/token`.
pub(super) async fn token(
    State(shared): State<Arc<Shared>>,
    Path(account): Path<String>,
    request: Request,
) -> Response {
    let (parts, body) = request.into_parts();
    let invalid = |error: &str| answer::json(StatusCode::BAD_REQUEST, &json!({ "error": error }));
    let is_form = parts
        .headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|content_type| content_type.starts_with("application/x-www-form-urlencoded"));
    let body = axum::body::to_bytes(body, BODY_BYTES_MAX).await.unwrap_or_default();
    let mut form = form_parameters(&String::from_utf8_lossy(&body));
    if !is_form {
        return invalid("invalid_request");
    }
    let in_query = form_parameters(parts.uri.query().unwrap_or_default());
    form.extend(in_query.into_iter().filter(|(key, _)| key == "grant_type"));
    let get = |name: &str| form.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    let credentials = Credentials::of(&account);
    if get("grant_type") != Some("client_credentials") {
        return invalid("unsupported_grant_type");
    }
    let is_known = shared.world.accounts().contains(&account)
        && get("client_id") == Some(&credentials.client_id)
        && get("client_secret") == Some(&credentials.client_secret);
    if !is_known {
        return invalid("invalid_client");
    }
    let lifetime_s = shared.options.token_lifetime_s;
    let (text, _) = shared.tokens.issue(&account, shared.clock.now(), i64::from(lifetime_s), false);
    let mut answer = json!({ "access_token": text, "token_type": "Bearer" });
    if shared.options.is_expires_in_sent {
        answer["expires_in"] = lifetime_s.into();
    }
    answer::json(StatusCode::OK, &answer)
}

/// `POST /api/account/{account}/login?v=1.3`.
pub(super) async fn login(
    State(shared): State<Arc<Shared>>,
    Path(account): Path<String>,
    request: Request,
) -> Response {
    let now = shared.clock.now();
    let (parts, body) = request.into_parts();
    if !form_parameters(parts.uri.query().unwrap_or_default()).contains(&("v".to_owned(), "1.3".to_owned())) {
        return answer::json_error(StatusCode::BAD_REQUEST, now, "unsupported version", answer::NOT_SUPPORTED);
    }
    let Some(form) = json_body(body).await else {
        return answer::json_error(StatusCode::BAD_REQUEST, now, "body is not JSON", answer::NOT_SUPPORTED);
    };
    let credentials = Credentials::of(&account);
    let is_known = shared.world.accounts().contains(&account)
        && form["username"] == credentials.username.as_str()
        && form["password"] == credentials.password.as_str();
    if !is_known {
        return answer::json_error(StatusCode::UNAUTHORIZED, now, "bad credentials", UNAUTHORIZED);
    }
    let (bearer, keys) = shared.tokens.issue(&account, now, SESSION_IDLE_S, true);
    let [id, csrf] = keys.unwrap_or_default();
    let answer = json!({
        "bearer": bearer,
        "csrf": csrf,
        "config": { "userId": "5551", "loginName": credentials.username, "isLPA": false },
        "accountData": { "installationType": "LE", "agentGroupsData": { "items": [] } },
    });
    let mut response = answer::json(StatusCode::OK, &answer);
    if let Ok(cookie) = HeaderValue::from_str(&format!("session_id={id}; Path=/; HttpOnly")) {
        response.headers_mut().insert(SET_COOKIE, cookie);
    }
    response
}

/// `POST /api/account/{account}/refresh`.
pub(super) async fn refresh(
    State(shared): State<Arc<Shared>>,
    Path(account): Path<String>,
    request: Request,
) -> Response {
    prolong(&shared, &account, request, SESSION_IDLE_S).await
}

/// `POST /api/account/{account}/logout`.
pub(super) async fn logout(
    State(shared): State<Arc<Shared>>,
    Path(account): Path<String>,
    request: Request,
) -> Response {
    prolong(&shared, &account, request, 0).await
}

async fn prolong(shared: &Shared, account: &str, request: Request, by_s: i64) -> Response {
    let now = shared.clock.now();
    let (parts, body) = request.into_parts();
    let form = json_body(body).await.unwrap_or_default();
    let (id, csrf) = (session_id(&parts.headers), form["csrf"].as_str());
    let is_known = id
        .zip(csrf)
        .is_some_and(|(id, csrf)| shared.tokens.prolong(account, [id, csrf], now, now + TimeDelta::seconds(by_s)));
    if is_known {
        answer::empty(StatusCode::OK)
    } else {
        answer::json_error(StatusCode::UNAUTHORIZED, now, "bad session or csrf", UNAUTHORIZED)
    }
}

async fn json_body(body: axum::body::Body) -> Option<Value> {
    let bytes = axum::body::to_bytes(body, BODY_BYTES_MAX).await.ok()?;
    serde_json::from_slice(&bytes).ok()
}

fn session_id(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    cookies.flat_map(|cookies| cookies.split(';')).find_map(|cookie| cookie.trim().strip_prefix("session_id="))
}
