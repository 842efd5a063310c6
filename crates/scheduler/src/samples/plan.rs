//! What a method is asked for, and when again. Pure: times come in, times go out.
//!
//! The newest interval of an answer is unfinished and the oldest truncated. So each sample reaches back over what is already
//! final, as far as a downtime makes it, and what lies further back than upstream keeps is lost.

use std::time::Duration;

use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use model::Scope;

/// Each sample reaches back so much further than what is missing: upstream revises an interval for a while after its end,
/// also while nobody samples.
const OVERLAP: TimeDelta = TimeDelta::hours(1);
/// So much of what upstream keeps is left to ask again after an answer that said nothing.
const LEFT_TO_ASK_AGAIN: TimeDelta = TimeDelta::hours(1);
/// Samples are taken a little after the mark at which an interval ends: upstream refreshes every ten seconds.
const AFTER_MARK: Duration = Duration::from_secs(15);
/// Accounts are spread over so much time after that.
const SPREAD_MAX: Duration = Duration::from_secs(10);

/// How a method is sampled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct MethodPlan {
    /// Time from one sample to the next.
    pub(crate) every: Duration,
    /// Upstream keeps no more.
    pub(crate) kept_upstream: TimeDelta,
    /// The length of the intervals that are asked for, in minutes.
    pub(crate) interval_min: u32,
    /// Whether it answers in intervals, so that a later answer can heal a gap; else it is a snapshot.
    pub(crate) has_intervals: bool,
    /// Whether every interval of an answer has a total, so that one without was not answered.
    pub(crate) has_totals: bool,
}

impl MethodPlan {
    fn interval(&self) -> TimeDelta {
        TimeDelta::minutes(i64::from(self.interval_min))
    }

    /// Returns the latest end of an interval that is not after `at`.
    fn mark_before(&self, at: DateTime<Utc>) -> DateTime<Utc> {
        at.duration_trunc(self.interval()).unwrap_or(at)
    }

    /// Returns where the first bucket of a time frame begins: upstream widens it to whole buckets. The interval that begins
    /// there may be truncated.
    fn first_bucket(&self, now: DateTime<Utc>, timeframe: TimeDelta) -> DateTime<Utc> {
        self.mark_before(now - timeframe)
    }
}

/// What to ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SampleRequest {
    /// Minutes back from now.
    pub(crate) timeframe_min: u32,
    /// What no sample can bring any more.
    pub(crate) lost: Option<Scope>,
}

/// Plans a sample at `now` of a method whose final intervals are stored up to `covered_through`, if it was sampled before.
pub(crate) fn plan_sample(
    plan: &MethodPlan,
    now: DateTime<Utc>,
    covered_through: Option<DateTime<Utc>>,
) -> SampleRequest {
    let kept_from = plan.first_bucket(now, plan.kept_upstream) + plan.interval();
    let covered_through = covered_through.filter(|_| plan.has_intervals);
    let lost = covered_through.filter(|through| *through < kept_from).map(|start| Scope { start, end: kept_from });
    let missing = match covered_through {
        Some(through) => (now - through + OVERLAP).clamp(OVERLAP, plan.kept_upstream),
        None => plan.kept_upstream,
    };
    let seconds = u32::try_from(missing.num_seconds()).unwrap_or(u32::MAX);
    SampleRequest { timeframe_min: seconds.div_ceil(plan.interval_min * 60) * plan.interval_min, lost }
}

/// Returns up to when an answer that said nothing can be taken for one.
pub(crate) fn oldest_kept(plan: &MethodPlan, at: DateTime<Utc>) -> DateTime<Utc> {
    plan.mark_before(at - plan.kept_upstream) + LEFT_TO_ASK_AGAIN
}

/// Returns what lies between the intervals stored before and those of an answer, which was asked for all of it.
pub(crate) fn unanswered(plan: &MethodPlan, covered_through: Option<DateTime<Utc>>, answer: Scope) -> Option<Scope> {
    let start = covered_through.filter(|through| plan.has_totals && *through < answer.start)?;
    (answer.start < answer.end).then_some(Scope { start, end: answer.start })
}

/// Returns when a method that was sampled at `now` is sampled next. `chance` (0 to 1) spreads accounts over some seconds.
pub(crate) fn next_sample_at(plan: &MethodPlan, now: DateTime<Utc>, chance: f64) -> DateTime<Utc> {
    let every = TimeDelta::from_std(plan.every).unwrap_or(plan.interval());
    let mark = now.duration_trunc(every).unwrap_or(now) + every;
    mark + AFTER_MARK + SPREAD_MAX.mul_f64(chance.clamp(0.0, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// In intervals with totals, as most methods are.
    const TOTALS: MethodPlan = MethodPlan {
        every: Duration::from_secs(300),
        kept_upstream: TimeDelta::hours(24),
        interval_min: 5,
        has_intervals: true,
        has_totals: true,
    };
    const SPARSE: MethodPlan = MethodPlan { has_totals: false, ..TOTALS };
    const SNAPSHOT: MethodPlan = MethodPlan { has_intervals: false, has_totals: false, ..TOTALS };
    const HOURLY: MethodPlan = MethodPlan { every: Duration::from_secs(3600), ..SNAPSHOT };

    fn at(text: &str) -> DateTime<Utc> {
        format!("2026-03-{text}Z").parse().unwrap()
    }

    fn check(plan: MethodPlan, now: &str, covered: Option<&str>, timeframe_min: u32, lost: Option<(&str, &str)>) {
        let lost = lost.map(|(start, end)| Scope { start: at(start), end: at(end) });
        let request = plan_sample(&plan, at(now), covered.map(at));
        assert_eq!(request, SampleRequest { timeframe_min, lost }, "{plan:?} at {now} after {covered:?}");
    }

    #[test]
    fn samples_reach_back_as_far_as_is_missing_and_what_is_further_is_lost() {
        check(TOTALS, "10T12:05:15", None, 1440, None);
        check(TOTALS, "10T12:05:15", Some("10T12:00:00"), 70, None);
        check(TOTALS, "10T12:05:15", Some("10T11:00:00"), 130, None);
        check(TOTALS, "10T12:05:15", Some("09T14:05:00"), 1385, None);
        check(TOTALS, "10T12:05:15", Some("09T12:10:00"), 1440, None);
        check(TOTALS, "10T12:05:15", Some("09T12:05:00"), 1440, Some(("09T12:05:00", "09T12:10:00")));
        check(TOTALS, "10T12:05:15", Some("09T06:00:00"), 1440, Some(("09T06:00:00", "09T12:10:00")));
        // A snapshot heals nothing, and loses nothing that could be had.
        check(SNAPSHOT, "10T12:05:15", Some("01T00:00:00"), 1440, None);
        // Upstream keeps some methods for longer.
        let longer = MethodPlan { kept_upstream: TimeDelta::hours(72), ..TOTALS };
        check(longer, "10T12:05:15", Some("08T12:05:00"), 2945, None);
    }

    /// The examples of upstream's page.
    #[test]
    fn time_frames_are_widened_to_whole_buckets() {
        let check = |now: &str, minutes: i64, expected: &str| {
            assert_eq!(TOTALS.first_bucket(at(now), TimeDelta::minutes(minutes)), at(expected), "{now} {minutes}");
        };
        check("10T13:29:00", 7, "10T13:20:00");
        check("10T08:07:00", 20, "10T07:45:00");
        check("10T08:05:00", 20, "10T07:45:00");
        assert_eq!(TOTALS.mark_before(at("10T08:07:00")), at("10T08:05:00"));
    }

    #[test]
    fn an_answer_of_less_than_was_asked_for_leaves_a_gap() {
        let check = |plan, through: Option<&str>, answer: (&str, &str), expected: Option<(&str, &str)>| {
            let scope = |(start, end): (&str, &str)| Scope { start: at(start), end: at(end) };
            assert_eq!(unanswered(&plan, through.map(at), scope(answer)), expected.map(scope), "{plan:?} {answer:?}");
        };
        let whole = ("10T10:00:00", "10T12:00:00");
        check(TOTALS, Some("10T11:00:00"), whole, None);
        check(TOTALS, Some("10T09:00:00"), whole, Some(("10T09:00:00", "10T10:00:00")));
        check(TOTALS, None, whole, None);
        check(SPARSE, Some("10T09:00:00"), whole, None);
        assert_eq!(oldest_kept(&TOTALS, at("10T12:07:00")), at("09T13:05:00"));
    }

    #[test]
    fn samples_come_after_the_mark() {
        let check = |plan, now: &str, chance: f64, expected: &str| {
            assert_eq!(next_sample_at(&plan, at(now), chance), at(expected), "{plan:?} {now}");
        };
        check(TOTALS, "10T12:05:15", 0.0, "10T12:10:15");
        check(TOTALS, "10T12:09:59", 1.0, "10T12:10:25");
        check(SNAPSHOT, "10T12:10:00", 0.5, "10T12:15:20");
        check(HOURLY, "10T12:10:00", 0.0, "10T13:00:15");
    }
}
