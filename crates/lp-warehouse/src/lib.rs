//! `lp-warehouse`: keeps a Postgres warehouse of what a LivePerson account tells about its contact center.
//!
//! Reading order: `cli` → `config` → `command` → `assembly` and `warehouse`, which build the parts that
//! `scheduler` drives → `schema`, `service`, `prometheus`, `systemd` → `telemetry`, `reload`, `shutdown`, `clock`,
//! `seed`, `user`, `descriptors`.

mod assembly;
mod cli;
mod clock;
mod command;
mod config;
mod descriptors;
mod prometheus;
mod reload;
mod schema;
mod seed;
mod service;
mod shell;
mod shutdown;
#[cfg(test)]
mod specimen;
mod systemd;
mod telemetry;
#[cfg(feature = "otlp")]
mod traces;
mod user;
mod warehouse;

use std::ffi::OsString;
use std::io::{self, IsTerminal};
use std::process::ExitCode;

use chrono::{DateTime, Utc};
use cli::{Cli, Command};
use config::{Config, Environment};
use reload::Reload;
use sink::status::FeedStatus;
use telemetry::LogOutput;
use tracing::warn;

/// The program: reads the command line, does what it says, and answers the exit code.
pub fn main() -> ExitCode {
    let cli = match Cli::parse_or_explain() {
        Ok(cli) => cli,
        Err(code) => return code,
    };
    prepare_and_dispatch(&cli).unwrap_or_else(|error| telemetry::print_error(&error))
}

fn prepare_and_dispatch(cli: &Cli) -> anyhow::Result<ExitCode> {
    if let Some(code) = command::without_configuration(&cli.command)? {
        return Ok(code);
    }
    let environment = Environment::of_process();
    if let Some(code) = command::as_other(&cli.command, cli.config.as_deref(), &environment)? {
        return Ok(code);
    }
    let config = Config::load(cli.config.as_deref(), &environment)?;
    let output = if matches!(cli.command, Command::Run(_)) { LogOutput::Stdout } else { LogOutput::Stderr };
    let mut log = config.log.clone();
    // Lines would run through the bar that it draws; what they say stands in the ledger, too.
    if matches!(cli.command, Command::Backfill(_)) && io::stderr().is_terminal() && log.level == "info" {
        log.level = "warn".to_owned();
    }
    let level = telemetry::init(&log, output, clock::machine_clock(), environment.otlp_endpoint.as_deref())?;
    for file in &config.exposed_secrets {
        let file = file.display();
        warn!(event = "secret_exposed", %file, "every user of this machine can read this secret; run `chmod 600` on the file");
    }
    let reload = Reload { named: cli.config.clone(), environment, level };
    let code = command::dispatch(&config, &cli.command, reload);
    telemetry::flush();
    code
}

/// What `lp-warehouse config` prints when this is the text of the configuration file and these are the variables of the
/// environment: every key with the value that serves, secrets masked.
///
/// # Errors
/// When the configuration is refused; the error names every problem.
pub fn effective_configuration(
    file: &str,
    variables: impl IntoIterator<Item = (OsString, OsString)>,
) -> anyhow::Result<String> {
    Ok(Config::of_text(file, &Environment::from_variables(variables))?.effective.to_string())
}

/// Returns what `/metrics` prints of these feeds at `now`, as text for Prometheus: what alerts are tested with.
pub fn feed_metrics(feeds: &[FeedStatus], now: DateTime<Utc>) -> String {
    prometheus::render_feeds(feeds, now)
}
