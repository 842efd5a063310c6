//! The daemon as anybody runs it: the release build, its defaults, one account.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::data::ACCOUNT;
use super::meter::{self, Usage};
use crate::interrupt::Interrupt;
use crate::log::{create_log, log_tail};

/// Feeds that are on unless they are switched off.
const FEEDS_ON: [&str; 4] = ["agent_activity", "engagement", "engagement_history", "operational"];

/// The daemon and its folder.
pub(super) struct Daemon {
    pub(super) binary: PathBuf,
    pub(super) folder: PathBuf,
    pub(super) upstream_url: String,
}

/// What one run of it does.
pub(super) struct Work<'w> {
    /// Where its warehouse is.
    pub(super) database_url: &'w str,
    /// The feeds it reads.
    pub(super) feeds: &'w [&'w str],
    /// Keys that are not as by default, beside those that every run has.
    pub(super) settings: &'w [(&'w str, &'w str)],
}

impl Daemon {
    /// Loads everything there is and ends. The time is from the start of the process to its end. The facts, which a bare copy
    /// does not make, are left.
    pub(super) fn load(&self, work: &Work<'_>, interrupt: &Interrupt) -> Result<Usage> {
        self.run(work, &["run", "--until-idle", "--wait", "1h", "--leave-facts"], interrupt)
    }

    /// Brings the facts up to date.
    pub(super) fn refresh_facts(&self, work: &Work<'_>, interrupt: &Interrupt) -> Result<Usage> {
        self.run(work, &["facts", "refresh"], interrupt)
    }

    /// Makes the tables.
    pub(super) fn migrate(&self, work: &Work<'_>, interrupt: &Interrupt) -> Result<()> {
        self.run(work, &["migrate"], interrupt).map(drop)
    }

    /// Has everything loaded once more by the next run.
    pub(super) fn retry_loaded(&self, work: &Work<'_>, interrupt: &Interrupt) -> Result<()> {
        self.run(work, &["units", "retry", "--state", "loaded", "--yes"], interrupt).map(drop)
    }

    /// Asks for the state of all feeds, as programs do.
    pub(super) fn status(&self, work: &Work<'_>, interrupt: &Interrupt) -> Result<Usage> {
        self.run(work, &["status", "--json"], interrupt)
    }

    /// Runs a command of the program to its good end.
    fn run(&self, work: &Work<'_>, args: &[&str], interrupt: &Interrupt) -> Result<Usage> {
        let (log, file) = create_log(&self.folder, "daemon")?;
        let mut command = self.command(work)?;
        command.args(args).stderr(file.try_clone().context("cannot share the daemon's log")?).stdout(file);
        let (status, usage) = meter::run(&mut command, interrupt)?;
        if !status.success() {
            bail!("`lp-warehouse {}` ended ({status}):\n{}", args.join(" "), log_tail(&log));
        }
        Ok(usage)
    }

    /// The program with its configuration: what the file of the benchmark says, and this run's own keys.
    pub(super) fn command(&self, work: &Work<'_>) -> Result<Command> {
        let config = self.folder.join("config.toml");
        fs::write(&config, self.configuration(work.feeds))
            .with_context(|| format!("cannot write {}", config.display()))?;
        let mut command = Command::new(&self.binary);
        // A setting of the shell that we were called from could change what is measured.
        let foreign = std::env::vars_os().map(|(name, _)| name);
        for name in foreign.filter(|name| name.to_string_lossy().starts_with("LPW__")) {
            command.env_remove(name);
        }
        command.arg("--config").arg(config).env("LPW__DATABASE__URL", work.database_url);
        command.envs(work.settings.iter().map(|(key, value)| (format!("LPW__{key}"), value)));
        Ok(command)
    }

    fn configuration(&self, feeds: &[&str]) -> String {
        let url = &self.upstream_url;
        let mut text = format!(
            "[service]\ndata_dir = {:?}\nlisten = \"127.0.0.1:0\"\n\n\
             # Spares upstream; there is none here.\n[http]\nrequests_per_second_max = 10000\n\n\
             [[accounts]]\nid = \"{ACCOUNT}\"\nregion = \"us\"\n\n\
             # The secrets of the simulator, which derives them from the account's number.\n\
             [accounts.auth]\nmethod = \"oauth1\"\napp_key = \"app-key-{ACCOUNT}\"\n\
             app_secret = \"planted-secret-app-{ACCOUNT}\"\naccess_token = \"access-token-{ACCOUNT}\"\n\
             access_token_secret = \"planted-secret-access-{ACCOUNT}\"\n\n\
             [accounts.endpoints]\ndomain_api = \"{url}\"\ndata_access = \"{url}\"\nengagement_history = \"{url}\"\n\
             messaging_interactions = \"{url}\"\noperational = \"{url}\"\n",
            self.folder.join("daemon").to_string_lossy(),
        );
        let off = FEEDS_ON.iter().filter(|feed| !feeds.contains(feed)).map(|feed| (feed, false));
        for (feed, enabled) in feeds.iter().map(|feed| (feed, true)).chain(off) {
            text.push_str(&format!("\n[accounts.feeds.{feed}]\nenabled = {enabled}\n"));
        }
        text
    }
}
