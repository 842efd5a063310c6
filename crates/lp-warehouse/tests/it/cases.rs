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
    expect![""].assert_eq(&outcome(&deployment).await);
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
    expect![""].assert_eq(&shown);
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
        b: loaded, 1 new
    "#]]
    .assert_eq(&outcome(&deployment).await);
    finish(deployment).await;
}
