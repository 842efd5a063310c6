//! Metrics broken down by skill and agent: the containers that the methods of the operational APIs share.
//!
//! ```text
//! { skillsMetrics: { skill: m }, metricsTotals: m }
//!
//! { skillsMetricsPerAgent: { metricsPerSkill: { skill: { metricsPerAgent: { agent: m }, metricsTotals: m } },
//!                            metricsTotals: m },
//!   agentsMetrics: { metricsPerAgent: { agent: m }, metricsTotals: m } }
//!
//! { metricsPerSkill: { skill: { metricsPerAgent: { agent: m } } },
//!   agentsMetrics: { metricsPerAgent: { agent: m } }, metricsTotal: m }
//! ```
//!
//! The totals are named in the singular by some examples (Messaging Operations API, contradictions).

use normalizer::fields::folded;
use normalizer::json::Node;
use normalizer::samples::{Ids, SampleAt, Samples, is_nothing};
use normalizer::{DecodeError, Fields};

/// What a metric object is of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Subject<'i> {
    /// `account`, `skill`, `skill_agent` or `agent`.
    pub(crate) grain: &'static str,
    /// Empty text where the grain does not use it; likewise the agent.
    pub(crate) skill_id: &'i str,
    pub(crate) agent_id: &'i str,
    /// Where the object stands, for the quarantine.
    field: &'static str,
}

impl<'i> Subject<'i> {
    fn account() -> Self {
        Self { grain: "account", skill_id: "", agent_id: "", field: TOTALS }
    }

    fn skill(skill_id: &'i str, field: &'static str) -> Self {
        Self { grain: "skill", skill_id, agent_id: "", field }
    }

    fn agent(agent_id: &'i str) -> Self {
        Self { grain: "agent", skill_id: "", agent_id, field: AGENT }
    }

    fn skill_agent(skill_id: &'i str, agent_id: &'i str) -> Self {
        Self { grain: "skill_agent", skill_id, agent_id, field: AGENT }
    }

    /// Returns the names of the ids, for the quarantine.
    fn ids(&self) -> [(&'static str, &'i str); 2] {
        [("skill", self.skill_id), ("agent", self.agent_id)]
    }
}

/// A metric object.
#[derive(Clone, Copy)]
pub(crate) struct Metrics<'m, 'n, 'a> {
    pub(crate) at: SampleAt,
    pub(crate) subject: Subject<'n>,
    pub(crate) ids: Ids<'m>,
    pub(crate) fields: Fields<'n, 'a>,
    /// The fields as they stand in the answer.
    pub(crate) node: &'n Node<'a>,
}

/// Makes a row of a metric object.
pub(crate) type Store = fn(&mut Samples<'_>, Metrics<'_, '_, '_>) -> Result<(), DecodeError>;

const TOTALS: &str = "metricsTotals";
const AGENT: &str = "metricsPerAgent[]";

/// Reads containers of metrics by skill, without agents.
pub(crate) fn read_skills(
    samples: &mut Samples<'_>,
    at: SampleAt,
    containers: Fields<'_, '_>,
    store: Store,
) -> Result<(), DecodeError> {
    for (name, value) in containers {
        match folded(name, &mut [0; 64]) {
            b"skillsmetrics" => samples.by_id(at, "skillsMetrics", &[], value, &mut |samples, skill, value| {
                store_one(samples, at, Subject::skill(skill, "skillsMetrics[]"), value, store)
            })?,
            b"metricstotals" | b"metricstotal" => store_one(samples, at, Subject::account(), value, store)?,
            _ => samples.unknown(at, samples.containers_at(), name, value)?,
        }
    }
    Ok(())
}

/// Reads containers of metrics by skill and agent.
pub(crate) fn read_skills_and_agents(
    samples: &mut Samples<'_>,
    at: SampleAt,
    containers: Fields<'_, '_>,
    store: Store,
) -> Result<(), DecodeError> {
    let (mut account, mut spare) = (None, None);
    for (name, value) in containers {
        match folded(name, &mut [0; 64]) {
            b"skillsmetrics" | b"skillsmetricsperagent" => {
                account = read_outer(samples, at, value, store)?.or(account);
            }
            b"metricsperskill" => read_each_skill(samples, at, value, store)?,
            b"agentsmetrics" => read_agents(samples, at, value, store)?,
            b"metricstotals" | b"metricstotal" if is_nothing(value) => {}
            b"metricstotals" | b"metricstotal" => spare = Some(value),
            _ => samples.unknown(at, samples.containers_at(), name, value)?,
        }
    }
    match account.or(spare) {
        Some(totals) => store_one(samples, at, Subject::account(), totals, store),
        None => Ok(()),
    }
}

/// Returns the totals over all skills. Those over all agents are not the account's: nobody had the conversations that
/// were abandoned in the queue.
fn read_outer<'n, 'a>(
    samples: &mut Samples<'_>,
    at: SampleAt,
    value: &'n Node<'a>,
    store: Store,
) -> Result<Option<&'n Node<'a>>, DecodeError> {
    const SKILLS: &str = "skillsMetricsPerAgent";
    let mut totals = None;
    for (name, value) in samples.object(at, SKILLS, &[], value)?.unwrap_or_default() {
        match folded(name, &mut [0; 64]) {
            b"metricsperskill" => read_each_skill(samples, at, value, store)?,
            b"metricstotals" | b"metricstotal" if is_nothing(value) => {}
            b"metricstotals" | b"metricstotal" => totals = Some(value),
            _ => {
                let before = format!("{}{SKILLS}.", samples.containers_at());
                samples.unknown(at, &before, name, value)?;
            }
        }
    }
    Ok(totals)
}

fn read_each_skill(samples: &mut Samples<'_>, at: SampleAt, value: &Node<'_>, store: Store) -> Result<(), DecodeError> {
    samples.by_id(at, "metricsPerSkill", &[], value, &mut |samples, skill, value| {
        read_skill(samples, at, skill, value, store)
    })
}

fn read_skill(
    samples: &mut Samples<'_>,
    at: SampleAt,
    skill: &str,
    value: &Node<'_>,
    store: Store,
) -> Result<(), DecodeError> {
    let ids = [("skill", skill)];
    for (name, value) in samples.object(at, "metricsPerSkill[]", &ids, value)?.unwrap_or_default() {
        match folded(name, &mut [0; 64]) {
            b"metricsperagent" => samples.by_id(at, "metricsPerAgent", &ids, value, &mut |samples, agent, value| {
                store_one(samples, at, Subject::skill_agent(skill, agent), value, store)
            })?,
            b"metricstotals" | b"metricstotal" => {
                store_one(samples, at, Subject::skill(skill, TOTALS), value, store)?;
            }
            _ => samples.unknown(at, "metricsPerSkill[].", name, value)?,
        }
    }
    Ok(())
}

fn read_agents(samples: &mut Samples<'_>, at: SampleAt, value: &Node<'_>, store: Store) -> Result<(), DecodeError> {
    for (name, value) in samples.object(at, "agentsMetrics", &[], value)?.unwrap_or_default() {
        match folded(name, &mut [0; 64]) {
            b"metricsperagent" => samples.by_id(at, "metricsPerAgent", &[], value, &mut |samples, agent, value| {
                store_one(samples, at, Subject::agent(agent), value, store)
            })?,
            b"metricstotals" | b"metricstotal" => {}
            _ => {
                let before = format!("{}agentsMetrics.", samples.containers_at());
                samples.unknown(at, &before, name, value)?;
            }
        }
    }
    Ok(())
}

/// Stores a metric object; one of another shape goes to the quarantine.
fn store_one(
    samples: &mut Samples<'_>,
    at: SampleAt,
    subject: Subject<'_>,
    node: &Node<'_>,
    store: Store,
) -> Result<(), DecodeError> {
    let ids = &subject.ids()[..];
    match samples.object(at, subject.field, ids, node)? {
        Some(fields) => store(samples, Metrics { at, subject, ids, fields, node }),
        None => Ok(()),
    }
}
