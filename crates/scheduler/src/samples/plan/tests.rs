//! Plans of samples, by the clock.

use super::*;

/// In intervals with totals, as most methods are.
const TOTALS: MethodPlan = MethodPlan {
    every: Duration::from_secs(300),
    kept_upstream: TimeDelta::hours(24),
    interval_min: 5,
    timing: SampleTiming::Intervals { has_totals: true },
    asks_between: false,
};
const SPARSE: MethodPlan = MethodPlan { timing: SampleTiming::Intervals { has_totals: false }, ..TOTALS };
const BACK: MethodPlan = MethodPlan { timing: SampleTiming::IntervalsFromStart { has_totals: false }, ..TOTALS };
const BETWEEN: MethodPlan = MethodPlan { asks_between: true, ..BACK };
const SNAPSHOT: MethodPlan = MethodPlan { timing: SampleTiming::Snapshot, ..TOTALS };
const HOURLY: MethodPlan = MethodPlan { every: Duration::from_secs(3600), timing: SampleTiming::Hourly, ..TOTALS };

fn at(text: &str) -> DateTime<Utc> {
    format!("2026-03-{text}Z").parse().unwrap()
}

fn scope((start, end): (&str, &str)) -> Scope {
    Scope { start: at(start), end: at(end) }
}

/// Minutes of the request and what is lost, or when it is asked instead.
type Expected<'e> = Result<(u32, Option<(&'e str, &'e str)>), &'e str>;

fn check_silent(plan: MethodPlan, now: &str, covered: Option<&str>, silent: Option<&str>, expected: Expected<'_>) {
    let found = match plan_sample(&plan, at(now), covered.map(at), silent.map(at)) {
        Planned::Ask(request) => Ok((request.timeframe_min, request.lost)),
        Planned::Wait(until) => Err(until),
    };
    let expected = expected.map(|(minutes, lost)| (minutes, lost.map(scope))).map_err(at);
    assert_eq!(found, expected, "{plan:?} at {now} after {covered:?}, silent since {silent:?}");
}

fn check(plan: MethodPlan, now: &str, covered: Option<&str>, expected: Expected<'_>) {
    check_silent(plan, now, covered, None, expected);
}

#[test]
fn samples_reach_back_as_far_as_is_missing_and_what_is_further_is_lost() {
    let ask = |minutes| Ok((minutes, None));
    check(TOTALS, "10T12:05:15", None, ask(1440));
    check(TOTALS, "10T12:05:15", Some("10T12:00:00"), ask(70));
    check(TOTALS, "10T12:05:15", Some("10T11:00:00"), ask(130));
    // Asked on the mark itself, it reaches back over one interval more, which is cut off.
    check(TOTALS, "10T12:05:00", Some("10T12:00:00"), ask(70));
    check(TOTALS, "10T12:05:00", None, ask(1440));
    check(TOTALS, "10T12:05:15", Some("09T14:05:00"), ask(1385));
    check(TOTALS, "10T12:05:15", Some("09T12:10:00"), ask(1440));
    check(TOTALS, "10T12:05:15", Some("09T12:05:00"), Ok((1440, Some(("09T12:05:00", "09T12:10:00")))));
    check(TOTALS, "10T12:05:15", Some("09T06:00:00"), Ok((1440, Some(("09T06:00:00", "09T12:10:00")))));
    // A snapshot heals nothing, and loses nothing that could be had.
    check(SNAPSHOT, "10T12:05:15", Some("01T00:00:00"), ask(0));
    // Upstream keeps some methods for longer.
    let longer = MethodPlan { kept_upstream: TimeDelta::hours(72), ..TOTALS };
    check(longer, "10T12:05:15", Some("08T12:05:00"), ask(2945));
    // What was silent is asked for again, beside what follows.
    check_silent(SPARSE, "10T12:05:15", Some("10T12:00:00"), Some("10T06:00:00"), ask(430));
    check_silent(SPARSE, "10T12:05:15", Some("10T12:00:00"), Some("01T06:00:00"), ask(1440));
}

#[test]
fn what_is_counted_back_from_the_request_is_asked_on_the_mark() {
    check(BACK, "10T12:05:01", Some("10T12:00:00"), Ok((65, None)));
    check(BACK, "10T12:05:30", Some("10T12:00:00"), Ok((65, None)));
    check(BACK, "10T12:05:31", Some("10T12:00:00"), Err("10T12:10:00"));
    check(BACK, "10T12:05:01", None, Ok((1435, None)));
    check(BACK, "10T12:05:01", Some("08T00:00:00"), Ok((1435, Some(("08T00:00:00", "09T12:10:00")))));
    // Asked from a moment to a moment, the marks are ours.
    check(BETWEEN, "10T12:07:31", Some("10T12:00:00"), Ok((65, None)));
}

#[test]
fn what_covers_an_hour_goes_on_where_the_sample_before_it_ended() {
    check(HOURLY, "10T12:03:15", None, Ok((60, None)));
    check(HOURLY, "10T13:00:15", Some("10T12:00:00"), Ok((60, None)));
    check(HOURLY, "10T13:00:15", Some("10T12:35:00"), Ok((25, None)));
    check(HOURLY, "10T13:00:15", Some("10T08:00:00"), Ok((300, None)));
    check(HOURLY, "10T13:02:15", Some("10T08:00:00"), Ok((300, None)));
    check(HOURLY, "10T13:00:15", Some("10T13:00:00"), Ok((60, None)));
    check(HOURLY, "10T13:00:15", Some("09T07:00:00"), Ok((1435, Some(("09T07:00:00", "09T13:05:00")))));
}

#[test]
fn the_oldest_interval_that_is_kept_begins_with_a_whole_bucket() {
    let check = |now: &str, expected: &str| assert_eq!(TOTALS.kept_from(at(now)), at(expected), "{now}");
    check("10T13:29:00", "09T13:30:00");
    check("10T13:30:00", "09T13:35:00");
    assert_eq!(TOTALS.mark_before(at("10T08:07:00")), at("10T08:05:00"));
}

#[test]
fn an_answer_of_less_than_was_asked_for_leaves_a_gap() {
    let check = |plan, through: Option<&str>, expected: Option<(&str, &str)>| {
        let whole = Some(scope(("10T10:00:00", "10T12:00:00")));
        assert_eq!(unanswered(&plan, through.map(at), whole), expected.map(scope), "{plan:?} {through:?}");
    };
    check(TOTALS, Some("10T11:00:00"), None);
    check(TOTALS, Some("10T09:00:00"), Some(("10T09:00:00", "10T10:00:00")));
    check(TOTALS, None, None);
    check(SPARSE, Some("10T09:00:00"), None);
    assert_eq!(unanswered(&TOTALS, Some(at("10T09:00:00")), None), None);
}

/// What is covered by an answer at 12:05:15 to a request from 11:00 on, after one that covered up to 12:00.
fn check_covered(plan: MethodPlan, found: Option<(&str, &str)>, end: &str, silent: Option<&str>) {
    let span = scope(("10T11:00:00", "10T12:05:00"));
    let request = SampleRequest { span, timeframe_min: 70, lost: None };
    let through = Some(at("10T12:00:00"));
    let covered = find_covered(&plan, &request, at("10T12:05:15"), through, None, found.map(scope));
    assert_eq!((covered.scope.end, covered.silent_since), (at(end), silent.map(at)), "{plan:?} {found:?}");
}

#[test]
fn an_answer_covers_its_intervals_and_where_they_may_be_missing_what_was_asked_for() {
    let whole = Some(("10T11:00:00", "10T12:05:00"));
    let cut = Some(("10T11:00:00", "10T11:30:00"));
    for plan in [TOTALS, SPARSE, BACK, BETWEEN] {
        check_covered(plan, whole, "10T12:05:00", None);
    }
    check_covered(TOTALS, cut, "10T12:00:00", Some("10T11:30:00"));
    check_covered(SPARSE, cut, "10T12:05:00", Some("10T11:30:00"));
    check_covered(TOTALS, None, "10T12:00:00", Some("10T12:00:00"));
    check_covered(BACK, None, "10T12:05:00", Some("10T12:00:00"));
    check_covered(HOURLY, None, "10T12:05:00", None);
    check_covered(SNAPSHOT, None, "10T12:05:15", None);
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
    check(BACK, "10T12:05:02", 1.0, "10T12:10:00");
    check(BETWEEN, "10T12:05:02", 0.0, "10T12:10:15");
}
