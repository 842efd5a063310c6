//! From upstream's files to exactly the rows they tell of.

use simulator::SimulatorOptions;

use crate::closing::finish;
use crate::comparison::expect_truth;
use crate::deployment::{Method, Plan, small_world, whole_world};
use crate::server::Session;

#[tokio::test(flavor = "multi_thread")]
async fn everything_arrives_once_and_nothing_is_written_twice() {
    let deployment = Plan::of(whole_world()).deploy().await;
    deployment.run_until_idle().await.expect_code(0);
    expect_truth(&deployment).await;

    let session = Session::on(&deployment);
    let first = (session.tuples_written().await, deployment.downloads());
    assert!(first.0 > 0 && first.1.values().all(|downloads| *downloads > 0));
    deployment.run_until_idle().await.expect_code(0);
    assert_eq!((session.tuples_written().await, deployment.downloads()), first, "a second run does nothing");

    let rows = deployment.database().physical_rows().await;
    deployment.run(&["units", "retry", "--state", "loaded", "--yes"]).await.expect_code(0);
    deployment.run_until_idle().await.expect_code(0);
    let downloads = first.1.into_iter().map(|(name, downloads)| (name, downloads * 2)).collect();
    assert_eq!(deployment.downloads(), downloads, "each file is read once more");
    assert_eq!(session.tuples_written().await, first.0, "what did not change is not written");
    assert!(rows == deployment.database().physical_rows().await, "no row moved or was locked");
    finish(deployment).await;
}

async fn check(plan: Plan) {
    let deployment = plan.deploy().await;
    deployment.run_until_idle().await.expect_code(0);
    expect_truth(&deployment).await;
    finish(deployment).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn by_oauth1() {
    check(Plan { method: Method::OAuth1, ..Plan::of(small_world()) }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn by_oauth2() {
    check(Plan { method: Method::OAuth2, ..Plan::of(small_world()) }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn by_login() {
    check(Plan { method: Method::Login, ..Plan::of(small_world()) }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn by_redirects() {
    let upstream = SimulatorOptions { redirect_every: Some(1), ..SimulatorOptions::default() };
    check(Plan { upstream, ..Plan::of(small_world()) }).await;
}
