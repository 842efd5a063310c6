//! What the Operational Real-time API can be asked for.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A method of the Operational Real-time API; each is a unit of the ledger that is polled again and again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SampleMethod {
    /// Chats that closed in an interval, by skill and agent.
    EngagementActivity,
    /// The queue in an interval, by skill.
    QueueHealth,
    /// Time of agents by state in an interval.
    AgentActivity,
    /// The queue at this moment, by skill.
    QueueState,
    /// How long the chats of the last hour had waited.
    SlaHistogram,
}

impl SampleMethod {
    /// Every method, the most telling first.
    pub const ALL: [SampleMethod; 5] = [
        SampleMethod::EngagementActivity,
        SampleMethod::QueueHealth,
        SampleMethod::AgentActivity,
        SampleMethod::QueueState,
        SampleMethod::SlaHistogram,
    ];

    /// Our name: of the unit in the ledger.
    pub fn as_str(self) -> &'static str {
        match self {
            SampleMethod::EngagementActivity => "engagement_activity",
            SampleMethod::QueueHealth => "queue_health",
            SampleMethod::AgentActivity => "agent_activity",
            SampleMethod::QueueState => "queue_state",
            SampleMethod::SlaHistogram => "sla_histogram",
        }
    }

    /// Upstream's name in the request path (Operational Real-time API, methods).
    pub fn upstream_path(self) -> &'static str {
        match self {
            SampleMethod::EngagementActivity => "engactivity",
            SampleMethod::QueueHealth => "queuehealth",
            SampleMethod::AgentActivity => "agentactivity",
            SampleMethod::QueueState => "queuestate",
            SampleMethod::SlaHistogram => "sla",
        }
    }

    /// Whether it answers in intervals, so that a later answer can heal a gap; the others are snapshots.
    pub fn has_intervals(self) -> bool {
        match self {
            SampleMethod::EngagementActivity | SampleMethod::QueueHealth | SampleMethod::AgentActivity => true,
            SampleMethod::QueueState | SampleMethod::SlaHistogram => false,
        }
    }
}

impl fmt::Display for SampleMethod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for SampleMethod {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        SampleMethod::ALL
            .into_iter()
            .find(|method| method.as_str() == text)
            .ok_or_else(|| format!("`{text}` is no method of the Operational Real-time API"))
    }
}
