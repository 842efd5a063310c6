//! Daemons of this process, and how their lives end.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use client::TransportOptions;
use model::{Clock, Feed};
use scheduler::plan::listing::ListingPlan;
use scheduler::plan::windows::WindowPlan;
use scheduler::{Ended, FeedPlan, Mode, Reading, Scheduler, WorkLimits};
use simulator::Simulator;
use sink::testing::TestDatabase;
use sink::{Sink, SinkOptions};
use tempfile::TempDir;
use tokio::sync::watch;

use crate::virtual_time::{account, limits, transport};

const HOUR: Duration = Duration::from_secs(3600);
/// A daemon that dies keeps its units from the others for so long.
const LEASE: Duration = Duration::from_secs(1);
/// A line that is silent for so long is given up.
const IDLE_TIMEOUT: Duration = Duration::from_millis(400);
/// How long a daemon works in a step, whether or not all can be done.
const STEP_WAIT_MAX: Duration = Duration::from_millis(800);
/// Faults must not kill a file for good.
const ATTEMPTS_MAX: u32 = 100_000;
/// One more than units in flight.
const CONNECTIONS_MAX: u32 = 4;

/// How a daemon spends a step.
#[derive(Clone, Copy, Debug)]
pub(super) enum Fate {
    Works,
    /// Its work is cut off, its connections closed.
    Killed {
        after: Duration,
    },
    /// It is told to stop.
    Stopped {
        after: Duration,
    },
    Absent,
}

impl Fate {
    pub(super) fn of(random: &mut fastrand::Rng) -> Self {
        let after = Duration::from_millis(random.u64(0..150));
        match random.u32(0..10) {
            0 | 1 => Self::Killed { after },
            2 => Self::Stopped { after },
            3 | 4 => Self::Absent,
            _ => Self::Works,
        }
    }
}

/// A daemon with connections of its own.
#[derive(Clone)]
pub(super) struct Daemon {
    pub(super) number: usize,
    scheduler: Arc<Scheduler>,
    _folder: Arc<TempDir>,
}

/// What each of them reads.
pub(super) fn feeds() -> BTreeMap<Feed, FeedPlan> {
    let listing =
        ListingPlan { relist: 12 * HOUR, relist_all_every: 24 * HOUR, history: 96 * HOUR, span_max: 6 * HOUR };
    let files = FeedPlan { every: HOUR / 2, reading: Reading::Listing(listing) };
    let windows = WindowPlan { every: HOUR / 2, settle: 26 * HOUR, history: 24 * HOUR };
    let history = FeedPlan { every: windows.every, reading: Reading::Windows(windows) };
    [(Feed::AgentActivity, files), (Feed::Engagement, files), (Feed::EngagementHistory, history)].into()
}

impl Daemon {
    pub(super) fn new(simulator: &Simulator, database: &TestDatabase, number: usize) -> Self {
        let clock = simulator.clock().clone();
        let clock = Clock::new(move || clock.now());
        let folder = tempfile::tempdir().unwrap();
        let transport = TransportOptions { idle_timeout: IDLE_TIMEOUT, ..transport() };
        let scheduler = Scheduler {
            sink: Sink::new(&SinkOptions {
                connections_max: CONNECTIONS_MAX,
                ..SinkOptions::new(database.url.clone())
            })
            .unwrap(),
            accounts: vec![account(simulator, feeds(), &clock, transport)],
            limits: WorkLimits { units_in_flight_max: 2, lease: LEASE, unit_attempts_max: ATTEMPTS_MAX, ..limits() },
            clock,
            owner: format!("daemon {number}"),
            spool_dir: folder.path().to_owned(),
            chance: Mutex::new(fastrand::Rng::with_seed(number as u64)),
        };
        Self { number, scheduler: Arc::new(scheduler), _folder: Arc::new(folder) }
    }

    /// Works until its fate is met.
    pub(super) async fn live(self, fate: Fate) {
        let (stop, stopping) = watch::channel(false);
        let scheduler = self.scheduler.clone();
        let working = async move { scheduler::run(scheduler, stopping, Mode::UntilIdle { wait: STEP_WAIT_MAX }).await };
        match fate {
            Fate::Absent => {}
            Fate::Works => drop(working.await),
            Fate::Killed { after } => {
                let _ = tokio::time::timeout(after, working).await;
                self.scheduler.sink.close().await;
            }
            Fate::Stopped { after } => {
                let stopper = async {
                    tokio::time::sleep(after).await;
                    stop.send_replace(true);
                };
                let _ = tokio::join!(working, stopper);
            }
        }
    }

    /// Works until nothing is left to do.
    pub(super) async fn finish_all(self, wait: Duration) {
        let (_stop, stopping) = watch::channel(false);
        let ended = scheduler::run(self.scheduler.clone(), stopping, Mode::UntilIdle { wait }).await;
        assert!(matches!(ended, Ended::Idle { .. }), "{ended:?}");
        self.scheduler.sink.close().await;
    }
}
