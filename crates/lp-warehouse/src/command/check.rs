//! `lp-warehouse check`: one line per thing that must work, and what to do when it does not.

mod server;

use std::fs;
use std::io::Write;
use std::net::TcpListener;
use std::path::Path;
use std::process::ExitCode;

use chrono::TimeDelta;
use client::AccountClient;
use model::{Service, chain};
use nix::sys::statvfs::statvfs;
use nix::unistd::geteuid;
use secrecy::ExposeSecret;
use sink::SinkError;
use sink::migrations::SchemaState;
use url::Url;

use super::migrated;
use crate::assembly;
use crate::clock::machine_clock;
use crate::config::{AccountConfig, Config};
use crate::seed::machine_seed;
use crate::warehouse::Warehouse;

use self::server::{Line, judge};

/// OAuth 1.0a signatures carry a timestamp; a clock off by minutes is refused (authorisation, OAuth 1.0a).
const CLOCK_SKEW_MAX: TimeDelta = TimeDelta::seconds(60);

/// Room for a few large downloads.
const DISK_FREE_MIN_BYTES: u64 = 1024 * 1024 * 1024;

/// Checks everything, changes nothing.
pub(crate) async fn run(config: &Config, out: &mut impl Write) -> anyhow::Result<ExitCode> {
    let mut report = Report { out, is_red: false };
    report.green("config", "every key is known and fits")?;
    check_folder(&config.service.data_dir, &mut report)?;
    check_listen(config, &mut report)?;
    check_database(config, &mut report).await?;
    let clients = assembly::clients(config, &machine_clock(), machine_seed())?;
    for (account, client) in config.accounts.iter().zip(&clients) {
        check_account(account, client, &mut report).await?;
    }
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

fn check_folder(folder: &Path, report: &mut Report<'_, impl Write>) -> anyhow::Result<()> {
    let what = "data folder";
    // `run` makes it; until then the nearest folder above it tells.
    let Some(there) = folder.ancestors().find(|folder| folder.exists()) else { return Ok(()) };
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

fn check_listen(config: &Config, report: &mut Report<'_, impl Write>) -> anyhow::Result<()> {
    let listen = config.service.listen;
    match TcpListener::bind(listen) {
        Ok(_) => report.green("status page", &format!("{listen} is free")),
        Err(error) => report.yellow(
            "status page",
            &format!("{listen} cannot be listened on: {error}"),
            "nothing, if the daemon is running; else choose another `service.listen`",
        ),
    }
}

async fn check_database(config: &Config, report: &mut Report<'_, impl Write>) -> anyhow::Result<()> {
    if let Some(folder) = Warehouse::unmade_cluster(config) {
        return match private_postgres::Binaries::find() {
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
        Ok(()) => warehouse.sink.server_version().await,
        Err(unreachable) => Err(unreachable),
    };
    match version {
        Ok(version) => {
            let place = config.database_url_masked().unwrap_or_else(|| "a private cluster".to_owned());
            report.green("database", &format!("Postgres {version} answers at {place}"))?;
            check_user(config, report)?;
            check_server(config, &warehouse, report).await?;
        }
        Err(error) => {
            let advice = match error {
                SinkError::Pooler(_) | SinkError::NotAdmitted { .. } => "then `lp-warehouse check` again",
                _ => "is the server up, and do host, port, user and password in `database.url` fit?",
            };
            report.red("database", &chain(&error), advice)?;
            return warehouse.close().await;
        }
    }
    check_schema(&warehouse, report).await?;
    warehouse.close().await
}

async fn check_schema(warehouse: &Warehouse, report: &mut Report<'_, impl Write>) -> anyhow::Result<()> {
    let state = match warehouse.sink.schema_state().await {
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
    let facts = match warehouse.sink.server_facts().await {
        Ok(facts) => facts,
        Err(error) => return report.red("server", &chain(&error), "may the role read pg_settings and pg_stat_ssl?"),
    };
    let rehearsed = warehouse.sink.rehearse().await;
    for line in judge(&facts, &rehearsed, config.database.connections_max, is_local(config)) {
        match line {
            Line::Green(what) => report.green("server", &what)?,
            Line::Yellow(what, advice) => report.yellow("server", &what, &advice)?,
            Line::Red(what, advice) => report.red("server", &what, &advice)?,
        }
    }
    Ok(())
}

/// Whether the database is on this machine.
fn is_local(config: &Config) -> bool {
    config.database.url.as_ref().is_none_or(|url| is_local_host(&host_of(url.expose_secret())))
}

fn is_local_host(host: &str) -> bool {
    is_socket(host) || matches!(host, "" | "localhost" | "127.0.0.1" | "::1" | "[::1]")
}

/// Whether it is the folder of a socket.
fn is_socket(host: &str) -> bool {
    host.starts_with('/')
}

/// The host of a url, which may be a parameter; of a socket its folder. Empty: the usual one of this machine.
fn host_of(url: &str) -> String {
    let Ok(url) = Url::parse(url) else { return "unknown".to_owned() };
    let parameter = url.query_pairs().filter(|(name, _)| matches!(&**name, "host" | "hostaddr")).last();
    match parameter {
        Some((_, host)) => host.into_owned(),
        None => url.host_str().unwrap_or_default().replace("%2F", "/").replace("%2f", "/"),
    }
}

/// Over a socket a server may know its clients by the names of their users.
fn check_user(config: &Config, report: &mut Report<'_, impl Write>) -> anyhow::Result<()> {
    let Some(url) = &config.database.url else { return Ok(()) };
    match is_socket(&host_of(url.expose_secret())) && geteuid().is_root() {
        true => report.yellow(
            "database",
            "over a socket the server may let each user of this machine in as another role; this is root",
            "check as the user that the service runs as",
        ),
        false => Ok(()),
    }
}

async fn check_account(
    account: &AccountConfig,
    client: &AccountClient,
    report: &mut Report<'_, impl Write>,
) -> anyhow::Result<()> {
    check_feeds(account, report)?;
    let services = services_read(account);
    for (service, host) in client.resolve_hosts(&services).await {
        let what = format!("account {}, host of {service}", account.id);
        match host {
            Ok(host) => report.green(&what, &host)?,
            Err(error) => report.red(&what, &chain(&error), error.advice())?,
        }
    }
    for service in services {
        let what = format!("account {}, authorization", account.id);
        match client.check_authorization(service).await {
            Ok(()) => report.green(&what, &format!("{} answers", api_name(service)))?,
            Err(error) => report.red(&what, &format!("{}: {}", api_name(service), chain(&error)), error.advice())?,
        }
    }
    let what = format!("account {}, clock", account.id);
    match client.clock_skew().await {
        Some(skew) if skew.abs() > CLOCK_SKEW_MAX => {
            let error = format!("this machine is {} s away from upstream's clock", skew.num_seconds().abs());
            report.red(&what, &error, "set the clock (NTP): signatures with a wrong time are refused")
        }
        Some(skew) => report.green(&what, &format!("within {} s of upstream's", skew.num_seconds().abs().max(1))),
        None => report.green(&what, "not compared: no answer to compare with"),
    }
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

/// Its name in LivePerson's pages.
fn api_name(service: Service) -> &'static str {
    match service {
        Service::DataAccess => "Data Access",
        Service::EngagementHistory => "Engagement History",
        Service::Operational => "Operational Real-time",
    }
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
        check(&account, "");
        let (feed, config) = account.feeds.iter_mut().next().unwrap();
        let feed = *feed;
        *config = FeedConfig { enabled: false, ..*config };
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
    fn a_socket_is_on_this_machine() {
        for (url, expected) in [
            ("postgres://own@%2Frun%2Fpostgresql:5432/w", true),
            ("postgres://own@%2frun%2fpostgresql/w", true),
            ("postgres:///w?host=/run/postgresql", true),
            ("postgres://own@db.example.com/w?host=%2Frun%2Fpostgresql", true),
            ("postgres://own@localhost/w", true),
            ("postgres://own@[::1]:5432/w", true),
            ("postgres://own@db.example.com/w", false),
            ("postgres:///w?host=db.example.com", false),
            ("postgres://own@db.example.com/%2Frun", false),
        ] {
            assert_eq!(is_local_host(&host_of(url)), expected, "{url}");
        }
    }

    #[test]
    fn each_api_is_asked_once() {
        let account = account();
        let services = services_read(&account);
        assert!((1..services.len()).all(|index| !services[..index].contains(&services[index])), "{services:?}");
    }
}
