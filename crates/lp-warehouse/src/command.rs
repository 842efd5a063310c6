//! One module per command.

mod backfill;
mod check;
mod config;
mod facts;
mod health;
mod init;
mod manual;
mod migrate;
mod output;
mod reconcile;
mod rejects;
mod reload;
mod run;
mod status;
mod table;
mod units;

use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use chrono::{DateTime, Utc};
use nix::unistd::{Uid, gethostname};

use crate::cli::Command;
use crate::config::{Config, Environment};
use crate::reload::Reload;
use crate::user;

use self::output::Output;

/// What a command says that reads what a daemon has loaded, when there is nothing yet.
const NOTHING_YET: &str = "Nothing yet: there are no tables. `lp-warehouse run` makes them and loads.";
/// Threads that wait for network and database; decoding has threads of its own.
const WORKER_THREADS: usize = 2;
/// What still runs when a command has ended is not waited for any longer.
const RUNTIME_STOP_TIMEOUT: Duration = Duration::from_millis(200);

/// Carries out a command that needs no configuration; `None` for the others.
pub(crate) fn without_configuration(command: &Command) -> anyhow::Result<Option<ExitCode>> {
    let out = &mut Output::default();
    let done = match command {
        Command::Init(args) => init::run(args, out),
        Command::Completions(args) => manual::completions(args.shell, out),
        Command::Man(args) => manual::man(args, out),
        _ => return Ok(None),
    };
    if !out.is_unread() {
        done?;
    }
    Ok(Some(ExitCode::SUCCESS))
}

/// Hands a command over to another user, where it is for one: before the configuration is read, which is to be read with the
/// rights of that user. `None`: this process is to go on.
pub(crate) fn as_other(
    command: &Command,
    config: Option<&Path>,
    environment: &Environment,
) -> anyhow::Result<Option<ExitCode>> {
    match command {
        Command::Check(args) => check::check_as_other(args, config),
        Command::Reload(args) => {
            reload::reload_as_daemon(args, config, environment, &mut Output::default()).map(|()| None)
        }
        _ => Ok(None),
    }
}

/// Carries out a command, on a runtime of its own.
pub(crate) fn dispatch(config: &Config, command: &Command, reload: Reload) -> anyhow::Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(WORKER_THREADS).enable_all().build()?;
    let mut out = Output::default();
    let code = runtime.block_on(carry_out(config, command, reload, &mut out));
    runtime.shutdown_timeout(RUNTIME_STOP_TIMEOUT);
    match (code, command) {
        // They were not done, and their exit code is an answer.
        (Err(_), Command::Check(_) | Command::Reconcile(_) | Command::Health) if out.is_unread() => {
            Ok(ExitCode::FAILURE)
        }
        (Err(_), _) if out.is_unread() => Ok(ExitCode::SUCCESS),
        (code, _) => code,
    }
}

async fn carry_out(config: &Config, command: &Command, reload: Reload, out: &mut Output) -> anyhow::Result<ExitCode> {
    match command {
        Command::Run(args) => return run::run(config, args, reload).await,
        Command::Check(args) => return check::run(config, args, out).await,
        Command::Migrate => migrate::run(config, out).await?,
        Command::Status(args) => status::run(config, args, out).await?,
        Command::Units(units) => return units::run(config, units, out).await,
        Command::Rejects(rejects) => rejects::run(config, rejects, out).await?,
        Command::Reconcile(args) => return reconcile::run(config, args, out).await,
        Command::Facts(args) => facts::run(config, args, out).await?,
        Command::Backfill(args) => return backfill::run(config, args).await,
        Command::Health => return health::run(config, out).await,
        Command::Config => config::run(config, out)?,
        Command::Reload(args) => reload::run(args)?,
        Command::Init(_) | Command::Completions(_) | Command::Man(_) => unreachable!("done without a configuration"),
    }
    Ok(ExitCode::SUCCESS)
}

/// A moment as tables show it, in UTC.
fn minute(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%M").to_string()
}

/// Who runs this process, and where.
fn this_user() -> String {
    let user = user::name().unwrap_or_else(|| format!("user {}", Uid::effective()));
    let host = gethostname().ok().and_then(|name| name.into_string().ok()).unwrap_or_else(|| "unknown-host".to_owned());
    format!("{user}@{host}")
}

/// A number with what is so many.
fn counted(count: impl Into<i128>, one: &str, many: &str) -> String {
    let count = count.into();
    format!("{count} {}", if count == 1 { one } else { many })
}

/// What is to be applied to the database, or was: `8 migrations and 44 views`.
fn migrated(migrations: usize, views: usize) -> String {
    let of_migrations = counted(migrations as u64, "migration", "migrations");
    let of_views = counted(views as u64, "view", "views");
    match (migrations, views) {
        (_, 0) => of_migrations,
        (0, _) => of_views,
        _ => format!("{of_migrations} and {of_views}"),
    }
}
