//! The process is killed, again and again, at any moment: nothing is lost, doubled or stuck.

use std::time::Duration;

use simulator::WorldSpec;

use crate::closing::finish;
use crate::comparison::expect_truth;
use crate::deployment::{Plan, is_long, small_world};

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
            deployment.run(&["units", "retry", "--state", "loaded"]).await.expect_code(0);
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
