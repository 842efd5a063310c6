//! A log that cannot be written: lines are lost, and nothing else is.

use std::fs::File;
use std::io::{PipeReader, Read, pipe};
use std::os::fd::OwnedFd;
use std::sync::{Arc, Mutex};

use nix::fcntl::{FcntlArg, fcntl};
use nix::sys::signal::Signal;

use crate::closing::finish;
use crate::comparison::expect_truth;
use crate::deployment::{Deployment, Plan, small_world};
use crate::process::{has_event, until};

/// Less than a daemon says of a few files.
const PIPE_BYTES: i32 = 4096;

async fn talkative() -> Deployment {
    Plan::of(small_world()).set("log.level", "trace").deploy().await
}

/// A pipe that is full soon.
fn small_pipe() -> (PipeReader, OwnedFd) {
    let (reader, writer) = pipe().unwrap();
    fcntl(&reader, FcntlArg::F_SETPIPE_SZ(PIPE_BYTES)).unwrap();
    (reader, writer.into())
}

/// Everything is loaded although both outputs are this.
async fn check(output: OwnedFd) {
    let deployment = talkative().await;
    deployment.start_told(&["run", "--until-idle"], output).ended().await.expect_code(0);
    expect_truth(&deployment).await;
    assert_eq!(deployment.units("state <> 'loaded'").await.len(), 0);
    finish(deployment).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_that_went_away_stops_nothing() {
    let (reader, output) = small_pipe();
    drop(reader);
    check(output).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_stops_nothing() {
    check(File::options().write(true).open("/dev/full").unwrap().into()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_that_sleeps_stops_nothing() {
    let (_asleep, output) = small_pipe();
    check(output).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_that_wakes_up_is_told_what_it_missed() {
    let deployment = talkative().await;
    let (mut reader, output) = small_pipe();
    let daemon = deployment.start_told(&["run"], output);
    let all_loaded =
        "exists (select from ingest.unit) and not exists (select from ingest.unit where state <> 'loaded')";
    until("all is loaded", async || {
        let tables = deployment.database().rows("select from pg_tables where schemaname = 'ingest'").await;
        !tables.is_empty() && !deployment.database().rows(&format!("select where {all_loaded}")).await.is_empty()
    })
    .await;
    let read = Arc::new(Mutex::new(String::new()));
    let reading = std::thread::spawn({
        let read = Arc::clone(&read);
        move || {
            let mut bytes = [0; 4096];
            while let Ok(len @ 1..) = reader.read(&mut bytes) {
                read.lock().unwrap().push_str(&String::from_utf8_lossy(&bytes[..len]));
            }
        }
    });
    until("the loss is told", async || has_event(&read.lock().unwrap(), "log_lines_lost")).await;
    daemon.signal(Signal::SIGTERM);
    daemon.ended().await.expect_code(0);
    reading.join().unwrap();
    assert!(has_event(&read.lock().unwrap(), "daemon_stopped"));
    finish(deployment).await;
}
