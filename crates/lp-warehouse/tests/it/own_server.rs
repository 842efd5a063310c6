//! A server of the test's own, with which anything may be done: it is killed, and its disk is full.

use std::os::unix::fs::{MetadataExt, chown};
use std::path::{Path, PathBuf};
use std::process::Command;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use private_postgres::{Cluster, ClusterOptions};
use secrecy::SecretString;
use simulator::WorldSpec;
use sink::testing::TestDatabase;
use sink::{Sink, SinkOptions};

use crate::closing::{check_ledger, check_logs, finish};
use crate::comparison::{expect_truth, expect_truth_in};
use crate::deployment::{Deployment, Plan, file_feeds, small_world};
use crate::process::{Process, until};
use crate::service::{address, get};
use crate::skipped::skipped;

/// A server and a deployment that is to use it.
struct OwnServer {
    deployment: Deployment,
    cluster: Cluster,
}

impl OwnServer {
    /// A daemon that may not ask too often is still at it when something is done to its server.
    async fn deploy(requests_per_second_max: &str) -> Self {
        let world = WorldSpec { hours: 60, chats_per_hour: 4, ..small_world() };
        let plan = Plan { is_private: true, ..Plan::of(world).reading(&file_feeds()) };
        let deployment = plan.set("http.requests_per_second_max", requests_per_second_max).deploy().await;
        let cluster = Cluster::start(options(&deployment)).unwrap();
        Self { deployment, cluster }
    }

    fn start(&self, arguments: &[&str]) -> Process {
        self.deployment.start_with(arguments, &[("database.url", &self.cluster.url())])
    }

    fn database(&self) -> TestDatabase {
        let url = SecretString::from(self.cluster.url());
        TestDatabase { sink: Sink::new(&SinkOptions::new(url.clone())).unwrap(), url }
    }

    /// As if the power had failed: nothing that was not on disk is there any more.
    fn kill_and_start_again(self) -> Self {
        let Self { deployment, cluster } = self;
        let port = cluster.port().to_string();
        let pid_file = std::fs::read_to_string(folder(&deployment).join("pgdata/postmaster.pid")).unwrap();
        let pid: i32 = pid_file.lines().next().unwrap().trim().parse().unwrap();
        kill(Pid::from_raw(pid), Signal::SIGKILL).unwrap();
        drop(cluster);
        let cluster = Cluster::start(options(&deployment).setting("port", &port)).unwrap();
        Self { deployment, cluster }
    }

    async fn expect_all_loaded(self) {
        let database = self.database();
        expect_truth_in(&self.deployment, &database).await;
        let blamed = database.rows("select * from ingest.unit where attempts > 0 or state <> 'loaded'").await;
        assert!(blamed.is_empty(), "blamed: {}", blamed[0]);
        check_ledger(&database).await;
        check_logs(&self.deployment);
        database.sink.close().await;
    }
}

fn folder(deployment: &Deployment) -> PathBuf {
    deployment.folder().join("own-server")
}

fn options(deployment: &Deployment) -> ClusterOptions {
    ClusterOptions::new(folder(deployment))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_crashes_again_and_again_loses_nothing() {
    const CRASHES: usize = 3;
    let mut server = OwnServer::deploy("20").await;
    let daemon = server.start(&["run"]);
    for crash in 1..=CRASHES {
        daemon.logged_times("unit_loaded", 10 * crash).await;
        server = server.kill_and_start_again();
    }
    daemon.signal(Signal::SIGTERM);
    daemon.ended().await.expect_code(0);
    server.start(&["run", "--until-idle"]).ended().await.expect_code(0);
    server.expect_all_loaded().await;
}

/// After a failover the sessions that are open may be of a server that takes no more writes, while new ones do.
#[tokio::test(flavor = "multi_thread")]
async fn sessions_that_became_read_only_are_replaced() {
    let server = OwnServer::deploy("20").await;
    let database = server.database();
    database.sink.migrate().await.unwrap();
    let daemon = server.start(&["run"]);
    daemon.logged_times("unit_loaded", 5).await;
    let sessions = "select pid from pg_stat_activity
        where backend_type = 'client backend' and application_name = 'lp-warehouse' and pid <> pg_backend_pid()";
    let before = database.rows(sessions).await;
    let name = database.rows("select current_user as name").await[0]["name"].as_str().unwrap().to_owned();
    database.execute(&format!("alter role {name} set default_transaction_read_only = off")).await;
    database.execute("alter system set default_transaction_read_only = on").await;
    database.execute("select pg_reload_conf()").await;
    let loaded = daemon.printed().matches("\"event\":\"unit_loaded\"").count();
    daemon.logged_times("unit_loaded", loaded + 5).await;
    until("the sessions are others", async || {
        let now = database.rows(sessions).await;
        !before.iter().any(|session| now.contains(session))
    })
    .await;
    daemon.signal(Signal::SIGTERM);
    daemon.ended().await.expect_code(0);
    server.start(&["run", "--until-idle"]).ended().await.expect_code(0);
    database.sink.close().await;
    server.expect_all_loaded().await;
}

/// It answers, and nothing can be written to it.
#[tokio::test(flavor = "multi_thread")]
async fn a_standby_is_red() {
    let mut server = OwnServer::deploy("20").await;
    let database = server.database();
    database.sink.migrate().await.unwrap();
    database.sink.close().await;
    let pgdata = folder(&server.deployment).join("pgdata");
    let signal = pgdata.join("standby.signal");
    std::fs::write(&signal, "").unwrap();
    let owner = std::fs::metadata(&pgdata).unwrap();
    chown(&signal, Some(owner.uid()), Some(owner.gid())).unwrap();
    server = server.kill_and_start_again();
    let checked = server.start(&["check"]).ended().await.expect_code(1).out;
    assert!(checked.contains("RED   server: the server is a standby, which takes no writes"), "{checked}");
    let daemon = server.start(&["run"]);
    daemon.logged("database_unavailable").await;
    assert!(daemon.printed().contains("read-only transaction"), "the operator reads why");
    daemon.signal(Signal::SIGTERM);
    daemon.ended().await.expect_code(0);
}

/// A small file system on which a table lies.
struct SmallDisk(PathBuf);

/// What an empty tablespace and the truth of the world need together, and what is left of it when it is full.
const DISK_BYTES: u64 = 64 * 1024 * 1024;
const LEFT_BYTES: u64 = 256 * 1024;

impl SmallDisk {
    /// `None` where we may mount nothing.
    fn mount(place: &Path, owner: &Path) -> Option<Self> {
        std::fs::create_dir(place).unwrap();
        let size = format!("size={DISK_BYTES}");
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(place).output();
        if !mounted.is_ok_and(|mounted| mounted.status.success()) {
            return None;
        }
        let owner = std::fs::metadata(owner).unwrap();
        chown(place, Some(owner.uid()), Some(owner.gid())).unwrap();
        Some(Self(place.to_owned()))
    }

    fn fill(&self) {
        std::fs::write(self.0.join("filler"), vec![0; (DISK_BYTES - LEFT_BYTES) as usize]).unwrap();
    }

    fn make_room(&self) {
        std::fs::remove_file(self.0.join("filler")).unwrap();
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // Lazily: the server may still have files open on it.
        let _ = Command::new("umount").arg("--lazy").arg(&self.0).status();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_is_waited_for() {
    let server = OwnServer::deploy("1000").await;
    let place = server.deployment.folder().join("small-disk");
    let Some(disk) = SmallDisk::mount(&place, &folder(&server.deployment).join("pgdata")) else {
        return skipped("a full disk", "only root may mount a small file system");
    };
    let database = server.database();
    database.sink.migrate().await.unwrap();
    database.execute(&format!("create tablespace small location '{}'", place.display())).await;
    database.execute("alter table liveperson.message set tablespace small").await;
    database.execute("alter index liveperson.message_pkey set tablespace small").await;
    disk.fill();
    let mut daemon = server.start(&["run", "--until-idle"]);
    daemon.logged("database_unavailable").await;
    assert!(daemon.printed().contains("53100") || daemon.printed().contains("No space left"), "the operator reads why");
    assert!(daemon.is_running());
    let (status, ready) = get(&address(&daemon).await, "/readyz").await;
    assert!(status == 503 && ready.contains("No space left"), "{ready}");
    let status = server.start(&["status"]).ended().await.expect_code(0).out;
    assert!(status.contains("postponed, last at ") && status.contains("No space left"), "{status}");
    disk.make_room();
    daemon.ended().await.expect_code(0).expect_event("database_back");
    database.sink.close().await;
    server.expect_all_loaded().await;
}

/// Downloads that are too large for memory find no room: the daemon waits, and says so once, wherever one looks.
#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_of_the_spool_is_waited_for() {
    let plan = Plan::of(WorldSpec { hours: 30, chats_per_hour: 4, ..small_world() });
    let deployment = plan.set("work.spool_memory_bytes_max", "1").deploy().await;
    std::fs::create_dir_all(deployment.data_dir()).unwrap();
    let Some(disk) = SmallDisk::mount(&deployment.data_dir().join("spool"), deployment.folder()) else {
        return skipped("a full disk of the spool", "only root may mount a small file system");
    };
    std::fs::write(disk.0.join("filler"), vec![0; DISK_BYTES as usize + 1]).unwrap_err();
    let daemon = deployment.start(&["run", "--until-idle"]);
    daemon.logged_times("unit_postponed", 6).await;
    assert_eq!(daemon.printed().matches("\"event\":\"spool_unwritable\"").count(), 1);
    let is_warned = |line: &&str| line.contains("unit_postponed") && line.contains("\"level\":\"WARN\"");
    assert_eq!(daemon.printed().lines().find(is_warned), None, "said of the daemon, not of each unit");
    const REASON: &str = "the spool in `service.data_dir` could not be written: No space left on device";
    let address = address(&daemon).await;
    let (status, ready) = get(&address, "/readyz").await;
    assert!(status == 503 && ready.contains(REASON), "{ready}");
    let (_, page) = get(&address, "/").await;
    assert!(
        page.contains("<h3>Nothing is loaded</h3>") && page.contains(&format!("<p class=\"cause\">{REASON}")),
        "{page}"
    );
    // A terminal of 100 columns folds the reason.
    let status = deployment.run(&["status"]).await.expect_code(0).out;
    let status = status.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(status.contains("postponed, last at ") && status.contains(REASON), "{status}");
    let units = deployment.run(&["units", "list", "--limit", "1000"]).await.expect_code(0).out;
    assert!(units.split_whitespace().collect::<Vec<_>>().join(" ").contains(REASON), "{units}");
    disk.make_room();
    daemon.ended().await.expect_code(0).expect_event("spool_back");
    expect_truth(&deployment).await;
    assert_eq!(deployment.units("attempts > 0 or state <> 'loaded'").await.len(), 0);
    finish(deployment).await;
}

/// A machine is lost with all that the daemon had on disk, and the next one goes on.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_matters_is_in_local_files() {
    let world = WorldSpec { hours: 30, chats_per_hour: 4, ..small_world() };
    let feeds = [feeds::agent_activity::FEED, feeds::engagement::FEED, feeds::engagement_history::FEED];
    // Every download goes to disk.
    let deployment = Plan::of(world).reading(&feeds).set("work.spool_memory_bytes_max", "1").deploy().await;
    let daemon = deployment.start(&["run"]);
    daemon.logged("unit_loaded").await;
    daemon.killed().await;
    std::fs::remove_dir_all(deployment.data_dir()).unwrap();
    let daemon = deployment.start(&["run", "--until-idle"]);
    daemon.logged("unit_loaded").await;
    // Also while it works: at once, whatever it is writing there.
    std::fs::rename(deployment.data_dir(), deployment.folder().join("lost")).unwrap();
    daemon.ended().await.expect_code(0);
    expect_truth(&deployment).await;
    assert_eq!(deployment.units("attempts > 0 or state <> 'loaded'").await.len(), 0);
    finish(deployment).await;
}
