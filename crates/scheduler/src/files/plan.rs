//! Which spans of generation time to list. Pure: times come in, times go out.
//!
//! Files appear hours after what they are of, some later, so each listing goes back over a trailing span; once a day, and
//! when a daemon starts, over everything upstream keeps.

use std::time::Duration;

use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use model::Scope;

/// Upstream's pages disagree whether a file is found by the begin or the end of its hour: an hour more on each side.
const OVERLAP: TimeDelta = TimeDelta::hours(1);
/// Upstream counts from the creation of a file, which comes after its hour, and may take its time to delete it.
const KEPT_LONGER_MAX: TimeDelta = TimeDelta::days(1);
/// A wrong clock or configuration must not make a listing endless.
const SPANS_MAX: usize = 3_000;

/// How a feed is listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListingPlan {
    /// Each listing goes back this far.
    pub relist: Duration,
    /// Everything is listed again after this long.
    pub relist_all_every: Duration,
    /// How far back everything goes.
    pub history: Duration,
    /// The longest span of one request; long ones have timed out upstream.
    pub span_max: Duration,
}

/// The spans of one listing, newest first, and whether they cover everything upstream keeps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ListingSpans {
    /// First and last moment of each request.
    pub(crate) spans: Vec<(DateTime<Utc>, DateTime<Utc>)>,
    /// Whether the listing goes back over the whole history.
    pub(crate) is_all: bool,
}

/// Plans a listing at `now`.
pub(crate) fn plan_listing(
    plan: &ListingPlan,
    now: DateTime<Utc>,
    listed_through: Option<DateTime<Utc>>,
    listed_all_at: Option<DateTime<Utc>>,
    is_start: bool,
) -> ListingSpans {
    let is_all = is_start || listed_all_at.is_none_or(|at| at + plan.relist_all_every <= now);
    let oldest = now - plan.history;
    // After a downtime longer than the trailing span, the listing begins where the last one ended.
    let trailing = (now - plan.relist).min(listed_through.unwrap_or(oldest));
    let from = if is_all { oldest } else { trailing.max(oldest) };
    ListingSpans { spans: split_span(from, now, plan.span_max), is_all }
}

/// Splits the span from `from` to `to` into the requests that list the files of its hours, newest first.
pub fn split_span(from: DateTime<Utc>, to: DateTime<Utc>, span_max: Duration) -> Vec<(DateTime<Utc>, DateTime<Utc>)> {
    let (from, to) = (from - OVERLAP, to + OVERLAP);
    let hour = TimeDelta::hours(1);
    let from = from.duration_trunc(hour).unwrap_or(from);
    let span = TimeDelta::from_std(span_max).unwrap_or(hour).max(OVERLAP + hour);
    let mut spans = Vec::new();
    let mut end = to;
    while end > from && spans.len() < SPANS_MAX {
        let start = (end - span).max(from);
        spans.push((start, end));
        if start == from {
            break;
        }
        end = start + OVERLAP;
    }
    spans
}

/// Returns the span that a person asks for, as far as upstream, which keeps files for `kept_upstream`, may still have it at
/// `now`; `None` when it has nothing of it.
pub fn past_span(
    kept_upstream: TimeDelta,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Option<Scope> {
    let start = from.max(deleted_before(kept_upstream, now));
    (start < to).then_some(Scope { start, end: to })
}

/// Returns up to when upstream has deleted every file at `now`.
pub(crate) fn deleted_before(kept_upstream: TimeDelta, now: DateTime<Utc>) -> DateTime<Utc> {
    now - kept_upstream - KEPT_LONGER_MAX
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hours(count: u64) -> Duration {
        Duration::from_secs(count * 3600)
    }

    fn at(hour: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(hour * 3600, 0).unwrap()
    }

    const PLAN: ListingPlan = ListingPlan {
        relist: Duration::from_secs(72 * 3600),
        relist_all_every: Duration::from_secs(24 * 3600),
        history: Duration::from_secs(720 * 3600),
        span_max: Duration::from_secs(24 * 3600),
    };

    #[test]
    fn the_trailing_span_everything_and_what_a_downtime_missed() {
        let check = |listed_through: Option<i64>, listed_all: Option<i64>, is_start, expected: (bool, i64)| {
            let now = at(10_000);
            let listing = plan_listing(&PLAN, now, listed_through.map(at), listed_all.map(at), is_start);
            let hours_back = (now - listing.spans.last().unwrap().0).num_hours();
            assert_eq!((listing.is_all, hours_back), expected);
        };
        check(None, None, false, (true, 721));
        check(Some(9_999), Some(9_999), true, (true, 721));
        check(Some(9_999), Some(9_990), false, (false, 73));
        check(Some(9_999), Some(9_976), false, (true, 721));
        check(Some(9_900), Some(9_990), false, (false, 101));
        check(Some(1), Some(9_990), false, (false, 721));
    }

    #[test]
    fn spans_are_short_enough_overlap_and_leave_no_gap() {
        for minutes in [0, 1, 59] {
            let now = at(10_000) + TimeDelta::minutes(minutes);
            let listing = plan_listing(&PLAN, now, None, None, true);
            let spans = &listing.spans;
            assert_eq!(spans[0].1, now + OVERLAP);
            assert!(spans.last().unwrap().0 <= now - hours(720) - OVERLAP);
            assert!(spans.iter().all(|(start, end)| *end - *start <= TimeDelta::hours(24)));
            assert!(spans.windows(2).all(|pair| pair[1].1 >= pair[0].0 + OVERLAP));
            assert_eq!(spans.len(), 32);
        }
    }

    #[test]
    fn what_upstream_has_deleted_is_not_asked_for() {
        let check = |from, to, expected: Option<i64>| {
            let span = past_span(TimeDelta::days(30), at(from), at(to), at(10_000));
            assert_eq!(span, expected.map(|start| Scope { start: at(start), end: at(to) }), "{from} to {to}");
        };
        check(9_900, 9_950, Some(9_900));
        check(9_000, 9_950, Some(10_000 - 31 * 24));
        check(9_000, 10_000 - 31 * 24, None);
    }
}
