//! Queue health: the queue in an interval (Messaging Operations API, queue health).
//!
//! Upstream has data only while an agent is logged in, so a missing interval is not a gap.

use model::Service;
use normalizer::fields::Extra;
use normalizer::samples::{SampleAt, Samples};
use normalizer::table::{ROOT, ReadColumns};
use normalizer::{DecodeError, Fields, SampleMethod, SampleTiming, SampleVersion};

use super::tables::{MESSAGING_QUEUE_HEALTH, MessagingQueueHealth};
use crate::breakdown::{Metrics, read_skills};

/// The queue in an interval, by skill.
pub(super) const METHOD: SampleMethod = SampleMethod {
    name: "messaging_queue_health",
    service: Service::MessagingOperations,
    upstream_path: "msgqueuehealth",
    version: SampleVersion::ByAuth,
    all_skills: true,
    all_agents: false,
    parameters: &[],
    timing: SampleTiming::IntervalsFromStart { has_totals: false },
    families: &[&MESSAGING_QUEUE_HEALTH],
    containers: &["skillsMetrics", "metricsTotal", "metricsTotals"],
    read,
};

fn read(samples: &mut Samples<'_>, at: SampleAt, containers: Fields<'_, '_>) -> Result<(), DecodeError> {
    read_skills(samples, at, containers, store)
}

fn store(samples: &mut Samples<'_>, metrics: Metrics<'_, '_, '_>) -> Result<(), DecodeError> {
    let Metrics { at, subject, ids, fields, node } = metrics;
    let mut row = MessagingQueueHealth {
        account_id: samples.account,
        interval_s: samples.moment.interval_s,
        interval_end_at: at.end_at,
        grain: subject.grain,
        skill_id: subject.skill_id,
        is_final: at.is_final,
        ..MessagingQueueHealth::default()
    };
    let mut extra = Extra::new("msgqueuehealth.metrics");
    row.read_fields(ROOT, fields, &mut extra);
    row.extra = extra.finish(&mut samples.decoded.drift);
    samples.store(&row, at, ids, node)
}
