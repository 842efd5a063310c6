//! Daemons of this process, and how their lives end.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::TimeDelta;
use client::TransportOptions;
use model::{Clock, Feed};
use scheduler::windows::plan::WindowPlan;
use scheduler::{FeedPlan, LoopEnd, Mode, Pulse, Reading, Scheduler, WorkLimits};
use simulator::Simulator;
use sink::testing::TestDatabase;
use sink::{Sink, SinkOptions};
use tempfile::TempDir;
use tokio::sync::watch;

use super::ACCOUNTS;
use crate::virtual_time::{account, limits, plan_of, transport};

const HOUR: Duration = Duration::from_secs(3600);
/// A daemon that dies keeps its units from the others for so long.
const LEASE: Duration = Duration::from_secs(1);
/// A line that is silent for so long is given up.
const IDLE_TIMEOUT: Duration = Duration::from_millis(400);
/// How long a daemon works in a step, whether or not all can be done.
const STEP_WAIT_MAX: Duration = Duration::from_millis(800);
/// Faults must not kill a file for good.
const ATTEMPTS_MAX: u32 = 100_000;
/// One more than units in flight, methods included.
const CONNECTIONS_MAX: u32 = 6;
/// Nobody listens here.
const NOBODY: &str = "http://127.0.0.1:1";

/// How a daemon spends a step.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Fate {
    Works,
    /// Its work is cut off, its connections closed.
    Killed {
        after: Duration,
    },
    /// It is told to stop.
    Stopped {
        after: Duration,
    },
    /// Upstream refuses its connections.
    CutOff,
    Absent,
}

impl Fate {
    pub(crate) fn of(random: &mut fastrand::Rng) -> Self {
        let after = Duration::from_millis(random.u64(0..150));
        match random.u32(0..20) {
            0..=3 => Self::Killed { after },
            4 | 5 => Self::Stopped { after },
            6 => Self::CutOff,
            7..=9 => Self::Absent,
            _ => Self::Works,
        }
    }
}

/// A daemon with connections, a clock and local files of its own.
#[derive(Clone)]
pub(crate) struct Daemon {
    pub(super) number: usize,
    skew: TimeDelta,
    feeds: BTreeMap<Feed, FeedPlan>,
    scheduler: Arc<Scheduler>,
    _folder: Arc<TempDir>,
}

/// What each of them reads, unless a test says otherwise.
pub(super) fn feeds() -> BTreeMap<Feed, FeedPlan> {
    let plan = |feed: Feed| match plan_of(feed) {
        // What is read often need not be read far back.
        FeedPlan { every, reading: Reading::Windows(plan) } => {
            FeedPlan { every, reading: Reading::Windows(WindowPlan { history: 24 * HOUR, ..plan }) }
        }
        plan => plan,
    };
    // Some methods of messaging are asked on a mark of five minutes, where these moments do not lie:
    // `messaging_operations` has days of its own.
    let read = feeds::all().filter(|feed| *feed != feeds::messaging_operations::FEED);
    read.map(|feed| (feed, plan(feed))).collect()
}

impl Daemon {
    /// Its clock is ahead of upstream's by `skew`.
    pub(super) fn new(simulator: &Simulator, database: &TestDatabase, number: usize, skew: TimeDelta) -> Self {
        Self::reading(feeds(), simulator, database, number, skew)
    }

    /// The same, of these feeds alone.
    pub(crate) fn reading(
        feeds: BTreeMap<Feed, FeedPlan>,
        simulator: &Simulator,
        database: &TestDatabase,
        number: usize,
        skew: TimeDelta,
    ) -> Self {
        Self::reaching(&simulator.base_url(), feeds, simulator, database, (number, skew))
    }

    fn reaching(
        base_url: &str,
        feeds: BTreeMap<Feed, FeedPlan>,
        simulator: &Simulator,
        database: &TestDatabase,
        (number, skew): (usize, TimeDelta),
    ) -> Self {
        let clock = simulator.clock().clone();
        let clock = Clock::new(move || clock.now() + skew);
        let folder = tempfile::tempdir().unwrap();
        let transport = TransportOptions { idle_timeout: IDLE_TIMEOUT, ..transport() };
        let accounts = ACCOUNTS.map(|id| account(id, base_url, feeds.clone(), &clock, transport.clone()));
        let scheduler = Scheduler {
            sink: Sink::new(&SinkOptions {
                connections_max: CONNECTIONS_MAX,
                ..SinkOptions::new(database.url.clone())
            })
            .unwrap(),
            accounts: accounts.into(),
            limits: WorkLimits { units_in_flight_max: 2, lease: LEASE, unit_attempts_max: ATTEMPTS_MAX, ..limits() },
            clock,
            owner: format!("daemon {number}"),
            spool_dir: folder.path().to_owned(),
            pulse: Pulse::default(),
            chance: Mutex::new(fastrand::Rng::with_seed(number as u64)),
        };
        Self { number, skew, feeds, scheduler: Arc::new(scheduler), _folder: Arc::new(folder) }
    }

    /// What goes on in its place after this fate: a daemon that died leaves neither memory nor files.
    pub(crate) fn after(&self, fate: Fate, simulator: &Simulator, database: &TestDatabase) -> Self {
        match fate {
            Fate::Killed { .. } => Self::reading(self.feeds.clone(), simulator, database, self.number, self.skew),
            _ => self.clone(),
        }
    }

    /// Works until its fate is met.
    pub(crate) async fn live(self, fate: Fate, simulator: &Simulator, database: &TestDatabase) {
        match fate {
            Fate::Absent => {}
            Fate::Works => self.work(None).await,
            Fate::CutOff => {
                let alone = Self::reaching(NOBODY, self.feeds, simulator, database, (self.number, self.skew));
                alone.work(None).await;
                alone.scheduler.sink.close().await;
            }
            Fate::Killed { after } => {
                let _ = tokio::time::timeout(after, self.work(None)).await;
                self.scheduler.sink.close().await;
            }
            Fate::Stopped { after } => self.work(Some(after)).await,
        }
    }

    async fn work(&self, stopped_after: Option<Duration>) {
        let (stop, stopping) = watch::channel(false);
        let working = scheduler::run(
            self.scheduler.clone(),
            stopping,
            Mode::UntilIdle { wait: STEP_WAIT_MAX, refreshes_facts: true },
        );
        let stopper = async {
            if let Some(after) = stopped_after {
                // The moment itself is what is tried out; nothing is waited for.
                tokio::time::sleep(after).await;
                stop.send_replace(true);
            }
        };
        let _ = tokio::join!(working, stopper);
    }

    /// Works until nothing is left to do.
    pub(crate) async fn finish_all(self, wait: Duration) {
        let (_stop, stopping) = watch::channel(false);
        let ended =
            scheduler::run(self.scheduler.clone(), stopping, Mode::UntilIdle { wait, refreshes_facts: true }).await;
        assert!(matches!(ended, LoopEnd::Idle { .. }), "{ended:?}");
        self.scheduler.sink.close().await;
    }
}
