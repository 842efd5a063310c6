//! Leases, states, and what a listing leaves.

use std::time::Duration;

use chrono::TimeDelta;
use model::{Lane, UnitState};
use sink::lease::AttemptEnd;
use sink::ledger::{Expired, Polled};
use sink::outage::{OutageOf, Pause};
use sink::testing::TestDatabase;
use sink::units::UnitFilter;
use sink::{Sink, SinkError, SinkOptions};

use crate::fixture::{Doc, File, LEASE, account, claim, hour, store};

const A: Doc = Doc { id: 1, says: "A", messages: 1 };
const NO_TIME: Duration = Duration::ZERO;

/// A pause from one hour to another.
fn pause(error: &str, begin: i64, end: i64, of: OutageOf) -> Pause<'_> {
    Pause { error, is_refused: error != "503", unavailable_until: None, begin: hour(begin), end: hour(end), of }
}

async fn claim_again(sink: &Sink, lease: Duration) -> Option<model::Unit> {
    sink.claim_unit(&[(account(), feeds::engagement::FEED)], &[0], Lane::Live, "other", hour(100_000), lease)
        .await
        .unwrap()
}

#[tokio::test]
async fn a_leased_unit_is_not_given_twice_and_an_expired_lease_is_taken_over() {
    let database = TestDatabase::create().await;
    let sink = &database.sink;
    let file = File::engagement("one", 1, &[A]);
    let first = claim(sink, &file).await.unwrap().unwrap();
    assert!(claim_again(sink, LEASE).await.is_none());
    assert!(sink.renew(&first, NO_TIME).await.unwrap(), "ours still; it runs out at once");
    let second = claim_again(sink, LEASE).await.expect("taken over");
    assert!(second.lease_token > first.lease_token);
    assert!(!sink.renew(&first, LEASE).await.unwrap());
    assert!(matches!(store(sink, &first, &file).await, Err(SinkError::LeaseLost)));
    sink.end_attempt(&first, &AttemptEnd::Dead { error: "late".into() }).await.unwrap();
    assert_eq!(store(sink, &second, &file).await.unwrap().new, 1);
    let loads = database.rows("select owner, outcome from ingest.load order by load_id").await;
    assert_eq!(loads[0]["outcome"], "abandoned");
    assert_eq!((&loads[1]["outcome"], &loads[1]["owner"]), (&"loaded".into(), &"other".into()));
}

/// Only what came to an end of its own ends the row; stopping and outages say nothing of the unit.
#[tokio::test]
async fn attempts_abandoned_in_a_row_are_counted() {
    let database = TestDatabase::create().await;
    let sink = &database.sink;
    let file = File::engagement("one", 1, &[A]);
    let next_attempt_at = hour(6);
    let error = || "an error".to_owned();
    let mut unit = claim(sink, &file).await.unwrap().unwrap();
    let mut check = async |ending: Option<AttemptEnd>, expected: u32| {
        match &ending {
            Some(ending) => sink.end_attempt(&unit, ending).await.unwrap(),
            None => assert!(sink.renew(&unit, NO_TIME).await.unwrap(), "it runs out at once"),
        }
        unit = claim_again(sink, LEASE).await.unwrap();
        assert_eq!(unit.abandoned_in_row, expected, "after {ending:?}");
    };
    check(None, 1).await;
    check(None, 2).await;
    check(Some(AttemptEnd::Released), 0).await;
    check(None, 3).await;
    check(Some(AttemptEnd::HeldBack { error: error(), next_attempt_at }), 0).await;
    check(None, 4).await;
    check(Some(AttemptEnd::Outage { error: error(), next_attempt_at }), 0).await;
    check(None, 5).await;
    check(Some(AttemptEnd::Failed { error: error(), is_refused: false, next_attempt_at }), 0).await;
    check(None, 1).await;
    store(sink, &unit, &file).await.unwrap();
    sink.retry_units(&UnitFilter::default(), hour(0)).await.unwrap();
    claim_again(sink, NO_TIME).await.unwrap();
    assert_eq!(claim_again(sink, LEASE).await.unwrap().abandoned_in_row, 1, "it was loaded in between");
}

#[tokio::test]
async fn outages_in_a_row_are_counted() {
    let database = TestDatabase::create().await;
    let sink = &database.sink;
    let file = File::engagement("one", 1, &[A]);
    let next_attempt_at = hour(6);
    let outage = || AttemptEnd::Outage { error: "503".to_owned(), next_attempt_at };
    let mut unit = claim(sink, &file).await.unwrap().unwrap();
    let mut check = async |ending: AttemptEnd, expected: u32| {
        sink.end_attempt(&unit, &ending).await.unwrap();
        assert_eq!(sink.outages_in_row(unit.id).await.unwrap(), expected, "after {ending:?}");
        unit = claim_again(sink, LEASE).await.unwrap();
    };
    check(outage(), 1).await;
    check(outage(), 2).await;
    check(AttemptEnd::Released, 2).await;
    check(outage(), 3).await;
    check(AttemptEnd::Failed { error: "cut".to_owned(), is_refused: false, next_attempt_at }, 0).await;
    check(outage(), 1).await;
    store(sink, &unit, &file).await.unwrap();
    assert_eq!(sink.outages_in_row(unit.id).await.unwrap(), 0, "it was loaded");
}

#[tokio::test]
async fn a_worker_whose_lease_ran_out_waits_for_the_one_that_is_storing() {
    let database = TestDatabase::create().await;
    let file = File::engagement("one", 1, &[A]);
    let unit = claim(&database.sink, &file).await.unwrap().unwrap();
    let commit = database.sink.begin(&unit).await.unwrap();
    database.execute("set lock_timeout = '1ms'").await;
    assert!(claim_again(&database.sink, NO_TIME).await.is_none(), "the locked row is skipped");
    drop(commit);
}

#[tokio::test]
async fn every_ending_leaves_its_trace() {
    let database = TestDatabase::create().await;
    let sink = &database.sink;
    let file = File::engagement("one", 1, &[A]);
    let error = || "an error with \0 in it".to_owned();
    let (since, next_attempt_at) = (hour(5), hour(6));
    let check = async |ending: AttemptEnd, state: &str, attempts: i64| {
        sink.retry_units(&UnitFilter::default(), hour(0)).await.unwrap();
        let unit = claim(sink, &file).await.unwrap().unwrap();
        sink.end_attempt(&unit, &ending).await.unwrap();
        let rows = database.rows("select state, attempts from ingest.unit").await;
        assert_eq!((&rows[0]["state"], &rows[0]["attempts"]), (&state.into(), &attempts.into()), "{ending:?}");
        let loads = database.rows("select outcome from ingest.load order by load_id desc limit 1").await;
        assert_eq!(loads[0]["outcome"], ending.outcome());
    };
    check(AttemptEnd::Failed { error: error(), is_refused: true, next_attempt_at }, "failed", 1).await;
    check(AttemptEnd::Failed { error: error(), is_refused: false, next_attempt_at }, "failed", 1).await;
    check(AttemptEnd::Dead { error: error() }, "dead", 1).await;
    check(AttemptEnd::Missing { error: error(), since, next_attempt_at }, "failed", 0).await;
    check(AttemptEnd::Gone { error: error(), since }, "gone", 0).await;
    check(AttemptEnd::Outage { error: error(), next_attempt_at }, "pending", 0).await;
    check(AttemptEnd::HeldBack { error: error(), next_attempt_at }, "failed", 0).await;
    check(AttemptEnd::Released, "pending", 0).await;
}

#[tokio::test]
async fn a_paused_feed_is_left_alone_until_it_is_listed_again() {
    let database = TestDatabase::create().await;
    let sink = &database.sink;
    let feeds = [(account(), feeds::engagement::FEED)];
    let file = File::engagement("one", 1, &[A]);
    sink.register_feed(&account(), feeds::engagement::FEED).await.unwrap();
    sink.add_files(&account(), feeds::engagement::FEED, &[file.listed()], hour(0)).await.unwrap();
    sink.pause_feed(&account(), feeds::engagement::FEED, &pause("401", 10, 12, OutageOf::Listing)).await.unwrap();
    assert!(sink.claim_unit(&feeds, &[0], Lane::Live, "test", hour(11), LEASE).await.unwrap().is_none());
    assert!(
        sink.claim_poll(&account(), feeds::engagement::FEED, "test", hour(11), LEASE, true).await.unwrap().is_none()
    );
    let lease =
        sink.claim_poll(&account(), feeds::engagement::FEED, "test", hour(12), LEASE, false).await.unwrap().unwrap();
    assert!(
        sink.claim_poll(&account(), feeds::engagement::FEED, "other", hour(12), LEASE, true).await.unwrap().is_none(),
        "one lists at a time"
    );
    let polled =
        Polled { succeeded_at: Some(hour(12)), next_poll_at: hour(13), listed_through: hour(12), is_all: true };
    sink.finish_poll(&account(), feeds::engagement::FEED, &lease, &polled).await.unwrap();
    let status = sink.feed_status(&feeds).await.unwrap();
    assert_eq!((status[0].last_error.as_deref(), status[0].listed_through_at), (None, Some(hour(12))));
    assert!(sink.claim_unit(&feeds, &[0], Lane::Live, "test", hour(12), LEASE).await.unwrap().is_some());
}

/// A daemon whose lease ran out while it listed takes nothing from the one that lists now, however its own listing ended.
#[tokio::test]
async fn a_late_listing_leaves_the_lease_of_the_next_alone() {
    let database = TestDatabase::create().await;
    let sink = &database.sink;
    let (account, feed) = (account(), feeds::engagement::FEED);
    sink.register_feed(&account, feed).await.unwrap();
    let list = async |lease| sink.claim_poll(&account, feed, "test", hour(9), lease, true).await.unwrap();
    let (late, now) = (list(NO_TIME).await.unwrap(), list(LEASE).await.unwrap());
    sink.pause_feed(&account, feed, &pause("503", 8, 9, OutageOf::Listing)).await.unwrap();
    sink.release_poll(&account, feed, &late).await.unwrap();
    assert!(!sink.renew_poll(&account, feed, &late, LEASE).await.unwrap());
    let polled = Polled { succeeded_at: Some(hour(9)), next_poll_at: hour(10), listed_through: hour(9), is_all: true };
    sink.finish_poll(&account, feed, &late, &polled).await.unwrap();
    assert!(list(LEASE).await.is_none(), "it is being listed");
    assert!(sink.renew_poll(&account, feed, &now, LEASE).await.unwrap());
    sink.release_poll(&account, feed, &now).await.unwrap();
    assert!(list(LEASE).await.is_some());
}

/// A listing that succeeds does not end the trouble of downloads: the pauses would never grow.
#[tokio::test]
async fn outages_of_downloads_end_when_a_file_loads() {
    let database = TestDatabase::create().await;
    let sink = &database.sink;
    let (account, feed) = (account(), feeds::engagement::FEED);
    let file = File::engagement("one", 1, &[A]);
    sink.register_feed(&account, feed).await.unwrap();
    for (begin, expected) in [(1, 1), (1, 1), (3, 2), (5, 3)] {
        sink.pause_feed(&account, feed, &pause("403", begin, begin + 2, OutageOf::Unit)).await.unwrap();
        assert_eq!(sink.outage_count(&account, feed, OutageOf::Unit).await.unwrap(), expected, "paused at {begin}");
    }
    let lease = sink.claim_poll(&account, feed, "test", hour(9), LEASE, true).await.unwrap().unwrap();
    let polled = Polled { succeeded_at: Some(hour(9)), next_poll_at: hour(10), listed_through: hour(9), is_all: true };
    sink.finish_poll(&account, feed, &lease, &polled).await.unwrap();
    let error = async || {
        let status = sink.feed_status(&[(account.clone(), feed)]).await.unwrap().remove(0);
        (status.last_error, status.is_refused)
    };
    assert_eq!(
        (sink.outage_count(&account, feed, OutageOf::Unit).await.unwrap(), error().await),
        (3, (Some("403".to_owned()), true))
    );
    let unit = claim(sink, &file).await.unwrap().unwrap();
    store(sink, &unit, &file).await.unwrap();
    assert_eq!((sink.outage_count(&account, feed, OutageOf::Unit).await.unwrap(), error().await), (0, (None, false)));
}

#[tokio::test]
async fn a_name_is_one_unit_however_often_it_is_listed() {
    let database = TestDatabase::create().await;
    let sink = &database.sink;
    let mut listed = File::engagement("one", 1, &[A]).listed();
    sink.register_feed(&account(), feeds::engagement::FEED).await.unwrap();
    let twice = [listed.clone(), listed.clone()];
    assert_eq!(sink.add_files(&account(), feeds::engagement::FEED, &twice, hour(0)).await.unwrap(), 1);
    let before = database.rows("select unit.xmin::text, last_value from ingest.unit, ingest.unit_unit_id_seq").await;
    assert_eq!(sink.add_files(&account(), feeds::engagement::FEED, &twice, hour(1)).await.unwrap(), 0);
    let after = database.rows("select unit.xmin::text, last_value from ingest.unit, ingest.unit_unit_id_seq").await;
    assert_eq!(before, after, "nothing is written for a name that is known");
    listed.href = "http://elsewhere/one".to_owned();
    sink.add_files(&account(), feeds::engagement::FEED, &[listed], hour(2)).await.unwrap();
    let rows = database.rows("select href from ingest.unit").await;
    assert_eq!(rows[0]["href"], "http://elsewhere/one");
}

#[tokio::test]
async fn what_upstream_deleted_is_gone_until_a_person_acknowledges_it() {
    let database = TestDatabase::create().await;
    let sink = &database.sink;
    let feeds = [(account(), feeds::engagement::FEED)];
    sink.register_feed(&account(), feeds::engagement::FEED).await.unwrap();
    sink.add_files(&account(), feeds::engagement::FEED, &[File::engagement("one", 1, &[A]).listed()], hour(2))
        .await
        .unwrap();
    assert!(
        sink.give_up_expired(&account(), feeds::engagement::FEED, Expired::ListedBefore(hour(2)))
            .await
            .unwrap()
            .is_empty()
    );
    let later = hour(2) + TimeDelta::seconds(1);
    assert_eq!(
        sink.give_up_expired(&account(), feeds::engagement::FEED, Expired::ListedBefore(later)).await.unwrap().len(),
        1
    );
    let unacknowledged = || async { sink.feed_status(&feeds).await.unwrap()[0].units.unacknowledged };
    assert_eq!(unacknowledged().await, 1);
    let gone = UnitFilter { states: vec![UnitState::Gone], ..UnitFilter::default() };
    assert_eq!(sink.acknowledge_units(&gone, hour(3)).await.unwrap(), 1);
    assert_eq!(unacknowledged().await, 0);
    assert_eq!(sink.retry_units(&gone, hour(3)).await.unwrap(), 1);
    assert_eq!(sink.feed_status(&feeds).await.unwrap()[0].units.pending, 1);
}

/// What a watcher asks is given up by the server, and only that.
#[tokio::test]
async fn a_question_of_a_watcher_ends_soon() {
    let database = TestDatabase::create().await;
    let watcher = database.sink.for_watchers(Duration::from_millis(10));
    let options = SinkOptions { connections_max: 1, ..SinkOptions::new(database.url.clone()) };
    let holder = TestDatabase { sink: Sink::new(&options).unwrap(), url: database.url.clone() };
    holder.execute("begin; lock table ingest.unit, ingest.load").await;
    let feeds = [(account(), feeds::engagement::FEED)];
    let check = |asked: Result<usize, SinkError>| assert!(matches!(asked, Err(SinkError::Unavailable(_))), "{asked:?}");
    check(watcher.feed_status(&feeds).await.map(|feeds| feeds.len()));
    check(watcher.units(&UnitFilter::default(), 1).await.map(|units| units.len()));
    check(watcher.span_states(&feeds, hour(0), hour(1)).await.map(|spans| spans.len()));
    check(watcher.error_groups(&feeds, 1).await.map(|groups| groups.len()));
    check(watcher.throughput(hour(0)).await.map(|hours| hours.len()));
    check(watcher.attempts(&[model::UnitId(1)], 1).await.map(|attempts| attempts.len()));
    holder.execute("rollback").await;
    // The connections are those of the loader, and keep its bounds.
    assert_eq!(watcher.units(&UnitFilter::default(), 1).await.unwrap().len(), 0);
    let rows = database.rows("select current_setting('statement_timeout') as bound").await;
    assert_eq!(rows[0]["bound"], "10min");
}

#[tokio::test]
async fn the_next_thing_due_is_known() {
    let database = TestDatabase::create().await;
    let sink = &database.sink;
    let feeds = [(account(), feeds::engagement::FEED)];
    assert_eq!(sink.next_due(&feeds).await.unwrap(), None);
    sink.register_feed(&account(), feeds::engagement::FEED).await.unwrap();
    let lease =
        sink.claim_poll(&account(), feeds::engagement::FEED, "test", hour(0), LEASE, true).await.unwrap().unwrap();
    let polled = Polled { succeeded_at: Some(hour(0)), next_poll_at: hour(9), listed_through: hour(0), is_all: true };
    sink.finish_poll(&account(), feeds::engagement::FEED, &lease, &polled).await.unwrap();
    assert_eq!(sink.next_due(&feeds).await.unwrap(), Some(hour(9)));
    sink.add_files(&account(), feeds::engagement::FEED, &[File::engagement("one", 1, &[A]).listed()], hour(3))
        .await
        .unwrap();
    assert_eq!(sink.next_due(&feeds).await.unwrap(), Some(hour(3)));
    sink.pause_feed(&account(), feeds::engagement::FEED, &pause("503", 3, 4, OutageOf::Listing)).await.unwrap();
    assert_eq!(sink.next_due(&feeds).await.unwrap(), Some(hour(4)));
}

/// Statements ask the feed's row what kind it is, and never its name.
#[tokio::test]
async fn a_feed_tells_what_the_program_knows_of_it_and_is_written_once() {
    let database = TestDatabase::create().await;
    let facts =
        "select feed, kind, kept_upstream::text as kept, usual_lag::text as lag, loss_near::text as loss, xmin::text
        from ingest.feed order by feed";
    let register = async || {
        for feed in feeds::all() {
            database.sink.register_feed(&account(), feed).await.unwrap();
        }
        database.rows(facts).await
    };
    let registered = register().await;
    for (row, feed) in registered.iter().zip(feeds::all()) {
        assert_eq!((row["feed"].as_str(), row["kind"].as_str()), (Some(feed.as_str()), Some(feed.kind().as_str())));
    }
    let history = registered.iter().find(|row| row["feed"] == "engagement_history").unwrap();
    let intervals = ["kept", "lag", "loss"].map(|column| history[column].as_str().unwrap());
    assert_eq!(intervals, ["395 days", "1 day 12:00:00", "3 days"]);
    assert_eq!(register().await, registered, "registered again, nothing is written");

    database.execute("update ingest.feed set usual_lag = '1 hour' where feed = 'engagement'").await;
    let again = register().await;
    let differ: Vec<_> = registered.iter().zip(&again).filter(|(before, now)| before != now).collect();
    assert_eq!(differ.len(), 1);
    assert_eq!(differ[0].1["lag"], "10:00:00");
}
