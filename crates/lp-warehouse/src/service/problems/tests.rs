//! Order and grouping of problems, as lines of text.

use super::*;
use crate::specimen::{feed, minutes, now, paused, units};

/// What stands on the page: a line for each problem with its kind, its title and its feeds.
#[track_caller]
fn check(feeds: &[FeedStatus], errors: &[ErrorGroup], hindrance: Option<&str>, expected: &[&str]) {
    let problems = find(feeds, errors, hindrance);
    let lines: Vec<String> = problems
        .iter()
        .map(|problem| format!("{}: {} [{}]", problem.kind.word(), problem.title, problem.scopes.join(", ")))
        .collect();
    assert_eq!(lines, expected);
    assert!(problems.is_sorted_by_key(|problem| problem.kind), "the worst first");
}

fn find(feeds: &[FeedStatus], errors: &[ErrorGroup], hindrance: Option<&str>) -> Vec<Problem> {
    let shell = Shell::of(None, true);
    let is_away = hindrance == Some("away");
    find_problems(&Seen { feeds, errors, process: None, hindrance, is_away, now: now(), shell: &shell })
}

fn of_account(account: &str, feed: FeedStatus) -> FeedStatus {
    FeedStatus { account_id: account.to_owned(), ..feed }
}

fn behind(feed: FeedStatus) -> FeedStatus {
    FeedStatus { complete_through: minutes(-20 * 60), ..feed }
}

const REFUSED: &str = "GET va.host/account/1/le/a did not accept the credentials: no message; Check the credentials.";
const REFUSED_TOO: &str =
    "GET va.host/account/1/le/b did not accept the credentials: no message; Check the credentials.";

#[test]
fn all_is_well() {
    check(&[], &[], None, &[]);
    check(&[feed("a"), feed("b")], &[units("a", "failed", 3, "cut")], None, &[]);
}

#[test]
fn the_worst_comes_first() {
    let near = FeedStatus { next_deletion_at: minutes(125), ..feed("near") };
    let near = FeedStatus { units: sink::status::UnitCounts { pending: 4, ..near.units }, ..near };
    let rejects = FeedStatus { rejects_open: 12, ..feed("rejects") };
    let feeds = [
        rejects,
        behind(feed("late")),
        paused("away", "GET va.host/x is not available: it answered 503", false),
        near,
        paused("refused", REFUSED, true),
    ];
    let errors = [units("dead", "dead", 2, "no JSON at byte 17"), units("lost", "gone", 1, "it has nothing there")];
    let expected = [
        "Credentials refused: LivePerson refuses account 1 [1 refused]",
        "Loss near: 4 units are about to be lost [1 near: LivePerson deletes the oldest at 16:35 UTC, in 2 h 5 min]",
        "Lost: 1 unit is lost [1 lost]",
        "Dead: 2 units are dead [1 dead]",
        "Waiting: 1 away cannot be read [1 away]",
        "Late: 1 late is late [1 late: 20 h 0 min behind]",
        "Quarantine: 12 records are in the quarantine [1 rejects: 12]",
    ];
    check(&feeds, &errors, None, &expected);
}

#[test]
fn equal_errors_are_one_problem() {
    let feeds =
        [paused("a", REFUSED, true), paused("b", REFUSED_TOO, true), of_account("2", paused("a", REFUSED, true))];
    let expected = [
        "Credentials refused: LivePerson refuses account 1 [1 a, 1 b]",
        "Credentials refused: LivePerson refuses account 2 [2 a]",
    ];
    check(&feeds, &[], None, &expected);

    let away = |host: &str| format!("GET {host}/x is not available: it answered 503");
    let feeds = [paused("a", &away("h1"), false), of_account("2", paused("a", &away("h2"), false))];
    check(&feeds, &[], None, &["Waiting: 2 feeds cannot be read [1 a, 2 a]"]);

    let errors = [
        units("a", "dead", 40, "no JSON at byte 17"),
        units("b", "dead", 2, "no JSON at byte 4711"),
        units("b", "dead", 1, "too large"),
    ];
    check(&[], &errors, None, &["Dead: 42 units are dead [1 a, 1 b]", "Dead: 1 unit is dead [1 b]"]);
}

/// Of a feed's methods one may be refused while the others are read.
#[test]
fn units_that_are_refused_are_a_refusal() {
    let errors =
        [ErrorGroup { is_refused: true, ..units("a", "failed", 1, "GET x/y does not allow this: no message") }];
    check(&[behind(feed("a"))], &errors, None, &["Credentials refused: LivePerson refuses account 1 [1 a]"]);
}

#[test]
fn what_follows_from_another_problem_is_none() {
    let away = paused("a", "GET va.host/x is not available: it answered 503", false);
    check(&[behind(away.clone())], &[], None, &["Waiting: 1 a cannot be read [1 a]"]);
    check(&[behind(away.clone())], &[], Some("no room"), &["Stopped: Nothing is loaded []"]);
    check(&[behind(away)], &[], Some("away"), &["Stopped: Nothing is loaded: the database does not answer []"]);
    let postponed = FeedStatus { last_postponement: Some("x".to_owned()), last_postponed_at: minutes(-1), ..feed("a") };
    check(&[behind(postponed)], &[], None, &["Waiting: 1 a cannot be read [1 a]"]);
    let first = FeedStatus { complete_through: None, last_success_at: None, ..feed("a") };
    check(std::slice::from_ref(&first), &[], None, &[]);
    let held = sink::status::UnitCounts { dead: 1, unacknowledged: 1, ..feed("a").units };
    check(
        &[FeedStatus { units: held, ..behind(feed("a")) }],
        &[units("a", "dead", 1, "x")],
        None,
        &["Dead: 1 unit is dead [1 a]"],
    );
    let progress = sink::status::Progress { due: 40, loaded_lately: 1, loaded_since_at: minutes(-1) };
    let catching_up = FeedStatus { progress, ..behind(feed("a")) };
    check(std::slice::from_ref(&catching_up), &[], None, &[]);
    let progress = sink::status::Progress { loaded_lately: 0, ..progress };
    check(&[FeedStatus { progress, ..catching_up }], &[], None, &["Late: 1 a is late [1 a: 20 h 0 min behind]"]);
    // A method that never answered keeps the feed from being complete.
    let failing = FeedStatus { units: sink::status::UnitCounts { failed: 1, ..first.units }, ..first };
    check(&[failing], &[units("a", "failed", 1, "cut")], None, &["Late: 1 a is late [1 a: nothing is complete yet]"]);
}

#[test]
fn a_loss_that_has_begun_is_said_so() {
    let near = FeedStatus { next_deletion_at: minutes(-1), ..feed("a") };
    let units = sink::status::UnitCounts { pending: 1, ..near.units };
    check(
        &[FeedStatus { units, ..near }],
        &[],
        None,
        &["Loss near: 1 unit is about to be lost [1 a: LivePerson deletes them since 14:29 UTC]"],
    );
}

#[test]
fn times_and_causes_are_those_of_the_last_error_and_the_next_try() {
    let earlier =
        FeedStatus { last_error_at: minutes(-60), paused_until_at: minutes(10), ..paused("a", REFUSED, true) };
    let problems = find(&[paused("b", REFUSED_TOO, true), earlier], &[], None);
    let told = &problems[0];
    assert_eq!((told.last_at, told.next_at, told.paused_until_at), (minutes(-10), minutes(10), minutes(20)));
    assert_eq!(told.cause.as_deref(), Some(REFUSED_TOO));
}

#[test]
fn commands_can_be_pasted() {
    let check = |errors: &[ErrorGroup], expected: &[&str]| assert_eq!(find(&[], errors, None)[0].commands, expected);
    let list = "sudo lp-warehouse units list --state dead";
    check(&[units("a", "dead", 1, "x")], &[list, "sudo lp-warehouse units retry --id 7"]);
    let retry = "sudo lp-warehouse units retry --state dead --account 1 --feed a";
    check(&[units("a", "dead", 2, "x")], &[list, retry]);
    let retry = "sudo lp-warehouse units retry --state dead";
    check(&[units("a", "dead", 2, "x"), units("b", "dead", 2, "x")], &[list, retry]);
    let list = "sudo lp-warehouse units list --state gone";
    check(&[units("a", "gone", 1, "x")], &[list, "sudo lp-warehouse units ack --id 7"]);
    check(&[units("a", "gone", 2, "x")], &[list, "sudo lp-warehouse units ack --account 1 --feed a"]);
}

#[test]
fn only_what_differs_from_unit_to_unit_is_no_part_of_a_shape() {
    let check = |error: &str, expected: &str| assert_eq!(shape(Some(error)), expected);
    check("GET h/le/a.gz gave 5 bytes of 7", "GET … gave … bytes of …");
    check("the decoder panicked", "the decoder panicked");
    assert_eq!(shape(None), "");
}
