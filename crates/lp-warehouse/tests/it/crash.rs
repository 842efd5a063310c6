//! The process is killed, again and again, at any moment: nothing is lost, doubled or stuck.

use std::time::Duration;

use nix::sys::signal::Signal;
use simulator::{Fault, Route, WorldSpec};

use crate::closing::finish;
use crate::comparison::expect_truth;
use crate::deployment::{Plan, is_long, small_world};
use crate::process::until;

const ROUNDS: u64 = 16;
/// Of the long variant.
const ROUNDS_LONG: u64 = 500;
const LIFE_MS_MAX: u64 = 400;
/// More than a daemon loads in its short life.
const UNITS_OPEN_MIN: usize = 100;
/// Decides the moments.
const SEED: u64 = 20_260_701;

#[tokio::test(flavor = "multi_thread")]
async fn killed_again_and_again() {
    let world = WorldSpec { hours: 60, chats_per_hour: 20, ..small_world() };
    let deployment = Plan::of(world).set("work.units_in_flight_max", "4").set("work.lease", "1s").deploy().await;
    let mut random = fastrand::Rng::with_seed(SEED);
    for round in 0..if is_long() { ROUNDS_LONG } else { ROUNDS } {
        // A fast machine gets through the world; then it reads it again.
        if round > 0 && deployment.units("state <> 'loaded'").await.len() < UNITS_OPEN_MIN {
            deployment.run(&["units", "retry", "--state", "loaded", "--yes"]).await.expect_code(0);
        }
        let daemon = deployment.start(&["run"]);
        // Every other life is cut short while it loads, the others wherever they are.
        if round % 2 == 0 {
            daemon.logged("unit_loaded").await;
        }
        // The moment itself is what is tried out here; nothing is waited for.
        tokio::time::sleep(Duration::from_millis(random.u64(0..=LIFE_MS_MAX))).await;
        daemon.killed().await;
    }
    deployment.run_until_idle().await.expect_code(0);
    let abandoned = deployment.database().rows("select from ingest.load where outcome = 'abandoned'").await;
    assert!(!abandoned.is_empty(), "no life ended in the middle of a unit");
    expect_truth(&deployment).await;
    assert_eq!(deployment.units("state <> 'loaded'").await.len(), 0);
    finish(deployment).await;
}

/// Whatever takes this file dies of it. It may not keep the others from being loaded, nor be tried at full speed.
#[tokio::test(flavor = "multi_thread")]
async fn a_unit_that_no_daemon_survives_is_held_back() {
    let plan = Plan::of(small_world()).set("work.units_in_flight_max", "1").set("work.lease", "1s");
    let deployment = plan.set("work.unit_retry_first", "1h").set("work.unit_retry_max", "1h").deploy().await;
    let files = deployment.simulator.world().files();
    let (name, others) = (files[0].name.clone(), files.len() - 1);
    deployment.simulator.faults().always(Route::File, Some(name.clone()), Fault::Stall { after_bytes: 0 });
    for life in 1..=3 {
        let daemon = deployment.start(&["run"]);
        let in_hand = format!("name = '{name}' and state = 'leased' and lease_token = {life}");
        until("the file is in hand", async || !deployment.units(&in_hand).await.is_empty()).await;
        daemon.killed().await;
    }
    let daemon = deployment.start(&["run"]);
    daemon.logged("unit_held_back").await;
    until("all others are loaded", async || deployment.units("state = 'loaded'").await.len() == others).await;
    let held = deployment.units("state <> 'loaded'").await;
    assert_eq!(
        (&held[0]["name"], &held[0]["state"], &held[0]["attempts"]),
        (&name.into(), &"failed".into(), &0.into())
    );
    assert!(held[0]["last_error"].as_str().unwrap().contains("ended 3 times in a row"), "{}", held[0]);
    // Its time comes, or a person does not wait for it.
    deployment.simulator.faults().clear();
    deployment.run(&["units", "retry", "--state", "failed"]).await.expect_code(0);
    until("it is loaded as well", async || deployment.units("state <> 'loaded'").await.is_empty()).await;
    daemon.signal(Signal::SIGTERM);
    daemon.ended().await.expect_code(0);
    expect_truth(&deployment).await;
    finish(deployment).await;
}
