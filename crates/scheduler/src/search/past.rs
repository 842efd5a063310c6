//! What is searched of the past: which days, how far back, and when a day is counted once more. Pure.

use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use model::{Lane, Scope};
use sink::ledger::Expired;

/// Length of a unit of the past.
pub(crate) const BACKFILL: TimeDelta = TimeDelta::days(1);
/// Upstream may take its time to delete; what is older is not planned, whatever is configured.
const KEPT_LONGER_MAX: TimeDelta = TimeDelta::days(5);
/// A unit that was never read is given up so long after that, when nothing can be left of it.
const GIVEN_UP_AFTER: TimeDelta = TimeDelta::days(10);
/// A final unit is counted again so long after its end: something may have come to it since.
const COUNTED_AGAIN: [TimeDelta; 3] = [TimeDelta::days(3), TimeDelta::days(7), TimeDelta::days(30)];
/// So long after its end a final unit is counted for the last time.
pub(crate) const COUNTED_FOR: TimeDelta = COUNTED_AGAIN[COUNTED_AGAIN.len() - 1];

/// Returns the span that a person asks for, as far as upstream, which keeps records for `kept_upstream`, may still have it
/// at `now`; `None` when it has nothing of it.
pub fn past_span(
    kept_upstream: TimeDelta,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Option<Scope> {
    let start = midnight(from.max(oldest_kept(kept_upstream, now)));
    (start < to).then_some(Scope { start, end: to })
}

/// Splits what no unit covers of a past into units.
pub fn split_days(uncovered: &[Scope]) -> Vec<(Scope, Lane)> {
    let mut days = Vec::new();
    for span in uncovered.iter().rev() {
        push_days(*span, &mut days);
    }
    days
}

/// Adds the days of a span, newest first; the oldest may be cut short.
fn push_days(span: Scope, days: &mut Vec<(Scope, Lane)>) {
    let mut end = span.end;
    while end > span.start {
        let start = midnight(end - TimeDelta::milliseconds(1)).max(span.start).max(end - BACKFILL);
        days.push((Scope { start, end }, Lane::Backfill));
        end = start;
    }
}

pub(crate) fn midnight(at: DateTime<Utc>) -> DateTime<Utc> {
    at.duration_trunc(BACKFILL).unwrap_or(at)
}

/// Plans when a final unit is counted next, if it was at `now`.
pub(crate) fn counted_next(end: DateTime<Utc>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    COUNTED_AGAIN.into_iter().map(|age| end + age).find(|at| *at > now)
}

/// Returns from when on upstream may still have records at `now`.
pub(crate) fn oldest_kept(kept_upstream: TimeDelta, now: DateTime<Utc>) -> DateTime<Utc> {
    now - kept_upstream - KEPT_LONGER_MAX
}

/// Plans which units are given up at `now`: upstream has deleted everything of those that ended so long ago, and they were
/// never read.
pub(crate) fn plan_expiry(kept_upstream: TimeDelta, now: DateTime<Utc>) -> Expired {
    Expired::EndedBefore(oldest_kept(kept_upstream, now) - GIVEN_UP_AFTER)
}
