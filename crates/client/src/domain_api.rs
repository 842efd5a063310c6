//! The Domain API: looks up which host serves an API for an account.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use chrono::{DateTime, TimeDelta, Utc};
use model::chain;
use serde_json::Value;
use tracing::warn;
use url::Url;

use crate::bounds::InFlightPermit;
use crate::coding;
use crate::error::ClientError;
use crate::exchange::{HttpRequest, Upstream};
use crate::fields::{find_field, find_text};
use crate::hosts::{LIVEPERSON_SUFFIX, extend, is_liveperson};

/// Where the Domain API is when no other address is configured.
const ADDRESS: &str = "https://api.liveperson.net";
/// A host is looked up again after this.
const FRESH_FOR: TimeDelta = TimeDelta::hours(24);
/// When a lookup fails, the old host serves for so long before the next one.
const STALE_FOR: TimeDelta = TimeDelta::minutes(10);
const ANSWER_BYTES_MAX: usize = 1024 * 1024;

/// Looks up hosts at run time, as the vendor advises, and caches them for a day. Each is known by its service's name in
/// the Domain API, e.g. `engHistDomain`.
pub(crate) struct DomainApi {
    configured: Option<Url>,
    cache: Mutex<HashMap<&'static str, CachedBase>>,
    /// Each is locked while its service is looked up.
    lookups: Mutex<HashMap<&'static str, Arc<tokio::sync::Mutex<()>>>>,
}

#[derive(Clone)]
struct CachedBase {
    base: Url,
    until: DateTime<Utc>,
}

impl DomainApi {
    pub(crate) fn new(configured: Option<Url>) -> Self {
        Self { configured, cache: Mutex::default(), lookups: Mutex::default() }
    }

    /// Returns the address of the Domain API itself.
    pub(crate) fn address(&self) -> Url {
        self.configured.clone().unwrap_or_else(|| ADDRESS.parse().expect("a constant URL"))
    }

    /// Returns the base URL of a service. One lookup at a time takes an in-flight permit; other callers wait for it
    /// without a permit.
    pub(crate) async fn base(&self, upstream: &Upstream, service: &'static str) -> Result<Url, ClientError> {
        if let Some(base) = self.fresh(upstream, service) {
            return Ok(base);
        }
        let lookup = Arc::clone(self.lookups.lock().expect("no holder panics").entry(service).or_default());
        let _alone = lookup.lock().await;
        if let Some(base) = self.fresh(upstream, service) {
            return Ok(base);
        }
        let in_flight = upstream.bounds.acquire_in_flight().await;
        self.base_under(&in_flight, upstream, service).await
    }

    /// Returns the same under a permit that the caller holds. Locks nothing: a token is fetched under a lock of its
    /// own.
    pub(crate) async fn base_under(
        &self,
        in_flight: &InFlightPermit,
        upstream: &Upstream,
        service: &'static str,
    ) -> Result<Url, ClientError> {
        let cached = self.cached(service);
        let now = upstream.clock.now();
        let (base, until) = match cached {
            Some(cached) if now < cached.until => return Ok(cached.base),
            Some(cached) => match self.look_up(in_flight, upstream, service).await {
                Ok(base) => (base, now + FRESH_FOR),
                Err(error) => {
                    let account = &upstream.account;
                    let error = chain(&error);
                    warn!(event = "upstream_host_kept", %account, service, error, "host lookup failed, the old one serves on");
                    (cached.base, now + STALE_FOR)
                }
            },
            None => (self.look_up(in_flight, upstream, service).await?, now + FRESH_FOR),
        };
        let cached = CachedBase { base: base.clone(), until };
        self.cache.lock().expect("no holder panics").insert(service, cached);
        Ok(base)
    }

    fn fresh(&self, upstream: &Upstream, service: &'static str) -> Option<Url> {
        self.cached(service).filter(|cached| upstream.clock.now() < cached.until).map(|cached| cached.base)
    }

    fn cached(&self, service: &'static str) -> Option<CachedBase> {
        self.cache.lock().expect("no holder panics").get(service).cloned()
    }

    /// Returns what [`DomainApi::base`] returned last, if it was called.
    pub(crate) fn cached_base(&self, service: &'static str) -> Option<Url> {
        self.cached(service).map(|cached| cached.base)
    }

    /// Asks for one service. No credentials are sent.
    async fn look_up(
        &self,
        in_flight: &InFlightPermit,
        upstream: &Upstream,
        service: &str,
    ) -> Result<Url, ClientError> {
        let request = lookup_request(&self.address(), upstream.account.as_str(), service);
        let at = request.at();
        let send = upstream.bounds.acquire_send(in_flight).await;
        let answer = upstream.exchange_without_redirect(send, request).await?;
        let answer = answer.map_err(|refusal| refusal.into_error(&[]))?;
        let body = answer.body.read(ANSWER_BYTES_MAX).await?;
        let host = read_base_uri(&body, service).map_err(|why| ClientError::BadAnswer { at, why, status: None })?;
        self.trust(&host)
    }

    /// Makes the host a base URL if credentials may go there: LivePerson's over https, or, when the Domain API is a
    /// configured stand-in, another port of that same machine over its scheme.
    fn trust(&self, host: &str) -> Result<Url, ClientError> {
        let foreign =
            || ClientError::ForeignHost { host: host.chars().filter(|c| !c.is_control()).take(200).collect() };
        let base = Url::parse(&format!("https://{host}/")).map_err(|_| foreign())?;
        if is_liveperson(&base, LIVEPERSON_SUFFIX) {
            return Ok(base);
        }
        let stand_in = self.configured.as_ref().ok_or_else(foreign)?;
        let base = Url::parse(&format!("{}://{host}/", stand_in.scheme())).map_err(|_| foreign())?;
        let is_same_machine = base.host() == stand_in.host() && base.username().is_empty() && base.password().is_none();
        if is_same_machine { Ok(base) } else { Err(foreign()) }
    }
}

fn lookup_request(address: &Url, account: &str, service: &str) -> HttpRequest {
    let mut url = extend(address, &["api", "account", account, "service", service, "baseURI.json"]);
    url.set_query(Some("version=1.0"));
    HttpRequest::get(url, "application/json", coding::GZIP)
}

/// Reads the host in either form of the answer: the one asked for, or the list of all services (Domain API).
fn read_base_uri(body: &[u8], service: &str) -> Result<String, String> {
    let json: Value = serde_json::from_slice(body).map_err(|error| format!("not JSON: {error}"))?;
    let entry = match find_field(&json, "baseURIs").and_then(Value::as_array) {
        Some(entries) => entries.iter().find(|entry| find_text(entry, "service").as_deref() == Some(service)),
        None => Some(&json),
    };
    entry
        .and_then(|entry| find_text(entry, "baseURI"))
        .ok_or_else(|| format!("it names no host of `{service}` for this account"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_of_the_answer_are_read() {
        let check = |body: &str, expected: Result<&str, &str>| {
            let expected = expected.map(str::to_owned).map_err(str::to_owned);
            assert_eq!(read_base_uri(body.as_bytes(), "sentinel"), expected, "{body}");
        };
        let no_entry = Err("it names no host of `sentinel` for this account");
        check(
            r#"{"service":"sentinel","account":"1","baseURI":"va.sentinel.liveperson.net"}"#,
            Ok("va.sentinel.liveperson.net"),
        );
        check(r#"{"baseURIs":[{"service":"etool","baseURI":"z2"},{"service":"sentinel","baseURI":"lo"}]}"#, Ok("lo"));
        check(r#"{"baseURIs":[{"service":"Sentinel","baseURI":"lo"}]}"#, no_entry);
        check(r#"{"baseURIs":[]}"#, no_entry);
        check(r#"{"baseURI":""}"#, no_entry);
        check("[]", no_entry);
        check("<html>", Err("not JSON: expected value at line 1 column 1"));
    }

    #[test]
    fn credentials_go_only_to_liveperson_or_the_configured_machine() {
        let check = |configured: Option<&str>, host: &str, expected: Option<&str>| {
            let api = DomainApi::new(configured.map(|url| url.parse().unwrap()));
            let base = api.trust(host).ok();
            assert_eq!(base.as_ref().map(Url::as_str), expected, "{configured:?} {host}");
        };
        let local = Some("http://127.0.0.1:9000");
        check(None, "va.sentinel.liveperson.net", Some("https://va.sentinel.liveperson.net/"));
        check(local, "va.sentinel.liveperson.net", Some("https://va.sentinel.liveperson.net/"));
        check(local, "127.0.0.1:9001", Some("http://127.0.0.1:9001/"));
        for foreign in
            ["evil.example", "liveperson.net.evil.example", "evilliveperson.net", "", "u:p@a.liveperson.net", "a b"]
        {
            check(None, foreign, None);
            check(local, foreign, None);
        }
        check(None, "127.0.0.1:9001", None);
        check(local, "u@127.0.0.1:9001", None);
    }
}
