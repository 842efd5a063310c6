//! Queue state: the queue at the moment of the answer (Operational Real-time API, current queue state).
//!
//! ```text
//! { skills: { skill: m }, totals: m }
//! ```

use model::rows::QueueState;
use model::tuple::Json;

use super::writer::{At, Samples, size};
use crate::decode::DecodeError;
use crate::feeds::Fields;
use crate::fields::{Extra, folded};
use crate::json::Node;

pub(super) const CONTAINERS: [&str; 2] = ["skills", "totals"];

pub(super) fn read(samples: &mut Samples<'_>, at: At, containers: Fields<'_, '_>) -> Result<(), DecodeError> {
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
    at: At,
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
    for (name, value) in metrics {
        if value.is_null() {
            continue;
        }
        match folded(name, &mut [0; 64]) {
            b"currentqueuesize" | b"currentqueuestate" => {
                size(&mut extra, &mut row.current_queue_size, name, value);
            }
            b"currentavailableslots" => size(&mut extra, &mut row.current_available_slots, name, value),
            b"currentmaxwaittimeinqueue" => {
                size(&mut extra, &mut row.current_max_wait_time_in_queue_ms, name, value);
            }
            _ => extra.keep(name, value),
        }
    }
    let extra = extra.finish(&mut samples.decoded.drift);
    row.extra = extra.as_deref().map(Json);
    samples.store(&row, at, &ids, value)
}
