//! The HTTP client of the process, and its deadlines.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use reqwest::{Certificate, Identity, NoProxy, Proxy, redirect};
use secrecy::{ExposeSecret, SecretString};

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
    /// Requests for metrics, of chat and messaging, are at least so far apart: upstream wants no bursts (Operational
    /// Real-time API and Messaging Operations API, codes).
    pub operational_spacing: Duration,
    /// Requests for estimated wait times are at least so far apart: upstream computes them every ten seconds, and wants no
    /// more than one request for a skill in that time (Messaging Operations API, estimated wait time).
    pub wait_time_spacing: Duration,
    /// The `User-Agent` header.
    pub user_agent: String,
    /// Forward proxy of all requests over https, `http://user:password@host:port`; a secret because of the password. Plain
    /// http, which only a configured endpoint has, goes past it.
    pub proxy: Option<SecretString>,
    /// Hosts that are asked past the proxy, spelled as in `NO_PROXY`.
    pub no_proxy: Option<String>,
    /// Certificates in PEM that are trusted beside the machine's.
    pub ca_pem: Option<String>,
    /// Certificate and private key in PEM that a server is shown when it asks for one.
    pub client_identity_pem: Option<SecretString>,
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
            wait_time_spacing: Duration::from_secs(10),
            user_agent: "lp-warehouse".to_owned(),
            proxy: None,
            no_proxy: None,
            ca_pem: None,
            client_identity_pem: None,
        }
    }
}

/// One HTTP client for the process: HTTP/1.1, TLS by rustls and ring. Cheap to clone.
///
/// It keeps no cookies, follows no redirect by itself (each hop is checked and signed anew), inflates nothing, and reads
/// no proxy from the environment.
#[derive(Clone)]
pub struct Transport {
    pub(crate) http: reqwest::Client,
    pub(crate) options: Arc<TransportOptions>,
}

impl Transport {
    /// Builds the client.
    ///
    /// # Errors
    /// [`ClientError::Setup`] when the machine has no root certificates (they are looked for where OpenSSL would), the
    /// proxy is no URL, a certificate or key is no PEM, or the user agent cannot stand in a header.
    pub fn new(options: TransportOptions) -> Result<Self, ClientError> {
        let http = build(&options).map_err(|error| ClientError::Setup(error.without_url()))?;
        Ok(Self { http, options: Arc::new(options) })
    }
}

impl fmt::Debug for Transport {
    /// Leaves the client out, which prints its proxy.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transport").field("options", &self.options).finish_non_exhaustive()
    }
}

fn build(options: &TransportOptions) -> reqwest::Result<reqwest::Client> {
    // Refused when another part of the process was first; any installed provider will do.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let mut builder = reqwest::Client::builder()
        .user_agent(&options.user_agent)
        .connect_timeout(options.connect_timeout)
        .redirect(redirect::Policy::none())
        .referer(false)
        .no_proxy()
        .http1_only();
    if let Some(proxy) = &options.proxy {
        let no_proxy = options.no_proxy.as_deref().and_then(NoProxy::from_string);
        builder = builder.proxy(Proxy::https(proxy.expose_secret())?.no_proxy(no_proxy));
    }
    if let Some(pem) = &options.ca_pem {
        builder = builder.tls_certs_merge(Certificate::from_pem_bundle(pem.as_bytes())?);
    }
    if let Some(pem) = &options.client_identity_pem {
        builder = builder.identity(Identity::from_pem(pem.expose_secret().as_bytes())?);
    }
    builder.build()
}
