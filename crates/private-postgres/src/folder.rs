//! The folder of a cluster: what lies in it, who owns it, and the small files beside the data.

use std::fs::{self, DirBuilder, File, OpenOptions, Permissions, TryLockError};
use std::io::{self, Write};
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use nix::unistd::geteuid;

use crate::error::{ClusterError, at};
use crate::secret::random_hex;
use crate::server_user::ServerUser;

/// Beside `pgdata`.
pub(crate) const SETTINGS_FILE: &str = "lp_warehouse.conf";

/// How long to wait for a previous owner that is on its way out.
pub(crate) const OWNER_WAIT_S: u64 = 10;

const OWNER_POLL_MS: u64 = 100;

/// The address of a Unix socket has room for 107 bytes on Linux, 103 on macOS.
const SOCKET_PATH_BYTES_MAX: usize = 100;

/// What Postgres calls the socket, at the longest.
const SOCKET_NAME_BYTES: usize = "/.s.PGSQL.65535".len();

/// A log longer than this is set aside at the next start.
const LOG_BYTES_MAX: u64 = 16 * 1024 * 1024;

const PASSWORD_BYTES: usize = 24;

/// A cluster's folder, existing, with an absolute path and within reach of the server's user.
#[derive(Debug)]
pub(crate) struct Folder {
    path: PathBuf,
    user: ServerUser,
}

impl Folder {
    /// Makes the folder if need be.
    pub(crate) fn prepare(data_dir: &Path) -> Result<Self, ClusterError> {
        fs::create_dir_all(data_dir).map_err(at(data_dir))?;
        let folder = Self::existing(data_dir)?;
        // An empty folder is ours to close; one with other things in it keeps its mode. As root we keep the folder itself:
        // if the server's user could put links into it, it could make us write anywhere.
        if fs::read_dir(&folder.path).map_err(at(&folder.path))?.next().is_none() {
            let mode = if matches!(folder.user, ServerUser::Ourselves) { 0o700 } else { 0o711 };
            fs::set_permissions(&folder.path, Permissions::from_mode(mode)).map_err(at(&folder.path))?;
        }
        folder.user.check_reach(&folder.path)?;
        Ok(folder)
    }

    /// The folder as it is; nothing is made or checked.
    pub(crate) fn existing(data_dir: &Path) -> Result<Self, ClusterError> {
        let path = fs::canonicalize(data_dir).map_err(at(data_dir))?;
        let user = ServerUser::of(&path.join("pgdata"))?;
        Ok(Self { path, user })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn user(&self) -> &ServerUser {
        &self.user
    }

    pub(crate) fn pgdata(&self) -> PathBuf {
        self.path.join("pgdata")
    }

    /// Our settings, which `postgresql.conf` includes.
    pub(crate) fn settings_file(&self) -> PathBuf {
        self.path.join(SETTINGS_FILE)
    }

    pub(crate) fn programs_log(&self) -> PathBuf {
        self.path.join("programs.log")
    }

    pub(crate) fn postgres_log(&self) -> PathBuf {
        self.path.join("postgres.log")
    }

    pub(crate) fn password_file(&self) -> PathBuf {
        self.path.join("password")
    }

    /// Becomes the owner, waiting up to `wait` for another to let go. Dropping the file, or dying, ends it.
    pub(crate) fn own(&self, wait: Duration) -> Result<File, ClusterError> {
        let path = self.path.join("owner.lock");
        let file = OpenOptions::new().create(true).append(true).mode(0o600).open(&path).map_err(at(&path))?;
        let deadline = Instant::now() + wait;
        loop {
            match file.try_lock() {
                Ok(()) => {
                    // For whoever finds it locked. The lock holds without it, on a full disk, say.
                    let _ = file.set_len(0).and_then(|()| (&file).write_all(std::process::id().to_string().as_bytes()));
                    return Ok(file);
                }
                Err(TryLockError::Error(error)) => return Err(at(&path)(error)),
                Err(TryLockError::WouldBlock) if Instant::now() >= deadline => {
                    let owner = fs::read_to_string(&path).ok().and_then(|pid| pid.parse().ok());
                    return Err(ClusterError::InUse { data_dir: self.path.clone(), owner });
                }
                Err(TryLockError::WouldBlock) => thread::sleep(Duration::from_millis(OWNER_POLL_MS)),
            }
        }
    }

    /// The password, made at the first call.
    pub(crate) fn password(&self) -> Result<String, ClusterError> {
        match self.stored_password() {
            Err(ClusterError::Io { source, .. }) if source.kind() == io::ErrorKind::NotFound => {
                let password = random_hex(PASSWORD_BYTES)?;
                self.replace(&self.password_file(), &password)?;
                Ok(password)
            }
            stored => stored,
        }
    }

    /// The password of a cluster that exists.
    pub(crate) fn stored_password(&self) -> Result<String, ClusterError> {
        let path = self.password_file();
        Ok(fs::read_to_string(&path).map_err(at(&path))?.trim().to_owned())
    }

    /// Writes a small file whole or not at all, readable by the server's user only.
    pub(crate) fn replace(&self, path: &Path, text: &str) -> Result<(), ClusterError> {
        let new = path.with_extension("new");
        let mut file =
            OpenOptions::new().create(true).truncate(true).write(true).mode(0o600).open(&new).map_err(at(&new))?;
        file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(at(&new))?;
        self.user.give(&new)?;
        fs::rename(&new, path).map_err(at(path))
    }

    /// A free port: the one used last, so that what people typed into their tools survives a restart, else a random one.
    pub(crate) fn free_port(&self) -> Result<u16, ClusterError> {
        let path = self.path.join("port");
        let last = fs::read_to_string(&path).ok().and_then(|text| text.trim().parse().ok());
        let is_free = |port: &u16| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok();
        if let Some(port) = last.filter(is_free) {
            return Ok(port);
        }
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0));
        let port = listener.and_then(|listener| listener.local_addr()).map_err(at(Path::new("127.0.0.1:0")))?.port();
        self.replace(&path, &port.to_string())?;
        Ok(port)
    }

    /// A folder for the Unix socket whose path is short enough: below ours, else a private one below `/tmp`, which is
    /// remembered so that restarts do not pile them up.
    pub(crate) fn socket_dir(&self) -> Result<PathBuf, ClusterError> {
        let below = self.path.join("socket");
        if below.as_os_str().as_bytes().len() + SOCKET_NAME_BYTES <= SOCKET_PATH_BYTES_MAX {
            if !below.is_dir() {
                self.make_private_folder(&below)?;
            }
            return Ok(below);
        }
        let note = self.path.join("socket_dir");
        if let Some(last) = fs::read_to_string(&note).ok().map(PathBuf::from)
            && self.is_private_folder(&last)
        {
            return Ok(last);
        }
        let fresh = PathBuf::from(format!("/tmp/lp-warehouse-{}", random_hex(8)?));
        self.make_private_folder(&fresh)?;
        self.replace(&note, &fresh.to_string_lossy())?;
        Ok(fresh)
    }

    /// Sets a log that has grown long aside and sees to it that the server's user may write one.
    pub(crate) fn rotate_log(&self) -> Result<(), ClusterError> {
        let log = self.postgres_log();
        if fs::metadata(&log).is_ok_and(|metadata| metadata.len() > LOG_BYTES_MAX) {
            fs::rename(&log, self.path.join("postgres.log.1")).map_err(at(&log))?;
        }
        OpenOptions::new().create(true).append(true).mode(0o600).open(&log).map_err(at(&log))?;
        self.user.give(&log)
    }

    pub(crate) fn make_private_folder(&self, path: &Path) -> Result<(), ClusterError> {
        DirBuilder::new().mode(0o700).create(path).map_err(at(path))?;
        self.user.give(path)
    }

    /// Others may write to `/tmp`: what lies at a remembered path can be theirs by now.
    fn is_private_folder(&self, path: &Path) -> bool {
        let owner = match self.user {
            ServerUser::Ourselves => geteuid().as_raw(),
            ServerUser::Other { uid, .. } => uid,
        };
        fs::symlink_metadata(path)
            .is_ok_and(|found| found.is_dir() && found.uid() == owner && found.mode() & 0o077 == 0)
    }
}
