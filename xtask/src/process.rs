//! A program that we started and that does not outlive us.

use std::fs;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use nix::sys::signal::{Signal, kill, killpg};
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

    /// Its exit status, once it has ended.
    pub(crate) fn status(&mut self) -> Result<Option<ExitStatus>> {
        self.child.try_wait().context("cannot ask after a program")
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
        let Ok(None) = self.child.try_wait() else { return };
        let group = Pid::from_raw(self.child.id().cast_signed());
        // The group may be gone between the question and the signal; then there is nothing to stop.
        let _ = killpg(group, Signal::SIGTERM);
        let deadline = Instant::now() + Duration::from_secs(STOP_TIMEOUT_S);
        while Instant::now() < deadline {
            if !matches!(self.child.try_wait(), Ok(None)) {
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

    #[test]
    fn dropping_ends_the_program_and_its_children() {
        let folder = std::env::temp_dir().join(format!("lp-warehouse-process-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let child_pid = folder.join("child");
        let script = format!("sleep 60 & echo $! > {}; wait", child_pid.display());
        let process = Process::start(Command::new("sh").args(["-c", &script])).unwrap();
        let read = || fs::read_to_string(&child_pid).ok().and_then(|text| text.trim().parse::<i32>().ok());
        let child = (0..200).find_map(|_| {
            thread::sleep(Duration::from_millis(POLL_MS));
            read()
        });
        let child = Pid::from_raw(child.unwrap());
        assert!(kill(child, None).is_ok());
        drop(process);
        // A zombie until its new parent has looked after it.
        let is_gone = |_| {
            thread::sleep(Duration::from_millis(POLL_MS));
            let state = fs::read_to_string(format!("/proc/{child}/stat")).unwrap_or_default();
            kill(child, None).is_err() || state.contains(") Z ")
        };
        assert!((0..200).any(is_gone));
        fs::remove_dir_all(folder).unwrap();
    }

    /// Ours are, so that we can wait for them.
    #[cfg(target_os = "linux")]
    #[test]
    fn children_start_with_no_signal_blocked() {
        let blocked = thread::spawn(|| {
            let interrupt = Interrupt::listen().unwrap();
            let script = "grep -q 'SigBlk:.0000000000000000' /proc/self/status";
            Process::run(Command::new("sh").args(["-c", script]), &interrupt).unwrap().unwrap()
        });
        assert!(blocked.join().unwrap().success());
    }
}
