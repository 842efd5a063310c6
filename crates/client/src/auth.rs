//! The three ways to authorize a request, behind one question: which `Authorization` header does it carry?

pub(crate) mod login;
pub(crate) mod oauth1;
pub(crate) mod oauth2;

use std::fmt;
use std::sync::Mutex;
use std::time::Duration;

use chrono::{DateTime, Utc};
use reqwest::Method;
use reqwest::header::HeaderValue;
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use crate::bounds::InFlightPermit;
use crate::domain_api::DomainApi;
use crate::endpoints::{Endpoints, Region};
use crate::error::ClientError;
use crate::exchange::Upstream;

/// How an account authorizes its requests.
#[derive(Clone)]
pub enum Auth {
    /// An API key: four values, no tokens to fetch (OAuth 1.0a, HMAC-SHA1). Every request is signed on its own.
    OAuth1 {
        /// App key (consumer key).
        app_key: String,
        /// Secret (consumer secret).
        app_secret: SecretString,
        /// Access token.
        access_token: String,
        /// Access token secret.
        access_token_secret: SecretString,
    },
    /// Client credentials, exchanged for a token of about an hour (OAuth 2.0 V2).
    OAuth2 {
        /// Client id.
        client_id: String,
        /// Client secret.
        client_secret: SecretString,
    },
    /// A user's name and password (Login Service). Meant for people; a service better has one of the others.
    Login {
        /// User name.
        username: String,
        /// Password.
        password: SecretString,
    },
}

impl fmt::Debug for Auth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Auth::OAuth1 { .. } => "OAuth1 { .. }",
            Auth::OAuth2 { .. } => "OAuth2 { .. }",
            Auth::Login { .. } => "Login { .. }",
        })
    }
}

/// The authorization of one request.
pub(crate) struct Credential {
    /// The `Authorization` header, marked sensitive.
    pub(crate) header: HeaderValue,
    /// Values that an error must not show.
    pub(crate) secrets: Vec<SecretString>,
    /// Names the token behind it, so that only this one is discarded when it is refused.
    token_serial: u64,
}

/// The account's credentials, and the token or session they were exchanged for.
pub(crate) enum Authorizer {
    OAuth1(oauth1::Signer),
    OAuth2(oauth2::TokenCache),
    Login(login::SessionCache),
}

/// Where the credential of a request comes from: a token, or the key that signs it.
pub(crate) enum CredentialSource<'a> {
    Token(Credential),
    Signer(&'a oauth1::Signer),
}

impl CredentialSource<'_> {
    /// Returns the credential for this very request, and this moment.
    pub(crate) fn credential(self, context: AuthContext<'_>, method: &Method, url: &Url) -> Credential {
        match self {
            CredentialSource::Token(credential) => credential,
            CredentialSource::Signer(signer) => signer.sign(context, method, url),
        }
    }
}

/// What the requests for a token or a session need.
#[derive(Clone, Copy)]
pub(crate) struct AuthContext<'a> {
    pub(crate) upstream: &'a Upstream,
    /// The permit under which they are sent.
    pub(crate) in_flight: &'a InFlightPermit,
    pub(crate) domain_api: &'a DomainApi,
    pub(crate) random: &'a Mutex<fastrand::Rng>,
}

impl Authorizer {
    pub(crate) fn new(auth: Auth, endpoints: &Endpoints, region: Region) -> Self {
        match auth {
            Auth::OAuth1 { app_key, app_secret, access_token, access_token_secret } => {
                Authorizer::OAuth1(oauth1::Signer { app_key, app_secret, access_token, access_token_secret })
            }
            Auth::OAuth2 { client_id, client_secret } => {
                Authorizer::OAuth2(oauth2::TokenCache::new(client_id, client_secret, endpoints.oauth2.clone(), region))
            }
            Auth::Login { username, password } => {
                Authorizer::Login(login::SessionCache::new(username, password, endpoints.login.clone()))
            }
        }
    }

    /// Returns a token that is still valid, or fetches one; or the key that signs. All failures are outages.
    pub(crate) async fn credential_source(
        &self,
        context: AuthContext<'_>,
    ) -> Result<CredentialSource<'_>, ClientError> {
        match self {
            Authorizer::OAuth1(signer) => Ok(CredentialSource::Signer(signer)),
            Authorizer::OAuth2(tokens) => tokens.credential(context).await.map(CredentialSource::Token),
            Authorizer::Login(sessions) => sessions.credential(context).await.map(CredentialSource::Token),
        }
    }

    /// Discards the token of a credential that was refused.
    pub(crate) async fn discard(&self, credential: &Credential) {
        match self {
            // A signature is fresh each time anyway.
            Authorizer::OAuth1(_) => {}
            Authorizer::OAuth2(tokens) => tokens.discard(credential.token_serial).await,
            Authorizer::Login(sessions) => sessions.discard(credential.token_serial).await,
        }
    }
}

/// Makes the credential `Bearer <token>`; `None` when the token has characters that a header cannot carry.
fn bearer_credential(token: &SecretString, token_serial: u64) -> Option<Credential> {
    let mut header = HeaderValue::from_str(&format!("Bearer {}", token.expose_secret())).ok()?;
    header.set_sensitive(true);
    Some(Credential { header, secrets: vec![token.clone()], token_serial })
}

/// Returns when to renew a token of this lifetime: 300 s before its end, or when a tenth is left of a short one.
fn renewal_time(now: DateTime<Utc>, lifetime_s: u64) -> DateTime<Utc> {
    const EARLY_S: u64 = 300;
    /// A token of longer life is renewed daily all the same.
    const LIFETIME_S_MAX: u64 = 86_400;
    let lifetime_s = lifetime_s.min(LIFETIME_S_MAX);
    now + Duration::from_secs(lifetime_s - EARLY_S.min(lifetime_s / 10))
}
