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
    let deployment = Plan::of(empty_world()).deploy().await;
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
    "#]].assert_eq(&outcome(&deployment).await);
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
        "select duration_avg_s, wait_avg_s, handling_avg_s from mart.daily_summary",
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
    expect![[r#"
        a: loaded, 1 new
          it could not be decoded: a page of HTML or XML came in place of the file (plain file)
        b: loaded, 1 new
          it could not be decoded: a page of HTML or XML came in place of the file (plain file)
    "#]]
    .assert_eq(&outcome(&deployment).await);
    finish(deployment).await;
}
