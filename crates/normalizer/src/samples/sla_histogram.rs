//! SLA histogram: how long the chats of the last hour had waited (Operational Real-time API, SLA histogram).
//!
//! ```text
//! { slaDataRange: { lower bound in seconds: { chats, percentageFromTotal, accumulated } } }
//! ```

use model::rows::SlaHistogram;
use model::tuple::{Json, Millis};

use super::writer::{At, Samples};
use crate::decode::DecodeError;
use crate::feeds::Fields;
use crate::fields::{Extra, folded};
use crate::json::Node;

pub(super) const CONTAINERS: [&str; 1] = ["slaDataRange"];
/// The histogram is asked for once an hour, for that hour.
const INTERVAL_S: i32 = 3_600;
/// It is asked for all groups together.
const ALL_GROUPS: &str = "";

pub(super) fn read(samples: &mut Samples<'_>, at: At, containers: Fields<'_, '_>) -> Result<(), DecodeError> {
    let at = At { end_at: mark(at.end_at), ..at };
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
    at: At,
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
    for (name, value) in bar {
        if value.is_null() {
            continue;
        }
        match folded(name, &mut [0; 64]) {
            b"chats" => extra.big_integer(&mut row.chats, name, value),
            b"percentagefromtotal" => extra.decimal(&mut row.share, name, value),
            b"accumulated" => extra.decimal(&mut row.accumulated_share, name, value),
            _ => extra.keep(name, value),
        }
    }
    let extra = extra.finish(&mut samples.decoded.drift);
    row.extra = extra.as_deref().map(Json);
    samples.store(&row, at, &ids, value)
}
