//! The account's configuration: the lists of users, skills, groups and other names.
//!
//! An entity is a row; agents, skills and groups keep their former states, too. Nothing is removed: upstream says
//! `deleted`, and an entity that a list lacks stays as it was last seen.

mod flatten;
mod tables;

use chrono::TimeDelta;
use model::rows::Family;
use model::{Feed, FeedFacts, FeedKind, Service};
use normalizer::record::Flatten;
use normalizer::{ListShape, Target};

pub use self::tables::{
    AGENT, AGENT_GROUP, Agent, AgentGroup, LINE_OF_BUSINESS, LineOfBusiness, PROFILE, Profile, SKILL, STATUS_REASON,
    Skill, StatusReason,
};
use crate::{FeedSpec, Shape};

/// The feed.
pub const FEED: Feed = Feed::new(&SPEC.facts);

/// Its facts and shape (Dimension lists). Upstream shows a list as it is now and deletes none, so nothing is lost but the
/// time of a change: a feed that is not read for some hours is late, and dates changes too late.
pub static SPEC: FeedSpec = FeedSpec {
    facts: FeedFacts {
        name: "configuration",
        kind: FeedKind::Lists,
        service: Service::Configuration,
        is_on_by_default: false,
        kept_upstream: TimeDelta::days(3_650),
        loss_near: TimeDelta::hours(6),
        usual_lag: TimeDelta::hours(3),
        families: &[&AGENT, &SKILL, &AGENT_GROUP, &LINE_OF_BUSINESS, &PROFILE, &STATUS_REASON],
    },
    shape: Shape::Lists(&LISTS),
};

/// The lists, with the versions that were seen of each, the newest first (Dimension lists, parameters and revision). The page
/// says none for profiles and status reasons: they are asked for like the others.
static LISTS: [ListShape; 6] = [
    list("users", "le-users/users", &["6.0", "4.0", "2.0"], &AGENT, flatten::agent),
    list("skills", "le-users/skills", &["4.0", "1.0"], &SKILL, flatten::skill),
    list("agent_groups", "le-users/agentGroups", &["4.0", "1.0"], &AGENT_GROUP, flatten::agent_group),
    list("lobs", "le-users/lobs", &["4.0", "1.0"], &LINE_OF_BUSINESS, flatten::line_of_business),
    list("profiles", "le-users/profiles", &["4.0", "1.0"], &PROFILE, flatten::profile),
    list("status_reasons", "le-agents/status-reasons", &["4.0", "1.0"], &STATUS_REASON, flatten::status_reason),
];

const fn list(
    name: &'static str,
    upstream_path: &'static str,
    versions: &'static [&'static str],
    family: &'static Family,
    flatten: Flatten,
) -> ListShape {
    ListShape { name, upstream_path, versions, target: Target { family, flatten } }
}
