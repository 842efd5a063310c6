//! Whom the server runs as. Postgres refuses root; when we are root, somebody else must own and run the cluster.

use std::fs;
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use nix::unistd::{Uid, User, geteuid};

use crate::error::{ClusterError, at};

/// In this order: the first that exists runs the server.
const CANDIDATES: [&str; 2] = ["postgres", "nobody"];

/// The user that Postgres' programs run as and that the cluster's files belong to.
#[derive(Debug, Clone)]
pub(crate) enum ServerUser {
    /// We are not root: the server runs as we do.
    Ourselves,
    /// We are root: the server runs as this user.
    Other { name: String, uid: u32, gid: u32 },
}

/// Checks, before anything is made, that there is a user whom a server in `data_dir` can run as, and that this user may
/// walk there.
///
/// # Errors
/// [`ClusterError::NoServerUser`] and [`ClusterError::FolderClosed`], which say what to do.
pub fn check_server_user(data_dir: &Path) -> Result<(), ClusterError> {
    let there = data_dir.ancestors().find(|ancestor| ancestor.is_dir()).unwrap_or(Path::new("/"));
    ServerUser::of(&data_dir.join("pgdata"))?.check_reach(there)
}

impl ServerUser {
    /// The user for the cluster in `pgdata`, which need not exist yet. One that does exist keeps its owner, also when
    /// a better candidate was added to the machine meanwhile.
    pub(crate) fn of(pgdata: &Path) -> Result<Self, ClusterError> {
        if !geteuid().is_root() {
            return Ok(Self::Ourselves);
        }
        if let Ok(metadata) = fs::metadata(pgdata)
            && metadata.uid() != 0
        {
            let known = User::from_uid(Uid::from_raw(metadata.uid())).ok().flatten();
            let name = known.map_or_else(|| metadata.uid().to_string(), |user| user.name);
            return Ok(Self::Other { name, uid: metadata.uid(), gid: metadata.gid() });
        }
        let user = CANDIDATES.iter().find_map(|name| User::from_name(name).ok().flatten());
        let user = user.filter(|user| !user.uid.is_root()).ok_or(ClusterError::NoServerUser)?;
        Ok(Self::Other { name: user.name, uid: user.uid.as_raw(), gid: user.gid.as_raw() })
    }

    /// Lets `command` run as this user.
    pub(crate) fn apply(&self, command: &mut Command) {
        // Setting the user as root also drops root's supplementary groups.
        if let Self::Other { uid, gid, .. } = self {
            command.uid(*uid).gid(*gid);
        }
    }

    /// Gives a file or folder to this user.
    pub(crate) fn give(&self, path: &Path) -> Result<(), ClusterError> {
        match self {
            Self::Ourselves => Ok(()),
            Self::Other { uid, gid, .. } => chown(path, Some(*uid), Some(*gid)).map_err(at(path)),
        }
    }

    /// Refuses a folder that this user cannot walk to, naming the outermost one that is closed.
    pub(crate) fn check_reach(&self, data_dir: &Path) -> Result<(), ClusterError> {
        let Self::Other { name, uid, gid } = self else { return Ok(()) };
        let mut outermost_first: Vec<&Path> = data_dir.ancestors().collect();
        outermost_first.reverse();
        for ancestor in outermost_first {
            let metadata = fs::metadata(ancestor).map_err(at(ancestor))?;
            if !may_enter(&metadata, *uid, *gid) {
                return Err(ClusterError::FolderClosed {
                    data_dir: data_dir.to_path_buf(),
                    ancestor: PathBuf::from(ancestor),
                    user: name.clone(),
                });
            }
        }
        Ok(())
    }
}

/// The permission bits alone: access control lists may allow more, but rarely on the way to a data folder.
fn may_enter(metadata: &fs::Metadata, uid: u32, gid: u32) -> bool {
    let execute = match () {
        () if metadata.uid() == uid => 0o100,
        () if metadata.gid() == gid => 0o010,
        () => 0o001,
    };
    metadata.mode() & execute != 0
}
