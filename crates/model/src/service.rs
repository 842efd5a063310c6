//! The upstream APIs that serve data.

/// An upstream API whose host is looked up, or named in the configuration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Service {
    /// The Data Access API: files of each hour.
    DataAccess,
    /// The Engagement History API: search of ended chats.
    EngagementHistory,
    /// The Messaging Interactions API: search of messaging conversations.
    MessagingInteractions,
    /// The Operational Real-time API: metrics of chat, of the last 24 hours.
    Operational,
    /// The Messaging Operations API: metrics of messaging, of the last 24 hours.
    MessagingOperations,
    /// The estimated wait time of the Messaging Operations API, which has a host of its own.
    EstimatedWaitTime,
    /// The Agent Metrics API: agents of messaging as they are now.
    AgentMetrics,
    /// The newer host of the Agent Metrics API, which not every account has.
    AgentWorkspace,
    /// The configuration of the account: users, skills, groups and other names.
    Configuration,
}

impl Service {
    /// Returns the API's key under `endpoints` in the configuration. Both hosts of Agent Metrics have one.
    pub fn as_str(self) -> &'static str {
        match self {
            Service::DataAccess => "data_access",
            Service::EngagementHistory => "engagement_history",
            Service::MessagingInteractions => "messaging_interactions",
            Service::Operational => "operational",
            Service::MessagingOperations => "messaging_operations",
            Service::EstimatedWaitTime => "estimated_wait_time",
            Service::AgentMetrics | Service::AgentWorkspace => "agent_metrics",
            Service::Configuration => "configuration",
        }
    }
}
