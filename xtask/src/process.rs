//! A program that we started and that does not outlive us.

use std::fs;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use nix::errno::Errno;
use nix::sys::signal::{Signal, kill, killpg};
use nix::sys::wait::{Id, WaitPidFlag, WaitStatus, waitid};
use nix::unistd::Pid;

use crate::interrupt::{Interrupt, with_signals_open};

/// How long a program may take to end in good order.
const STOP_TIMEOUT_S: u64 = 10;

const POLL_MS: u64 = 50;

/// A running program with everything it starts in turn, as a process group of its own: Ctrl-C in the terminal reaches
/// only us, and we stop things in order.
pub(crate) struct Process {
    child: Child,
}

impl Process {
    /// Starts it, without input.
    pub(crate) fn start(command: &mut Command) -> Result<Self> {
        let name = command.get_program().to_string_lossy().into_owned();
        command.stdin(Stdio::null()).process_group(0);
        let child = with_signals_open(|| command.spawn())?;
        Ok(Self { child: child.with_context(|| format!("cannot start {name}"))? })
    }

    /// Runs it to its end, or, when interrupted, stops it: then there is no status.
    pub(crate) fn run(command: &mut Command, interrupt: &Interrupt) -> Result<Option<ExitStatus>> {
        let mut process = Self::start(command)?;
        while !interrupt.is_raised() {
            if let Some(status) = process.status()? {
                return Ok(Some(status));
            }
            thread::sleep(Duration::from_millis(POLL_MS));
        }
        process.stop();
        Ok(None)
    }

    /// Its exit status, once it has ended. Then what it left running is killed: nobody else knows of it.
    pub(crate) fn status(&mut self) -> Result<Option<ExitStatus>> {
        let group = self.group();
        // As long as nobody has asked for its status, the group cannot be another one of the same number.
        if self.has_ended().context("cannot ask after a program")? {
            let _ = killpg(group, Signal::SIGKILL);
        }
        self.child.try_wait().context("cannot ask after a program")
    }

    /// Whether it has ended and its status was not asked for yet.
    fn has_ended(&self) -> nix::Result<bool> {
        let flags = WaitPidFlag::WEXITED | WaitPidFlag::WNOHANG | WaitPidFlag::WNOWAIT;
        match waitid(Id::Pid(self.group()), flags) {
            Ok(status) => Ok(status != WaitStatus::StillAlive),
            Err(Errno::ECHILD) => Ok(false),
            Err(error) => Err(error),
        }
    }

    fn group(&self) -> Pid {
        Pid::from_raw(self.child.id().cast_signed())
    }

    /// Its process id.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Notes its process id, for [`stop_leftover`].
    pub(crate) fn note(&self, pid_file: &Path) -> Result<()> {
        fs::write(pid_file, self.child.id().to_string()).with_context(|| format!("cannot write {}", pid_file.display()))
    }

    /// SIGTERM, and SIGKILL for what is left after `STOP_TIMEOUT_S`.
    fn stop(&mut self) {
        let Ok(None) = self.status() else { return };
        let group = self.group();
        // The group may be gone between the question and the signal; then there is nothing to stop.
        let _ = killpg(group, Signal::SIGTERM);
        let deadline = Instant::now() + Duration::from_secs(STOP_TIMEOUT_S);
        while Instant::now() < deadline {
            if !matches!(self.status(), Ok(None)) {
                return;
            }
            thread::sleep(Duration::from_millis(POLL_MS));
        }
        let _ = killpg(group, Signal::SIGKILL);
        let _ = self.child.wait();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Ends the `program` that an xtask which was itself killed had noted in `pid_file`. Where the system does not show
/// what a process runs, nothing is ended: the id may be somebody else's by now.
pub(crate) fn stop_leftover(pid_file: &Path, program: &Path) {
    let pid = fs::read_to_string(pid_file).ok().and_then(|text| text.trim().parse().ok());
    let Some(pid) = pid.filter(|pid: &i32| *pid > 1) else { return };
    let exe = || fs::read_link(format!("/proc/{pid}/exe")).unwrap_or_default();
    // The file may have been built anew since; then the link says so at its end.
    let is_ours = |exe: PathBuf| exe.to_string_lossy().trim_end_matches(" (deleted)") == program.to_string_lossy();
    for signal in [Signal::SIGTERM, Signal::SIGKILL] {
        let deadline = Instant::now() + Duration::from_secs(STOP_TIMEOUT_S);
        if is_ours(exe()) {
            let _ = kill(Pid::from_raw(pid), signal);
        }
        while is_ours(exe()) && Instant::now() < deadline {
            thread::sleep(Duration::from_millis(POLL_MS));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Starts a program that starts another one and then does `then`, ends it by `end`, and expects both to be gone.
    fn check(then: &str, end: impl FnOnce(Process)) {
        let folder = tempfile::tempdir().unwrap();
        let child_pid = folder.path().join("child");
        let script = format!("sleep 60 & echo $! > {}; {then}", child_pid.display());
        let process = Process::start(Command::new("sh").args(["-c", &script])).unwrap();
        let read = || fs::read_to_string(&child_pid).ok().and_then(|text| text.trim().parse::<i32>().ok());
        let child = (0..200).find_map(|_| {
            thread::sleep(Duration::from_millis(POLL_MS));
            read()
        });
        let child = Pid::from_raw(child.unwrap());
        assert!(kill(child, None).is_ok());
        end(process);
        // A zombie until its new parent has looked after it.
        let is_gone = |_| {
            thread::sleep(Duration::from_millis(POLL_MS));
            let state = fs::read_to_string(format!("/proc/{child}/stat")).unwrap_or_default();
            kill(child, None).is_err() || state.contains(") Z ")
        };
        assert!((0..200).any(is_gone));
    }

    #[test]
    fn dropping_ends_the_program_and_its_children() {
        check("wait", drop);
    }

    #[test]
    fn what_a_program_leaves_running_ends_with_it() {
        let wait_for_end = |mut process: Process| {
            let ended = (0..200).find_map(|_| {
                thread::sleep(Duration::from_millis(POLL_MS));
                process.status().unwrap()
            });
            assert_eq!(ended.unwrap().code(), Some(3));
        };
        check("sleep 1; exit 3", wait_for_end);
    }
}
