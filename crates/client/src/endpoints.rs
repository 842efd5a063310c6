//! Where upstream is: regions, and addresses that replace LivePerson's own.

use std::fmt;
use std::str::FromStr;

use model::Service;
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
    /// Returns the base URL of Data Access, which the Domain API does not know (Data Access API, overview).
    pub(crate) fn data_access_base(self) -> Url {
        parse_base(match self {
            Region::Us => "https://va.da.liveperson.net/",
            Region::Uk => "https://lo.da.liveperson.net/",
            Region::Apac => "https://sy.da.liveperson.net/",
        })
    }

    /// Returns the base URL of the OAuth 2.0 server, for an account whose Domain API does not name it.
    pub(crate) fn sentinel_base(self) -> Url {
        parse_base(match self {
            Region::Us => "https://va.sentinel.liveperson.net/",
            Region::Uk => "https://lo.sentinel.liveperson.net/",
            Region::Apac => "https://sy.sentinel.liveperson.net/",
        })
    }
}

fn parse_base(constant: &str) -> Url {
    constant.parse().expect("a constant URL")
}

impl FromStr for Region {
    type Err = String;

    /// Parses `us`, `uk` or `apac`; the error is a sentence for the operator.
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
    /// Instead of the account's Messaging Interactions host.
    pub messaging_interactions: Option<Url>,
    /// Instead of the account's Operational Real-time host.
    pub operational: Option<Url>,
    /// Instead of the account's Messaging Operations host.
    pub messaging_operations: Option<Url>,
    /// Instead of the account's host of estimated wait times.
    pub estimated_wait_time: Option<Url>,
    /// Instead of both of the account's Agent Metrics hosts.
    pub agent_metrics: Option<Url>,
    /// Instead of the host of the account's configuration.
    pub configuration: Option<Url>,
    /// Instead of the account's token server.
    pub oauth2: Option<Url>,
    /// Instead of the account's login service.
    pub login: Option<Url>,
    /// What LivePerson sees behind reverse proxies.
    pub sign_as: SignAs,
}

/// Base URLs that LivePerson sees of requests that a reverse proxy passes on with another host: signatures (OAuth 1.0a)
/// are over them. Each belongs to the endpoint of its name.
#[derive(Clone, Default)]
pub struct SignAs {
    /// Behind [`Endpoints::data_access`].
    pub data_access: Option<Url>,
    /// Behind [`Endpoints::engagement_history`].
    pub engagement_history: Option<Url>,
    /// Behind [`Endpoints::messaging_interactions`].
    pub messaging_interactions: Option<Url>,
    /// Behind [`Endpoints::operational`].
    pub operational: Option<Url>,
    /// Behind [`Endpoints::messaging_operations`].
    pub messaging_operations: Option<Url>,
    /// Behind [`Endpoints::estimated_wait_time`].
    pub estimated_wait_time: Option<Url>,
    /// Behind [`Endpoints::agent_metrics`].
    pub agent_metrics: Option<Url>,
    /// Behind [`Endpoints::configuration`].
    pub configuration: Option<Url>,
}

impl Endpoints {
    /// Returns the base URL of an API, if one is configured.
    pub(crate) fn configured(&self, service: Service) -> Option<&Url> {
        match service {
            Service::DataAccess => self.data_access.as_ref(),
            Service::EngagementHistory => self.engagement_history.as_ref(),
            Service::MessagingInteractions => self.messaging_interactions.as_ref(),
            Service::Operational => self.operational.as_ref(),
            Service::MessagingOperations => self.messaging_operations.as_ref(),
            Service::EstimatedWaitTime => self.estimated_wait_time.as_ref(),
            Service::AgentMetrics | Service::AgentWorkspace => self.agent_metrics.as_ref(),
            Service::Configuration => self.configuration.as_ref(),
        }
    }

    /// Returns the base URL that LivePerson sees of the API, if it is another than the configured one.
    pub(crate) fn sign_as(&self, service: Service) -> Option<&Url> {
        match service {
            Service::DataAccess => self.sign_as.data_access.as_ref(),
            Service::EngagementHistory => self.sign_as.engagement_history.as_ref(),
            Service::MessagingInteractions => self.sign_as.messaging_interactions.as_ref(),
            Service::Operational => self.sign_as.operational.as_ref(),
            Service::MessagingOperations => self.sign_as.messaging_operations.as_ref(),
            Service::EstimatedWaitTime => self.sign_as.estimated_wait_time.as_ref(),
            Service::AgentMetrics | Service::AgentWorkspace => self.sign_as.agent_metrics.as_ref(),
            Service::Configuration => self.sign_as.configuration.as_ref(),
        }
    }
}

impl fmt::Debug for Endpoints {
    /// Prints them without users, passwords and queries, which a URL may carry.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Endpoints")
            .field("domain_api", &shown(&self.domain_api))
            .field("data_access", &shown(&self.data_access))
            .field("engagement_history", &shown(&self.engagement_history))
            .field("messaging_interactions", &shown(&self.messaging_interactions))
            .field("operational", &shown(&self.operational))
            .field("messaging_operations", &shown(&self.messaging_operations))
            .field("estimated_wait_time", &shown(&self.estimated_wait_time))
            .field("agent_metrics", &shown(&self.agent_metrics))
            .field("configuration", &shown(&self.configuration))
            .field("oauth2", &shown(&self.oauth2))
            .field("login", &shown(&self.login))
            .field("sign_as", &self.sign_as)
            .finish()
    }
}

impl fmt::Debug for SignAs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignAs")
            .field("data_access", &shown(&self.data_access))
            .field("engagement_history", &shown(&self.engagement_history))
            .field("messaging_interactions", &shown(&self.messaging_interactions))
            .field("operational", &shown(&self.operational))
            .field("messaging_operations", &shown(&self.messaging_operations))
            .field("estimated_wait_time", &shown(&self.estimated_wait_time))
            .field("agent_metrics", &shown(&self.agent_metrics))
            .field("configuration", &shown(&self.configuration))
            .finish()
    }
}

fn shown(url: &Option<Url>) -> Option<String> {
    url.as_ref().map(|url| format!("{}://{}{}", url.scheme(), host_label(url), url.path()))
}
