use super::*;
use crate::search::past::split_days;

const KEPT: TimeDelta = TimeDelta::days(395);
const PLAN: UpdatesPlan = UpdatesPlan {
    every: Duration::from_secs(300),
    history: Duration::from_secs(395 * 86_400),
    wants_whole_records: false,
};

fn at(text: &str) -> DateTime<Utc> {
    let text = if text.len() == 10 { format!("{text}T00:00:00Z") } else { format!("{text}Z") };
    text.parse().unwrap()
}

fn scope((start, end): (&str, &str)) -> Scope {
    Scope { start: at(start), end: at(end) }
}

fn shown(at: DateTime<Utc>) -> String {
    at.format("%FT%T").to_string()
}

#[test]
fn the_first_planning_follows_all_that_upstream_keeps_and_reads_it_by_the_day() {
    let horizon = Horizon::of(&PLAN, KEPT, at("2026-05-18T09:40:00"), None);
    assert_eq!(horizon.days, scope(("2025-04-18", "2026-05-18T09:40:00")));
    let ranges = split_ranges(&[horizon.ranges]);
    assert_eq!((ranges[0].start, ranges.len()), (at("2025-04-18"), 6));
    assert!(ranges.windows(2).all(|pair| pair[0].end == pair[1].start), "ranges touch");
    assert!(ranges.iter().all(|range| range.end - range.start <= RANGE));
    let last = ranges[5];
    assert!(last.start < at("2026-05-18") && last.end > at("2026-05-18T10:40:00"), "{last:?}");
    // Updates are followed from before the first day is read.
    assert_eq!(shown(horizon.first_watermark(last.start)), "2026-05-18T08:40:00");
    let days = split_days(&[horizon.days]);
    assert_eq!((days.len(), days[0].0), (396, scope(("2026-05-18", "2026-05-18T09:40:00"))));
}

#[test]
fn later_plannings_add_the_days_that_are_over_and_the_range_that_begins() {
    let check = |now: &str, through: &str, days_end: &str| {
        let horizon = Horizon::of(&PLAN, KEPT, at(now), Some(at(through)));
        assert_eq!(horizon.days.end, at(days_end), "{now}");
    };
    check("2026-05-19T00:40:00", "2026-05-19T00:35:00", "2026-05-18");
    check("2026-05-19T01:00:00", "2026-05-19T00:55:00", "2026-05-19");
    check("2026-05-30T12:00:00", "2026-05-19T00:55:00", "2026-05-30");
    // A range is there before anything begins in it.
    let boundary = next_boundary(at("2026-05-18"));
    let before = Horizon::of(&PLAN, KEPT, boundary - TimeDelta::minutes(30), Some(boundary - TimeDelta::hours(1)));
    assert_eq!(before.ranges.end, boundary + RANGE);
    // What began while no daemon ran was updated after the last planning.
    let late = Horizon::of(&PLAN, KEPT, boundary + TimeDelta::days(9), Some(boundary - TimeDelta::days(1)));
    assert_eq!(late.first_watermark(boundary), boundary);
    assert_eq!(late.first_watermark(boundary - TimeDelta::days(30)), late.now - PLANNED_EARLY);
}

#[test]
fn a_range_is_asked_for_what_changed_since_a_while_before_its_watermark() {
    type Asked<'a> = (&'a str, &'a str, Option<&'a str>);
    let check = |range: (&str, &str), watermark: Option<&str>, now: &str, expected: Asked<'_>| {
        let slice = slice_of_range(KEPT, scope(range), watermark.map(at), at(now));
        let expected = (at(expected.0), at(expected.1), expected.2.map(at));
        assert_eq!((slice.start, slice.end, slice.updated_from), expected, "{range:?} at {now}");
    };
    let range = ("2026-04-01", "2026-06-24");
    let watermark = Some("2026-05-18T09:35:00");
    let updated = Some("2026-05-18T09:15:00");
    check(range, watermark, "2026-05-18T09:40:00", ("2026-04-01", "2026-05-18T10:40:00", updated));
    check(range, watermark, "2026-07-01", ("2026-04-01", "2026-06-24", updated));
    // What upstream has deleted is not asked for.
    check(range, watermark, "2027-05-16", ("2026-04-11", "2026-06-24", updated));
    check(range, None, "2026-05-18T09:40:00", ("2026-04-01", "2026-05-18T10:40:00", None));
}

#[test]
fn the_watermark_moves_to_the_begin_of_a_complete_read() {
    let range = scope(("2026-04-01", "2026-06-24"));
    let check = |watermark: Option<&str>, answered: &str, is_unsettled: bool, expected: (Option<&str>, bool)| {
        let answered = at(answered);
        let read = CompleteRead { scope: range, begun: answered, answered, is_unsettled };
        let next = next_read_of_range(&PLAN, KEPT, read, watermark.map(at));
        assert_eq!((next.watermark, next.is_given_up), (expected.0.map(at), expected.1), "{watermark:?} {answered}");
        assert_eq!((next.is_final, next.reread_at), (false, Some(answered + TimeDelta::minutes(5))));
    };
    let before = Some("2026-05-18T09:35:00");
    check(before, "2026-05-18T09:40:00", false, (Some("2026-05-18T09:40:00"), false));
    check(None, "2026-05-18T09:40:00", false, (Some("2026-05-18T09:40:00"), false));
    check(before, "2026-05-18T09:30:00", false, (before, false));
    // Records that upstream does not complete hold it, for a day.
    check(before, "2026-05-18T09:40:00", true, (before, false));
    check(before, "2026-05-19T09:40:00", true, (Some("2026-05-19T09:40:00"), true));
    let begun = at("2027-08-10");
    let read = CompleteRead { scope: range, begun, answered: begun, is_unsettled: false };
    let last = next_read_of_range(&PLAN, KEPT, read, Some(begun));
    assert_eq!((last.is_final, last.reread_at), (true, None), "upstream keeps nothing of it");
}

/// A clock that is far off must not move a watermark: it decides which starts are requested.
#[test]
fn a_clock_that_is_far_off_proves_nothing() {
    let check = |begun: &str, answered: &str, expected: Option<i64>| {
        let described = describe_clock(at(begun), at(answered));
        let minutes = expected.map(|minutes| format!("the clock of this machine is {minutes} minutes away"));
        assert_eq!(described.is_some(), minutes.is_some(), "{described:?}");
        assert!(described.unwrap_or_default().starts_with(&minutes.unwrap_or_default()), "{begun} {answered}");
    };
    check("2026-05-18T09:40:00", "2026-05-18T09:40:03", None);
    check("2026-05-18T09:40:00", "2026-05-18T10:30:00", None);
    check("2026-05-18T09:40:00", "2026-05-18T10:31:00", Some(51));
    check("2036-05-18T09:40:00", "2026-05-18T09:40:00", Some(5_260_320));
}

#[test]
fn a_day_is_read_once_and_counted_three_times() {
    let check = |begun: &str, is_unsettled: bool, was_unsettled: bool, expected: (bool, Option<&str>)| {
        let begun = at(begun);
        let read = CompleteRead { scope: scope(("2026-05-17", "2026-05-18")), begun, answered: begun, is_unsettled };
        let next = next_read_of_day(read, was_unsettled);
        assert_eq!((next.is_final, next.reread_at), (expected.0, expected.1.map(at)), "{begun}");
        assert_eq!(next.watermark, None);
    };
    check("2026-05-18T01:00:00", false, false, (true, Some("2026-05-21")));
    check("2026-05-22T01:00:00", false, false, (true, Some("2026-05-25")));
    check("2026-07-18T01:00:00", false, false, (true, None));
    check("2026-05-18T01:00:00", true, false, (false, Some("2026-05-18T07:00:00")));
    check("2026-05-18T07:00:00", true, true, (true, Some("2026-05-21")));
}
