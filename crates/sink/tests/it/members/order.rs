//! Any order, any repetition, any interleaving: the sets end the same.

use std::collections::BTreeSet;
use std::sync::Arc;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use sink::SinkOptions;

use super::*;
use crate::order::permutations;

#[tokio::test]
async fn copies_in_every_order() {
    let database = TestDatabase::create().await;
    let check = async |copies: &[Copy], expected: &str| {
        empty(&database).await;
        load(&database.sink, copies).await;
        assert_eq!(stored(&database).await, expected, "one batch: {copies:?}");
        for order in permutations(copies.len()) {
            empty(&database).await;
            for index in &order {
                load(&database.sink, &copies[*index..=*index]).await;
            }
            assert_eq!(stored(&database).await, expected, "{order:?} of {copies:?}");
        }
    };
    // What a search shows, what a read by id shows, and a later version.
    check(&[copy(3, 1, "A", &[2]), copy(3, 1, "A", &[1, 2]), copy(3, 2, "B", &[3])], "3 B: 1 2 3").await;
    check(&[copy(3, 2, "A", &[]), copy(3, 1, "older", &[1]), copy(1, 9, "partial", &[2])], "3 A: 1 2").await;
    // Upstream erased it.
    check(&[copy(3, 1, "A", &[1, 2]), copy(3, 9, "B", &[3]), copy(7, 2, "erased", &[1])], "7 erased: 1").await;
    check(&[copy(7, 1, "erased", &[1]), copy(7, 2, "erased", &[2]), copy(3, 3, "A", &[3])], "7 erased: 2").await;
    check(&[copy(7, 1, "erased", &[1, 2]), copy(7, 2, "erased", &[1])], "7 erased: 1").await;
    // No column shows that it is erased.
    check(&[copy(3, 1, "A", &[1]), copy(7, 2, "A", &[])], "7 A:").await;
}

/// The first worker has stored its copy and not committed; the second has asked, and waits for it.
#[tokio::test]
async fn who_waits_for_another_decides_on_what_it_left() {
    let check = async |before: Option<Copy>, first: Copy, second: Copy, expected: &str| {
        let database = TestDatabase::create().await;
        if let Some(before) = before {
            load(&database.sink, &[before]).await;
        }
        let (unit, other) = (claim(&database.sink).await, claim(&database.sink).await);
        let mut storing = database.sink.begin(&unit).await.unwrap();
        storing.store(&batch(&[first])).await.unwrap();
        let sink = Sink::new(&SinkOptions::new(database.url.clone())).unwrap();
        let waiting = tokio::spawn(async move { store(&sink, &other, &[second]).await });
        wait_for_a_lock(&database).await;
        storing.finish_window(facts(1), &Drift::default(), &complete(1, None, true)).await.unwrap();
        let tally = waiting.await.unwrap().unwrap();
        assert!(tally.adds_up() && tally.read == 1, "{tally:?}");
        assert_eq!(stored(&database).await, expected, "{before:?}, {first:?}, {second:?}");
    };
    let (stored, erased) = (copy(3, 2, "A", &[1]), copy(7, 3, "erased", &[4]));
    for old in [copy(3, 2, "A", &[1, 2]), copy(3, 1, "older", &[2])] {
        check(Some(stored), erased, old, "7 erased: 4").await;
        check(Some(stored), old, erased, "7 erased: 4").await;
        check(Some(stored), old, old, "3 A: 1 2").await;
        check(Some(stored), old, copy(3, 3, "B", &[2, 3]), "3 B: 1 2 3").await;
        check(Some(stored), copy(3, 3, "B", &[2, 3]), old, "3 B: 1 2 3").await;
    }
    check(None, stored, copy(3, 2, "A", &[1, 2]), "3 A: 1 2").await;
    check(None, stored, erased, "7 erased: 4").await;
    check(None, erased, stored, "7 erased: 4").await;
}

/// Somebody waits for a lock in this database.
pub(crate) async fn wait_for_a_lock(database: &TestDatabase) {
    const LOOKS_MAX: u32 = 10_000;
    let query = "select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";
    for _ in 0..LOOKS_MAX {
        if !database.rows(query).await.is_empty() {
            return;
        }
    }
    panic!("nobody waits");
}

/// Copies, and which of them each unit brings; each comes once more on its own.
fn any_loads() -> impl Strategy<Value = Vec<Vec<Copy>>> {
    let attributes = prop::sample::select(vec![&[][..], &[1], &[2], &[1, 2], &[3], &[2, 3, 4]]);
    let rank = prop::sample::select(vec![1, 3, 3, 3, 7]);
    // Each fetch says something else, and those of one moment the same, but perhaps with other attributes.
    let copy = (rank, 0..4_i64, attributes).prop_map(|(rank, fetched, attributes)| {
        copy(rank, fetched, ["A", "B", "C", "D"][fetched as usize], attributes)
    });
    let copies = prop::collection::vec(copy, 1..6);
    copies.prop_flat_map(|copies| {
        let alone = copies.iter().map(|copy| vec![*copy]).collect::<Vec<_>>();
        prop::collection::vec(prop::sample::subsequence(copies.clone(), 1..=copies.len()), 0..5)
            .prop_map(move |units| units.into_iter().chain(alone.clone()).collect::<Vec<_>>())
            .prop_shuffle()
    })
}

/// What the rules say, in other words.
fn expected(loads: &[Vec<Copy>]) -> String {
    let copies: Vec<Copy> = loads.iter().flatten().copied().collect();
    let batch = batch(&copies);
    let order = |index: &usize| (batch.documents[*index].version, batch.documents[*index].content_hash);
    let greatest = copies[(0..copies.len()).max_by_key(order).unwrap()];
    let is_erased = greatest.rank == 7;
    let counted = copies.iter().filter(|_| !is_erased).chain([&greatest]);
    let attributes: BTreeSet<u8> = counted.flat_map(|copy| copy.attributes).copied().collect();
    let attributes: String = attributes.iter().map(|attribute| format!(" {attribute}")).collect();
    format!("{} {}:{attributes}", greatest.rank, greatest.says)
}

#[test]
fn any_order_repetition_and_interleaving_ends_the_same() {
    const WORKERS: usize = 3;
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let database = Arc::new(runtime.block_on(TestDatabase::create()));
    let config = Config { cases: 60, failure_persistence: None, ..Config::default() };
    TestRunner::new(config)
        .run(&any_loads(), |loads| {
            runtime.block_on(async {
                for workers in [1, WORKERS] {
                    empty(&database).await;
                    let tasks: Vec<_> = (0..workers)
                        .map(|worker| {
                            let (database, loads) = (database.clone(), loads.clone());
                            tokio::spawn(async move {
                                for copies in loads.iter().skip(worker).step_by(workers) {
                                    load(&database.sink, copies).await;
                                }
                            })
                        })
                        .collect();
                    for task in tasks {
                        task.await.unwrap();
                    }
                    assert_eq!(stored(&database).await, expected(&loads), "{workers} workers");
                }
            });
            Ok(())
        })
        .unwrap();
}
