//! What of the last 24 hours a method is asked for, and when again.
//!
//! Upstream keeps 24 hours; the newest interval of an answer is unfinished and the oldest truncated (Operational
//! Real-time API, buckets and intervals). So each poll reaches back over what is already final, as far as a downtime
//! makes it, and what lies further back is lost.

use std::time::Duration;

use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use client::INTERVAL_MIN;
use model::{SampleMethod, Scope};

/// Upstream keeps no more (Operational Real-time API, head of the page).
const KEPT_UPSTREAM: TimeDelta = TimeDelta::hours(24);
/// The length of an interval.
const INTERVAL: TimeDelta = TimeDelta::minutes(INTERVAL_MIN as i64);
/// Each poll reaches back so much further than what is missing: upstream revises an interval for a while after its end,
/// also while nobody polls.
const OVERLAP: TimeDelta = TimeDelta::hours(1);
/// Polls come a little after the mark at which an interval ends: upstream refreshes every ten seconds.
const AFTER_MARK: Duration = Duration::from_secs(15);
/// The histogram is of a whole hour.
const HISTOGRAM_EVERY: Duration = Duration::from_secs(3600);

/// What to ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SamplePoll {
    /// Minutes back from now.
    pub timeframe_min: u32,
    /// What no poll can bring any more.
    pub lost: Option<Scope>,
}

/// Plans a poll at `now` of a method whose final intervals are stored up to `covered_through`, if it was polled before.
pub fn plan_poll(method: SampleMethod, now: DateTime<Utc>, covered_through: Option<DateTime<Utc>>) -> SamplePoll {
    let kept_from = first_bucket(now, KEPT_UPSTREAM) + INTERVAL;
    let covered_through = covered_through.filter(|_| method.has_intervals());
    let lost = covered_through.filter(|through| *through < kept_from).map(|start| Scope { start, end: kept_from });
    let missing = match covered_through {
        Some(through) => (now - through + OVERLAP).clamp(OVERLAP, KEPT_UPSTREAM),
        None => KEPT_UPSTREAM,
    };
    let seconds = u32::try_from(missing.num_seconds()).unwrap_or(u32::MAX);
    SamplePoll { timeframe_min: seconds.div_ceil(INTERVAL_MIN * 60) * INTERVAL_MIN, lost }
}

/// Up to when an answer that said nothing can be taken for one: an hour of what upstream keeps is left to ask again.
pub fn oldest_kept(at: DateTime<Utc>) -> DateTime<Utc> {
    mark(at - KEPT_UPSTREAM) + TimeDelta::hours(1)
}

/// What lies between the intervals stored before and those of an answer, which was asked for all of it. Only of methods
/// whose every interval has a total: agents who are all away leave no trace.
pub fn unanswered(method: SampleMethod, covered_through: Option<DateTime<Utc>>, answer: Scope) -> Option<Scope> {
    let has_totals = matches!(method, SampleMethod::EngagementActivity | SampleMethod::QueueHealth);
    let start = covered_through.filter(|through| has_totals && *through < answer.start)?;
    (answer.start < answer.end).then_some(Scope { start, end: answer.start })
}

/// When a method that was polled at `now` is polled next. `chance` (0 to 1) spreads accounts over some seconds.
pub fn next_poll(method: SampleMethod, every: Duration, now: DateTime<Utc>, chance: f64) -> DateTime<Utc> {
    let every = if method == SampleMethod::SlaHistogram { HISTOGRAM_EVERY } else { every };
    let every = TimeDelta::from_std(every).unwrap_or(INTERVAL);
    let mark = now.duration_trunc(every).unwrap_or(now) + every;
    mark + AFTER_MARK + Duration::from_secs(10).mul_f64(chance.clamp(0.0, 1.0))
}

/// Where the first bucket of a time frame begins: upstream widens it to whole buckets (Operational Real-time API, buckets
/// and intervals). The interval that begins there may be truncated.
fn first_bucket(now: DateTime<Utc>, timeframe: TimeDelta) -> DateTime<Utc> {
    mark(now - timeframe)
}

/// The latest end of an interval that is not after `at`.
fn mark(at: DateTime<Utc>) -> DateTime<Utc> {
    at.duration_trunc(INTERVAL).unwrap_or(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        format!("2026-03-{text}Z").parse().unwrap()
    }

    fn check(method: SampleMethod, now: &str, covered: Option<&str>, timeframe_min: u32, lost: Option<(&str, &str)>) {
        let lost = lost.map(|(start, end)| Scope { start: at(start), end: at(end) });
        let poll = plan_poll(method, at(now), covered.map(at));
        assert_eq!(poll, SamplePoll { timeframe_min, lost }, "{method} at {now} after {covered:?}");
    }

    #[test]
    fn polls_reach_back_as_far_as_is_missing_and_what_is_further_is_lost() {
        let method = SampleMethod::EngagementActivity;
        check(method, "10T12:05:15", None, 1440, None);
        check(method, "10T12:05:15", Some("10T12:00:00"), 70, None);
        check(method, "10T12:05:15", Some("10T11:00:00"), 130, None);
        check(method, "10T12:05:15", Some("09T14:05:00"), 1385, None);
        check(method, "10T12:05:15", Some("09T12:10:00"), 1440, None);
        check(method, "10T12:05:15", Some("09T12:05:00"), 1440, Some(("09T12:05:00", "09T12:10:00")));
        check(method, "10T12:05:15", Some("09T06:00:00"), 1440, Some(("09T06:00:00", "09T12:10:00")));
        // A snapshot heals nothing, and loses nothing that could be had.
        check(SampleMethod::QueueState, "10T12:05:15", Some("01T00:00:00"), 1440, None);
    }

    /// The examples of upstream's page.
    #[test]
    fn time_frames_are_widened_to_whole_buckets() {
        let check = |now: &str, minutes: i64, expected: &str| {
            assert_eq!(first_bucket(at(now), TimeDelta::minutes(minutes)), at(expected), "{now} {minutes}");
        };
        check("10T13:29:00", 7, "10T13:20:00");
        check("10T08:07:00", 20, "10T07:45:00");
        check("10T08:05:00", 20, "10T07:45:00");
        assert_eq!(mark(at("10T08:07:00")), at("10T08:05:00"));
    }

    #[test]
    fn an_answer_of_less_than_was_asked_for_leaves_a_gap() {
        let check = |method, through: Option<&str>, answer: (&str, &str), expected: Option<(&str, &str)>| {
            let scope = |(start, end): (&str, &str)| Scope { start: at(start), end: at(end) };
            assert_eq!(unanswered(method, through.map(at), scope(answer)), expected.map(scope), "{method} {answer:?}");
        };
        let whole = ("10T10:00:00", "10T12:00:00");
        check(SampleMethod::QueueHealth, Some("10T11:00:00"), whole, None);
        check(SampleMethod::QueueHealth, Some("10T09:00:00"), whole, Some(("10T09:00:00", "10T10:00:00")));
        check(SampleMethod::QueueHealth, None, whole, None);
        check(SampleMethod::AgentActivity, Some("10T09:00:00"), whole, None);
        assert_eq!(oldest_kept(at("10T12:07:00")), at("09T13:05:00"));
    }

    #[test]
    fn polls_come_after_the_mark() {
        let check = |method, now: &str, chance: f64, expected: &str| {
            assert_eq!(next_poll(method, Duration::from_secs(300), at(now), chance), at(expected), "{method} {now}");
        };
        check(SampleMethod::QueueHealth, "10T12:05:15", 0.0, "10T12:10:15");
        check(SampleMethod::QueueHealth, "10T12:09:59", 1.0, "10T12:10:25");
        check(SampleMethod::QueueState, "10T12:10:00", 0.5, "10T12:15:20");
        check(SampleMethod::SlaHistogram, "10T12:10:00", 0.0, "10T13:00:15");
    }
}
