//! What waits to be loaded, how far it is, and when it will be done.

use chrono::{DateTime, TimeDelta, Utc};
use sink::status::{FeedStatus, Progress};

use super::problems::{name, paused_until};
use super::words::{Moment, count, moment, span};

/// Fewer units that wait are an hour's work and no backlog.
pub(super) const BACKLOG_UNITS_MIN: i64 = 10;
/// Fewer units loaded say nothing of the pace.
const PACE_UNITS_MIN: i64 = 5;
/// An estimate beyond this is none.
const LEFT_MAX: TimeDelta = TimeDelta::days(60);

/// The backlog of a feed.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Backlog {
    pub(super) name: String,
    /// Units that are loaded, and all that are to be.
    pub(super) loaded: i64,
    pub(super) all: i64,
    /// Rounded down: 100 only when all is loaded.
    pub(super) percent: i64,
    pub(super) waiting: String,
    /// `about 2 h 10 min left`, or why that cannot be said.
    pub(super) left: String,
    pub(super) done_at: Option<Moment>,
}

/// Returns the backlog of a feed; `None` when there is none to speak of.
pub(super) fn find_backlog(feed: &FeedStatus, now: DateTime<Utc>) -> Option<Backlog> {
    let due = feed.progress.due;
    if due < BACKLOG_UNITS_MIN {
        return None;
    }
    let (loaded, all) = (feed.units.loaded, feed.units.loaded + feed.units.open());
    let left = estimate_left(&feed.progress, now);
    let done_at = left.filter(|_| paused_until(feed, now).is_none()).map(|left| moment(now + left, now));
    let left = match (paused_until(feed, now), left) {
        (Some(until), _) => format!("paused until {}", moment(until, now).text),
        (None, Some(left)) => format!("about {} left", span(left.max(TimeDelta::minutes(1)))),
        (None, None) if feed.progress.loaded_lately == 0 => "nothing was loaded in the last hour".to_owned(),
        (None, None) => "too early for an estimate".to_owned(),
    };
    let percent = loaded * 100 / all.max(1);
    Some(Backlog { name: name(feed), loaded, all, percent, waiting: count(due), left, done_at })
}

/// Estimates how long the units that wait take at the pace of the last hour, or of the time since loading began in it.
fn estimate_left(progress: &Progress, now: DateTime<Utc>) -> Option<TimeDelta> {
    let since = progress.loaded_since_at.filter(|_| progress.loaded_lately >= PACE_UNITS_MIN)?;
    let took_s = (now - since).num_seconds().max(1);
    let left_s = progress.due.saturating_mul(took_s) / progress.loaded_lately;
    TimeDelta::try_seconds(left_s).filter(|left| *left <= LEFT_MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_follows_from_the_pace_of_the_last_hour() {
        let now: DateTime<Utc> = "2026-11-26T14:30:00Z".parse().unwrap();
        let check = |due: i64, lately: i64, since_s: i64, expected_s: Option<i64>| {
            let loaded_since_at = (lately > 0).then(|| now - TimeDelta::seconds(since_s));
            let left = estimate_left(&Progress { due, loaded_lately: lately, loaded_since_at }, now);
            assert_eq!(left.map(|left| left.num_seconds()), expected_s, "{due} at {lately} in {since_s} s");
        };
        check(600, 300, 3600, Some(7200));
        // It began a minute ago.
        check(600, 300, 60, Some(120));
        check(600, 300, 0, Some(2));
        // The database's clock is ahead of ours.
        check(600, 300, -5, Some(2));
        check(600, 0, 0, None);
        check(600, 4, 60, None);
        check(10_000_000, 5, 3600, None);
        check(i64::MAX, 5, 3600, None);
    }
}
