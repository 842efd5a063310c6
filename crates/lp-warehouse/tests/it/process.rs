//! The program as a process: started, signalled, waited for, never for ever.

use std::os::fd::OwnedFd;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tokio::process::{Child, Command};
use tokio::time::{MissedTickBehavior, interval, timeout};

/// A process that has not ended by then is a failure.
const PROCESS_WAIT_S: u64 = 1200;
/// A condition that does not hold by then is a failure.
const CONDITION_WAIT_S: u64 = 60;
/// How often a condition is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(20);
/// What a failure shows of a log.
const SHOWN_LINES_MAX: usize = 30;

/// The binary under test, running. Dropped, it is killed.
pub(crate) struct Process {
    child: Child,
    out: PathBuf,
    errors: PathBuf,
}

/// The binary under test, when it has ended.
#[derive(Debug)]
pub(crate) struct Ended {
    /// Exit code; none if a signal ended it.
    pub(crate) code: Option<i32>,
    /// What it printed. Of the daemon: its log.
    pub(crate) out: String,
    /// What it printed to stderr.
    pub(crate) errors: String,
}

impl Process {
    /// Starts it with both outputs going to files `<stem>.out` and `<stem>.err`, so that no pipe can fill up; or to `output`,
    /// and then the files stay empty.
    pub(crate) fn start(mut command: Command, stem: PathBuf, output: Option<OwnedFd>) -> Self {
        let (out, errors) = (stem.with_extension("out"), stem.with_extension("err"));
        let file = |path| OwnedFd::from(std::fs::File::create(path).unwrap());
        let (to_out, to_errors) = (file(&out), file(&errors));
        let (to_out, to_errors) = match output {
            Some(output) => (output.try_clone().unwrap(), output),
            None => (to_out, to_errors),
        };
        command.stdin(Stdio::null()).stdout(to_out).stderr(to_errors).kill_on_drop(true);
        Self { child: command.spawn().unwrap(), out, errors }
    }

    /// Its process id.
    pub(crate) fn id(&self) -> u32 {
        self.child.id().expect("nobody has waited for it")
    }

    /// Sends a signal.
    pub(crate) fn signal(&self, signal: Signal) {
        kill(Pid::from_raw(self.id().cast_signed()), signal).unwrap();
    }

    /// Waits until its standard error, where commands log, has the event.
    pub(crate) async fn logged_error(&self, event: &str) {
        until(&format!("{event} in the log"), async || has_event(&self.errors_so_far(), event)).await;
    }

    /// Waits until its log has the event so many times; fails with the end of the log.
    pub(crate) async fn logged_times(&self, event: &str, times: usize) {
        let spelled = format!("\"event\":\"{event}\"");
        let seen = async || self.printed().matches(&spelled).count() >= times;
        if !holds_in_time(seen).await {
            panic!(
                "not {times} times {event} after {CONDITION_WAIT_S} s; the log ends with\n{}",
                last_lines(&self.printed())
            );
        }
    }

    /// What it printed so far.
    pub(crate) fn printed(&self) -> String {
        std::fs::read_to_string(&self.out).unwrap()
    }

    /// What it printed to standard error so far.
    pub(crate) fn errors_so_far(&self) -> String {
        std::fs::read_to_string(&self.errors).unwrap()
    }

    /// Whether it is still there.
    pub(crate) fn is_running(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    /// Waits until its log has the event.
    pub(crate) async fn logged(&self, event: &str) {
        self.logged_times(event, 1).await;
    }

    /// Waits for its end.
    pub(crate) async fn ended(mut self) -> Ended {
        let status = timeout(Duration::from_secs(PROCESS_WAIT_S), self.child.wait()).await;
        let read = |path| String::from_utf8_lossy(&std::fs::read(path).unwrap()).into_owned();
        let (out, errors) = (read(&self.out), read(&self.errors));
        let status = status.unwrap_or_else(|_| {
            panic!("still running after {PROCESS_WAIT_S} s:\n{}\n{}", last_lines(&out), last_lines(&errors))
        });
        Ended { code: status.unwrap().code(), out, errors }
    }

    /// Waits for its end, and tells the most memory that it ever held, in KiB.
    pub(crate) async fn ended_with_memory_peak(mut self) -> (Ended, u64) {
        let id = self.id().to_string();
        let mut peak_kib = 0;
        let mut looks = interval(LOOK_EVERY);
        while self.is_running() {
            looks.tick().await;
            // The kernel keeps the highest value, so that only what happens after the last look is missed: the exit.
            peak_kib = peak_kib.max(memory_peak_kib(&id).unwrap_or(0));
        }
        (self.ended().await, peak_kib)
    }

    /// Kills it as the kernel does when memory is out, and waits for its end.
    pub(crate) async fn killed(self) -> Ended {
        self.signal(Signal::SIGKILL);
        self.ended().await
    }
}

impl Ended {
    /// Fails with the end of the log unless it exited with `code`.
    #[track_caller]
    pub(crate) fn expect_code(self, code: i32) -> Self {
        let (out, errors) = (last_lines(&self.out), last_lines(&self.errors));
        assert_eq!(self.code, Some(code), "exit code; the log ends with\n{out}\n{errors}");
        self
    }

    /// Fails with the end of the log unless it has the event.
    #[track_caller]
    pub(crate) fn expect_event(self, event: &str) -> Self {
        assert!(has_event(&self.out, event), "no {event}; the log ends with\n{}", last_lines(&self.out));
        self
    }
}

/// Waits until a condition holds.
pub(crate) async fn until(what: &str, holds: impl AsyncFnMut() -> bool) {
    assert!(holds_in_time(holds).await, "after {CONDITION_WAIT_S} s there is still not: {what}");
}

async fn holds_in_time(mut holds: impl AsyncFnMut() -> bool) -> bool {
    let mut looks = interval(LOOK_EVERY);
    looks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let waiting = async {
        loop {
            looks.tick().await;
            if holds().await {
                return;
            }
        }
    };
    timeout(Duration::from_secs(CONDITION_WAIT_S), waiting).await.is_ok()
}

/// The most memory that a process, by its id or `self`, ever held; `None` when it is gone.
pub(crate) fn memory_peak_kib(process: &str) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.parse().ok()
}

/// Whether a log of JSON lines has the event.
pub(crate) fn has_event(log: &str, event: &str) -> bool {
    log.contains(&format!("\"event\":\"{event}\""))
}

fn last_lines(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(SHOWN_LINES_MAX)..].join("\n")
}
