//! Everything around the program: upstream, a database, a folder with a configuration.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs::Permissions;
use std::os::fd::OwnedFd;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use model::{Feed, FeedKind};
use serde_json::Value;
use simulator::messaging_interactions::Conversations;
use simulator::{
    Credentials, FeedSettings, FileBody, SimClock, Simulator, SimulatorOptions, World, WorldFileSpec, WorldSpec,
};
use sink::testing::TestDatabase;
use tempfile::TempDir;
use tokio::process::Command;

use crate::process::{Ended, Process};

/// The account of tests that need but one.
pub(crate) const ACCOUNT: &str = "75555851";

/// Returns the feeds that come in files: what most tests are about.
pub(crate) fn file_feeds() -> Vec<Feed> {
    feeds::all().filter(|feed| feed.kind() == FeedKind::Files).collect()
}

/// Pauses short enough for a test. The history is as long as the largest world.
const PAUSES: &str = r#"
[log]
format = "json"
level = "debug"

[work]
lease = "2s"
unit_attempts_max = 3
unit_retry_first = "100ms"
unit_retry_max = "500ms"
outage_pause_first = "200ms"
outage_pause_max = "1s"
idle_wait_max = "500ms"

[http]
server_error_pauses = ["20ms", "50ms"]
throttle_pause_min = "50ms"
requests_per_second_max = 100000
operational_spacing = "0s"
"#;

/// How accounts authorize themselves, as the configuration spells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Method {
    OAuth1,
    OAuth2,
    Login,
}

/// What is to be deployed.
pub(crate) struct Plan {
    /// What upstream has.
    pub(crate) world: WorldSpec,
    /// How upstream behaves.
    pub(crate) upstream: SimulatorOptions,
    /// How accounts authorize themselves.
    pub(crate) method: Method,
    /// The feeds that are read.
    pub(crate) feeds: Vec<Feed>,
    /// Keys of the configuration that differ from the usual, with their values.
    pub(crate) settings: Vec<(&'static str, String)>,
    /// Whether the program is left to run a private cluster.
    pub(crate) is_private: bool,
}

impl Plan {
    /// The usual deployment of a world.
    pub(crate) fn of(world: WorldSpec) -> Self {
        let upstream = SimulatorOptions::default();
        Self { world, upstream, method: Method::OAuth1, feeds: file_feeds(), settings: Vec::new(), is_private: false }
    }

    /// The same, with other feeds.
    pub(crate) fn reading(self, feeds: &[Feed]) -> Self {
        Self { feeds: feeds.to_vec(), ..self }
    }

    /// Changes a key of the configuration. It is handed over by environment, which counts more than the file.
    pub(crate) fn set(mut self, key: &'static str, value: &str) -> Self {
        self.settings.push((key, value.to_owned()));
        self
    }

    /// Starts upstream and makes an empty database.
    pub(crate) async fn deploy(self) -> Deployment {
        let clock = SimClock::following(Arc::new(now));
        let simulator = Simulator::start(World::generate(&self.world), clock, self.upstream).await.unwrap();
        let database = if self.is_private { None } else { Some(TestDatabase::create().await) };
        // The server of a private cluster is another user, who must be able to walk here.
        let reachable = Permissions::from_mode(0o755);
        let folder = tempfile::Builder::new().prefix("lpw-it-").permissions(reachable).tempdir().unwrap();
        let url = database.as_ref().map(TestDatabase::url);
        let config = configuration(&simulator, self.method, &self.feeds, url, folder.path());
        std::fs::write(folder.path().join("config.toml"), config).unwrap();
        let (feeds, settings, processes) = (self.feeds, self.settings, AtomicUsize::new(0));
        Deployment { simulator, database, feeds, settings, folder, processes }
    }
}

/// What was deployed. End every test with [`finish`](crate::closing::finish).
pub(crate) struct Deployment {
    pub(crate) simulator: Simulator,
    database: Option<TestDatabase>,
    feeds: Vec<Feed>,
    settings: Vec<(&'static str, String)>,
    folder: TempDir,
    processes: AtomicUsize,
}

impl Deployment {
    /// The database of all but private clusters.
    pub(crate) fn database(&self) -> &TestDatabase {
        self.database.as_ref().expect("no private cluster")
    }

    /// Returns the tables of the feeds that are read.
    pub(crate) fn tables(&self) -> impl Iterator<Item = &'static str> {
        let families = self.feeds.iter().flat_map(|feed| feed.families());
        families.flat_map(|family| family.tables()).map(|table| table.name)
    }

    /// `service.data_dir`
    pub(crate) fn data_dir(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Where outputs of processes, the configuration and the data folder are.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Starts the program.
    pub(crate) fn start(&self, arguments: &[&str]) -> Process {
        self.start_with(arguments, &[])
    }

    /// Starts the program in an environment with these variables.
    pub(crate) fn start_in(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Process {
        self.start_process(arguments, &[], environment, None)
    }

    /// Starts the program with both outputs going to `output`.
    pub(crate) fn start_told(&self, arguments: &[&str], output: OwnedFd) -> Process {
        self.start_process(arguments, &[], &[], Some(output))
    }

    /// Starts the program with further keys of the configuration.
    pub(crate) fn start_with(&self, arguments: &[&str], settings: &[(&str, &str)]) -> Process {
        self.start_process(arguments, settings, &[], None)
    }

    fn start_process(
        &self,
        arguments: &[&str],
        settings: &[(&str, &str)],
        environment: &[(&str, &str)],
        output: Option<OwnedFd>,
    ) -> Process {
        let number = self.processes.fetch_add(1, Ordering::Relaxed);
        let mut command = Command::new(env!("CARGO_BIN_EXE_lp-warehouse"));
        for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("LPW__")) {
            command.env_remove(name);
        }
        let usual = self.settings.iter().map(|(key, value)| (*key, value.as_str()));
        for (key, value) in usual.chain(settings.iter().copied()) {
            command.env(variable_of(key), value);
        }
        command.envs(environment.iter().copied());
        command.arg("--config").arg(self.folder.path().join("config.toml")).args(arguments);
        Process::start(command, self.folder.path().join(format!("process-{number}")), output)
    }

    /// Runs the program to its end.
    pub(crate) async fn run(&self, arguments: &[&str]) -> Ended {
        self.start(arguments).ended().await
    }

    /// Runs the daemon until nothing is left to do.
    pub(crate) async fn run_until_idle(&self) -> Ended {
        self.run(&["run", "--until-idle"]).await
    }

    /// Downloads that upstream answered, by file name. Accounts share names, so these are sums.
    pub(crate) fn downloads(&self) -> BTreeMap<String, usize> {
        let names = self.simulator.world().files().iter().map(|file| file.name.clone());
        names.map(|name| (name.clone(), self.simulator.downloads(&name))).collect()
    }

    /// Units of the ledger, by a condition on them.
    pub(crate) async fn units(&self, condition: &str) -> Vec<Value> {
        self.database().rows(&format!("select * from ingest.unit where {condition} order by name")).await
    }

    /// Publishes an engagement file of [`ACCOUNT`] for an hour of yesterday.
    pub(crate) fn publish(&self, name: &str, body: FileBody) {
        let scope_end = world_end() - TimeDelta::hours(12);
        self.simulator.add_file(WorldFileSpec {
            account: ACCOUNT.to_owned(),
            feed: "engagement".to_owned(),
            name: name.to_owned(),
            scope_start: scope_end - TimeDelta::hours(1),
            scope_end,
            published_at: scope_end,
            body,
        });
    }
}

/// `work.lease` → `LPW__WORK__LEASE`
fn variable_of(key: &str) -> String {
    format!("LPW__{}", key.replace('.', "__").to_uppercase())
}

/// The machine's time, which the daemon goes by too.
#[expect(clippy::disallowed_methods, reason = "the daemon under test asks the machine, so upstream must show its time")]
pub(crate) fn now() -> DateTime<Utc> {
    Utc::now()
}

/// Whether the long variants of tests are wanted: `cargo xtask test --long`.
pub(crate) fn is_long() -> bool {
    std::env::var_os("LPW_TEST_LONG").is_some()
}

/// The latest full hour for which upstream has published everything, however late.
pub(crate) fn world_end() -> DateTime<Utc> {
    let end = now() - TimeDelta::hours(simulator::LATEST_PUBLICATION_HOURS + 1);
    end.duration_trunc(TimeDelta::hours(1)).unwrap()
}

/// A world without files.
pub(crate) fn empty_world() -> WorldSpec {
    WorldSpec { accounts: vec![ACCOUNT.to_owned()], hours: 0, end: world_end(), ..WorldSpec::default() }
}

/// One account, some hours, some thirty files: for tests about anything but bulk.
pub(crate) fn small_world() -> WorldSpec {
    WorldSpec { hours: 6, chats_per_hour: 5, agents: 6, ..empty_world() }
}

/// Two accounts, three days.
pub(crate) fn whole_world() -> WorldSpec {
    let conversations = Conversations { days: 3, per_day: 30, ..Conversations::default() };
    WorldSpec { end: world_end(), feeds: FeedSettings::default().with(conversations), ..WorldSpec::default() }
}

fn configuration(simulator: &Simulator, method: Method, feeds: &[Feed], url: Option<&str>, folder: &Path) -> String {
    let mut toml = String::new();
    if let Some(url) = url {
        write!(toml, "[database]\nurl = \"{url}\"\n").unwrap();
    }
    let data_dir = folder.join("data");
    write!(toml, "[service]\nlisten = \"127.0.0.1:0\"\ndata_dir = \"{}\"\n{PAUSES}", data_dir.display()).unwrap();
    for account in simulator.world().accounts() {
        write!(toml, "\n[[accounts]]\nid = \"{account}\"\nregion = \"us\"\n[accounts.auth]\n").unwrap();
        let (name, keys): (_, &[&str]) = match method {
            Method::OAuth1 => ("oauth1", &["app_key", "app_secret", "access_token", "access_token_secret"]),
            Method::OAuth2 => ("oauth2", &["client_id", "client_secret"]),
            Method::Login => ("login", &["username", "password"]),
        };
        writeln!(toml, "method = \"{name}\"").unwrap();
        for (key, value) in Credentials::of(account).fields().iter().filter(|(key, _)| keys.contains(key)) {
            writeln!(toml, "{key} = \"{value}\"").unwrap();
        }
        toml.push_str("[accounts.endpoints]\n");
        for service in [
            "domain_api",
            "data_access",
            "engagement_history",
            "messaging_interactions",
            "operational",
            "messaging_operations",
            "estimated_wait_time",
            "agent_metrics",
            "configuration",
            "oauth2",
            "login",
        ] {
            writeln!(toml, "{service} = \"{}\"", simulator.base_url()).unwrap();
        }
        for feed in feeds::all() {
            writeln!(toml, "[accounts.feeds.{feed}]\nenabled = {}", feeds.contains(&feed)).unwrap();
            match feed.kind() {
                FeedKind::Files => toml.push_str("history = \"4d\"\n"),
                FeedKind::Windows | FeedKind::Updates => toml.push_str("history_from = \"4d\"\n"),
                FeedKind::Samples | FeedKind::Lists => {}
            }
        }
    }
    toml
}
