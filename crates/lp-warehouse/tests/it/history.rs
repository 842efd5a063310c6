//! Engagement History by the real program: what it brings, and how it joins with Data Access.

use simulator::WorldSpec;

use crate::closing::finish;
use crate::comparison::{expect_history, expect_truth};
use crate::deployment::{Deployment, Plan, now, small_world, whole_world};
use crate::server::Session;

/// Erasures come days later; the tests of virtual time have them.
fn lasting(world: WorldSpec) -> WorldSpec {
    WorldSpec { history_erased_percent: 0, ..world }
}

async fn expect_all(deployment: &Deployment) {
    expect_history(deployment.simulator.world(), deployment.database(), now()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn both_apis_arrive_and_join() {
    let world = lasting(WorldSpec { hours: 30, ..whole_world() });
    let deployment = Plan::of(world)
        .reading(&[feeds::agent_activity::FEED, feeds::engagement::FEED, feeds::engagement_history::FEED])
        .deploy()
        .await;
    deployment.run_until_idle().await.expect_code(0);
    expect_truth(&deployment).await;
    expect_all(&deployment).await;
    let joined = deployment
        .database()
        .rows(
            "select count(*) as joined from liveperson.conversation c
             join liveperson.engagement e on (e.account_id, e.engagement_id) = (c.account_id, c.conversation_id)
             where c.type = 'LIVE_CHAT' and c.started_at = e.requested_at",
        )
        .await;
    assert!(joined[0]["joined"].as_i64().unwrap() > 100, "{}", joined[0]);

    // What is read again, all of it, writes nothing.
    let session = Session::on(&deployment);
    let written = session.tuples_written().await;
    let rows = deployment.database().physical_rows().await;
    deployment.run(&["units", "retry", "--state", "loaded", "--yes"]).await.expect_code(0);
    deployment.run_until_idle().await.expect_code(0);
    assert_eq!(session.tuples_written().await, written, "what did not change is not written");
    assert!(rows == deployment.database().physical_rows().await, "no row moved or was locked");
    finish(deployment).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn history_alone_by_lookup_of_its_host() {
    let plan = Plan::of(lasting(small_world()))
        .reading(&[feeds::engagement_history::FEED])
        .set("accounts.0.endpoints.engagement_history", "");
    let deployment = plan.deploy().await;
    deployment.run_until_idle().await.expect_code(0);
    expect_all(&deployment).await;
    finish(deployment).await;
}
