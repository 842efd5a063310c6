//! A polite end, an impolite one, and a start that is refused.

use std::time::{Duration, Instant};

use nix::sys::signal::Signal;
use simulator::{Fault, Route, WorldSpec};

use crate::closing::finish;
use crate::comparison::expect_truth;
use crate::deployment::{Plan, empty_world, small_world};
use crate::process::until;
use crate::server::Session;

/// `docker stop` kills after this.
const END_WAIT_MAX: Duration = Duration::from_secs(10);

async fn check(signal: Signal) {
    let world = WorldSpec { hours: 24, chats_per_hour: 10, ..small_world() };
    let deployment = Plan::of(world).deploy().await;
    let daemon = deployment.start(&["run"]);
    daemon.logged("unit_loaded").await;
    daemon.signal(signal);
    let asked_at = Instant::now();
    daemon.ended().await.expect_code(0).expect_event("shutdown_requested").expect_event("daemon_stopped");
    assert!(asked_at.elapsed() < END_WAIT_MAX, "it took {:?}", asked_at.elapsed());
    assert_eq!(deployment.units("state = 'leased'").await.len(), 0);
    assert_ne!(deployment.units("state = 'pending'").await.len(), 0, "it was not idle anyway");
    deployment.run_until_idle().await.expect_code(0);
    expect_truth(&deployment).await;
    finish(deployment).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sigterm_ends_politely() {
    check(Signal::SIGTERM).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sigint_ends_politely() {
    check(Signal::SIGINT).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn downloads_that_hang_are_given_back() {
    let deployment = Plan::of(small_world()).set("work.shutdown_grace", "1s").deploy().await;
    deployment.simulator.faults().always(Route::File, None, Fault::Stall { after_bytes: 10 });
    let daemon = deployment.start(&["run"]);
    until("downloads hang", async || {
        deployment.simulator.requests().iter().any(|request| request.path_and_query.ends_with(".gz"))
    })
    .await;
    daemon.signal(Signal::SIGTERM);
    daemon.ended().await.expect_code(0);
    assert_eq!(deployment.units("state = 'leased' or attempts > 0").await.len(), 0);
    deployment.simulator.faults().clear();
    deployment.run_until_idle().await.expect_code(0);
    expect_truth(&deployment).await;
    finish(deployment).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_signal_ends_at_once() {
    // The polite end hangs on the lock that we hold on the tables.
    let deployment = Plan::of(small_world()).set("work.shutdown_grace", "1h").deploy().await;
    deployment.run(&["migrate"]).await.expect_code(0);
    let session = Session::on(&deployment);
    let holding = Session::lock(&deployment, "liveperson.conversation, liveperson.agent_event").await;
    let daemon = deployment.start(&["run"]);
    session.somebody_waits().await;
    daemon.signal(Signal::SIGTERM);
    daemon.logged("shutdown_requested").await;
    daemon.signal(Signal::SIGTERM);
    daemon.ended().await.expect_code(130).expect_event("shutdown_forced");
    session.unlock(holding).await;
    deployment.run_until_idle().await.expect_code(0);
    expect_truth(&deployment).await;
    finish(deployment).await;
}

/// A configuration that is refused, and what of the key is named.
async fn check_refused(settings: &[(&str, &str)], named: &[&str]) {
    let deployment = Plan::of(empty_world()).deploy().await;
    let ended = deployment.start_with(&["run"], settings).ended().await.expect_code(1);
    for named in named {
        assert!(ended.errors.contains(named), "`{named}` is not in: {}", ended.errors);
    }
    assert_eq!(ended.out, "", "nothing was started");
    assert_eq!(deployment.simulator.requests(), []);
    finish(deployment).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_configurations_are_refused_before_anything_starts() {
    check_refused(&[("work.leese", "1s")], &["work.leese", "LPW__WORK__LEESE"]).await;
    check_refused(&[("work.lease", "60")], &["`work.lease`", "60"]).await;
    // The environment replaces the secret that the configuration file holds.
    let missing = ("accounts.0.auth.app_secret_file", "/nowhere/secret");
    check_refused(&[missing], &["`accounts[0].auth.app_secret_file`", "/nowhere/secret cannot be read"]).await;
    check_refused(
        &[
            ("accounts.1.id", "75555852"),
            ("accounts.1.region", "us"),
            ("accounts.1.auth.method", "login"),
            ("accounts.1.auth.username", "loader"),
            ("accounts.1.auth.password_file", "/nowhere/password"),
        ],
        &["`accounts[1].auth.password_file`", "/nowhere/password"],
    )
    .await;
    check_refused(
        &[("work.lease", "soon"), ("accounts.0.region", "mars")],
        &["`work.lease`", "`accounts[0].region`", "mars"],
    )
    .await;
}
