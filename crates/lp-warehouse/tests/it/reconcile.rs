//! `reconcile` finds every kind of difference, and none where there is none.

use serde_json::Value;
use simulator::engagement_history::SEARCH;
use simulator::{ErrorBody, Fault};

use crate::closing::finish;
use crate::deployment::{Deployment, Plan, small_world};

const FEEDS: [model::Feed; 3] = [feeds::agent_activity::FEED, feeds::engagement::FEED, feeds::engagement_history::FEED];

async fn loaded() -> Deployment {
    let deployment = Plan::of(small_world()).reading(&FEEDS).deploy().await;
    deployment.run_until_idle().await.expect_code(0);
    deployment
}

/// The differences that are found; each must be the only one.
async fn differences(deployment: &Deployment, exit_code: i32) -> Vec<String> {
    let printed = deployment.run(&["reconcile", "--json"]).await.expect_code(exit_code).out;
    let found: Value = serde_json::from_str(&printed).unwrap();
    let differences = found["differences"].as_array().unwrap();
    differences.iter().map(|difference| difference.as_str().unwrap().to_owned()).collect()
}

/// Breaks something by `sql`, and mends it.
async fn check(deployment: &Deployment, broken_by: &str, mended_by: &str, told: &str) {
    let database = deployment.database();
    database.execute(broken_by).await;
    let found = differences(deployment, 1).await;
    assert!(found.len() == 1 && found[0].contains(told), "after `{broken_by}`: {found:?}");
    database.execute(mended_by).await;
    assert!(differences(deployment, 0).await.is_empty(), "after `{mended_by}`");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_difference_is_named() {
    let deployment = loaded().await;
    let table = deployment.run(&["reconcile"]).await.expect_code(0).out;
    assert!(table.contains("Everything adds up") && table.contains("engagement_history"), "{table}");
    assert!(!table.contains("\n0 windows were counted"), "{table}");

    let chosen = "(select min(conversation_id) from liveperson.conversation)";
    check(
        &deployment,
        &format!(
            "create table kept as select * from liveperson.conversation where conversation_id = {chosen};
            delete from liveperson.conversation where conversation_id in (select conversation_id from kept)"
        ),
        "insert into liveperson.conversation select * from kept",
        "rows in its parent tables",
    )
    .await;
    check(
        &deployment,
        "create table gone as select * from ingest.unit where feed = 'engagement_history' and lane = 'live'
            order by scope_start_at offset 2 limit 1;
         update ingest.unit set scope_end_at = scope_start_at where unit_id in (select unit_id from gone)",
        "update ingest.unit u set scope_end_at = g.scope_end_at from gone g where u.unit_id = g.unit_id",
        "no window from",
    )
    .await;
    check(
        &deployment,
        "create table dead as select * from ingest.unit where feed = 'engagement' limit 1;
         update ingest.unit set state = 'dead' where unit_id in (select unit_id from dead)",
        "update ingest.unit set acknowledged_at = now() where state = 'dead'",
        "1 units are dead or gone",
    )
    .await;
    check(
        &deployment,
        "create table short as select * from ingest.unit where feed = 'engagement_history' and records_read > 0 and records_counted = records_read limit 1;
         update ingest.unit set records_counted = records_counted + 1 where unit_id in (select unit_id from short)",
        "update ingest.unit u set records_counted = s.records_counted from short s where u.unit_id = s.unit_id",
        "upstream counted more than came",
    )
    .await;
    finish(deployment).await;
}

/// Who keeps chats for a year only, and attempts for a month, is told once.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_deleted_on_purpose_is_told_once() {
    let deployment = loaded().await;
    let database = deployment.database();
    database.execute("create table attempts as select * from ingest.load; delete from ingest.load").await;
    assert!(differences(&deployment, 0).await.is_empty(), "old attempts are not needed");
    database.execute("insert into ingest.load overriding system value select * from attempts").await;

    database.execute("delete from liveperson.conversation where started_at < now() - interval '12 hours'").await;
    let found = differences(&deployment, 1).await;
    assert!(found.len() == 1 && found[0].contains("reconcile --deleted"), "{found:?}");
    deployment.run(&["reconcile", "--deleted", "kept for a year"]).await.expect_code(0);
    assert!(differences(&deployment, 0).await.is_empty());
    let noted = "select feed, rows > 0, reason, actor like '%@%' from ingest.deletion";
    assert_eq!(database.answers("", noted).await, ["engagement|t|kept for a year|t"]);
    database.execute("delete from liveperson.conversation where conversation_id = (select min(conversation_id) from liveperson.conversation)").await;
    assert_eq!(differences(&deployment, 1).await.len(), 1, "what is missing later is told of again");
    finish(deployment).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn upstream_is_asked_again_no_oftener_than_allowed() {
    let deployment = loaded().await;
    let faults = deployment.simulator.faults();
    faults.always(SEARCH, None, Fault::CountChanges { by: 7 });
    let found = differences(&deployment, 1).await;
    assert!(
        found.iter().all(|difference| difference.contains("LivePerson counts") && difference.contains("units retry"))
    );
    faults.clear();
    faults.always(SEARCH, None, Fault::Status { code: 403, retry_after_s: None, body: ErrorBody::Json });
    let found = differences(&deployment, 1).await;
    assert!(found.iter().all(|difference| difference.contains("could not be counted again")), "{found:?}");
    let before = faults.injected_count();
    deployment.run(&["reconcile", "--counts-max", "0"]).await.expect_code(0);
    assert_eq!(faults.injected_count(), before, "upstream was not asked");
    let refused = deployment.run(&["reconcile", "--from", "yesterday"]).await.expect_code(1);
    assert!(refused.errors.contains("2026-11-01"), "{}", refused.errors);
    finish(deployment).await;
}
