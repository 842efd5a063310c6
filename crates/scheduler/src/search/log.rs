//! What is logged of units that are searched. `docs/logs.md` says what each event means.

use std::time::Duration;

use chrono::{DateTime, Utc};
use model::{Tally, Unit};
use sink::{ReadOutcome, WindowRead};
use tracing::{debug, info, warn};

use crate::log::log_rejects;
use crate::measure;

pub(crate) fn log_moved(unit: &Unit, reason: &str) {
    debug!(event = "slice_moved", account = %unit.account, name = %unit.name, reason);
}

/// Logs a read that ended. An incomplete one is warned of too.
pub(crate) fn log_read(unit: &Unit, tally: &Tally, read: &WindowRead, page_bytes: u64, took: Duration) {
    measure::count_stored_unit(unit, tally, page_bytes, took);
    let is_final = match &read.outcome {
        ReadOutcome::Complete { is_final, .. } => *is_final,
        ReadOutcome::Incomplete { reason, next_attempt_at } => {
            log_incomplete(unit, reason, *next_attempt_at);
            false
        }
    };
    info!(
        event = "window_read", account = %unit.account, feed = %unit.feed, unit = unit.id.0, name = %unit.name,
        lane = %unit.lane, is_final, counted = read.counted, unsettled = read.unsettled, read = tally.read,
        new = tally.new, changed = tally.changed, unchanged = tally.unchanged, superseded = tally.superseded,
        rejected = tally.rejected, page_bytes, took_ms = took.as_millis() as u64, "window read"
    );
    log_rejects(unit, tally);
}

fn log_incomplete(unit: &Unit, reason: &str, next_attempt_at: DateTime<Utc>) {
    warn!(
        event = "window_incomplete", account = %unit.account, feed = %unit.feed, unit = unit.id.0, name = %unit.name,
        reason, next_attempt_at = %next_attempt_at.format("%FT%TZ"), "partial window stored; will be read again"
    );
}

pub(crate) fn log_counted(unit: &Unit) {
    info!(
        event = "window_counted", account = %unit.account, feed = %unit.feed, unit = unit.id.0, name = %unit.name,
        "nothing came or left"
    );
}
