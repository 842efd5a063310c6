//! Postgres for the commands here: found, or installed, and clusters that are thrown away.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use nix::errno::Errno;
use nix::sys::signal::kill;
use nix::unistd::Pid;
use private_postgres::{Binaries, Cluster, ClusterError, ClusterOptions, StopOutcome, install};

/// Within reach of every user, on a disk, and not emptied under a running test: the server of root's clusters runs as
/// somebody else.
const THROWAWAY_PARENT: &str = "/var/tmp";

const THROWAWAY_PREFIX: &str = "lp-warehouse-test-";

const STOP_TIMEOUT_S: u64 = 20;

/// Sees to it that there is a Postgres on this machine, and says which.
pub(crate) fn find_or_install() -> Result<Binaries> {
    let found = match Binaries::find() {
        Err(error @ (ClusterError::NotInstalled { .. } | ClusterError::TooOld { .. })) => {
            println!("    {error}");
            install::install_with_apt("postgresql", &mut |line| println!("    {line}"))?;
            Binaries::find()
        }
        found => found,
    }?;
    println!("    PostgreSQL {} in {}", found.version(), found.bindir().display());
    Ok(found)
}

/// Sees to it that there is a PgBouncer on this machine, as far as that can be done. Tests that miss it say so.
pub(crate) fn install_pooler() {
    const PROGRAM: &str = "/usr/sbin/pgbouncer";
    if !Path::new(PROGRAM).exists()
        && install::install_with_apt("pgbouncer", &mut |line| println!("    {line}")).is_err()
    {
        println!("    PgBouncer cannot be installed here; the tests that need it will say so");
    }
}

/// A cluster for tests: fast, because nothing in it need survive; gone when dropped.
pub(crate) struct Throwaway {
    // Taken when dropped: the server goes first, then its folder.
    cluster: Option<Cluster>,
    folder: PathBuf,
}

impl Throwaway {
    /// Starts one, after removing those of runs that were killed.
    pub(crate) fn start() -> Result<Self> {
        find_or_install()?;
        sweep();
        let folder = Path::new(THROWAWAY_PARENT).join(format!("{THROWAWAY_PREFIX}{}", std::process::id()));
        let options = ClusterOptions::new(&folder)
            .setting("fsync", "off")
            .setting("deadlock_timeout", "50ms")
            .setting("full_page_writes", "off")
            .setting("max_connections", "600");
        let mut throwaway = Self { cluster: None, folder };
        throwaway.cluster = Some(Cluster::start(options).context("no Postgres to test on")?);
        Ok(throwaway)
    }

    /// `psql`, set up to connect; none where it is not installed.
    pub(crate) fn psql(&self) -> Option<Command> {
        self.cluster.as_ref()?.psql()
    }

    /// Where its superuser connects.
    pub(crate) fn url(&self) -> Option<String> {
        self.cluster.as_ref().map(Cluster::url)
    }
}

impl Drop for Throwaway {
    fn drop(&mut self) {
        let stopped = self.cluster.take().map(|cluster| cluster.stop(Duration::from_secs(STOP_TIMEOUT_S)));
        if let Some(Err(error)) = stopped {
            eprintln!("warning: {error}");
        }
        if let Err(error) = remove(&self.folder) {
            eprintln!("warning: {error:#}; the next run tries again");
        }
    }
}

/// Stops the server that a killed run left on `data_dir`; refuses one whose owner lives.
pub(crate) fn stop_leftover_server(data_dir: &Path) -> Result<()> {
    match Cluster::stop_leftover(data_dir, Duration::from_secs(STOP_TIMEOUT_S)) {
        Ok(StopOutcome::Complete) => Ok(()),
        Ok(StopOutcome::Unfinished) => {
            bail!("the server of {} is still stopping; try again in a minute", data_dir.display())
        }
        Err(ClusterError::InUse { owner, .. }) => {
            let pid = owner.map(|pid| format!(" (process {pid})")).unwrap_or_default();
            bail!("another run{pid} is using {}; stop it first", data_dir.display())
        }
        Err(error) => Err(error.into()),
    }
}

/// Removes the throwaway clusters of runs that are no more. Those of other users are theirs.
fn sweep() {
    for entry in fs::read_dir(THROWAWAY_PARENT).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let pid = name.to_str().and_then(|name| name.strip_prefix(THROWAWAY_PREFIX)?.parse().ok());
        if let Some(pid) = pid
            && kill(Pid::from_raw(pid), None) == Err(Errno::ESRCH)
        {
            let _ = stop_leftover_server(&entry.path()).and_then(|()| remove(&entry.path()));
        }
    }
}

/// Removes a folder, if it is there.
pub(crate) fn remove(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("cannot remove {}", folder.display()))
        }
        _ => Ok(()),
    }
}
