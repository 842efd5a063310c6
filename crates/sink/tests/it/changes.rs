//! A copy elsewhere that asks by `changed_at`, up to `mart.changed_through`, misses nothing.

use std::time::Duration;

use feeds::engagement::CONVERSATION;
use model::batch::Batch;
use model::{Drift, Position, Reject, RejectReason};
use serde_json::json;
use sink::Sink;
use sink::rejects::Decision;
use sink::testing::TestDatabase;
use sqlx::{Connection, PgConnection};

use crate::fixture::{ACCOUNT, Doc, File, claim, store};

/// Views of facts without `changed_at`, and why.
const WITHOUT: [(&str, &str); 1] =
    [("schedule_adherence", "the plan in mart_input.shift is replaced without a trace: read its days anew")];

#[tokio::test]
async fn every_fact_says_when_it_changed() {
    let database = TestDatabase::create().await;
    let views = "select relname as name, exists (
            select from pg_attribute where attrelid = c.oid and attname = 'changed_at' and atttypid = 'timestamptz'::regtype
        ) as says
        from pg_class c
        where relnamespace = 'mart'::regnamespace and relkind = 'v'
            and obj_description(oid, 'pg_class') ~ '^(Fact|Interval|Snapshot): '
        order by relname";
    let views = database.rows(views).await;
    assert!(views.len() > 60, "{}", views.len());
    let silent: Vec<_> = views.iter().filter(|view| view["says"] == false).map(|view| &view["name"]).collect();
    assert_eq!(silent, WITHOUT.map(|(view, _)| view));
}

/// A copy of `mart.chat_message`: what it has, and through which moment.
struct Copy {
    through: String,
    rows: Vec<String>,
}

impl Copy {
    fn new() -> Self {
        Self { through: "-infinity".to_owned(), rows: Vec::new() }
    }

    /// Reads on, as bi/README.md says.
    async fn read_on(&mut self, database: &TestDatabase) {
        let next = "select changed_through_at::text as at from mart.changed_through";
        let next = database.rows(next).await[0]["at"].as_str().unwrap().to_owned();
        let rows = format!(
            "select chat_id || ' ' || position as row from mart.chat_message
             where changed_at > '{}' and changed_at <= '{next}' order by chat_id, position",
            self.through
        );
        self.rows.extend(database.rows(&rows).await.iter().map(|row| row["row"].as_str().unwrap().to_owned()));
        self.through = next;
    }

    fn check(&mut self, expected: &[&str]) {
        assert_eq!(self.rows, expected);
        self.rows.clear();
    }
}

fn file(name: &str, hour: i64, id: u8) -> File {
    File::engagement(name, hour, &[Doc { id, says: "A", messages: 1 }])
}

#[tokio::test]
async fn a_load_that_commits_late_is_not_missed() {
    let database = TestDatabase::create().await;
    let (sink, mut copy) = (&database.sink, Copy::new());
    let (late, early) = (file("late", 1, 1), file("early", 2, 2));

    let late_unit = claim(sink, &late).await.unwrap().unwrap();
    let mut commit = sink.begin(&late_unit).await.unwrap();
    for batch in late.batches() {
        commit.store(&batch).await.unwrap();
    }
    let early_unit = claim(sink, &early).await.unwrap().unwrap();
    store(sink, &early_unit, &early).await.unwrap();

    // What committed first has the greater changed_at: it waits for the other one.
    copy.read_on(&database).await;
    copy.check(&[]);
    let held_by = database.rows("select held_by_unit_id from mart.changed_through").await;
    assert_eq!(held_by, [json!({ "held_by_unit_id": late_unit.id.0 })]);

    commit.finish_file(late.facts(), &Drift::default()).await.unwrap();
    copy.read_on(&database).await;
    copy.check(&["1001 0", "1002 0"]);
    copy.read_on(&database).await;
    copy.check(&[]);
}

#[tokio::test]
async fn the_lease_of_a_killed_daemon_holds_nothing_up_for_longer_than_a_day() {
    let database = TestDatabase::create().await;
    let sink = &database.sink;
    let unit = claim(sink, &file("one", 1, 1)).await.unwrap().unwrap();
    let check = async |ran_out: &str, is_held: bool| {
        database
            .execute(&format!("update ingest.unit set lease_until_at = clock_timestamp() - interval '{ran_out}'"))
            .await;
        let row = database
            .rows("select held_by_unit_id, changed_through_at < now() as is_behind from mart.changed_through")
            .await;
        let expected = json!({ "held_by_unit_id": is_held.then_some(unit.id.0), "is_behind": is_held });
        assert_eq!(row, [expected], "{ran_out}");
    };
    check("-10 minutes", true).await;
    check("23 hours", true).await;
    check("25 hours", false).await;
}

/// Leaves a record in the quarantine, and returns its number with what it is decoded to.
async fn quarantined(sink: &Sink, database: &TestDatabase) -> (i64, Batch) {
    let file = File::engagement("one", 1, &[]);
    let unit = claim(sink, &file).await.unwrap().unwrap();
    let mut rejected = Batch::new(&CONVERSATION);
    rejected.reject(Reject {
        reason: RejectReason::BadKey { field: "conversationId" },
        position: Position::default(),
        record_kind: "conversation",
        record: b"{}".to_vec(),
        header: Vec::new(),
    });
    let mut commit = sink.begin(&unit).await.unwrap();
    commit.store(&rejected).await.unwrap();
    commit.finish_file(sink::UnitFacts { records: 1, ..file.facts() }, &Drift::default()).await.unwrap();
    let reject_id = database.rows("select reject_id from ingest.reject").await[0]["reject_id"].as_i64().unwrap();
    (reject_id, file_of_one().batches().remove(0))
}

fn file_of_one() -> File {
    file("decoded", 1, 1)
}

/// A record is stored without a lease, so it announces itself.
#[tokio::test]
async fn a_record_that_is_restored_late_is_not_missed() {
    let database = TestDatabase::create().await;
    let (sink, mut copy) = (&database.sink, Copy::new());
    let (reject_id, batch) = quarantined(sink, &database).await;
    let announced = async || database.rows("select account_id from ingest.restore_attempt").await;

    // A transaction of somebody else holds it up where it locks its unit.
    let mut other = PgConnection::connect(database.url()).await.unwrap();
    sqlx::raw_sql("begin; select from ingest.unit for update").execute(&mut other).await.unwrap();
    let decision = Decision { actor: "test".to_owned(), reason: String::new() };
    let drift = Drift::default();
    let restore = sink.restore(feeds::engagement::FEED, reject_id, &batch, &drift, &decision);
    let meanwhile = async {
        let waits = "select count(*) as n from pg_locks where not granted";
        let is_waiting = async || while database.rows(waits).await[0]["n"] == 0 {};
        tokio::time::timeout(Duration::from_secs(60), is_waiting()).await.expect("the restore waits for its unit");
        assert_eq!(announced().await, [json!({ "account_id": ACCOUNT })]);
        copy.read_on(&database).await;
        copy.check(&[]);
        other.close().await.unwrap();
    };
    let (stored, ()) = tokio::join!(restore, meanwhile);
    assert!(stored.unwrap());
    assert!(announced().await.is_empty());
    copy.read_on(&database).await;
    copy.check(&["1001 0"]);

    // One that stores nothing leaves no announcement either.
    database.execute("update ingest.reject set closed_at = null, resolution = null; update ingest.unit set state = 'leased', lease_until_at = now()").await;
    assert!(!sink.restore(feeds::engagement::FEED, reject_id, &batch, &drift, &decision).await.unwrap());
    assert!(announced().await.is_empty());
}
