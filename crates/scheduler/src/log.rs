//! What is logged of a unit of any kind. `docs/logs.md` says what each event means; the events of one kind stand with it.

use model::{AccountId, Feed, Tally, Unit, UnitId};
use sink::lease::AttemptEnd;
use tracing::{debug, error, info, warn};

use crate::{files, measure, search};

pub(crate) fn log_attempt_end(unit: &Unit, end: &AttemptEnd) {
    measure::count_unit_end(unit, outcome_of(end));
    let (account, feed, id, name) = (&unit.account, unit.feed, unit.id.0, &unit.name);
    let attempt = unit.attempts + 1;
    match end {
        AttemptEnd::Failed { error, next_attempt_at, .. } => warn!(
            event = "unit_failed", %account, %feed, unit = id, %name, attempt, error,
            next_attempt_at = %next_attempt_at.format("%FT%TZ"), "unit failed"
        ),
        AttemptEnd::Dead { error } => {
            error!(event = "unit_dead", %account, %feed, unit = id, %name, attempt, error, "unit dead: see `lp-warehouse units`");
        }
        AttemptEnd::Missing { error, since, .. } => files::log_missing(unit, error, *since),
        AttemptEnd::Gone { error, .. } => {
            error!(event = "unit_gone", %account, %feed, unit = id, %name, error, "unit gone");
        }
        AttemptEnd::Outage { error, .. } => {
            warn!(event = "unit_postponed", %account, %feed, unit = id, %name, error, "unit postponed");
        }
        AttemptEnd::HeldBack { error, next_attempt_at } => warn!(
            event = "unit_held_back", %account, %feed, unit = id, %name, abandoned = unit.abandoned_in_row, error,
            next_attempt_at = %next_attempt_at.format("%FT%TZ"), "unit held back"
        ),
        AttemptEnd::Unavailable { error, next_attempt_at, .. } if unit.past_reads.unavailable_since.is_none() => warn!(
            event = "method_unavailable", %account, %feed, unit = id, %name, error,
            next_attempt_at = %next_attempt_at.format("%FT%TZ"),
            "the method or list is not available to this account; nothing waits for it, and it is asked again each day"
        ),
        AttemptEnd::Unavailable { error, .. } => {
            debug!(event = "method_unavailable", %account, %feed, unit = id, %name, error, "still not available");
        }
        AttemptEnd::Deferred { until } => debug!(
            event = "unit_deferred", %account, %feed, unit = id, %name, until = %until.format("%FT%TZ"),
            "the method is asked at the next mark"
        ),
        AttemptEnd::Released => info!(event = "unit_released", %account, %feed, unit = id, %name, "unit released"),
        AttemptEnd::Counted { .. } => search::log_counted(unit),
    }
}

/// Logs a unit that waits because nothing can be loaded now.
pub(crate) fn log_hindered(unit: &Unit, end: &AttemptEnd) {
    measure::count_unit_end(unit, outcome_of(end));
    let AttemptEnd::Outage { error, .. } = end else { return };
    debug!(
        event = "unit_postponed", account = %unit.account, feed = %unit.feed, unit = unit.id.0, name = %unit.name, error,
        "unit postponed"
    );
}

/// Returns the end of an attempt as a label of its metric.
fn outcome_of(end: &AttemptEnd) -> &'static str {
    match end {
        AttemptEnd::Failed { .. } => "failed",
        AttemptEnd::Dead { .. } => "dead",
        AttemptEnd::Missing { .. } => "missing",
        AttemptEnd::Gone { .. } => "gone",
        AttemptEnd::Outage { .. } => "postponed",
        AttemptEnd::HeldBack { .. } => "held_back",
        AttemptEnd::Unavailable { .. } => "unavailable",
        AttemptEnd::Deferred { .. } => "deferred",
        AttemptEnd::Released => "released",
        AttemptEnd::Counted { .. } => "counted",
    }
}

pub(crate) fn log_lease_lost(unit: &Unit) {
    measure::count_unit_end(unit, "lease_lost");
    warn!(event = "lease_lost", account = %unit.account, feed = %unit.feed, unit = unit.id.0, name = %unit.name,
        "another daemon has the unit now");
}

pub(crate) fn log_not_loaded_by_hand(unit: &Unit, error: &str) {
    warn!(event = "unit_not_loaded_by_hand", account = %unit.account, feed = %unit.feed, unit = unit.id.0,
        name = %unit.name, error, "unit not loaded by hand; it is as it was before");
}

pub(crate) fn log_panicked(unit: &Unit) {
    measure::count_unit_end(unit, "panicked");
    error!(event = "unit_panicked", account = %unit.account, feed = %unit.feed, unit = unit.id.0, name = %unit.name,
        "loading the unit panicked; this is a mistake of lp-warehouse");
}

pub(crate) fn log_rolled_back(unit: &Unit) {
    warn!(event = "unit_rolled_back", account = %unit.account, feed = %unit.feed, unit = unit.id.0, name = %unit.name,
        "no time to finish; rolled back and given back");
}

pub(crate) fn log_expired(account: &AccountId, feed: Feed, unit: UnitId, name: &str) {
    error!(
        event = "unit_gone", %account, %feed, unit = unit.0, name,
        error = "not loaded within the time upstream keeps it", "unit gone"
    );
}

pub(crate) fn log_rejects(unit: &Unit, tally: &Tally) {
    if tally.rejected > 0 {
        warn!(
            event = "records_rejected", account = %unit.account, feed = %unit.feed, unit = unit.id.0, name = %unit.name,
            rejected = tally.rejected, "records went to the quarantine, ingest.reject"
        );
    }
}
