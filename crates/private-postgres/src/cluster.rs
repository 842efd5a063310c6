//! The cluster as its owner holds it.

use std::fmt;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use crate::binaries::Binaries;
use crate::error::{ClusterError, at};
use crate::folder::{Folder, OWNER_WAIT_S};
use crate::initialize::initialize;
use crate::launch::{START_TIMEOUT_S, halt, launch};
use crate::postmaster::Postmaster;
use crate::program::clean_environment;
use crate::{DATABASE, ROLE};

/// How often a server that is starting or stopping is looked at.
const POLL_MS: u64 = 100;

/// Dropping must not hold a dying process up for long.
const DROP_TIMEOUT_S: u64 = 5;

/// What [`Cluster::start`] needs to know.
#[derive(Debug, Clone, Default)]
pub struct ClusterOptions {
    /// The cluster's folder, for it alone; made when it does not exist.
    pub data_dir: PathBuf,
    /// Server settings that win over ours, as `postgresql.conf` names and writes them. An adopted server keeps those it
    /// was started with.
    pub settings: Vec<(String, String)>,
}

impl ClusterOptions {
    /// A cluster in `data_dir` with our settings.
    pub fn new(data_dir: impl Into<PathBuf>) -> Self {
        Self { data_dir: data_dir.into(), settings: Vec::new() }
    }

    /// Adds a server setting.
    #[must_use]
    pub fn setting(mut self, name: &str, value: &str) -> Self {
        self.settings.push((name.to_owned(), value.to_owned()));
        self
    }
}

/// Whether a server was gone when [`Cluster::stop`] returned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub enum StopOutcome {
    /// It is gone.
    Complete,
    /// Its time was up first. It has its order and finishes by itself; the next start waits for it.
    Unfinished,
}

/// A running cluster that we own. Dropping it stops the server; being killed leaves the server to the next owner.
pub struct Cluster {
    folder: Folder,
    binaries: Binaries,
    address: Attached,
    settings: Vec<(String, String)>,
    is_adopted: bool,
    is_stopped: bool,
    /// The lock, held as long as we live.
    _owner: File,
}

impl Cluster {
    /// Makes the cluster at the first call, starts its server, or adopts one whose owner died, and returns when it
    /// takes connections. Waits up to 10 s for a previous owner to let go.
    ///
    /// # Errors
    /// Each variant of [`ClusterError`] says what to do; none leaves anything that stands in the way of the next try.
    pub fn start(options: ClusterOptions) -> Result<Self, ClusterError> {
        let folder = Folder::prepare(&options.data_dir)?;
        let owner = folder.own(Duration::from_secs(OWNER_WAIT_S))?;
        let binaries = binaries_for(&folder)?;
        if !folder.pgdata().exists() {
            initialize(&folder, &binaries)?;
        }
        let password = folder.stored_password()?;
        let (postmaster, is_adopted) = match running(&folder)? {
            Some(postmaster) => (postmaster, true),
            None => (launch(&folder, &binaries, &options.settings)?, false),
        };
        let address = Attached { port: postmaster.port, password };
        let settings = options.settings;
        Ok(Self { folder, binaries, address, settings, is_adopted, is_stopped: false, _owner: owner })
    }

    /// The connection to a cluster that another process owns; none when no server runs on it. For commands beside a
    /// running daemon.
    ///
    /// # Errors
    /// [`ClusterError::Io`] when we may not read the folder, [`ClusterError::NotReachable`] when the server is there
    /// but does not answer.
    pub fn attach(data_dir: &Path) -> Result<Option<Attached>, ClusterError> {
        if !fs::exists(data_dir.join("pgdata")).map_err(at(data_dir))? {
            return Ok(None);
        }
        let folder = Folder::existing(data_dir)?;
        match Postmaster::of(&folder.pgdata())? {
            None => Ok(None),
            Some(postmaster) if postmaster.answers() => {
                Ok(Some(Attached { port: postmaster.port, password: folder.stored_password()? }))
            }
            Some(postmaster) => Err(not_reachable(&folder, &postmaster)),
        }
    }

    /// Stops the server that a killed owner left on `data_dir`, without starting one first. Does nothing where there is
    /// no cluster or no server.
    ///
    /// # Errors
    /// [`ClusterError::InUse`], at once, when the owner lives.
    pub fn stop_leftover(data_dir: &Path, timeout: Duration) -> Result<StopOutcome, ClusterError> {
        if !fs::exists(data_dir).map_err(at(data_dir))? {
            return Ok(StopOutcome::Complete);
        }
        let folder = Folder::existing(data_dir)?;
        let _owner = folder.own(Duration::ZERO)?;
        if !folder.pgdata().exists() || Postmaster::of(&folder.pgdata())?.is_none() {
            return Ok(StopOutcome::Complete);
        }
        let is_gone = halt(&folder, &binaries_for(&folder)?, timeout)?;
        Ok(if is_gone { StopOutcome::Complete } else { StopOutcome::Unfinished })
    }

    /// Where to connect, password included: never to be logged.
    pub fn url(&self) -> String {
        self.address.url()
    }

    /// Where to connect, for people's eyes.
    pub fn url_without_password(&self) -> String {
        self.address.url_without_password()
    }

    /// The port on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.address.port
    }

    /// The cluster's folder, as an absolute path.
    pub fn data_dir(&self) -> &Path {
        self.folder.path()
    }

    /// The installation that runs it.
    pub fn binaries(&self) -> &Binaries {
        &self.binaries
    }

    /// Whether the server was already running when we came.
    pub fn is_adopted(&self) -> bool {
        self.is_adopted
    }

    /// `psql` of the same installation, set up to connect, its password out of sight of `ps`; none where the client is
    /// not installed.
    pub fn psql(&self) -> Option<Command> {
        let mut command = Command::new(self.binaries.psql()?);
        clean_environment(&mut command);
        command.env("PGPASSWORD", &self.address.password).env("PGCLIENTENCODING", "UTF8");
        command.arg("--no-psqlrc").arg("--dbname").arg(self.url_without_password());
        Some(command)
    }

    /// Starts the server again, on the same port, where its process is gone: it was killed, or the machine ran out of
    /// memory. Answers whether it was. A server that is there is left alone, whatever it does.
    ///
    /// # Errors
    /// As for [`Cluster::start`]; another try may help.
    pub fn revive(&self) -> Result<bool, ClusterError> {
        if Postmaster::of(&self.folder.pgdata())?.is_some() {
            return Ok(false);
        }
        let port = ("port".to_owned(), self.port().to_string());
        let settings: Vec<_> = self.settings.iter().cloned().chain([port]).collect();
        launch(&self.folder, &self.binaries, &settings)?;
        Ok(true)
    }

    /// Disconnects everybody and stops the server, waiting up to `timeout`, whole seconds and at least one.
    ///
    /// # Errors
    /// [`ClusterError::Io`] when `pg_ctl` cannot be run.
    pub fn stop(mut self, timeout: Duration) -> Result<StopOutcome, ClusterError> {
        self.is_stopped = true;
        let is_gone = halt(&self.folder, &self.binaries, timeout)?;
        Ok(if is_gone { StopOutcome::Complete } else { StopOutcome::Unfinished })
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if !self.is_stopped {
            // Nobody is left to tell; the next owner adopts a server that would not go.
            let _ = halt(&self.folder, &self.binaries, Duration::from_secs(DROP_TIMEOUT_S));
        }
    }
}

impl fmt::Debug for Cluster {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cluster").field("data_dir", &self.data_dir()).field("address", &self.address).finish()
    }
}

/// Where a running cluster is reached.
#[derive(Clone)]
pub struct Attached {
    port: u16,
    password: String,
}

impl Attached {
    /// Where to connect, password included: never to be logged.
    pub fn url(&self) -> String {
        format!("postgres://{ROLE}:{}@127.0.0.1:{}/{DATABASE}", self.password, self.port)
    }

    /// Where to connect, for people's eyes.
    pub fn url_without_password(&self) -> String {
        format!("postgres://{ROLE}@127.0.0.1:{}/{DATABASE}", self.port)
    }
}

impl fmt::Debug for Attached {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.url_without_password())
    }
}

/// The installation that fits the cluster, or any good one where there is none yet.
fn binaries_for(folder: &Folder) -> Result<Binaries, ClusterError> {
    let path = folder.pgdata().join("PG_VERSION");
    match fs::read_to_string(&path).ok().and_then(|text| text.trim().parse().ok()) {
        Some(major) => Binaries::find_for_cluster(folder.path(), major),
        None => Binaries::find(),
    }
}

/// The server that already runs, once it takes connections; none when there is none, or none any more.
fn running(folder: &Folder) -> Result<Option<Postmaster>, ClusterError> {
    let deadline = Instant::now() + Duration::from_secs(START_TIMEOUT_S);
    loop {
        match Postmaster::of(&folder.pgdata())? {
            None => return Ok(None),
            Some(postmaster) if postmaster.answers() => return Ok(Some(postmaster)),
            Some(postmaster) if Instant::now() >= deadline => return Err(not_reachable(folder, &postmaster)),
            Some(_) => thread::sleep(Duration::from_millis(POLL_MS)),
        }
    }
}

fn not_reachable(folder: &Folder, postmaster: &Postmaster) -> ClusterError {
    ClusterError::NotReachable {
        data_dir: folder.path().to_path_buf(),
        pid: postmaster.pid,
        log: folder.postgres_log(),
    }
}
