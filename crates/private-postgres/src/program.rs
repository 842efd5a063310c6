//! One run of one of Postgres' programs: as the right user, in a known environment, and not for ever.

use std::env;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::error::{ClusterError, at};
use crate::folder::Folder;

/// How often a running program is looked at.
const POLL_MS: u64 = 20;

/// Of a long output, the end is where the reason stands.
const TAIL_BYTES_MAX: usize = 4 * 1024;

/// The variables that Postgres' programs inherit. Others may be secrets, which the server's user must not see, steer the
/// programs to another cluster (`PGDATA`), or let the server speak to the service manager in our name (`NOTIFY_SOCKET`).
const INHERITED_VARIABLES: [&str; 9] =
    ["PATH", "HOME", "USER", "LOGNAME", "TERM", "PAGER", "TMPDIR", "TZ", "LD_LIBRARY_PATH"];

/// How a program ended.
pub(crate) struct Outcome {
    /// It exited with code 0 before its time was up.
    pub(crate) success: bool,
    /// The end of what it printed.
    pub(crate) tail: String,
}

/// A program about to run for a cluster.
pub(crate) struct Program<'a> {
    folder: &'a Folder,
    path: &'a Path,
    command: Command,
    stdin: String,
}

impl<'a> Program<'a> {
    pub(crate) fn new(folder: &'a Folder, path: &'a Path) -> Self {
        let mut command = Command::new(path);
        folder.user().apply(&mut command);
        clean_environment(&mut command);
        // Our own working directory may be closed to the server's user.
        command.current_dir(folder.path());
        Self { folder, path, command, stdin: String::new() }
    }

    pub(crate) fn arg(mut self, arg: impl AsRef<OsStr>) -> Self {
        self.command.arg(arg);
        self
    }

    pub(crate) fn args<const N: usize>(mut self, args: [&str; N]) -> Self {
        self.command.args(args);
        self
    }

    pub(crate) fn stdin(mut self, text: &str) -> Self {
        self.stdin = text.to_owned();
        self
    }

    /// Runs it to its end, or kills it after `limit`.
    pub(crate) fn run(mut self, limit: Duration) -> Result<Outcome, ClusterError> {
        // A file, not a pipe: a server that outlives `pg_ctl` must not hold us up by holding a pipe.
        let log_path = self.folder.programs_log();
        let log = File::create(&log_path).map_err(at(&log_path))?;
        self.command.stdin(Stdio::piped()).stderr(log.try_clone().map_err(at(&log_path))?).stdout(log);

        let mut child = self.command.spawn().map_err(at(self.path))?;
        if let Some(mut stdin) = child.stdin.take() {
            match stdin.write_all(self.stdin.as_bytes()) {
                // It ended before reading; its exit code says more.
                Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
                written => written.map_err(at(self.path))?,
            }
        }
        let status = wait(&mut child, limit).map_err(at(self.path))?;
        let mut tail = tail_of(&log_path, 0);
        if status.is_none() {
            tail.push_str(&format!("\n{} was stopped after {} s", self.path.display(), limit.as_secs()));
        }
        Ok(Outcome { success: status.is_some_and(|status| status.success()), tail })
    }
}

/// Makes a program speak English and inherit nothing of our environment that it does not need.
pub(crate) fn clean_environment(command: &mut Command) {
    command.env_clear();
    let inherited = INHERITED_VARIABLES.iter().filter_map(|name| Some((name, env::var_os(name)?)));
    command.envs(inherited).env("LC_ALL", "C");
}

/// The end of a log file, from byte `start` on; empty when it cannot be read.
pub(crate) fn tail_of(path: &Path, start: u64) -> String {
    let bytes = fs::read(path).unwrap_or_default();
    let start = usize::try_from(start).unwrap_or(usize::MAX).min(bytes.len());
    let from = start.max(bytes.len().saturating_sub(TAIL_BYTES_MAX));
    String::from_utf8_lossy(&bytes[from..]).trim().to_owned()
}

/// The child's exit status, or none when it had to be killed.
fn wait(child: &mut Child, limit: Duration) -> io::Result<Option<ExitStatus>> {
    let deadline = Instant::now() + limit;
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if Instant::now() >= deadline {
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        thread::sleep(Duration::from_millis(POLL_MS));
    }
}
