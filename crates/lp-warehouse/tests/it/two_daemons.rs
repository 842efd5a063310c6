//! Two processes on one database share the work.

use crate::closing::finish;
use crate::comparison::expect_truth;
use crate::deployment::{Plan, small_world};
use simulator::WorldSpec;

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
