//! The past of Engagement History, read beside the present by the real program.

use std::time::Duration;

use simulator::WorldSpec;

use crate::closing::finish;
use crate::comparison::expect_history;
use crate::deployment::{Deployment, Plan, now, small_world};
use crate::process::{has_event, until};

const ROUNDS: u64 = 12;
const LIFE_MS_MAX: u64 = 500;
/// Decides the moments.
const SEED: u64 = 20_260_801;

/// Thirteen months with some chats on each day.
fn years() -> WorldSpec {
    WorldSpec { history_days: 390, history_chats_per_day: 3, history_erased_percent: 0, ..small_world() }
}

fn plan(world: WorldSpec) -> Plan {
    Plan::of(world)
        .reading(&[feeds::engagement_history::FEED])
        .set("accounts.0.feeds.engagement_history.history_from", "13months")
        .set("work.lease", "1s")
}

async fn backfill_open(deployment: &Deployment) -> usize {
    deployment.units("lane = 'backfill' and state <> 'loaded'").await.len()
}

#[tokio::test(flavor = "multi_thread")]
async fn thirteen_months_killed_again_and_again_are_read_once() {
    let deployment = plan(years()).deploy().await;
    let mut random = fastrand::Rng::with_seed(SEED);
    for _ in 0..ROUNDS {
        let daemon = deployment.start(&["run"]);
        daemon.logged("window_read").await;
        // The moment itself is what is tried out here; nothing is waited for.
        tokio::time::sleep(Duration::from_millis(random.u64(0..=LIFE_MS_MAX))).await;
        daemon.killed().await;
    }
    assert!(backfill_open(&deployment).await > 0, "the lives were to be shorter than the backfill");
    deployment.run_until_idle().await.expect_code(0);
    assert_eq!(backfill_open(&deployment).await, 0);
    let lanes = deployment.units("lane = 'backfill'").await;
    assert!(lanes.len() > 380, "{} windows", lanes.len());
    let repeated = "lane = 'backfill' and (read_count <> 1 or final_at is null)";
    let repeated = deployment.units(repeated).await;
    assert!(repeated.is_empty(), "read again although it was finished: {}", repeated[0]);
    expect_history(deployment.simulator.world(), deployment.database(), now()).await;
    finish(deployment).await;
}

/// The newest day of the past comes first, and the present keeps its interval meanwhile.
#[tokio::test(flavor = "multi_thread")]
async fn the_present_keeps_its_interval_while_the_past_is_read() {
    const SECONDS_MIN: i64 = 6;
    let plan = plan(years())
        .set("accounts.0.feeds.engagement_history.every", "1s")
        .set("work.units_in_flight_max", "1")
        .set("http.requests_per_second_max", "40");
    let deployment = plan.deploy().await;
    let mut daemon = deployment.start(&["run"]);
    until("the present was read again and again", async || {
        let reads = "select max(read_count) as reads from ingest.unit where lane = 'live' and scope_end_at > now()";
        has_event(&daemon.printed(), "window_read") && {
            let rows = deployment.database().rows(reads).await;
            rows[0]["reads"].as_i64().unwrap_or(0) > SECONDS_MIN
        }
    })
    .await;
    assert!(backfill_open(&deployment).await > 0, "the backfill is still going on");
    assert!(daemon.is_running());
    daemon.killed().await;
    // Between two reads of the running hour lies little more than its interval, while days of the past were read.
    let gaps = deployment
        .database()
        .rows(
            "with reads as (
                select started_at, lead(started_at) over (order by started_at) as next_at
                from ingest.load join ingest.unit using (unit_id)
                where lane = 'live' and scope_end_at > now() and outcome = 'loaded'
            )
            select count(*) as reads,
                (select count(*) from ingest.load join ingest.unit using (unit_id)
                 where lane = 'backfill' and outcome = 'loaded') as backfilled,
                percentile_cont(0.5) within group (order by extract(epoch from next_at - started_at)) as median_s
            from reads",
        )
        .await;
    let median_s = gaps[0]["median_s"].as_f64().unwrap();
    assert!(gaps[0]["backfilled"].as_i64().unwrap() > 5 && median_s < 3.0, "{}", gaps[0]);
    let order = deployment
        .database()
        .rows(
            "select scope_end_at from ingest.unit join ingest.load using (unit_id)
             where lane = 'backfill' and outcome = 'loaded' order by load_id",
        )
        .await;
    let is_newest_first =
        order.windows(2).all(|pair| pair[0]["scope_end_at"].as_str() > pair[1]["scope_end_at"].as_str());
    assert!(is_newest_first, "{order:?}");
    deployment.run_until_idle().await.expect_code(0);
    finish(deployment).await;
}
