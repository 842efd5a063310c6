//! The line to the server is cut at each message of a load in turn, before it arrives and after, for units of each kind.
//! Then another daemon takes over: the tables end as if nothing had happened.

use std::time::Duration;

use model::batch::Batch;
use model::{Drift, Feed, Lane, Scope, Unit};
use serde_json::Value;
use sink::ledger::PlannedUnit;
use sink::testing::TestDatabase;
use sink::{Sampled, Sink, SinkError, SinkOptions};

use crate::fixture::{Doc, File, LEASE, account, hour};
use crate::proxy::{self, Cut, Line};
use crate::windows::{complete, copy, facts, plan, sample, window};

/// A load has fewer messages.
const MESSAGES_MAX: i64 = 400;

/// What is loaded first, and then again in another version.
#[derive(Clone, Copy, Debug)]
enum Work {
    /// Two files that share conversations.
    Files,
    /// A window that is read twice.
    Window,
    /// A method that is polled twice.
    Method,
}

impl Work {
    fn feed(self) -> Feed {
        match self {
            Self::Files => feeds::engagement::FEED,
            Self::Window => feeds::engagement_history::FEED,
            Self::Method => feeds::operational::FEED,
        }
    }

    fn tables(self) -> &'static [&'static str] {
        match self {
            Self::Files => &["conversation", "conversation_skill", "message"],
            Self::Window => &["engagement"],
            Self::Method => &["engagement_activity"],
        }
    }

    fn file(is_second: bool) -> File {
        let doc = |id, says, messages| Doc { id, says, messages };
        if is_second {
            File::engagement("new", 2, &[doc(1, "B", 1), doc(2, "A", 1), doc(4, "C", 3), doc(5, "C", 0)])
        } else {
            File::engagement("old", 1, &[doc(1, "A", 2), doc(2, "A", 1), doc(3, "A", 1)])
        }
    }

    /// Makes the unit of the first or second load due.
    async fn plan(self, sink: &Sink, is_second: bool) {
        match self {
            Self::Files => {
                let file = Self::file(is_second).listed();
                sink.register_feed(&account(), self.feed()).await.unwrap();
                sink.add_files(&account(), self.feed(), &[file], hour(0)).await.unwrap();
            }
            Self::Window => plan(sink, self.feed(), &[window(0, Lane::Live)]).await,
            Self::Method => {
                let scope = Scope { start: hour(0), end: hour(0) };
                let method = PlannedUnit {
                    name: "engagement_activity".to_owned(),
                    scope,
                    lane: Lane::Live,
                    is_snapshot: false,
                    watermark: None,
                };
                plan(sink, self.feed(), &[method]).await;
            }
        }
    }

    async fn claim(self, sink: &Sink) -> Result<Option<Unit>, SinkError> {
        sink.claim_unit(&[(account(), self.feed())], &[0], Lane::Live, "test", hour(100), LEASE).await
    }

    /// Stores a claimed unit; the second time it is not due again.
    async fn store(self, sink: &Sink, unit: &Unit, is_second: bool) -> Result<(), SinkError> {
        let mut commit = sink.begin(unit).await?;
        let again = if is_second { hour(200) } else { hour(1) };
        match self {
            Self::Files => {
                let file = Self::file(is_second);
                for batch in file.batches() {
                    commit.store(&batch).await?;
                }
                commit.finish_file(file.facts(), &Drift::default()).await?;
            }
            Self::Window => {
                commit.store(&copy(3, i64::from(is_second), if is_second { "B" } else { "A" })).await?;
                let read = complete(1, Some(if is_second { 200 } else { 1 }), false);
                commit.finish_window(facts(1), &Drift::default(), &read).await?;
            }
            Self::Method => {
                let batch: Batch = sample(is_second, i64::from(is_second), 1);
                commit.store(&batch).await?;
                let covered = Scope { start: hour(0), end: hour(5) };
                let sampled = Sampled { begun_at: hour(1), covered, reread_at: again, silent_since: None };
                commit.finish_sampled(facts(1), &Drift::default(), &sampled).await?;
            }
        }
        Ok(())
    }

    async fn load(self, sink: &Sink, is_second: bool) {
        self.plan(sink, is_second).await;
        let unit = self.claim(sink).await.unwrap().expect("due");
        self.store(sink, &unit, is_second).await.unwrap();
    }

    async fn rows(self, database: &TestDatabase) -> Vec<Vec<Value>> {
        let mut tables = Vec::new();
        for table in self.tables() {
            tables.push(database.table(table).await);
        }
        tables.push(database.seen_names().await);
        tables
    }

    /// Loads the second version over a line that is cut. Answers whether it was loaded nevertheless.
    async fn load_through(self, url: &str) -> bool {
        let options = SinkOptions {
            connections_max: 1,
            acquire_timeout: Duration::from_millis(300),
            ..SinkOptions::new(url.to_owned().into())
        };
        let Ok(sink) = Sink::new(&options) else { return false };
        match self.claim(&sink).await {
            Ok(Some(unit)) => self.store(&sink, &unit, true).await.is_ok(),
            _ => false,
        }
    }
}

async fn empty(database: &TestDatabase) {
    database
        .execute(
            "truncate liveperson.conversation, liveperson.conversation_skill, liveperson.message, mart.seen_name;
             delete from liveperson.engagement; delete from liveperson.engagement_activity;
             truncate ingest.unit, ingest.load, ingest.operator_action, ingest.reject, ingest.drift,
                ingest.unit_extra, ingest.stray",
        )
        .await;
}

/// What came of the cuts of a kind of unit.
#[derive(Debug, Default)]
struct Cuts {
    /// Loads that failed.
    failed: i32,
    /// Of these, those that had been committed: the answer was lost.
    committed: i32,
}

async fn check(work: Work, messages_min: i32) {
    let database = TestDatabase::create().await;
    work.load(&database.sink, false).await;
    work.load(&database.sink, true).await;
    let expected = work.rows(&database).await;
    let mut cuts = Cuts::default();
    for is_before in [true, false] {
        for at in 0..MESSAGES_MAX {
            let cut = if is_before { Cut::Before(at) } else { Cut::After(at) };
            if check_cut(work, &database, cut, &expected, &mut cuts).await {
                break;
            }
            assert!(at < MESSAGES_MAX - 1, "a load has fewer messages");
        }
    }
    assert!(cuts.failed >= 2 * messages_min, "a load has more messages: {cuts:?}");
    assert!(cuts.committed >= 1, "no commit lost its answer: {cuts:?}");
}

/// Answers whether the load came through before the line was cut.
async fn check_cut(work: Work, database: &TestDatabase, cut: Cut, expected: &[Vec<Value>], cuts: &mut Cuts) -> bool {
    empty(database).await;
    work.load(&database.sink, false).await;
    work.plan(&database.sink, true).await;
    let line = proxy::start(database.url(), cut).await;
    let survived = work.load_through(&line.url).await;
    wait_for_the_dead(database, &line).await;
    cuts.failed += i32::from(!survived);
    // Whoever comes next may not wait for the dead one's lease in a test.
    database.execute("update ingest.unit set lease_until_at = now() where state = 'leased'").await;
    match work.claim(&database.sink).await.unwrap() {
        Some(unit) => work.store(&database.sink, &unit, true).await.unwrap(),
        None => cuts.committed += i32::from(!survived),
    }
    assert_eq!(work.rows(database).await, expected, "{cut:?}");
    let stuck = database.rows("select name, state from ingest.unit where state <> 'loaded'").await;
    assert!(stuck.is_empty(), "{cut:?}: {stuck:?}");
    survived
}

/// A server process notices that its client is gone when it reads on; until then it holds its locks.
async fn wait_for_the_dead(database: &TestDatabase, line: &Line) {
    const LOOKS_MAX: u32 = 10_000;
    let ports: Vec<String> = line.client_ports().iter().map(u16::to_string).collect();
    let query = format!(
        "select pid from pg_stat_activity where backend_type = 'client backend' and client_port::text = any('{{{}}}')",
        ports.join(",")
    );
    for _ in 0..LOOKS_MAX {
        if database.rows(&query).await.is_empty() {
            return;
        }
    }
    panic!("the server keeps a cut connection");
}

#[tokio::test]
async fn a_file_survives_a_cut_at_any_message() {
    check(Work::Files, 20).await;
}

#[tokio::test]
async fn a_window_survives_a_cut_at_any_message() {
    check(Work::Window, 15).await;
}

#[tokio::test]
async fn a_method_survives_a_cut_at_any_message() {
    check(Work::Method, 15).await;
}
