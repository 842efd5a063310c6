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
    /// The Operational Real-time API: metrics of the last 24 hours.
    Operational,
}

impl Service {
    /// Returns the API's key under `endpoints` in the configuration.
    pub fn as_str(self) -> &'static str {
        match self {
            Service::DataAccess => "data_access",
            Service::EngagementHistory => "engagement_history",
            Service::MessagingInteractions => "messaging_interactions",
            Service::Operational => "operational",
        }
    }
}
