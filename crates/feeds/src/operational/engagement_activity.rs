//! Engagement activity: chats that were closed in an interval (Operational Real-time API, engagement activity).
//!
//! ```text
//! { skillsMetricsPerAgent: { metricsPerSkill: { skill: { metricsPerAgent: { agent: m }, metricsTotals: m } },
//!                            metricsTotals: m },
//!   agentsMetrics: { metricsPerAgent: { agent: m }, metricsTotals: m } }
//! ```

use normalizer::fields::{Extra, folded};
use normalizer::json::Node;
use normalizer::samples::{SampleAt, Samples, is_nothing};
use normalizer::table::{ROOT, ReadColumns};
use normalizer::{DecodeError, Fields, SampleMethod, SampleTiming};

use super::tables::{ENGAGEMENT_ACTIVITY, EngagementActivity};

/// Chats that closed in an interval, by skill and agent.
pub(super) const METHOD: SampleMethod = SampleMethod {
    name: "engagement_activity",
    upstream_path: "engactivity",
    version: 1,
    all_skills: true,
    all_agents: true,
    timing: SampleTiming::Intervals { has_totals: true },
    family: &ENGAGEMENT_ACTIVITY,
    containers: &CONTAINERS,
    read,
};

/// The first is what the pages' tables name the second.
const CONTAINERS: [&str; 4] = ["skillsMetrics", "skillsMetricsPerAgent", "agentsMetrics", "metricsTotals"];
const SKILLS: &str = "skillsMetricsPerAgent";
const TOTALS: &str = "metricsTotals";
const AGENT: &str = "metricsPerAgent[]";

fn read(samples: &mut Samples<'_>, at: SampleAt, containers: Fields<'_, '_>) -> Result<(), DecodeError> {
    let (mut account, mut spare) = (None, None);
    for (name, value) in containers {
        match folded(name, &mut [0; 64]) {
            b"skillsmetrics" | b"skillsmetricsperagent" => {
                account = read_skills(samples, at, value)?.or(account);
            }
            b"agentsmetrics" => read_agents(samples, at, value)?,
            b"metricstotals" => spare = Some(value),
            _ => samples.unknown(at, "metricsByIntervals[].metricsData.", name, value)?,
        }
    }
    match account.or(spare) {
        Some(totals) => store(samples, at, TOTALS, "account", ("", ""), totals),
        None => Ok(()),
    }
}

/// Returns the totals over all skills. Those over all agents are not the account's: nobody had the chats that were
/// abandoned in the queue.
fn read_skills<'n, 'a>(
    samples: &mut Samples<'_>,
    at: SampleAt,
    value: &'n Node<'a>,
) -> Result<Option<&'n Node<'a>>, DecodeError> {
    let mut totals = None;
    for (name, value) in samples.object(at, SKILLS, &[], value)?.unwrap_or_default() {
        match folded(name, &mut [0; 64]) {
            b"metricsperskill" => samples.by_id(at, "metricsPerSkill", &[], value, &mut |samples, skill, value| {
                read_skill(samples, at, skill, value)
            })?,
            b"metricstotals" if is_nothing(value) => {}
            b"metricstotals" => totals = Some(value),
            _ => samples.unknown(at, "metricsByIntervals[].metricsData.skillsMetricsPerAgent.", name, value)?,
        }
    }
    Ok(totals)
}

fn read_skill(samples: &mut Samples<'_>, at: SampleAt, skill: &str, value: &Node<'_>) -> Result<(), DecodeError> {
    let ids = [("skill", skill)];
    for (name, value) in samples.object(at, "metricsPerSkill[]", &ids, value)?.unwrap_or_default() {
        match folded(name, &mut [0; 64]) {
            b"metricsperagent" => samples.by_id(at, "metricsPerAgent", &ids, value, &mut |samples, agent, value| {
                store(samples, at, AGENT, "skill_agent", (skill, agent), value)
            })?,
            b"metricstotals" => store(samples, at, TOTALS, "skill", (skill, ""), value)?,
            _ => samples.unknown(at, "metricsPerSkill[].", name, value)?,
        }
    }
    Ok(())
}

fn read_agents(samples: &mut Samples<'_>, at: SampleAt, value: &Node<'_>) -> Result<(), DecodeError> {
    for (name, value) in samples.object(at, "agentsMetrics", &[], value)?.unwrap_or_default() {
        match folded(name, &mut [0; 64]) {
            b"metricsperagent" => samples.by_id(at, "metricsPerAgent", &[], value, &mut |samples, agent, value| {
                store(samples, at, AGENT, "agent", ("", agent), value)
            })?,
            b"metricstotals" => {}
            _ => samples.unknown(at, "metricsByIntervals[].metricsData.agentsMetrics.", name, value)?,
        }
    }
    Ok(())
}

fn store(
    samples: &mut Samples<'_>,
    at: SampleAt,
    field: &'static str,
    grain: &str,
    (skill_id, agent_id): (&str, &str),
    value: &Node<'_>,
) -> Result<(), DecodeError> {
    let ids = [("skill", skill_id), ("agent", agent_id)];
    let Some(metrics) = samples.object(at, field, &ids, value)? else { return Ok(()) };
    let mut row = EngagementActivity {
        account_id: samples.account,
        interval_s: samples.moment.interval_s,
        interval_end_at: at.end_at,
        grain,
        skill_id,
        agent_id,
        is_final: at.is_final,
        ..EngagementActivity::default()
    };
    let mut extra = Extra::new("engactivity.metrics");
    row.read_fields(ROOT, metrics, &mut extra);
    row.extra = extra.finish(&mut samples.decoded.drift);
    samples.store(&row, at, &ids, value)
}
