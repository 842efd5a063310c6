//! The intervals of an answer: which there are, when they end, and what is in them.
//!
//! Most methods put the containers of an interval into `metricsData`, some answers leave that out.

use model::RejectReason;
use tuple::Millis;

use super::{SampleAt, SampleMethod, SampleTiming, Samples};
use crate::error::DecodeError;
use crate::fields::field;
use crate::json::Node;
use crate::record::Fields;
use crate::values::time;

const INTERVALS: &str = "metricsByIntervals";
/// What the methods whose timestamps are beginnings wrap around the containers of the whole time frame.
const WHOLE: &str = "timeframeSummary";

/// Marks are whole multiples of an interval. A beginning may be so far off, which is the time that a request takes.
const OFF_MARK_MAX_MS: i64 = 60_000;

/// Tells whether a field of an answer in intervals is none of the containers, and yet known.
pub(super) fn is_known(method: &SampleMethod, name: &str) -> bool {
    name.eq_ignore_ascii_case(INTERVALS) || is_whole(method, name)
}

fn is_whole(method: &SampleMethod, name: &str) -> bool {
    matches!(method.timing, SampleTiming::IntervalsFromStart { .. }) && name.eq_ignore_ascii_case(WHOLE)
}

/// Beside the intervals stand the containers of the whole time frame, which are not stored: the intervals say more.
pub(super) fn read_intervals(
    method: &SampleMethod,
    fields: Fields<'_, '_>,
    samples: &mut Samples<'_>,
) -> Result<(), DecodeError> {
    let (mut intervals, mut is_split, mut has_whole) = (Vec::new(), false, false);
    for (name, value) in fields {
        if name.eq_ignore_ascii_case(INTERVALS) {
            is_split |= matches!(value, Node::Array(items) if !items.is_empty());
            dated(method, value, samples, &mut intervals)?;
        } else if method.knows(name) || is_whole(method, name) {
            has_whole |= has_metrics(value);
        } else {
            samples.note("", name, value);
        }
    }
    samples.decoded.has_unsplit |= has_whole && !is_split;
    intervals.sort_by_key(|(end_at, _)| *end_at);
    let Some(&(oldest, _)) = intervals.first() else { return Ok(()) };
    let is_oldest_whole = matches!(method.timing, SampleTiming::IntervalsFromStart { .. });
    for (end_at, interval) in intervals {
        if is_oldest_whole || end_at > oldest {
            let at = samples.interval(end_at);
            read_interval(method, at, interval, samples)?;
        }
    }
    Ok(())
}

/// Whether anything was counted: upstream prints zeros, or −1, for metrics without data.
fn has_metrics(value: &Node<'_>) -> bool {
    let is_label = |name: &str| ["id", "time", "timestamp"].iter().any(|label| label.eq_ignore_ascii_case(name));
    match value {
        Node::Number(text) | Node::String(text) => {
            text.trim().parse::<f64>().is_ok_and(|number| number != 0.0 && number != -1.0)
        }
        Node::Array(items) => items.iter().any(has_metrics),
        Node::Object(fields) => fields.iter().any(|(name, value)| !is_label(name) && has_metrics(value)),
        Node::Null | Node::Bool(_) => false,
    }
}

/// The intervals with their ends.
fn dated<'n, 'a>(
    method: &SampleMethod,
    value: &'n Node<'a>,
    samples: &mut Samples<'_>,
    intervals: &mut Vec<(Millis, Fields<'n, 'a>)>,
) -> Result<(), DecodeError> {
    let items = match value {
        Node::Array(items) => *items,
        Node::Null => return Ok(()),
        _ => return samples.reject_part(RejectReason::WrongShape { field: INTERVALS }, value),
    };
    for item in items {
        let end_at = match field(item, "timestamp").and_then(time) {
            Some(timestamp) => end_of(method, timestamp, samples.moment.interval_s)?,
            None => None,
        };
        match (item, end_at) {
            (Node::Object(fields), Some(end_at)) => intervals.push((end_at, fields)),
            (Node::Object(_), None) => samples.reject_part(RejectReason::BadKey { field: "timestamp" }, item)?,
            (Node::Null, _) => {}
            _ => samples.reject_part(RejectReason::WrongShape { field: "metricsByIntervals[]" }, item)?,
        }
    }
    Ok(())
}

/// The end of the interval with this timestamp; `None` where the calendar ends.
fn end_of(method: &SampleMethod, timestamp: Millis, interval_s: i32) -> Result<Option<Millis>, DecodeError> {
    let SampleTiming::IntervalsFromStart { .. } = method.timing else { return Ok(Some(timestamp)) };
    let length_ms = i64::from(interval_s.max(1)) * 1_000;
    let start_ms = timestamp.epoch_ms();
    let mark_ms = (start_ms + length_ms / 2).div_euclid(length_ms) * length_ms;
    let off_ms = (start_ms - mark_ms).abs();
    if off_ms > OFF_MARK_MAX_MS {
        return Err(DecodeError::OffMark { method: method.upstream_path, off_s: off_ms / 1_000 });
    }
    Ok(Millis::new(mark_ms + length_ms))
}

fn read_interval(
    method: &SampleMethod,
    at: SampleAt,
    interval: Fields<'_, '_>,
    samples: &mut Samples<'_>,
) -> Result<(), DecodeError> {
    let mut containers = Vec::new();
    for field in interval {
        let (name, value) = field;
        if name.eq_ignore_ascii_case("metricsData") {
            containers.extend_from_slice(samples.object(at, "metricsData", &[], value)?.unwrap_or_default());
        } else if method.knows(name) {
            containers.push(*field);
        } else if !name.eq_ignore_ascii_case("timestamp") {
            samples.unknown(at, "metricsByIntervals[].", name, value)?;
        }
    }
    (method.read)(samples, at, &containers)
}
