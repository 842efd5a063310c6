//! A running server, as its `postmaster.pid` tells of it.

use std::fs;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::Path;
use std::time::Duration;

use nix::errno::Errno;
use nix::sys::signal::kill;
use nix::unistd::Pid;

use crate::error::{ClusterError, at};

/// How long a server on this machine may take to accept a connection.
const CONNECT_TIMEOUT_S: u64 = 2;

/// A server process that runs on a cluster.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Postmaster {
    pub(crate) pid: i32,
    pub(crate) port: u16,
    pub(crate) status: Status,
}

/// How far a server is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    /// Not yet taking connections: starting, or recovering from a crash.
    Starting,
    Ready,
    Stopping,
}

impl Postmaster {
    /// The server that runs on `pgdata`; none when there is no such process, whatever a stale file says.
    pub(crate) fn of(pgdata: &Path) -> Result<Option<Self>, ClusterError> {
        let path = pgdata.join("postmaster.pid");
        let text = match fs::read_to_string(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            text => text.map_err(at(&path))?,
        };
        Ok(Self::parse(&text).filter(|postmaster| postmaster.is_alive(pgdata)))
    }

    /// It takes connections.
    pub(crate) fn answers(&self) -> bool {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, self.port));
        self.status == Status::Ready
            && TcpStream::connect_timeout(&address, Duration::from_secs(CONNECT_TIMEOUT_S)).is_ok()
    }

    /// Lines: process, data folder, start time, port, socket folder, listen address, shared memory, status. The later
    /// ones are added while the server starts. A backend in single-user mode writes its process id negated.
    fn parse(text: &str) -> Option<Self> {
        let lines: Vec<&str> = text.lines().map(str::trim).collect();
        let status = match lines.get(7) {
            Some(&"ready" | &"standby") => Status::Ready,
            Some(&"stopping") => Status::Stopping,
            _ => Status::Starting,
        };
        let pid: i32 = lines.first()?.parse().ok()?;
        Some(Self { pid: pid.abs(), port: lines.get(3)?.parse().ok()?, status })
    }

    /// In a restarted container, and after a reboot, the process id of a killed server may have been given to somebody
    /// else. A server works in its data folder, which tells them apart where the system shows it.
    fn is_alive(&self, pgdata: &Path) -> bool {
        if kill(Pid::from_raw(self.pid), None) == Err(Errno::ESRCH) {
            return false;
        }
        match fs::read_link(format!("/proc/{}/cwd", self.pid)) {
            Ok(cwd) => cwd == pgdata,
            Err(_) => true,
        }
    }
}

/// Removes a `postmaster.pid` whose process is not a server of `pgdata`; `postgres` itself would take any living
/// process of its user for one and refuse to start.
pub(crate) fn remove_stale_pid_file(pgdata: &Path) -> Result<(), ClusterError> {
    if Postmaster::of(pgdata)?.is_some() {
        return Ok(());
    }
    let path = pgdata.join("postmaster.pid");
    match fs::remove_file(&path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(at(&path)(error)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pid_file_is_read_at_every_stage() {
        let check = |text: &str, expected: Option<(i32, u16, Status)>| {
            let expected = expected.map(|(pid, port, status)| Postmaster { pid, port, status });
            assert_eq!(Postmaster::parse(text), expected, "{text:?}");
        };
        check("42\n/d\n1700000000\n5433\n/s\n127.0.0.1\n  1 2\nready   \n", Some((42, 5433, Status::Ready)));
        check("42\n/d\n1700000000\n5433\n/s\n127.0.0.1\n  1 2\nstopping\n", Some((42, 5433, Status::Stopping)));
        check("42\n/d\n1700000000\n5433\n/s\n", Some((42, 5433, Status::Starting)));
        check("-42\n/d\n1700000000\n5433\n", Some((42, 5433, Status::Starting)));
        check("", None);
    }
}
