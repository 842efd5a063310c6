//! A unit that a person loads: what a claim takes, and what is left when nothing comes of it.

use std::time::Duration;

use serde_json::Value;
use sink::Sink;
use sink::hand::HandClaim;
use sink::testing::TestDatabase;

use crate::fixture::{Doc, File, LEASE, claim, hour, store};

const A: Doc = Doc { id: 1, says: "A", messages: 1 };

async fn claim_by_hand(sink: &Sink, unit: model::UnitId, lease: Duration) -> Option<HandClaim> {
    sink.claim_by_hand(feeds::engagement::FEED, unit, "person", hour(0), lease).await.unwrap()
}

/// The row of the ledger without the token, which grows with each claim.
async fn unit_row(database: &TestDatabase) -> Value {
    let mut row = database.rows("select * from ingest.unit").await.remove(0);
    row.as_object_mut().unwrap().remove("lease_token").unwrap();
    row
}

#[tokio::test]
async fn a_unit_that_is_handed_back_is_as_it_was() {
    let database = TestDatabase::create().await;
    let sink = &database.sink;
    let file = File::engagement("one", 1, &[A]);
    let unit = claim(sink, &file).await.unwrap().unwrap();
    store(sink, &unit, &file).await.unwrap();
    let check = async |state: &str, lease_until: &str| {
        let set = format!(
            "update ingest.unit set state = '{state}', attempts = 5, next_attempt_at = '2026-01-02T03:04:05Z',
                lease_owner = 'daemon', lease_until_at = {lease_until}, last_error = 'earlier', last_error_at = '2026-01-01Z',
                missing_since_at = '2025-12-31Z', acknowledged_at = '2026-01-03Z'"
        );
        database.execute(&set).await;
        let before = unit_row(&database).await;
        let claimed = claim_by_hand(sink, unit.id, LEASE).await.expect("nobody has it");
        assert_eq!((claimed.state.as_str(), claimed.unit.attempts), (state, 5));
        assert_eq!(unit_row(&database).await["lease_owner"], "person");
        assert!(sink.hand_back(&claimed, "no \0 JSON").await.unwrap());
        assert_eq!(unit_row(&database).await, before);
        let load = database.rows("select owner, outcome, error from ingest.load order by load_id desc limit 1").await;
        let expected = serde_json::json!({ "owner": "person", "outcome": "failed", "error": "no \u{fffd} JSON" });
        assert_eq!(load[0], expected);
    };
    for state in ["pending", "failed", "dead", "gone", "loaded"] {
        check(state, "null").await;
    }
    check("leased", "clock_timestamp() - interval '1 s'").await;
}

#[tokio::test]
async fn a_person_takes_no_unit_from_a_daemon_and_writes_nothing_once_one_has_taken_over() {
    let database = TestDatabase::create().await;
    let sink = &database.sink;
    let file = File::engagement("one", 1, &[A]);
    let held = claim(sink, &file).await.unwrap().unwrap();
    assert!(claim_by_hand(sink, held.id, LEASE).await.is_none(), "a daemon has it");
    assert!(sink.renew(&held, Duration::ZERO).await.unwrap(), "its lease runs out at once");
    let late = claim_by_hand(sink, held.id, Duration::ZERO).await.expect("nobody has it any more");
    let taken_over = claim_by_hand(sink, held.id, Duration::ZERO).await.expect("the first lease ran out");
    let before = unit_row(&database).await;
    assert!(!sink.hand_back(&late, "too late").await.unwrap());
    assert_eq!(unit_row(&database).await, before);

    let commit = sink.begin(&taken_over.unit).await.unwrap();
    assert!(claim_by_hand(sink, held.id, LEASE).await.is_none(), "it is being stored");
    drop(commit);
}
