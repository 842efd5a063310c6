//! Inputs that went wrong once, kept outside of the repository: what a file may be, and what it may say.

use std::fmt::Write;
use std::path::PathBuf;

use expect_test::expect;
use simulator::{Fault, FileBody, Route};

use crate::bad_input::outcome;
use crate::closing::finish;
use crate::deployment::{Plan, empty_world};
use crate::documents::{conversation, document, gzip};
use crate::skipped;

/// The folder of the cases; says so when it is absent.
fn cases() -> Option<PathBuf> {
    let cases = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/cases");
    if !cases.is_dir() {
        skipped::note("cases", &format!("{} is absent", cases.display()));
        return None;
    }
    Some(cases)
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_a_file_is_it_loads() {
    let Some(cases) = cases() else { return };
    // One after the other, or chance decides which of two files brings what both hold.
    let deployment = Plan::of(empty_world()).set("work.units_in_flight_max", "1").deploy().await;
    for case in [
        "byte-order-mark/file.gz",
        "byte-order-mark/file-each-line.gz",
        "gzip-trailing-bytes/newline.gz",
        "gzip-trailing-bytes/padding-between-members.gz",
        "gzip-trailing-bytes/text.gz",
        "gzip-trailing-bytes/zero-padding.gz",
        "one-bad-document/bad-byte-in-metadata.gz",
        "zip-instead-of-gzip/Engagement.zip",
    ] {
        let body = std::fs::read(cases.join(case)).unwrap();
        deployment.publish(&case.replace('/', " "), FileBody::Bytes(body.into()));
    }
    let ended = deployment.run_until_idle().await;
    ended.expect_code(0);
    expect![[r#"
        byte-order-mark file-each-line.gz: loaded, 2 new
        byte-order-mark file.gz: loaded, 1 unchanged
        gzip-trailing-bytes newline.gz: loaded, 1 unchanged
        gzip-trailing-bytes padding-between-members.gz: loaded, 2 unchanged
        gzip-trailing-bytes text.gz: loaded, 1 unchanged
        gzip-trailing-bytes zero-padding.gz: loaded, 1 unchanged
        one-bad-document bad-byte-in-metadata.gz: loaded, 8 new, 2 unchanged
        zip-instead-of-gzip Engagement.zip: loaded, 2 unchanged
    "#]]
    .assert_eq(&outcome(&deployment).await);
    finish(deployment).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn times_that_say_none_are_no_times() {
    let Some(cases) = cases() else { return };
    let deployment = Plan::of(empty_world()).deploy().await;
    let body = std::fs::read(cases.join("times-that-say-none/engagement.json.gz")).unwrap();
    deployment.publish("times", FileBody::Bytes(body.into()));
    deployment.run_until_idle().await.expect_code(0);
    let mut shown = String::new();
    for query in [
        "select conversation_id, interaction_started_at, ended_at, queue_started_at, queue_ended_at, extra
            from liveperson.conversation order by 1",
        "select chat_id, duration_s, wait_s, handling_s from mart.chat order by 1",
        "select duration_avg_s, wait_avg_s, handling_avg_s from mart.daily_summary where chats > 0",
        "select path, json_type from ingest.drift order by 1",
    ] {
        for row in deployment.database().rows(query).await {
            writeln!(shown, "{row}").unwrap();
        }
    }
    expect![[r#"
        {"conversation_id":"minus-one","ended_at":null,"extra":{"conversationEndTime":-1,"interactionStartTime":-1,"queueEndTime":-1,"queueStartTime":-1},"interaction_started_at":null,"queue_ended_at":null,"queue_started_at":null}
        {"conversation_id":"sound","ended_at":"2026-11-27T02:01:00+00:00","extra":null,"interaction_started_at":"2026-11-27T02:00:01+00:00","queue_ended_at":null,"queue_started_at":null}
        {"conversation_id":"zero","ended_at":null,"extra":{"conversationEndTime":0,"interactionStartTime":0,"queueEndTime":0},"interaction_started_at":null,"queue_ended_at":null,"queue_started_at":"2026-11-27T02:00:00+00:00"}
        {"chat_id":"minus-one","duration_s":null,"handling_s":null,"wait_s":null}
        {"chat_id":"sound","duration_s":59.0,"handling_s":1.0,"wait_s":1.0}
        {"chat_id":"zero","duration_s":null,"handling_s":null,"wait_s":null}
        {"duration_avg_s":59.0,"handling_avg_s":1.0,"wait_avg_s":1.0}
        {"json_type":"number","path":"engagements[].conversationEndTime"}
        {"json_type":"number","path":"engagements[].interactionStartTime"}
        {"json_type":"number","path":"engagements[].queueEndTime"}
        {"json_type":"number","path":"engagements[].queueStartTime"}
    "#]].assert_eq(&shown);
    finish(deployment).await;
}

/// Upstream is being maintained: its pages are no file's fault, however long that lasts.
#[tokio::test(flavor = "multi_thread")]
async fn pages_in_place_of_files_leave_no_dead_unit() {
    let deployment = Plan::of(empty_world()).set("work.unit_attempts_max", "1").deploy().await;
    for name in ["a", "b"] {
        deployment.publish(name, FileBody::Bytes(gzip(document(&[conversation(name)])).into()));
    }
    let faults = deployment.simulator.faults();
    faults.inject(Route::File, None, Fault::Html200, 6);
    deployment.run_until_idle().await.expect_code(0).expect_event("feed_paused");
    assert_eq!(deployment.units("state = 'loaded' and attempts = 0 and records_new = 1").await.len(), 2);
    finish(deployment).await;
}

/// With the last attempt what decodes of a broken file is stored; until a repaired one comes, everybody tells.
#[tokio::test(flavor = "multi_thread")]
async fn a_file_with_a_broken_part_is_salvaged_and_then_mended() {
    let deployment = Plan::of(empty_world()).set("work.unit_attempts_max", "2").deploy().await;
    let (sound, broken) = (document(&[conversation("c-1")]), document(&[conversation("c-2")]));
    let cut = format!("{sound}\n{}", &broken[..broken.len() - 20]);
    deployment.publish("cut", FileBody::Bytes(gzip(cut).into()));
    deployment.run_until_idle().await.expect_code(0).expect_event("unit_failed").expect_event("unit_salvaged");
    expect![[r#"
        cut: loaded after 1 attempts, 1 new, 1 rejected
          not_readable (open): not JSON at byte 685 of the inflated file; what stands around it was salvaged
          it could not be decoded: not JSON at byte 685 of the inflated file (gzip)
    "#]]
    .assert_eq(&outcome(&deployment).await);
    let query = "select unit_id, salvaged_because from ingest.unit";
    let unit = deployment.database().rows(query).await.remove(0);
    expect![
        "1 of its parts went to the quarantine, because they are no JSON; the first at byte 685 of the inflated file"
    ]
    .assert_eq(unit["salvaged_because"].as_str().unwrap());
    let fresh = "select salvaged_units from mart.freshness where feed = 'engagement'";
    assert_eq!(deployment.database().rows(fresh).await[0]["salvaged_units"], 1);
    deployment.run(&["reconcile"]).await.expect_code(1);

    let id = unit["unit_id"].to_string();
    let path = deployment.folder().join("repaired.json");
    std::fs::write(&path, "no JSON").unwrap();
    let repaired = path.to_str().unwrap();
    deployment.run(&["units", "load", "--id", &id, "--file", repaired]).await.expect_code(1);
    assert_eq!(deployment.units("state = 'loaded' and salvaged_because is not null").await.len(), 1, "as before");
    std::fs::write(&path, format!("{sound}\n{broken}\n")).unwrap();
    deployment.run(&["units", "load", "--id", &id, "--file", repaired]).await.expect_code(0);
    assert_eq!(deployment.units("state = 'loaded' and salvaged_because is null").await.len(), 1);
    expect![[r#"
        cut: loaded after 1 attempts, 1 new, 1 unchanged
          not_readable (loaded): not JSON at byte 685 of the inflated file; what stands around it was salvaged
          it could not be decoded: not JSON at byte 685 of the inflated file (gzip)
    "#]]
    .assert_eq(&outcome(&deployment).await);
    deployment.run(&["reconcile"]).await.expect_code(0);
    finish(deployment).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_need_not_wait_for_the_last_attempt() {
    let Some(cases) = cases() else { return };
    let deployment = Plan::of(empty_world()).set("work.unit_retry_first", "1h").set("work.unit_retry_max", "1h");
    let deployment = deployment.deploy().await;
    for case in ["cut-last", "line-between"] {
        let body = std::fs::read(cases.join("one-bad-document").join(format!("{case}.gz"))).unwrap();
        deployment.publish(case, FileBody::Bytes(body.into()));
    }
    deployment.run(&["run", "--until-idle", "--wait", "3s"]).await;
    for unit in deployment.units("state = 'failed'").await {
        deployment.run(&["units", "load", "--id", &unit["unit_id"].to_string(), "--salvage"]).await.expect_code(0);
    }
    expect![[r#"
        cut-last: loaded after 1 attempts, 9 unchanged, 1 rejected
          not_readable (open): not JSON at byte 11668 of the inflated file; what stands around it was salvaged
          it could not be decoded: not JSON at byte 11668 of the inflated file (gzip)
        line-between: loaded, 10 new, 2 rejected
          not_a_document (open): a JSON value that is not a Data Access document
          not_a_document (open): a JSON value that is not a Data Access document
    "#]]
    .assert_eq(&outcome(&deployment).await);
    finish(deployment).await;
}
