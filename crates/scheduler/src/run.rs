//! The loop: start what is due, wait for the next thing to happen, stop cleanly.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use model::{AccountId, Feed, FeedKind, Lane, Unit, chain};
use sink::SinkError;
use sink::lease::Ending;
use tokio::sync::watch;
use tokio::task::{Id, JoinError, JoinSet};
use tokio::time::Instant;
use tracing::{Instrument, error, info, info_span, warn};

use crate::ending::own_fault;
use crate::ingest::ingest;
use crate::measure;
use crate::poll::poll;
use crate::scheduler::Scheduler;
use crate::watchdog::Watchdog;

/// While the database is away it is tried again after this, doubled up to [`DATABASE_PAUSE_MAX`].
const DATABASE_PAUSE_FIRST: Duration = Duration::from_millis(500);
const DATABASE_PAUSE_MAX: Duration = Duration::from_secs(30);
/// Feeds are looked at this often at most, however many units end in between.
const FEEDS_LOOK_MIN: Duration = Duration::from_millis(500);
/// Methods polled at one time.
pub const SAMPLING_IN_FLIGHT_MAX: u32 = 2;
/// A question to the database that is under way when the daemon is told to stop may take no longer.
const STOP_WAIT_MAX: Duration = Duration::from_millis(500);
/// Giving the leases back at shutdown may take no longer; they run out by themselves.
const RELEASE_TIMEOUT: Duration = Duration::from_secs(1);

/// When to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// When told to.
    Forever,
    /// When nothing is due and no failed unit waits for its next try, or the time is up.
    UntilIdle {
        /// The time.
        wait: Duration,
    },
}

/// Why the loop ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// It was told to.
    Stopped,
    /// Nothing is left to do.
    Idle {
        /// Dead and gone units that no person has acknowledged.
        unacknowledged: i64,
    },
    /// `wait` ran out first.
    TimeIsUp,
}

enum Task {
    Poll { account: AccountId, feed: Feed, result: Result<bool, SinkError> },
    Unit(Result<bool, SinkError>),
}

/// Places for units of one sort. Each sort has its own, so that the past never delays the present, and a large file or a
/// throttled search never a sample that cannot be had later.
#[derive(Clone, Copy)]
struct Places {
    lane: Lane,
    is_sampling: bool,
    units_max: usize,
}

impl Places {
    fn are_for(self, lane: Lane, feed: Feed) -> bool {
        self.lane == lane && self.is_sampling == (feed.kind() == FeedKind::Samples)
    }
}

struct Loop {
    scheduler: Arc<Scheduler>,
    stop: watch::Receiver<bool>,
    tasks: JoinSet<Task>,
    /// Units in hand, so that a panic or a shutdown can give their leases back.
    units: HashMap<Id, Unit>,
    polls: HashMap<Id, (AccountId, Feed)>,
    watchdog: Watchdog,
    /// Feeds that were listed to the end since this daemon started.
    listed: HashSet<(AccountId, Feed)>,
    feeds_looked_at: Option<Instant>,
    /// When each feed had its last turn, counted in claims.
    claimed: HashMap<(AccountId, Feed), u64>,
    claims: u64,
    /// Failures of the database in a row.
    database_failures: u32,
    /// Whether the last of them was met while storing or listing. The ledger may then answer well all the time (a full
    /// disk, a missing right): only a task that succeeds shows that it is over.
    failed_in_task: bool,
}

/// Works until told to stop (`stop` becomes `true`) or, in [`Mode::UntilIdle`], until there is nothing to do. Trouble
/// upstream or with the database never ends it.
pub async fn run(scheduler: Arc<Scheduler>, stop: watch::Receiver<bool>, mode: Mode) -> Ended {
    let deadline = match mode {
        Mode::Forever => None,
        Mode::UntilIdle { wait } => Some(Instant::now() + wait),
    };
    let mut state = Loop {
        scheduler,
        stop,
        tasks: JoinSet::new(),
        units: HashMap::new(),
        polls: HashMap::new(),
        watchdog: Watchdog::default(),
        listed: HashSet::new(),
        feeds_looked_at: None,
        claimed: HashMap::new(),
        claims: 0,
        database_failures: 0,
        failed_in_task: false,
    };
    let stopped = stopped_for(state.stop.clone(), STOP_WAIT_MAX);
    let ended = tokio::select! {
        ended = state.work(deadline) => ended,
        () = stopped => Ended::Stopped,
    };
    state.drain().await;
    ended
}

/// Ends `pause` after the wish to stop.
async fn stopped_for(mut stop: watch::Receiver<bool>, pause: Duration) {
    if stop.wait_for(|stopping| *stopping).await.is_err() {
        // Nobody is left who could tell it to stop.
        std::future::pending::<()>().await;
    }
    tokio::time::sleep(pause).await;
}

impl Loop {
    async fn work(&mut self, deadline: Option<Instant>) -> Ended {
        loop {
            if *self.stop.borrow() {
                return Ended::Stopped;
            }
            if deadline.is_some_and(|deadline| Instant::now() >= deadline) {
                return Ended::TimeIsUp;
            }
            let pause = match self.turn(deadline.is_some()).await {
                Ok(Turn::Idle { unacknowledged }) => return Ended::Idle { unacknowledged },
                Ok(Turn::Wait(pause)) => {
                    if !self.failed_in_task {
                        self.database_answered();
                    }
                    pause
                }
                Err(error) => self.database_failed(error).await,
            };
            let wake_at = Instant::now() + pause;
            self.wait(deadline.map_or(wake_at, |deadline| deadline.min(wake_at))).await;
        }
    }

    /// Starts what is due. Answers how long nothing new will be.
    async fn turn(&mut self, until_idle: bool) -> Result<Turn, SinkError> {
        let stalled = self.watchdog.tell(Instant::now());
        self.scheduler.pulse.beat(stalled);
        measure::stalled(stalled);
        self.start_polls().await?;
        self.start_units().await?;
        if until_idle
            && self.tasks.is_empty()
            && let Some(unacknowledged) = self.idle().await?
        {
            return Ok(Turn::Idle { unacknowledged });
        }
        if !self.polls.is_empty() {
            // A listing may be adding units at any moment.
            return Ok(Turn::Wait(FEEDS_LOOK_MIN));
        }
        let due = self.scheduler.sink.next_due(&self.scheduler.feeds()).await?;
        Ok(Turn::Wait(self.pause_until(due)))
    }

    fn pause_until(&self, due: Option<DateTime<Utc>>) -> Duration {
        let now = self.scheduler.clock.now();
        let pause = due.map_or(FEEDS_LOOK_MIN, |due| (due - now).to_std().unwrap_or_default());
        pause.clamp(FEEDS_LOOK_MIN, self.scheduler.limits.idle_wait_max.max(FEEDS_LOOK_MIN))
    }

    async fn start_polls(&mut self) -> Result<(), SinkError> {
        if self.feeds_looked_at.is_some_and(|at| at.elapsed() < FEEDS_LOOK_MIN) {
            return Ok(());
        }
        self.feeds_looked_at = Some(Instant::now());
        let scheduler = self.scheduler.clone();
        for (index, account) in scheduler.accounts.iter().enumerate() {
            for feed in account.feeds.keys().copied() {
                let key = (account.id.clone(), feed);
                if self.polls.values().any(|polling| *polling == key) {
                    continue;
                }
                let is_start = !self.listed.contains(&key);
                if is_start {
                    measure::feed_is_read(&account.id, feed);
                    scheduler.sink.register_feed(&account.id, feed).await?;
                }
                let (now, lease) = (scheduler.clock.now(), scheduler.limits.lease);
                let claim = scheduler.sink.claim_poll(&account.id, feed, &scheduler.owner, now, lease, is_start);
                let Some(lease) = claim.await? else { continue };
                let scheduler = scheduler.clone();
                let span = info_span!("listing", account = %account.id, feed = %feed);
                let work = async move {
                    let account = &scheduler.accounts[index];
                    let result = poll(&scheduler, account, feed, lease, is_start).await;
                    Task::Poll { account: account.id.clone(), feed, result }
                };
                let work = work.instrument(span);
                let task = self.watchdog.begin(&mut self.tasks, &key.0, feed, "the listing", work);
                self.polls.insert(task.id(), key);
            }
        }
        Ok(())
    }

    async fn start_units(&mut self) -> Result<(), SinkError> {
        let limits = &self.scheduler.limits;
        let places = [
            Places { lane: Lane::Live, is_sampling: true, units_max: SAMPLING_IN_FLIGHT_MAX as usize },
            Places { lane: Lane::Live, is_sampling: false, units_max: limits.units_in_flight_max },
            Places { lane: Lane::Backfill, is_sampling: false, units_max: limits.backfill_in_flight_max },
        ];
        for places in places {
            self.fill(places).await?;
        }
        Ok(())
    }

    fn in_flight(&self, places: Places) -> usize {
        self.units.values().filter(|unit| places.are_for(unit.lane, unit.feed)).count()
    }

    /// Starts units while there are places for them: the next is of the feed with the fewest in hand, then of the one that
    /// has waited longest, so that no backlog of one keeps another from its turn.
    async fn fill(&mut self, places: Places) -> Result<(), SinkError> {
        let scheduler = self.scheduler.clone();
        let mut feeds = scheduler.feeds();
        feeds.retain(|(_, feed)| places.are_for(places.lane, *feed));
        while !feeds.is_empty() && self.in_flight(places) < places.units_max {
            let (now, lease) = (scheduler.clock.now(), scheduler.limits.lease);
            feeds.sort_by_key(|feed| (self.in_hand(feed), self.claimed.get(feed).copied()));
            let precedence: Vec<i32> = (0..).take(feeds.len()).collect();
            let claim = scheduler.sink.claim_unit(&feeds, &precedence, places.lane, &scheduler.owner, now, lease);
            let Some(unit) = claim.await? else { return Ok(()) };
            self.claims += 1;
            self.claimed.insert((unit.account.clone(), unit.feed), self.claims);
            let (scheduler, mut stop) = (scheduler.clone(), self.stop.clone());
            let claimed = unit.clone();
            // Every line that is logged meanwhile, of requests too, names the unit.
            let span = info_span!("unit", account = %unit.account, feed = %unit.feed, unit = unit.id.0);
            let work = async move {
                let Some(account) = scheduler.account(&unit.account) else { return Task::Unit(Ok(false)) };
                Task::Unit(ingest(&scheduler, account, &unit, &mut stop).await)
            };
            let (tasks, work) = (&mut self.tasks, work.instrument(span));
            let task = self.watchdog.begin(tasks, &claimed.account, claimed.feed, &claimed.name, work);
            self.units.insert(task.id(), claimed);
        }
        Ok(())
    }

    /// Units of a feed that are being loaded here.
    fn in_hand(&self, (account, feed): &(AccountId, Feed)) -> usize {
        self.units.values().filter(|unit| unit.account == *account && unit.feed == *feed).count()
    }

    /// Whether there is nothing left: every feed was listed, no unit will still be tried, and no window is to be read again by
    /// now. Then the number of units that nobody has acknowledged.
    async fn idle(&self) -> Result<Option<i64>, SinkError> {
        let feeds = self.scheduler.feeds();
        if feeds.iter().any(|feed| !self.listed.contains(feed)) {
            return Ok(None);
        }
        let status = self.scheduler.sink.feed_status(&feeds).await?;
        let open: i64 = status.iter().map(|feed| feed.units.open()).sum();
        let due = self.scheduler.sink.rereads_due(&feeds, self.scheduler.clock.now()).await?;
        let unacknowledged = status.iter().map(|feed| feed.units.unacknowledged).sum();
        Ok((open == 0 && due == 0).then_some(unacknowledged))
    }

    /// Until a task ends, the time comes, or the daemon is told to stop.
    async fn wait(&mut self, wake_at: Instant) {
        let mut stop = self.stop.clone();
        tokio::select! {
            Some(joined) = self.tasks.join_next_with_id(), if !self.tasks.is_empty() => self.joined(joined).await,
            () = tokio::time::sleep_until(wake_at) => {}
            _ = stop.wait_for(|stopping| *stopping) => {}
        }
    }

    async fn joined(&mut self, joined: Result<(Id, Task), JoinError>) {
        let (id, task) = match joined {
            Ok(joined) => joined,
            Err(panic) => return self.panicked(&panic).await,
        };
        self.watchdog.ended(id);
        self.units.remove(&id);
        self.polls.remove(&id);
        let result = match task {
            Task::Poll { account, feed, result } => {
                if let Ok(true) = result {
                    self.listed.insert((account, feed));
                }
                result
            }
            Task::Unit(result) => result,
        };
        self.failed_in_task = result.is_err() || self.failed_in_task && !matches!(result, Ok(true));
        if let Ok(true) = result {
            self.database_answered();
        }
        if let Err(error) = result {
            let pause = self.database_failed(error).await;
            let mut stop = self.stop.clone();
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                _ = stop.wait_for(|stopping| *stopping) => {}
            }
        }
    }

    /// A panic of ours costs the unit an attempt: trying for ever would not mend it.
    async fn panicked(&mut self, panic: &JoinError) {
        self.watchdog.ended(panic.id());
        self.polls.remove(&panic.id());
        let Some(unit) = self.units.remove(&panic.id()) else { return };
        measure::unit_ended(&unit, "panicked");
        error!(event = "unit_panicked", account = %unit.account, feed = %unit.feed, unit = unit.id.0, name = %unit.name,
            "loading the unit panicked; this is a mistake of lp-warehouse");
        let error = "loading it panicked; this is a mistake of lp-warehouse".to_owned();
        let ending = own_fault(&self.scheduler, &unit, error);
        if let Err(error) = self.scheduler.sink.end_attempt(&unit, &ending).await {
            self.database_failed(error).await;
        }
    }

    fn database_answered(&mut self) {
        if std::mem::take(&mut self.database_failures) > 0 {
            info!(event = "database_back", "the database answers again");
        }
    }

    async fn database_failed(&mut self, error: SinkError) -> Duration {
        if self.database_failures == 0 {
            measure::database_lost();
            let error = self.scheduler.sink.reach().await.err().unwrap_or(error);
            error!(event = "database_unavailable", error = chain(&error), "the database cannot be used; trying again");
        }
        self.database_failures = self.database_failures.saturating_add(1);
        let chance = self.scheduler.chance();
        crate::plan::gaps::growing_gap(DATABASE_PAUSE_FIRST, DATABASE_PAUSE_MAX, self.database_failures, chance)
    }

    /// Lets the units in hand finish for a while, then takes them back.
    async fn drain(mut self) {
        let deadline = Instant::now() + self.scheduler.limits.shutdown_grace;
        while !self.units.is_empty() {
            match tokio::time::timeout_at(deadline, self.tasks.join_next_with_id()).await {
                Ok(Some(Ok((id, _)))) => drop(self.units.remove(&id)),
                Ok(Some(Err(panic))) => {
                    let _ = tokio::time::timeout_at(deadline, self.panicked(&panic)).await;
                }
                Ok(None) | Err(_) => break,
            }
        }
        self.tasks.shutdown().await;
        let _ = tokio::time::timeout(RELEASE_TIMEOUT, self.release()).await;
    }

    /// Gives back every lease still held.
    async fn release(&self) {
        for unit in self.units.values() {
            warn!(event = "unit_rolled_back", account = %unit.account, feed = %unit.feed, unit = unit.id.0,
                name = %unit.name, "no time to finish; rolled back and given back");
        }
        for unit in self.units.values() {
            // A database that does not answer leaves the lease to run out.
            let _ = self.scheduler.sink.end_attempt(unit, &Ending::Released).await;
        }
        if !self.polls.is_empty() {
            let _ = self.scheduler.sink.release_polls(&self.scheduler.owner).await;
        }
    }
}

enum Turn {
    Wait(Duration),
    Idle { unacknowledged: i64 },
}
