//! Which host serves what, as the Domain API says it, and which hosts may see credentials.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;
use tracing::warn;
use url::Url;

use model::chain;

use crate::bounds::Place;
use crate::error::ClientError;
use crate::exchange::{Request, Upstream, host_label};
use crate::fields::{field, text};

const DOMAIN_API: &str = "https://api.liveperson.net";
/// LivePerson's own hosts end so.
pub(crate) const LIVEPERSON: &str = ".liveperson.net";
/// A host is looked up again after this.
const KNOWN_FOR: TimeDelta = TimeDelta::hours(24);
/// When looking up again fails, the old host serves for another while.
const KEPT_FOR: TimeDelta = TimeDelta::minutes(10);
const ANSWER_BYTES_MAX: usize = 1024 * 1024;

/// Hosts by service, looked up at run time as the vendor advises, and kept for a day.
pub(crate) struct Domains {
    configured: Option<Url>,
    known: Mutex<HashMap<&'static str, Known>>,
    /// Each is held while its service is looked up.
    lookups: Mutex<HashMap<&'static str, Arc<tokio::sync::Mutex<()>>>>,
}

#[derive(Clone)]
struct Known {
    base: Url,
    until: DateTime<Utc>,
}

impl Domains {
    pub(crate) fn new(configured: Option<Url>) -> Self {
        Self { configured, known: Mutex::default(), lookups: Mutex::default() }
    }

    /// The address of the Domain API itself.
    pub(crate) fn api(&self) -> Url {
        self.configured.clone().unwrap_or_else(|| DOMAIN_API.parse().expect("a constant URL"))
    }

    /// The base URL of a service, e.g. `engHistDomain`. One lookup at a time takes a place among the requests in flight;
    /// whoever comes meanwhile waits for that one, without a place.
    pub(crate) async fn base(&self, upstream: &Upstream, service: &'static str) -> Result<Url, ClientError> {
        if let Some(base) = self.fresh(upstream, service) {
            return Ok(base);
        }
        let lookup = Arc::clone(self.lookups.lock().expect("no holder panics").entry(service).or_default());
        let _alone = lookup.lock().await;
        if let Some(base) = self.fresh(upstream, service) {
            return Ok(base);
        }
        let place = upstream.bounds.place().await;
        self.base_in(&place, upstream, service).await
    }

    /// The same in a place that the caller has; who fetches a token is alone at it already.
    pub(crate) async fn base_in(
        &self,
        place: &Place,
        upstream: &Upstream,
        service: &'static str,
    ) -> Result<Url, ClientError> {
        let known = self.known.lock().expect("no holder panics").get(service).cloned();
        let now = upstream.clock.now();
        let (base, until) = match known {
            Some(known) if now < known.until => return Ok(known.base),
            Some(known) => match self.look_up(place, upstream, service).await {
                Ok(base) => (base, now + KNOWN_FOR),
                Err(error) => {
                    let account = &upstream.account;
                    let error = chain(&error);
                    warn!(event = "upstream_host_kept", %account, service, error, "host lookup failed, the old one serves on");
                    (known.base, now + KEPT_FOR)
                }
            },
            None => (self.look_up(place, upstream, service).await?, now + KNOWN_FOR),
        };
        let known = Known { base: base.clone(), until };
        self.known.lock().expect("no holder panics").insert(service, known);
        Ok(base)
    }

    fn fresh(&self, upstream: &Upstream, service: &'static str) -> Option<Url> {
        let known = self.known.lock().expect("no holder panics");
        known.get(service).filter(|known| upstream.clock.now() < known.until).map(|known| known.base.clone())
    }

    /// What [`Domains::base`] answered last, if it was asked.
    pub(crate) fn known_base(&self, service: &'static str) -> Option<Url> {
        self.known.lock().expect("no holder panics").get(service).map(|known| known.base.clone())
    }

    /// Domain API, one service. No credentials are sent.
    async fn look_up(&self, place: &Place, upstream: &Upstream, service: &str) -> Result<Url, ClientError> {
        let account = upstream.account.as_str();
        let mut url = extend(&self.api(), &["api", "account", account, "service", service, "baseURI.json"]);
        url.set_query(Some("version=1.0"));
        let request = Request::get(url, "application/json");
        let at = request.at();
        let turn = upstream.bounds.turn(place).await;
        let answer = upstream.exchange_here(turn, request).await?.map_err(|refusal| refusal.into_error(&[]))?;
        let body = answer.body.read(ANSWER_BYTES_MAX).await?;
        let host = base_uri(&body, service).map_err(|why| ClientError::BadAnswer { at, why })?;
        self.trusted(&host)
    }

    /// The host becomes a base URL if credentials may go there: LivePerson's over https, or, when the Domain API is a
    /// configured stand-in, another port of that same machine over its scheme.
    fn trusted(&self, host: &str) -> Result<Url, ClientError> {
        let foreign =
            || ClientError::ForeignHost { host: host.chars().filter(|c| !c.is_control()).take(200).collect() };
        let base = Url::parse(&format!("https://{host}/")).map_err(|_| foreign())?;
        if is_liveperson(&base, LIVEPERSON) {
            return Ok(base);
        }
        let stand_in = self.configured.as_ref().ok_or_else(foreign)?;
        let base = Url::parse(&format!("{}://{host}/", stand_in.scheme())).map_err(|_| foreign())?;
        let is_same_machine = base.host() == stand_in.host() && base.username().is_empty() && base.password().is_none();
        if is_same_machine { Ok(base) } else { Err(foreign()) }
    }
}

/// Whether the address is LivePerson's own: https, no user in it, and a host that ends in `suffix`.
pub(crate) fn is_liveperson(url: &Url, suffix: &str) -> bool {
    url.scheme() == "https"
        && url.username().is_empty()
        && url.password().is_none()
        && url.domain().is_some_and(|domain| domain.ends_with(suffix))
}

/// Whether both addresses are the same configured server.
pub(crate) fn is_configured(url: &Url, configured: &Url) -> bool {
    url.origin() == configured.origin() && url.username().is_empty() && url.password().is_none()
}

/// For an error about a host.
pub(crate) fn foreign(url: &Url) -> ClientError {
    ClientError::ForeignHost { host: host_label(url) }
}

/// Appends segments to the path of a base URL, which may have a path of its own.
pub(crate) fn extend(base: &Url, segments: &[&str]) -> Url {
    let mut url = base.clone();
    // Only addresses like `mailto:` have no path; the request then fails by itself.
    if let Ok(mut path) = url.path_segments_mut() {
        path.pop_if_empty().extend(segments);
    }
    url
}

/// The host in either form of the answer: the one asked for, or the list of all services (Domain API).
fn base_uri(body: &[u8], service: &str) -> Result<String, String> {
    let json: Value = serde_json::from_slice(body).map_err(|error| format!("not JSON: {error}"))?;
    let entry = match field(&json, "baseURIs").and_then(Value::as_array) {
        Some(entries) => entries.iter().find(|entry| text(entry, "service").as_deref() == Some(service)),
        None => Some(&json),
    };
    entry.and_then(|entry| text(entry, "baseURI")).ok_or_else(|| format!("no baseURI for `{service}`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_of_the_answer_are_read() {
        let check = |body: &str, expected: Result<&str, &str>| {
            let expected = expected.map(str::to_owned).map_err(str::to_owned);
            assert_eq!(base_uri(body.as_bytes(), "sentinel"), expected, "{body}");
        };
        let no_entry = Err("no baseURI for `sentinel`");
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
            let domains = Domains::new(configured.map(|url| url.parse().unwrap()));
            let base = domains.trusted(host).ok();
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

    #[test]
    fn a_base_may_have_a_path_of_its_own() {
        let check =
            |base: &str, expected: &str| assert_eq!(extend(&base.parse().unwrap(), &["a", "b/c"]).as_str(), expected);
        check("https://h", "https://h/a/b%2Fc");
        check("https://h/x/", "https://h/x/a/b%2Fc");
        check("http://h:1/x", "http://h:1/x/a/b%2Fc");
    }
}
