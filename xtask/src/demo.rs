//! `cargo xtask demo`: the whole thing on one machine, with a stand-in for LivePerson.

pub(crate) mod daemon;
mod dbt;
mod python;
mod questions;
mod reader;
mod superset;

use std::fs;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use nix::unistd::geteuid;
use private_postgres::{Cluster, ClusterOptions, check_server_user};
use sha2::{Digest, Sha256};

use self::daemon::{Daemon, Loading};
use crate::interrupt::{self, Interrupt};
use crate::postgres::{find_or_install, remove, stop_leftover_server};
use crate::process::{Process, stop_leftover};
use crate::simulator::Simulator;
use crate::workspace::{cargo, root, target_dir};

/// The accounts of `config/demo.toml`, in its order.
pub(crate) const ACCOUNTS: [&str; 2] = ["75555851", "75555852"];

const CONFIG: &str = "config/demo.toml";

/// A server of root's demo runs as somebody else, who may not reach the target folder. Each clone has a folder of its own,
/// whose name goes on with a hash of the clone's.
const ROOT_FOLDER: &str = "/var/tmp/lp-warehouse-demo";
/// Of the hash, in the folder's name.
const HASH_BYTES: usize = 4;

const CLUSTER_STOP_TIMEOUT_S: u64 = 20;

const STEPS: u32 = 8;

/// What a day of made-up data took to load on two cores, built without `--release`.
const LOAD_S_PER_DAY: u32 = 5;

/// How often a demo that only stays on looks whether the daemon is well.
const STAY_POLL_MS: u64 = 500;

/// Load simulated LivePerson data into a private Postgres and look at it
///
/// Builds the daemon and the simulator, starts a private Postgres, the simulator and the daemon, shows the loading, then
/// asks the warehouse seven questions. Stays until Ctrl-C, and stops all that it started. Each demo starts fresh.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Load everything, ask, and exit: with 0 when all was loaded
    #[arg(long)]
    once: bool,

    /// Also build and test the dbt project bi/dbt on the loaded warehouse; installs dbt from PyPI under the target folder
    #[arg(long)]
    dbt: bool,

    /// Also import bi/superset into a Superset of its own and ask its charts; installs Superset from PyPI under the target folder
    #[arg(long)]
    superset: bool,

    /// Days of data that the simulator makes up, up to now
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=30))]
    days: u32,

    /// Seed of the made-up data: the same seed, the same contact center
    #[arg(long, default_value_t = 7)]
    seed: u64,

    /// Build with optimizations: takes longer once, loads faster
    #[arg(long)]
    release: bool,
}

impl Options {
    /// The defaults, with `--once --dbt`.
    pub(crate) fn once() -> Self {
        Self { once: true, dbt: true, superset: false, days: 3, seed: 7, release: false }
    }
}

/// Where the demo keeps its things.
struct Places {
    folder: PathBuf,
    daemon_binary: PathBuf,
    simulator_binary: PathBuf,
}

/// Everything that was started, in the order in which dropping stops it.
struct Running {
    daemon: Daemon,
    simulator: Simulator,
    cluster: Cluster,
}

/// Starts, loads, asks, stays, stops.
pub(crate) fn run(options: &Options, interrupt: &Interrupt) -> Result<ExitCode> {
    let places = Places::new(options)?;
    // What is missing is told of now, and not after minutes of building. So is another demo of this clone.
    step(1, "looking for Postgres");
    let binaries = find_or_install()?;
    if binaries.psql().is_none() {
        println!("    without psql, so the questions at the end will not be asked");
    }
    check_server_user(&places.cluster())?;
    places.stop_leftover_server()?;
    step(2, &format!("building the daemon and the simulator: {}", places.time_to_build(options)));
    if !build(options, interrupt)? {
        return Ok(if interrupt.is_raised() { ExitCode::from(interrupt::EXIT_CODE) } else { ExitCode::FAILURE });
    }
    let mut running = start(options, &places, interrupt)?;

    step(6, &format!("loading {} days of two accounts: about {} s", options.days, options.days * LOAD_S_PER_DAY));
    match running.daemon.wait_until_loaded(interrupt)? {
        Loading::Interrupted => return Ok(stop(running, ExitCode::from(interrupt::EXIT_CODE))),
        Loading::Complete => {}
    }

    step(7, "asking the warehouse seven questions");
    questions::ask(&running.cluster)?;
    if options.dbt {
        dbt::test(&running.cluster)?;
    }
    if options.superset {
        superset::test(&running.cluster)?;
    }
    if options.once {
        return Ok(stop(running, ExitCode::SUCCESS));
    }

    step(STEPS, "staying; Ctrl-C stops everything");
    println!("    warehouse    {}", running.cluster.url());
    println!("    status page  {}", running.daemon.status_url());
    println!("    upstream     {}", running.simulator.url());
    println!("    log          {}", running.daemon.log().display());
    while !interrupt.is_raised() {
        interrupt.sleep(Duration::from_millis(STAY_POLL_MS));
        running.daemon.check_running()?;
        running.simulator.check_running()?;
    }
    Ok(stop(running, ExitCode::SUCCESS))
}

/// Steps 3 to 5. What was started is stopped again when a later step fails.
fn start(options: &Options, places: &Places, interrupt: &Interrupt) -> Result<Running> {
    step(3, "making a private Postgres and starting it: some seconds");
    places.clear()?;
    let cluster = Cluster::start(ClusterOptions::new(places.cluster())).context("no Postgres for the demo")?;
    println!("    {}", cluster.url_without_password());

    step(4, "starting the simulator, which makes its data up: some seconds");
    let world = [
        ("--accounts", ACCOUNTS.join(",")),
        ("--days", options.days.to_string()),
        ("--seed", options.seed.to_string()),
    ];
    let simulator = Simulator::start(&places.simulator_binary, &places.folder, &world, interrupt)?;
    println!("    {}", simulator.url());

    step(5, "starting the daemon");
    let daemon = Daemon::start(options.once, places, &cluster.url(), simulator.url())?;
    println!("    status page {}, log {}", daemon.status_url(), daemon.log().display());
    Ok(Running { daemon, simulator, cluster })
}

/// Stops all in order.
fn stop(running: Running, code: ExitCode) -> ExitCode {
    println!("==> stopping");
    let Running { daemon, simulator, cluster } = running;
    drop(daemon);
    drop(simulator);
    if let Err(error) = cluster.stop(Duration::from_secs(CLUSTER_STOP_TIMEOUT_S)) {
        eprintln!("warning: {error}");
    }
    code
}

fn build(options: &Options, interrupt: &Interrupt) -> Result<bool> {
    let mut build = cargo(&["build", "-p", "lp-warehouse", "-p", "simulator"]);
    if options.release {
        build.arg("--release");
    }
    Ok(Process::run(&mut build, interrupt)?.is_some_and(|status| status.success()))
}

impl Places {
    fn new(options: &Options) -> Result<Self> {
        let target = target_dir()?;
        let binaries = target.join(if options.release { "release" } else { "debug" });
        let folder = if geteuid().is_root() { root_folder(root()) } else { target.join("demo") };
        if !root().join(CONFIG).is_file() {
            bail!("{CONFIG} is missing; the demo cannot run without it");
        }
        let (daemon_binary, simulator_binary) = (binaries.join("lp-warehouse"), binaries.join("simulator"));
        Ok(Self { folder, daemon_binary, simulator_binary })
    }

    /// About how long the build takes, for people who wait for the first one.
    fn time_to_build(&self, options: &Options) -> &'static str {
        match (self.daemon_binary.exists(), options.release) {
            (true, _) => "some seconds, unless much has changed",
            (false, false) => "the first time 3 to 8 minutes on two to four cores",
            (false, true) => "the first time 8 to 15 minutes on two to four cores",
        }
    }

    /// Removes the last demo, and stops what is left of it when it was killed.
    fn clear(&self) -> Result<()> {
        // First the server: where its owner lives, the programs are not ours to stop.
        self.stop_leftover_server()?;
        stop_leftover(&self.pid_file("daemon"), &self.daemon_binary);
        stop_leftover(&self.pid_file("simulator"), &self.simulator_binary);
        remove(&self.folder)?;
        fs::create_dir_all(&self.folder).with_context(|| format!("cannot make {}", self.folder.display()))
    }

    fn stop_leftover_server(&self) -> Result<()> {
        stop_leftover_server(&self.cluster()).context("cannot clear away the last demo")
    }

    fn cluster(&self) -> PathBuf {
        self.folder.join("postgres")
    }

    fn pid_file(&self, program: &str) -> PathBuf {
        self.folder.join(format!("{program}.pid"))
    }
}

/// Where root's demo of a clone is.
fn root_folder(clone: &Path) -> PathBuf {
    let hash = Sha256::digest(clone.as_os_str().as_encoded_bytes());
    let hash: String = hash.iter().take(HASH_BYTES).map(|byte| format!("{byte:02x}")).collect();
    PathBuf::from(format!("{ROOT_FOLDER}-{hash}"))
}

fn step(number: u32, what: &str) {
    println!("==> {number}/{STEPS} {what}");
}

/// A port that nobody listens on right now.
pub(crate) fn free_port() -> Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|listener| listener.local_addr());
    Ok(listener.context("there is no free port")?.port())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clones_do_not_share_a_folder() {
        let folders = ["a", "b"].map(|clone| root_folder(Path::new(clone)));
        // Of the bytes `a`: ca978112…
        assert_eq!(folders[0], Path::new("/var/tmp/lp-warehouse-demo-ca978112"));
        assert_ne!(folders[0], folders[1]);
    }
}
