//! What is logged of windows. `docs/logs.md` says what each event means.

use std::time::Duration;

use model::{AccountId, Feed, Tally, Unit};
use sink::{ReadOutcome, WindowRead};
use tracing::{debug, info, warn};

use crate::log::log_rejects;
use crate::measure;

pub(crate) fn log_planned(account: &AccountId, feed: Feed, unseen: u64) {
    info!(event = "windows_planned", %account, %feed, unseen, "windows planned");
}

pub(crate) fn log_moved(unit: &Unit, reason: &str) {
    debug!(event = "slice_moved", account = %unit.account, name = %unit.name, reason);
}

pub(crate) fn log_given_up(unit: &Unit, unsettled: u64) {
    warn!(event = "window_final_unsettled", account = %unit.account, feed = %unit.feed, unit = unit.id.0,
        name = %unit.name, unsettled, "upstream never completed some of its records");
}

pub(crate) fn log_read(unit: &Unit, tally: &Tally, read: &WindowRead, page_bytes: u64, took: Duration) {
    measure::count_stored_unit(unit, tally, page_bytes, took);
    let (account, feed, id, name) = (&unit.account, unit.feed, unit.id.0, &unit.name);
    let is_final = match &read.outcome {
        ReadOutcome::Complete { is_final, .. } => *is_final,
        ReadOutcome::Incomplete { reason, next_attempt_at } => {
            let next_attempt_at = next_attempt_at.format("%FT%TZ");
            warn!(event = "window_incomplete", %account, %feed, unit = id, %name, reason, %next_attempt_at,
                "what came of the window is stored; it is read again");
            false
        }
    };
    info!(
        event = "window_read", %account, %feed, unit = id, %name, lane = %unit.lane, is_final,
        counted = read.counted, unsettled = read.unsettled, read = tally.read, new = tally.new, changed = tally.changed,
        unchanged = tally.unchanged, superseded = tally.superseded, rejected = tally.rejected, page_bytes,
        took_ms = took.as_millis() as u64, "window read"
    );
    log_rejects(unit, tally);
}

pub(crate) fn log_counted(unit: &Unit) {
    info!(event = "window_counted", account = %unit.account, feed = %unit.feed, unit = unit.id.0, name = %unit.name,
        "nothing came or left");
}
