//! Which windows of chat start there are, and when each is read again.
//!
//! Engagement History is searched by the start of a chat but answers only ended ones, and enriches them up to two hours
//! after their end (Engagement History API, availability). So a window is read again and again, and is final only after
//! a complete read that began later than its end and a settle time.

use std::time::Duration;

use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use model::{Lane, Scope};

/// Length of a window that chats still begin or end in.
const LIVE: TimeDelta = TimeDelta::hours(1);
/// Length of a window of the past.
const BACKFILL: TimeDelta = TimeDelta::days(1);
/// Upstream keeps 13 months (Engagement History API, availability); more is not planned, whatever is configured.
const KEPT_UPSTREAM: TimeDelta = TimeDelta::days(400);
/// A window that was never read is given up when nothing can be left of it.
const GIVEN_UP: TimeDelta = TimeDelta::days(410);
/// Enriched by then (Engagement History API, availability).
const ENRICHED_AFTER: TimeDelta = TimeDelta::hours(2);
/// A final window is counted again so long after its end: a chat may have lasted longer than the settle time.
const COUNTED_AGAIN: [TimeDelta; 3] = [TimeDelta::days(3), TimeDelta::days(7), TimeDelta::days(30)];
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
    /// A window is final after a complete read begun later than its end and this: the longest chat, and two hours.
    pub settle: Duration,
    /// How far back the first start reaches.
    pub history: Duration,
}

impl WindowPlan {
    fn settle(&self) -> TimeDelta {
        TimeDelta::from_std(self.settle).unwrap_or(KEPT_UPSTREAM)
    }

    fn every(&self) -> TimeDelta {
        TimeDelta::from_std(self.every).unwrap_or(LIVE)
    }
}

/// What a planning is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Horizon {
    /// The past: from where the history is wanted to where the live windows begin. Whatever of it no window covers is
    /// backfill, be it older than all windows, missed in a long downtime, or left between the spans that people asked for.
    pub past: Scope,
    /// The live windows reach up to here.
    pub now: DateTime<Utc>,
}

impl Horizon {
    /// `planned_through` is up to when windows were planned, `oldest` where the first of them begins. `None`: the clock is,
    /// or was, far off, and must not decide what was and will be there.
    pub fn of(
        plan: &WindowPlan,
        now: DateTime<Utc>,
        planned_through: Option<DateTime<Utc>>,
        oldest: Option<DateTime<Utc>>,
    ) -> Option<Self> {
        if oldest.is_some_and(|oldest| now < oldest) {
            return None;
        }
        let planned_through = planned_through.filter(|through| *through <= now + BACKFILL);
        let history = TimeDelta::from_std(plan.history).unwrap_or(KEPT_UPSTREAM).min(KEPT_UPSTREAM);
        // Windows that settled before the last midnight belong to the backfill.
        let settled = midnight(now - plan.settle());
        let live_from = planned_through.map_or(settled, |through| (hour(through) + LIVE).max(settled));
        Some(Self { past: Scope { start: midnight(now - history), end: live_from }, now })
    }

    /// The windows that must have a row in the ledger. `uncovered` are the parts of the past that no window covers.
    pub fn windows(&self, uncovered: &[Scope]) -> Vec<(Scope, Lane)> {
        let mut windows = Vec::new();
        let mut start = self.past.end;
        while start <= self.now {
            windows.push((Scope { start, end: start + LIVE }, Lane::Live));
            start += LIVE;
        }
        windows.extend(days(uncovered));
        windows
    }
}

/// The span that a person asks for, as far as upstream may still have it at `now`; `None` when it has nothing of it.
pub fn past_span(from: DateTime<Utc>, to: DateTime<Utc>, now: DateTime<Utc>) -> Option<Scope> {
    let start = midnight(from.max(now - KEPT_UPSTREAM));
    (start < to).then_some(Scope { start, end: to })
}

/// The windows for what no window covers of a past.
pub fn days(uncovered: &[Scope]) -> Vec<(Scope, Lane)> {
    let mut windows = Vec::new();
    for span in uncovered.iter().rev() {
        backfill(span.start, span.end, &mut windows);
    }
    windows
}

/// Days, newest first; the oldest may be cut short.
fn backfill(from: DateTime<Utc>, to: DateTime<Utc>, windows: &mut Vec<(Scope, Lane)>) {
    let mut end = to;
    while end > from {
        let start = midnight(end - TimeDelta::milliseconds(1)).max(from).max(end - BACKFILL);
        windows.push((Scope { start, end }, Lane::Backfill));
        end = start;
    }
}

fn midnight(at: DateTime<Utc>) -> DateTime<Utc> {
    at.duration_trunc(TimeDelta::days(1)).unwrap_or(at)
}

fn hour(at: DateTime<Utc>) -> DateTime<Utc> {
    at.duration_trunc(LIVE).unwrap_or(at)
}

/// What follows a complete read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NextRead {
    /// Whether nothing more is expected.
    pub is_final: bool,
    /// Whether it became final although upstream has not completed all of it.
    pub is_given_up: bool,
    /// When the window is read again, or counted again once it is final.
    pub reread_at: Option<DateTime<Utc>>,
}

/// When a window that ends at `end` is read again after a complete read that began at `begun`: at growing gaps until it is
/// final, longer when records are not settled. Once final it stays so.
pub fn next_read(
    plan: &WindowPlan,
    end: DateTime<Utc>,
    begun: DateTime<Utc>,
    is_unsettled: bool,
    was_final: bool,
) -> NextRead {
    let not_final = |reread_at| NextRead { is_final: false, is_given_up: false, reread_at: Some(reread_at) };
    let settled_at = end + plan.settle();
    if was_final {
        // A chat that came after its window was final is followed like any other, for as long as windows are counted.
        let is_followed = is_unsettled && begun <= end + COUNTED_AGAIN[COUNTED_AGAIN.len() - 1] + UNSETTLED_MAX;
        let reread_at = if is_followed { Some(begun + ENRICHED_AFTER) } else { counted_next(end, begun) };
        return NextRead { is_final: true, is_given_up: false, reread_at };
    }
    if begun <= settled_at {
        // The longer a window is over, the less still comes: the gap is its age.
        let gap = (begun - end).max(plan.every());
        return not_final((begun + gap).min(settled_at + FINAL_MARGIN));
    }
    if is_unsettled && begun <= settled_at + UNSETTLED_MAX {
        return not_final(begun + (begun - settled_at).max(UNSETTLED_GAP_MIN));
    }
    NextRead { is_final: true, is_given_up: is_unsettled, reread_at: counted_next(end, begun) }
}

/// When a final window is counted next, if it was at `now`.
pub fn counted_next(end: DateTime<Utc>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    COUNTED_AGAIN.into_iter().map(|age| end + age).find(|at| *at > now)
}

/// Whether upstream may still complete records that were read at `begun`: it said so, or the last of them ended so
/// lately that it may not have said everything.
pub fn is_unsettled(unsettled: u64, last_ended: Option<DateTime<Utc>>, begun: DateTime<Utc>) -> bool {
    unsettled > 0 || last_ended.is_some_and(|ended| ended + ENRICHED_AFTER > begun)
}

/// Windows that ended before this and were never read are gone: upstream has deleted what was in them.
pub fn deleted_before(now: DateTime<Utc>) -> DateTime<Utc> {
    now - GIVEN_UP
}

#[cfg(test)]
mod tests;
