//! Answers of methods that are polled: walk down to the containers of each interval → rows → batches.
//!
//! ```text
//! { metricsByIntervals: [ { timestamp, metricsData: { <containers> } }, … ], <containers of the whole time frame> }
//! { <containers of a snapshot> }
//! ```
//!
//! Either may be wrapped in `{ meta: { responseCode }, body }` (Operational Real-time API, shapes and contradictions).
//! What a container holds is the method's; rows are written by [`Samples`].

mod intervals;
mod method;
mod writer;

use model::AccountId;
use tuple::Millis;

use self::intervals::read_intervals;
pub use self::method::{SampleMethod, SampleTiming, SampleVersion};
pub use self::writer::{Ids, SampleAt, Samples, is_nothing};
use crate::decoded::{DecodeLimits, Decoded};
use crate::error::DecodeError;
use crate::fields::field;
use crate::json::{self, Arena, Node, ParseError, Parsed};
use crate::output::Emit;
use crate::record::Fields;
use crate::scan::BYTE_ORDER_MARK;
use crate::values::{truth, whole_number};

/// When an answer was made, and what was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SampleMoment {
    /// When upstream answered, by its own clock (the header `Date`).
    pub fetched_at: Millis,
    /// The length of the intervals that were asked for, or of the time that is told as a whole, in seconds; of no
    /// account to snapshots.
    pub interval_s: i32,
    /// Whether pages moved while they were read, so that agents may be missing.
    pub is_partial: bool,
}

/// An answer is held as a tree, at up to 80 bytes for a value. Of the largest that the client takes (256 MiB) this is
/// one to sixteen bytes, which a metric with its name and number never is.
const VALUES_PER_ANSWER_MAX: usize = 16_000_000;

/// Decodes the answer of one method, which may be several pages, and hands each batch to `emit`, which returns an empty
/// one when more is wanted.
///
/// Of an answer whose intervals are named by their ends, the oldest is never stored: it holds only what was left of the
/// time frame. An interval that ends after `moment.fetched_at` is provisional (Operational Real-time API, buckets and
/// intervals).
///
/// # Errors
/// When it is no JSON, too large, no answer of the method, one whose intervals begin off the mark, or an envelope that
/// says that the method failed; what was emitted is void. An empty object is an answer without data.
pub fn decode_samples(
    method: &'static SampleMethod,
    account: &AccountId,
    pages: &[impl AsRef<[u8]>],
    moment: SampleMoment,
    limits: DecodeLimits,
    emit: Emit<'_>,
) -> Result<Decoded, DecodeError> {
    let arena = Arena::new();
    let mut parsed = Vec::new();
    for page in pages {
        parsed.push(parse(method, page.as_ref(), VALUES_PER_ANSWER_MAX / pages.len(), &arena)?);
    }
    let is_partial = moment.is_partial || parsed.iter().any(|page| lacks_shards(&page.node));
    let mut samples = Samples::new(method, account, SampleMoment { is_partial, ..moment }, limits, emit);
    for page in &parsed {
        let fields = unwrapped(method, &page.node, &mut samples)?;
        method.expect_known(fields)?;
        match method.timing {
            SampleTiming::Intervals { .. } | SampleTiming::IntervalsFromStart { .. } => {
                read_intervals(method, fields, &mut samples)?;
            }
            SampleTiming::Snapshot => (method.read)(&mut samples, whole(moment.fetched_at), fields)?,
            SampleTiming::Hourly => (method.read)(&mut samples, whole(last_mark(moment.fetched_at)), fields)?,
        }
    }
    Ok(Decoded {
        documents: pages.len() as u64,
        inflated_bytes: pages.iter().map(|page| page.as_ref().len() as u64).sum(),
        replaced_characters: parsed.iter().map(|page| page.replaced_characters).sum(),
        ..samples.finish()?
    })
}

fn parse<'a>(
    method: &SampleMethod,
    page: &'a [u8],
    values_max: usize,
    arena: &'a Arena,
) -> Result<Parsed<'a>, DecodeError> {
    let text = page.strip_prefix(BYTE_ORDER_MARK).unwrap_or(page);
    json::parse_bounded(text, arena, values_max).map_err(|error| match error {
        ParseError::Invalid { offset_bytes } => {
            DecodeError::AnswerNotJson { method: method.upstream_path, offset_bytes }
        }
        ParseError::TooManyValues { .. } => DecodeError::AnswerTooLarge { method: method.upstream_path, values_max },
    })
}

/// Tells whether a page says that a part of upstream's servers did not answer.
fn lacks_shards(page: &Node<'_>) -> bool {
    let shards = field(page, "_metadata").and_then(|metadata| field(metadata, "shardsStatusResult"));
    shards.and_then(|shards| field(shards, "partialResult")).and_then(truth) == Some(true)
}

/// What is told of a moment, or of the time up to it, does not change any more.
fn whole(end_at: Millis) -> SampleAt {
    SampleAt { end_at, is_final: true }
}

/// The mark of five minutes that a moment follows: upstream counts by whole buckets. Asked a little after a full hour,
/// as usual, that is the full hour; asked later, the row says so.
fn last_mark(moment: Millis) -> Millis {
    const BUCKET_MS: i64 = 300_000;
    Millis::new(moment.epoch_ms().div_euclid(BUCKET_MS) * BUCKET_MS).unwrap_or(moment)
}

impl SampleMethod {
    /// Refuses an object in which nothing is known: the report of an error, perhaps.
    fn expect_known(&self, fields: Fields<'_, '_>) -> Result<(), DecodeError> {
        let is_known = |name: &str| self.knows(name) || self.has_intervals() && intervals::is_known(self, name);
        if fields.is_empty() || fields.iter().any(|(name, _)| is_known(name)) {
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
