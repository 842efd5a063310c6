//! Queue health: what happened in the queue in an interval (Operational Real-time API, queue health).

use model::Service;
use normalizer::fields::Extra;
use normalizer::samples::{SampleAt, Samples};
use normalizer::table::{ROOT, ReadColumns};
use normalizer::{DecodeError, Fields, SampleMethod, SampleTiming, SampleVersion};

use super::tables::{QUEUE_HEALTH, QueueHealth};
use crate::breakdown::{Metrics, read_skills};

/// The queue in an interval, by skill.
pub(super) const METHOD: SampleMethod = SampleMethod {
    name: "queue_health",
    service: Service::Operational,
    upstream_path: "queuehealth",
    version: SampleVersion::Fixed(1),
    all_skills: true,
    all_agents: false,
    parameters: &[],
    timing: SampleTiming::Intervals { has_totals: true },
    families: &[&QUEUE_HEALTH],
    containers: &["skillsMetrics", "metricsTotals"],
    read,
};

fn read(samples: &mut Samples<'_>, at: SampleAt, containers: Fields<'_, '_>) -> Result<(), DecodeError> {
    read_skills(samples, at, containers, store)
}

fn store(samples: &mut Samples<'_>, metrics: Metrics<'_, '_, '_>) -> Result<(), DecodeError> {
    let Metrics { at, subject, ids, fields, node } = metrics;
    let mut row = QueueHealth {
        account_id: samples.account,
        interval_s: samples.moment.interval_s,
        interval_end_at: at.end_at,
        grain: subject.grain,
        skill_id: subject.skill_id,
        is_final: at.is_final,
        ..QueueHealth::default()
    };
    let mut extra = Extra::new("queuehealth.metrics");
    row.read_fields(ROOT, fields, &mut extra);
    row.extra = extra.finish(&mut samples.decoded.drift);
    samples.store(&row, at, ids, node)
}
