//! What can go wrong, sorted by what the caller can do about it.

use std::io;
use std::path::{Path, PathBuf};

use crate::MAJOR_MIN;

/// Why a private cluster could not be found, made, started or stopped.
#[derive(Debug, thiserror::Error)]
pub enum ClusterError {
    /// No Postgres on this machine.
    #[error("PostgreSQL {MAJOR_MIN} or newer is not installed on this machine; install it with `{hint}`")]
    NotInstalled {
        /// The one command to run on this operating system.
        hint: String,
    },

    /// Postgres is there, but older than what the warehouse is written for.
    #[error("PostgreSQL {found} in {} is too old; install {MAJOR_MIN} or newer with `{hint}`", bindir.display())]
    TooOld {
        /// The newest version found, as it prints itself.
        found: String,
        /// Where it was found.
        bindir: PathBuf,
        /// The one command to run on this operating system.
        hint: String,
    },

    /// The cluster was made by a major version that is no longer installed.
    #[error(
        "the cluster in {} was made by PostgreSQL {cluster_major}, which is not installed (found: {installed}); install \
         PostgreSQL {cluster_major} again beside it, or move the cluster to the new version with pg_upgrade", data_dir.display()
    )]
    OtherVersion {
        /// The cluster's folder.
        data_dir: PathBuf,
        /// The major version that made the cluster.
        cluster_major: u32,
        /// The versions found, separated by commas.
        installed: String,
    },

    /// Another living process owns the cluster.
    #[error(
        "the cluster in {} is in use by another process{}; stop that one first, or choose another data_dir",
        data_dir.display(), owner.map(|pid| format!(" ({pid})")).unwrap_or_default()
    )]
    InUse {
        /// The cluster's folder.
        data_dir: PathBuf,
        /// Its process id, as far as it has noted it.
        owner: Option<u32>,
    },

    /// The server's process lives, but it does not take connections.
    #[error(
        "the Postgres server of {} (process {pid}) is running but takes no connections; see {}, and if it does not \
         recover, stop it with `kill -INT {pid}` and start again", data_dir.display(), log.display()
    )]
    NotReachable {
        /// The cluster's folder.
        data_dir: PathBuf,
        /// The postmaster's process id.
        pid: i32,
        /// The server's log.
        log: PathBuf,
    },

    /// We are root, Postgres will not run as root, and the user it runs as cannot reach the folder.
    #[error(
        "Postgres does not run as root, and the user `{user}` that it runs as cannot enter {}; choose a data_dir elsewhere \
         (below /var/lib or /var/tmp, say) instead of {}, or run as a user of its own", ancestor.display(), data_dir.display()
    )]
    FolderClosed {
        /// The cluster's folder.
        data_dir: PathBuf,
        /// The outermost folder that cannot be entered.
        ancestor: PathBuf,
        /// The user that Postgres runs as.
        user: String,
    },

    /// We are root, and there is nobody else to run Postgres as.
    #[error(
        "Postgres does not run as root, and this machine has neither a user `postgres` nor `nobody`; create one of them"
    )]
    NoServerUser,

    /// The cluster could not be made. Nothing is left that stands in the way of the next try.
    #[error("making a cluster in {} failed; put right what Postgres says and start again:\n{tail}", data_dir.display())]
    InitFailed {
        /// The cluster's folder.
        data_dir: PathBuf,
        /// The last lines of what the programs said.
        tail: String,
    },

    /// The server did not start.
    #[error("the Postgres server of {} did not start; put right what it says and start again:\n{tail}", data_dir.display())]
    StartFailed {
        /// The cluster's folder.
        data_dir: PathBuf,
        /// The last lines of what the programs and the server said.
        tail: String,
    },

    /// Postgres could not be installed.
    #[error("PostgreSQL could not be installed ({why}); run `{hint}` yourself and try again")]
    InstallFailed {
        /// What stood in the way.
        why: String,
        /// The one command to run on this operating system.
        hint: String,
    },

    /// The operating system refused something.
    #[error("cannot use {}", path.display())]
    Io {
        /// The file, folder or program.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
}

/// Names the file in an error of the operating system: `.map_err(at(&path))`.
pub(crate) fn at(path: &Path) -> impl FnOnce(io::Error) -> ClusterError {
    let path = path.to_path_buf();
    move |source| ClusterError::Io { path, source }
}
