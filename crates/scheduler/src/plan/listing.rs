//! Which spans of generation time to list.
//!
//! Files appear up to six hours after a session closed, some later (Data Access API, timing and retention), so each
//! listing goes back over a trailing span; once a day, and when a daemon starts, over everything upstream keeps.

use std::time::Duration;

use chrono::{DateTime, DurationRound, TimeDelta, Utc};

/// The pages disagree whether a file is found by the begin or the end of its hour: an hour more on each side.
const OVERLAP: TimeDelta = TimeDelta::hours(1);
/// Upstream deletes files 30 days after their creation (Data Access API, timing and retention); a day more for doubt.
pub const FILES_KEPT: TimeDelta = TimeDelta::days(31);
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
pub struct Listing {
    /// First and last moment of each request.
    pub spans: Vec<(DateTime<Utc>, DateTime<Utc>)>,
    /// Whether the listing goes back over the whole history.
    pub is_all: bool,
}

/// Plans a listing at `now`.
pub fn plan_listing(
    plan: &ListingPlan,
    now: DateTime<Utc>,
    listed_through: Option<DateTime<Utc>>,
    listed_all_at: Option<DateTime<Utc>>,
    is_start: bool,
) -> Listing {
    let is_all = is_start || listed_all_at.is_none_or(|at| at + plan.relist_all_every <= now);
    let oldest = now - plan.history;
    // After a downtime longer than the trailing span, the listing begins where the last one ended.
    let trailing = (now - plan.relist).min(listed_through.unwrap_or(oldest));
    let from = if is_all { oldest } else { trailing.max(oldest) };
    Listing { spans: spans(from, now, plan.span_max), is_all }
}

/// The requests that list the files of the hours from `from` to `to`, newest first.
pub fn spans(from: DateTime<Utc>, to: DateTime<Utc>, span_max: Duration) -> Vec<(DateTime<Utc>, DateTime<Utc>)> {
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
}
