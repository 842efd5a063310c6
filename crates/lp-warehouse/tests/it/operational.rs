//! Operational metrics over virtual days: gaps heal as far as upstream remembers, and what is lost has a name.

use std::time::Duration;

use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use scheduler::samples::plan::SamplesPlan;
use scheduler::{FeedPlan, Reading};
use simulator::operational::{Form, METHOD, Options, TABLES};
use simulator::{ErrorBody, Fault, FeedSettings, SimulatorOptions, WorldSpec};

use crate::comparison::expect_rows;
use crate::deployment::empty_world;
use crate::virtual_time::VirtualTime;

fn plan() -> FeedPlan {
    let every = Duration::from_secs(300);
    FeedPlan { every, reading: Reading::Samples(SamplesPlan::of(every)) }
}

fn end() -> DateTime<Utc> {
    "2026-05-18T00:00:00Z".parse().unwrap()
}

fn days() -> WorldSpec {
    WorldSpec { hours: 4 * 24, chats_per_hour: 12, end: end(), ..empty_world() }
}

async fn begin(start: DateTime<Utc>) -> VirtualTime {
    VirtualTime::begin(days(), SimulatorOptions::default(), feeds::operational::FEED, plan(), start).await
}

/// Polls every method but snapshots once more at this moment, due or not.
async fn poll_again(time: &VirtualTime) {
    let due = "update ingest.unit set reread_at = 'epoch' where name not in ('queue_state', 'sla_histogram')";
    time.database.execute(due).await;
    time.step().await;
}

/// The final intervals that ended since a moment are those that upstream tells of now.
async fn expect_intervals(time: &VirtualTime, since: DateTime<Utc>) {
    poll_again(time).await;
    let truth = time.simulator.world().operational_truth(time.now(), since);
    let only = format!("is_final and interval_end_at > '{}'", since.to_rfc3339());
    expect_rows(&time.database, truth, &only).await;
}

/// Polls now and then, with downtimes of minutes to hours between, then compares with what an unbroken run would have.
#[tokio::test(flavor = "multi_thread")]
async fn a_day_with_downtimes_is_as_if_there_had_been_none() {
    let start = end() - TimeDelta::days(3);
    let time = begin(start).await;
    let mut random = fastrand::Rng::with_seed(11);
    time.step().await;
    for _ in 0..7 {
        time.simulator.clock().advance(TimeDelta::minutes(random.i64(1..=5 * 60)));
        let up = TimeDelta::minutes(random.i64(10..60));
        time.run_until(time.now() + up, TimeDelta::minutes(5), |_| {}).await;
    }
    // Almost as long as upstream remembers.
    time.simulator.clock().advance(TimeDelta::hours(23));
    time.step().await;
    // Upstream revises for a while: what is compared was read after that.
    time.run_until(time.now() + TimeDelta::hours(1), TimeDelta::minutes(5), |_| {}).await;
    expect_intervals(&time, start).await;
    assert_eq!(time.number("select count(*) from ingest.unit where state = 'gone'").await, 0, "nothing was lost");
    assert_eq!(time.number("select count(*) from ingest.unit where state <> 'loaded'").await, 0);
    assert_eq!(time.number("select count(*) from ingest.reject").await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gap_longer_than_a_day_is_one_incident_with_its_span() {
    let start = end() - TimeDelta::days(3);
    let time = begin(start).await;
    time.run_until(start + TimeDelta::minutes(30), TimeDelta::minutes(5), |_| {}).await;
    time.simulator.clock().advance(TimeDelta::hours(30));
    let back = time.now();
    time.run_until(back + TimeDelta::minutes(20), TimeDelta::minutes(5), |_| {}).await;
    let lost = time.database.rows("select * from ingest.unit where state = 'gone'").await;
    assert_eq!(lost.len(), 1, "{lost:?}");
    let at = |column: &str| lost[0][column].as_str().unwrap().parse::<DateTime<Utc>>().unwrap();
    let kept_from = (back - TimeDelta::hours(24)).duration_trunc(TimeDelta::minutes(5)).unwrap();
    // The histogram, which is taken once an hour, was taken at the start.
    assert_eq!((at("scope_start_at"), at("scope_end_at")), (start, kept_from + TimeDelta::minutes(5)));
    expect_intervals(&time, kept_from + TimeDelta::minutes(5)).await;
    // A later poll adds no second incident.
    time.step().await;
    assert_eq!(time.number("select count(*) from ingest.unit where state = 'gone'").await, 1);
}

/// A method that asks no more would lose all that follows as well.
#[tokio::test(flavor = "multi_thread")]
async fn a_loss_that_the_ledger_refuses_does_not_keep_a_method_from_being_polled() {
    let start = end() - TimeDelta::days(3);
    let time = begin(start).await;
    time.step().await;
    time.database
        .execute(
            "alter table ingest.unit add constraint refused check (state <> 'gone' or name not like 'lost from %')",
        )
        .await;
    time.simulator.clock().advance(TimeDelta::hours(30));
    let back = time.now();
    time.step().await;
    assert_eq!(time.number("select count(*) from ingest.unit where state = 'gone'").await, 0);
    assert_eq!(time.number("select count(*) from ingest.unit where state <> 'loaded'").await, 0);
    expect_intervals(&time, back - TimeDelta::hours(23)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unchanged_poll_writes_nothing() {
    // On a mark there is no unfinished interval.
    let time = begin(end() + TimeDelta::hours(3)).await;
    time.step().await;
    let before = time.database.physical_rows().await;
    for _ in 0..3 {
        poll_again(&time).await;
    }
    assert_eq!(time.number("select count(*) from ingest.unit where read_count = 4").await, 3);
    assert!(before == time.database.physical_rows().await, "no row moved or was locked");
}

/// An interval that is still running is there, marked, and gives way to the final one; never the other way.
#[tokio::test(flavor = "multi_thread")]
async fn an_unfinished_interval_is_provisional_until_it_is_final() {
    let start = end() - TimeDelta::days(1) + TimeDelta::minutes(612);
    let time = begin(start).await;
    time.step().await;
    let provisional = "select count(*) from liveperson.engagement_activity where not is_final and grain = 'account'";
    assert_eq!(time.number(provisional).await, 1);
    let running =
        "select count(*) from liveperson.engagement_activity where not is_final and interval_end_at <= fetched_at";
    assert_eq!(time.number(running).await, 0, "what is over is final");
    time.run_until(start + TimeDelta::minutes(20), TimeDelta::minutes(5), |_| {}).await;
    let stale = format!("{provisional} and interval_end_at < now() and interval_end_at <= '{}'", start.to_rfc3339());
    assert_eq!(time.number(&stale).await, 0);
    expect_intervals(&time, start).await;
}

/// One method that upstream refuses does not keep the others from being polled.
#[tokio::test(flavor = "multi_thread")]
async fn a_forbidden_method_leaves_the_others_alone() {
    let start = end() - TimeDelta::days(1);
    let time = begin(start).await;
    let refused = Fault::Status { code: 403, retry_after_s: None, body: ErrorBody::Json };
    time.simulator.faults().always(METHOD, Some("/queuehealth".to_owned()), refused);
    let (_stop, stopping) = tokio::sync::watch::channel(false);
    time.run_for(stopping, Duration::from_secs(3)).await;
    let loaded = time.number("select count(*) from ingest.unit where state = 'loaded'").await;
    let failed =
        time.number("select count(*) from ingest.unit where state = 'failed' and last_error like '%enable the API%'");
    assert_eq!((loaded, failed.await), (4, 1));
    time.simulator.faults().clear();
    time.step().await;
    assert_eq!(time.number("select count(*) from ingest.unit where state = 'loaded'").await, 5);
}

/// Both envelopes, both forms of totals, both container names, sorted or not: upstream prints the accounts differently.
#[tokio::test(flavor = "multi_thread")]
async fn every_form_of_answer_is_understood() {
    for form in [Form::Printed, Form::Deviating] {
        for is_always_wrapped in [false, true] {
            let options = Options { form, is_always_wrapped, ..Options::default() };
            let upstream =
                SimulatorOptions { feeds: FeedSettings::default().with(options), ..SimulatorOptions::default() };
            let start = end() - TimeDelta::hours(5);
            let time = VirtualTime::begin(days(), upstream, feeds::operational::FEED, plan(), start).await;
            time.step().await;
            expect_intervals(&time, start - TimeDelta::hours(23)).await;
            let now = time.now();
            let world = time.simulator.world();
            let snapshots = [
                ("queue_state", world.queue_state_truth(now)),
                ("sla_histogram", world.sla_truth(now, 60, &[0, 15, 30, 45, 60, 90, 120], "")),
            ];
            for (table, truth) in snapshots {
                expect_snapshot(&time, table, truth).await;
            }
        }
    }
}

/// The truth of a snapshot says nothing of its time.
async fn expect_snapshot(time: &VirtualTime, table: &str, truth: Vec<serde_json::Value>) {
    let mut stored = time.database.table(table).await;
    for row in stored.iter_mut().filter_map(serde_json::Value::as_object_mut) {
        for column in [
            "sampled_at",
            "interval_s",
            "interval_end_at",
            "is_final",
            "extra",
            "fetched_at",
            "content_rev",
            "content_hash",
        ] {
            row.remove(column);
        }
    }
    let sorted = |rows: Vec<serde_json::Value>| {
        let mut rows: Vec<String> =
            rows.iter().map(crate::comparison::numbers_as_text).map(|row| row.to_string()).collect();
        rows.sort();
        rows
    };
    assert_eq!(sorted(stored), sorted(truth), "{table}");
}

#[test]
fn the_truth_speaks_of_the_interval_tables() {
    assert_eq!(TABLES, ["agent_state_interval", "engagement_activity", "queue_health"]);
}
