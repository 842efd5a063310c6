//! The files that upstream's own pages print: every row that they become.

use std::collections::BTreeSet;

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use expect_test::{ExpectFile, expect_file};
use model::{AccountId, Batch, Feed, Lane, Scope, Tally, Unit};
use normalizer::{DecodeLimits, Decoded, Page, SampleMethod, SampleMoment, SampleTiming, decode_pages, decode_samples};
use serde_json::{Value, json};
use simulator::{FileBody, WorldFileSpec};
use sink::ledger::PlannedUnit;
use sink::testing::TestDatabase;
use sink::{ReadOutcome, Sampled, Sink, UnitCommit, UnitFacts, WindowRead};
use tuple::Millis;

use crate::closing::finish;
use crate::comparison::tables;
use crate::deployment::{ACCOUNT, Plan, empty_world, world_end};
use crate::documents::gzip;
use crate::skipped;

/// The folder of the samples; says so when it is absent.
fn samples() -> Option<PathBuf> {
    let samples = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/samples");
    if !samples.is_dir() {
        skipped::note("samples", &format!("{} is absent", samples.display()));
        return None;
    }
    Some(samples)
}

/// Nothing was rejected, nothing is unknown.
async fn expect_whole(database: &TestDatabase) {
    for table in ["reject", "drift"] {
        let rows = database.rows(&format!("select * from ingest.{table}")).await;
        assert!(rows.is_empty(), "{table}: {}", rows[0]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_sample_loads_whole() {
    let Some(samples) = samples() else { return };
    let deployment = Plan::of(empty_world()).deploy().await;
    for (feed, prefix) in
        [("engagement", "Engagement"), ("agentActivity", "Agent"), ("survey", "Survey"), ("webSession", "WebSession")]
    {
        let sample = std::fs::read(samples.join(format!("data-access-{feed}-1.ndjson"))).unwrap();
        let scope_end = world_end();
        deployment.simulator.add_file(WorldFileSpec {
            account: ACCOUNT.to_owned(),
            feed: feed.to_owned(),
            name: format!("{prefix}.sample.part-00000-0"),
            scope_start: scope_end - TimeDelta::hours(1),
            scope_end,
            published_at: scope_end,
            body: FileBody::Bytes(gzip(sample).into()),
        });
    }
    deployment.run_until_idle().await.expect_code(0);
    let mut shown = String::new();
    for (table, rows) in tables(deployment.database()).await {
        for row in rows {
            writeln!(shown, "{table} {}", serde_json::to_string_pretty(&row).unwrap()).unwrap();
        }
    }
    expect_file!["samples.txt"].assert_eq(&shown);
    expect_whole(deployment.database()).await;
    finish(deployment).await;
}

/// The account of the page that is printed.
const HISTORY_ACCOUNT: &str = "qa35931557";

/// The printed page, and a chat around each of the attributes that are printed alone.
fn history_page(samples: &Path) -> Value {
    let read = |name: &str| -> Value { serde_json::from_slice(&std::fs::read(samples.join(name)).unwrap()).unwrap() };
    let mut page = read("engagement-history-1.json");
    let records = page["interactionHistoryRecords"].as_array_mut().unwrap();
    for number in [1, 4, 5, 7, 10] {
        let mut record = read(&format!("engagement-history-sde-{number}.json"));
        record["info"] = json!({ "engagementId": format!("sde-{number}"), "startTimeL": 1_485_969_119_916_i64 });
        records.push(record);
    }
    page
}

#[tokio::test(flavor = "multi_thread")]
async fn every_sample_of_the_history_loads_whole() {
    let Some(samples) = samples() else { return };
    let page = serde_json::to_vec(&history_page(&samples)).unwrap();
    let database = TestDatabase::create().await;
    let (account, feed) = (AccountId(HISTORY_ACCOUNT.to_owned()), feeds::engagement_history::FEED);
    let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
    let scope = Scope { start: at("2017-02-01T17:00:00Z"), end: at("2017-02-01T18:00:00Z") };
    let sink = &database.sink;
    sink.register_feed(&account, feed).await.unwrap();
    let window = PlannedUnit { name: scope.name(), scope, lane: Lane::Live, is_snapshot: false, watermark: None };
    sink.add_units(&account, feed, &[window], scope.end).await.unwrap();
    let read = [(account.clone(), feed)];
    let claim = sink.claim_unit(&read, &[0], Lane::Live, "test", scope.end, Duration::from_secs(60));
    let unit = claim.await.unwrap().unwrap();
    let shape = feeds::page_shape(feed).unwrap();
    let mark = Page {
        bytes: page.len() as u64,
        fetched_at: Millis::new(1_486_000_000_000).unwrap(),
        skipped: BTreeSet::new(),
    };
    let mut batches = Vec::new();
    let mut emit = |batch: Batch| {
        let another = batch.another();
        batches.push(batch);
        Some(another)
    };
    let decoded = decode_pages(shape, &account, &page[..], &[mark], DecodeLimits::default(), &mut emit).unwrap();
    let commit = stored(sink, &unit, &batches).await;
    let outcome = ReadOutcome::Complete { is_final: true, reread_at: None, watermark: None };
    let read = WindowRead { begun_at: scope.end, counted: 6, unsettled: 0, outcome };
    commit.finish_window(facts(page.len(), &decoded), &decoded.drift, &read).await.unwrap();

    expect_file!["samples_history.txt"].assert_eq(&shown(&database, &simulator::engagement_history::TABLES).await);
    expect_whole(&database).await;
}

async fn stored(sink: &Sink, unit: &Unit, batches: &[Batch]) -> UnitCommit {
    let mut commit = sink.begin(unit).await.unwrap();
    for batch in batches {
        commit.store(batch).await.unwrap();
    }
    commit
}

fn facts(bytes: usize, decoded: &Decoded) -> UnitFacts {
    UnitFacts {
        file_bytes: bytes as u64,
        inflated_bytes: decoded.inflated_bytes,
        file_sha256: None,
        documents: decoded.documents,
        records: decoded.records,
        replaced_characters: decoded.replaced_characters,
    }
}

/// Every row of these tables.
async fn shown(database: &TestDatabase, tables: &[&str]) -> String {
    let mut shown = String::new();
    for table in tables {
        for mut row in database.table(table).await {
            row.as_object_mut().unwrap().remove("content_hash");
            writeln!(shown, "{table} {}", serde_json::to_string_pretty(&row).unwrap()).unwrap();
        }
    }
    shown
}

/// An answer of intervals as it is printed, or one that was printed without intervals, as a finished one.
fn sample_answer(samples: &Path, name: &str, method: &SampleMethod) -> Vec<u8> {
    let printed: Value = serde_json::from_slice(&std::fs::read(samples.join(name)).unwrap()).unwrap();
    if !method.has_intervals() || printed.get("metricsByIntervals").is_some() {
        return serde_json::to_vec(&printed).unwrap();
    }
    let interval = |timestamp: i64, data: Value| json!({ "timestamp": timestamp, "metricsData": data });
    let end_ms = 1_485_969_300_000;
    let intervals = match method.timing {
        SampleTiming::IntervalsFromStart { .. } => vec![interval(end_ms - 300_000, printed)],
        _ => vec![interval(end_ms - 300_000, json!({})), interval(end_ms, printed)],
    };
    serde_json::to_vec(&json!({ "metricsByIntervals": intervals })).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_operational_sample_loads_whole() {
    let answers = [
        ("engagement_activity", "operational-engactivity-1.json"),
        ("engagement_activity", "operational-engactivity-3.json"),
        ("engagement_activity", "operational-engactivity-5.json"),
        ("queue_health", "operational-queuehealth-2.json"),
        ("agent_activity", "operational-agentactivity-1.json"),
        ("queue_state", "operational-queuestate-1.json"),
        ("queue_state", "operational-queuestate-2.json"),
        ("sla_histogram", "operational-sla-1.json"),
    ];
    let expected = expect_file!["samples_operational.txt"];
    check_answers(feeds::operational::FEED, &answers, &expected).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_sample_of_messaging_operations_loads_whole() {
    let answers = [
        ("messaging_activity", "messaging-operations-conversation-1.json"),
        ("messaging_queue_health", "messaging-operations-queuehealth-1.json"),
        ("skill_segments_human", "messaging-operations-skillsegment-1.json"),
        ("agent_segments_bot", "messaging-operations-agentsegment-1.json"),
        ("messaging_queue_state", "messaging-operations-current-queuehealth-1.json"),
        ("wait_time_estimate", "messaging-operations-ewt-1.json"),
    ];
    let expected = expect_file!["samples_messaging_operations.txt"];
    check_answers(feeds::messaging_operations::FEED, &answers, &expected).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_sample_of_agent_metrics_loads_whole() {
    let answers = [("agent_status", "agent-metrics-status-1.json"), ("agent_load", "agent-metrics-summary-1.json")];
    check_answers(feeds::agent_metrics::FEED, &answers, &expect_file!["samples_agent_metrics.txt"]).await;
}

/// Loads answers of methods, each for an account of its own, so that none replaces another.
async fn check_answers(feed: Feed, answers: &[(&str, &str)], expected: &ExpectFile) {
    let Some(samples) = samples() else { return };
    let database = TestDatabase::create().await;
    for (method, name) in answers {
        let method = feeds::sample_methods(feed).iter().find(|known| known.name == *method).unwrap();
        let account = AccountId(name.trim_end_matches(".json").to_owned());
        let answer = sample_answer(&samples, name, method);
        let tally = load_answer(&database.sink, feed, method, &account, &answer).await;
        assert!(tally.new > 0 && tally.rejected == 0, "{name}: {tally:?}");
    }
    let tables: Vec<&str> = feed.families().iter().flat_map(|family| family.tables()).map(|table| table.name).collect();
    expected.assert_eq(&shown(&database, &tables).await);
    expect_whole(&database).await;
}

async fn load_answer(
    sink: &Sink,
    feed: Feed,
    method: &'static SampleMethod,
    account: &AccountId,
    answer: &[u8],
) -> Tally {
    let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
    let interval_s = if method.timing == SampleTiming::Hourly { 3600 } else { 300 };
    let fetched_at = Millis::new(now.timestamp_millis()).unwrap();
    let moment = SampleMoment { fetched_at, interval_s, is_partial: false };
    let (scope, is_snapshot) = (Scope { start: now, end: now }, !method.has_intervals());
    let unit = PlannedUnit { name: method.name.to_owned(), scope, lane: Lane::Live, is_snapshot, watermark: None };
    sink.register_feed(account, feed).await.unwrap();
    sink.add_units(account, feed, &[unit], now).await.unwrap();
    let read = [(account.clone(), feed)];
    let claim = sink.claim_unit(&read, &[0], Lane::Live, "test", now, Duration::from_secs(60));
    let unit = claim.await.unwrap().unwrap();
    let mut batches = Vec::new();
    let mut emit = |batch: Batch| {
        let another = batch.another();
        batches.push(batch);
        Some(another)
    };
    let decoded = decode_samples(method, account, &[answer], moment, DecodeLimits::default(), &mut emit).unwrap();
    let commit = stored(sink, &unit, &batches).await;
    let reread_at = now + TimeDelta::days(1);
    let sampled = Sampled { begun_at: now, covered: scope, reread_at, silent_since: None };
    commit.finish_sampled(facts(answer.len(), &decoded), &decoded.drift, &sampled).await.unwrap()
}
