//! The stand-in for LivePerson.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::{ACCOUNTS, Options, Places, log_tail};
use crate::interrupt::Interrupt;
use crate::process::Process;

/// It makes its world up before it listens.
const START_TIMEOUT_S: u64 = 120;

const START_POLL_MS: u64 = 100;

/// What it prints when it is ready, before its address.
const READY: &str = "simulator listening on ";

pub(super) struct Simulator {
    process: Process,
    log: PathBuf,
    url: String,
}

impl Simulator {
    /// Starts it and waits for its address. Its output goes to a file, which never fills up as a pipe does.
    pub(super) fn start(options: &Options, places: &Places, interrupt: &Interrupt) -> Result<Self> {
        let (log, file) = places.create_log("simulator")?;
        let mut command = Command::new(&places.simulator_binary);
        command.args(["--listen", "127.0.0.1:0", "--accounts", &ACCOUNTS.join(",")]);
        command.args(["--days", &options.days.to_string(), "--seed", &options.seed.to_string()]);
        command.stderr(file.try_clone().context("cannot share the simulator's log")?).stdout(file);
        let process = Process::start(&mut command)?;
        process.note(&places.pid_file("simulator"))?;

        let mut simulator = Self { process, log, url: String::new() };
        let deadline = Instant::now() + Duration::from_secs(START_TIMEOUT_S);
        while Instant::now() < deadline && !interrupt.is_raised() {
            if let Some(url) = simulator.printed_url() {
                simulator.url = url;
                return Ok(simulator);
            }
            simulator.check_running()?;
            interrupt.sleep(Duration::from_millis(START_POLL_MS));
        }
        bail!("the simulator is not ready; see {}", simulator.log.display())
    }

    pub(super) fn url(&self) -> &str {
        &self.url
    }

    /// Fails with the end of its log when it has ended.
    pub(super) fn check_running(&mut self) -> Result<()> {
        match self.process.status()? {
            None => Ok(()),
            Some(status) => bail!("the simulator ended ({status}):\n{}", log_tail(&self.log)),
        }
    }

    fn printed_url(&self) -> Option<String> {
        let text = fs::read_to_string(&self.log).ok()?;
        let (_, rest) = text.split_once(READY)?;
        // Without its end, the line may still be on its way.
        let (url, _) = rest.split_once('\n')?;
        Some(url.trim().to_owned())
    }
}
