//! The configuration: read once at the start, checked whole, plain types afterwards.
//!
//! Reading order: [`Config`] → `account` → `source` (file and environment) → `reader` (takes key after key, collects
//! every problem) → `value` (one text to its type) → `effective` (what `lp-warehouse config` prints).
//!
//! Only this module reads the environment.

mod account;
mod effective;
mod reader;
mod secret_file;
mod source;
#[cfg(test)]
mod tests;
mod value;

use std::collections::{BTreeMap, BTreeSet};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::bail;
use client::TransportOptions;
use normalizer::DecodeLimits;
use scheduler::{SAMPLING_IN_FLIGHT_MAX, WorkLimits};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

pub(crate) use account::AccountConfig;
#[cfg(test)]
pub(crate) use account::FeedConfig;
pub(crate) use effective::{Effective, quoted};
pub(crate) use source::Environment;
pub(crate) use value::{account_id, database_url, duration, secret};

use reader::Reader;
use source::Given;

use crate::shell::Shell;

/// Where a configuration file is looked for when none is named.
const FILES: [&str; 2] = ["config/lp-warehouse.toml", "/etc/lp-warehouse/config.toml"];

/// Everything the program was told. `Debug` shows no secret.
#[derive(Clone, Debug)]
pub(crate) struct Config {
    /// The warehouse's database.
    pub(crate) database: DatabaseConfig,
    /// This process, as a service.
    pub(crate) service: ServiceConfig,
    /// What is logged, and how.
    pub(crate) log: LogConfig,
    /// `[work]`: how units are worked on.
    pub(crate) work: WorkLimits,
    /// How upstream is talked to.
    pub(crate) http: HttpConfig,
    /// The accounts, at least one, each once.
    pub(crate) accounts: Vec<AccountConfig>,
    /// Files with a secret that every user of this machine can read.
    pub(crate) exposed_secrets: BTreeSet<PathBuf>,
    /// Every key with its value, secrets masked, for `lp-warehouse config`.
    pub(crate) effective: Effective,
    /// How a person calls the program with this configuration.
    pub(crate) shell: Shell,
}

/// `[database]`
#[derive(Clone, Debug)]
pub(crate) struct DatabaseConfig {
    /// `postgres://…`, a secret because of the password in it. `None`: a private cluster under the data folder.
    pub(crate) url: Option<SecretString>,
    /// Connections held at most; more than units in flight.
    pub(crate) connections_max: u32,
    /// A statement that runs longer is given up by the server.
    pub(crate) statement_timeout: Duration,
    /// A lock that is waited for longer is given up.
    pub(crate) lock_timeout: Duration,
}

/// `[service]`
#[derive(Clone, Debug)]
pub(crate) struct ServiceConfig {
    /// Status page and health.
    pub(crate) listen: SocketAddr,
    /// Names in `Host` that are answered, in lower case and without a port, beside the address and `localhost`.
    pub(crate) allowed_hosts: Vec<String>,
    /// Folder for the private cluster and for spooled downloads.
    pub(crate) data_dir: PathBuf,
}

/// `[log]`
#[derive(Clone, Debug)]
pub(crate) struct LogConfig {
    /// One of two spellings of a line.
    pub(crate) format: LogFormat,
    /// A level, or directives by module, checked.
    pub(crate) level: String,
}

/// How a log line is spelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LogFormat {
    /// Text on a terminal, else JSON.
    Auto,
    /// One JSON object per line.
    Json,
    /// For the eye.
    Text,
}

/// `[http]`
#[derive(Clone, Debug)]
pub(crate) struct HttpConfig {
    /// Deadlines and pauses of all requests.
    pub(crate) transport: TransportOptions,
    /// Requests of one account at one time.
    pub(crate) requests_in_flight_max: u32,
    /// Requests of one account begun in a second.
    pub(crate) requests_per_second_max: u32,
}

const LOG_FORMATS: [(&str, LogFormat); 3] =
    [("auto", LogFormat::Auto), ("json", LogFormat::Json), ("text", LogFormat::Text)];

impl Config {
    /// Reads the file (the one named, or the first that exists of the usual ones) and lays the environment over it.
    /// Unknown keys, wrong units and clashes refuse the whole configuration; the error names every one of them.
    pub(crate) fn load(named: Option<&Path>, environment: &Environment) -> anyhow::Result<Self> {
        Self::load_from(named, &FILES.map(PathBuf::from), environment)
    }

    fn load_from(named: Option<&Path>, usual: &[PathBuf], environment: &Environment) -> anyhow::Result<Self> {
        let file = find_file(named, usual, environment)?;
        let given = match &file {
            Some(file) => source::read_file(file)?,
            None => BTreeMap::new(),
        };
        Self::of(given, file, environment)
    }

    /// As [`Config::load`] reads a file with this text.
    pub(crate) fn of_text(text: &str, environment: &Environment) -> anyhow::Result<Self> {
        let file = PathBuf::from(FILES[0]);
        Self::of(source::parse(text, &file)?, Some(file), environment)
    }

    fn of(
        mut given: BTreeMap<String, Given>,
        file: Option<PathBuf>,
        environment: &Environment,
    ) -> anyhow::Result<Self> {
        environment.lay_over(&mut given)?;
        let folder = file.as_deref().and_then(Path::parent).unwrap_or(Path::new("")).to_owned();
        let mut reader = Reader::new(given, environment, folder);
        let database = read_database(&mut reader);
        let service = read_service(&mut reader);
        let log = read_log(&mut reader);
        let mut work = read_work(&mut reader);
        let http = read_http(&mut reader);
        work.server_error_pauses.clone_from(&http.transport.server_error_pauses);
        let accounts = account::read_accounts(&mut reader);
        check_together(&mut reader, &database, &work);
        let exposed_secrets = std::mem::take(&mut reader.exposed_secrets);
        let unusual = file.as_deref().filter(|file| !FILES.iter().any(|usual| *file == Path::new(usual)));
        let shell = Shell::of(unusual, environment.is_of_service);
        let effective = Effective { file, settings: reader.finish()? };
        Ok(Self { database, service, log, work, http, accounts, exposed_secrets, effective, shell })
    }

    /// The database's URL with its password masked; `None` for a private cluster.
    pub(crate) fn database_url_masked(&self) -> Option<String> {
        self.database.url.as_ref().map(|url| masked(url.expose_secret()))
    }
}

fn find_file(named: Option<&Path>, usual: &[PathBuf], environment: &Environment) -> anyhow::Result<Option<PathBuf>> {
    if let Some(named) = named {
        // What cannot be looked at is not missing: reading it says why.
        if matches!(named.try_exists(), Ok(false)) || named.is_dir() {
            bail!("there is no configuration file {}; name one that exists with --config", named.display());
        }
        return Ok(Some(named.to_owned()));
    }
    let found = usual.iter().find(|file| file.is_file() || file.try_exists().is_err()).cloned();
    if found.is_none() && environment.is_empty() {
        let usual: Vec<_> = usual.iter().map(|file| file.display().to_string()).collect();
        bail!(
            "there is no configuration: neither {} exists, and no {} variable is set; run `lp-warehouse init`, or copy \
             config/example.toml (installed: /etc/lp-warehouse/config.example.toml) to one of them and fill in your \
             account, or name a file with --config",
            usual.join(" nor "),
            source::PREFIX,
        );
    }
    Ok(found)
}

fn read_database(reader: &mut Reader) -> DatabaseConfig {
    DatabaseConfig {
        url: reader.secret_checked("database.url", |url| value::database_url(url).map(|_| masked(url))),
        connections_max: reader.or_bare("database.connections_max", "10", value::count(1..=1000)),
        statement_timeout: reader.or("database.statement_timeout", "10m", value::duration_from("1s")),
        lock_timeout: reader.or("database.lock_timeout", "30s", value::duration_from("1s")),
    }
}

fn read_service(reader: &mut Reader) -> ServiceConfig {
    ServiceConfig {
        listen: reader.or("service.listen", "127.0.0.1:8080", value::socket_address),
        allowed_hosts: reader.or_list("service.allowed_hosts", &[], value::host),
        data_dir: reader.or("service.data_dir", "/var/lib/lp-warehouse", value::path),
    }
}

fn read_log(reader: &mut Reader) -> LogConfig {
    LogConfig {
        format: reader.or("log.format", "auto", value::word(&LOG_FORMATS)),
        level: reader.or("log.level", "info", value::log_level),
    }
}

/// Without `http.server_error_pauses`, which serve the work on a unit, too.
fn read_work(reader: &mut Reader) -> WorkLimits {
    WorkLimits {
        units_in_flight_max: reader.or_bare("work.units_in_flight_max", "2", value::count(1..=64)) as usize,
        backfill_in_flight_max: reader.or_bare("work.backfill_in_flight_max", "2", value::count(1..=16)) as usize,
        lease: reader.or("work.lease", "60s", value::duration_from("1s")),
        unit_attempts_max: reader.or_bare("work.unit_attempts_max", "8", value::count(1..=1000)),
        unit_retry_first: reader.or("work.unit_retry_first", "1m", value::duration_from("10ms")),
        unit_retry_max: reader.or("work.unit_retry_max", "6h", value::duration_from("10ms")),
        outage_pause_first: reader.or("work.outage_pause_first", "30s", value::duration_from("10ms")),
        outage_pause_max: reader.or("work.outage_pause_max", "15m", value::duration_from("10ms")),
        server_error_pauses: Vec::new(),
        idle_wait_max: reader.or("work.idle_wait_max", "15s", value::duration_from("10ms")),
        decode: DecodeLimits {
            record_bytes_max: reader.or("work.record_bytes_max", "16MiB", value::memory_size),
            file_bytes_max: reader.or("work.file_bytes_max", "16GiB", value::byte_size),
            ..DecodeLimits::default()
        },
        spool_memory_bytes_max: reader.or("work.spool_memory_bytes_max", "4MiB", value::memory_size),
        shutdown_grace: reader.or("work.shutdown_grace", "5s", value::duration_from("0s")),
    }
}

fn read_http(reader: &mut Reader) -> HttpConfig {
    HttpConfig {
        transport: TransportOptions {
            connect_timeout: reader.or("http.connect_timeout", "10s", value::duration_from("100ms")),
            idle_timeout: reader.or("http.idle_timeout", "60s", value::duration_from("100ms")),
            request_timeout: reader.or("http.request_timeout", "2m", value::duration_from("100ms")),
            download_timeout: reader.or("http.download_timeout", "1h", value::duration_from("100ms")),
            server_error_pauses: reader.or_list(
                "http.server_error_pauses",
                &["5s", "10s", "15s"],
                value::duration_from("0s"),
            ),
            throttle_pause_min: reader.or("http.throttle_pause_min", "1s", value::duration_from("0s")),
            throttle_retries_max: reader.or_bare("http.throttle_retries_max", "5", value::count(0..=100)),
            operational_spacing: reader.or("http.operational_spacing", "1s", value::duration_from("0s")),
            user_agent: concat!("lp-warehouse/", env!("CARGO_PKG_VERSION")).to_owned(),
            proxy: read_proxy(reader),
            no_proxy: reader.optional("http.no_proxy", value::text),
            ca_pem: reader.text_in_file("http.ca_file", value::certificate_pem),
            client_identity_pem: read_client_identity(reader),
            ..TransportOptions::default()
        },
        requests_in_flight_max: reader.or_bare("http.requests_in_flight_max", "4", value::count(1..=64)),
        requests_per_second_max: reader.or_bare("http.requests_per_second_max", "20", value::count(1..=100_000)),
    }
}

/// The forward proxy, with its scheme written out.
fn read_proxy(reader: &mut Reader) -> Option<SecretString> {
    let proxy = reader.secret_checked("http.proxy", |url| Ok(masked(value::proxy_url(url)?.as_str())))?;
    value::proxy_url(proxy.expose_secret()).ok().map(|url| SecretString::from(String::from(url)))
}

/// Certificate and key, of which neither serves without the other.
fn read_client_identity(reader: &mut Reader) -> Option<SecretString> {
    let is_given = |keys: &[&str]| keys.iter().any(|key| reader.is_given(key));
    let is_certificate_given = is_given(&["http.client_certificate_file"]);
    let is_key_given = is_given(&["http.client_key", "http.client_key_file"]);
    let certificate = reader.text_in_file("http.client_certificate_file", value::certificate_pem);
    let key = reader.secret_checked("http.client_key", |pem| value::key_pem(pem).map(|()| "***".to_owned()));
    match (certificate, key) {
        (Some(certificate), Some(key)) => Some(SecretString::from(format!("{certificate}\n{}", key.expose_secret()))),
        (Some(_), None) if !is_key_given => {
            let what = "has no key beside it; name the file that holds it as `http.client_key_file`";
            reader.refuse("http.client_certificate_file", what);
            None
        }
        (None, Some(_)) if !is_certificate_given => {
            let what = "has no certificate beside it; name the file that holds it as `http.client_certificate_file`";
            reader.refuse("http.client_key_file", what);
            None
        }
        // What is given and is wrong has been refused already.
        (None | Some(_), None) | (None, Some(_)) => None,
    }
}

/// What one key cannot know of another.
fn check_together(reader: &mut Reader, database: &DatabaseConfig, work: &WorkLimits) {
    let transactions_max = work.units_in_flight_max + work.backfill_in_flight_max + SAMPLING_IN_FLIGHT_MAX as usize;
    if database.connections_max as usize <= transactions_max {
        let what = format!(
            "is too small: {transactions_max} transactions may be open at once (`work.units_in_flight_max`, \
             `work.backfill_in_flight_max` and {SAMPLING_IN_FLIGHT_MAX} polls of metrics), and the ledger needs another \
             connection; write {} or more",
            transactions_max + 1
        );
        reader.refuse("database.connections_max", &what);
    }
    if work.unit_retry_max < work.unit_retry_first {
        reader.refuse("work.unit_retry_max", "is shorter than `work.unit_retry_first`; write the same or more");
    }
    if work.outage_pause_max < work.outage_pause_first {
        reader.refuse("work.outage_pause_max", "is shorter than `work.outage_pause_first`; write the same or more");
    }
}

/// The same URL with `***` wherever a password stands.
fn masked(url: &str) -> String {
    let Ok(mut url) = Url::parse(url) else { return "***".to_owned() };
    if url.password().is_some() && url.set_password(Some("***")).is_err() {
        return "***".to_owned();
    }
    let is_password = |name: &str| name.contains("password");
    let pairs: Vec<_> = url.query_pairs().into_owned().collect();
    // Without a password among them they stay as they were written.
    if pairs.iter().any(|(name, _)| is_password(name)) {
        let shown = pairs.into_iter().map(|(name, value)| {
            let value = if is_password(&name) { "***".to_owned() } else { value };
            (name, value)
        });
        url.query_pairs_mut().clear().extend_pairs(shown);
    }
    url.into()
}
