//! `cargo xtask screenshots`: the status page in each of its states, as pictures to look at.

mod browser;

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use private_postgres::{Cluster, ClusterOptions};
use tempfile::TempDir;

use self::browser::Browser;
use crate::demo::{ACCOUNTS, daemon, free_port};
use crate::interrupt::{self, Interrupt};
use crate::log::{create_log, log_tail};
use crate::postgres::find_or_install;
use crate::process::Process;
use crate::simulator::Simulator;
use crate::workspace::{cargo, root, target_dir};

/// Within reach of the server's user, who is another than root.
const FOLDER_PARENT: &str = "/var/tmp";
/// A state that has not come by then is a failure: it takes loading some days of data.
const STATE_WAIT_S: u64 = 600;
/// How often the page is looked at.
const LOOK_EVERY_MS: u64 = 500;
const ANSWER_WAIT_S: u64 = 30;
const CLUSTER_STOP_TIMEOUT_S: u64 = 20;
/// The file system of the state in which the disk is full.
const SMALL_DISK: &str = "size=64k";

/// Take pictures of the status page in seven states, wide and narrow, light and dark
///
/// Starts a private Postgres, the simulator and the daemon, and brings them into each state. Needs Chromium, and root for
/// the state in which the disk is full.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Where the pictures go
    #[arg(long, value_name = "FOLDER", default_value = "target/screenshots")]
    folder: PathBuf,

    /// Days of data that the simulator makes up, up to now
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..=30))]
    days: u32,

    /// Only these states, by their names
    #[arg(long = "state", value_name = "NAME")]
    states: Vec<String>,
}

/// One state of the page, and how it comes about.
struct State {
    name: &'static str,
    /// The database, which is made when its name first comes.
    database: &'static str,
    /// What differs from the configuration of the demo.
    settings: &'static [(&'static str, &'static str)],
    /// The page has this on it when the state has come, and no `absent`.
    sign: &'static str,
    absent: &'static str,
    trouble: Trouble,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Trouble {
    None,
    DatabaseStops,
    DiskIsFull,
}

/// Slow enough for pictures of the loading.
const SLOW: &[(&str, &str)] = &[("HTTP__REQUESTS_PER_SECOND_MAX", "6")];
/// On no page.
const NOTHING: &str = "\0";
const STATES: [State; 7] = [
    State {
        name: "first-load",
        database: "first",
        settings: SLOW,
        sign: "first load",
        absent: NOTHING,
        trouble: Trouble::None,
    },
    State {
        name: "backlog",
        database: "first",
        settings: SLOW,
        sign: ": done at",
        absent: NOTHING,
        trouble: Trouble::None,
    },
    State {
        name: "healthy",
        database: "whole",
        settings: &[],
        sign: "All is well",
        absent: NOTHING,
        trouble: Trouble::None,
    },
    State {
        name: "expired-key",
        database: "whole",
        settings: &[("ACCOUNTS__0__AUTH__ACCESS_TOKEN", "expired")],
        sign: "Credentials refused",
        absent: NOTHING,
        trouble: Trouble::None,
    },
    State {
        name: "dead-units",
        database: "dead",
        settings: &[("WORK__FILE_BYTES_MAX", "64KiB")],
        sign: "are dead",
        absent: "id=\"backlog\"",
        trouble: Trouble::None,
    },
    State {
        name: "disk-full",
        database: "small",
        settings: &[("WORK__SPOOL_MEMORY_BYTES_MAX", "1")],
        sign: "could not be written",
        absent: NOTHING,
        trouble: Trouble::DiskIsFull,
    },
    // The last one: nothing follows without a database.
    State {
        name: "database-away",
        database: "whole",
        settings: &[],
        sign: "Last known state",
        absent: NOTHING,
        trouble: Trouble::DatabaseStops,
    },
];

/// Brings about one state after the other, and takes its pictures.
pub(crate) fn run(options: &Options, interrupt: &Interrupt) -> Result<ExitCode> {
    let browser = Browser::find()?;
    find_or_install()?;
    let mut build = cargo(&["build", "-p", "lp-warehouse", "-p", "simulator"]);
    if !Process::run(&mut build, interrupt)?.is_some_and(|status| status.success()) {
        return Ok(if interrupt.is_raised() { ExitCode::from(interrupt::EXIT_CODE) } else { ExitCode::FAILURE });
    }
    let pictures = root().join(&options.folder);
    fs::create_dir_all(&pictures).with_context(|| format!("cannot make {}", pictures.display()))?;
    let mut stage = Stage::set_up(options.days, interrupt)?;
    let mut left_out = Vec::new();
    for state in
        STATES.iter().filter(|state| options.states.is_empty() || options.states.iter().any(|n| n == state.name))
    {
        println!("==> {}", state.name);
        match stage.bring_about(state, interrupt)? {
            Some(url) => browser.take(&url, &pictures, state.name)?,
            None => left_out.push(state.name),
        }
        if interrupt.is_raised() {
            return Ok(ExitCode::from(interrupt::EXIT_CODE));
        }
    }
    for name in left_out {
        println!("SKIPPED {name}: only root may mount a small file system");
    }
    println!("pictures in {}", pictures.display());
    Ok(ExitCode::SUCCESS)
}

/// All that stands around the page. Dropped, it is stopped in this order.
struct Stage {
    daemon: Option<(Process, String, PathBuf)>,
    simulator: Simulator,
    cluster: Option<Cluster>,
    disk: Option<SmallDisk>,
    databases: Vec<&'static str>,
    binary: PathBuf,
    folder: TempDir,
}

impl Stage {
    fn set_up(days: u32, interrupt: &Interrupt) -> Result<Self> {
        let binaries = target_dir()?.join("debug");
        let folder = tempfile::Builder::new().prefix("lp-warehouse-screenshots-").tempdir_in(FOLDER_PARENT)?;
        open_to_all(folder.path())?;
        let options = ClusterOptions::new(folder.path().join("postgres")).setting("fsync", "off");
        let cluster = Cluster::start(options).context("no Postgres for the pictures")?;
        let world = [("--accounts", ACCOUNTS.join(",")), ("--days", days.to_string())];
        let simulator = Simulator::start(&binaries.join("simulator"), folder.path(), &world, interrupt)?;
        let binary = binaries.join("lp-warehouse");
        Ok(Self { daemon: None, simulator, cluster: Some(cluster), disk: None, databases: Vec::new(), binary, folder })
    }

    /// Starts the daemon, waits for the state, and returns the page's address; nothing where the state cannot be made here.
    fn bring_about(&mut self, state: &State, interrupt: &Interrupt) -> Result<Option<String>> {
        let data_dir = self.folder.path().join("data").join(state.database);
        if state.trouble == Trouble::DiskIsFull {
            let Some(disk) = SmallDisk::mount(&data_dir.join("spool"))? else { return Ok(None) };
            self.disk = Some(disk);
        }
        // The second state of a database that is being loaded is waited for with the daemon of the first.
        if !(state.name == "backlog" && self.daemon.is_some()) {
            self.start(state, &data_dir)?;
        }
        if state.trouble == Trouble::DatabaseStops {
            self.wait_for("All is well", NOTHING, interrupt)?;
            let timeout = Duration::from_secs(CLUSTER_STOP_TIMEOUT_S);
            self.cluster.take().map(|cluster| cluster.stop(timeout)).transpose()?;
        }
        self.wait_for(state.sign, state.absent, interrupt).map(Some)
    }

    fn start(&mut self, state: &State, data_dir: &Path) -> Result<()> {
        self.daemon = None;
        let cluster = self.cluster.as_ref().context("the database was stopped")?;
        if !self.databases.contains(&state.database) {
            let mut psql = cluster.psql().context("`psql` is missing; install the client of Postgres")?;
            let made =
                psql.args(["--quiet", "--command"]).arg(format!("create database {}", state.database)).status()?;
            if !made.success() {
                bail!("the database `{}` cannot be made", state.database);
            }
            self.databases.push(state.database);
        }
        let url = cluster.url();
        let (server, _) = url.rsplit_once('/').context("a url has a database")?;
        let listen = format!("127.0.0.1:{}", free_port()?);
        let database_url = format!("{server}/{}", state.database);
        let mut env = daemon::overrides(data_dir, &database_url, self.simulator.url(), &listen);
        env.extend(state.settings.iter().map(|(key, value)| (format!("LPW__{key}"), (*value).to_owned())));
        let (log, file) = create_log(self.folder.path(), state.name)?;
        let mut command = daemon::command(&self.binary, &env);
        command.arg("run").stderr(file.try_clone()?).stdout(file);
        self.daemon = Some((Process::start(&mut command)?, listen, log));
        Ok(())
    }

    /// Waits until the page contains `sign` and not `absent`, and returns its address.
    fn wait_for(&mut self, sign: &str, absent: &str, interrupt: &Interrupt) -> Result<String> {
        let (process, listen, log) = self.daemon.as_mut().context("no daemon was started")?;
        let deadline = Instant::now() + Duration::from_secs(STATE_WAIT_S);
        while Instant::now() < deadline && !interrupt.is_raised() {
            if read_page(listen).is_ok_and(|page| page.contains(sign) && !page.contains(absent)) {
                return Ok(format!("http://{listen}/"));
            }
            if let Some(status) = process.status()? {
                bail!("the daemon ended ({status}):\n{}", log_tail(log));
            }
            interrupt.sleep(Duration::from_millis(LOOK_EVERY_MS));
        }
        bail!("the page does not say `{sign}`; the log ends with\n{}", log_tail(log))
    }
}

fn read_page(listen: &str) -> Result<String> {
    let mut stream = TcpStream::connect(listen)?;
    stream.set_read_timeout(Some(Duration::from_secs(ANSWER_WAIT_S)))?;
    stream.write_all(format!("GET / HTTP/1.0\r\nHost: {listen}\r\n\r\n").as_bytes())?;
    let mut page = String::new();
    stream.read_to_string(&mut page)?;
    Ok(page)
}

/// Lets every user enter: the server of root's cluster runs as another user.
fn open_to_all(folder: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    Ok(fs::set_permissions(folder, fs::Permissions::from_mode(0o755))?)
}

/// A file system without room.
struct SmallDisk(PathBuf);

impl SmallDisk {
    /// Mounts it; returns nothing where we have no right to.
    fn mount(place: &Path) -> Result<Option<Self>> {
        fs::create_dir_all(place).with_context(|| format!("cannot make {}", place.display()))?;
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", SMALL_DISK, "tmpfs"]).arg(place).output();
        if !mounted.is_ok_and(|mounted| mounted.status.success()) {
            return Ok(None);
        }
        let disk = Self(place.to_owned());
        // Writing fails when the disk is full, which is what is wanted.
        let _ = fs::write(place.join("filler"), vec![0; 1 << 20]);
        Ok(Some(disk))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(&self.0).status();
    }
}
