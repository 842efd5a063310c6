//! The loop: start what is due, wait for the next thing to happen, stop cleanly.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use chrono::{DateTime, Utc};
use model::{AccountId, Feed, Unit, chain};
use sink::SinkError;
use sink::lease::PollLease;
use tokio::sync::watch;
use tokio::task::{Id, JoinError, JoinSet};
use tokio::time::Instant;
use tracing::{Instrument, info_span, warn};

use crate::drain::wait_for_stop;
use crate::facts::Facts;
use crate::failure::Failure;
use crate::ingest::ingest;
use crate::lease::{claim_poll, claim_unit};
use crate::log::log_panicked;
use crate::measure;
use crate::outage::{Hindrance, Outage};
use crate::policy::end_failed;
use crate::poll::{Poll, poll};
use crate::scheduler::Scheduler;
use crate::slots::{UnitSlots, UnitsInHand};
use crate::watchdog::Watchdog;

/// Feeds are looked at this often at most, however many units end in between.
const FEEDS_LOOK_MIN: Duration = Duration::from_millis(500);
/// A question to the database that is under way when the daemon is to stop may take no longer.
const STOP_WAIT_MAX: Duration = Duration::from_millis(500);

/// When to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// When `stop` says so.
    Forever,
    /// When nothing is due and no failed unit waits for its next try, or the time is up.
    UntilIdle {
        /// The time.
        wait: Duration,
        /// Whether the facts show, when it ends, all that was loaded.
        refreshes_facts: bool,
    },
}

/// Why the loop ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LoopEnd {
    /// `stop` said so.
    Stopped,
    /// Nothing is left to do.
    Idle {
        /// Dead and gone units that no person has acknowledged.
        unacknowledged: i64,
    },
    /// `wait` ran out first.
    TimeIsUp,
}

/// A piece of work that ended, and whether it came to its end. An error: the database was away, or the
/// disk full.
pub(crate) enum Task {
    Poll { account: AccountId, feed: Feed, result: Result<bool, SinkError>, ended_at: Instant },
    Unit { result: Result<bool, Hindrance>, ended_at: Instant },
}

/// How a piece of work ended, and when.
struct Ended {
    result: Result<bool, Hindrance>,
    at: Instant,
}

/// What the loop knows from one turn to the next.
pub(crate) struct Loop {
    pub(crate) scheduler: Arc<Scheduler>,
    stop: watch::Receiver<bool>,
    pub(crate) tasks: JoinSet<Task>,
    pub(crate) units: UnitsInHand,
    pub(crate) polls: HashMap<Id, (AccountId, Feed)>,
    watchdog: Watchdog,
    /// Feeds that were polled to the end since this daemon started.
    polled: HashSet<(AccountId, Feed)>,
    /// Feeds of which this daemon has asked again for what upstream had refused.
    asked_again: HashSet<(AccountId, Feed)>,
    feeds_looked_at: Option<Instant>,
    outage: Outage,
    /// Whether units are in hand, for the facts that are refreshed beside them.
    is_loading: Arc<AtomicBool>,
}

/// Works until `stop` becomes `true` or, in [`Mode::UntilIdle`], until there is nothing to do. Trouble upstream or with the
/// database never ends it.
pub async fn run(scheduler: Arc<Scheduler>, stop: watch::Receiver<bool>, mode: Mode) -> LoopEnd {
    let deadline = match mode {
        Mode::Forever => None,
        Mode::UntilIdle { wait, .. } => Some(Instant::now() + wait),
    };
    let mut state = Loop {
        scheduler,
        stop,
        tasks: JoinSet::new(),
        units: UnitsInHand::default(),
        polls: HashMap::new(),
        watchdog: Watchdog::default(),
        polled: HashSet::new(),
        asked_again: HashSet::new(),
        feeds_looked_at: None,
        outage: Outage::default(),
        is_loading: Arc::default(),
    };
    let stopped = wait_for_stop(state.stop.clone(), STOP_WAIT_MAX);
    let mut facts = Facts::new(state.scheduler.clone());
    let is_loading = state.is_loading.clone();
    let ended = tokio::select! {
        ended = state.work(deadline) => ended,
        () = stopped => LoopEnd::Stopped,
        // What ends by itself does it at its end, all at once.
        never = facts.keep(&is_loading), if mode == Mode::Forever => match never {},
    };
    let mut stop = state.stop.clone();
    state.drain().await;
    if matches!(mode, Mode::UntilIdle { refreshes_facts: true, .. }) && ended != LoopEnd::Stopped {
        tokio::select! {
            () = finish_facts(&mut facts) => {}
            _ = stop.wait_for(|stopping| *stopping) => {}
        }
    }
    ended
}

/// What a run that ends by itself has loaded is in the facts before it ends. What is not, the next run or a daemon takes over.
async fn finish_facts(facts: &mut Facts) {
    if let Err(error) = facts.catch_up(None).await {
        let error = chain(&error);
        warn!(
            event = "facts_not_refreshed",
            error,
            "the views of mart do not show the latest loads; the next run, or `lp-warehouse facts refresh`, does it"
        );
    }
}

enum Turn {
    Wait(Duration),
    Idle { unacknowledged: i64 },
}

impl Loop {
    async fn work(&mut self, deadline: Option<Instant>) -> LoopEnd {
        loop {
            if *self.stop.borrow() {
                return LoopEnd::Stopped;
            }
            if deadline.is_some_and(|deadline| Instant::now() >= deadline) {
                return LoopEnd::TimeIsUp;
            }
            let pause = match self.turn(deadline.is_some()).await {
                Ok(Turn::Idle { unacknowledged }) => return LoopEnd::Idle { unacknowledged },
                Ok(Turn::Wait(pause)) => {
                    self.outage.note_answer(&self.scheduler);
                    pause
                }
                Err(error) => self.outage.note_failure(&self.scheduler, error.into()).await,
            };
            let wake_at = Instant::now() + pause;
            self.wait(deadline.map_or(wake_at, |deadline| deadline.min(wake_at))).await;
        }
    }

    /// Starts what is due. Returns how long nothing new will be.
    async fn turn(&mut self, until_idle: bool) -> Result<Turn, SinkError> {
        let stalled = self.watchdog.report_stalled(Instant::now());
        self.scheduler.pulse.beat(stalled);
        measure::show_stalled(stalled);
        self.start_polls().await?;
        self.start_units().await?;
        if until_idle
            && self.tasks.is_empty()
            && let Some(unacknowledged) = self.find_idle().await?
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
                let is_start = !self.polled.contains(&key);
                if is_start {
                    measure::register_feed(&account.id, feed);
                    scheduler.sink.register_feed(&account.id, feed).await?;
                    self.ask_again(&account.id, feed).await?;
                }
                if let Some(lease) = claim_poll(&scheduler, &account.id, feed, is_start).await? {
                    self.start_poll(index, key, lease, is_start);
                }
            }
        }
        Ok(())
    }

    /// Makes due what upstream refused to the account, once for each feed in the life of this daemon.
    async fn ask_again(&mut self, account: &AccountId, feed: Feed) -> Result<(), SinkError> {
        let key = (account.clone(), feed);
        if !self.asked_again.contains(&key) {
            self.scheduler.sink.ask_unavailable_again(account, feed, self.scheduler.clock.now()).await?;
            self.asked_again.insert(key);
        }
        Ok(())
    }

    /// Polls a feed of the `index`-th account as a task.
    fn start_poll(&mut self, index: usize, key: (AccountId, Feed), lease: PollLease, is_start: bool) {
        let (scheduler, (account, feed)) = (self.scheduler.clone(), key.clone());
        let span = info_span!("listing", account = %account, feed = %feed);
        let work = async move {
            let (scheduler, of) = (&*scheduler, &scheduler.accounts[index]);
            let result = poll(&Poll { scheduler, account: of, feed, lease, is_start }).await;
            Task::Poll { account, feed, result, ended_at: Instant::now() }
        };
        let work = work.instrument(span);
        let task = self.watchdog.begin(&mut self.tasks, &key.0, feed, "the listing", work);
        self.polls.insert(task.id(), key);
    }

    /// Starts units while there are slots for them.
    async fn start_units(&mut self) -> Result<(), SinkError> {
        let scheduler = self.scheduler.clone();
        for slots in UnitSlots::all(&scheduler.limits) {
            loop {
                let feeds = self.units.order_feeds(slots, scheduler.feeds());
                if feeds.is_empty() {
                    break;
                }
                let Some(unit) = claim_unit(&scheduler, &feeds, slots.lane).await? else { break };
                self.start_unit(unit);
            }
        }
        Ok(())
    }

    /// Loads a unit as a task.
    fn start_unit(&mut self, unit: Unit) {
        let (scheduler, mut stop) = (self.scheduler.clone(), self.stop.clone());
        let claimed = unit.clone();
        // Every line that is logged meanwhile, of requests too, names the unit.
        let span = info_span!("unit", account = %unit.account, feed = %unit.feed, unit = unit.id.0);
        let work = async move {
            let result = match scheduler.find_account(&unit.account) {
                Some(account) => ingest(&scheduler, account, &unit, &mut stop).await,
                None => Ok(false),
            };
            Task::Unit { result, ended_at: Instant::now() }
        };
        let (tasks, work) = (&mut self.tasks, work.instrument(span));
        let task = self.watchdog.begin(tasks, &claimed.account, claimed.feed, &claimed.name, work);
        self.units.add(task.id(), claimed);
    }

    /// Finds out whether nothing is left: every feed was polled, no unit will still be tried, and no window is to be read
    /// again by now. What upstream does not let the account have is not waited for. Then returns the number of units that
    /// nobody has acknowledged.
    async fn find_idle(&self) -> Result<Option<i64>, SinkError> {
        let feeds = self.scheduler.feeds();
        if feeds.iter().any(|feed| !self.polled.contains(feed)) {
            return Ok(None);
        }
        let status = self.scheduler.sink.feed_status(&feeds).await?;
        let available = status.iter().filter(|feed| !feed.is_unavailable);
        let open: i64 = available.map(|feed| feed.units.open()).sum();
        let due = self.scheduler.sink.rereads_due(&feeds, self.scheduler.clock.now()).await?;
        let unacknowledged = status.iter().map(|feed| feed.units.unacknowledged).sum();
        Ok((open == 0 && due == 0).then_some(unacknowledged))
    }

    /// Waits until a task ends, the time comes, or the daemon is to stop.
    async fn wait(&mut self, wake_at: Instant) {
        let mut stop = self.stop.clone();
        self.is_loading.store(!self.units.is_empty(), Ordering::Relaxed);
        tokio::select! {
            Some(joined) = self.tasks.join_next_with_id(), if !self.tasks.is_empty() => self.end_task(joined).await,
            () = tokio::time::sleep_until(wake_at) => {}
            _ = stop.wait_for(|stopping| *stopping) => {}
        }
    }

    async fn end_task(&mut self, joined: Result<(Id, Task), JoinError>) {
        let Some(Ended { result, at }) = self.note_end(joined).await else { return };
        self.outage.note_task(&self.scheduler, &result, at);
        if let Err(hindrance) = result {
            let pause = self.outage.note_failure(&self.scheduler, hindrance).await;
            self.rest(Instant::now() + pause).await;
        }
    }

    /// Starts nothing until `wake_at`. Tasks that fail meanwhile met the same outage and do not make the pause longer: else each
    /// of many would add one. A task that succeeds meanwhile counts when the pause is over.
    async fn rest(&mut self, wake_at: Instant) {
        let (mut stop, mut succeeded) = (self.stop.clone(), None);
        loop {
            tokio::select! {
                Some(joined) = self.tasks.join_next_with_id(), if !self.tasks.is_empty() => {
                    succeeded = self.note_end(joined).await.filter(|ended| matches!(ended.result, Ok(true))).or(succeeded);
                }
                () = tokio::time::sleep_until(wake_at) => break,
                _ = stop.wait_for(|stopping| *stopping) => break,
            }
        }
        if let Some(Ended { result, at }) = succeeded {
            self.outage.note_task(&self.scheduler, &result, at);
        }
    }

    /// Notes that a task ended. Returns how; `None` for one that panicked.
    async fn note_end(&mut self, joined: Result<(Id, Task), JoinError>) -> Option<Ended> {
        let (id, task) = match joined {
            Ok(joined) => joined,
            Err(panic) => {
                self.end_panicked(&panic).await;
                return None;
            }
        };
        self.watchdog.end(id);
        self.units.remove(id);
        self.polls.remove(&id);
        Some(match task {
            Task::Poll { account, feed, result, ended_at } => {
                if let Ok(true) = result {
                    self.polled.insert((account, feed));
                }
                Ended { result: result.map_err(Hindrance::from), at: ended_at }
            }
            Task::Unit { result, ended_at } => Ended { result, at: ended_at },
        })
    }

    /// Ends a task that panicked. It costs its unit an attempt: to try again and again would not mend a mistake of ours.
    pub(crate) async fn end_panicked(&mut self, panic: &JoinError) {
        self.watchdog.end(panic.id());
        self.polls.remove(&panic.id());
        let Some(unit) = self.units.remove(panic.id()) else { return };
        log_panicked(&unit);
        if let Err(error) = self.write_panicked(&unit).await {
            self.outage.note_failure(&self.scheduler, error.into()).await;
        }
    }

    async fn write_panicked(&self, unit: &Unit) -> Result<(), SinkError> {
        match end_failed(&self.scheduler, unit, &Failure::LoadPanicked).await? {
            Some(end) => self.scheduler.sink.end_attempt(unit, &end).await,
            None => Ok(()),
        }
    }
}
