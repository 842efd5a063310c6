//! A cluster's life on the Postgres of this machine: made, stopped, started, orphaned, adopted, refused.

use std::fs::{self, Permissions};
use std::io::{BufRead, BufReader};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use private_postgres::{Cluster, ClusterError, ClusterOptions, StopOutcome};
use tempfile::TempDir;

const STOP_TIMEOUT: Duration = Duration::from_secs(20);

/// Set for the process that a test starts to have a cluster's owner killed.
const OWNER_OF: &str = "PRIVATE_POSTGRES_TEST_OWNER_OF";

/// How long that process lives when nobody kills it.
const OWNER_LIFETIME_S: u64 = 120;

const POLL_MS: u64 = 5;

const POLLS_MAX: u32 = 6000;

fn start(data_dir: &Path) -> Cluster {
    let options = ClusterOptions::new(data_dir).setting("fsync", "off").setting("shared_buffers", "16MB");
    Cluster::start(options).unwrap_or_else(|error| panic!("{error}: {:?}", std::error::Error::source(&error)))
}

fn stop(cluster: Cluster) {
    assert_eq!(cluster.stop(STOP_TIMEOUT).unwrap(), StopOutcome::Complete);
}

/// One value, asked over TCP with the password.
fn ask(cluster: &Cluster, sql: &str) -> String {
    let output = cluster.psql().unwrap().args(["-A", "-t", "-c", sql]).output().unwrap();
    assert!(output.status.success(), "{sql}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().mode() & 0o777
}

/// A process that ends with the test, however that ends.
struct Program(Child);

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A process that makes and then owns the cluster in `data_dir`, and does not let go.
fn spawn_owner(data_dir: &Path) -> Program {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "own_until_killed", "--nocapture"]).env(OWNER_OF, data_dir).stdout(Stdio::piped());
    Program(command.spawn().unwrap())
}

/// Such a process, once its server runs.
fn owner_process(data_dir: &Path) -> Program {
    let mut owner = spawn_owner(data_dir);
    let lines = BufReader::new(owner.0.stdout.take().unwrap()).lines();
    assert!(lines.map_while(Result::ok).any(|line| line.ends_with("owning")), "the owner did not start");
    owner
}

fn kill(owner: Program) {
    drop(owner);
}

/// Does nothing among the other tests; `owner_process` runs it alone.
#[test]
fn own_until_killed() {
    if let Some(data_dir) = std::env::var_os(OWNER_OF) {
        let _cluster = start(Path::new(&data_dir));
        println!("owning");
        thread::sleep(Duration::from_secs(OWNER_LIFETIME_S));
    }
}

#[test]
fn data_and_port_survive_a_restart() {
    let folder = TempDir::new().unwrap();
    let cluster = start(folder.path());
    let (url, port) = (cluster.url(), cluster.port());
    ask(&cluster, "create table kept as select 7 as n");
    assert_eq!(ask(&cluster, "show server_encoding"), "UTF8");
    assert_eq!(ask(&cluster, "show data_checksums"), "on");
    assert_eq!(ask(&cluster, "select 'a' < 'B' collate \"default\""), "f", "sorts by code point");
    assert_eq!(ask(&cluster, "show listen_addresses"), "127.0.0.1");
    assert_eq!(mode(&folder.path().join("password")), 0o600);
    assert!(!format!("{cluster:?}").contains(url.split([':', '@']).nth(2).unwrap()), "no password in Debug");
    stop(cluster);

    let cluster = start(folder.path());
    assert_eq!((cluster.url(), cluster.port(), cluster.is_adopted()), (url, port, false));
    assert_eq!(ask(&cluster, "select n from kept"), "7");
    stop(cluster);
}

#[test]
fn a_port_taken_meanwhile_is_given_up() {
    let folder = TempDir::new().unwrap();
    let cluster = start(folder.path());
    let port = cluster.port();
    stop(cluster);
    let _squatter = std::net::TcpListener::bind(("127.0.0.1", port)).unwrap();
    let cluster = start(folder.path());
    assert_ne!(cluster.port(), port);
    stop(cluster);
}

#[test]
fn without_the_password_nobody_enters() {
    let folder = TempDir::new().unwrap();
    let cluster = start(folder.path());
    let output = cluster.psql().unwrap().env("PGPASSWORD", "guess").args(["-c", "select 1"]).output().unwrap();
    assert!(!output.status.success());
    stop(cluster);
}

#[test]
fn row_contents_stay_out_of_the_log() {
    let folder = TempDir::new().unwrap();
    let cluster = start(folder.path());
    ask(&cluster, "create table person (name text primary key); insert into person values ('Ada Lovelace')");
    let again = cluster.psql().unwrap().args(["-c", "insert into person values ('Ada Lovelace')"]).output().unwrap();
    assert!(!again.status.success());
    stop(cluster);
    let log = fs::read_to_string(folder.path().join("postgres.log")).unwrap();
    assert!(log.contains("duplicate key value") && !log.contains("Lovelace"), "{log}");
}

#[test]
fn a_second_owner_is_refused_but_may_attach() {
    let folder = TempDir::new().unwrap();
    let owner = owner_process(folder.path());
    assert!(matches!(
        Cluster::stop_leftover(folder.path(), STOP_TIMEOUT),
        Err(ClusterError::InUse { data_dir, .. }) if data_dir == fs::canonicalize(folder.path()).unwrap()
    ));
    let error = Cluster::start(ClusterOptions::new(folder.path())).unwrap_err();
    assert!(matches!(error, ClusterError::InUse { owner: Some(pid), .. } if pid == owner.0.id()), "{error}");
    let attached = Cluster::attach(folder.path()).unwrap().unwrap();
    kill(owner);

    let adopted = start(folder.path());
    assert_eq!(adopted.url(), attached.url());
    stop(adopted);
    assert!(Cluster::attach(folder.path()).unwrap().is_none());
    assert!(Cluster::attach(&folder.path().join("nothing")).unwrap().is_none());
}

#[test]
fn the_server_of_a_killed_owner_is_adopted() {
    let folder = TempDir::new().unwrap();
    let owner = owner_process(folder.path());
    kill(owner);
    let pid = fs::read_to_string(folder.path().join("pgdata/postmaster.pid")).unwrap();

    let adopted = start(folder.path());
    assert!(adopted.is_adopted());
    assert_eq!(ask(&adopted, "select 1"), "1");
    assert_eq!(fs::read_to_string(folder.path().join("pgdata/postmaster.pid")).unwrap(), pid, "not restarted");
    stop(adopted);
}

#[test]
fn a_leftover_server_can_be_stopped_without_an_owner() {
    let folder = TempDir::new().unwrap();
    let owner = owner_process(folder.path());
    kill(owner);
    assert!(Cluster::attach(folder.path()).unwrap().is_some());
    assert_eq!(Cluster::stop_leftover(folder.path(), STOP_TIMEOUT).unwrap(), StopOutcome::Complete);
    assert!(Cluster::attach(folder.path()).unwrap().is_none());
    assert_eq!(Cluster::stop_leftover(folder.path(), STOP_TIMEOUT).unwrap(), StopOutcome::Complete);
}

#[test]
fn the_process_id_of_a_killed_server_may_be_somebody_elses() {
    let folder = TempDir::new().unwrap();
    stop(start(folder.path()));
    let bystander = Program(Command::new("sleep").arg("60").spawn().unwrap());
    let stale = format!("{}\n/d\n1700000000\n1\n/s\n127.0.0.1\n 1 2\nready\n", bystander.0.id());
    fs::write(folder.path().join("pgdata/postmaster.pid"), stale).unwrap();
    let cluster = start(folder.path());
    assert!(!cluster.is_adopted());
    stop(cluster);
}

#[test]
fn a_half_made_cluster_is_no_obstacle() {
    let folder = TempDir::new().unwrap();
    let half_made = folder.path().join("pgdata.new-0badcafe");
    fs::create_dir_all(half_made.join("base/1")).unwrap();
    fs::write(half_made.join("PG_VERSION"), "15\n").unwrap();
    let cluster = start(folder.path());
    assert_eq!(ask(&cluster, "select current_database()"), "lp_warehouse");
    assert!(!half_made.exists());
    stop(cluster);
}

#[test]
fn a_maker_killed_half_way_is_no_obstacle() {
    let folder = TempDir::new().unwrap();
    let maker = spawn_owner(folder.path());
    let is_underway = || {
        let names = fs::read_dir(folder.path()).unwrap().flatten().map(|entry| entry.path());
        names.filter(|path| path.to_string_lossy().contains("pgdata.new-")).any(|path| path.join("global").exists())
    };
    assert!((0..POLLS_MAX).any(|_| {
        thread::sleep(Duration::from_millis(POLL_MS));
        is_underway()
    }));
    kill(maker);
    assert!(!folder.path().join("pgdata").exists());
    let cluster = start(folder.path());
    assert_eq!(ask(&cluster, "select current_database()"), "lp_warehouse");
    stop(cluster);
}

#[test]
fn a_long_path_gets_a_short_socket() {
    let folder = TempDir::new().unwrap();
    open_to_all(folder.path());
    let deep = folder.path().join("a".repeat(120));
    let socket_dir = |cluster: &Cluster| PathBuf::from(ask(cluster, "show unix_socket_directories"));
    let cluster = start(&deep);
    let first = socket_dir(&cluster);
    assert!(first.starts_with("/tmp/") && first.as_os_str().len() < 80, "{}", first.display());
    assert_eq!(mode(&first), 0o700);
    stop(cluster);
    let cluster = start(&deep);
    assert_eq!(socket_dir(&cluster), first, "restarts do not pile up folders");
    stop(cluster);
    fs::remove_dir_all(first).unwrap();
}

#[test]
fn a_bad_setting_is_told_with_the_servers_words() {
    let folder = TempDir::new().unwrap();
    let options = ClusterOptions::new(folder.path()).setting("shared_buffers", "plenty");
    let error = Cluster::start(options).unwrap_err();
    assert!(matches!(&error, ClusterError::StartFailed { tail, .. } if tail.contains("shared_buffers")), "{error}");
    stop(start(folder.path()));
}

#[test]
fn root_runs_the_server_as_somebody_else() {
    if !nix::unistd::geteuid().is_root() {
        return;
    }
    let folder = TempDir::new().unwrap();
    let cluster = start(folder.path());
    assert_ne!(fs::metadata(folder.path().join("pgdata")).unwrap().uid(), 0);
    stop(cluster);

    let closed = TempDir::new().unwrap();
    fs::set_permissions(closed.path(), Permissions::from_mode(0o700)).unwrap();
    let error = Cluster::start(ClusterOptions::new(closed.path().join("cluster"))).unwrap_err();
    let closed_path = fs::canonicalize(closed.path()).unwrap();
    assert!(matches!(error, ClusterError::FolderClosed { ancestor, .. } if ancestor == closed_path));
}

/// A terminal's Ctrl-C goes to every process of its foreground group; the server must not be in ours.
#[cfg(target_os = "linux")]
#[test]
fn the_server_is_in_no_session_of_ours() {
    let folder = TempDir::new().unwrap();
    let cluster = start(folder.path());
    let pid_file = fs::read_to_string(folder.path().join("pgdata/postmaster.pid")).unwrap();
    let session_of = |process: &str| {
        let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap();
        let mut after_name = stat.rsplit(')').next().unwrap().split_whitespace();
        after_name.nth(3).unwrap().to_owned()
    };
    assert_ne!(session_of(pid_file.lines().next().unwrap()), session_of("self"));
    stop(cluster);
}

fn open_to_all(folder: &Path) {
    fs::set_permissions(folder, Permissions::from_mode(0o755)).unwrap();
}
