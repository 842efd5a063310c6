//! Two processes on one database share the work.

use chrono::{DateTime, TimeDelta, Utc};
use nix::sys::signal::Signal;
use simulator::{Fault, Route, WorldSpec};

use crate::closing::finish;
use crate::comparison::expect_truth;
use crate::deployment::{Deployment, Plan, file_feeds, small_world};
use crate::process::until;

#[tokio::test(flavor = "multi_thread")]
async fn each_unit_is_loaded_by_one_of_them() {
    let world = WorldSpec { hours: 24, chats_per_hour: 10, ..small_world() };
    let deployment = Plan::of(world).set("work.units_in_flight_max", "4").deploy().await;
    let (one, other) = (deployment.start(&["run", "--until-idle"]), deployment.start(&["run", "--until-idle"]));
    let (one, other) = tokio::join!(one.ended(), other.ended());
    one.expect_code(0);
    other.expect_code(0);
    expect_truth(&deployment).await;
    let twice = "select unit_id from ingest.load where outcome = 'loaded' group by unit_id having count(*) > 1";
    assert!(deployment.database().rows(twice).await.is_empty());
    finish(deployment).await;
}

/// Another daemon that took it over would wait as long, and be taken over from in turn: the spans behind were never listed.
#[tokio::test(flavor = "multi_thread")]
async fn a_listing_that_takes_long_stays_with_the_daemon_that_asks() {
    let deployment = Plan::of(small_world()).set("work.lease", "3s").deploy().await;
    deployment.simulator.faults().always(Route::Listing, None, Fault::Stall { after_bytes: 0 });
    let daemon = deployment.start(&["run"]);
    let feeds = file_feeds().len();
    until("all feeds are being listed", async || listings(&deployment).await.len() == feeds).await;
    let begun = listings(&deployment).await;
    let other = deployment.start(&["run"]);
    let are_renewed = async || {
        let now = listings(&deployment).await;
        assert!(now.iter().all(|(token, _)| *token == 1), "taken over: {now:?}");
        now.iter().zip(&begun).all(|((_, until), (_, before))| *until > *before + TimeDelta::seconds(4))
    };
    until("the leases outlive themselves", are_renewed).await;
    for daemon in [daemon, other] {
        daemon.signal(Signal::SIGTERM);
        daemon.ended().await.expect_code(0);
    }
    deployment.simulator.faults().clear();
    deployment.run_until_idle().await.expect_code(0);
    expect_truth(&deployment).await;
    finish(deployment).await;
}

/// Token and end of the lease of each feed that is being listed.
async fn listings(deployment: &Deployment) -> Vec<(i64, DateTime<Utc>)> {
    let held = "select lease_token, lease_until_at from ingest.feed where lease_until_at is not null order by feed";
    let rows = deployment.database().rows(held).await;
    let lease = |row: &serde_json::Value| {
        (row["lease_token"].as_i64().unwrap(), row["lease_until_at"].as_str().unwrap().parse().unwrap())
    };
    rows.iter().map(lease).collect()
}
