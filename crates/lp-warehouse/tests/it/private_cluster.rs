//! Without `database.url` the daemon runs a Postgres of its own.

use std::path::PathBuf;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use private_postgres::{Cluster, ClusterOptions, StopOutcome};
use secrecy::SecretString;
use simulator::WorldSpec;
use sink::testing::TestDatabase;
use sink::{Sink, SinkOptions};
use std::time::Duration;

use crate::closing::{check_ledger, check_logs};
use crate::comparison::expect_truth_in;
use crate::deployment::{Deployment, Plan, small_world};
use crate::process::{Ended, until};

/// A cluster of a few rows stops within this.
const STOP_TIMEOUT: Duration = Duration::from_secs(60);

fn cluster_folder(deployment: &Deployment) -> PathBuf {
    deployment.data_dir().join("postgres")
}

fn is_postmaster_there(deployment: &Deployment) -> bool {
    Cluster::attach(&cluster_folder(deployment)).unwrap().is_some()
}

/// Starts the cluster as any other tool would, and looks into it.
async fn check_content(deployment: &Deployment) {
    let cluster = Cluster::start(ClusterOptions::new(cluster_folder(deployment))).unwrap();
    let url = SecretString::from(cluster.url());
    let database = TestDatabase { sink: Sink::new(&SinkOptions::new(url.clone())).unwrap(), url };
    expect_truth_in(deployment, &database).await;
    check_ledger(&database).await;
    database.sink.close().await;
    assert_eq!(cluster.stop(STOP_TIMEOUT).unwrap(), StopOutcome::Complete);
}

async fn run(deployment: &Deployment) -> Ended {
    deployment.run_until_idle().await.expect_code(0).expect_event("private_cluster_started")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cluster_keeps_its_data_and_outlives_its_killed_daemon() {
    let deployment = Plan { is_private: true, ..Plan::of(small_world()) }.deploy().await;
    run(&deployment).await;
    until("no postmaster is left", async || !is_postmaster_there(&deployment)).await;
    check_content(&deployment).await;

    let downloads = deployment.downloads();
    assert!(run(&deployment).await.out.contains("\"adopted\":false"));
    assert_eq!(deployment.downloads(), downloads, "what is loaded stays loaded");

    let daemon = deployment.start(&["run"]);
    daemon.logged("feed_listed").await;
    daemon.killed().await;
    assert!(is_postmaster_there(&deployment), "a killed daemon leaves its server");
    assert!(run(&deployment).await.out.contains("\"adopted\":true"));
    until("no postmaster is left", async || !is_postmaster_there(&deployment)).await;
    assert_eq!(deployment.downloads(), downloads);
    check_content(&deployment).await;
    check_logs(&deployment);
}

/// Nobody else would start it again.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_dies_under_its_daemon_is_started_again() {
    let world = WorldSpec { hours: 30, chats_per_hour: 4, ..small_world() };
    let deployment = Plan { is_private: true, ..Plan::of(world) }.deploy().await;
    let notify = deployment.folder().join("notify");
    let environment = [("NOTIFY_SOCKET", notify.to_str().unwrap()), ("LPW__LOG__FORMAT", "json")];
    let daemon = deployment.start_in(&["run"], &environment);
    daemon.logged_times("unit_loaded", 10).await;
    // While it is busy, and once it may have nothing to do.
    for death in 1..=2 {
        let pid_file = std::fs::read_to_string(cluster_folder(&deployment).join("pgdata/postmaster.pid")).unwrap();
        let pid: i32 = pid_file.lines().next().unwrap().trim().parse().unwrap();
        let inherited = std::fs::read(format!("/proc/{pid}/environ")).unwrap();
        let inherited = String::from_utf8_lossy(&inherited);
        assert!(inherited.contains("PATH=") && !inherited.contains("NOTIFY") && !inherited.contains("LPW"));
        kill(Pid::from_raw(pid), Signal::SIGKILL).unwrap();
        daemon.logged_times("private_cluster_revived", death).await;
    }
    daemon.signal(Signal::SIGTERM);
    daemon.ended().await.expect_code(0);
    run(&deployment).await;
    until("no postmaster is left", async || !is_postmaster_there(&deployment)).await;
    check_content(&deployment).await;
    check_logs(&deployment);
}
