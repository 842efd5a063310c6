//! `lp-warehouse check`: one line per thing that must work, and what to do when it does not.

mod server;
mod stand_in;
mod upstream;

use std::fs;
use std::io::Write;
use std::net::TcpListener;
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use model::{Service, chain};
use nix::sys::statvfs::statvfs;
use nix::unistd::geteuid;
use private_postgres::check_server_user;
use sink::SinkError;
use sink::migrations::SchemaState;
use sink::pool::within;

use super::{health, migrated};
use crate::assembly::spool_folder;
use crate::cli::CheckArgs;
use crate::config::{AccountConfig, Config};
use crate::user;
use crate::warehouse::Warehouse;

use self::server::{Line, judge};
pub(super) use self::stand_in::check_as_other;

/// Room for a few large downloads.
const DISK_FREE_MIN_BYTES: u64 = 1024 * 1024 * 1024;

/// The database may take so long to answer a question. What `run` does first, tried, has a bound of its own.
const QUESTION_MAX: Duration = Duration::from_secs(10);

/// Checks everything, changes nothing.
pub(crate) async fn run(config: &Config, args: &CheckArgs, out: &mut impl Write) -> anyhow::Result<ExitCode> {
    let mut report = Report { out, is_red: false };
    check_user(args, &mut report)?;
    report.green("config", &format!("{}: every key is known and fits", config.effective.source()))?;
    check_folder(&config.service.data_dir, &mut report)?;
    check_listen(config, &mut report).await?;
    // LivePerson is asked while the database is: neither waits for the other.
    let (database, answers) = tokio::join!(check_database(config, &mut report), upstream::ask(config));
    database?;
    for account in &config.accounts {
        check_feeds(account, &mut report)?;
    }
    upstream::report(answers, &mut report)?;
    Ok(if report.is_red { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

struct Report<'o, W> {
    out: &'o mut W,
    is_red: bool,
}

impl<W: Write> Report<'_, W> {
    fn green(&mut self, what: &str, detail: &str) -> anyhow::Result<()> {
        Ok(writeln!(self.out, "ok    {what}: {detail}")?)
    }

    fn yellow(&mut self, what: &str, trouble: &str, advice: &str) -> anyhow::Result<()> {
        Ok(writeln!(self.out, "warn  {what}: {trouble}\n      → {advice}")?)
    }

    fn red(&mut self, what: &str, error: &str, advice: &str) -> anyhow::Result<()> {
        self.is_red = true;
        Ok(writeln!(self.out, "RED   {what}: {error}\n      → {advice}")?)
    }
}

/// Names the user, whose rights decide on all that follows.
fn check_user(args: &CheckArgs, report: &mut Report<'_, impl Write>) -> anyhow::Result<()> {
    let uid = geteuid();
    match user::name() {
        Some(name) if !uid.is_root() || args.as_is || args.user.is_some() => {
            report.green("user", &format!("this is a check for `{name}` (user id {uid})"))
        }
        Some(name) => report.yellow(
            "user",
            &format!("this is a check for `{name}`, who may do what other users may not"),
            "`lp-warehouse check --user NAME` if the daemon runs as another user",
        ),
        None => report.green("user", &format!("this is a check for user id {uid}, which has no name on this machine")),
    }
}

fn check_folder(folder: &Path, report: &mut Report<'_, impl Write>) -> anyhow::Result<()> {
    let what = "data folder";
    // `run` makes it, and the spool in it; until then the nearest folder above tells.
    let spool = spool_folder(folder);
    let Some(there) = spool.ancestors().find(|folder| folder.exists()) else { return Ok(()) };
    let is_writable = tempfile::tempfile_in(there).is_ok();
    let shown = folder.display();
    if !is_writable || !fs::metadata(there)?.is_dir() {
        let trouble = format!("{shown} cannot be written by this user");
        return report.red(
            what,
            &trouble,
            "make it and give it to the service's user, or choose another `service.data_dir`",
        );
    }
    let disk = statvfs(there)?;
    let free_bytes = disk.blocks_available() * disk.fragment_size();
    let free = format!("{} GiB are free in {shown}", free_bytes / (1 << 30));
    match free_bytes < DISK_FREE_MIN_BYTES {
        true => report.yellow(what, &free, "make room for a few of the largest files, or move `service.data_dir`"),
        false => report.green(what, &free),
    }
}

async fn check_listen(config: &Config, report: &mut Report<'_, impl Write>) -> anyhow::Result<()> {
    let listen = config.service.listen;
    match TcpListener::bind(listen) {
        Ok(_) => report.green("status page", &format!("{listen} is free")),
        Err(_) if health::is_ours(listen).await => {
            report.green("status page", &format!("an lp-warehouse that runs has {listen}"))
        }
        Err(error) => report.red(
            "status page",
            &format!("`run` will not start: {listen} cannot be listened on: {error}"),
            "end the program that has it (`sudo ss -ltnp` names it), or choose another `service.listen`",
        ),
    }
}

async fn check_database(config: &Config, report: &mut Report<'_, impl Write>) -> anyhow::Result<()> {
    if let Some(folder) = Warehouse::unmade_cluster(config) {
        let binaries = private_postgres::Binaries::find();
        return match binaries.and_then(|binaries| check_server_user(&folder).map(|()| binaries)) {
            Ok(binaries) => {
                let version = binaries.version();
                report.green(
                    "database",
                    &format!(
                        "Postgres {version} is installed; `run` will make a private cluster in {}",
                        folder.display()
                    ),
                )
            }
            Err(error) => report.red("database", &chain(&error), "or set `database.url` to a server of yours"),
        };
    }
    let warehouse = match Warehouse::visit(config).await {
        Ok(warehouse) => warehouse,
        Err(error) => {
            let advice = match config.database.url {
                Some(_) => "write `database.url` as postgres://user:password@host:5432/database",
                None => "or set `database.url` to a server of yours",
            };
            return report.red("database", &chain(error.as_ref()), advice);
        }
    };
    let version = match warehouse.sink.reach().await {
        Ok(()) => within(QUESTION_MAX, warehouse.sink.server_version()).await,
        Err(unreachable) => Err(unreachable),
    };
    match version {
        Ok(version) => {
            let place = config.database_url_masked().unwrap_or_else(|| "a private cluster".to_owned());
            report.green("database", &format!("Postgres {version} answers at {place}"))?;
            check_server(config, &warehouse, report).await?;
        }
        Err(error) => {
            let usual = match error {
                SinkError::Pooler(_) | SinkError::NotAdmitted { .. } => "then `lp-warehouse check` again",
                _ => "is the server up, and do host, port, user and password in `database.url` fit?",
            };
            let advice = user::advice_on_refusal(&error);
            report.red("database", &chain(&error), advice.as_deref().unwrap_or(usual))?;
            return warehouse.close().await;
        }
    }
    check_schema(&warehouse, report).await?;
    warehouse.close().await
}

async fn check_schema(warehouse: &Warehouse, report: &mut Report<'_, impl Write>) -> anyhow::Result<()> {
    let state = match within(QUESTION_MAX, warehouse.sink.schema_state()).await {
        Ok(state) => state,
        Err(error) => return report.red("schema", &chain(&error), "may the user read its own tables?"),
    };
    match state {
        SchemaState::Current => report.green("schema", "up to date"),
        SchemaState::NewerViews { version } => {
            report.green("schema", &format!("up to date; the views of mart are those of lp-warehouse {version}"))
        }
        SchemaState::Behind { migrations, views, .. } => {
            report.green("schema", &format!("{} will be applied by `run`", migrated(migrations, views)))
        }
        SchemaState::Newer { .. } => {
            let advice = "a newer lp-warehouse has migrated this database: run that version";
            report.red("schema", "newer than this program", advice)
        }
        SchemaState::Foreign { .. } => {
            let advice = "make an empty database, point `database.url` to it, and load anew";
            report.red("schema", "made by a development version: its tables are not those of a release", advice)
        }
    }
}

async fn check_server(
    config: &Config,
    warehouse: &Warehouse,
    report: &mut Report<'_, impl Write>,
) -> anyhow::Result<()> {
    let facts = match within(QUESTION_MAX, warehouse.sink.server_facts()).await {
        Ok(facts) => facts,
        Err(error) => return report.red("server", &chain(&error), "may the role read pg_settings and pg_stat_ssl?"),
    };
    let rehearsed = warehouse.sink.rehearse().await;
    let is_local = warehouse.sink.place().is_on_this_machine();
    for line in judge(&facts, &rehearsed, config.database.connections_max, is_local) {
        match line {
            Line::Green(what) => report.green("server", &what)?,
            Line::Yellow(what, advice) => report.yellow("server", &what, &advice)?,
            Line::Red(what, advice) => report.red("server", &what, &advice)?,
        }
    }
    Ok(())
}

/// Tells of feeds that are off because nobody has said whether they are wanted: they are younger than the configuration.
fn check_feeds(account: &AccountConfig, report: &mut Report<'_, impl Write>) -> anyhow::Result<()> {
    let left_out = account.feeds.iter().filter(|(_, config)| !config.enabled && !config.is_mentioned);
    let left_out: Vec<_> = left_out.map(|(feed, _)| feed.as_str()).collect();
    let Some(first) = left_out.first() else { return Ok(()) };
    let what = format!("account {}, feeds", account.id);
    let trouble = format!("not in the configuration, so they are off: {}", left_out.join(", "));
    let advice =
        format!("write `[accounts.feeds.{first}]` with `enabled = true`, or `enabled = false` if it is not wanted");
    report.yellow(&what, &trouble, &advice)
}

/// The APIs that the enabled feeds need.
pub(crate) fn services_read(account: &AccountConfig) -> Vec<Service> {
    let enabled = account.feeds.iter().filter(|(_, config)| config.enabled);
    let mut services = Vec::new();
    for service in enabled.map(|(feed, _)| feed.service()) {
        if !services.contains(&service) {
            services.push(service);
        }
    }
    services
}

#[cfg(test)]
mod tests {
    use crate::config::{Environment, FeedConfig};

    use super::*;

    fn account() -> AccountConfig {
        let toml = "[[accounts]]\nid = 1\nregion = 'us'\nauth = { method = 'login', username = 'u', password = 'p' }";
        Config::of_text(toml, &Environment::default()).unwrap().accounts.remove(0)
    }

    #[test]
    fn a_feed_that_is_off_because_nobody_mentioned_it_is_told_of() {
        let check = |account: &AccountConfig, expected: &str| {
            let mut out = Vec::new();
            check_feeds(account, &mut Report { out: &mut out, is_red: false }).unwrap();
            assert_eq!(String::from_utf8(out).unwrap(), expected);
        };
        let mut account = account();
        account.feeds.values_mut().for_each(|config| config.enabled = true);
        check(&account, "");
        let (feed, config) = account.feeds.iter_mut().next().unwrap();
        let feed = *feed;
        *config = FeedConfig { enabled: false, ..config.clone() };
        check(
            &account,
            &format!(
                "warn  account 1, feeds: not in the configuration, so they are off: {feed}\n      \
                 → write `[accounts.feeds.{feed}]` with `enabled = true`, or `enabled = false` if it is not wanted\n"
            ),
        );
        account.feeds.get_mut(&feed).unwrap().is_mentioned = true;
        check(&account, "");
    }

    #[test]
    fn each_api_is_asked_once() {
        let account = account();
        let services = services_read(&account);
        assert!((1..services.len()).all(|index| !services[..index].contains(&services[index])), "{services:?}");
    }
}
