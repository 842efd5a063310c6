//! Queue state: the queue at the moment of the answer (Operational Real-time API, current queue state).
//!
//! ```text
//! { skills: { skill: m }, totals: m }
//! ```

use model::Service;
use normalizer::fields::{Extra, folded};
use normalizer::json::Node;
use normalizer::samples::{SampleAt, Samples};
use normalizer::table::{ROOT, ReadColumns};
use normalizer::{DecodeError, Fields, SampleMethod, SampleTiming, SampleVersion};

use super::tables::{QUEUE_STATE, QueueState};

/// The queue at this moment, by skill.
pub(super) const METHOD: SampleMethod = SampleMethod {
    name: "queue_state",
    service: Service::Operational,
    upstream_path: "queuestate",
    // Version 2 adds the wait time.
    version: SampleVersion::Fixed(2),
    all_skills: true,
    all_agents: false,
    parameters: &[],
    timing: SampleTiming::Snapshot,
    families: &[&QUEUE_STATE],
    containers: &CONTAINERS,
    read,
};

const CONTAINERS: [&str; 2] = ["skills", "totals"];

fn read(samples: &mut Samples<'_>, at: SampleAt, containers: Fields<'_, '_>) -> Result<(), DecodeError> {
    for (name, value) in containers {
        match folded(name, &mut [0; 64]) {
            b"skills" => samples.by_id(at, "skills", &[], value, &mut |samples, skill, value| {
                store(samples, at, "skills[]", "skill", skill, value)
            })?,
            b"totals" => store(samples, at, "totals", "account", "", value)?,
            _ => samples.unknown(at, "", name, value)?,
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
    let mut row = QueueState {
        account_id: samples.account,
        sampled_at: at.end_at,
        grain,
        skill_id,
        is_final: at.is_final,
        ..QueueState::default()
    };
    let mut extra = Extra::new("queuestate.metrics");
    row.read_fields(ROOT, metrics, &mut extra);
    row.extra = extra.finish(&mut samples.decoded.drift);
    samples.store(&row, at, &ids, value)
}
