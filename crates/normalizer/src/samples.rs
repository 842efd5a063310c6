//! Answers of the Operational Real-time API become sample rows.
//!
//! ```text
//! { metricsByIntervals: [ { timestamp, metricsData: { <containers> } }, … ], <containers of the whole timeframe> }
//! { <containers of a snapshot> }
//! ```
//!
//! Either may be wrapped in `{ meta: { responseCode }, body }` (Operational Real-time API, shapes and contradictions).
//! What a container holds is the method's: `engagement_activity`, `queue_health`, `agent_activity`, `queue_state`,
//! `sla_histogram`. Rows are written by `writer`.

mod agent_activity;
mod engagement_activity;
mod queue_health;
mod queue_state;
mod sla_histogram;
mod writer;

use model::rows::{AGENT_STATE_INTERVAL, ENGAGEMENT_ACTIVITY, Family, QUEUE_HEALTH, QUEUE_STATE, SLA_HISTOGRAM};
use model::tuple::Millis;
use model::{AccountId, Batch, RejectReason, SampleMethod};

use crate::decode::{DecodeError, DecodeLimits, Decoded};
use crate::feeds::Fields;
use crate::fields::{field, time, whole_number};
use crate::json::{self, Arena, Node, ParseError};
use writer::{At, Samples};

/// When an answer was made, and what was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SampleMoment {
    /// When upstream answered, by its own clock (the header `Date`).
    pub fetched_at: Millis,
    /// The length of the intervals that were asked for, in seconds; of no account to snapshots.
    pub interval_s: i32,
}

/// The time that the intervals of an answer cover.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SampleSpan {
    /// Begin of the earliest interval that was stored.
    pub covered_from: Millis,
    /// End of the latest final one.
    pub covered_through: Millis,
}

/// An answer is held as a tree, at up to 80 bytes for a value. Of the largest that the client takes (256 MiB) this is one
/// to sixteen bytes, which a metric with its name and number never is.
const VALUES_PER_ANSWER_MAX: usize = 16_000_000;

/// Decodes the answer of one method and hands each batch to `emit`, which answers with an empty one when more is wanted.
///
/// Of an answer in intervals the oldest is never stored: it holds only what was left of the timeframe. An interval that
/// ends after `moment.fetched_at` is provisional (Operational Real-time API, buckets and intervals).
///
/// # Errors
/// When it is no JSON, too large, no answer of the method, or an envelope that says that the method failed; what was
/// emitted is void. An empty object is an answer without data.
pub fn decode_samples(
    method: SampleMethod,
    account: &AccountId,
    answer: &[u8],
    moment: SampleMoment,
    limits: DecodeLimits,
    emit: &mut dyn FnMut(Batch) -> Option<Batch>,
) -> Result<Decoded, DecodeError> {
    let arena = Arena::new();
    let parsed = json::parse_bounded(answer, &arena, VALUES_PER_ANSWER_MAX).map_err(|error| match error {
        ParseError::Invalid { offset_bytes } => DecodeError::AnswerNotJson { method, offset_bytes },
        ParseError::TooManyValues { .. } => DecodeError::AnswerTooLarge { method, values_max: VALUES_PER_ANSWER_MAX },
    })?;
    let layout = Layout::of(method);
    let mut samples = Samples::new(method, account, moment, layout.family, limits, emit);
    let fields = unwrapped(method, &parsed.node, &mut samples)?;
    layout.expect_known(method, fields)?;
    if method.has_intervals() {
        read_intervals(layout, fields, &mut samples)?;
    } else {
        (layout.read)(&mut samples, At { end_at: moment.fetched_at, is_final: true }, fields)?;
    }
    let decoded = samples.finish()?;
    let replaced_characters = parsed.replaced_characters;
    Ok(Decoded { documents: 1, inflated_bytes: answer.len() as u64, replaced_characters, ..decoded })
}

const INTERVALS: &str = "metricsByIntervals";

/// What the answers of a method are made of.
#[derive(Clone, Copy)]
struct Layout {
    family: &'static Family,
    containers: &'static [&'static str],
    /// Reads the containers of one interval, or of a snapshot.
    read: fn(&mut Samples<'_>, At, Fields<'_, '_>) -> Result<(), DecodeError>,
}

impl Layout {
    fn of(method: SampleMethod) -> Self {
        let (family, containers, read): (_, &[&str], _) = match method {
            SampleMethod::EngagementActivity => {
                (&ENGAGEMENT_ACTIVITY, &engagement_activity::CONTAINERS, engagement_activity::read as _)
            }
            SampleMethod::QueueHealth => (&QUEUE_HEALTH, &queue_health::CONTAINERS, queue_health::read as _),
            SampleMethod::AgentActivity => {
                (&AGENT_STATE_INTERVAL, &agent_activity::CONTAINERS, agent_activity::read as _)
            }
            SampleMethod::QueueState => (&QUEUE_STATE, &queue_state::CONTAINERS, queue_state::read as _),
            SampleMethod::SlaHistogram => (&SLA_HISTOGRAM, &sla_histogram::CONTAINERS, sla_histogram::read as _),
        };
        Self { family, containers, read }
    }

    fn knows(&self, name: &str) -> bool {
        self.containers.iter().any(|known| known.eq_ignore_ascii_case(name))
    }

    /// Refuses an object in which nothing is known: the report of an error, perhaps.
    fn expect_known(&self, method: SampleMethod, fields: Fields<'_, '_>) -> Result<(), DecodeError> {
        let is_intervals = |name: &str| method.has_intervals() && name.eq_ignore_ascii_case(INTERVALS);
        if fields.is_empty() || fields.iter().any(|(name, _)| self.knows(name) || is_intervals(name)) {
            Ok(())
        } else {
            Err(DecodeError::NotAnAnswer { method })
        }
    }
}

/// The containers, out of the envelope that clients get which say no version.
fn unwrapped<'n, 'a>(
    method: SampleMethod,
    answer: &'n Node<'a>,
    samples: &mut Samples<'_>,
) -> Result<Fields<'n, 'a>, DecodeError> {
    const OK: i64 = 200;
    let Node::Object(fields) = *answer else { return Err(DecodeError::NotAnAnswer { method }) };
    let Some(meta) = field(answer, "meta") else { return Ok(fields) };
    if let Some(code) = field(meta, "responseCode")
        && whole_number(code) != Some(OK)
    {
        return Err(DecodeError::Refused { method, response_code: whole_number(code) });
    }
    let Some(&Node::Object(body)) = field(answer, "body") else { return Err(DecodeError::NotAnAnswer { method }) };
    for (name, value) in fields {
        if !name.eq_ignore_ascii_case("meta") && !name.eq_ignore_ascii_case("body") {
            samples.note("", name, value);
        }
    }
    Ok(body)
}

/// Beside the intervals stand the containers of the whole timeframe, which are not stored: the intervals say more.
fn read_intervals(layout: Layout, fields: Fields<'_, '_>, samples: &mut Samples<'_>) -> Result<(), DecodeError> {
    let mut intervals = Vec::new();
    for (name, value) in fields {
        if name.eq_ignore_ascii_case(INTERVALS) {
            dated(value, samples, &mut intervals)?;
        } else if !layout.knows(name) {
            samples.note("", name, value);
        }
    }
    intervals.sort_by_key(|(end_at, _)| *end_at);
    let Some(&(oldest, _)) = intervals.first() else { return Ok(()) };
    for (end_at, interval) in intervals {
        if end_at > oldest {
            let at = samples.interval(end_at);
            read_interval(layout, at, interval, samples)?;
        }
    }
    Ok(())
}

/// The intervals with their ends.
fn dated<'n, 'a>(
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
        match (item, field(item, "timestamp").and_then(time)) {
            (Node::Object(fields), Some(end_at)) => intervals.push((end_at, fields)),
            (Node::Object(_), None) => samples.reject_part(RejectReason::BadKey { field: "timestamp" }, item)?,
            (Node::Null, _) => {}
            _ => samples.reject_part(RejectReason::WrongShape { field: "metricsByIntervals[]" }, item)?,
        }
    }
    Ok(())
}

fn read_interval(
    layout: Layout,
    at: At,
    interval: Fields<'_, '_>,
    samples: &mut Samples<'_>,
) -> Result<(), DecodeError> {
    for (name, value) in interval {
        if name.eq_ignore_ascii_case("metricsData") {
            if let Some(containers) = samples.object(at, "metricsData", &[], value)? {
                (layout.read)(samples, at, containers)?;
            }
        } else if !name.eq_ignore_ascii_case("timestamp") {
            samples.unknown(at, "metricsByIntervals[].", name, value)?;
        }
    }
    Ok(())
}
