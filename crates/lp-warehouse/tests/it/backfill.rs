//! `backfill`: what is missing is loaded beside the daemon, and what is interrupted goes on.

use chrono::TimeDelta;
use model::{AccountId, Feed};
use nix::sys::signal::Signal;
use simulator::WorldSpec;

use crate::closing::finish;
use crate::comparison::{expect_history, expect_truth};
use crate::deployment::{ACCOUNT, Deployment, Plan, now, small_world};
use crate::process::{Ended, until};

fn days_ago(days: i64) -> String {
    (now() - TimeDelta::days(days)).format("%Y-%m-%d").to_string()
}

async fn backfill(deployment: &Deployment, feed: Feed, days: i64, further: &[&str]) -> Ended {
    let from = days_ago(days);
    let arguments = ["backfill", "--account", ACCOUNT, "--feed", feed.as_str(), "--from", &from];
    deployment.run(&[&arguments, further].concat()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn days_before_the_first_start_are_planned_and_read() {
    let world = WorldSpec { hours: 4 * 24, chats_per_hour: 2, ..small_world() };
    let plan = Plan::of(world).reading(&[feeds::engagement_history::FEED]);
    let deployment = plan.set("accounts.0.feeds.engagement_history.history_from", "1h").deploy().await;
    let database = deployment.database();
    deployment.run_until_idle().await.expect_code(0);
    let oldest = "select min(scope_start_at) < now() - interval '60 hours' as is_old from ingest.unit";
    assert_eq!(database.rows(oldest).await[0]["is_old"], false);

    let told = backfill(&deployment, feeds::engagement_history::FEED, 6, &[]).await.expect_code(0).errors;
    assert!(told.contains("done: everything is loaded"), "{told}");
    expect_history(deployment.simulator.world(), database, now()).await;
    let read = database.rows("select from ingest.load").await.len();
    let told = backfill(&deployment, feeds::engagement_history::FEED, 6, &[]).await.expect_code(0).errors;
    assert!(told.contains("nothing to load"), "{told}");
    assert_eq!(database.rows("select from ingest.load").await.len(), read, "nothing is read twice");
    finish(deployment).await;
}

/// Whatever spans people ask for, and in whatever order, nothing between them is left out.
#[tokio::test(flavor = "multi_thread")]
async fn a_hole_between_spans_is_filled_by_the_daemon_and_by_hand() {
    let world = WorldSpec { hours: 6 * 24, chats_per_hour: 1, ..small_world() };
    let plan = Plan::of(world).reading(&[feeds::engagement_history::FEED]);
    let deployment = plan.set("accounts.0.feeds.engagement_history.history_from", "5d").deploy().await;
    deployment.run(&["migrate"]).await.expect_code(0);
    // Days 8 to 6 before the first start: below them nothing is left out, above them four days.
    let (from, to) = (days_ago(8), days_ago(6));
    let arguments = ["backfill", "--account", ACCOUNT, "--feed", "engagement_history", "--from", &from, "--to", &to];
    deployment.run(&arguments).await.expect_code(0);
    deployment.run_until_idle().await.expect_code(0);
    let uncovered = "select count(*) from (
        select scope_start_at > max(scope_end_at) over (order by scope_start_at, scope_end_at
            rows between unbounded preceding and 1 preceding) as is_hole from ingest.unit) u where is_hole";
    // Day 6 to 5 is before the history that is wanted.
    assert_eq!(deployment.database().answers("", uncovered).await, ["1"]);
    backfill(&deployment, feeds::engagement_history::FEED, 8, &[]).await.expect_code(0);
    assert_eq!(deployment.database().answers("", uncovered).await, ["0"]);
    expect_history(deployment.simulator.world(), deployment.database(), now()).await;

    let arguments = [
        "backfill",
        "--account",
        ACCOUNT,
        "--feed",
        "engagement_history",
        "--from",
        "2020-01-01",
        "--to",
        "2020-01-05",
    ];
    let told = deployment.run(&arguments).await.expect_code(1).errors;
    assert!(told.contains("395 days") && told.contains("nothing can be had"), "{told}");
    finish(deployment).await;
}

/// What keeps a backfill from going on is printed, and when it is over the command goes on and ends.
#[tokio::test(flavor = "multi_thread")]
async fn a_backfill_says_what_it_waits_for_and_ends() {
    let deployment = Plan::of(small_world()).deploy().await;
    deployment.run(&["migrate"]).await.expect_code(0);
    let (database, feed) = (deployment.database(), feeds::engagement::FEED);
    database.sink.register_feed(&AccountId(ACCOUNT.to_owned()), feed).await.unwrap();
    let (from, name) = (days_ago(4), feed.as_str());
    let arguments = ["backfill", "--account", ACCOUNT, "--feed", name, "--from", &from];
    let check = async |hinder: &str, told: &str, clear: &str, units: usize| {
        database.execute(hinder).await;
        let backfill = deployment.start(&arguments);
        until(told, async || backfill.errors_so_far().contains(told)).await;
        database.execute(clear).await;
        let errors = backfill.ended().await.expect_code(0).errors;
        let end = format!("{units} of {units} units\ndone: everything is loaded\n");
        assert!(errors.ends_with(&end), "{errors}");
    };
    check(
        "update ingest.feed set paused_until_at = now() + interval '1 hour', last_error = 'HTTP 403 of a test'",
        "UTC: HTTP 403 of a test\n",
        "update ingest.feed set paused_until_at = null, last_error = null",
        deployment.simulator.world().files().iter().filter(|file| file.feed == name).count(),
    )
    .await;
    check(
        "update ingest.unit set state = 'leased', lease_until_at = now() + interval '1 hour'
         where unit_id = (select min(unit_id) from ingest.unit)",
        "waiting: 1 unit is being loaded by another process\n",
        "update ingest.unit set lease_until_at = now() where state = 'leased'",
        1,
    )
    .await;
    finish(deployment).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn files_are_listed_and_loaded_and_read_again_when_that_is_asked_for() {
    let world = WorldSpec { hours: 36, chats_per_hour: 4, ..small_world() };
    let deployment = Plan::of(world).reading(&[feeds::agent_activity::FEED, feeds::engagement::FEED]).deploy().await;
    let refused = backfill(&deployment, feeds::operational::FEED, 1, &[]).await.expect_code(1).errors;
    assert!(refused.contains("24 hours"), "{refused}");
    deployment.run(&["migrate"]).await.expect_code(0);

    // Stopped in the middle, and begun again.
    let from = days_ago(4);
    let arguments = ["backfill", "--account", ACCOUNT, "--feed", "engagement", "--from", &from];
    let stopped = deployment.start(&arguments);
    stopped.logged_error("unit_loaded").await;
    stopped.signal(Signal::SIGINT);
    stopped.ended().await.expect_code(0);
    backfill(&deployment, feeds::engagement::FEED, 4, &[]).await.expect_code(0);
    backfill(&deployment, feeds::agent_activity::FEED, 4, &[]).await.expect_code(0);
    expect_truth(&deployment).await;

    let before = deployment.database().physical_rows().await;
    backfill(&deployment, feeds::engagement::FEED, 4, &["--again", "--requests-per-second", "1000"])
        .await
        .expect_code(0);
    assert!(before == deployment.database().physical_rows().await, "reading again wrote something");
    let again = deployment.units("feed = 'engagement' and records_new > 0").await;
    assert!(again.is_empty(), "not read again: {}", again[0]);
    let unknown = deployment.run(&["backfill", "--account", "1", "--feed", "engagement", "--from", &from]).await;
    assert!(unknown.expect_code(1).errors.contains("not in the configuration"));
    finish(deployment).await;
}
