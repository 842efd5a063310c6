//! Agent activity: Data Access files of agent sessions, from login to logout, every change of state.

mod flatten;
mod tables;

use chrono::TimeDelta;
use model::{Feed, FeedFacts, FeedKind, Service};
use normalizer::{BodyShape, FileShape, Grain, Target};

pub use self::tables::{AGENT_EVENT, AgentEvent};
use crate::{FeedSpec, Shape};

/// The feed.
pub const FEED: Feed = Feed::new(&SPEC.facts);

/// Its facts and shape (Data Access API: timing and retention, requests, agentActivity).
pub static SPEC: FeedSpec = FeedSpec {
    facts: FeedFacts {
        name: "agent_activity",
        kind: FeedKind::Files,
        service: Service::DataAccess,
        is_on_by_default: true,
        kept_upstream: TimeDelta::days(30),
        loss_near: TimeDelta::days(3),
        usual_lag: TimeDelta::hours(10),
        families: &[&AGENT_EVENT],
    },
    shape: Shape::Files(FileShape {
        data_type: "agentActivity",
        bodies: &[BodyShape {
            name: "AgentActivityData",
            records: "agentSessionsData",
            grain: Grain::Record,
            target: Target { family: &AGENT_EVENT, flatten: flatten::flatten },
            entities: &[],
        }],
        all_bodies: crate::file_bodies,
    }),
};
