use super::*;
use crate::search::past::past_span;

const PLAN: WindowPlan = WindowPlan {
    every: Duration::from_secs(600),
    settle: Duration::from_secs(26 * 3600),
    history: Duration::from_secs(10 * 86_400),
};

const KEPT_UPSTREAM: TimeDelta = TimeDelta::days(395);
const COMPLETED_AFTER: TimeDelta = TimeDelta::hours(2);

fn at(text: &str) -> DateTime<Utc> {
    format!("2026-03-{text}:00Z").parse().unwrap()
}

/// First and last start, and number, of the windows of a lane.
fn span(windows: &[(Scope, Lane)], lane: Lane) -> (String, String, usize) {
    let mut scopes: Vec<Scope> = windows.iter().filter(|window| window.1 == lane).map(|window| window.0).collect();
    scopes.sort_by_key(|scope| scope.start);
    let day = |at: Option<DateTime<Utc>>| at.map(|at| at.format("%dT%H:%M").to_string()).unwrap_or_default();
    (day(scopes.first().map(|scope| scope.start)), day(scopes.last().map(|scope| scope.end)), scopes.len())
}

/// `uncovered` are the parts of the past without a window; `None`: all of it.
fn planned(now: &str, through: Option<&str>, uncovered: Option<&[(&str, &str)]>) -> Vec<(Scope, Lane)> {
    let horizon = Horizon::of(&PLAN, KEPT_UPSTREAM, at(now), through.map(at), None).unwrap();
    let scope = |&(start, end): &(&str, &str)| Scope { start: at(start), end: at(end) };
    let uncovered = uncovered.map_or(vec![horizon.past], |spans| spans.iter().map(scope).collect());
    horizon.windows(&uncovered)
}

fn check(
    now: &str,
    through: Option<&str>,
    uncovered: Option<&[(&str, &str)]>,
    live: (&str, &str, usize),
    backfill: (&str, &str, usize),
) {
    let windows = planned(now, through, uncovered);
    let owned = |(from, to, count): (&str, &str, usize)| (from.to_owned(), to.to_owned(), count);
    assert_eq!(span(&windows, Lane::Live), owned(live), "live at {now} after {through:?}");
    assert_eq!(span(&windows, Lane::Backfill), owned(backfill), "backfill at {now} after {through:?}");
}

#[test]
fn the_first_start_reaches_back() {
    check("20T12:34", None, None, ("19T00:00", "20T13:00", 37), ("10T00:00", "19T00:00", 9));
    check("20T00:00", None, None, ("18T00:00", "20T01:00", 49), ("10T00:00", "18T00:00", 8));
}

#[test]
fn later_plannings_add_what_is_new() {
    check("20T12:44", Some("20T12:34"), Some(&[]), ("", "", 0), ("", "", 0));
    check("20T13:04", Some("20T12:54"), Some(&[]), ("20T13:00", "20T14:00", 1), ("", "", 0));
    // Two days away: all of it can still be live.
    check("20T12:34", Some("19T01:10"), Some(&[]), ("19T02:00", "20T13:00", 35), ("", "", 0));
    let missed: &[_] = &[("18T13:00", "19T00:00")];
    check("20T12:34", Some("18T12:34"), Some(missed), ("19T00:00", "20T13:00", 37), ("18T13:00", "19T00:00", 1));
    let missed: &[_] = &[("15T23:00", "19T00:00")];
    check("20T12:34", Some("15T22:10"), Some(missed), ("19T00:00", "20T13:00", 37), ("15T23:00", "19T00:00", 4));
    // Longer than upstream keeps: what it has deleted is not planned.
    check("20T12:34", Some("02T12:34"), None, ("19T00:00", "20T13:00", 37), ("10T00:00", "19T00:00", 9));
}

#[test]
fn holes_are_filled_wherever_they_are() {
    // A longer history, and what lies between it and a span that somebody asked for.
    let holes: &[_] = &[("10T00:00", "12T00:00"), ("13T06:00", "14T12:00")];
    check("20T12:34", Some("20T12:30"), Some(holes), ("", "", 0), ("10T00:00", "14T12:00", 4));
    let mut windows = planned("20T12:34", Some("20T12:30"), Some(holes));
    windows.sort_by_key(|(scope, _)| scope.start);
    let covered: TimeDelta = windows.iter().map(|(scope, _)| scope.end - scope.start).sum();
    assert_eq!(covered, TimeDelta::hours(48 + 30), "no more than the holes");
}

#[test]
fn what_upstream_no_longer_has_is_not_asked_for() {
    let check = |from: &str, to: &str, expected: Option<&str>| {
        let now = at("20T12:34");
        let moment = |text: &str| if text == "old" { now - TimeDelta::days(500) } else { at(text) };
        let span = past_span(KEPT_UPSTREAM, moment(from), moment(to), now);
        assert_eq!(span.map(|span| span.start.format("%dT%H:%M").to_string()).as_deref(), expected, "{from} to {to}");
    };
    check("10T06:00", "12T00:00", Some("10T00:00"));
    check("old", "12T00:00", Some("13T00:00"));
    check("old", "old", None);
}

#[test]
fn windows_touch_and_never_overlap() {
    for (now, through) in [("20T12:34", None), ("20T12:34", Some("11T03:10")), ("20T00:00", Some("17T23:59"))] {
        let mut windows = planned(now, through, None);
        windows.sort_by_key(|(scope, _)| scope.start);
        assert!(windows.windows(2).all(|pair| pair[0].0.end <= pair[1].0.start), "{now} {through:?}");
        assert!(windows.last().unwrap().0.end > at(now));
    }
}

fn after(end: &str, begun: &str, is_unsettled: bool) -> (bool, Option<String>) {
    let next = next_read(&PLAN, COMPLETED_AFTER, at(end), at(begun), is_unsettled, false);
    (next.is_final, next.reread_at.map(|at| at.format("%dT%H:%M").to_string()))
}

#[test]
fn gaps_grow_with_the_age_of_the_window_until_it_is_final() {
    let check = |begun: &str, is_unsettled, is_final, reread_at: &str| {
        assert_eq!(after("10T12:00", begun, is_unsettled), (is_final, Some(reread_at.to_owned())), "{begun}");
    };
    check("10T11:05", false, false, "10T11:15");
    check("10T12:00", false, false, "10T12:10");
    check("10T12:10", false, false, "10T12:20");
    check("10T12:20", false, false, "10T12:40");
    check("10T16:00", false, false, "10T20:00");
    check("11T04:00", false, false, "11T14:01");
    check("11T14:00", false, false, "11T14:01");
    check("11T14:01", false, true, "13T12:00");
    // However long the daemon was down.
    check("12T14:01", false, true, "13T12:00");
    check("14T14:01", false, true, "17T12:00");
    // What is not settled keeps it open for a week.
    check("11T14:01", true, false, "11T15:01");
    check("12T14:00", true, false, "13T14:00");
    check("18T14:01", true, true, "09T12:00");
}

#[test]
fn a_final_window_is_counted_three_times_and_stays_final() {
    let counted = |now: &str| counted_next(at("01T12:00"), at(now)).map(|at| at.format("%dT%H:%M").to_string());
    assert_eq!(counted("02T15:00").as_deref(), Some("04T12:00"));
    assert_eq!(counted("04T12:00").as_deref(), Some("08T12:00"));
    assert_eq!(counted("09T00:00").as_deref(), Some("31T12:00"));
    assert_eq!(counted("31T12:00"), None);
}

/// A record that a count has found may just have ended.
#[test]
fn what_came_after_a_window_was_final_is_followed_too() {
    let next = |begun: &str, is_unsettled| {
        let next = next_read(&PLAN, COMPLETED_AFTER, at("01T12:00"), at(begun), is_unsettled, true);
        assert!(next.is_final);
        next.reread_at.map(|at| at.format("%dT%H:%M").to_string())
    };
    assert_eq!(next("04T12:00", true).as_deref(), Some("04T14:00"));
    assert_eq!(next("04T14:00", false).as_deref(), Some("08T12:00"));
}

#[test]
fn a_clock_that_is_far_off_plans_nothing_and_hides_nothing() {
    assert_eq!(Horizon::of(&PLAN, KEPT_UPSTREAM, at("05T12:00"), Some(at("20T12:00")), Some(at("10T00:00"))), None);
    // It was ahead once: what is planned through a future is not believed.
    check("20T12:34", Some("31T00:00"), Some(&[]), ("19T00:00", "20T13:00", 37), ("", "", 0));
}

#[test]
fn what_ended_lately_is_not_settled() {
    assert!(is_unsettled(COMPLETED_AFTER, 1, None, at("10T12:00")));
    assert!(is_unsettled(COMPLETED_AFTER, 0, Some(at("10T10:01")), at("10T12:00")));
    assert!(!is_unsettled(COMPLETED_AFTER, 0, Some(at("10T10:00")), at("10T12:00")));
    assert!(!is_unsettled(COMPLETED_AFTER, 0, None, at("10T12:00")));
}
