//! The whole system over virtual days: two accounts upstream, a database and several daemons with clocks that differ, with
//! faults of all kinds mixed by a seed. In the end the tables are the truth, the ledger is closed and everything adds up, whatever happened on the way.
//!
//! `cargo xtask simulate` runs more seeds than the tests do. A seed decides what is tried out; the moments at which a
//! daemon dies are the machine's, so that a failing seed may have to be run several times.

pub(crate) mod daemons;
mod trouble;

use std::collections::BTreeMap;
use std::ops::AddAssign;
use std::panic::catch_unwind;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use simulator::messaging_interactions::Conversations;
use simulator::{FeedSettings, SimClock, Simulator, SimulatorOptions, World, WorldSpec};
use sink::testing::TestDatabase;
use tokio::net::TcpListener;

use self::daemons::{Daemon, Fate, feeds};
use self::trouble::trouble;
use crate::closing::check_ledger;
use crate::comparison::{expect_conversations, expect_data_access, expect_history, expect_lists, expect_rows};
use crate::deployment::{ACCOUNT, empty_world, is_long};
use crate::process::memory_peak_kib;
use crate::virtual_time::{REQUESTS_IN_FLIGHT_MAX, REQUESTS_PER_SECOND_MAX};

/// Seeds of every test run.
const SEEDS: u64 = 8;
/// Seeds of the long variant.
const SEEDS_LONG: u64 = 100;
/// Worlds that are simulated at the same time: most of it is waiting.
const WORLDS: u64 = 6;
/// What is read, by each daemon.
pub(crate) const ACCOUNTS: [&str; 2] = [ACCOUNT, "75555852"];
/// Daemons that share a warehouse.
const DAEMONS: usize = 3;
/// How far a daemon's clock may be from upstream's, in seconds.
const SKEW_S: std::ops::RangeInclusive<i64> = -90..=90;
/// A step of virtual time, in minutes.
const STEP_MINUTES: std::ops::RangeInclusive<i64> = 20..=240;
/// From the last hour on until every window is final: settle time, and what upstream publishes late.
const AFTERMATH: TimeDelta = TimeDelta::hours(36);
/// Upstream keeps metrics for a day: no method is left without a poll for longer than this, however slow the machine.
const UNPOLLED_MAX: TimeDelta = TimeDelta::hours(16);
/// Steps a minute apart, until every method was polled.
const STEPS_AT_ONCE_MAX: u32 = 100;
/// Whatever runs in this process, worlds with their daemons and other tests, holds no more.
const MEMORY_MAX_MIB: u64 = 2048;
/// However much is left, the last steps take no longer.
const REST_WAIT_MAX: Duration = Duration::from_secs(120);

/// What happened in simulations.
#[derive(Clone, Debug, Default)]
struct Events {
    steps: u64,
    requests: u64,
    /// How often each kind of fault was met.
    faults: BTreeMap<String, usize>,
    kills: u64,
    stops: u64,
    cut_off: u64,
    sessions_ended: u64,
}

impl AddAssign for Events {
    fn add_assign(&mut self, other: Self) {
        self.steps += other.steps;
        self.requests += other.requests;
        for (name, count) in other.faults {
            *self.faults.entry(name).or_default() += count;
        }
        self.kills += other.kills;
        self.stops += other.stops;
        self.cut_off += other.cut_off;
        self.sessions_ended += other.sessions_ended;
    }
}

#[test]
fn whatever_happens_the_tables_are_the_truth() {
    let Wanted { from, seeds, worlds, deadline } = Wanted::of_environment();
    let next = AtomicU64::new(from);
    let work = || {
        let (mut done, mut failed, mut all) = (0, Vec::new(), Events::default());
        while deadline.is_none_or(|deadline| Instant::now() < deadline) {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= from + seeds {
                break;
            }
            done += 1;
            match catch_unwind(|| simulate_on_a_runtime(seed)) {
                Ok(events) => all += events,
                Err(_) => failed.push(seed),
            }
        }
        (done, failed, all)
    };
    let (mut done, mut failed, mut all) = (0, Vec::new(), Events::default());
    thread::scope(|scope| {
        let workers: Vec<_> = (0..worlds).map(|_| scope.spawn(work)).collect();
        for worker in workers {
            let (seeds, failures, events) = worker.join().unwrap();
            done += seeds;
            failed.extend(failures);
            all += events;
        }
    });
    assert!(done > 0 && !all.faults.is_empty(), "nothing was tried out");
    let peak_mib = memory_peak_kib("self").expect("this process is there") / 1024;
    println!("{done} seeds from {from} on, at most {peak_mib} MiB: {all:#?}");
    assert!(peak_mib <= MEMORY_MAX_MIB, "{peak_mib} MiB were held");
    let again: String =
        failed.iter().map(|seed| format!("\n    cargo xtask simulate --from {seed} --seeds 1")).collect();
    assert!(failed.is_empty(), "{} seeds failed; again:{again}", failed.len());
}

fn simulate_on_a_runtime(seed: u64) -> Events {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(simulate(seed))
}

struct Wanted {
    from: u64,
    seeds: u64,
    worlds: u64,
    deadline: Option<Instant>,
}

impl Wanted {
    #[expect(clippy::disallowed_methods, reason = "the tests are told by xtask how much is wanted")]
    fn of_environment() -> Self {
        let number = |name: &str| std::env::var(name).ok().map(|text| text.parse::<u64>().expect(name));
        let usual = if is_long() { SEEDS_LONG } else { SEEDS };
        Self {
            from: number("LPW_SIMULATE_FROM").unwrap_or(0),
            seeds: number("LPW_SIMULATE_SEEDS").unwrap_or(usual),
            worlds: number("LPW_SIMULATE_WORLDS").unwrap_or(WORLDS),
            deadline: number("LPW_SIMULATE_MINUTES").map(|minutes| Instant::now() + Duration::from_secs(60 * minutes)),
        }
    }
}

/// Whole, virtual, and always the same.
fn world_end() -> DateTime<Utc> {
    "2026-05-18T00:00:00Z".parse().unwrap()
}

fn world(seed: u64, random: &mut fastrand::Rng) -> WorldSpec {
    // Some last for weeks, all begin where the daemons read.
    let conversations = Conversations { days: 3, per_day: random.u32(4..=12), ..Conversations::default() };
    WorldSpec {
        seed,
        feeds: FeedSettings::default().with(conversations),
        accounts: ACCOUNTS.map(str::to_owned).into(),
        hours: random.u32(5..=10),
        chats_per_hour: random.u32(2..=4),
        agents: 4,
        end: world_end(),
        long_line_bytes_max: 1 << random.u32(8..=15),
        history_long_percent: 8,
        history_partial_percent: 8,
        history_erased_percent: 0,
        ..empty_world()
    }
}

async fn simulate(seed: u64) -> Events {
    let mut random = fastrand::Rng::with_seed(seed);
    let spec = world(seed, &mut random);
    let start = spec.end - TimeDelta::hours(i64::from(spec.hours));
    let clock = SimClock::fixed(start);
    let stranger = Stranger::listen().await;
    let options = SimulatorOptions { foreign_base_url: stranger.base_url.clone(), ..SimulatorOptions::default() };
    let simulator = Simulator::start(World::generate(&spec), clock.clone(), options).await.unwrap();
    let database = TestDatabase::create().await;
    let mut skew = || TimeDelta::seconds(random.i64(SKEW_S));
    let daemons = [(); DAEMONS].map(|()| skew()).into_iter().enumerate();
    let mut daemons: Vec<Daemon> =
        daemons.map(|(number, skew)| Daemon::new(&simulator, &database, number, skew)).collect();
    let (mut events, begun) = (Events::default(), Instant::now());
    while clock.now() < spec.end + AFTERMATH {
        for steps in 1.. {
            assert!(steps <= STEPS_AT_ONCE_MAX, "a method is not polled at {}", clock.now());
            trouble(&mut random, &simulator);
            step(&mut random, &simulator, &database, &mut daemons, &mut events).await;
            if polled_through(&database, start).await > clock.now() - UNPOLLED_MAX {
                break;
            }
            // A pause that upstream asked for must be able to end.
            clock.advance(TimeDelta::minutes(1));
        }
        clock.advance(TimeDelta::minutes(random.i64(STEP_MINUTES)));
    }
    events.faults = simulator.faults().injected();
    simulator.faults().clear();
    // A file that was missing is asked for again an hour later.
    for _ in 0..3 {
        clock.advance(TimeDelta::hours(2));
        Daemon::new(&simulator, &database, DAEMONS, TimeDelta::zero()).finish_all(REST_WAIT_MAX).await;
    }
    expect_good_end(&simulator, &database, start).await;
    events.requests = expect_limits(&simulator, begun.elapsed());
    assert_eq!(stranger.connections.load(Ordering::Relaxed), 0, "a host that nobody configured was asked");
    simulator.shutdown().await;
    database.remove().await;
    events
}

/// A host that a redirect leads to, and nobody must follow.
struct Stranger {
    base_url: String,
    connections: Arc<AtomicU64>,
}

impl Stranger {
    async fn listen() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base_url = format!("http://{}", listener.local_addr().unwrap());
        let connections = Arc::new(AtomicU64::new(0));
        let counter = connections.clone();
        tokio::spawn(async move {
            while listener.accept().await.is_ok() {
                counter.fetch_add(1, Ordering::Relaxed);
            }
        });
        Self { base_url, connections }
    }
}

/// All daemons at once, each with its fate, and accidents of the database.
async fn step(
    random: &mut fastrand::Rng,
    simulator: &Simulator,
    database: &TestDatabase,
    daemons: &mut [Daemon],
    events: &mut Events,
) {
    events.steps += 1;
    let mut lives = Vec::with_capacity(DAEMONS);
    for daemon in daemons.iter_mut() {
        let fate = Fate::of(random);
        events.kills += u64::from(matches!(fate, Fate::Killed { .. }));
        events.stops += u64::from(matches!(fate, Fate::Stopped { .. }));
        events.cut_off += u64::from(matches!(fate, Fate::CutOff));
        let next = daemon.after(fate, simulator, database);
        lives.push(std::mem::replace(daemon, next).live(fate, simulator, database));
    }
    let cut = (random.u32(0..6) == 0).then(|| Duration::from_millis(random.u64(0..60)));
    let accident = async {
        let Some(after) = cut else { return 0 };
        // The moment itself is what is tried out; nothing is waited for.
        tokio::time::sleep(after).await;
        let ended = "select pg_terminate_backend(pid) as ended from pg_stat_activity
            where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'";
        database.rows(ended).await.len() as u64
    };
    let [one, two, three] = lives.try_into().unwrap_or_else(|_| unreachable!("as many lives as daemons"));
    let (ended, ..) = tokio::join!(accident, one, two, three);
    events.sessions_ended += ended;
}

/// Up to when every method has been polled.
async fn polled_through(database: &TestDatabase, start: DateTime<Utc>) -> DateTime<Utc> {
    let query = "select min(scope_end_at) as at from ingest.unit where feed = 'operational' and state <> 'gone'";
    let at = database.rows(query).await[0]["at"].as_str().map(|at| at.parse().unwrap());
    at.unwrap_or(start)
}

/// Tables, ledger and balance.
async fn expect_good_end(simulator: &Simulator, database: &TestDatabase, start: DateTime<Utc>) {
    let now = simulator.clock().now();
    let open = database.rows("select name, state, last_error from ingest.unit where state <> 'loaded'").await;
    assert!(open.is_empty(), "not loaded: {} units, the first {}", open.len(), open[0]);
    expect_data_access(simulator.world(), database, now).await;
    expect_history(simulator.world(), database, now).await;
    expect_conversations(simulator.world(), database, now).await;
    expect_lists(simulator.world(), database).await;
    let intervals = format!("is_final and interval_end_at > '{}'", start.to_rfc3339());
    expect_rows(database, simulator.world().operational_truth(now, start), &intervals).await;
    check_ledger(database).await;
    let accounts = ACCOUNTS.map(|id| model::AccountId(id.to_owned()));
    let configured: Vec<_> =
        accounts.iter().flat_map(|id| feeds().into_keys().map(|feed| (id.clone(), feed))).collect();
    let span = (DateTime::<Utc>::UNIX_EPOCH, now);
    for balance in database.sink.balance(&configured, span).await.unwrap() {
        assert_eq!(balance.rows.rows, balance.rows.stored_new, "{}", balance.feed);
        let differences: Vec<_> = balance.hours.iter().flat_map(sink::reconcile::HourBalance::differences).collect();
        assert!(differences.is_empty(), "{}: {differences:?}", balance.feed);
    }
    let rejects = database.rows("select reason, detail from ingest.reject where closed_at is null").await;
    assert!(rejects.is_empty(), "in the quarantine: {}", rejects[0]);
}

/// No account had more requests at one time, or in the time that it took, than its daemons together may have. Answers how
/// many there were.
fn expect_limits(simulator: &Simulator, elapsed: Duration) -> u64 {
    for account in ACCOUNTS {
        let seen = simulator.concurrency_max_seen(account);
        assert!(seen <= DAEMONS * REQUESTS_IN_FLIGHT_MAX, "{seen} requests at one time");
    }
    let requests = simulator.requests().len() as u64;
    let allowed = (ACCOUNTS.len() * DAEMONS) as f64 * elapsed.as_secs_f64() * f64::from(REQUESTS_PER_SECOND_MAX);
    assert!((requests as f64) < allowed, "{requests} requests in {elapsed:?}");
    requests
}
