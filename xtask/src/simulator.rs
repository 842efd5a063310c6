//! The stand-in for LivePerson.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::interrupt::Interrupt;
use crate::log::{create_log, log_tail};
use crate::process::Process;

/// It makes its world up before it listens.
const START_TIMEOUT_S: u64 = 120;

const START_POLL_MS: u64 = 100;

/// What it prints when it is ready, before its address.
const READY: &str = "simulator listening on ";

pub(crate) struct Simulator {
    process: Process,
    log: PathBuf,
    url: String,
}

impl Simulator {
    /// Starts it in `folder` and waits for its address. `world` is what it simulates, as its options name it.
    pub(crate) fn start(binary: &Path, folder: &Path, world: &[(&str, String)], interrupt: &Interrupt) -> Result<Self> {
        let (log, file) = create_log(folder, "simulator")?;
        let mut command = Command::new(binary);
        command.args(["--listen", "127.0.0.1:0"]);
        for (option, value) in world {
            command.args([option, value.as_str()]);
        }
        command.stderr(file.try_clone().context("cannot share the simulator's log")?).stdout(file);
        let process = Process::start(&mut command)?;
        process.note(&folder.join("simulator.pid"))?;

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

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Fails with the end of its log when it has ended.
    pub(crate) fn check_running(&mut self) -> Result<()> {
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
