//! How an attempt at a unit ended that did not load it: who is to blame, and what follows.

use std::time::Duration;

use chrono::TimeDelta;
use client::ClientError;
use model::{FeedKind, Scope, Tally, Unit, chain};
use normalizer::DecodeError;
use sink::lease::Ending;
use sink::{ReadOutcome, SinkError, WindowRead};
use thiserror::Error;
use tracing::{error, info, warn};

use crate::measure;
use crate::plan::gaps::growing_gap;
use crate::scheduler::Scheduler;

/// A file that answers 404 for this long is gone.
const MISSING_BEFORE_GONE: TimeDelta = TimeDelta::hours(24);
/// A missing file is asked for again after this.
pub(crate) const MISSING_RETRY: Duration = Duration::from_secs(3600);

/// A unit that was abandoned so often in a row is held back: fewer happen when a machine is restarted a few times.
const ABANDONED_MIN: u32 = 3;

/// Why a unit was not loaded.
#[derive(Debug, Error)]
pub(crate) enum Failure {
    #[error("it could not be fetched")]
    Fetch(#[source] ClientError),
    #[error("it could not be decoded")]
    Decode(#[source] DecodeError),
    #[error("the decoder panicked; this is a mistake of lp-warehouse")]
    Panicked,
    #[error("larger than `file_bytes_max`: {file_bytes_max} bytes")]
    TooLarge { file_bytes_max: u64 },
    #[error("the spool in `service.data_dir` could not be written")]
    Spool(#[source] std::io::Error),
    #[error("the rows could not be stored")]
    Store(#[source] SinkError),
    #[error("this machine's clock shows no year a database knows")]
    NoSuchTime,
    #[error("`{name}` is no method that can be polled")]
    UnknownMethod { name: String },
    #[error("stopped")]
    Stopped,
}

/// Whether upstream or the way to it is to blame, so that the feed is left alone for a while. A search, unlike a file,
/// cannot be missing: a 404, or a foreign host, speaks of the address. Of the methods that are polled, one may not be
/// enabled, or not be there, while the others are.
pub(crate) fn is_outage(unit: &Unit, error: &ClientError) -> bool {
    let is_of_the_address = matches!(error, ClientError::NotFound { .. } | ClientError::ForeignHost { .. });
    match unit.feed.kind() {
        FeedKind::Files => error.is_outage(),
        FeedKind::Windows => error.is_outage() || is_of_the_address,
        FeedKind::Samples => error.is_outage() && !matches!(error, ClientError::Forbidden { .. }),
    }
}

/// What a failure means for a method that is polled for ever: it is never dead. Unless upstream as a whole is to blame,
/// only this method waits, longer each time.
fn ending_of_samples(scheduler: &Scheduler, unit: &Unit, failure: &Failure) -> Ending {
    let now = scheduler.clock.now();
    let limits = &scheduler.limits;
    let error = match failure {
        // Nothing else says so: the feed as a whole is well.
        Failure::Fetch(fetch) => format!("{}; {}", chain(failure), fetch.advice()),
        _ => chain(failure),
    };
    match failure {
        Failure::Stopped => Ending::Released,
        Failure::Fetch(fetch) if is_outage(unit, fetch) => Ending::Outage { error, next_attempt_at: now },
        Failure::Spool(_) | Failure::Store(_) | Failure::Decode(DecodeError::Io(_) | DecodeError::Stopped) => {
            Ending::Outage { error, next_attempt_at: now + limits.outage_pause_first }
        }
        Failure::Fetch(_)
        | Failure::Decode(_)
        | Failure::Panicked
        | Failure::NoSuchTime
        | Failure::TooLarge { .. }
        | Failure::UnknownMethod { .. } => {
            let attempts = u32::try_from(unit.attempts).unwrap_or(0).saturating_add(1);
            let gap = growing_gap(limits.unit_retry_first, limits.outage_pause_max, attempts, scheduler.chance());
            Ending::Failed { error, next_attempt_at: now + gap }
        }
    }
}

/// What a failure means for the unit. Outages cost no attempt; the file's own faults do.
pub(crate) fn ending(scheduler: &Scheduler, unit: &Unit, failure: &Failure) -> Ending {
    if unit.feed.kind() == FeedKind::Samples {
        return ending_of_samples(scheduler, unit, failure);
    }
    let now = scheduler.clock.now();
    let error = chain(failure);
    match failure {
        Failure::Stopped => Ending::Released,
        Failure::Fetch(ClientError::NotFound { .. }) if unit.feed.kind() == FeedKind::Files => {
            let since = unit.missing_since.unwrap_or(now);
            if now - since >= MISSING_BEFORE_GONE {
                Ending::Gone { error, since }
            } else {
                Ending::Missing { error, since, next_attempt_at: now + MISSING_RETRY }
            }
        }
        Failure::Fetch(fetch) if is_outage(unit, fetch) => Ending::Outage { error, next_attempt_at: now },
        Failure::Spool(_) | Failure::Decode(DecodeError::Io(_)) => {
            Ending::Outage { error, next_attempt_at: now + scheduler.limits.outage_pause_first }
        }
        Failure::Store(
            SinkError::Unavailable(_)
            | SinkError::Unusable(_)
            | SinkError::Migration(_)
            | SinkError::MigratedElsewhere
            | SinkError::InUse
            | SinkError::BadUrl
            | SinkError::Conflict { .. }
            | SinkError::LeaseLost,
        )
        | Failure::Decode(DecodeError::Stopped) => {
            Ending::Outage { error, next_attempt_at: now + scheduler.limits.outage_pause_first }
        }
        // An answer that is none says little of this window, and most likely something of all of them.
        Failure::Fetch(ClientError::BadAnswer { .. })
        | Failure::Decode(DecodeError::PageNotJson { .. } | DecodeError::NotAPage { .. })
            if unit.feed.kind() == FeedKind::Windows =>
        {
            let attempts = u32::try_from(unit.attempts).unwrap_or(0).saturating_add(1);
            let limits = &scheduler.limits;
            let gap = growing_gap(limits.unit_retry_first, limits.unit_retry_max, attempts, scheduler.chance());
            Ending::Failed { error, next_attempt_at: now + gap }
        }
        // Trying again would read the same bytes: only a person can raise the limit.
        Failure::TooLarge { .. } | Failure::Decode(DecodeError::TooLarge { .. }) => Ending::Dead { error },
        Failure::Fetch(_)
        | Failure::Decode(_)
        | Failure::Panicked
        | Failure::NoSuchTime
        | Failure::UnknownMethod { .. }
        | Failure::Store(SinkError::Refused { .. } | SinkError::Miscounted { .. }) => own_fault(scheduler, unit, error),
    }
}

/// A unit that daemons do not survive waits, longer each time, while all others go on; `None` lets it be tried. It is never
/// dead of this: whatever else they had in hand was abandoned with it, and a machine that is switched off blames nobody.
pub(crate) fn held_back(scheduler: &Scheduler, unit: &Unit) -> Option<Ending> {
    let abandoned = unit.abandoned_in_row;
    if abandoned < ABANDONED_MIN {
        return None;
    }
    let (limits, failures) = (&scheduler.limits, abandoned - ABANDONED_MIN + 1);
    let longest = match unit.feed.kind() {
        FeedKind::Samples => limits.outage_pause_max,
        FeedKind::Files | FeedKind::Windows => limits.unit_retry_max,
    };
    let gap = growing_gap(limits.unit_retry_first, longest, failures, scheduler.chance());
    let error = format!(
        "the daemon ended {abandoned} times in a row while it loaded this; look why (`journalctl`, `dmesg`): \
         out of memory, or killed? It is tried again, with growing gaps"
    );
    Some(Ending::HeldBack { error, next_attempt_at: scheduler.clock.now() + gap })
}

/// Due again after a gap that grows, or dead when that was the last attempt.
pub(crate) fn own_fault(scheduler: &Scheduler, unit: &Unit, error: String) -> Ending {
    let limits = &scheduler.limits;
    let attempts = u32::try_from(unit.attempts).unwrap_or(0) + 1;
    if attempts >= limits.unit_attempts_max {
        return Ending::Dead { error };
    }
    let gap = growing_gap(limits.unit_retry_first, limits.unit_retry_max, attempts, scheduler.chance());
    Ending::Failed { error, next_attempt_at: scheduler.clock.now() + gap }
}

pub(crate) fn tell_loaded(unit: &Unit, tally: &Tally, file_bytes: u64, took: Duration) {
    measure::unit_stored(unit, tally, file_bytes, took);
    info!(
        event = "unit_loaded", account = %unit.account, feed = %unit.feed, unit = unit.id.0, name = %unit.name,
        documents = tally.documents, read = tally.read, new = tally.new, changed = tally.changed,
        unchanged = tally.unchanged, superseded = tally.superseded, rejected = tally.rejected,
        replaced_characters = tally.replaced_characters, file_bytes, took_ms = took.as_millis() as u64, "unit loaded"
    );
    warn_of_rejects(unit, tally);
}

pub(crate) fn tell_window(unit: &Unit, tally: &Tally, read: &WindowRead, page_bytes: u64, took: Duration) {
    measure::unit_stored(unit, tally, page_bytes, took);
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
    warn_of_rejects(unit, tally);
}

pub(crate) fn tell_sampled(unit: &Unit, tally: &Tally, timeframe_min: u32, answer_bytes: usize, took: Duration) {
    measure::unit_stored(unit, tally, answer_bytes as u64, took);
    info!(
        event = "method_polled", account = %unit.account, feed = %unit.feed, unit = unit.id.0, name = %unit.name,
        timeframe_min, read = tally.read, new = tally.new, changed = tally.changed, unchanged = tally.unchanged,
        superseded = tally.superseded, rejected = tally.rejected, answer_bytes, took_ms = took.as_millis() as u64,
        "method polled"
    );
    warn_of_rejects(unit, tally);
}

pub(crate) fn tell_lost(unit: &Unit, lost: Scope) {
    error!(
        event = "samples_lost", account = %unit.account, feed = %unit.feed, unit = unit.id.0, name = %unit.name,
        from = %lost.start.format("%FT%TZ"), to = %lost.end.format("%FT%TZ"),
        "upstream has deleted these samples before they were polled"
    );
}

pub(crate) fn tell_unrecorded(unit: &Unit, lost: Scope, error: &SinkError) {
    error!(
        event = "loss_unrecorded", account = %unit.account, feed = %unit.feed, unit = unit.id.0, name = %unit.name,
        from = %lost.start.format("%FT%TZ"), to = %lost.end.format("%FT%TZ"), error = chain(error),
        "the ledger took no incident for these samples; report it: this line alone names them"
    );
}

fn warn_of_rejects(unit: &Unit, tally: &Tally) {
    if tally.rejected > 0 {
        warn!(
            event = "records_rejected", account = %unit.account, feed = %unit.feed, unit = unit.id.0, name = %unit.name,
            rejected = tally.rejected, "records went to the quarantine, ingest.reject"
        );
    }
}

pub(crate) fn tell_ending(unit: &Unit, ending: &Ending) {
    measure::unit_ended(unit, outcome(ending));
    let (account, feed, id, name) = (&unit.account, unit.feed, unit.id.0, &unit.name);
    let attempt = unit.attempts + 1;
    match ending {
        Ending::Failed { error, next_attempt_at } => warn!(
            event = "unit_failed", %account, %feed, unit = id, %name, attempt, error,
            next_attempt_at = %next_attempt_at.format("%FT%TZ"), "unit failed"
        ),
        Ending::Dead { error } => {
            error!(event = "unit_dead", %account, %feed, unit = id, %name, attempt, error, "unit dead: see `lp-warehouse units`");
        }
        Ending::Missing { error, since, .. } => warn!(
            event = "unit_missing", %account, %feed, unit = id, %name, error, since = %since.format("%FT%TZ"),
            "upstream answers 404 for a file it listed"
        ),
        Ending::Gone { error, .. } => {
            error!(event = "unit_gone", %account, %feed, unit = id, %name, error, "unit gone");
        }
        Ending::Outage { error, .. } => {
            warn!(event = "unit_postponed", %account, %feed, unit = id, %name, error, "unit postponed");
        }
        Ending::HeldBack { error, next_attempt_at } => warn!(
            event = "unit_held_back", %account, %feed, unit = id, %name, abandoned = unit.abandoned_in_row, error,
            next_attempt_at = %next_attempt_at.format("%FT%TZ"), "unit held back"
        ),
        Ending::Released => info!(event = "unit_released", %account, %feed, unit = id, %name, "unit released"),
        Ending::Counted { .. } => {
            info!(event = "window_counted", %account, %feed, unit = id, %name, "nothing came or left");
        }
    }
}

fn outcome(ending: &Ending) -> &'static str {
    match ending {
        Ending::Failed { .. } => "failed",
        Ending::Dead { .. } => "dead",
        Ending::Missing { .. } => "missing",
        Ending::Gone { .. } => "gone",
        Ending::Outage { .. } => "postponed",
        Ending::HeldBack { .. } => "held_back",
        Ending::Released => "released",
        Ending::Counted { .. } => "counted",
    }
}
