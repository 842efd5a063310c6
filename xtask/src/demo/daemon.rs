//! The daemon, and how far it has come.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::{ACCOUNTS, CONFIG, Places, free_port};
use crate::interrupt::Interrupt;
use crate::log::{create_log, log_tail};
use crate::process::Process;
use crate::workspace::root;

/// The daemon gives up by itself after ten minutes when it runs `--until-idle`; this is for the one that does not.
const LOAD_TIMEOUT_S: u64 = 11 * 60;

const POLL_S: u64 = 1;

pub(super) struct Daemon {
    process: Process,
    /// It ends by itself when everything is loaded.
    is_once: bool,
    binary: PathBuf,
    env: Vec<(String, String)>,
    log: PathBuf,
    status_url: String,
}

/// How the wait for the data ended, other than by an error.
pub(super) enum Loading {
    Complete,
    Interrupted,
}

impl Daemon {
    /// Starts it on the demo's database and upstream, everything else as `config/demo.toml` says.
    pub(super) fn start(is_once: bool, places: &Places, database_url: &str, upstream_url: &str) -> Result<Self> {
        let listen = format!("127.0.0.1:{}", free_port()?);
        let env = overrides(&places.folder.join("daemon"), database_url, upstream_url, &listen);
        let (log, file) = create_log(&places.folder, "daemon")?;
        let mut command = command(&places.daemon_binary, &env);
        command.arg("run");
        if is_once {
            command.args(["--until-idle", "--wait", "10m"]);
        }
        command.stderr(file.try_clone().context("cannot share the daemon's log")?).stdout(file);
        let process = Process::start(&mut command)?;
        process.note(&places.pid_file("daemon"))?;
        let binary = places.daemon_binary.clone();
        Ok(Self { process, is_once, binary, env, log, status_url: format!("http://{listen}/") })
    }

    /// Shows the loading until nothing is left to do.
    pub(super) fn wait_until_loaded(&mut self, interrupt: &Interrupt) -> Result<Loading> {
        let deadline = Instant::now() + Duration::from_secs(LOAD_TIMEOUT_S);
        let mut shown = String::new();
        while Instant::now() < deadline && !interrupt.is_raised() {
            // First the process: what it did before its end is in the status that is asked for after.
            let ended = self.process.status()?;
            let progress = self.progress();
            if let Some(progress) = &progress {
                let line = progress.to_string();
                if line != shown {
                    println!("    {line}");
                    shown = line;
                }
            }
            let is_loaded = progress.is_some_and(|progress| progress.is_loaded);
            match ended {
                Some(status) if !(self.is_once && status.success() && is_loaded) => {
                    bail!("the daemon ended ({status}) before all was loaded:\n{}", log_tail(&self.log));
                }
                Some(_) => return Ok(Loading::Complete),
                None if is_loaded && !self.is_once => return Ok(Loading::Complete),
                None => interrupt.sleep(Duration::from_secs(POLL_S)),
            }
        }
        if interrupt.is_raised() {
            return Ok(Loading::Interrupted);
        }
        bail!("not all was loaded within {LOAD_TIMEOUT_S} s:\n{}", log_tail(&self.log))
    }

    /// Fails with the end of its log when it has ended.
    pub(super) fn check_running(&mut self) -> Result<()> {
        match self.process.status()? {
            None => Ok(()),
            Some(status) => bail!("the daemon ended ({status}):\n{}", log_tail(&self.log)),
        }
    }

    pub(super) fn log(&self) -> &Path {
        &self.log
    }

    pub(super) fn status_url(&self) -> &str {
        &self.status_url
    }

    /// What `lp-warehouse status --json` says; nothing until the daemon has made its tables.
    fn progress(&self) -> Option<Progress> {
        let mut status = command(&self.binary, &self.env);
        let output = status.args(["status", "--json"]).stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
        // Until the daemon has made its tables there is nothing to read.
        Progress::read(&serde_json::from_slice(&output.stdout).ok()?)
    }
}

/// The daemon with the configuration of the demo, and over it this environment.
pub(crate) fn command(binary: &Path, env: &[(String, String)]) -> Command {
    let mut command = Command::new(binary);
    command.args(["--config", CONFIG]).current_dir(root());
    // A setting of the shell that we were called from could change what the demo shows.
    let foreign = std::env::vars_os().map(|(name, _)| name).filter(|name| name.to_string_lossy().starts_with("LPW__"));
    for name in foreign {
        command.env_remove(name);
    }
    command.envs(env.iter().map(|(name, value)| (name, value)));
    command
}

/// The simulator stands in for all of them.
const ENDPOINTS: [&str; 9] = [
    "DOMAIN_API",
    "DATA_ACCESS",
    "ENGAGEMENT_HISTORY",
    "MESSAGING_INTERACTIONS",
    "OPERATIONAL",
    "MESSAGING_OPERATIONS",
    "ESTIMATED_WAIT_TIME",
    "AGENT_METRICS",
    "CONFIGURATION",
];

/// What the configuration of the demo leaves open, as environment.
pub(crate) fn overrides(
    data_dir: &Path,
    database_url: &str,
    upstream_url: &str,
    listen: &str,
) -> Vec<(String, String)> {
    let data_dir = data_dir.to_string_lossy().into_owned();
    let mut env = vec![
        ("LPW__DATABASE__URL".to_owned(), database_url.to_owned()),
        ("LPW__SERVICE__DATA_DIR".to_owned(), data_dir),
        ("LPW__SERVICE__LISTEN".to_owned(), listen.to_owned()),
    ];
    for index in 0..ACCOUNTS.len() {
        for endpoint in ENDPOINTS {
            env.push((format!("LPW__ACCOUNTS__{index}__ENDPOINTS__{endpoint}"), upstream_url.to_owned()));
        }
    }
    env
}

/// All feeds together.
#[derive(Debug, PartialEq, Eq)]
struct Progress {
    units_listed: u64,
    units_loaded: u64,
    records_read: u64,
    records_rejected: u64,
    is_loaded: bool,
}

impl Progress {
    fn read(status: &Value) -> Option<Self> {
        let feeds = status["feeds"].as_array()?;
        let sum = |group: &str, names: &[&str]| -> u64 {
            feeds.iter().flat_map(|feed| names.iter().filter_map(|name| feed[group][*name].as_u64())).sum()
        };
        let is_feed_loaded = |feed: &Value| {
            let count = |state: &str| feed["units"][state].as_u64().unwrap_or(0);
            count("loaded") > 0 && count("pending") + count("leased") + count("failed") == 0
        };
        // An account that is missing has not been listed yet.
        let is_account_loaded = |account: &str| {
            let mut feeds_of_account = feeds.iter().filter(|feed| feed["account_id"] == *account).peekable();
            feeds_of_account.peek().is_some() && feeds_of_account.all(is_feed_loaded)
        };
        Some(Self {
            units_listed: sum("units", &["pending", "leased", "loaded", "failed", "dead", "gone"]),
            units_loaded: sum("units", &["loaded"]),
            records_read: sum("records", &["read"]),
            records_rejected: sum("records", &["rejected"]),
            is_loaded: ACCOUNTS.iter().all(|account| is_account_loaded(account)),
        })
    }
}

impl std::fmt::Display for Progress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { units_listed, units_loaded, records_read, records_rejected, .. } = self;
        write!(f, "{units_loaded} of {units_listed} units loaded, {records_read} records")?;
        if *records_rejected > 0 { write!(f, ", {records_rejected} of them rejected") } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(feeds: &str, expected: &str, is_loaded: bool) {
        let status = serde_json::from_str(&format!(r#"{{"feeds": [{feeds}]}}"#)).unwrap();
        let progress = Progress::read(&status).unwrap();
        assert_eq!((progress.to_string().as_str(), progress.is_loaded), (expected, is_loaded));
    }

    #[test]
    fn progress_is_read_from_the_status() {
        let feed = |account: &str, pending: u32, loaded: u32| {
            format!(
                r#"{{"account_id": "{account}", "feed": "engagement",
                    "units": {{"pending": {pending}, "leased": 0, "loaded": {loaded}, "failed": 0, "dead": 0, "gone": 0}},
                    "records": {{"read": 10, "rejected": 0}}}}"#
            )
        };
        check("", "0 of 0 units loaded, 0 records", false);
        check(&feed(ACCOUNTS[0], 0, 3), "3 of 3 units loaded, 10 records", false);
        let both = |pending, loaded| [feed(ACCOUNTS[0], 0, 3), feed(ACCOUNTS[1], pending, loaded)].join(",");
        check(&both(1, 2), "5 of 6 units loaded, 20 records", false);
        check(&both(0, 3), "6 of 6 units loaded, 20 records", true);
    }
}
