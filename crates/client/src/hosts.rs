//! Where each API is, and which hosts may see the account's credentials.

use model::Service;
use url::Url;

use crate::account::ClientState;
use crate::error::ClientError;
use crate::exchange::host_label;
use crate::pace::Pace;
use crate::{agent_metrics, configuration, data_access, engagement_history, messaging_interactions, metrics};

/// End of the names of LivePerson's hosts.
pub(crate) const LIVEPERSON_SUFFIX: &str = ".liveperson.net";

/// Returns the API's name in the Domain API; `None` for Data Access, whose host follows from the region.
fn domain_api_name(service: Service) -> Option<&'static str> {
    match service {
        Service::DataAccess => None,
        Service::EngagementHistory => Some(engagement_history::DOMAIN_API_NAME),
        Service::MessagingInteractions => Some(messaging_interactions::DOMAIN_API_NAME),
        Service::Operational | Service::MessagingOperations => Some(metrics::DOMAIN_API_NAME),
        Service::EstimatedWaitTime => Some(metrics::WAIT_TIME_DOMAIN_API_NAME),
        Service::AgentMetrics => Some(agent_metrics::DOMAIN_API_NAME),
        Service::AgentWorkspace => Some(agent_metrics::WORKSPACE_DOMAIN_API_NAME),
        Service::Configuration => Some(configuration::DOMAIN_API_NAME),
    }
}

/// Returns the end of the names of hosts that may see the credentials sent to the API.
fn host_suffix(service: Service) -> &'static str {
    match service {
        Service::DataAccess => data_access::HOST_SUFFIX,
        Service::EngagementHistory
        | Service::MessagingInteractions
        | Service::Operational
        | Service::MessagingOperations
        | Service::EstimatedWaitTime
        | Service::AgentMetrics
        | Service::AgentWorkspace
        | Service::Configuration => LIVEPERSON_SUFFIX,
    }
}

impl ClientState {
    /// Returns the base URL of an API: configured, known by the region, or looked up. The caller must hold no permit
    /// of [`Bounds`](crate::bounds::Bounds): a lookup waits for one of its own.
    pub(crate) async fn base(&self, service: Service) -> Result<Url, ClientError> {
        match (self.endpoints.configured(service), domain_api_name(service)) {
            (Some(configured), _) => Ok(configured.clone()),
            (None, Some(name)) => self.domain_api.base(&self.upstream, name).await,
            (None, None) => Ok(self.region.data_access_base()),
        }
    }

    /// Returns where to ask for an address that upstream named, in a listing or a redirect. A reverse proxy that is
    /// configured for the API stands before all of LivePerson's hosts; without one, they are asked over https, however
    /// the address is spelled.
    pub(crate) fn address_of(&self, named: &Url, service: Service) -> Url {
        let is_theirs =
            is_liveperson(named, host_suffix(service)) || is_liveperson_in_clear(named, host_suffix(service));
        match (self.endpoints.configured(service), self.endpoints.sign_as(service)) {
            (Some(endpoint), _) if is_same_server(named, endpoint) => named.clone(),
            (Some(endpoint), Some(public)) if is_same_server(named, public) => move_url(named, public, endpoint),
            (Some(endpoint), _) if is_theirs => move_url(named, &origin_of(named), endpoint),
            (None, _) if is_theirs => over_https(named),
            (Some(_) | None, _) => named.clone(),
        }
    }

    /// Returns the address that upstream sees of a request to `asked`, behind a reverse proxy that is configured with
    /// `sign_as`: signatures are over it, and relative addresses are relative to it.
    pub(crate) fn seen_address(&self, asked: &Url, service: Service) -> Url {
        match (self.endpoints.configured(service), self.endpoints.sign_as(service)) {
            (Some(endpoint), Some(public)) if is_same_server(asked, endpoint) => move_url(asked, endpoint, public),
            (Some(_) | None, _) => asked.clone(),
        }
    }

    /// Refuses an address whose host is neither configured, nor named by the Domain API, nor one of the API's own.
    pub(crate) fn check_host(&self, url: &Url, service: Service) -> Result<(), ClientError> {
        let looked_up = domain_api_name(service).and_then(|name| self.domain_api.cached_base(name));
        let is_same = |base: &Url| is_same_server(url, base);
        let is_known =
            self.endpoints.configured(service).is_some_and(is_same) || looked_up.as_ref().is_some_and(is_same);
        if is_known || is_liveperson(url, host_suffix(service)) { Ok(()) } else { Err(foreign_host(url)) }
    }

    /// Returns the pace of an API that wants its requests apart, beside that of the account.
    pub(crate) fn service_pace(&self, service: Service) -> Option<&Pace> {
        match service {
            Service::DataAccess
            | Service::EngagementHistory
            | Service::MessagingInteractions
            | Service::AgentMetrics
            | Service::AgentWorkspace
            | Service::Configuration => None,
            // Both are on one host.
            Service::Operational | Service::MessagingOperations => Some(&self.operational_pace),
            Service::EstimatedWaitTime => Some(&self.wait_time_pace),
        }
    }
}

/// Returns whether the address is LivePerson's own: https, no user in it, and a host that ends in `suffix`.
pub(crate) fn is_liveperson(url: &Url, suffix: &str) -> bool {
    url.scheme() == "https"
        && url.username().is_empty()
        && url.password().is_none()
        && url.domain().is_some_and(|domain| domain.ends_with(suffix))
}

/// Returns whether the address is LivePerson's own, but for its scheme: http, at the usual port.
fn is_liveperson_in_clear(url: &Url, suffix: &str) -> bool {
    url.scheme() == "http" && url.port().is_none() && is_liveperson(&over_https(url), suffix)
}

/// Returns the same address over https.
fn over_https(url: &Url) -> Url {
    let mut secure = url.clone();
    // Refused only for schemes like `mailto:`, which stay as they are.
    let _ = secure.set_scheme("https");
    secure
}

/// Returns the base URL of the server that an address is on.
fn origin_of(url: &Url) -> Url {
    let mut origin = url.clone();
    origin.set_path("/");
    origin
}

/// Returns the address under the base `to` that stands for one under the base `from`.
fn move_url(url: &Url, from: &Url, to: &Url) -> Url {
    let mut moved = to.clone();
    let within = url.path().strip_prefix(from.path().trim_end_matches('/'));
    let path = within.filter(|path| path.starts_with('/')).unwrap_or(url.path());
    moved.set_path(&format!("{}/{}", to.path().trim_end_matches('/'), path.trim_start_matches('/')));
    moved.set_query(url.query());
    moved
}

/// Returns whether the address is on the server of `base`, and names no user.
fn is_same_server(url: &Url, base: &Url) -> bool {
    url.origin() == base.origin() && url.username().is_empty() && url.password().is_none()
}

fn foreign_host(url: &Url) -> ClientError {
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

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use model::{AccountId, Clock};

    use crate::account::{AccountClient, AccountOptions};
    use crate::auth::Auth;
    use crate::endpoints::{Endpoints, Region, SignAs};
    use crate::transport::{Transport, TransportOptions};

    use super::*;

    #[test]
    fn addresses_move_between_bases_as_they_are_spelled() {
        let check = |url: &str, from: &str, to: &str, expected: &str| {
            let [url, from, to] = [url, from, to].map(|url| url.parse::<Url>().unwrap());
            assert_eq!(move_url(&url, &from, &to).as_str(), expected);
        };
        check("https://a/le/x%20y.gz?q=%2B#f", "https://a", "http://b:1", "http://b:1/le/x%20y.gz?q=%2B");
        check("https://a/le/x", "https://a/", "http://b/proxy/", "http://b/proxy/le/x");
        check("http://b/proxy/le/x?q", "http://b/proxy", "https://a/", "https://a/le/x?q");
        check("http://b/proxy2/x", "http://b/proxy", "https://a/", "https://a/proxy2/x");
    }

    /// The address that is asked for `named`, and what LivePerson sees of it; or that no credentials go there.
    fn check_address(endpoint: Option<&str>, sign_as: Option<&str>, named: &str, expected: Option<(&str, &str)>) {
        let url = |text: &str| text.parse::<Url>().unwrap();
        let sign_as = SignAs { data_access: sign_as.map(url), ..SignAs::default() };
        let options = AccountOptions {
            account: AccountId("1".to_owned()),
            region: Region::Us,
            auth: Auth::OAuth2 { client_id: String::new(), client_secret: String::new().into() },
            endpoints: Endpoints { data_access: endpoint.map(url), sign_as, ..Endpoints::default() },
            requests_in_flight_max: 1,
            requests_per_second_max: 1.0,
        };
        let transport = Transport::new(TransportOptions::default()).unwrap();
        let client = AccountClient::new(&transport, options, Clock::new(|| DateTime::UNIX_EPOCH), 7);
        let asked = client.0.address_of(&url(named), Service::DataAccess);
        let seen = client.0.seen_address(&asked, Service::DataAccess);
        let is_known = client.0.check_host(&asked, Service::DataAccess).is_ok();
        assert_eq!(is_known.then(|| (asked.as_str(), seen.as_str())), expected, "{endpoint:?} {named}");
    }

    #[test]
    fn livepersons_own_hosts_are_asked_over_https_however_they_are_spelled() {
        let check = |named: &str, expected: Option<&str>| {
            check_address(None, None, named, expected.map(|asked| (asked, asked)));
        };
        let file = "https://va-a.da.liveperson.net/le/a.gz?x=1";
        check(file, Some(file));
        check("http://va-a.da.liveperson.net/le/a.gz?x=1", Some(file));
        check("http://va-a.da.liveperson.net:80/le/a.gz?x=1", Some(file));
        for foreign in [
            "http://va-a.da.liveperson.net:8080/le/a.gz",
            "http://u@va-a.da.liveperson.net/le/a.gz",
            "http://evilda.liveperson.net/le/a.gz",
            "http://127.0.0.1/le/a.gz",
            "ftp://va-a.da.liveperson.net/le/a.gz",
        ] {
            check(foreign, None);
        }
    }

    #[test]
    fn a_configured_proxy_stands_before_all_hosts_of_its_api() {
        let proxy = Some("http://proxy.corp:8080/lp");
        let at_proxy = "http://proxy.corp:8080/lp/le/a.gz?x=1";
        for file in
            ["https://va-a.da.liveperson.net/le/a.gz?x=1", "http://va-a.da.liveperson.net/le/a.gz?x=1", at_proxy]
        {
            check_address(proxy, None, file, Some((at_proxy, at_proxy)));
            let public = "https://va.da.liveperson.net/le/a.gz?x=1";
            check_address(proxy, Some("https://va.da.liveperson.net"), file, Some((at_proxy, public)));
        }
        let upstream = "http://127.0.0.1:9000/le/a.gz?x=1";
        check_address(proxy, Some("http://127.0.0.1:9000"), upstream, Some((at_proxy, upstream)));
        check_address(proxy, None, upstream, None);
        check_address(proxy, None, "https://other.example/le/a.gz", None);
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
