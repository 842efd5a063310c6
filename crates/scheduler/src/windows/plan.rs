//! Which windows of time there are, and when each is read again. Pure: times come in, times go out.
//!
//! Upstream is searched by the start of a record but answers only ended ones, and completes them for a while after their
//! end. So a window is read again and again, and is final only after a complete read that began later than its end and a
//! settle time.

use std::time::Duration;

use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use model::{Lane, Scope};

use crate::search::past::{BACKFILL, COUNTED_FOR, counted_next, midnight, oldest_kept, split_days};

/// Length of a window that records still begin or end in.
const LIVE: TimeDelta = TimeDelta::hours(1);
/// Records that upstream still has not completed so long after a window could be final are taken as they are.
const UNSETTLED_MAX: TimeDelta = TimeDelta::days(7);
/// Reads for unsettled records alone are at least so far apart.
const UNSETTLED_GAP_MIN: TimeDelta = TimeDelta::hours(1);
/// The final read begins this much later than it must, so that no rounding of clocks makes it too early.
const FINAL_MARGIN: TimeDelta = TimeDelta::minutes(1);

/// How the windows of a feed are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WindowPlan {
    /// Least time from one read of a window to the next.
    pub every: Duration,
    /// A window is final after a complete read begun later than its end and this: the longest record, and the time that
    /// upstream takes to complete it.
    pub settle: Duration,
    /// How far back the first start reaches.
    pub history: Duration,
}

/// What a planning is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Horizon {
    /// The past: from where the history is wanted to where the live windows begin. Whatever of it no window covers is
    /// backfill, be it older than all windows, missed in a long downtime, or left between the spans that people asked for.
    pub(crate) past: Scope,
    /// The live windows reach up to here.
    now: DateTime<Utc>,
}

impl Horizon {
    /// Returns what a planning at `now` is about. Upstream keeps records for `kept_upstream`; `planned_through` is up to when
    /// windows were planned, `oldest` where the first of them begins. `None`: the clock is, or was, far off, and must not
    /// decide what was and will be there.
    pub(crate) fn of(
        plan: &WindowPlan,
        kept_upstream: TimeDelta,
        now: DateTime<Utc>,
        planned_through: Option<DateTime<Utc>>,
        oldest: Option<DateTime<Utc>>,
    ) -> Option<Self> {
        if oldest.is_some_and(|oldest| now < oldest) {
            return None;
        }
        let planned_through = planned_through.filter(|through| *through <= now + BACKFILL);
        let oldest_wanted = (now - plan.history).max(oldest_kept(kept_upstream, now));
        // Windows that settled before the last midnight belong to the backfill.
        let settled = midnight(now - plan.settle);
        let live_from = planned_through.map_or(settled, |through| (hour(through) + LIVE).max(settled));
        Some(Self { past: Scope { start: midnight(oldest_wanted), end: live_from }, now })
    }

    /// Returns the windows that must have a row in the ledger. `uncovered` are the parts of the past that no window covers.
    pub(crate) fn windows(&self, uncovered: &[Scope]) -> Vec<(Scope, Lane)> {
        let mut windows = Vec::new();
        let mut start = self.past.end;
        while start <= self.now {
            windows.push((Scope { start, end: start + LIVE }, Lane::Live));
            start += LIVE;
        }
        windows.extend(split_days(uncovered));
        windows
    }
}

fn hour(at: DateTime<Utc>) -> DateTime<Utc> {
    at.duration_trunc(LIVE).unwrap_or(at)
}

/// What follows a complete read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NextRead {
    /// Whether nothing more is expected.
    pub(crate) is_final: bool,
    /// Whether it became final although upstream has not completed all of it.
    pub(crate) is_given_up: bool,
    /// When the window is read again, or counted again once it is final.
    pub(crate) reread_at: Option<DateTime<Utc>>,
}

/// Plans when a window that ends at `end` is read again after a complete read that began at `begun`: at growing gaps until it
/// is final, longer when records are not settled, which upstream completes for `completed_after`. Once final it stays so.
pub(crate) fn next_read(
    plan: &WindowPlan,
    completed_after: TimeDelta,
    end: DateTime<Utc>,
    begun: DateTime<Utc>,
    is_unsettled: bool,
    was_final: bool,
) -> NextRead {
    let not_final = |reread_at| NextRead { is_final: false, is_given_up: false, reread_at: Some(reread_at) };
    let settled_at = end + plan.settle;
    if was_final {
        // A record that came after its window was final is followed like any other, for as long as windows are counted.
        let is_followed = is_unsettled && begun <= end + COUNTED_FOR + UNSETTLED_MAX;
        let reread_at = if is_followed { Some(begun + completed_after) } else { counted_next(end, begun) };
        return NextRead { is_final: true, is_given_up: false, reread_at };
    }
    if begun <= settled_at {
        // The longer a window is over, the less still comes: the gap is its age.
        let after_gap = (begun + (begun - end)).max(begun + plan.every);
        return not_final(after_gap.min(settled_at + FINAL_MARGIN));
    }
    if is_unsettled && begun <= settled_at + UNSETTLED_MAX {
        return not_final(begun + (begun - settled_at).max(UNSETTLED_GAP_MIN));
    }
    NextRead { is_final: true, is_given_up: is_unsettled, reread_at: counted_next(end, begun) }
}

/// Whether upstream may still complete records that were read at `begun`: it said so, or the last of them ended so
/// lately that it may not have said everything.
pub(crate) fn is_unsettled(
    completed_after: TimeDelta,
    unsettled: u64,
    last_ended: Option<DateTime<Utc>>,
    begun: DateTime<Utc>,
) -> bool {
    unsettled > 0 || last_ended.is_some_and(|ended| ended + completed_after > begun)
}

#[cfg(test)]
mod tests;
