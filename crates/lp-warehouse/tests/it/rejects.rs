//! The quarantine in the hands of a person.

use serde_json::Value;
use simulator::FileBody;

use crate::closing::finish;
use crate::deployment::{Deployment, Plan, empty_world};
use crate::documents::{conversation, document, document_of, entity, gzip};

/// A file with one lawful record, and two that the database does not take.
async fn with_rejects() -> Deployment {
    let deployment = Plan::of(empty_world()).deploy().await;
    deployment.run(&["migrate"]).await.expect_code(0);
    let is_refused = "check (conversation_id not like 'c-refused-%')";
    deployment
        .database()
        .execute(&format!("alter table liveperson.conversation add constraint mine {is_refused}"))
        .await;
    let records = ["c-1", "c-refused-1", "c-refused-2"].map(conversation);
    deployment.publish("one", FileBody::Bytes(gzip(document(&records)).into()));
    deployment.run_until_idle().await.expect_code(0);
    deployment
}

async fn listed(deployment: &Deployment, arguments: &[&str]) -> Vec<Value> {
    let printed = deployment.run(&[&["rejects", "list", "--json"], arguments].concat()).await.expect_code(0).out;
    serde_json::from_str(&printed).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn records_are_listed_shown_settled_and_every_decision_is_kept() {
    let deployment = with_rejects().await;
    let rejects = listed(&deployment, &["--reason", "refused_by_database"]).await;
    assert_eq!(rejects.len(), 2, "{rejects:?}");
    assert!(listed(&deployment, &["--feed", "agent_activity"]).await.is_empty());
    let id = rejects[0]["reject_id"].to_string();

    let table = deployment.run(&["rejects", "list"]).await.expect_code(0).out;
    assert!(
        table.contains("refused_by_database") && table.contains("23514") && !table.contains("c-refused"),
        "{table}"
    );
    let shown = deployment.run(&["rejects", "show", &id]).await.expect_code(0).out;
    assert!(shown.contains("open") && !shown.contains("c-refused"), "{shown}");
    let record = deployment.run(&["rejects", "show", &id, "--record"]).await.expect_code(0).out;
    assert!(record.starts_with('{') && record.contains("c-refused-"), "the record as it came");
    let unknown = deployment.run(&["rejects", "show", "999"]).await.expect_code(1);
    assert!(unknown.errors.contains("999"), "{}", unknown.errors);

    // No decision without a reason, and none without saying about what.
    deployment.run(&["rejects", "discard", "--id", &id]).await.expect_code(1);
    deployment.run(&["rejects", "discard", "--because", "test data"]).await.expect_code(1);
    deployment.run(&["rejects", "retry"]).await.expect_code(1);
    // And none about many without a word that many are meant.
    let many = ["rejects", "discard", "--feed", "engagement", "--because", "test data"];
    let refused = deployment.run(&many).await.expect_code(1).errors;
    assert!(refused.contains("2 records would be discarded") && refused.contains("--yes"), "{refused}");
    assert_eq!(listed(&deployment, &[]).await.len(), 2);
    let discard = ["rejects", "discard", "--id", &id, "--because", "test data", "--as", "night shift"];
    let told = deployment.run(&discard).await.expect_code(0).out;
    assert!(told.starts_with("1 record is"), "{told}");
    let again = deployment.run(&discard).await.expect_code(0).out;
    assert!(again.starts_with("0 records are"), "{again}");
    let shown = deployment.run(&["rejects", "show", &id]).await.expect_code(0).out;
    assert!(shown.contains("discarded") && shown.contains("night shift: test data"), "{shown}");
    assert_eq!(listed(&deployment, &[]).await.len(), 1);
    assert_eq!(listed(&deployment, &["--all"]).await.len(), 2);
    finish(deployment).await;
}

/// What is discarded stays so; what can be loaded by now is.
#[tokio::test(flavor = "multi_thread")]
async fn a_retry_loads_what_can_be_loaded_and_opens_nothing_that_was_settled() {
    let deployment = with_rejects().await;
    let id = listed(&deployment, &[]).await[0]["reject_id"].to_string();
    deployment.run(&["rejects", "discard", "--id", &id, "--because", "test data"]).await.expect_code(0);
    let told = deployment.run(&["rejects", "retry", "--feed", "engagement"]).await.expect_code(0).out;
    assert!(told.starts_with("1 units are due now; 1 open records"), "{told}");
    deployment.run_until_idle().await.expect_code(0);
    assert_eq!(listed(&deployment, &[]).await.len(), 1, "the reason is still there");

    deployment.database().execute("alter table liveperson.conversation drop constraint mine").await;
    deployment.run(&["rejects", "retry", "--feed", "engagement"]).await.expect_code(0);
    deployment.run_until_idle().await.expect_code(0);
    let resolutions = deployment.database().rows("select resolution from ingest.reject order by resolution").await;
    let resolutions: Vec<_> = resolutions.iter().map(|row| row["resolution"].as_str().unwrap_or("open")).collect();
    assert_eq!(resolutions, ["discarded", "loaded"]);
    assert_eq!(deployment.database().rows("select from liveperson.conversation").await.len(), 3);
    let actions = deployment.database().rows("select action from ingest.operator_action order by action_id").await;
    let actions: Vec<_> = actions.iter().map(|row| row["action"].as_str().unwrap().to_owned()).collect();
    assert_eq!(actions, ["reject_discard", "reject_retry", "reject_retry"]);
    finish(deployment).await;
}

/// What is loaded and deleted upstream would be taken for lost, if it were asked for again; its records are here.
#[tokio::test(flavor = "multi_thread")]
async fn what_upstream_has_deleted_stays_loaded_and_its_records_are_stored_from_what_was_kept() {
    let deployment = with_rejects().await;
    let database = deployment.database();
    let old = "update ingest.unit set scope_start_at = scope_start_at - interval '40 days',
        scope_end_at = scope_end_at - interval '40 days'";
    database.execute(old).await;
    let retry = ["rejects", "retry", "--feed", "engagement", "--because", "mended"];
    let told = deployment.run(&retry).await.expect_code(0).out;
    assert!(told.starts_with("0 units are due now; 0 open records") && told.contains("2 records stay"), "{told}");
    let told = deployment.run(&["units", "retry", "--state", "loaded", "--yes"]).await.expect_code(0).out;
    assert_eq!(told, "0 units are due now.\n");
    assert_eq!(listed(&deployment, &[]).await.len(), 2);

    database.execute("alter table liveperson.conversation drop constraint mine").await;
    let told = deployment.run(&retry).await.expect_code(0).out;
    assert!(told.starts_with("2 records of files that LivePerson has deleted are stored"), "{told}");
    assert!(told.contains("\n0 units are due now; 0 open records") && !told.contains("stay"), "{told}");
    let stored = "select c.conversation_id, c.source_version_at = u.scope_end_at as is_of_file
        from liveperson.conversation c join ingest.unit u using (unit_id) where c.conversation_id <> 'c-1' order by 1";
    assert_eq!(database.answers("", stored).await, ["c-refused-1|t", "c-refused-2|t"]);
    let ledger = "select u.state, records_read, records_new, records_rejected,
            (select count(*) from ingest.reject where resolution = 'loaded'),
            (select count(*) from ingest.operator_action where action = 'reject_retry' and reason = 'mended')
        from ingest.unit u";
    assert_eq!(database.answers("", ledger).await, ["loaded|3|3|0|2|2"]);
    deployment.run(&["reconcile"]).await.expect_code(0);
    let again = deployment.run(&retry).await.expect_code(0).out;
    assert!(again.starts_with("0 units are due now; 0 open records"), "{again}");
    finish(deployment).await;
}

/// A record is not stored without what stood around it in its file.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_refused_for_its_surroundings_is_not_stored_without_them() {
    let deployment = Plan::of(empty_world()).deploy().await;
    let strangers = document_of("99999999", &["c-1"].map(conversation));
    let unknown = document(&[entity("com.liveperson.dataaccess.Novelty", r#""conversationId":"c-2""#)]);
    deployment.publish("one", FileBody::Bytes(gzip(strangers + &unknown).into()));
    deployment.run_until_idle().await.expect_code(0);
    let reasons = "select reason from ingest.reject order by reason";
    assert_eq!(deployment.database().answers("", reasons).await, ["other_account", "unknown_entity"]);
    let old = "update ingest.unit set scope_start_at = scope_start_at - interval '40 days',
        scope_end_at = scope_end_at - interval '40 days'";
    deployment.database().execute(old).await;
    let told = deployment.run(&["rejects", "retry", "--feed", "engagement"]).await.expect_code(0).out;
    assert!(told.contains("2 records stay"), "{told}");
    assert!(deployment.database().rows("select from liveperson.conversation").await.is_empty());
    finish(deployment).await;
}

/// A field that upstream adds to every document is one path, and its value is kept once for each file: no reject, no alarm.
#[tokio::test(flavor = "multi_thread")]
async fn an_unknown_field_of_every_document_is_kept_once_for_each_file() {
    let deployment = Plan::of(empty_world()).deploy().await;
    for file in ["one", "two"] {
        let one = |number: usize| {
            let document = document(&[conversation(&format!("c-{file}-{number}"))]);
            document.replacen('{', &format!(r#"{{"exportId":"{file}-{number}","#), 1)
        };
        let documents: String = (1..=60).map(one).collect();
        deployment.publish(file, FileBody::Bytes(gzip(documents).into()));
    }
    deployment.run_until_idle().await.expect_code(0);
    let database = deployment.database();
    let told = "select (select count(*) from liveperson.conversation), (select count(*) from ingest.reject),
        (select string_agg(path || ' ' || json_type, ' ') from ingest.drift),
        (select string_agg(path || ' ' || value::text, ' ' order by value::text) from ingest.unit_extra)";
    assert_eq!(database.answers("", told).await, [r#"120|0|exportId string|exportId "one-1" exportId "two-1""#]);
    // Reading again keeps what is kept, and writes nothing.
    let written = "select xmin, * from ingest.unit_extra order by unit_id";
    let before = database.answers("", written).await;
    deployment.run(&["units", "retry", "--state", "loaded", "--yes"]).await.expect_code(0);
    deployment.run_until_idle().await.expect_code(0);
    assert_eq!(database.answers("", written).await, before);
    finish(deployment).await;
}
