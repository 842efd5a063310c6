//! Units that are no files: their lanes, their reads, and what is lost.

use std::sync::atomic::{AtomicI64, Ordering};

use chrono::TimeDelta;
use feeds::engagement_history::{ENGAGEMENT, Engagement};
use feeds::operational::{ENGAGEMENT_ACTIVITY, EngagementActivity};
use model::batch::{Batch, DocumentVersion};
use model::{Drift, Feed, Lane, Position, Scope, Unit, UnitId};
use sink::lease::AttemptEnd;
use sink::ledger::PlannedUnit;
use sink::testing::TestDatabase;
use sink::units::UnitFilter;
use sink::{ReadOutcome, Sink, SinkOptions, UnitFacts, WindowRead};
use tuple::Millis;

use crate::fixture::{ACCOUNT, LEASE, account, hour};

const FEED: Feed = feeds::engagement_history::FEED;

pub(crate) fn window(start: i64, lane: Lane) -> PlannedUnit {
    let scope = Scope { start: hour(start), end: hour(start + 1) };
    PlannedUnit { name: scope.name(), scope, lane, is_snapshot: false, watermark: None }
}

pub(crate) async fn plan(sink: &Sink, feed: Feed, units: &[PlannedUnit]) {
    sink.register_feed(&account(), feed).await.unwrap();
    sink.add_units(&account(), feed, units, hour(0)).await.unwrap();
}

async fn claim(sink: &Sink, lane: Lane, now: i64) -> Option<Unit> {
    sink.claim_unit(&[(account(), FEED)], &[0], lane, "test", hour(now), LEASE).await.unwrap()
}

/// A unit of its own for each load, so that several workers may hold copies of the same document.
pub(crate) async fn claim_new(sink: &Sink, feed: Feed) -> Unit {
    static NUMBER: AtomicI64 = AtomicI64::new(0);
    let window = window(NUMBER.fetch_add(1, Ordering::Relaxed), Lane::Live);
    plan(sink, feed, std::slice::from_ref(&window)).await;
    let units = sink.units(&UnitFilter::default(), 10_000).await.unwrap();
    let id = units.iter().find(|unit| unit.name == window.name).unwrap().unit_id;
    sink.claim_this_unit(feed, UnitId(id), "test", hour(0), LEASE).await.unwrap().unwrap()
}

pub(crate) fn facts(records: u64) -> UnitFacts {
    UnitFacts { file_bytes: 1, inflated_bytes: 1, file_sha256: None, documents: 1, records, replaced_characters: 0 }
}

pub(crate) fn complete(now: i64, reread_at: Option<i64>, is_final: bool) -> WindowRead {
    let outcome = ReadOutcome::Complete { is_final, reread_at: reread_at.map(hour), watermark: None };
    WindowRead { begun_at: hour(now), counted: 0, unsettled: 0, outcome }
}

async fn read(sink: &Sink, unit: &Unit, read: &WindowRead) {
    let commit = sink.begin(unit).await.unwrap();
    commit.finish_window(facts(0), &Drift::default(), read).await.unwrap();
}

#[tokio::test]
async fn the_present_comes_oldest_first_and_the_past_newest_first() {
    let database = TestDatabase::create().await;
    let sink = &database.sink;
    let lanes = [Lane::Live, Lane::Backfill];
    let units: Vec<_> = (0..3).flat_map(|start| lanes.map(|lane| (start, lane))).collect();
    let units: Vec<_> = units
        .into_iter()
        .map(|(start, lane)| window(if lane == Lane::Live { 10 + start } else { start }, lane))
        .collect();
    plan(sink, FEED, &units).await;
    plan(sink, FEED, &units).await;
    let mut order = Vec::new();
    for lane in lanes {
        while let Some(unit) = claim(sink, lane, 50).await {
            order.push((lane, (unit.scope.start - hour(0)).num_hours()));
        }
    }
    let (live, backfill) = ([10, 11, 12], [2, 1, 0]);
    let expected: Vec<_> = live
        .map(|start| (Lane::Live, start))
        .into_iter()
        .chain(backfill.map(|start| (Lane::Backfill, start)))
        .collect();
    assert_eq!(order, expected);
}

/// A unit that is being stored is not renewed: its row is locked instead. However many come first, they are passed over.
#[tokio::test]
async fn units_that_are_being_stored_keep_nobody_from_the_others() {
    const STORING: i64 = 12;
    let database = TestDatabase::create().await;
    let options = SinkOptions { connections_max: 2 * STORING as u32 + 2, ..SinkOptions::new(database.url.clone()) };
    let sink = &Sink::new(&options).unwrap();
    let mut storing = Vec::new();
    for (lane, last) in [(Lane::Live, 1_000), (Lane::Backfill, -1_000)] {
        let first = (0..STORING).map(|start| if lane == Lane::Live { start } else { -1 - start });
        let units: Vec<_> = first.chain([last]).map(|start| window(start, lane)).collect();
        plan(sink, FEED, &units).await;
        for _ in 0..STORING {
            let unit = claim(sink, lane, 2_000).await.unwrap();
            assert!(sink.renew(&unit, std::time::Duration::ZERO).await.unwrap(), "it runs out at once");
            storing.push(sink.begin(&unit).await.unwrap());
        }
        let unit = claim(sink, lane, 2_000).await.expect("one that nobody has");
        assert_eq!((unit.scope.start - hour(0)).num_hours(), last);
        assert!(claim(sink, lane, 2_000).await.is_none(), "all are in hand");
    }
}

#[tokio::test]
async fn a_window_comes_back_until_it_is_final() {
    let database = TestDatabase::create().await;
    let sink = &database.sink;
    plan(sink, FEED, &[window(0, Lane::Live)]).await;
    let unit = claim(sink, Lane::Live, 1).await.unwrap();
    assert_eq!(unit.past_reads, model::PastReads::default());
    read(sink, &unit, &complete(1, Some(3), false)).await;
    assert!(claim(sink, Lane::Live, 2).await.is_none(), "not due yet");
    assert_eq!(sink.rereads_due(&[(account(), FEED)], hour(3)).await.unwrap(), 1);

    // An outage while it is read again: it stays loaded, and is due later.
    let unit = claim(sink, Lane::Live, 3).await.unwrap();
    assert_eq!((unit.past_reads.begun_at, unit.past_reads.is_final), (Some(hour(1)), false));
    let outage = AttemptEnd::Outage { error: "away".to_owned(), next_attempt_at: hour(4) };
    sink.end_attempt(&unit, &outage).await.unwrap();
    assert!(claim(sink, Lane::Live, 3).await.is_none(), "not at once");

    // An incomplete read is a failed unit, and costs it nothing.
    let unit = claim(sink, Lane::Live, 4).await.unwrap();
    let outcome = ReadOutcome::Incomplete { reason: "it moved".to_owned(), next_attempt_at: hour(5) };
    read(sink, &unit, &WindowRead { outcome, ..complete(4, None, false) }).await;
    let rows = database.rows("select state, attempts, incomplete_reads, last_error from ingest.unit").await;
    let expected = r#"{"attempts":0,"incomplete_reads":1,"last_error":"it moved","state":"failed"}"#;
    assert_eq!(rows[0].to_string(), expected);

    let unit = claim(sink, Lane::Live, 5).await.unwrap();
    assert_eq!(unit.past_reads.incomplete, 1);
    read(sink, &unit, &complete(5, Some(80), true)).await;
    let unit = claim(sink, Lane::Live, 80).await.unwrap();
    assert!(unit.past_reads.is_final && unit.past_reads.counted == Some(0));
    sink.end_attempt(&unit, &AttemptEnd::Counted { reread_at: None }).await.unwrap();
    assert!(claim(sink, Lane::Live, 10_000).await.is_none(), "counted for the last time");
    let status = sink.feed_status(&[(account(), FEED)]).await.unwrap();
    assert_eq!((status[0].units.loaded, status[0].windows_not_final), (1, 0));

    // A person wants it again: whatever interrupts that read, it comes back.
    assert_eq!(sink.retry_units(&UnitFilter::default(), hour(9_000)).await.unwrap(), 1);
    let unit = claim(sink, Lane::Live, 9_000).await.unwrap();
    sink.end_attempt(&unit, &AttemptEnd::Released).await.unwrap();
    let unit = claim(sink, Lane::Live, 9_000).await.unwrap();
    assert!(!unit.past_reads.is_final, "read, not only counted");
}

/// A copy of the chat: rank, hour of the fetch, what it says.
pub(crate) fn copy(rank: i16, fetched: i64, says: &str) -> Batch {
    let mut batch = Batch::new(&ENGAGEMENT);
    let mut writer = batch.begin();
    let row = Engagement {
        account_id: ACCOUNT,
        engagement_id: "c",
        visitor_name: Some(says),
        agent_id: Some("7"),
        agent_name: Some(says),
        ..Engagement::default()
    };
    writer.push(&row);
    let at = Millis::new(hour(fetched).timestamp_millis()).unwrap();
    writer.set_version(DocumentVersion { rank, at });
    writer.finish(Position::default(), b"{}", b"");
    batch
}

#[tokio::test]
async fn the_better_copy_stays_then_the_later_one() {
    let database = TestDatabase::create().await;
    let sink = &database.sink;
    plan(sink, FEED, &[window(0, Lane::Live)]).await;
    let check = async |rank, fetched, says: &str, expected: &str| {
        let unit = claim(sink, Lane::Live, 1_000).await.unwrap();
        let mut commit = sink.begin(&unit).await.unwrap();
        commit.store(&copy(rank, fetched, says)).await.unwrap();
        commit.finish_window(facts(1), &Drift::default(), &complete(1, Some(1), false)).await.unwrap();
        let rows =
            database.rows("select visitor_name || ' ' || version_rank as stored from liveperson.engagement").await;
        assert_eq!(rows[0]["stored"], expected, "{rank} {fetched} {says}");
    };
    check(2, 1, "raw", "raw 2").await;
    check(1, 2, "partial", "raw 2").await;
    check(3, 3, "whole", "whole 3").await;
    check(3, 2, "older", "whole 3").await;
    check(2, 4, "poorer", "whole 3").await;
    check(3, 5, "corrected", "corrected 3").await;
    check(7, 4, "erased", "erased 7").await;
    check(3, 9, "whole", "erased 7").await;
}

/// An interval: whether it is final, the hour of the fetch, how many chats.
pub(crate) fn sample(is_final: bool, fetched: i64, chats: i64) -> Batch {
    let mut batch = Batch::new(&ENGAGEMENT_ACTIVITY);
    let mut writer = batch.begin();
    writer.push(&EngagementActivity {
        account_id: ACCOUNT,
        interval_s: 300,
        interval_end_at: Millis::new(hour(5).timestamp_millis()).unwrap(),
        grain: "account",
        total_interactive_chats: Some(chats),
        is_final,
        ..EngagementActivity::default()
    });
    let at = Millis::new(hour(fetched).timestamp_millis()).unwrap();
    writer.set_version(DocumentVersion { rank: i16::from(is_final), at });
    writer.finish(Position::default(), b"{}", b"");
    batch
}

#[tokio::test]
async fn a_final_sample_gives_way_only_to_a_later_final_one() {
    let database = TestDatabase::create().await;
    let sink = &database.sink;
    let scope = Scope { start: hour(0), end: hour(0) };
    let method = PlannedUnit {
        name: "engagement_activity".to_owned(),
        scope,
        lane: Lane::Live,
        is_snapshot: false,
        watermark: None,
    };
    plan(sink, feeds::operational::FEED, &[method]).await;
    let check = async |is_final: bool, fetched: i64, chats: i64, expected: &str| {
        let feeds = [(account(), feeds::operational::FEED)];
        let unit = sink.claim_unit(&feeds, &[0], Lane::Live, "test", hour(1_000), LEASE).await.unwrap().unwrap();
        let batch = sample(is_final, fetched, chats);
        let mut commit = sink.begin(&unit).await.unwrap();
        commit.store(&batch).await.unwrap();
        let sampled = sink::Sampled { begun_at: hour(1), covered: scope, reread_at: hour(1), silent_since: None };
        commit.finish_sampled(facts(1), &Drift::default(), &sampled).await.unwrap();
        let query = "select total_interactive_chats || ' ' || is_final as stored from liveperson.engagement_activity";
        let rows = database.rows(query).await;
        assert_eq!((rows.len(), rows[0]["stored"].as_str().unwrap()), (1, expected), "{is_final} {fetched} {chats}");
    };
    check(false, 1, 2, "2 false").await;
    check(false, 2, 3, "3 false").await;
    check(true, 3, 4, "4 true").await;
    check(false, 4, 1, "4 true").await;
    check(true, 2, 9, "4 true").await;
    check(true, 5, 5, "5 true").await;
}

/// An incident, in hours, and whether a person knows of it.
type Incident = (i64, i64, bool);

async fn lose(sink: &Sink, start: i64, end: i64) {
    let lost = Scope { start: hour(start), end: hour(end) };
    sink.record_loss(&account(), feeds::operational::FEED, lost, "too late", hour(100)).await.unwrap();
}

async fn acknowledge(database: &TestDatabase, start: i64) {
    let rows = database
        .rows(&format!("select unit_id from ingest.unit where scope_start_at = '{}'", hour(start).to_rfc3339()))
        .await;
    let ids = vec![model::UnitId(rows[0]["unit_id"].as_i64().unwrap())];
    let this = UnitFilter { ids, ..UnitFilter::default() };
    assert_eq!(database.sink.acknowledge_units(&this, hour(101)).await.unwrap(), 1);
}

async fn expect_incidents(database: &TestDatabase, expected: &[Incident]) {
    let rows = database
        .rows(
            "select name, scope_start_at, scope_end_at, acknowledged_at is not null as is_known
             from ingest.unit where state = 'gone' order by scope_start_at",
        )
        .await;
    let at = |row: &serde_json::Value, column: &str| {
        let at: chrono::DateTime<chrono::Utc> = row[column].as_str().unwrap().parse().unwrap();
        (at - hour(0)).num_hours()
    };
    let incident = |row| (at(row, "scope_start_at"), at(row, "scope_end_at"), row["is_known"] == true);
    let found: Vec<Incident> = rows.iter().map(incident).collect();
    assert_eq!(found, expected);
    for (row, (start, ..)) in rows.iter().zip(expected) {
        assert_eq!(row["name"], hour(*start).format("lost from %FT%RZ").to_string());
    }
}

#[tokio::test]
async fn what_is_lost_is_one_incident_that_grows() {
    let database = TestDatabase::create().await;
    let sink = &database.sink;
    sink.register_feed(&account(), feeds::operational::FEED).await.unwrap();
    let check = async |start: i64, end: i64, expected: &[Incident]| {
        lose(sink, start, end).await;
        expect_incidents(&database, expected).await;
    };
    check(10, 16, &[(10, 16, false)]).await;
    check(10, 16, &[(10, 16, false)]).await;
    check(11, 15, &[(10, 16, false)]).await;
    check(9, 17, &[(9, 17, false)]).await;
    check(40, 41, &[(9, 17, false), (40, 41, false)]).await;
    let status = sink.feed_status(&[(account(), feeds::operational::FEED)]).await.unwrap();
    assert_eq!((status[0].units.gone, status[0].units.unacknowledged), (2, 2));
    let retried = sink.retry_units(&UnitFilter::default(), hour(100)).await.unwrap();
    assert_eq!(retried, 0, "nothing can bring them back");
    let far = TimeDelta::days(1);
    assert_eq!(sink.rereads_due(&[(account(), feeds::operational::FEED)], hour(100) + far).await.unwrap(), 0);
}

/// One method is refused for weeks, and what is lost of it grows; another has lost a span of its own, until the first
/// reaches it. From then on, each try finds one incident, and the method that is answered again is polled.
#[tokio::test]
async fn incidents_that_meet_become_one() {
    let database = TestDatabase::create().await;
    let sink = &database.sink;
    let scope = Scope { start: hour(0), end: hour(0) };
    let method =
        PlannedUnit { name: "queue_health".to_owned(), scope, lane: Lane::Live, is_snapshot: false, watermark: None };
    plan(sink, feeds::operational::FEED, &[method]).await;
    lose(sink, 0, 20).await;
    lose(sink, 30, 36).await;
    lose(sink, 0, 28).await;
    expect_incidents(&database, &[(0, 28, false), (30, 36, false)]).await;
    for end in [32, 34, 37, 38] {
        lose(sink, 0, end).await;
        expect_incidents(&database, &[(0, end.max(36), false)]).await;
    }
    let feeds = [(account(), feeds::operational::FEED)];
    let unit = sink.claim_unit(&feeds, &[0], Lane::Live, "test", hour(62), LEASE).await.unwrap().unwrap();
    let commit = sink.begin(&unit).await.unwrap();
    let covered = Scope { start: hour(38), end: hour(62) };
    let sampled = sink::Sampled { begun_at: hour(62), covered, reread_at: hour(63), silent_since: None };
    commit.finish_sampled(facts(0), &Drift::default(), &sampled).await.unwrap();
    lose(sink, 70, 71).await;
    expect_incidents(&database, &[(0, 38, false), (70, 71, false)]).await;
}

/// A person knows of an incident as long as what they have acknowledged is all of it.
#[tokio::test]
async fn an_incident_that_takes_in_more_is_told_again() {
    let check = async |acknowledged: &[i64], lost: (i64, i64), expected: &[Incident]| {
        let database = TestDatabase::create().await;
        database.sink.register_feed(&account(), feeds::operational::FEED).await.unwrap();
        for (start, end) in [(0, 10), (20, 30)] {
            lose(&database.sink, start, end).await;
        }
        for start in acknowledged {
            acknowledge(&database, *start).await;
        }
        lose(&database.sink, lost.0, lost.1).await;
        expect_incidents(&database, expected).await;
    };
    check(&[0, 20], (2, 9), &[(0, 10, true), (20, 30, true)]).await;
    check(&[0, 20], (5, 11), &[(0, 11, false), (20, 30, true)]).await;
    check(&[0, 20], (5, 25), &[(0, 30, false)]).await;
    check(&[0], (10, 20), &[(0, 30, false)]).await;
    check(&[20], (-1, 40), &[(-1, 40, false)]).await;
}
