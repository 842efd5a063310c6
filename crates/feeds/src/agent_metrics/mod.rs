//! Agents at this moment: samples of the Agent Metrics API, a file for each method.

mod status;
mod summary;
mod tables;

use chrono::TimeDelta;
use model::{Feed, FeedFacts, FeedKind, Service};
use normalizer::SampleMethod;

pub use self::tables::{
    AGENT_LOAD_SAMPLE, AGENT_PROFILE, AGENT_STATUS_SAMPLE, AgentLoadSample, AgentProfile, AgentStatusSample,
};
use crate::{FeedSpec, Shape};

/// The feed.
pub const FEED: Feed = Feed::new(&SPEC.facts);

/// Its facts and shape (Agent Metrics API). Upstream keeps no sample: the times are those of the other metrics, so that
/// a downtime is reported alike.
pub static SPEC: FeedSpec = FeedSpec {
    facts: FeedFacts {
        name: "agent_metrics",
        kind: FeedKind::Samples,
        service: Service::AgentMetrics,
        is_on_by_default: false,
        kept_upstream: TimeDelta::hours(24),
        loss_near: TimeDelta::hours(6),
        usual_lag: TimeDelta::hours(2),
        families: &[&AGENT_STATUS_SAMPLE, &AGENT_PROFILE, &AGENT_LOAD_SAMPLE],
    },
    shape: Shape::Samples(&METHODS),
};

/// The methods, the most telling first. `list` answers a part of `status` and is not asked.
static METHODS: [SampleMethod; 2] = [status::METHOD, summary::METHOD];
