//! When a file is given up: upstream no longer has it, or has deleted it by its age.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use model::Unit;
use sink::SinkError;
use sink::lease::AttemptEnd;
use sink::ledger::Expired;

use crate::files::plan::deleted_before;
use crate::scheduler::Scheduler;

/// A file that answers 404 for this long is gone.
const MISSING_BEFORE_GONE: TimeDelta = TimeDelta::hours(24);
/// A missing file is asked for again after this.
const MISSING_RETRY: Duration = Duration::from_secs(3600);
/// Outages may leave two answers a day apart with none between them: they prove little. So many must have come before the one
/// that makes a file gone.
const MISSING_ANSWERS_MIN: i64 = 2;

/// Plans which files are given up at `now`. A file is created after the hour it is for: it counts from when it was listed,
/// if that was later.
pub(crate) fn plan_expiry(kept_upstream: TimeDelta, now: DateTime<Utc>) -> Expired {
    Expired::ListedBefore(deleted_before(kept_upstream, now))
}

/// Ends the attempt at a file that upstream has listed and does not have: it is missing, and after a day gone.
///
/// # Errors
/// When the database is away.
pub(crate) async fn end_missing(scheduler: &Scheduler, unit: &Unit, error: String) -> Result<AttemptEnd, SinkError> {
    let now = scheduler.clock.now();
    let since = unit.missing_since.unwrap_or(now);
    let is_long_missing = now - since >= MISSING_BEFORE_GONE;
    if is_long_missing && scheduler.sink.missing_answers(unit.id).await? >= MISSING_ANSWERS_MIN {
        return Ok(AttemptEnd::Gone { error, since });
    }
    Ok(AttemptEnd::Missing { error, since, next_attempt_at: now + MISSING_RETRY })
}
