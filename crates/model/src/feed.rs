//! What is read from upstream, and for whom.

use std::fmt;
use std::str::FromStr;

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};

/// A LivePerson account (site) number. Text everywhere, whatever upstream prints.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct AccountId(pub String);

impl AccountId {
    /// The number as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for AccountId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One stream of data of an account. A new feed starts here; the compiler asks for the rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Feed {
    /// Data Access files of agent sessions (login to logout, every state change).
    AgentActivity,
    /// Data Access files of engagements (conversations with transcript and transfers).
    Engagement,
    /// Ended chats by the search of Engagement History, in windows of their start.
    EngagementHistory,
    /// Samples of operational metrics.
    Operational,
}

/// What the units of a feed are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FeedKind {
    /// Files that upstream lists and we download once.
    Files,
    /// Spans of time that we search, again and again until they are final.
    Windows,
    /// Methods that we poll for ever.
    Samples,
}

impl Feed {
    /// Every feed, in the order in which they are shown.
    pub const ALL: [Feed; 4] = [Feed::AgentActivity, Feed::Engagement, Feed::EngagementHistory, Feed::Operational];

    /// Our name: in configuration, ledger, logs.
    pub fn as_str(self) -> &'static str {
        match self {
            Feed::AgentActivity => "agent_activity",
            Feed::Engagement => "engagement",
            Feed::EngagementHistory => "engagement_history",
            Feed::Operational => "operational",
        }
    }

    /// What its units are.
    pub fn kind(self) -> FeedKind {
        match self {
            Feed::AgentActivity | Feed::Engagement => FeedKind::Files,
            Feed::EngagementHistory => FeedKind::Windows,
            Feed::Operational => FeedKind::Samples,
        }
    }

    /// How long upstream keeps what a unit covers, from the end of its span: files 30 days, chats of the history 13 months,
    /// metrics 24 hours (Data Access API, timing and retention; Engagement History API, availability; Operational
    /// Real-time API, buckets and intervals).
    pub fn kept_upstream(self) -> TimeDelta {
        match self.kind() {
            FeedKind::Files => TimeDelta::days(30),
            FeedKind::Windows => TimeDelta::days(395),
            FeedKind::Samples => TimeDelta::hours(24),
        }
    }

    /// What is not loaded is about to be lost when upstream deletes it within this time.
    pub fn loss_near(self) -> TimeDelta {
        match self.kind() {
            FeedKind::Files | FeedKind::Windows => TimeDelta::days(3),
            FeedKind::Samples => TimeDelta::hours(6),
        }
    }

    /// How far behind it is when all is well, and some more. What is later than that is late.
    pub fn usual_lag(self) -> TimeDelta {
        match self.kind() {
            FeedKind::Files => TimeDelta::hours(10),
            FeedKind::Windows => TimeDelta::hours(36),
            FeedKind::Samples => TimeDelta::hours(2),
        }
    }

    /// Whether it is read when a configuration does not say. A feed that is added later must be switched on: a configuration
    /// that was written before it existed does not mean it.
    pub fn is_on_by_default(self) -> bool {
        match self {
            Feed::AgentActivity | Feed::Engagement | Feed::EngagementHistory | Feed::Operational => true,
        }
    }

    /// Upstream's name in the request path (Data Access API, requests; Engagement History API, request; Operational
    /// Real-time API, methods).
    pub fn upstream_type(self) -> &'static str {
        match self {
            Feed::AgentActivity => "agentActivity",
            Feed::Engagement => "engagement",
            Feed::EngagementHistory => "interactions",
            Feed::Operational => "operations",
        }
    }
}

impl fmt::Display for Feed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The text is not the name of a feed.
#[derive(Debug, PartialEq, Eq)]
pub struct UnknownFeed(pub String);

impl fmt::Display for UnknownFeed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown feed `{}`; the feeds are", self.0)?;
        for (index, feed) in Feed::ALL.iter().enumerate() {
            write!(f, "{}`{feed}`", if index == 0 { " " } else { ", " })?;
        }
        Ok(())
    }
}

impl std::error::Error for UnknownFeed {}

impl FromStr for Feed {
    type Err = UnknownFeed;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Feed::ALL.into_iter().find(|feed| feed.as_str() == text).ok_or_else(|| UnknownFeed(text.to_owned()))
    }
}
