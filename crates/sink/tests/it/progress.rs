//! How far a feed is: when it is late, and when a loss is near.

use chrono::TimeDelta;
use model::{Drift, Feed, Lane, Scope, UnitId};
use sink::ledger::PlannedUnit;
use sink::status::FeedStatus;
use sink::testing::TestDatabase;
use sink::{ReadOutcome, WindowRead};

use crate::fixture::{LEASE, account, hour};
use crate::windows::{facts, plan};

/// Upstream keeps its windows 395 days, and a loss is near 3 days before.
const FEED: Feed = feeds::engagement_history::FEED;
const KEPT_HOURS: i64 = 395 * 24;

async fn status(database: &TestDatabase) -> FeedStatus {
    database.sink.feed_status(&[(account(), FEED)]).await.unwrap().remove(0)
}

async fn register(database: &TestDatabase, hours: i64) {
    database.sink.register_feed(&account(), FEED).await.unwrap();
    let at = hour(hours).to_rfc3339();
    database.execute(&format!("update ingest.feed set registered_at = '{at}'")).await;
}

#[tokio::test]
async fn data_at_the_edge_of_retention_when_it_became_known_is_not_about_to_be_lost() {
    // A feed that is registered at an hour, and a unit that becomes known at hour 0 with so many hours left: when is it
    // lost?
    let check = async |registered: i64, left: i64, lane: Lane, expected: Option<i64>| {
        let database = TestDatabase::create().await;
        register(&database, registered).await;
        let end = left - KEPT_HOURS;
        let scope = Scope { start: hour(end - 24), end: hour(end) };
        plan(
            &database.sink,
            FEED,
            &[PlannedUnit { name: scope.name(), scope, lane, is_snapshot: false, watermark: None }],
        )
        .await;
        let status = status(&database).await;
        assert_eq!(status.next_deletion_at, expected.map(hour), "registered {registered}, {left} hours left, {lane:?}");
        assert_eq!(status.is_loss_near(hour(0)), expected.is_some_and(|at| at < 72));
        assert_eq!(status.units.pending, 1, "it is loaded all the same");
    };
    for lane in [Lane::Live, Lane::Backfill] {
        for left in [-5, 1, 72, 143] {
            check(0, left, lane, None).await;
        }
        check(0, 144, lane, Some(144)).await;
        check(0, 1_000, lane, Some(1_000)).await;
    }
    // What a long downtime left is about to be lost; what a person plans much later is not.
    check(-1_000, 1, Lane::Live, Some(1)).await;
    check(-1_000, 1, Lane::Backfill, None).await;
}

#[tokio::test]
async fn a_feed_is_late_after_its_usual_lag_and_not_before_it_could_be() {
    // A feed that is registered at an hour and complete through another: how far is it behind at hour 0?
    let check = async |registered: i64, complete: Option<i64>, expected: i64| {
        let database = TestDatabase::create().await;
        register(&database, registered).await;
        if let Some(complete) = complete {
            let scope = Scope { start: hour(complete), end: hour(complete + 1) };
            let window =
                PlannedUnit { name: scope.name(), scope, lane: Lane::Live, is_snapshot: false, watermark: None };
            plan(&database.sink, FEED, &[window]).await;
            database.execute("update ingest.feed set listed_through_at = now()").await;
        }
        let status = status(&database).await;
        assert_eq!(status.complete_through, complete.map(hour));
        assert_eq!(status.lag(hour(0)), TimeDelta::hours(expected));
        assert_eq!(status.is_late(hour(0)), expected > 36);
    };
    check(-1, None, 1).await;
    check(-1, Some(-700), 1).await;
    check(-40, None, 40).await;
    check(-40, Some(-30), 30).await;
    check(-100, Some(-37), 37).await;
}

/// Ranges are polled whatever their age: one that waits is late by its watermark, and no loss is near because of its span.
#[tokio::test]
async fn updates_are_complete_through_the_watermark_that_is_furthest_behind() {
    const UPDATES: Feed = feeds::messaging_interactions::FEED;
    let database = TestDatabase::create().await;
    let sink = &database.sink;
    let range = |start: i64, end: i64| {
        let scope = Scope { start: hour(start), end: hour(end) };
        let (name, watermark) = (scope.name(), Some(hour(-200)));
        PlannedUnit { name, scope, lane: Lane::Live, is_snapshot: false, watermark }
    };
    let ranges = [range(-KEPT_HOURS - 100, -KEPT_HOURS + 1), range(-1_000, 500)];
    plan(sink, UPDATES, &ranges).await;
    database.execute("update ingest.feed set listed_through_at = now()").await;
    let check = async |expected: Option<i64>, polled: Option<(usize, i64, Option<&str>)>| {
        if let Some((range, watermark, missing)) = polled {
            let row =
                database.rows(&format!("select unit_id from ingest.unit where name = '{}'", ranges[range].name)).await;
            let unit = UnitId(row[0]["unit_id"].as_i64().unwrap());
            let unit = sink.claim_this_unit(UPDATES, unit, "test", hour(0), LEASE).await.unwrap().unwrap();
            assert!(unit.past_reads.watermark.is_some());
            let outcome = match missing {
                None => ReadOutcome::Complete {
                    is_final: false,
                    reread_at: Some(hour(0)),
                    watermark: Some(hour(watermark)),
                },
                Some(reason) => ReadOutcome::Incomplete { reason: reason.to_owned(), next_attempt_at: hour(0) },
            };
            let read = WindowRead { begun_at: hour(0), counted: 0, unsettled: 0, outcome };
            sink.begin(&unit).await.unwrap().finish_window(facts(0), &Drift::default(), &read).await.unwrap();
        }
        let status = sink.feed_status(&[(account(), UPDATES)]).await.unwrap().remove(0);
        assert_eq!(status.complete_through, expected.map(hour), "{polled:?}");
        assert_eq!((status.next_deletion_at, status.is_loss_near(hour(0))), (None, false), "{polled:?}");
        assert_eq!(sink.backlog(&account(), UPDATES).await.unwrap().units, 0, "{polled:?}");
    };
    check(None, None).await;
    check(None, Some((0, -5, None))).await;
    check(None, Some((1, 0, Some("two pages do not overlap")))).await;
    check(Some(-9), Some((1, -9, None))).await;
    check(Some(-9), Some((0, -1, None))).await;
    check(Some(-9), Some((1, 0, Some("two pages do not overlap")))).await;
    check(Some(-1), Some((1, 0, None))).await;
}
