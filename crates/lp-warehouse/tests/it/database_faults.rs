//! The database goes away and comes back: the daemon waits, says so once, and goes on.

use std::time::{Duration, Instant};

use nix::sys::signal::Signal;
use simulator::WorldSpec;

use crate::closing::finish;
use crate::comparison::expect_truth;
use crate::deployment::{Plan, small_world};
use crate::process::until;
use crate::server::{Line, Session};

/// `docker stop` kills after this.
const END_WAIT_MAX: Duration = Duration::from_secs(10);

/// Enough work to be in the middle of it.
fn busy() -> Plan {
    Plan::of(WorldSpec { hours: 36, chats_per_hour: 10, ..small_world() })
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_only_database_is_waited_for() {
    let deployment = busy().deploy().await;
    let mut daemon = deployment.start(&["run"]);
    daemon.logged("unit_loaded").await;
    let session = Session::on(&deployment);
    session.set_read_only(true).await;
    daemon.logged("database_unavailable").await;
    assert!(daemon.is_running(), "trouble with the database never ends the daemon");
    session.set_read_only(false).await;
    daemon.logged("database_back").await;
    daemon.signal(Signal::SIGTERM);
    daemon.ended().await.expect_code(0);
    deployment.run_until_idle().await.expect_code(0);
    expect_truth(&deployment).await;
    finish(deployment).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_that_are_ended_again_and_again_cost_nothing() {
    const OUTAGES: usize = 4;
    let deployment = busy().deploy().await;
    let daemon = deployment.start(&["run", "--until-idle"]);
    daemon.logged("unit_loaded").await;
    let session = Session::on(&deployment);
    until("the daemon met some outages", async || {
        let log = daemon.printed();
        let count = |event: &str| log.matches(event).count();
        // Its pauses grow while the trouble lasts; so the next trouble comes when the last is over.
        if count("database_unavailable") == count("database_back") {
            session.end_others().await;
        }
        // An outage may meet a listing alone.
        count("database_back") >= OUTAGES && count("unit_postponed") > 0
    })
    .await;
    daemon.ended().await.expect_code(0).expect_event("unit_postponed");
    expect_truth(&deployment).await;
    let blamed = deployment.units("attempts > 0").await;
    assert!(blamed.is_empty(), "blamed: {}", blamed[0]);
    finish(deployment).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_away_is_waited_for() {
    let deployment = busy().deploy().await;
    let (mut line, url) = Line::to(deployment.database().url()).await;
    let mut daemon = deployment.start_with(&["run", "--until-idle"], &[("database.url", &url)]);
    daemon.logged("unit_loaded").await;
    line.cut().await;
    daemon.logged("database_unavailable").await;
    assert!(daemon.is_running());
    line.mend().await;
    daemon.ended().await.expect_code(0).expect_event("database_back");
    expect_truth(&deployment).await;
    assert_eq!(deployment.units("attempts > 0").await.len(), 0);
    finish(deployment).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_daemon_without_its_server_still_ends_in_time() {
    let deployment = busy().deploy().await;
    let (mut line, url) = Line::to(deployment.database().url()).await;
    let daemon = deployment.start_with(&["run"], &[("database.url", &url)]);
    daemon.logged("unit_loaded").await;
    line.cut().await;
    daemon.logged("database_unavailable").await;
    daemon.signal(Signal::SIGTERM);
    let asked_at = Instant::now();
    daemon.ended().await.expect_code(0);
    assert!(asked_at.elapsed() < END_WAIT_MAX, "it took {:?}", asked_at.elapsed());
    deployment.run_until_idle().await.expect_code(0);
    expect_truth(&deployment).await;
    finish(deployment).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_was_never_there_is_waited_for_too() {
    let deployment = Plan::of(small_world()).deploy().await;
    let (mut line, url) = Line::to(deployment.database().url()).await;
    line.cut().await;
    let settings = [("database.url", url.as_str())];
    let begun_at = Instant::now();
    let ended = deployment.start_with(&["run", "--until-idle", "--wait", "1s"], &settings).ended().await;
    ended.expect_code(3).expect_event("database_unavailable");
    assert!(begun_at.elapsed() < END_WAIT_MAX, "it took {:?}", begun_at.elapsed());

    let daemon = deployment.start_with(&["run"], &settings);
    daemon.logged("database_unavailable").await;
    daemon.signal(Signal::SIGTERM);
    let asked_at = Instant::now();
    daemon.ended().await.expect_code(0);
    assert!(asked_at.elapsed() < END_WAIT_MAX, "it took {:?}", asked_at.elapsed());

    let daemon = deployment.start_with(&["run", "--until-idle"], &settings);
    daemon.logged("database_unavailable").await;
    line.mend().await;
    daemon.ended().await.expect_code(0);
    expect_truth(&deployment).await;
    finish(deployment).await;
}

/// The ledger answers well, some data cannot be written: a full disk, a missing right. Between files that load, each
/// failure is followed by a pause; without it there were hundreds of lines and downloads in these eight seconds.
#[tokio::test(flavor = "multi_thread")]
async fn tables_that_cannot_be_written_are_waited_for() {
    /// Eight seconds of the shortest pause, half a second, with a failure of each of two units.
    const FAILURES_MAX: usize = 32;
    let deployment = busy().deploy().await;
    deployment.database().execute("alter table liveperson.message rename to message_away").await;
    let ended = deployment.run(&["run", "--until-idle", "--wait", "8s"]).await.expect_code(3);
    let postponed = ended.out.matches("\"unit_postponed\"").count();
    assert!((1..=FAILURES_MAX).contains(&postponed), "{postponed} downloads for nothing");
    let told = ended.out.matches("\"database_unavailable\"").count();
    assert!((1..=FAILURES_MAX).contains(&told), "told {told} times");
    let blamed = deployment.units("attempts > 0").await;
    assert!(blamed.is_empty(), "blamed: {}", blamed[0]);
    deployment.database().execute("alter table liveperson.message_away rename to message").await;
    deployment.run_until_idle().await.expect_code(0);
    expect_truth(&deployment).await;
    finish(deployment).await;
}
