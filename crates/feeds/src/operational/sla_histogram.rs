//! SLA histogram: how long the chats of the last hour had waited (Operational Real-time API, SLA histogram).
//!
//! ```text
//! { slaDataRange: { lower bound in seconds: { chats, percentageFromTotal, accumulated } } }
//! ```

use normalizer::fields::Extra;
use normalizer::json::Node;
use normalizer::samples::{SampleAt, Samples};
use normalizer::table::{ROOT, ReadColumns};
use normalizer::{DecodeError, Fields, SampleMethod, SampleTiming};
use tuple::Millis;

use super::tables::{SLA_HISTOGRAM, SlaHistogram};

/// How long the chats of the last hour had waited.
pub(super) const METHOD: SampleMethod = SampleMethod {
    name: "sla_histogram",
    upstream_path: "sla",
    version: 1,
    all_skills: false,
    all_agents: false,
    timing: SampleTiming::Hourly,
    family: &SLA_HISTOGRAM,
    containers: &CONTAINERS,
    read,
};

const CONTAINERS: [&str; 1] = ["slaDataRange"];
/// The histogram is asked for once an hour, for that hour.
const INTERVAL_S: i32 = 3_600;
/// It is asked for all groups together.
const ALL_GROUPS: &str = "";

fn read(samples: &mut Samples<'_>, at: SampleAt, containers: Fields<'_, '_>) -> Result<(), DecodeError> {
    let at = SampleAt { end_at: mark(at.end_at), ..at };
    for (name, value) in containers {
        if !name.eq_ignore_ascii_case("slaDataRange") {
            samples.unknown(at, "", name, value)?;
            continue;
        }
        for (name, bar) in samples.object(at, "slaDataRange", &[], value)?.unwrap_or_default() {
            match name.parse() {
                Ok(lower_bound_s @ 0..) => store(samples, at, name, lower_bound_s, bar)?,
                _ => samples.note("slaDataRange.", name, bar),
            }
        }
    }
    Ok(())
}

/// The mark of five minutes that a moment follows: the hour before it is what was told, by whole buckets. Asked a little
/// after a full hour, as usual, that is the full hour; asked later, the row says so.
fn mark(moment: Millis) -> Millis {
    const BUCKET_MS: i64 = 300_000;
    Millis::new(moment.epoch_ms().div_euclid(BUCKET_MS) * BUCKET_MS).unwrap_or(moment)
}

fn store(
    samples: &mut Samples<'_>,
    at: SampleAt,
    name: &str,
    lower_bound_s: i32,
    value: &Node<'_>,
) -> Result<(), DecodeError> {
    let ids = [("lowerBound", name)];
    let Some(bar) = samples.object(at, "slaDataRange[]", &ids, value)? else { return Ok(()) };
    let mut row = SlaHistogram {
        account_id: samples.account,
        interval_s: INTERVAL_S,
        interval_end_at: at.end_at,
        group_id: ALL_GROUPS,
        lower_bound_s,
        is_final: at.is_final,
        ..SlaHistogram::default()
    };
    let mut extra = Extra::new("sla.slaDataRange[]");
    row.read_fields(ROOT, bar, &mut extra);
    row.extra = extra.finish(&mut samples.decoded.drift);
    samples.store(&row, at, &ids, value)
}
