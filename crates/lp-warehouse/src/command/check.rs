//! `lp-warehouse check`: one line per thing that must work, and what to do when it does not.

use std::io::Write;
use std::process::ExitCode;

use chrono::TimeDelta;
use client::{AccountClient, Service};
use model::{FeedKind, chain};

use crate::assembly;
use crate::clock::machine_clock;
use crate::config::{AccountConfig, Config};
use crate::seed::machine_seed;
use crate::warehouse::Warehouse;

/// OAuth 1.0a signatures carry a timestamp; a clock off by minutes is refused (authorisation, OAuth 1.0a).
const CLOCK_SKEW_MAX: TimeDelta = TimeDelta::seconds(60);

/// Checks everything, changes nothing.
pub(crate) async fn run(config: &Config, out: &mut impl Write) -> anyhow::Result<ExitCode> {
    let mut report = Report { out, is_red: false };
    report.green("config", "every key is known and fits")?;
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

    fn red(&mut self, what: &str, error: &str, advice: &str) -> anyhow::Result<()> {
        self.is_red = true;
        Ok(writeln!(self.out, "RED   {what}: {error}\n      → {advice}")?)
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
            let advice = "install Postgres 14 or newer (Debian: apt-get install postgresql), or set `database.url`";
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
        }
        Err(error) => {
            let advice = "is the server up, and do host, port, user and password in `database.url` fit?";
            report.red("database", &chain(&error), advice)?;
            return warehouse.close().await;
        }
    }
    match warehouse.sink.schema_versions().await {
        Ok((applied, known)) if applied == known => report.green("schema", "up to date")?,
        Ok((applied, known)) if applied < known => {
            report.green("schema", &format!("{} migrations will be applied by `run`", known - applied))?;
        }
        Ok(_) => {
            let advice = "a newer lp-warehouse has migrated this database: run that version";
            report.red("schema", "newer than this program", advice)?;
        }
        Err(error) => report.red("schema", &chain(&error), "may the user read its own tables?")?,
    }
    warehouse.close().await
}

async fn check_account(
    account: &AccountConfig,
    client: &AccountClient,
    report: &mut Report<'_, impl Write>,
) -> anyhow::Result<()> {
    let services = services_read(account);
    for (service, host) in client.hosts(&services).await {
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

/// The APIs that the enabled feeds need.
pub(crate) fn services_read(account: &AccountConfig) -> Vec<Service> {
    let service_of = |kind: FeedKind| match kind {
        FeedKind::Files => Service::DataAccess,
        FeedKind::Windows => Service::EngagementHistory,
        FeedKind::Samples => Service::Operational,
    };
    let enabled = account.feeds.iter().filter(|(_, config)| config.enabled);
    let mut services: Vec<Service> = enabled.map(|(feed, _)| service_of(feed.kind())).collect();
    services.dedup();
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
