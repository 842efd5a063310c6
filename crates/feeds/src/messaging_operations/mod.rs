//! Metrics of messaging: samples of the Messaging Operations API, a file for each method.

mod activity;
mod agent_segments;
mod csat;
mod queue_health;
mod queue_state;
mod queue_state_by_group;
mod skill_segments;
mod tables;
mod wait_time;

use chrono::TimeDelta;
use model::{Feed, FeedFacts, FeedKind, Service};
use normalizer::SampleMethod;

pub use self::tables::{
    AGENT_SEGMENT_INTERVAL, AgentSegmentInterval, MESSAGING_ACTIVITY, MESSAGING_CSAT, MESSAGING_QUEUE_HEALTH,
    MESSAGING_QUEUE_STATE, MESSAGING_QUEUE_STATE_BY_GROUP, MessagingActivity, MessagingCsat, MessagingQueueHealth,
    MessagingQueueState, MessagingQueueStateByGroup, SKILL_SEGMENT_INTERVAL, SkillSegmentInterval, WAIT_TIME_ESTIMATE,
    WaitTimeEstimate,
};
use crate::{FeedSpec, Shape};

/// The feed.
pub const FEED: Feed = Feed::new(&SPEC.facts);

/// Its facts and shape (Messaging Operations API: methods, intervals).
pub static SPEC: FeedSpec = FeedSpec {
    facts: FeedFacts {
        name: "messaging_operations",
        kind: FeedKind::Samples,
        service: Service::MessagingOperations,
        is_on_by_default: false,
        kept_upstream: TimeDelta::hours(24),
        loss_near: TimeDelta::hours(6),
        usual_lag: TimeDelta::hours(2),
        families: &[
            &MESSAGING_ACTIVITY,
            &MESSAGING_QUEUE_HEALTH,
            &SKILL_SEGMENT_INTERVAL,
            &AGENT_SEGMENT_INTERVAL,
            &MESSAGING_CSAT,
            &MESSAGING_QUEUE_STATE,
            &MESSAGING_QUEUE_STATE_BY_GROUP,
            &WAIT_TIME_ESTIMATE,
        ],
    },
    shape: Shape::Samples(&METHODS),
};

/// The methods, the most telling first. Segments of people and of bots are asked for apart: upstream adds them up
/// otherwise.
static METHODS: [SampleMethod; 10] = [
    activity::METHOD,
    queue_health::METHOD,
    skill_segments::HUMAN,
    skill_segments::BOT,
    agent_segments::HUMAN,
    agent_segments::BOT,
    csat::METHOD,
    queue_state::METHOD,
    queue_state_by_group::METHOD,
    wait_time::METHOD,
];
