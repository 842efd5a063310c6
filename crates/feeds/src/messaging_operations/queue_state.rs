//! Queue state: the queue at the moment of the answer (Messaging Operations API, current queue health).

use model::Service;
use normalizer::fields::Extra;
use normalizer::samples::{SampleAt, Samples};
use normalizer::table::{ROOT, ReadColumns};
use normalizer::{DecodeError, Fields, SampleMethod, SampleTiming, SampleVersion};

use super::tables::{MESSAGING_QUEUE_STATE, MessagingQueueState};
use crate::breakdown::{Metrics, read_skills};

/// The queue at this moment, by skill.
pub(super) const METHOD: SampleMethod = SampleMethod {
    name: "messaging_queue_state",
    service: Service::MessagingOperations,
    upstream_path: "msgqueuehealth/current",
    version: SampleVersion::ByAuth,
    all_skills: true,
    all_agents: false,
    parameters: &[("overdueConversations", "true"), ("metrics", "all")],
    timing: SampleTiming::Snapshot,
    families: &[&MESSAGING_QUEUE_STATE],
    containers: &["skillsMetrics", "metricsTotal", "metricsTotals"],
    read,
};

fn read(samples: &mut Samples<'_>, at: SampleAt, containers: Fields<'_, '_>) -> Result<(), DecodeError> {
    read_skills(samples, at, containers, store)
}

fn store(samples: &mut Samples<'_>, metrics: Metrics<'_, '_, '_>) -> Result<(), DecodeError> {
    let Metrics { at, subject, ids, fields, node } = metrics;
    let mut row = MessagingQueueState {
        account_id: samples.account,
        sampled_at: at.end_at,
        grain: subject.grain,
        skill_id: subject.skill_id,
        is_final: at.is_final,
        ..MessagingQueueState::default()
    };
    let mut extra = Extra::new("msgqueuehealth/current.metrics");
    row.read_fields(ROOT, fields, &mut extra);
    row.extra = extra.finish(&mut samples.decoded.drift);
    samples.store(&row, at, ids, node)
}
