//! Segments by skill: parts of conversations that a skill had, in an interval (Messaging Operations API, segments).

use model::Service;
use normalizer::fields::Extra;
use normalizer::samples::{SampleAt, Samples};
use normalizer::table::{ROOT, ReadColumns};
use normalizer::{DecodeError, Fields, SampleMethod, SampleTiming, SampleVersion};

use super::tables::{SKILL_SEGMENT_INTERVAL, SkillSegmentInterval};
use crate::breakdown::{Metrics, read_skills};

/// Segments that a person had, by skill.
pub(super) const HUMAN: SampleMethod = SampleMethod {
    name: "skill_segments_human",
    service: Service::MessagingOperations,
    upstream_path: "msgskillsegments",
    version: SampleVersion::Fixed(1),
    all_skills: true,
    all_agents: false,
    parameters: &[("userType", "human")],
    timing: SampleTiming::IntervalsFromStart { has_totals: false },
    families: &[&SKILL_SEGMENT_INTERVAL],
    containers: &["skillsMetrics", "metricsTotal", "metricsTotals"],
    read,
};

/// The same of bots.
pub(super) const BOT: SampleMethod =
    SampleMethod { name: "skill_segments_bot", parameters: &[("userType", "bot")], ..HUMAN };

fn read(samples: &mut Samples<'_>, at: SampleAt, containers: Fields<'_, '_>) -> Result<(), DecodeError> {
    read_skills(samples, at, containers, store)
}

fn store(samples: &mut Samples<'_>, metrics: Metrics<'_, '_, '_>) -> Result<(), DecodeError> {
    let Metrics { at, subject, ids, fields, node } = metrics;
    let mut row = SkillSegmentInterval {
        account_id: samples.account,
        interval_s: samples.moment.interval_s,
        interval_end_at: at.end_at,
        grain: subject.grain,
        skill_id: subject.skill_id,
        user_type: samples.parameter("userType"),
        is_final: at.is_final,
        ..SkillSegmentInterval::default()
    };
    let mut extra = Extra::new("msgskillsegments.metrics");
    row.read_fields(ROOT, fields, &mut extra);
    row.extra = extra.finish(&mut samples.decoded.drift);
    samples.store(&row, at, ids, node)
}
