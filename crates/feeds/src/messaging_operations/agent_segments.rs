//! Segments by agent: parts of conversations that an agent had, in an interval (Messaging Operations API, segments).

use model::Service;
use normalizer::fields::Extra;
use normalizer::samples::{SampleAt, Samples};
use normalizer::table::{ROOT, ReadColumns};
use normalizer::{DecodeError, Fields, SampleMethod, SampleTiming, SampleVersion};

use super::tables::{AGENT_SEGMENT_INTERVAL, AgentSegmentInterval};
use crate::breakdown::{Metrics, read_skills_and_agents};

/// Segments that a person had, by skill and agent.
pub(super) const HUMAN: SampleMethod = SampleMethod {
    name: "agent_segments_human",
    service: Service::MessagingOperations,
    upstream_path: "msgagentsegments",
    version: SampleVersion::Fixed(1),
    all_skills: true,
    all_agents: true,
    parameters: &[("userType", "human")],
    timing: SampleTiming::IntervalsFromStart { has_totals: false },
    families: &[&AGENT_SEGMENT_INTERVAL],
    containers: &[
        "skillsMetrics",
        "skillsMetricsPerAgent",
        "metricsPerSkill",
        "agentsMetrics",
        "metricsTotals",
        "metricsTotal",
    ],
    read,
};

/// The same of bots.
pub(super) const BOT: SampleMethod =
    SampleMethod { name: "agent_segments_bot", parameters: &[("userType", "bot")], ..HUMAN };

fn read(samples: &mut Samples<'_>, at: SampleAt, containers: Fields<'_, '_>) -> Result<(), DecodeError> {
    read_skills_and_agents(samples, at, containers, store)
}

fn store(samples: &mut Samples<'_>, metrics: Metrics<'_, '_, '_>) -> Result<(), DecodeError> {
    let Metrics { at, subject, ids, fields, node } = metrics;
    let mut row = AgentSegmentInterval {
        account_id: samples.account,
        interval_s: samples.moment.interval_s,
        interval_end_at: at.end_at,
        grain: subject.grain,
        skill_id: subject.skill_id,
        agent_id: subject.agent_id,
        user_type: samples.parameter("userType"),
        is_final: at.is_final,
        ..AgentSegmentInterval::default()
    };
    let mut extra = Extra::new("msgagentsegments.metrics");
    row.read_fields(ROOT, fields, &mut extra);
    row.extra = extra.finish(&mut samples.decoded.drift);
    samples.store(&row, at, ids, node)
}
