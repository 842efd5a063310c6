//! Any order, any repetition, any interleaving: the tables end the same.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use model::Lane;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::Value;
use sink::SinkError;
use sink::testing::TestDatabase;

use crate::fixture::{Doc, File, account, hour, load, store};

const TABLES: [&str; 6] = ["conversation", "conversation_skill", "message", "transfer", "secure_form", "agent_event"];

async fn tables(database: &TestDatabase) -> Vec<Vec<Value>> {
    let mut tables = Vec::new();
    for table in TABLES {
        tables.push(database.table(table).await);
    }
    tables.push(database.seen_names().await);
    tables
}

async fn empty(database: &TestDatabase) {
    database
        .execute(
            "truncate liveperson.conversation, liveperson.conversation_skill, liveperson.message, liveperson.agent_event,
                mart.seen_name;
             truncate ingest.unit, ingest.load, ingest.operator_action, ingest.reject, ingest.drift,
                ingest.unit_extra, ingest.stray",
        )
        .await;
}

fn doc(id: u8, says: &'static str, messages: i32) -> Doc {
    Doc { id, says, messages }
}

/// A, B, A at three versions, and a replay of each by a newer revision, in every order.
#[tokio::test]
async fn a_b_a_in_every_order() {
    let database = TestDatabase::create().await;
    for newest_rev in [1, 2] {
        let mut files = [
            File::engagement("first", 1, &[doc(1, "A", 2)]),
            File::engagement("second", 2, &[doc(1, "B", 1)]),
            File::engagement("third", 3, &[doc(1, "A", 2)]),
            File::engagement("replay", 2, &[doc(1, "B by a newer normalizer", 3)]),
        ];
        files[3].content_rev = newest_rev;
        let mut expected = None;
        for order in permutations(files.len()) {
            empty(&database).await;
            for index in &order {
                load(&database.sink, &files[*index]).await;
            }
            let seen = tables(&database).await;
            assert_eq!(&seen, expected.get_or_insert_with(|| seen.clone()), "{order:?}");
        }
        let conversation = &expected.unwrap()[0];
        assert_eq!(conversation[0]["start_page"], "A");
        assert_eq!(conversation[0]["source_version_at"], hour(3).format("%FT%T+00:00").to_string());
    }
}

pub(crate) fn permutations(len: usize) -> Vec<Vec<usize>> {
    if len == 0 {
        return vec![Vec::new()];
    }
    let shorter = permutations(len - 1);
    let insert = |at: usize| {
        shorter.iter().map(move |order| {
            let mut order = order.clone();
            order.insert(at, len - 1);
            order
        })
    };
    (0..len).flat_map(insert).collect()
}

/// Files whose documents overlap, and the order in which workers take them, with repetitions.
fn any_files() -> impl Strategy<Value = (Vec<File>, Vec<usize>)> {
    let says = prop::sample::select(vec!["A", "B", "C"]);
    let docs =
        prop::collection::vec((0_u8..5, says, 0..3).prop_map(|(id, says, messages)| doc(id, says, messages)), 1..6);
    let file = (prop::bool::weighted(0.3), 1..4_i64, 1..3, docs);
    prop::collection::vec(file, 2..6).prop_flat_map(|files| {
        let files: Vec<File> = files
            .into_iter()
            .enumerate()
            .map(|(index, (is_events, hour, content_rev, docs))| {
                let feed = if is_events { feeds::agent_activity::FEED } else { feeds::engagement::FEED };
                File { feed, name: format!("file-{index}"), hour, content_rev, docs }
            })
            .collect();
        let count = files.len();
        (Just(files), prop::collection::vec(0..count, count..3 * count))
    })
}

#[test]
fn any_order_repetition_and_interleaving_ends_the_same() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let database = Arc::new(runtime.block_on(TestDatabase::create()));
    let config = Config { cases: 60, failure_persistence: None, ..Config::default() };
    TestRunner::new(config)
        .run(&any_files(), |(files, mut order)| {
            order.extend(0..files.len());
            runtime.block_on(async {
                empty(&database).await;
                for file in &files {
                    load(&database.sink, file).await;
                }
                let expected = tables(&database).await;
                empty(&database).await;
                interleave(&database, files, order, 3).await;
                assert_eq!(tables(&database).await, expected);
            });
            Ok(())
        })
        .unwrap();
}

/// Several workers take the files in this order; what meets another worker is done again, as the scheduler does it.
async fn interleave(database: &Arc<TestDatabase>, files: Vec<File>, order: Vec<usize>, workers: usize) {
    let queue = Arc::new(Mutex::new(order.into_iter().collect::<VecDeque<_>>()));
    let files = Arc::new(files);
    let tasks: Vec<_> = (0..workers)
        .map(|_| {
            let (database, queue, files) = (database.clone(), queue.clone(), files.clone());
            tokio::spawn(async move {
                loop {
                    let Some(index) = queue.lock().unwrap().pop_front() else { return };
                    load_in_company(&database, &files[index]).await;
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
}

/// Makes the file's unit due under a name of its own for each load, so that two workers may hold the same content at once.
async fn load_in_company(database: &TestDatabase, file: &File) {
    const TRIES_MAX: u32 = 50;
    static NUMBER: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
    let number = NUMBER.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    let copy = File { name: format!("{}-{number}", file.name), ..file.clone() };
    database.sink.register_feed(&account(), file.feed).await.unwrap();
    database.sink.add_files(&account(), file.feed, &[copy.listed()], hour(0)).await.unwrap();
    let leased = format!(
        "update ingest.unit set state = 'leased', lease_until_at = now() + interval '1 hour', lease_token = 1 where name = '{}'",
        copy.name
    );
    database.execute(&leased).await;
    let rows = database.rows(&format!("select unit_id from ingest.unit where name = '{}'", copy.name)).await;
    let unit = model::Unit {
        id: model::UnitId(rows[0]["unit_id"].as_i64().unwrap()),
        account: account(),
        feed: file.feed,
        name: copy.listed().name.to_string(),
        href: String::new(),
        scope: copy.listed().scope,
        lane: Lane::Live,
        attempts: 0,
        missing_since: None,
        past_reads: model::PastReads::default(),
        abandoned_in_row: 0,
        lease_token: 1,
    };
    for _ in 0..TRIES_MAX {
        match store(&database.sink, &unit, &copy).await {
            Ok(_) => return,
            Err(SinkError::Conflict { .. }) => {}
            Err(other) => panic!("{other:?}"),
        }
    }
    panic!("{TRIES_MAX} conflicts in a row");
}
