//! Where upstream is: regions, and addresses that replace LivePerson's own.

use std::fmt;
use std::str::FromStr;

use url::Url;

use crate::exchange::host_label;

/// Where LivePerson keeps the account's data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Region {
    /// United States.
    Us,
    /// United Kingdom; Europe, Middle East and Africa.
    Uk,
    /// Asia and Pacific.
    Apac,
}

impl Region {
    /// The Data Access host, which the Domain API does not know (Data Access API, overview).
    pub fn da_host(self) -> &'static str {
        match self {
            Region::Us => "va.da.liveperson.net",
            Region::Uk => "lo.da.liveperson.net",
            Region::Apac => "sy.da.liveperson.net",
        }
    }

    /// The OAuth 2.0 server, for when the Domain API does not name it.
    pub fn sentinel_host(self) -> &'static str {
        match self {
            Region::Us => "va.sentinel.liveperson.net",
            Region::Uk => "lo.sentinel.liveperson.net",
            Region::Apac => "sy.sentinel.liveperson.net",
        }
    }
}

impl FromStr for Region {
    type Err = String;

    /// `us`, `uk` or `apac`; the error is a sentence for the operator.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "us" => Ok(Region::Us),
            "uk" => Ok(Region::Uk),
            "apac" => Ok(Region::Apac),
            other => Err(format!("unknown region `{other}`; the regions are `us`, `uk`, `apac`")),
        }
    }
}

/// Full base URLs for proxies, tests and the demo; each replaces a host and the lookup of it. http or https, with or
/// without a path, but without user and query: such an address is refused as foreign.
#[derive(Clone, Default)]
pub struct Endpoints {
    /// Instead of `https://api.liveperson.net`.
    pub domain_api: Option<Url>,
    /// Instead of the region's Data Access host.
    pub data_access: Option<Url>,
    /// Instead of the account's Engagement History host.
    pub engagement_history: Option<Url>,
    /// Instead of the account's Operational Real-time host.
    pub operational: Option<Url>,
    /// Instead of the account's token server.
    pub oauth2: Option<Url>,
    /// Instead of the account's login service.
    pub login: Option<Url>,
}

impl fmt::Debug for Endpoints {
    /// Without users, passwords and queries, which a URL may carry.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown =
            |url: &Option<Url>| url.as_ref().map(|url| format!("{}://{}{}", url.scheme(), host_label(url), url.path()));
        f.debug_struct("Endpoints")
            .field("domain_api", &shown(&self.domain_api))
            .field("data_access", &shown(&self.data_access))
            .field("engagement_history", &shown(&self.engagement_history))
            .field("operational", &shown(&self.operational))
            .field("oauth2", &shown(&self.oauth2))
            .field("login", &shown(&self.login))
            .finish()
    }
}
