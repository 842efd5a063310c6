//! Which ranges and days there are, what is requested of each, and when it is read again. Pure: times come in, times go out.
//!
//! Upstream finds conversations by their start and, beside it, by the time of their last update, and a search spans three
//! months of starts at most. So the time that upstream keeps is cut into ranges. A poll of a range requests what was updated
//! since its watermark, and the watermark moves to the time at which a complete read began. Ranges are followed from before the
//! first day is read, so that nothing falls between.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use model::Scope;

use crate::search::Slice;
use crate::search::past::{counted_next, midnight, oldest_kept};

/// Length of a range: less than the shortest three months, whatever upstream takes them for (Messaging Interactions API,
/// body).
const RANGE: TimeDelta = TimeDelta::days(84);
/// A poll requests what was updated so long before the watermark, too: upstream shows an update up to a minute late, rounds to
/// ten minutes, and its clocks may differ.
const OVERLAP: TimeDelta = TimeDelta::minutes(20);
/// A range that is new is followed from so long before it was planned: our clock may be ahead.
const PLANNED_EARLY: TimeDelta = TimeDelta::hours(1);
/// A poll requests starts up to so far ahead: upstream's clock may be.
const AHEAD: TimeDelta = TimeDelta::hours(1);
/// Our clock decides which starts a poll requests. A read with a clock that is further from upstream's proves nothing.
const CLOCK_OFF_MAX: TimeDelta = TimeDelta::minutes(50);
/// A day is planned so long after its end: what begins in it is shown by then.
const DAY_OVER: TimeDelta = TimeDelta::hours(1);
/// Records that upstream does not complete hold a watermark for so long at most.
const UNSETTLED_MAX: TimeDelta = TimeDelta::days(1);
/// A day with records that upstream did not complete is read once more after so long.
const UNSETTLED_GAP: TimeDelta = TimeDelta::hours(6);

/// How updates are followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UpdatesPlan {
    /// Time from one poll of a range to the next.
    pub every: Duration,
    /// How far back the first start reaches.
    pub history: Duration,
    /// Whether each record with attributes or files is requested by its id, because a search shows them in part only.
    pub wants_whole_records: bool,
}

/// What a planning is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Horizon {
    /// All starts of which updates are followed.
    pub(crate) ranges: Scope,
    /// All starts that are read, or counted, by the day.
    pub(crate) days: Scope,
    planned_through: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
}

impl Horizon {
    /// Returns what a planning at `now` is about. Upstream keeps records for `kept_upstream`; `planned_through` is when the
    /// last planning was.
    pub(crate) fn of(
        plan: &UpdatesPlan,
        kept_upstream: TimeDelta,
        now: DateTime<Utc>,
        planned_through: Option<DateTime<Utc>>,
    ) -> Self {
        let start = midnight((now - plan.history).max(oldest_kept(kept_upstream, now)));
        // The first planning reads today as far as it is over: what began in it before was not followed.
        let days_end = planned_through.map_or(now, |_| midnight(now - DAY_OVER)).max(start);
        let ranges = Scope { start, end: next_boundary(now + AHEAD) };
        Self { ranges, days: Scope { start, end: days_end }, planned_through, now }
    }

    /// Returns the first watermark of a range that begins at `start`. What began after the last planning was updated after
    /// it; of what began before, the days bring what was updated before now.
    pub(crate) fn first_watermark(&self, start: DateTime<Utc>) -> DateTime<Utc> {
        let is_new = self.planned_through.is_some_and(|through| through <= start);
        if is_new { start } else { first_watermark_of_past(self.now) }
    }
}

/// Returns the first watermark at `now` of a range whose days are still to be read.
pub(crate) fn first_watermark_of_past(now: DateTime<Utc>) -> DateTime<Utc> {
    now - PLANNED_EARLY
}

/// Splits what no range covers into ranges.
pub(crate) fn split_ranges(uncovered: &[Scope]) -> Vec<Scope> {
    let mut ranges = Vec::new();
    for span in uncovered {
        let mut start = span.start;
        while start < span.end {
            let end = next_boundary(start).min(span.end);
            ranges.push(Scope { start, end });
            start = end;
        }
    }
    ranges
}

/// Returns the first boundary of ranges after a moment. Boundaries do not depend on when the daemon was installed.
fn next_boundary(at: DateTime<Utc>) -> DateTime<Utc> {
    let range_s = RANGE.num_seconds();
    let next_s = (at.timestamp().div_euclid(range_s) + 1) * range_s;
    DateTime::from_timestamp(next_s, 0).unwrap_or(at)
}

/// Returns what a poll of a range requests at `now`: starts that upstream may have, updated since a while before the watermark.
pub(crate) fn slice_of_range(
    kept_upstream: TimeDelta,
    range: Scope,
    watermark: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> Slice {
    let start = range.start.max(oldest_kept(kept_upstream, now)).min(range.end);
    let end = range.end.min(now + AHEAD).max(start);
    Slice { updated_from: watermark.map(|watermark| watermark - OVERLAP), ..Slice::new(start, end) }
}

/// Says why a read that began at `begun`, and was first answered at `answered` on upstream's clock, proves nothing, if our clock
/// is too far from upstream's.
pub(crate) fn describe_clock(begun: DateTime<Utc>, answered: DateTime<Utc>) -> Option<String> {
    let off = (answered - begun).abs();
    let minutes = off.num_minutes();
    (off > CLOCK_OFF_MAX).then(|| {
        format!(
            "the clock of this machine is {minutes} minutes away from LivePerson's, so that conversations may be missing; \
             set it (NTP)"
        )
    })
}

/// What follows a complete read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NextRead {
    /// Whether the unit is not read again for what it has now.
    pub(crate) is_final: bool,
    /// Whether unsettled records were taken as they are.
    pub(crate) is_given_up: bool,
    /// When it is read, or counted, again.
    pub(crate) reread_at: Option<DateTime<Utc>>,
    /// Everything that was updated before is stored.
    pub(crate) watermark: Option<DateTime<Utc>>,
}

/// A complete read of a unit.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CompleteRead {
    /// The starts that the unit is of.
    pub(crate) scope: Scope,
    /// When it began, by our clock.
    pub(crate) begun: DateTime<Utc>,
    /// When its first page was answered, by upstream's clock.
    pub(crate) answered: DateTime<Utc>,
    /// Whether upstream may still complete some of its records.
    pub(crate) is_unsettled: bool,
}

/// Plans what follows a read of a range that had reached `watermark`. The range ends with what upstream keeps.
pub(crate) fn next_read_of_range(
    plan: &UpdatesPlan,
    kept_upstream: TimeDelta,
    read: CompleteRead,
    watermark: Option<DateTime<Utc>>,
) -> NextRead {
    let CompleteRead { scope, begun, answered, is_unsettled } = read;
    let is_given_up = is_unsettled && watermark.is_none_or(|watermark| watermark + UNSETTLED_MAX < answered);
    let is_over = scope.end < oldest_kept(kept_upstream, answered);
    // A clock of upstream's that went back must not take the watermark with it.
    let moved = watermark.map_or(answered, |watermark| watermark.max(answered));
    NextRead {
        is_final: is_over,
        is_given_up,
        reread_at: (!is_over).then(|| begun + plan.every),
        watermark: if is_unsettled && !is_given_up { watermark } else { Some(moved) },
    }
}

/// Plans what follows a read of a day that is over; `was_unsettled` tells whether the last one left records unsettled too.
pub(crate) fn next_read_of_day(read: CompleteRead, was_unsettled: bool) -> NextRead {
    let CompleteRead { scope, begun, is_unsettled, .. } = read;
    if is_unsettled && !was_unsettled {
        return NextRead {
            is_final: false,
            is_given_up: false,
            reread_at: Some(begun + UNSETTLED_GAP),
            watermark: None,
        };
    }
    NextRead { is_final: true, is_given_up: is_unsettled, reread_at: counted_next(scope.end, begun), watermark: None }
}

#[cfg(test)]
mod tests;
