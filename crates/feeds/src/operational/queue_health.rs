//! Queue health: what happened in the queue in an interval (Operational Real-time API, queue health).
//!
//! ```text
//! { skillsMetrics: { skill: m }, metricsTotals: m }
//! ```

use normalizer::fields::{Extra, folded};
use normalizer::json::Node;
use normalizer::samples::{SampleAt, Samples};
use normalizer::table::{ROOT, ReadColumns};
use normalizer::{DecodeError, Fields, SampleMethod, SampleTiming};

use super::tables::{QUEUE_HEALTH, QueueHealth};

/// The queue in an interval, by skill.
pub(super) const METHOD: SampleMethod = SampleMethod {
    name: "queue_health",
    upstream_path: "queuehealth",
    version: 1,
    all_skills: true,
    all_agents: false,
    timing: SampleTiming::Intervals { has_totals: true },
    family: &QUEUE_HEALTH,
    containers: &CONTAINERS,
    read,
};

const CONTAINERS: [&str; 2] = ["skillsMetrics", "metricsTotals"];

fn read(samples: &mut Samples<'_>, at: SampleAt, containers: Fields<'_, '_>) -> Result<(), DecodeError> {
    for (name, value) in containers {
        match folded(name, &mut [0; 64]) {
            b"skillsmetrics" => samples.by_id(at, "skillsMetrics", &[], value, &mut |samples, skill, value| {
                store(samples, at, "skillsMetrics[]", "skill", skill, value)
            })?,
            b"metricstotals" => store(samples, at, "metricsTotals", "account", "", value)?,
            _ => samples.unknown(at, "metricsByIntervals[].metricsData.", name, value)?,
        }
    }
    Ok(())
}

fn store(
    samples: &mut Samples<'_>,
    at: SampleAt,
    field: &'static str,
    grain: &str,
    skill_id: &str,
    value: &Node<'_>,
) -> Result<(), DecodeError> {
    let ids = [("skill", skill_id)];
    let Some(metrics) = samples.object(at, field, &ids, value)? else { return Ok(()) };
    let mut row = QueueHealth {
        account_id: samples.account,
        interval_s: samples.moment.interval_s,
        interval_end_at: at.end_at,
        grain,
        skill_id,
        is_final: at.is_final,
        ..QueueHealth::default()
    };
    let mut extra = Extra::new("queuehealth.metrics");
    row.read_fields(ROOT, metrics, &mut extra);
    row.extra = extra.finish(&mut samples.decoded.drift);
    samples.store(&row, at, &ids, value)
}
