//! Many records that cannot be stored.

use std::ops::Range;

use feeds::engagement::CONVERSATION;
use model::{Batch, Drift, Position, Reject, RejectReason, UnitId};
use serde_json::Value;
use sink::testing::TestDatabase;
use sink::units::UnitFilter;

use crate::fixture::{File, LEASE, account, hour};

fn batch(numbers: impl Iterator<Item = u64>) -> Batch {
    let mut batch = Batch::new(&CONVERSATION);
    for number in numbers {
        batch.reject(Reject {
            reason: RejectReason::BadKey { field: "conversationId" },
            position: Position { record: number, ..Position::default() },
            record_kind: "conversation",
            record: number.to_string().into_bytes(),
            header: Vec::new(),
        });
    }
    batch
}

/// Loads a file that holds nothing but these records.
async fn load(database: &TestDatabase, file: &File, batches: Vec<Batch>) {
    let sink = &database.sink;
    sink.register_feed(&account(), file.feed).await.unwrap();
    sink.add_files(&account(), file.feed, &[file.listed()], hour(0)).await.unwrap();
    sink.retry_units(&UnitFilter::default(), hour(0)).await.unwrap();
    let units = sink.units(&UnitFilter::default(), 10).await.unwrap();
    let id = UnitId(units.iter().find(|unit| unit.name == file.name).unwrap().unit_id);
    let unit = sink.claim_this_unit(file.feed, id, "test", hour(100), LEASE).await.unwrap().unwrap();
    let mut commit = sink.begin(&unit).await.unwrap();
    for batch in &batches {
        commit.store(batch).await.unwrap();
    }
    let records = batches.iter().map(|batch| batch.rejects().len() as u64).sum();
    commit.finish_file(sink::UnitFacts { records, ..file.facts() }, &Drift::default()).await.unwrap();
}

/// The quarantine, with where each row lies and who touched it.
async fn kept(database: &TestDatabase) -> Vec<Value> {
    let query =
        "select convert_from(record_bytes, 'UTF8')::bigint as number, resolution, ctid::text, xmin::text, xmax::text
        from ingest.reject order by 1";
    database.rows(query).await
}

#[tokio::test]
async fn what_is_met_again_is_not_written_and_what_is_not_is_closed() {
    const RECORDS: u64 = 6_000;
    let database = TestDatabase::create().await;
    let file = File::engagement("one", 1, &[]);
    load(&database, &file, vec![batch(0..2_000), batch(2_000..RECORDS)]).await;
    let first = kept(&database).await;
    assert_eq!(first.len() as u64, RECORDS);

    // In other batches, in another order, and some of them twice.
    load(&database, &file, vec![batch(5_000..RECORDS), batch(0..5_500), batch((0..RECORDS).step_by(7))]).await;
    assert!(kept(&database).await == first, "no row moved or was locked");

    load(&database, &file, vec![batch((0..RECORDS).filter(|number| number % 3 > 0))]).await;
    for (before, after) in first.iter().zip(kept(&database).await) {
        match before["number"].as_u64().unwrap() % 3 {
            0 => assert_eq!(after["resolution"], "loaded", "{after}"),
            _ => assert_eq!(*before, after, "met, and not written"),
        }
    }

    load(&database, &file, vec![batch(0..RECORDS)]).await;
    let again = kept(&database).await;
    assert!(again.len() as u64 == RECORDS && again.iter().all(|row| row["resolution"].is_null()), "opened again");
    load(&database, &file, vec![]).await;
    assert!(kept(&database).await.iter().all(|row| row["resolution"] == "loaded"));
}

/// A record of two files is kept for the first of them, until it loads there; what a person discarded stays so.
#[tokio::test]
async fn a_record_of_two_files_is_kept_once() {
    let database = TestDatabase::create().await;
    let (one, two) = (File::engagement("one", 1, &[]), File::engagement("two", 2, &[]));
    let check = async |file: &File, records: Range<u64>, expected: &str| {
        load(&database, file, vec![batch(records)]).await;
        let rows = database
            .rows(
                "select convert_from(record_bytes, 'UTF8') || ' of ' || name || ' ' || coalesce(resolution, 'open') as kept
                 from ingest.reject join ingest.unit using (unit_id) order by 1",
            )
            .await;
        let rows: Vec<_> = rows.iter().map(|row| row["kept"].as_str().unwrap()).collect();
        assert_eq!(rows.join(", "), expected);
    };
    check(&one, 0..2, "0 of one open, 1 of one open").await;
    check(&two, 1..3, "0 of one open, 1 of one open, 2 of two open").await;
    check(&two, 0..0, "0 of one open, 1 of one open, 2 of two loaded").await;
    check(&one, 0..1, "0 of one open, 1 of one loaded, 2 of two loaded").await;
    check(&two, 1..2, "0 of one open, 1 of two open, 2 of two loaded").await;
    database
        .execute("update ingest.reject set closed_at = now(), resolution = 'discarded' where closed_at is null")
        .await;
    check(&two, 1..3, "0 of one discarded, 1 of two discarded, 2 of two open").await;
}
