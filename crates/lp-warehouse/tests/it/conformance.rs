//! What must hold of every feed from upstream to the tables. `feeds/tests/it/conformance.rs` has what needs no database. To
//! enrol a feed: its name in `battery!`.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use model::{Feed, FeedKind, FileName, Lane, ListedFile, Scope, Service, UnitId};
use serde_json::Value;
use simulator::messaging_interactions::Conversations;
use simulator::{FeedSettings, SimulatorOptions, WorldSpec};
use sink::ledger::PlannedUnit;
use sink::units::UnitFilter;

use crate::comparison::{expect_rows, expect_tables};
use crate::deployment::empty_world;
use crate::virtual_time::{VirtualTime, plan_of};

/// The tests of each feed, under its name.
macro_rules! battery {
    ($($feed:ident),*) => {
        const ENROLLED: &[&str] = &[$(stringify!($feed)),*];

        $(mod $feed {
            use super::*;

            #[tokio::test(flavor = "multi_thread")]
            async fn the_tables_say_what_upstream_said_and_reading_again_writes_nothing() {
                check_truth(feeds::$feed::FEED).await;
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn any_order_of_units_ends_the_same() {
                check_order(feeds::$feed::FEED).await;
            }
        })*
    };
}

battery! {
    agent_activity, agent_metrics, configuration, engagement, engagement_history, messaging_interactions,
    messaging_operations, operational, survey, web_session
}

#[test]
fn every_feed_is_enrolled() {
    let names: Vec<_> = feeds::all().map(Feed::as_str).collect();
    assert_eq!(ENROLLED, names);
}

fn end() -> DateTime<Utc> {
    "2026-05-18T00:00:00Z".parse().unwrap()
}

/// Everything of a day and a half, at a moment that stands still.
async fn begin(feed: Feed) -> VirtualTime {
    let conversations = Conversations { days: 2, per_day: 60, ..Conversations::default() };
    let feeds = FeedSettings::default().with(conversations);
    let world = WorldSpec { hours: 36, chats_per_hour: 6, agents: 5, end: end(), feeds, ..empty_world() };
    // All files are published by then, and all chats are over.
    let now = end() + TimeDelta::hours(9);
    // The moment stands still, and with it what wait times are not to be asked for more often than.
    let wait_times =
        simulator::messaging_operations::Options { wait_time_spacing: TimeDelta::zero(), ..Default::default() };
    let upstream = SimulatorOptions { feeds: FeedSettings::default().with(wait_times), ..SimulatorOptions::default() };
    VirtualTime::begin(world, upstream, feed, plan_of(feed), now).await
}

async fn check_truth(feed: Feed) {
    let time = begin(feed).await;
    time.step().await;
    expect_truth(feed, &time).await;
    let before = time.database.physical_rows().await;
    assert!(!before.is_empty());
    time.database.sink.retry_units(&UnitFilter::default(), time.now()).await.unwrap();
    time.step().await;
    assert_eq!(time.database.physical_rows().await, before, "reading again wrote, deleted or locked a row");
}

async fn expect_truth(feed: Feed, time: &VirtualTime) {
    let (world, now) = (time.simulator.world(), time.now());
    match feed.kind() {
        FeedKind::Files => {
            let mut truth = world.truth(now);
            let tables: Vec<&str> = tables_of(feed).collect();
            truth.retain(|table, _| tables.contains(table));
            expect_tables(&time.database, truth).await;
        }
        FeedKind::Windows => time.expect_truth().await,
        FeedKind::Updates => time.expect_conversations().await,
        FeedKind::Samples => {
            // The oldest intervals of an answer are cut; an hour after midnight they are whole.
            let since = now - TimeDelta::hours(20);
            let only = format!("is_final and interval_end_at > '{}'", since.to_rfc3339());
            let (truth, only) = match feed.service() {
                Service::AgentMetrics => (world.agent_metrics_truth(now), "true"),
                Service::MessagingOperations => (world.messaging_operations_truth(now, since), only.as_str()),
                _ => (world.operational_truth(now, since), only.as_str()),
            };
            expect_rows(&time.database, truth, only).await;
        }
        FeedKind::Lists => expect_rows(&time.database, world.configuration_truth(now), "true").await,
    }
}

fn tables_of(feed: Feed) -> impl Iterator<Item = &'static str> {
    feed.families().iter().flat_map(|family| family.tables()).map(|table| table.name)
}

/// Loads the same units into two databases, in the order of the program and in others.
async fn check_order(feed: Feed) {
    let usual = begin(feed).await;
    usual.step().await;
    let expected = tables(feed, &usual).await;
    for seed in 0..2 {
        let other = begin(feed).await;
        other.database.sink.register_feed(&other.account(), feed).await.unwrap();
        let mut units = copy_units(feed, &usual, &other).await;
        fastrand::Rng::with_seed(seed).shuffle(&mut units);
        // Some twice.
        for unit in units.iter().chain(units.iter().step_by(3)) {
            other
                .database
                .sink
                .retry_units(&UnitFilter { ids: vec![*unit], ..UnitFilter::default() }, other.now())
                .await
                .unwrap();
            other.load(feed, *unit).await;
        }
        assert_eq!(tables(feed, &other).await, expected, "in the order of seed {seed}");
    }
}

async fn tables(feed: Feed, time: &VirtualTime) -> BTreeMap<&'static str, Vec<Value>> {
    let mut tables = BTreeMap::new();
    for table in tables_of(feed) {
        tables.insert(table, time.database.table(table).await);
    }
    tables.insert("seen_name", time.database.seen_names().await);
    tables
}

/// Gives the units of one ledger a row in another. Returns their ids there.
async fn copy_units(feed: Feed, from: &VirtualTime, to: &VirtualTime) -> Vec<UnitId> {
    let rows = from.database.rows("select * from ingest.unit order by unit_id").await;
    let text = |row: &Value, column: &str| row[column].as_str().unwrap().to_owned();
    let at = |row: &Value, column: &str| text(row, column).parse::<DateTime<Utc>>().unwrap();
    let scope = |row: &Value| Scope { start: at(row, "scope_start_at"), end: at(row, "scope_end_at") };
    let (account, sink) = (to.account(), &to.database.sink);
    if feed.kind() == FeedKind::Files {
        // Each upstream has a port of its own.
        let href = |row: &Value| text(row, "href").replace(&from.simulator.base_url(), &to.simulator.base_url());
        let file =
            |row: &Value| ListedFile { name: FileName::new(&text(row, "name")), href: href(row), scope: scope(row) };
        let files: Vec<ListedFile> = rows.iter().map(file).collect();
        sink.add_files(&account, feed, &files, to.now()).await.unwrap();
    } else {
        let unit = |row: &Value| PlannedUnit {
            name: text(row, "name"),
            scope: scope(row),
            lane: text(row, "lane").parse::<Lane>().unwrap(),
            is_snapshot: row["is_snapshot"].as_bool().unwrap(),
            watermark: row["watermark_at"].as_str().map(|at| at.parse().unwrap()),
        };
        let units: Vec<PlannedUnit> = rows.iter().map(unit).collect();
        sink.add_units(&account, feed, &units, to.now()).await.unwrap();
    }
    let rows = to.database.rows("select unit_id from ingest.unit order by name").await;
    rows.iter().map(|row| UnitId(row["unit_id"].as_i64().unwrap())).collect()
}
