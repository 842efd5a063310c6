//! What is logged of lists. `docs/logs.md` says what each event means.

use std::time::Duration;

use client::WholeList;
use model::{Tally, Unit};
use normalizer::Decoded;
use tracing::{info, warn};

use crate::lists::load::is_shrunken;
use crate::log::log_rejects;
use crate::measure;

pub(crate) fn log_list_read(unit: &Unit, tally: &Tally, list: &WholeList, decoded: &Decoded, took: Duration) {
    let answer_bytes = list.body.len();
    measure::count_stored_unit(unit, tally, answer_bytes as u64, took);
    info!(
        event = "list_read", account = %unit.account, feed = %unit.feed, unit = unit.id.0, name = %unit.name,
        version = list.version, read = tally.read, new = tally.new, changed = tally.changed,
        unchanged = tally.unchanged, superseded = tally.superseded, rejected = tally.rejected, answer_bytes,
        took_ms = took.as_millis() as u64, "list read"
    );
    if is_shrunken(unit, decoded) {
        warn!(
            event = "list_shrunken", account = %unit.account, feed = %unit.feed, unit = unit.id.0, name = %unit.name,
            before = unit.past_reads.counted, now = decoded.records,
            "the list has fewer entities than before, without calling them deleted: they stay as last seen, and the list \
             is read whole again next time"
        );
    }
    if let Some(known) = unit.past_reads.list.as_ref().filter(|known| known.version != list.version) {
        warn!(
            event = "list_version_changed", account = %unit.account, feed = %unit.feed, unit = unit.id.0,
            name = %unit.name, from = known.version, to = list.version,
            "upstream answers the list in another version than before; fields that this version lacks become NULL"
        );
    }
    log_rejects(unit, tally);
}

pub(crate) fn log_list_unchanged(unit: &Unit, took: Duration) {
    measure::count_stored_unit(unit, &Tally::default(), 0, took);
    info!(
        event = "list_unchanged", account = %unit.account, feed = %unit.feed, unit = unit.id.0, name = %unit.name,
        took_ms = took.as_millis() as u64, "list unchanged"
    );
}
