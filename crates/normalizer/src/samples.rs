//! Answers of methods that are polled: walk down to the containers of each interval → rows → batches.
//!
//! ```text
//! { metricsByIntervals: [ { timestamp, metricsData: { <containers> } }, … ], <containers of the whole timeframe> }
//! { <containers of a snapshot> }
//! ```
//!
//! Either may be wrapped in `{ meta: { responseCode }, body }` (Operational Real-time API, shapes and contradictions).
//! What a container holds is the method's; rows are written by [`Samples`].

mod writer;

use std::fmt;

use model::rows::Family;
use model::{AccountId, RejectReason};
use tuple::Millis;

pub use self::writer::{Ids, SampleAt, Samples, is_nothing};
use crate::decoded::{DecodeLimits, Decoded};
use crate::error::DecodeError;
use crate::fields::field;
use crate::json::{self, Arena, Node, ParseError};
use crate::output::Emit;
use crate::record::Fields;
use crate::scan::BYTE_ORDER_MARK;
use crate::values::{time, whole_number};

/// A method of an API of samples; each is a unit of the ledger that is polled again and again.
#[derive(Debug)]
pub struct SampleMethod {
    /// Our name: of the unit in the ledger.
    pub name: &'static str,
    /// Upstream's name in the request path.
    pub upstream_path: &'static str,
    /// The version of the answer that is asked for.
    pub version: u32,
    /// Whether the metrics of each skill are asked for.
    pub all_skills: bool,
    /// Whether the metrics of each agent are asked for.
    pub all_agents: bool,
    /// What time an answer covers.
    pub timing: SampleTiming,
    /// The tables of its rows.
    pub family: &'static Family,
    /// The objects of an answer, or of an interval in it, by upstream's names.
    pub containers: &'static [&'static str],
    /// Reads the containers of one interval, or of a snapshot.
    pub read: fn(&mut Samples<'_>, SampleAt, Fields<'_, '_>) -> Result<(), DecodeError>,
}

/// What time the answers of a method cover.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SampleTiming {
    /// Intervals of the last hours, so that a later answer can heal a gap.
    Intervals {
        /// Whether every interval has a total: then an interval that is missing is a gap. Agents who are all away leave no
        /// trace.
        has_totals: bool,
    },
    /// The moment of the answer.
    Snapshot,
    /// The hour before the answer, as a whole.
    Hourly,
}

impl SampleMethod {
    /// Tells whether it answers in intervals.
    pub fn has_intervals(&self) -> bool {
        matches!(self.timing, SampleTiming::Intervals { .. })
    }
}

impl fmt::Display for SampleMethod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl PartialEq for SampleMethod {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

/// When an answer was made, and what was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SampleMoment {
    /// When upstream answered, by its own clock (the header `Date`).
    pub fetched_at: Millis,
    /// The length of the intervals that were asked for, in seconds; of no account to snapshots.
    pub interval_s: i32,
}

/// An answer is held as a tree, at up to 80 bytes for a value. Of the largest that the client takes (256 MiB) this is one
/// to sixteen bytes, which a metric with its name and number never is.
const VALUES_PER_ANSWER_MAX: usize = 16_000_000;

/// Decodes the answer of one method and hands each batch to `emit`, which returns an empty one when more is wanted.
///
/// Of an answer in intervals the oldest is never stored: it holds only what was left of the timeframe. An interval that
/// ends after `moment.fetched_at` is provisional (Operational Real-time API, buckets and intervals).
///
/// # Errors
/// When it is no JSON, too large, no answer of the method, or an envelope that says that the method failed; what was
/// emitted is void. An empty object is an answer without data.
pub fn decode_samples(
    method: &'static SampleMethod,
    account: &AccountId,
    answer: &[u8],
    moment: SampleMoment,
    limits: DecodeLimits,
    emit: Emit<'_>,
) -> Result<Decoded, DecodeError> {
    let arena = Arena::new();
    let text = answer.strip_prefix(BYTE_ORDER_MARK).unwrap_or(answer);
    let parsed = json::parse_bounded(text, &arena, VALUES_PER_ANSWER_MAX).map_err(|error| match error {
        ParseError::Invalid { offset_bytes } => {
            DecodeError::AnswerNotJson { method: method.upstream_path, offset_bytes }
        }
        ParseError::TooManyValues { .. } => {
            DecodeError::AnswerTooLarge { method: method.upstream_path, values_max: VALUES_PER_ANSWER_MAX }
        }
    })?;
    let mut samples = Samples::new(method, account, moment, limits, emit);
    let fields = unwrapped(method, &parsed.node, &mut samples)?;
    method.expect_known(fields)?;
    if method.has_intervals() {
        read_intervals(method, fields, &mut samples)?;
    } else {
        (method.read)(&mut samples, SampleAt { end_at: moment.fetched_at, is_final: true }, fields)?;
    }
    let decoded = samples.finish()?;
    let replaced_characters = parsed.replaced_characters;
    Ok(Decoded { documents: 1, inflated_bytes: answer.len() as u64, replaced_characters, ..decoded })
}

const INTERVALS: &str = "metricsByIntervals";

impl SampleMethod {
    fn knows(&self, name: &str) -> bool {
        self.containers.iter().any(|known| known.eq_ignore_ascii_case(name))
    }

    /// Refuses an object in which nothing is known: the report of an error, perhaps.
    fn expect_known(&self, fields: Fields<'_, '_>) -> Result<(), DecodeError> {
        let is_intervals = |name: &str| self.has_intervals() && name.eq_ignore_ascii_case(INTERVALS);
        if fields.is_empty() || fields.iter().any(|(name, _)| self.knows(name) || is_intervals(name)) {
            Ok(())
        } else {
            Err(self.not_an_answer())
        }
    }

    fn not_an_answer(&self) -> DecodeError {
        DecodeError::NotAnAnswer { method: self.upstream_path }
    }
}

/// The containers, out of the envelope that clients get which say no version.
fn unwrapped<'n, 'a>(
    method: &SampleMethod,
    answer: &'n Node<'a>,
    samples: &mut Samples<'_>,
) -> Result<Fields<'n, 'a>, DecodeError> {
    const OK: i64 = 200;
    let Node::Object(fields) = *answer else { return Err(method.not_an_answer()) };
    let Some(meta) = field(answer, "meta") else { return Ok(fields) };
    if let Some(code) = field(meta, "responseCode")
        && whole_number(code) != Some(OK)
    {
        return Err(DecodeError::Refused { method: method.upstream_path, response_code: whole_number(code) });
    }
    let Some(&Node::Object(body)) = field(answer, "body") else { return Err(method.not_an_answer()) };
    for (name, value) in fields {
        if !name.eq_ignore_ascii_case("meta") && !name.eq_ignore_ascii_case("body") {
            samples.note("", name, value);
        }
    }
    Ok(body)
}

/// Beside the intervals stand the containers of the whole timeframe, which are not stored: the intervals say more.
fn read_intervals(method: &SampleMethod, fields: Fields<'_, '_>, samples: &mut Samples<'_>) -> Result<(), DecodeError> {
    let mut intervals = Vec::new();
    for (name, value) in fields {
        if name.eq_ignore_ascii_case(INTERVALS) {
            dated(value, samples, &mut intervals)?;
        } else if !method.knows(name) {
            samples.note("", name, value);
        }
    }
    intervals.sort_by_key(|(end_at, _)| *end_at);
    let Some(&(oldest, _)) = intervals.first() else { return Ok(()) };
    for (end_at, interval) in intervals {
        if end_at > oldest {
            let at = samples.interval(end_at);
            read_interval(method, at, interval, samples)?;
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
    method: &SampleMethod,
    at: SampleAt,
    interval: Fields<'_, '_>,
    samples: &mut Samples<'_>,
) -> Result<(), DecodeError> {
    for (name, value) in interval {
        if name.eq_ignore_ascii_case("metricsData") {
            if let Some(containers) = samples.object(at, "metricsData", &[], value)? {
                (method.read)(samples, at, containers)?;
            }
        } else if !name.eq_ignore_ascii_case("timestamp") {
            samples.unknown(at, "metricsByIntervals[].", name, value)?;
        }
    }
    Ok(())
}
