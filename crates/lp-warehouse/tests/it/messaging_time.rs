//! Messaging over virtual days: conversations that change for weeks are followed, and what has not changed is not written.

use std::collections::BTreeMap;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use expect_test::expect;
use scheduler::updates::plan::UpdatesPlan;
use scheduler::{FeedPlan, Reading};
use simulator::messaging_interactions::{
    Conversations, MessagingConversation, MessagingSearch, Options, SEARCH, SEARCH_BY_ID,
};
use simulator::{Burst, ErrorBody, Fault, FeedSettings, SimClock, Simulator, SimulatorOptions, World, WorldSpec};
use sink::testing::TestDatabase;
use sink::units::UnitFilter;

use crate::closing::check_ledger;
use crate::comparison::expect_conversations;
use crate::deployment::{ACCOUNT, empty_world};
use crate::simulation::ACCOUNTS;
use crate::simulation::daemons::{Daemon, Fate};
use crate::virtual_time::VirtualTime;

const PLAN: UpdatesPlan = UpdatesPlan {
    every: Duration::from_secs(5 * 60),
    history: Duration::from_secs(60 * 86_400),
    wants_whole_records: true,
};

/// However much is left at the end of a day, it takes no longer.
const REST_WAIT_MAX: Duration = Duration::from_secs(120);

/// Whole, virtual, and always the same.
fn end() -> DateTime<Utc> {
    "2026-05-18T00:00:00Z".parse().unwrap()
}

fn world(conversations: Conversations) -> WorldSpec {
    let feeds = FeedSettings::default().with(conversations);
    WorldSpec { hours: 24, chats_per_hour: 0, end: end(), feeds, ..empty_world() }
}

/// Conversations of forty days, some of which last for weeks, are opened again, surveyed, summed up, erased.
fn weeks() -> Conversations {
    Conversations { days: 40, per_day: 12, ..Conversations::default() }
}

async fn begin(conversations: Conversations, plan: UpdatesPlan, start: DateTime<Utc>) -> VirtualTime {
    let upstream = SimulatorOptions::default();
    begin_at(conversations, plan, upstream, start).await
}

async fn begin_at(
    conversations: Conversations,
    plan: UpdatesPlan,
    upstream: SimulatorOptions,
    start: DateTime<Utc>,
) -> VirtualTime {
    let plan = FeedPlan { every: plan.every, reading: Reading::Updates(plan) };
    VirtualTime::begin(world(conversations), upstream, feeds::messaging_interactions::FEED, plan, start).await
}

/// Some trouble before every step.
fn trouble(random: &mut fastrand::Rng, simulator: &Simulator) {
    let status = |code, body| Fault::Status { code, retry_after_s: None, body };
    let fault = match random.u32(0..16) {
        0 => status(429, ErrorBody::Json),
        1 => status(500, ErrorBody::Html),
        2 => status(503, ErrorBody::PlainText),
        3 => Fault::PartialShards { failed: 2, total: 12 },
        4 => Fault::CountChanges { by: -1 },
        5 => Fault::ResetMidBody,
        6 => Fault::PageRepeats,
        _ => return,
    };
    let route = if random.u32(0..4) == 0 { SEARCH_BY_ID } else { SEARCH };
    simulator.faults().inject(route, None, fault, random.u32(1..6));
}

/// Two daemons with clocks that differ, which are killed, stopped, cut off and absent by chance, while upstream fails by chance.
/// At the end of each day somebody comes and finishes what is left.
#[tokio::test(flavor = "multi_thread")]
async fn a_month_of_faults_and_kills_is_the_truth_at_every_days_end() {
    const STEPS_PER_DAY: i32 = 2;
    let feed = feeds::messaging_interactions::FEED;
    let plan = [(feed, FeedPlan { every: PLAN.every, reading: Reading::Updates(PLAN) })];
    let start = end() - TimeDelta::days(30);
    let conversations = Conversations { days: 40, per_day: 5, ..Conversations::default() };
    let spec = WorldSpec { accounts: ACCOUNTS.map(str::to_owned).into(), ..world(conversations) };
    let clock = SimClock::fixed(start);
    let simulator = Simulator::start(World::generate(&spec), clock.clone(), SimulatorOptions::default()).await.unwrap();
    let database = TestDatabase::create().await;
    let daemon = |number, skew_s| {
        Daemon::reading(plan.clone().into(), &simulator, &database, number, TimeDelta::seconds(skew_s))
    };
    let (mut random, mut daemons, mut kills) = (fastrand::Rng::with_seed(5), [daemon(0, -70), daemon(1, 45)], 0);
    for _ in 0..32 {
        for _ in 0..STEPS_PER_DAY {
            trouble(&mut random, &simulator);
            let fates = [(); 2].map(|()| Fate::of(&mut random));
            kills += fates.iter().filter(|fate| matches!(fate, Fate::Killed { .. })).count();
            let [one, two] = [0, 1].map(|number| {
                let next = daemons[number].after(fates[number], &simulator, &database);
                std::mem::replace(&mut daemons[number], next).live(fates[number], &simulator, &database)
            });
            tokio::join!(one, two);
            clock.advance(TimeDelta::days(1) / STEPS_PER_DAY);
        }
        simulator.faults().clear();
        daemon(2, 0).finish_all(REST_WAIT_MAX).await;
        expect_conversations(simulator.world(), &database, clock.now()).await;
    }
    assert!(kills > 15 && simulator.faults().injected_count() > 40, "{kills}");
    let counts = database
        .rows(
            "select (select sum(records_new) from ingest.load)::bigint as new,
                (select count(*) from liveperson.messaging_conversation) as stored,
                (select count(*) from ingest.unit where lane = 'backfill' and final_at is null) as open",
        )
        .await;
    assert_eq!(counts[0]["new"], counts[0]["stored"]);
    assert_eq!(counts[0]["open"], 0, "every day is final");
    check_ledger(&database).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_feed_on_its_schedule_is_complete_through_its_last_poll_and_reading_again_writes_nothing() {
    let time = begin(weeks(), PLAN, end() - TimeDelta::days(2)).await;
    time.run_until(end(), TimeDelta::minutes(20), |_| {}).await;
    time.expect_conversations().await;
    let [status] = &time.status().await[..] else { panic!("one feed") };
    assert_eq!(status.complete_through.map(|at| time.now() - at < TimeDelta::minutes(21)), Some(true));
    reread_writes_nothing(&time).await;
}

/// Reads every range and every day again and looks at where the rows lie.
async fn reread_writes_nothing(time: &VirtualTime) {
    let before = time.database.physical_rows().await;
    assert!(time.database.sink.retry_units(&UnitFilter::default(), time.now()).await.unwrap() > 20);
    time.step().await;
    assert!(before == time.database.physical_rows().await, "no row moved or was locked");
}

/// What is known of conversations when a way to read them is tried: at each poll, what is asked for, and what then is known.
struct Naive<'w> {
    conversations: &'w [MessagingConversation],
    /// The number of updates that were seen of each.
    seen: BTreeMap<&'w str, usize>,
}

impl<'w> Naive<'w> {
    fn read(&mut self, now: DateTime<Utc>, is_asked_for: impl Fn(&MessagingConversation, DateTime<Utc>) -> bool) {
        for conversation in self.conversations {
            let told = now - conversation.lag;
            let updates = conversation.updated_at.partition_point(|at| *at <= told);
            let Some(latest) = conversation.updated_at[..updates].last() else { continue };
            if conversation.started_at <= told && is_asked_for(conversation, *latest) {
                self.seen.insert(&conversation.conversation_id, updates);
            }
        }
    }

    /// How many are missing, and how many others are stale.
    fn lost(&self, now: DateTime<Utc>) -> (usize, usize) {
        let known = self.conversations.iter().filter(|conversation| conversation.started_at <= now - conversation.lag);
        let (mut missing, mut stale) = (0, 0);
        for conversation in known {
            let updates = conversation.updated_at.partition_point(|at| *at <= now - conversation.lag);
            match self.seen.get(conversation.conversation_id.as_str()) {
                None => missing += 1,
                Some(seen) if *seen < updates => stale += 1,
                Some(_) => {}
            }
        }
        (missing, stale)
    }
}

/// The ways that most loaders take, each for twelve days, polled every five minutes.
#[test]
fn watermarks_on_start_or_end_or_without_overlap_lose_conversations() {
    let world = World::generate(&world(weeks()));
    let all = world.messaging_conversations(ACCOUNT);
    let every = TimeDelta::minutes(5);
    let start = end() - TimeDelta::days(12);
    let check = |name: &str, asks: fn(&MessagingConversation, DateTime<Utc>, DateTime<Utc>, DateTime<Utc>) -> bool| {
        let mut naive = Naive { conversations: &all, seen: BTreeMap::new() };
        naive.read(start, |_, _| true);
        let (mut now, mut watermark) = (start + every, start);
        while now <= end() + TimeDelta::days(2) {
            naive.read(now, |conversation, latest| asks(conversation, latest, watermark, now));
            watermark = now;
            now += every;
        }
        let (missing, stale) = naive.lost(now - every);
        format!("{name}: {missing} missing, {stale} stale")
    };
    let found = [
        check("watermark on start", |conversation, _, watermark, _| conversation.started_at >= watermark),
        check("watermark on end", |conversation, _, watermark, now| {
            (watermark..=now - conversation.lag).contains(&conversation.closed_at)
        }),
        check("updates without overlap", |_, latest, watermark, _| latest >= watermark),
        check("updates of closed ones", |conversation, latest, watermark, now| {
            let is_closed = conversation.closed_at <= now - conversation.lag;
            is_closed && latest >= watermark - TimeDelta::minutes(20)
        }),
        check("updates, 20 minutes overlap", |_, latest, watermark, _| latest >= watermark - TimeDelta::minutes(20)),
    ];
    expect![[r#"
        of 480 conversations
        watermark on start: 12 missing, 163 stale
        watermark on end: 24 missing, 135 stale
        updates without overlap: 0 missing, 25 stale
        updates of closed ones: 10 missing, 15 stale
        updates, 20 minutes overlap: 0 missing, 0 stale
    "#]]
    .assert_eq(&format!("of {} conversations\n{}\n", all.len(), found.join("\n")));
}

fn searches(time: &VirtualTime) -> Vec<MessagingSearch> {
    time.simulator.requests().iter().filter_map(simulator::RequestLogEntry::messaging_search).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_idle_poll_costs_one_request_per_range_and_writes_no_row() {
    let long = Conversations { long_percent: 100, ..weeks() };
    let plan = UpdatesPlan { history: Duration::from_secs(395 * 86_400), ..PLAN };
    // The last update is a month back.
    let time = begin(long, plan, end() + TimeDelta::days(100)).await;
    time.step().await;
    let (before, asked) = (time.database.physical_rows().await, searches(&time).len());
    let ranges = time.number("select count(*) from ingest.unit where lane = 'live'").await;
    for _ in 0..3 {
        time.simulator.clock().advance(TimeDelta::minutes(6));
        time.step().await;
    }
    assert_eq!(searches(&time).len() - asked, 3 * usize::try_from(ranges).unwrap());
    assert!(before == time.database.physical_rows().await, "no row moved or was locked");
    let asked = searches(&time).split_off(asked);
    assert!(asked.iter().all(|search| search.updated_from_ms.is_some() && search.conversation_id.is_none()));
}

/// However many conversations are open, a poll reads those that changed in the last half hour, and no other.
#[tokio::test(flavor = "multi_thread")]
async fn a_poll_of_open_conversations_reads_what_changed() {
    let open =
        Conversations { days: 40, per_day: 450, long_percent: 100, partial_percent: 0, ..Conversations::default() };
    let time = begin(open, UpdatesPlan { wants_whole_records: false, ..PLAN }, end()).await;
    time.step().await;
    let (polled_at, asked) = (time.now(), searches(&time).len());
    time.simulator.clock().advance(TimeDelta::minutes(6));
    time.step().await;
    let marks = TimeDelta::minutes(10).num_milliseconds();
    let since_ms = (polled_at - TimeDelta::minutes(20)).timestamp_millis().div_euclid(marks) * marks;
    let conversations = time.simulator.world().messaging_conversations(ACCOUNT);
    let changed = conversations.iter().filter(|conversation| {
        let told = conversation.updated_at.partition_point(|at| *at <= time.now() - conversation.lag);
        told > 0 && conversation.updated_at[told - 1].timestamp_millis() >= since_ms
    });
    let changed = i64::try_from(changed.count()).unwrap();
    let open = time.number("select count(*) from liveperson.messaging_conversation where status = 'OPEN'").await;
    let read = time.number("select sum(records_read) from ingest.unit where lane = 'live'").await;
    assert_eq!(read, changed, "of {open} that are open");
    assert!(open > 10_000 && changed < open / 20, "{changed} of {open} changed");
    let ranges = time.number("select count(*) from ingest.unit where lane = 'live'").await;
    let pages = searches(&time).len() - asked;
    assert!(i64::try_from(pages).unwrap() <= ranges + changed / 90, "{pages} pages for {changed} that changed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_daemon_that_was_away_catches_up_from_its_watermark() {
    let start = end() - TimeDelta::days(20);
    let time = begin(weeks(), PLAN, start).await;
    time.run_until(start + TimeDelta::hours(6), TimeDelta::minutes(20), |_| {}).await;
    time.simulator.clock().advance(TimeDelta::days(9));
    time.run_until(end() + TimeDelta::days(1), TimeDelta::hours(5), |_| {}).await;
    time.expect_conversations().await;
    let counted = time.number(
        "select count(*) from ingest.unit where lane = 'backfill' and records_read = 0 and records_counted > 0",
    );
    assert!(counted.await > 5, "days that the updates brought are counted, not read");
}

#[tokio::test(flavor = "multi_thread")]
async fn more_conversations_than_pages_reach_are_split_by_time() {
    let at = end() - TimeDelta::hours(30);
    let bursts = (0..3).map(|part| Burst { account: None, start: at + TimeDelta::minutes(20 * part), chats: 4_000 });
    let burst = Conversations { days: 3, per_day: 5, bursts: bursts.collect(), ..Conversations::default() };
    let time = begin(burst, PLAN, end() + TimeDelta::days(3)).await;
    time.step().await;
    time.expect_conversations().await;
    assert_eq!(time.number("select count(*) from ingest.unit where state <> 'loaded'").await, 0);
    let counted = time.number("select max(records_counted) from ingest.unit").await;
    assert!(counted >= 12_000, "{counted}");
}

/// Pages that never fit together leave a unit failed, with what came in the tables, and heal.
async fn check_incomplete(fault: Fault, reason: &str) {
    let many = Conversations { days: 3, per_day: 250, ..Conversations::default() };
    let time = begin(many, PLAN, end()).await;
    time.simulator.faults().always(SEARCH, None, fault);
    let (_stop, stopping) = tokio::sync::watch::channel(false);
    time.run_for(stopping, Duration::from_secs(4)).await;
    let reasons = time.database.rows("select distinct last_error from ingest.unit where incomplete_reads > 0").await;
    assert!(reasons.iter().any(|row| row["last_error"].as_str().unwrap().contains(reason)), "{reasons:?}");
    assert_eq!(time.number("select count(*) from ingest.unit where state in ('dead', 'gone')").await, 0);
    time.simulator.faults().clear();
    time.step().await;
    time.expect_conversations().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn shards_that_never_answer_hold_the_watermark() {
    check_incomplete(Fault::PartialShards { failed: 3, total: 12 }, "without 3 of 12 of its shards").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_count_that_more_records_exceed_holds_the_watermark() {
    check_incomplete(Fault::CountChanges { by: -1 }, "were counted").await;
}

/// An upstream that does not know all containers is asked for its default list.
#[tokio::test(flavor = "multi_thread")]
async fn containers_that_upstream_does_not_know_are_not_asked_for() {
    let options = Options { unknown_contents: vec!["uniqueIntents"], is_nothing_204: true };
    let feeds = FeedSettings::default().with(options);
    let upstream = SimulatorOptions { feeds, ..SimulatorOptions::default() };
    let time = begin_at(weeks(), PLAN, upstream, end()).await;
    time.step().await;
    let conversations = time.number("select count(*) from liveperson.messaging_conversation").await;
    let expected = time.simulator.world().messaging_count(ACCOUNT, end() - TimeDelta::days(60), end(), end());
    assert_eq!(usize::try_from(conversations).unwrap(), expected);
    assert_eq!(time.number("select count(*) from liveperson.messaging_dialog").await, 0);
    assert!(time.number("select count(*) from liveperson.messaging_message").await > 0);
}

/// Another refusal than 400 says nothing of the list: it is requested again.
#[tokio::test(flavor = "multi_thread")]
async fn containers_are_requested_again_after_another_refusal() {
    let time = begin(weeks(), PLAN, end()).await;
    let refusal = Fault::Status { code: 409, retry_after_s: None, body: ErrorBody::Json };
    time.simulator.faults().inject(SEARCH, None, refusal, 3);
    time.step().await;
    time.expect_conversations().await;
    assert!(searches(&time).iter().all(|search| search.contents.is_some()), "each search names the containers");
}

/// A search shows the last attribute of each kind: `latest` stores what it shows, `all` asks for each conversation by its id.
#[tokio::test(flavor = "multi_thread")]
async fn all_attributes_are_asked_for_by_id_if_they_are_wanted() {
    let mut attributes = Vec::new();
    for wants_whole_records in [false, true] {
        let time = begin(weeks(), UpdatesPlan { wants_whole_records, ..PLAN }, end()).await;
        time.step().await;
        attributes.push(time.number("select count(*) from liveperson.messaging_attribute").await);
        let by_id = searches(&time).iter().filter(|search| search.conversation_id.is_some()).count();
        let partial = time.number("select count(*) from liveperson.messaging_conversation where is_partial").await;
        assert_eq!(partial, 0, "what came partial was asked for by its id");
        assert!(by_id > 0);
    }
    assert!(attributes[0] < attributes[1], "{attributes:?}");
}
