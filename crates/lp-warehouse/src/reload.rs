//! SIGHUP: the daemon reads its configuration again. What can change while it runs does; the log names what needs a restart.

use std::io;
use std::path::PathBuf;

use tokio::signal::unix::{SignalKind, signal};
use tokio::task::JoinHandle;
use tracing::{error, info};

use crate::config::{Config, Effective, Environment};
use crate::telemetry::Level;

/// The keys that change while the daemon runs.
const AT_RUN_TIME: [&str; 1] = ["log.level"];

/// Where the configuration came from, and what can be changed by it.
pub(crate) struct Reload {
    /// The file that was named, if one was.
    pub(crate) named: Option<PathBuf>,
    /// The environment at the start; a process cannot be given another.
    pub(crate) environment: Environment,
    /// What is logged.
    pub(crate) level: Level,
}

impl Reload {
    /// Reads the configuration again at each SIGHUP. Call it within the runtime. It compares with the configuration that
    /// serves, not with the one that was read last: else a second SIGHUP would say that nothing needs a restart.
    pub(crate) fn watch(self, mut serving: Effective) -> io::Result<JoinHandle<()>> {
        let mut hangups = signal(SignalKind::hangup())?;
        Ok(tokio::spawn(async move {
            while hangups.recv().await.is_some() {
                if let Err(error) = self.read_again(&mut serving) {
                    let error = format!("{error:#}");
                    error!(event = "configuration_refused", error, "the configuration that served before serves on");
                }
            }
        }))
    }

    fn read_again(&self, serving: &mut Effective) -> anyhow::Result<()> {
        let read = Config::load(self.named.as_deref(), &self.environment)?;
        let changed = read.effective.keys_that_differ(serving);
        let (applied, waiting): (Vec<_>, Vec<_>) = changed.into_iter().partition(|key| AT_RUN_TIME.contains(key));
        self.level.set(&read.log.level)?;
        let (applied, needs_restart) = (applied.join(", "), waiting.join(", "));
        // systemd's copies are those of the start: whether the originals have changed cannot be seen from here.
        let copied_at_start = read.effective.keys_of_copies().join(", ");
        info!(
            event = "configuration_reloaded",
            applied, needs_restart, copied_at_start, "the configuration was read again"
        );
        serving.adopt(&AT_RUN_TIME, &read.effective);
        Ok(())
    }
}
