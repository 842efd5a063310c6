//! Who may ask a feed: requests that are signed, or carry a token (hosts and authorisation).

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::AUTHORIZATION;
use axum::middleware::Next;
use axum::response::Response;

use super::answer::{self, UNAUTHORIZED};
use super::oauth1::{self, Signed};
use super::{Shared, account_of};
use crate::credentials::Credentials;

/// How a request says whose it is; handlers that answer one or the other find it in the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AuthKind {
    /// OAuth 1.0a.
    Signed,
    /// An OAuth 2.0 token.
    Token,
    /// The token of a login.
    Login,
}

/// Lets requests pass that are signed or carry a token of their account.
pub(super) async fn authorize(State(shared): State<Arc<Shared>>, mut request: Request, next: Next) -> Response {
    match check(&shared, &request) {
        Ok(kind) => {
            request.extensions_mut().insert(kind);
            next.run(request).await
        }
        Err(refusal) => *refusal,
    }
}

fn check(shared: &Shared, request: &Request) -> Result<AuthKind, Box<Response>> {
    let now = shared.clock.now();
    let unauthorized =
        |message: &str| Box::new(answer::xml_error(StatusCode::UNAUTHORIZED, now, message, UNAUTHORIZED));
    let account = account_of(request.uri().path()).unwrap_or_default();
    let header = request.headers().get(AUTHORIZATION).and_then(|header| header.to_str().ok()).unwrap_or_default();
    if !shared.world.accounts().iter().any(|known| known == account) {
        return Err(unauthorized("unknown account"));
    }
    if let Some(token) = header.strip_prefix("Bearer ") {
        return shared.tokens.kind(token, account, now).ok_or_else(|| unauthorized("token is not valid"));
    }
    let Some(authorization) = header.strip_prefix("OAuth ") else { return Err(unauthorized("not authorized")) };
    let signed = Signed {
        method: request.method().as_str(),
        host: answer::host(request.headers()),
        path: request.uri().path(),
        query: request.uri().query().unwrap_or_default(),
        authorization,
    };
    let verified = oauth1::verify(&signed, &Credentials::of(account), now, &mut shared.nonces());
    verified.map_err(|problem| Box::new(answer::text(StatusCode::UNAUTHORIZED, problem)))?;
    Ok(AuthKind::Signed)
}
