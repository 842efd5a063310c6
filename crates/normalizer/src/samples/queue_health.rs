//! Queue health: what happened in the queue in an interval (Operational Real-time API, queue health).
//!
//! ```text
//! { skillsMetrics: { skill: m }, metricsTotals: m }
//! ```

use model::rows::QueueHealth;
use model::tuple::Json;

use super::writer::{At, Samples, is_none, size};
use crate::decode::DecodeError;
use crate::feeds::Fields;
use crate::fields::{Extra, folded};
use crate::json::Node;

pub(super) const CONTAINERS: [&str; 2] = ["skillsMetrics", "metricsTotals"];

pub(super) fn read(samples: &mut Samples<'_>, at: At, containers: Fields<'_, '_>) -> Result<(), DecodeError> {
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
    at: At,
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
    let extra = read_metrics(metrics, &mut row).finish(&mut samples.decoded.drift);
    row.extra = extra.as_deref().map(Json);
    samples.store(&row, at, &ids, value)
}

fn read_metrics<'n, 'a>(metrics: Fields<'n, 'a>, row: &mut QueueHealth<'n>) -> Extra<'n, 'a> {
    let mut extra = Extra::new("queuehealth.metrics");
    for (name, value) in metrics {
        if value.is_null() {
            continue;
        }
        match folded(name, &mut [0; 64]) {
            b"enteredqeng" => extra.big_integer(&mut row.entered_engagements, name, value),
            b"connectedeng" => extra.big_integer(&mut row.connected_engagements, name, value),
            b"abandonedeng" => extra.big_integer(&mut row.abandoned_engagements, name, value),
            b"abandonmentrate" => extra.decimal(&mut row.abandonment_rate, name, value),
            b"totaltimetoanswer" => extra.big_integer(&mut row.total_time_to_answer_s, name, value),
            b"avgtimetoanswer" => extra.big_integer(&mut row.avg_time_to_answer_s, name, value),
            b"totaltimetoabandon" => extra.big_integer(&mut row.total_time_to_abandon_s, name, value),
            b"avgtimetoabandon" => extra.big_integer(&mut row.avg_time_to_abandon_s, name, value),
            b"maxqueuesize" => size(&mut extra, &mut row.max_queue_size, name, value),
            b"minqueuesize" => size(&mut extra, &mut row.min_queue_size, name, value),
            b"maxavailableslots" => size(&mut extra, &mut row.max_available_slots, name, value),
            b"minavailableslots" => size(&mut extra, &mut row.min_available_slots, name, value),
            b"averagequeuesize" | b"averageavailableslots" if is_none(value) => {}
            b"averagequeuesize" => extra.decimal(&mut row.average_queue_size, name, value),
            b"averageavailableslots" => extra.decimal(&mut row.average_available_slots, name, value),
            b"queuesizesum" => extra.big_integer(&mut row.queue_size_sum, name, value),
            b"queuesizecount" => extra.big_integer(&mut row.queue_size_count, name, value),
            b"availableslotssum" => extra.big_integer(&mut row.available_slots_sum, name, value),
            b"availableslotscount" => extra.big_integer(&mut row.available_slots_count, name, value),
            b"currentqueuesize" | b"currentqueuestate" => {
                size(&mut extra, &mut row.current_queue_size, name, value);
            }
            b"currentavailableslots" => size(&mut extra, &mut row.current_available_slots, name, value),
            _ => extra.keep(name, value),
        }
    }
    extra
}
