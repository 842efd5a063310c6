//! The scheduler in this process, on a clock that the test moves: days of upstream in seconds.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use client::{AccountClient, AccountOptions, Auth, Endpoints, Region, Transport, TransportOptions};
use model::{AccountId, Clock, Feed, FeedKind, UnitId};
use normalizer::DecodeLimits;
use scheduler::files::plan::ListingPlan;
use scheduler::samples::plan::SamplesPlan;
use scheduler::updates::plan::UpdatesPlan;
use scheduler::windows::plan::WindowPlan;
use scheduler::{FeedPlan, LoopEnd, Mode, PlannedAccount, Pulse, Reading, Scheduler, WorkLimits};
use secrecy::SecretString;
use simulator::{Credentials, SimClock, Simulator, SimulatorOptions, World, WorldSpec};
use sink::status::FeedStatus;
use sink::testing::TestDatabase;
use tempfile::TempDir;
use tokio::sync::watch;

use crate::comparison::{expect_conversations, expect_history};
use crate::deployment::ACCOUNT;

/// Requests of one account at one time.
pub(crate) const REQUESTS_IN_FLIGHT_MAX: usize = 4;
/// Requests of one account begun in a second: no test waits for them.
pub(crate) const REQUESTS_PER_SECOND_MAX: u32 = 1_000;
/// However much is due at a moment, a step takes no longer.
const STEP_WAIT_MAX: Duration = Duration::from_secs(300);

/// Upstream, a database and a scheduler, at one virtual moment.
pub(crate) struct VirtualTime {
    pub(crate) simulator: Simulator,
    pub(crate) database: TestDatabase,
    scheduler: Arc<Scheduler>,
    _folder: TempDir,
}

impl VirtualTime {
    /// Reads Engagement History of [`ACCOUNT`] by this plan, from `start` on.
    pub(crate) async fn of_history(world: WorldSpec, plan: WindowPlan, start: DateTime<Utc>) -> Self {
        let plan = FeedPlan { every: plan.every, reading: Reading::Windows(plan) };
        Self::begin(world, SimulatorOptions::default(), feeds::engagement_history::FEED, plan, start).await
    }

    /// Reads a feed of [`ACCOUNT`] from `start` on.
    pub(crate) async fn begin(
        world: WorldSpec,
        upstream: SimulatorOptions,
        feed: Feed,
        plan: FeedPlan,
        start: DateTime<Utc>,
    ) -> Self {
        Self::of_feeds(world, upstream, [(feed, plan)].into(), start).await
    }

    /// Reads several feeds of [`ACCOUNT`] from `start` on.
    pub(crate) async fn of_feeds(
        world: WorldSpec,
        upstream: SimulatorOptions,
        feeds: BTreeMap<Feed, FeedPlan>,
        start: DateTime<Utc>,
    ) -> Self {
        Self::authorized(world, upstream, feeds, start, auth_of(ACCOUNT, false)).await
    }

    /// The same with other credentials.
    pub(crate) async fn authorized(
        world: WorldSpec,
        upstream: SimulatorOptions,
        feeds: BTreeMap<Feed, FeedPlan>,
        start: DateTime<Utc>,
        auth: Auth,
    ) -> Self {
        let clock = SimClock::fixed(start);
        let simulator = Simulator::start(World::generate(&world), clock.clone(), upstream).await.unwrap();
        let database = TestDatabase::create().await;
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::new(move || clock.now());
        let scheduler = Arc::new(Scheduler {
            sink: database.sink.clone(),
            accounts: vec![account_by(auth, ACCOUNT, &simulator.base_url(), feeds, &clock, transport())],
            limits: limits(),
            clock,
            owner: "virtual".to_owned(),
            spool_dir: folder.path().to_owned(),
            pulse: Pulse::default(),
            chance: Mutex::new(fastrand::Rng::with_seed(1)),
        });
        Self { simulator, database, scheduler, _folder: folder }
    }

    /// The account that is read.
    pub(crate) fn account(&self) -> AccountId {
        self.scheduler.accounts[0].id.clone()
    }

    /// Loads one unit, which is due.
    pub(crate) async fn load(&self, feed: Feed, unit: UnitId) {
        let (_stop, mut stopping) = watch::channel(false);
        let (sink, lease) = (&self.database.sink, self.scheduler.limits.lease);
        let claimed = sink.claim_this_unit(feed, unit, "virtual", self.now(), lease).await.unwrap();
        let claimed = claimed.expect("the unit is due");
        let loaded = scheduler::ingest(&self.scheduler, &self.scheduler.accounts[0], &claimed, &mut stopping).await;
        assert!(loaded.unwrap(), "unit {} was not loaded", claimed.name);
    }

    /// The virtual moment.
    pub(crate) fn now(&self) -> DateTime<Utc> {
        self.simulator.clock().now()
    }

    /// Does all that is due now.
    pub(crate) async fn step(&self) {
        let (_stop, stopping) = watch::channel(false);
        let ended = scheduler::run(
            self.scheduler.clone(),
            stopping,
            Mode::UntilIdle { wait: STEP_WAIT_MAX, refreshes_facts: true },
        )
        .await;
        if !matches!(ended, LoopEnd::Idle { .. }) {
            let open = "select name, state, attempts, next_attempt_at, reread_at, read_count, last_error from ingest.unit where state <> 'loaded'";
            panic!("{ended:?} at {}: {:?}", self.now(), self.database.rows(open).await);
        }
    }

    /// Works for a while at this moment, whether or not all can be done.
    pub(crate) async fn run_for(&self, stopping: watch::Receiver<bool>, wait: Duration) {
        scheduler::run(self.scheduler.clone(), stopping, Mode::UntilIdle { wait, refreshes_facts: true }).await;
    }

    /// Goes on from one due thing to the next until `end`, at least `least` apart.
    pub(crate) async fn run_until(&self, end: DateTime<Utc>, least: TimeDelta, mut before_step: impl FnMut(&Self)) {
        while self.now() < end {
            before_step(self);
            self.step().await;
            let due = self.database.sink.next_due(&self.scheduler.feeds()).await.unwrap();
            let next = due.unwrap_or(end).max(self.now() + least).min(end);
            self.simulator.clock().set(next);
        }
        self.step().await;
    }

    /// How the feeds stand in the ledger.
    pub(crate) async fn status(&self) -> Vec<FeedStatus> {
        self.database.sink.feed_status(&self.scheduler.feeds()).await.unwrap()
    }

    /// What the tables must hold once everything upstream told was read at the virtual moment.
    pub(crate) async fn expect_truth(&self) {
        expect_history(self.simulator.world(), &self.database, self.now()).await;
    }

    /// The same of messaging.
    pub(crate) async fn expect_conversations(&self) {
        expect_conversations(self.simulator.world(), &self.database, self.now()).await;
    }

    /// One number of a query.
    pub(crate) async fn number(&self, query: &str) -> i64 {
        let rows = self.database.rows(&format!("select ({query})::bigint as number")).await;
        rows[0]["number"].as_i64().unwrap_or(0)
    }
}

const HOUR: Duration = Duration::from_secs(3600);

/// How a feed is read: often, and not far back.
pub(crate) fn plan_of(feed: Feed) -> FeedPlan {
    match feed.kind() {
        FeedKind::Files => {
            let listing =
                ListingPlan { relist: 12 * HOUR, relist_all_every: 24 * HOUR, history: 96 * HOUR, span_max: 6 * HOUR };
            FeedPlan { every: HOUR / 2, reading: Reading::Files(listing) }
        }
        FeedKind::Windows => {
            let windows = WindowPlan { every: HOUR / 2, settle: 26 * HOUR, history: 72 * HOUR };
            FeedPlan { every: windows.every, reading: Reading::Windows(windows) }
        }
        FeedKind::Updates => {
            let updates = UpdatesPlan { every: HOUR / 12, history: 96 * HOUR, wants_whole_records: true };
            FeedPlan { every: updates.every, reading: Reading::Updates(updates) }
        }
        FeedKind::Samples => FeedPlan { every: HOUR / 12, reading: Reading::Samples(SamplesPlan::of(HOUR / 12)) },
        FeedKind::Lists => FeedPlan { every: HOUR, reading: Reading::Lists },
    }
}

/// Pauses too short to be noticed.
pub(crate) fn transport() -> TransportOptions {
    TransportOptions {
        server_error_pauses: vec![Duration::from_millis(5); 2],
        throttle_pause_min: Duration::from_millis(1),
        throttle_pause_max: Duration::from_millis(20),
        operational_spacing: Duration::ZERO,
        wait_time_spacing: Duration::ZERO,
        ..TransportOptions::default()
    }
}

/// An account, all of whose services are at one address.
pub(crate) fn account(
    id: &str,
    base_url: &str,
    feeds: BTreeMap<Feed, FeedPlan>,
    clock: &Clock,
    transport: TransportOptions,
) -> PlannedAccount {
    account_by(auth_of(id, false), id, base_url, feeds, clock, transport)
}

/// The account's API key, or its client credentials.
pub(crate) fn auth_of(id: &str, is_oauth2: bool) -> Auth {
    let credentials = Credentials::of(id);
    let credentials: BTreeMap<&str, &str> = credentials.fields().into_iter().collect();
    let text = |name: &str| credentials[name].to_owned();
    let secret = |name: &str| SecretString::from(credentials[name].to_owned());
    if is_oauth2 {
        return Auth::OAuth2 { client_id: text("client_id"), client_secret: secret("client_secret") };
    }
    Auth::OAuth1 {
        app_key: text("app_key"),
        app_secret: secret("app_secret"),
        access_token: text("access_token"),
        access_token_secret: secret("access_token_secret"),
    }
}

/// The same with other credentials. The hosts of Agent Metrics are looked up.
pub(crate) fn account_by(
    auth: Auth,
    id: &str,
    base_url: &str,
    feeds: BTreeMap<Feed, FeedPlan>,
    clock: &Clock,
    transport: TransportOptions,
) -> PlannedAccount {
    let base = Some(base_url.parse().unwrap());
    let transport = Transport::new(transport);
    let options = AccountOptions {
        account: AccountId(id.to_owned()),
        region: Region::Us,
        auth,
        endpoints: Endpoints {
            domain_api: base.clone(),
            data_access: base.clone(),
            engagement_history: base.clone(),
            messaging_interactions: base.clone(),
            operational: base.clone(),
            messaging_operations: base.clone(),
            estimated_wait_time: base.clone(),
            oauth2: base,
            ..Endpoints::default()
        },
        requests_in_flight_max: REQUESTS_IN_FLIGHT_MAX,
        requests_per_second_max: f64::from(REQUESTS_PER_SECOND_MAX),
    };
    PlannedAccount {
        id: options.account.clone(),
        client: AccountClient::new(&transport.unwrap(), options, clock.clone(), 1),
        feeds,
    }
}

/// Pauses without end would never let a virtual moment pass: those of a feed are none.
pub(crate) fn limits() -> WorkLimits {
    let instant = Duration::ZERO;
    WorkLimits {
        units_in_flight_max: 3,
        backfill_in_flight_max: 1,
        lease: Duration::from_secs(600),
        unit_attempts_max: 8,
        unit_retry_first: instant,
        unit_retry_max: instant,
        outage_pause_first: instant,
        outage_pause_max: instant,
        server_error_pauses: vec![Duration::from_millis(1)],
        idle_wait_max: Duration::from_millis(500),
        decode: DecodeLimits::default(),
        spool_memory_bytes_max: 1024 * 1024,
        shutdown_grace: Duration::from_secs(5),
    }
}
