//! Where each API is, and which hosts may see the account's credentials.

use model::Service;
use url::Url;

use crate::account::ClientState;
use crate::error::ClientError;
use crate::exchange::host_label;
use crate::pace::Pace;
use crate::{data_access, engagement_history, operational};

/// End of the names of LivePerson's hosts.
pub(crate) const LIVEPERSON_SUFFIX: &str = ".liveperson.net";

/// Returns the API's name in the Domain API; `None` for Data Access, whose host follows from the region.
fn domain_api_name(service: Service) -> Option<&'static str> {
    match service {
        Service::DataAccess => None,
        Service::EngagementHistory => Some(engagement_history::DOMAIN_API_NAME),
        Service::Operational => Some(operational::DOMAIN_API_NAME),
    }
}

/// Returns the end of the names of hosts that may see the credentials sent to the API.
fn host_suffix(service: Service) -> &'static str {
    match service {
        Service::DataAccess => data_access::HOST_SUFFIX,
        Service::EngagementHistory | Service::Operational => LIVEPERSON_SUFFIX,
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
            Service::DataAccess | Service::EngagementHistory => None,
            Service::Operational => Some(&self.operational_pace),
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
    use super::*;

    #[test]
    fn a_base_may_have_a_path_of_its_own() {
        let check =
            |base: &str, expected: &str| assert_eq!(extend(&base.parse().unwrap(), &["a", "b/c"]).as_str(), expected);
        check("https://h", "https://h/a/b%2Fc");
        check("https://h/x/", "https://h/x/a/b%2Fc");
        check("http://h:1/x", "http://h:1/x/a/b%2Fc");
    }
}
