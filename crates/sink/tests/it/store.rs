//! What one unit leaves behind.

use std::time::Duration;

use expect_test::{Expect, expect};
use feeds::engagement::CONVERSATION;
use model::{Drift, Position, Reject, RejectReason};
use sink::testing::TestDatabase;

use crate::fixture::{Doc, File, batch, claim, hour, load};

const A: Doc = Doc { id: 1, says: "A", messages: 2 };
const B: Doc = Doc { id: 2, says: "B", messages: 1 };

async fn summary(database: &TestDatabase) -> String {
    let rows = database
        .rows(
            "select c.conversation_id, c.start_page, c.source_version_at = $$2023-11-14T22:00Z$$::timestamptz + interval '1 hour' as at_hour_1,
                c.content_rev, array_agg(m.text order by m.position) as texts
             from liveperson.conversation c left join liveperson.message m using (account_id, conversation_id)
             group by c.account_id, c.conversation_id order by 1",
        )
        .await;
    rows.iter().map(|row| format!("{row}\n")).collect()
}

async fn check(files: &[File], expected: Expect) {
    let database = TestDatabase::create().await;
    let mut seen = String::new();
    for file in files {
        let tally = load(&database.sink, file).await;
        seen.push_str(&format!(
            "{}: {} read = {} new + {} changed + {} unchanged + {} superseded + {} rejected\n",
            file.name, tally.read, tally.new, tally.changed, tally.unchanged, tally.superseded, tally.rejected
        ));
    }
    expected.assert_eq(&(seen + &summary(&database).await));
}

#[tokio::test]
async fn a_later_copy_wins_whole() {
    let longer = Doc { says: "A later", messages: 3, ..A };
    let shorter = Doc { says: "A last", messages: 0, ..A };
    check(
        &[
            File::engagement("one", 1, &[A, B]),
            File::engagement("two", 2, &[longer]),
            File::engagement("three", 3, &[shorter]),
            File::engagement("two", 2, &[longer]),
        ],
        expect![[r#"
            one: 2 read = 2 new + 0 changed + 0 unchanged + 0 superseded + 0 rejected
            two: 1 read = 0 new + 1 changed + 0 unchanged + 0 superseded + 0 rejected
            three: 1 read = 0 new + 1 changed + 0 unchanged + 0 superseded + 0 rejected
            two: 1 read = 0 new + 0 changed + 0 unchanged + 1 superseded + 0 rejected
            {"at_hour_1":false,"content_rev":1,"conversation_id":"1001","start_page":"A last","texts":[null]}
            {"at_hour_1":true,"content_rev":1,"conversation_id":"1002","start_page":"B","texts":["B"]}
        "#]],
    )
    .await;
}

#[tokio::test]
async fn a_repeated_record_is_stored_once() {
    let other = Doc { says: "A otherwise", ..A };
    check(
        &[File::engagement("one", 1, &[A, A, B, A, other]), File::engagement("one", 1, &[A, A, B, A, other])],
        expect![[r#"
            one: 5 read = 2 new + 1 changed + 1 unchanged + 1 superseded + 0 rejected
            one: 5 read = 0 new + 0 changed + 2 unchanged + 3 superseded + 0 rejected
            {"at_hour_1":true,"content_rev":1,"conversation_id":"1001","start_page":"A otherwise","texts":["A otherwise","A otherwise"]}
            {"at_hour_1":true,"content_rev":1,"conversation_id":"1002","start_page":"B","texts":["B"]}
        "#]],
    )
    .await;
}

#[tokio::test]
async fn events_are_a_set() {
    let database = TestDatabase::create().await;
    let file = |name: &str, hour, docs: &[Doc]| File {
        feed: feeds::agent_activity::FEED,
        ..File::engagement(name, hour, docs)
    };
    load(&database.sink, &file("one", 1, &[A, B])).await;
    let tally = load(&database.sink, &file("two", 2, &[B, Doc { says: "A renamed", ..A }])).await;
    assert_eq!((tally.unchanged, tally.changed, tally.new), (1, 1, 0));
    let rows =
        database.rows("select event_key, nickname, user_profile_ids from liveperson.agent_event order by 1").await;
    let rows: Vec<String> = rows.iter().map(|row| format!("{row}\n")).collect();
    expect![[r#"
        {"event_key":"\\x01010101010101010101010101010101","nickname":"A renamed","user_profile_ids":["1","2"]}
        {"event_key":"\\x02020202020202020202020202020202","nickname":"B","user_profile_ids":["1","2"]}
    "#]]
    .assert_eq(&rows.concat());
}

#[tokio::test]
async fn reading_again_writes_no_tuple() {
    let database = TestDatabase::create().await;
    let file = File::engagement("one", 1, &[A, B]);
    load(&database.sink, &file).await;
    let before = database.physical_rows().await;
    let tally = load(&database.sink, &file).await;
    assert_eq!((tally.unchanged, tally.read), (2, 2));
    assert_eq!(database.physical_rows().await, before);
    assert!(before.len() > 30, "reference tables and documents");
}

#[tokio::test]
async fn a_newer_copy_with_equal_content_raises_the_version_only() {
    let database = TestDatabase::create().await;
    load(&database.sink, &File::engagement("one", 1, &[A])).await;
    let before = database.physical_rows().await;
    load(&database.sink, &File::engagement("two", 2, &[A])).await;
    let after = database.physical_rows().await;
    let written: Vec<_> =
        after.iter().filter(|row| !before.contains(row)).filter_map(|row| row["table"].as_str()).collect();
    assert_eq!((written, after.len()), (vec!["conversation"], before.len()));
    let unit = database
        .rows("select count(distinct unit_id) as units, min(source_version_at) as at from liveperson.conversation")
        .await;
    assert_eq!(unit[0]["at"], hour(2).format("%FT%T+00:00").to_string());
}

/// What the normalizer lets through and the database refuses is halved down to the record.
#[tokio::test]
async fn a_record_the_database_refuses_goes_to_the_quarantine_alone() {
    let database = TestDatabase::create().await;
    database.execute("alter table liveperson.message add constraint refused check (text <> 'bad')").await;
    let docs: Vec<Doc> = (0..9).map(|id| Doc { id, says: if id == 5 { "bad" } else { "fine" }, messages: 1 }).collect();
    let file = File::engagement("one", 1, &docs);
    let unit = claim(&database.sink, &file).await.unwrap().unwrap();
    let mut commit = database.sink.begin(&unit).await.unwrap();
    commit.store(&batch(feeds::engagement::FEED, 1, &docs)).await.unwrap();
    let tally = commit.finish_file(file.facts(), &Drift::default()).await.unwrap();
    assert_eq!((tally.new, tally.rejected), (8, 1));
    let rejects = database.rows("select reason, detail, record from ingest.reject").await;
    expect![[r#"[Object {"detail": String("the database refused it (SQLSTATE 23514, refused)"), "reason": String("refused_by_database"), "record": Number(5)}]"#]].assert_eq(&format!("{rejects:?}"));
    let loaded = database.rows("select count(*) from liveperson.message").await;
    assert_eq!(loaded[0]["count"], 8);
}

/// Nothing could be kept of it: the caller is told, and comes back with the records.
#[tokio::test]
async fn a_refused_record_that_is_not_at_hand_ends_the_transaction() {
    let database = TestDatabase::create().await;
    database.execute("alter table liveperson.message add constraint refused check (text <> 'bad')").await;
    let docs = [Doc { id: 1, says: "fine", messages: 1 }, Doc { id: 2, says: "bad", messages: 1 }];
    let file = File::engagement("one", 1, &docs);
    let unit = claim(&database.sink, &file).await.unwrap().unwrap();
    let mut commit = database.sink.begin(&unit).await.unwrap();
    let error = commit.store(&batch(feeds::engagement::FEED, 1, &docs).keeping_records(false)).await.unwrap_err();
    assert!(matches!(error, sink::SinkError::Refused { .. }), "{error}");
    drop(commit);
    assert_eq!(database.rows("select from liveperson.conversation").await.len(), 0);
}

/// A reject is kept once, closed when its record loads, and opened when it comes back.
#[tokio::test]
async fn rejects_open_and_close() {
    let database = TestDatabase::create().await;
    let file = File::engagement("one", 1, &[A]);
    let reject = Reject {
        reason: RejectReason::BadKey { field: "conversationId" },
        position: Position::default(),
        record_kind: "conversation",
        record: b"{\"x\":\xff\0}".to_vec(),
        header: Vec::new(),
    };
    for (rejects, expected) in [(2, "open"), (1, "open"), (0, "loaded"), (1, "open"), (0, "loaded")] {
        let filter = sink::units::UnitFilter::default();
        database.sink.retry_units(&filter, hour(0)).await.unwrap();
        let unit = claim(&database.sink, &file).await.unwrap().unwrap();
        let mut commit = database.sink.begin(&unit).await.unwrap();
        let mut batch = model::Batch::new(&CONVERSATION);
        for _ in 0..rejects {
            batch.reject(reject.clone());
        }
        commit.store(&batch).await.unwrap();
        let facts = sink::UnitFacts { records: rejects, ..file.facts() };
        commit.finish_file(facts, &Drift::default()).await.unwrap();
        let rows = database.rows("select coalesce(resolution, 'open') as state, encode(record_bytes, 'hex') as record from ingest.reject").await;
        assert_eq!(rows.len(), 1, "kept once");
        assert_eq!(rows[0]["state"], expected, "after {rejects} rejects");
        assert_eq!(rows[0]["record"], "7b2278223aff007d");
    }
}

/// Two files share a conversation, or a record for the quarantine, and the first takes longer than a lock is waited for.
#[tokio::test]
async fn who_waits_for_another_unit_in_vain_meets_a_conflict() {
    let reject = Reject {
        reason: RejectReason::BadKey { field: "conversationId" },
        position: Position::default(),
        record_kind: "conversation",
        record: b"{}".to_vec(),
        header: Vec::new(),
    };
    let mut rejects = model::Batch::new(&CONVERSATION);
    rejects.reject(reject);
    for shared in [batch(feeds::engagement::FEED, 1, &[A]), rejects] {
        let database = TestDatabase::create().await;
        let options = sink::SinkOptions {
            lock_timeout: Duration::from_millis(10),
            ..sink::SinkOptions::new(database.url.clone())
        };
        let impatient = sink::Sink::new(&options).unwrap();
        let (one, two) = (File::engagement("one", 1, &[A]), File::engagement("two", 2, &[A]));
        let (first, second) = (claim(&database.sink, &one).await, claim(&database.sink, &two).await);
        let mut storing = database.sink.begin(&first.unwrap().unwrap()).await.unwrap();
        storing.store(&shared).await.unwrap();
        let mut waiting = impatient.begin(&second.unwrap().unwrap()).await.unwrap();
        let error = waiting.store(&shared).await.unwrap_err();
        assert!(matches!(&error, sink::SinkError::Conflict { sqlstate } if sqlstate == "55P03"), "{error:?}");
        assert!(!error.is_outage());
    }
}

#[tokio::test]
async fn drift_is_noted_once_a_day() {
    let database = TestDatabase::create().await;
    let file = File::engagement("one", 1, &[A]);
    for _ in 0..2 {
        database.sink.retry_units(&sink::units::UnitFilter::default(), hour(0)).await.unwrap();
        let unit = claim(&database.sink, &file).await.unwrap().unwrap();
        let commit = database.sink.begin(&unit).await.unwrap();
        let mut drift = Drift::default();
        drift.note("engagements[].new\0Field", "string");
        commit.finish_file(sink::UnitFacts { records: 0, ..file.facts() }, &drift).await.unwrap();
    }
    let rows = database.rows("select path, json_type, xmin::text = xmax::text as touched from ingest.drift").await;
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0]["path"], "engagements[].new\u{fffd}Field");
}
