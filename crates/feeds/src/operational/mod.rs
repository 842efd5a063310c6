//! Operational metrics: samples of the Operational Real-time API, a file for each method.

mod agent_activity;
mod engagement_activity;
mod queue_health;
mod queue_state;
mod sla_histogram;
mod tables;

use chrono::TimeDelta;
use model::{Feed, FeedFacts, FeedKind, Service};
use normalizer::SampleMethod;

pub use self::tables::{
    AGENT_STATE_INTERVAL, AgentStateInterval, ENGAGEMENT_ACTIVITY, EngagementActivity, QUEUE_HEALTH, QUEUE_STATE,
    QueueHealth, QueueState, SLA_HISTOGRAM, SlaHistogram,
};
use crate::{FeedSpec, Shape};

/// The feed.
pub const FEED: Feed = Feed::new(&SPEC.facts);

/// Its facts and shape (Operational Real-time API: methods, buckets and intervals).
pub static SPEC: FeedSpec = FeedSpec {
    facts: FeedFacts {
        name: "operational",
        kind: FeedKind::Samples,
        service: Service::Operational,
        is_on_by_default: true,
        kept_upstream: TimeDelta::hours(24),
        loss_near: TimeDelta::hours(6),
        usual_lag: TimeDelta::hours(2),
        families: &[&ENGAGEMENT_ACTIVITY, &QUEUE_HEALTH, &AGENT_STATE_INTERVAL, &QUEUE_STATE, &SLA_HISTOGRAM],
    },
    shape: Shape::Samples(&METHODS),
};

/// The methods, the most telling first.
static METHODS: [SampleMethod; 5] = [
    engagement_activity::METHOD,
    queue_health::METHOD,
    agent_activity::METHOD,
    queue_state::METHOD,
    sla_histogram::METHOD,
];
