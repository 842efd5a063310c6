//! The HTTP client of the process, and its deadlines.

use std::sync::Arc;
use std::time::Duration;

use reqwest::redirect;

use crate::error::ClientError;

/// Deadlines and pauses. The default is right for the real upstream; tests shorten the pauses.
#[derive(Clone, Debug)]
pub struct TransportOptions {
    /// For TCP and TLS together.
    pub connect_timeout: Duration,
    /// Longest wait for the next byte, the first one included.
    pub idle_timeout: Duration,
    /// Whole answer of a small request: listing, token, login, host lookup.
    pub request_timeout: Duration,
    /// Whole file.
    pub download_timeout: Duration,
    /// Pause before each retry after 5xx, a refusal of a proxy or a network fault; as many retries as pauses.
    pub server_error_pauses: Vec<Duration>,
    /// First pause after a 429 without `Retry-After`; doubles each time, up to half as much is added at random.
    pub throttle_pause_min: Duration,
    /// Longest pause after a 429. When upstream asks for more, the request fails instead.
    pub throttle_pause_max: Duration,
    /// Shortest pause after a 429 of the login service (Login Service, codes).
    pub login_throttle_pause_min: Duration,
    /// Retries after 429 before the request fails.
    pub throttle_retries_max: u32,
    /// Requests to the Operational Real-time API are at least so far apart: it wants no bursts (Operational Real-time API,
    /// codes).
    pub operational_spacing: Duration,
    /// The `User-Agent` header.
    pub user_agent: String,
}

impl Default for TransportOptions {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(10),
            idle_timeout: Duration::from_secs(60),
            request_timeout: Duration::from_secs(120),
            download_timeout: Duration::from_secs(3600),
            server_error_pauses: [5, 10, 15].map(Duration::from_secs).to_vec(),
            throttle_pause_min: Duration::from_secs(1),
            throttle_pause_max: Duration::from_secs(300),
            login_throttle_pause_min: Duration::from_secs(5),
            throttle_retries_max: 5,
            operational_spacing: Duration::from_secs(1),
            user_agent: "lp-warehouse".to_owned(),
        }
    }
}

/// One HTTP client for the process: HTTP/1.1, TLS by rustls and ring. Cheap to clone.
///
/// It keeps no cookies, follows no redirect by itself (each hop is checked and signed anew), inflates nothing, and reads
/// no proxy from the environment.
#[derive(Clone, Debug)]
pub struct Transport {
    pub(crate) http: reqwest::Client,
    pub(crate) options: Arc<TransportOptions>,
}

impl Transport {
    /// Builds the client.
    ///
    /// # Errors
    /// [`ClientError::Setup`] when the machine has no root certificates (they are looked for where OpenSSL would), or the
    /// user agent cannot stand in a header.
    pub fn new(options: TransportOptions) -> Result<Self, ClientError> {
        // Refused when another part of the process was first; any installed provider will do.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder()
            .user_agent(&options.user_agent)
            .connect_timeout(options.connect_timeout)
            .redirect(redirect::Policy::none())
            .referer(false)
            .no_proxy()
            .http1_only()
            .build()
            .map_err(|error| ClientError::Setup(error.without_url()))?;
        Ok(Self { http, options: Arc::new(options) })
    }
}
