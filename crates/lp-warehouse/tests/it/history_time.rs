//! Engagement History over virtual days: nothing is missed however late it ends, nothing unchanged is written.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use expect_test::expect;
use scheduler::windows::plan::WindowPlan;
use simulator::engagement_history::{SEARCH, SEARCH_BY_ID};
use simulator::{Burst, ErrorBody, Fault, World, WorldSpec};

use crate::deployment::{ACCOUNT, empty_world};
use crate::virtual_time::VirtualTime;

const PLAN: WindowPlan = WindowPlan {
    every: Duration::from_secs(20 * 60),
    settle: Duration::from_secs(26 * 3600),
    history: Duration::from_secs(2 * 86_400),
};

/// Whole, virtual, and always the same.
fn end() -> DateTime<Utc> {
    "2026-05-18T00:00:00Z".parse().unwrap()
}

/// Chats of a week, some of 20 hours, some partial; erasures come when nobody looks any more, and have their own test.
fn week() -> WorldSpec {
    WorldSpec {
        hours: 7 * 24,
        chats_per_hour: 3,
        end: end(),
        history_long_percent: 8,
        history_partial_percent: 8,
        history_erased_percent: 0,
        ..empty_world()
    }
}

/// Some trouble before every step.
fn trouble(random: &mut fastrand::Rng, time: &VirtualTime) {
    let status = |code, body| Fault::Status { code, retry_after_s: None, body };
    let fault = match random.u32(0..12) {
        0 => status(429, ErrorBody::Json),
        1 => status(500, ErrorBody::Html),
        2 => status(503, ErrorBody::PlainText),
        3 => Fault::PartialShards { failed: 2, total: 12 },
        4 => Fault::CountChanges { by: -1 },
        5 => Fault::CountChanges { by: 3 },
        6 => Fault::ResetMidBody,
        7 => Fault::PageRepeats,
        _ => return,
    };
    let route = if random.u32(0..6) == 0 { SEARCH_BY_ID } else { SEARCH };
    time.simulator.faults().inject(route, None, fault, random.u32(1..6));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_week_on_schedule_is_the_truth() {
    let time = VirtualTime::of_history(week(), PLAN, end() - TimeDelta::days(7)).await;
    let mut random = fastrand::Rng::with_seed(5);
    let mut steps = 0;
    let settled = end() + TimeDelta::hours(30);
    time.run_until(settled, TimeDelta::minutes(15), |time| {
        steps += 1;
        trouble(&mut random, time);
    })
    .await;
    assert!(steps > 300, "{steps}");
    assert!(time.simulator.faults().injected_count() > 100);
    time.expect_truth().await;
    let unfinished =
        time.number("select count(*) from ingest.unit where final_at is null and scope_end_at < '2026-05-18'");
    assert_eq!(unfinished.await, 0, "every window of the week is final");
    let chats = time.number("select count(*) from liveperson.engagement").await;
    let new = time.number("select sum(records_new) from ingest.load").await;
    let changed = time.number("select sum(records_changed) from ingest.load").await;
    let unchanged = time.number("select sum(records_unchanged) from ingest.load").await;
    assert_eq!(new, chats);
    // Each is enriched once, and some were partial before.
    assert!(changed <= 2 * chats, "{changed} changes of {chats} chats");
    assert!(unchanged > 5 * chats, "{unchanged} reads that changed nothing, of {chats} chats");
    reread_writes_nothing(&time).await;
}

/// Reads every window again and looks at where the rows lie.
async fn reread_writes_nothing(time: &VirtualTime) {
    let before = time.database.physical_rows().await;
    let everything = sink::units::UnitFilter::default();
    assert!(time.database.sink.retry_units(&everything, time.now()).await.unwrap() > 100);
    time.step().await;
    assert!(before == time.database.physical_rows().await, "no row moved or was locked");
}

/// What the vendor's own sample and most loaders do: remember the latest start seen, ask from there on.
#[test]
fn a_watermark_on_start_loses_chats() {
    let world = World::generate(&week());
    let chats = world.history_chats(ACCOUNT);
    let (mut now, mut watermark) = (end() - TimeDelta::days(7), DateTime::UNIX_EPOCH);
    let mut seen = std::collections::BTreeSet::new();
    while now < end() + TimeDelta::hours(30) {
        let found = chats.iter().filter(|chat| chat.started_at >= watermark && chat.ended_at <= now);
        for chat in found.collect::<Vec<_>>() {
            watermark = watermark.max(chat.started_at);
            seen.insert(&chat.engagement_id);
        }
        now += TimeDelta::minutes(10);
    }
    let lost = chats.len() - seen.len();
    expect!["73 of 371 chats lost"].assert_eq(&format!("{lost} of {} chats lost", chats.len()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_daemon_that_was_away_for_two_days_makes_every_window_final() {
    let start = end() - TimeDelta::days(6);
    let time = VirtualTime::of_history(week(), PLAN, start).await;
    time.run_until(start + TimeDelta::hours(6), TimeDelta::minutes(20), |_| {}).await;
    time.simulator.clock().advance(TimeDelta::days(2));
    time.run_until(end() + TimeDelta::hours(30), TimeDelta::hours(3), |_| {}).await;
    time.expect_truth().await;
    let open =
        time.number("select count(*) from ingest.unit where final_at is null and scope_end_at <= '2026-05-18'").await;
    assert_eq!(open, 0);
    let begun_too_early = time.number(
        "select count(*) from ingest.unit where final_at is not null and read_begun_at <= scope_end_at + interval '26 hours'",
    );
    assert_eq!(begun_too_early.await, 0);
}

fn burst(chats: u32) -> WorldSpec {
    let start = end() - TimeDelta::hours(40) + TimeDelta::minutes(20);
    let history_bursts = vec![Burst { account: None, start, chats }];
    WorldSpec { hours: 48, history_bursts, history_partial_percent: 1, ..week() }
}

/// Back to the start of every chat of a burst's world.
const FAR: WindowPlan = WindowPlan { history: Duration::from_secs(5 * 86_400), ..PLAN };

#[tokio::test(flavor = "multi_thread")]
async fn ten_minutes_with_25_000_chats_are_split_and_complete() {
    let time = VirtualTime::of_history(burst(25_000), FAR, end()).await;
    time.step().await;
    let counted = time.number("select max(records_counted) from ingest.unit where state = 'loaded'").await;
    assert!(counted >= 25_000, "{counted}");
    assert_eq!(time.number("select count(*) from ingest.unit where state <> 'loaded'").await, 0);
    time.expect_truth().await;
    let searches = time.simulator.requests().iter().filter(|entry| entry.history_search().is_some()).count();
    assert!(searches < 1_000, "{searches}");
}

/// A window whose pages never fit together ends as a failed unit, with what came in the tables, and heals.
async fn check_incomplete(fault: Fault, reason: &str) {
    let time = VirtualTime::of_history(burst(250), FAR, end()).await;
    time.simulator.faults().always(SEARCH, None, fault);
    let (_stop, stopping) = tokio::sync::watch::channel(false);
    time.run_for(stopping, Duration::from_secs(4)).await;
    let reasons = time.database.rows("select distinct last_error from ingest.unit where incomplete_reads > 0").await;
    assert!(reasons.iter().any(|row| row["last_error"].as_str().unwrap().contains(reason)), "{reasons:?}");
    let loaded = time.number("select count(*) from ingest.unit where state in ('dead', 'gone')").await;
    assert_eq!(loaded, 0, "an incomplete read is nobody's fault");
    time.simulator.faults().clear();
    time.step().await;
    time.expect_truth().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_count_that_is_never_reached_terminates() {
    check_incomplete(Fault::CountChanges { by: 5 }, "it ended after").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_count_that_shrinks_terminates() {
    check_incomplete(Fault::CountChanges { by: -1 }, "were counted").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_endless_answer_terminates() {
    check_incomplete(Fault::EndlessPages, "").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn shards_that_never_answer_keep_a_window_from_being_loaded() {
    check_incomplete(Fault::PartialShards { failed: 3, total: 12 }, "without 3 of 12 of its shards").await;
}

/// Erased while the window is still read again: the erased copy replaces. And never goes back.
#[tokio::test(flavor = "multi_thread")]
async fn erased_chats_are_erased_here_too() {
    let world = WorldSpec { hours: 24, history_erased_percent: 100, ..week() };
    let time = VirtualTime::of_history(world, PLAN, end()).await;
    time.step().await;
    let erased = "select count(*) from liveperson.engagement where version_rank >= 4";
    let before = time.number(erased).await;
    time.simulator.clock().advance(TimeDelta::days(15));
    time.database.sink.retry_units(&sink::units::UnitFilter::default(), time.now()).await.unwrap();
    time.step().await;
    let after = time.number(erased).await;
    assert!(after > before, "{before} then {after}");
    time.expect_truth().await;
}

/// A chat longer than the settle time comes after its window was final: counting again finds it.
#[tokio::test(flavor = "multi_thread")]
async fn what_came_after_a_window_was_final_is_found_by_counting() {
    let hasty = WindowPlan { settle: Duration::from_secs(2 * 3600), ..PLAN };
    let world = WorldSpec { hours: 24, history_long_percent: 30, ..week() };
    let time = VirtualTime::of_history(world, hasty, end() - TimeDelta::hours(24)).await;
    time.run_until(end(), TimeDelta::minutes(20), |_| {}).await;
    time.run_until(end() + TimeDelta::days(4), TimeDelta::hours(6), |_| {}).await;
    time.expect_truth().await;
    let counted = time.number("select count(*) from ingest.load where outcome = 'counted'").await;
    let found_late = time.number("select count(*) from ingest.unit where loaded_at > final_at").await;
    assert!(counted > 10 && found_late > 0, "{counted} counted, {found_late} read again");
}
