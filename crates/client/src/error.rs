//! How a request can fail: one variant for each thing a caller does about it.

use std::error::Error;
use std::io;
use std::time::Duration;

/// A request that failed. `at` is method, host and path; never a query, never a secret.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// 401, also with a fresh token or signature; or the token was refused outright.
    #[error("{at} did not accept the credentials: {said}")]
    Unauthorized {
        /// Method, host and path.
        at: String,
        /// Upstream's own words, shortened.
        said: String,
    },
    /// 403: known, but not allowed. 451 of the login service: blocked.
    #[error("{at} does not allow this: {said}")]
    Forbidden {
        /// Method, host and path.
        at: String,
        /// Upstream's own words, shortened.
        said: String,
    },
    /// 404 or 410: upstream has nothing there, or no longer.
    #[error("{at} has nothing there: {said}")]
    NotFound {
        /// Method, host and path.
        at: String,
        /// Upstream's own words, shortened.
        said: String,
    },
    /// 429, after as many retries as allowed, or with a `Retry-After` too long to sit out here.
    #[error("{at} is throttling{}", format_pause(retry_after))]
    Throttled {
        /// Method, host and path.
        at: String,
        /// How long upstream asked us to stay away, if it did.
        retry_after: Option<Duration>,
    },
    /// Upstream or the way to it is down: 5xx, what only a proxy says (407, 408, 421, 425, 451), no connection, reset,
    /// too slow; or no credentials could be had.
    #[error("{at} is not available: {why}")]
    Unavailable {
        /// Method, host and path.
        at: String,
        /// What was seen.
        why: String,
        /// What lies below, if anything.
        source: Option<Box<dyn Error + Send + Sync>>,
    },
    /// The body ended before its announced length, or before the end of its chunks.
    #[error("the body of {at} ended early: {received} bytes{}", format_length(expected))]
    ShortBody {
        /// Method, host and path.
        at: String,
        /// The announced length in bytes; `None` for a chunked body.
        expected: Option<u64>,
        /// Bytes that came.
        received: u64,
    },
    /// The connection broke, or fell silent, within the body of a file.
    #[error("{at} broke off after {received} bytes: {why}")]
    BrokenOff {
        /// Method, host and path.
        at: String,
        /// Bytes that came.
        received: u64,
        /// What was seen.
        why: String,
        /// What lies below, if anything.
        source: Option<Box<dyn Error + Send + Sync>>,
    },
    /// An address that is neither configured nor LivePerson's: no credentials go there.
    #[error("`{host}` is neither a configured host nor LivePerson's over https")]
    ForeignHost {
        /// The host as named by upstream.
        host: String,
    },
    /// An answer that cannot be understood, or a refusal that repeating will not change.
    #[error("{at} gave an answer that cannot be used: {why}")]
    BadAnswer {
        /// Method, host and path.
        at: String,
        /// What is wrong with it.
        why: String,
        /// The status of a refusal; `None` for an answer that cannot be understood.
        status: Option<u16>,
    },
    /// The HTTP client itself could not be built: no root certificates on this machine, in practice.
    #[error("cannot set up the HTTP client")]
    Setup(#[source] reqwest::Error),
}

/// Returns whether this machine trusts nobody who signed the server's certificate, or the server wants to see one of ours.
fn is_about_certificates(error: &(dyn Error + 'static)) -> bool {
    use rustls::{AlertDescription, CertificateError};
    let below = std::iter::successors(Some(error), |&error| error.source());
    below.filter_map(|error| error.downcast_ref::<io::Error>()?.get_ref()?.downcast_ref()).any(|error| match error {
        // The signature is bad when an authority of the same name has another key.
        rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer | CertificateError::BadSignature) => true,
        rustls::Error::AlertReceived(AlertDescription::CertificateRequired) => true,
        _ => false,
    })
}

fn format_pause(retry_after: &Option<Duration>) -> String {
    retry_after.map(|pause| format!(", and asks for a pause of {} s", pause.as_secs())).unwrap_or_default()
}

fn format_length(expected: &Option<u64>) -> String {
    expected.map(|bytes| format!(" of {bytes}")).unwrap_or_default()
}

impl ClientError {
    /// Returns whether this says something about upstream, the network or the credentials, and nothing about the thing
    /// that was asked for.
    pub fn is_outage(&self) -> bool {
        match self {
            ClientError::Unauthorized { .. }
            | ClientError::Forbidden { .. }
            | ClientError::Throttled { .. }
            | ClientError::Unavailable { .. }
            | ClientError::BrokenOff { .. }
            | ClientError::Setup(_) => true,
            ClientError::NotFound { .. }
            | ClientError::ShortBody { .. }
            | ClientError::ForeignHost { .. }
            | ClientError::BadAnswer { .. } => false,
        }
    }

    /// Returns whether upstream refuses the credentials or the right to ask: only a person can change that.
    pub fn is_refusal(&self) -> bool {
        matches!(self, ClientError::Unauthorized { .. } | ClientError::Forbidden { .. })
    }

    /// Returns whether upstream does not let the account have this, whatever its credentials.
    pub fn is_forbidden(&self) -> bool {
        matches!(self, ClientError::Forbidden { .. })
    }

    /// Returns a sentence for the operator: what to do.
    pub fn advice(&self) -> &'static str {
        match self {
            ClientError::Unauthorized { .. } => {
                "Check the account's credentials, its number (`id`), and this machine's clock: signatures fail when it is off by minutes. Behind a reverse proxy under `endpoints`, name what LivePerson sees under `endpoints.sign_as`."
            }
            ClientError::Forbidden { .. } => {
                "Ask LivePerson to enable the API, or this method or type of file, for the account and its API key; or switch the feed off. Check the account's number (`id`) first: another account refuses as well."
            }
            ClientError::NotFound { .. } => {
                "For a file, nothing to do at first: upstream deletes it after 30 days. Else check the account's number (`id`), its region and endpoints."
            }
            ClientError::Throttled { .. } => {
                "Nothing to do unless it lasts; then lower `http.requests_per_second_max` or `requests_in_flight_max`, or see what else uses the account."
            }
            ClientError::Unavailable { source: Some(source), .. } if is_about_certificates(source.as_ref()) => {
                "A proxy opens the encryption, or the server's authority is a private one: name the authority's certificate as `http.ca_file`. Where a client certificate is asked for, name it as `http.client_certificate_file` with `http.client_key_file`."
            }
            ClientError::Unavailable { .. } => {
                "Nothing to do unless it lasts; then check network, proxy (`http.proxy`) and DNS of this machine, and LivePerson's status page."
            }
            ClientError::ShortBody { .. } | ClientError::BrokenOff { .. } => {
                "Nothing to do unless it lasts; then look for a proxy or a firewall that cuts long downloads."
            }
            ClientError::ForeignHost { .. } => {
                "If the host is a proxy of yours, name it under the account's endpoints. Otherwise check the account's number (`id`), and ask LivePerson."
            }
            ClientError::BadAnswer { .. } => {
                "Check the account's number (`id`), its region and endpoints; if they are right, upstream changed, and this program needs a fix."
            }
            ClientError::Setup(_) => {
                "Install the system's root certificates (package ca-certificates). If `http.ca_file` or `http.client_certificate_file` is set: is it PEM?"
            }
        }
    }

    /// Turns a failure on the way to credentials into an outage: a 404 of the token server must not pass for a missing
    /// file.
    pub(crate) fn while_authorizing(self, at: &str) -> Self {
        if self.is_outage() {
            return self;
        }
        let why = "no credentials could be had".to_owned();
        ClientError::Unavailable { at: at.to_owned(), why, source: Some(Box::new(self)) }
    }
}
