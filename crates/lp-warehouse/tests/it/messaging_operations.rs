//! Metrics of messaging over virtual days: intervals that are counted back from the request, methods that an account does not
//! have, answers that say less than they were asked for, agents on pages that move.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::Duration;

use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use model::Feed;
use scheduler::samples::plan::SamplesPlan;
use scheduler::{FeedPlan, Reading};
use serde_json::Value;
use simulator::messaging_operations::{METHOD, Options, TABLES, Work};
use simulator::{Fault, FeedSettings, SimulatorOptions, Staff, WorldSpec, agent_metrics};
use sink::status::FeedStatus;

use crate::comparison::expect_rows;
use crate::deployment::{ACCOUNT, empty_world};
use crate::virtual_time::{VirtualTime, auth_of, plan_of};

/// Methods that answer for a moment, or once an hour.
const NO_INTERVALS: &str =
    "('messaging_csat', 'messaging_queue_state', 'messaging_queue_state_by_group', 'wait_time_estimate')";

fn plan() -> FeedPlan {
    let every = Duration::from_secs(300);
    FeedPlan { every, reading: Reading::Samples(SamplesPlan::of(every)) }
}

fn end() -> DateTime<Utc> {
    "2026-05-18T00:00:00Z".parse().unwrap()
}

fn world(work: Work, staff: Staff) -> WorldSpec {
    let feeds = FeedSettings::default().with(work).with(staff);
    WorldSpec { hours: 4 * 24, chats_per_hour: 1, end: end(), feeds, ..empty_world() }
}

/// Wait times may be asked for as often as the test likes.
fn upstream() -> SimulatorOptions {
    let options = Options { wait_time_spacing: TimeDelta::zero(), ..Options::default() };
    SimulatorOptions { feeds: FeedSettings::default().with(options), ..SimulatorOptions::default() }
}

async fn begin(feed: Feed, start: DateTime<Utc>) -> VirtualTime {
    VirtualTime::begin(world(Work::default(), Staff::default()), upstream(), feed, plan(), start).await
}

/// On the mark: what is counted back from the request is asked then.
fn next_mark(at: DateTime<Utc>) -> DateTime<Utc> {
    at.duration_trunc(TimeDelta::minutes(5)).unwrap() + TimeDelta::minutes(5)
}

/// Polls every method with intervals once more at this moment, due or not.
async fn poll_again(time: &VirtualTime) {
    let due = format!("update ingest.unit set reread_at = 'epoch' where name not in {NO_INTERVALS}");
    time.database.execute(&due).await;
    time.step().await;
}

/// The final intervals that ended since a moment are those that upstream has now.
async fn expect_intervals(time: &VirtualTime, since: DateTime<Utc>) {
    poll_again(time).await;
    let truth = time.simulator.world().messaging_operations_truth(time.now(), since);
    let only = format!("is_final and interval_end_at > '{}'", since.to_rfc3339());
    expect_rows(&time.database, truth, &only).await;
}

async fn count(time: &VirtualTime, of: &str) -> i64 {
    time.number(&format!("select count(*) from {of}")).await
}

async fn status(time: &VirtualTime) -> FeedStatus {
    time.status().await.remove(0)
}

/// Polls now and then, with downtimes of minutes to hours between, then compares with what an unbroken run would have.
async fn check_downtimes(is_oauth2: bool) {
    let start = next_mark(end() - TimeDelta::days(3));
    let (world, feeds) =
        (world(Work::default(), Staff::default()), [(feeds::messaging_operations::FEED, plan())].into());
    let time = VirtualTime::authorized(world, upstream(), feeds, start, auth_of(ACCOUNT, is_oauth2)).await;
    let mut random = fastrand::Rng::with_seed(11);
    time.step().await;
    for _ in 0..5 {
        let back = next_mark(time.now() + TimeDelta::minutes(random.i64(1..=5 * 60)));
        time.simulator.clock().set(back);
        time.run_until(back + TimeDelta::minutes(5 * random.i64(2..8)), TimeDelta::minutes(5), |_| {}).await;
    }
    // Almost as long as upstream remembers.
    time.simulator.clock().set(next_mark(time.now() + TimeDelta::hours(23) - TimeDelta::minutes(5)));
    time.step().await;
    // Upstream revises for a while: what is compared was read after that.
    time.run_until(time.now() + TimeDelta::hours(1), TimeDelta::minutes(5), |_| {}).await;
    expect_intervals(&time, start).await;
    assert_eq!(count(&time, "ingest.unit where state = 'gone'").await, 0, "nothing was lost");
    assert_eq!(count(&time, "ingest.unit where state <> 'loaded'").await, 0);
    assert_eq!(count(&time, "ingest.reject").await, 0);
    let asked = time.simulator.requests_of(ACCOUNT, "msgqueuehealth");
    assert!(asked.iter().all(|request| request.path_and_query.contains("fromMillis=") == is_oauth2), "{asked:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn days_with_downtimes_are_as_if_there_had_been_none() {
    check_downtimes(false).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn version_2_ends_the_same() {
    check_downtimes(true).await;
}

#[test]
fn the_truth_speaks_of_the_interval_tables() {
    let tables = feeds::messaging_operations::FEED.families().iter().flat_map(|family| family.tables());
    let known: Vec<&str> = tables.map(|table| table.name).collect();
    assert!(TABLES.iter().all(|table| known.contains(table)), "{TABLES:?} {known:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_gap_longer_than_a_day_is_one_incident_with_its_span() {
    let start = next_mark(end() - TimeDelta::days(3));
    let time = begin(feeds::messaging_operations::FEED, start).await;
    time.run_until(start + TimeDelta::minutes(30), TimeDelta::minutes(5), |_| {}).await;
    time.simulator.clock().advance(TimeDelta::hours(30));
    let back = time.now();
    time.run_until(back + TimeDelta::minutes(20), TimeDelta::minutes(5), |_| {}).await;
    let lost = time.database.rows("select * from ingest.unit where state = 'gone'").await;
    assert_eq!(lost.len(), 1, "{lost:?}");
    let at = |column: &str| lost[0][column].as_str().unwrap().parse::<DateTime<Utc>>().unwrap();
    let mark = |at: DateTime<Utc>| at.duration_trunc(TimeDelta::minutes(5)).unwrap();
    let kept_from = mark(back - TimeDelta::hours(24)) + TimeDelta::minutes(5);
    // Satisfaction, which is taken once an hour, was taken at the start.
    assert_eq!((at("scope_start_at"), at("scope_end_at")), (mark(start), kept_from));
    expect_intervals(&time, kept_from).await;
    // A later poll adds no second incident.
    time.step().await;
    assert_eq!(count(&time, "ingest.unit where state = 'gone'").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unchanged_poll_writes_nothing() {
    // On a mark there is no unfinished interval.
    let time = begin(feeds::messaging_operations::FEED, end() + TimeDelta::hours(12)).await;
    time.step().await;
    let before = time.database.physical_rows().await;
    for _ in 0..3 {
        poll_again(&time).await;
    }
    assert_eq!(count(&time, "ingest.unit where read_count = 4").await, 6);
    assert!(before == time.database.physical_rows().await, "no row moved or was locked");
}

/// The rows of satisfaction lie end to end, whatever downtimes there were, and add up to what upstream counted.
#[tokio::test(flavor = "multi_thread")]
async fn satisfaction_has_no_hole_after_a_downtime() {
    let start = end() - TimeDelta::days(2);
    let work = Work { revised_percent: 0, ..Work::default() };
    let time =
        VirtualTime::begin(world(work, Staff::default()), upstream(), feeds::messaging_operations::FEED, plan(), start)
            .await;
    for hours in [0, 1, 1, 7, 1, 20, 1] {
        time.simulator.clock().advance(TimeDelta::hours(hours));
        time.step().await;
    }
    let spans =
        "select min(interval_end_at - make_interval(secs => interval_s)) as begun_at, max(interval_end_at) as end_at,
            sum(interval_s) as covered_s, extract(epoch from max(interval_end_at)
                - min(interval_end_at - make_interval(secs => interval_s))) as whole_s
        from (select distinct interval_s, interval_end_at from liveperson.messaging_csat where grain = 'account') rows";
    let spans = time.database.rows(spans).await.remove(0);
    assert_eq!(spans["covered_s"].as_f64(), spans["whole_s"].as_f64(), "{spans}");
    let at = |column: &str| spans[column].as_str().unwrap().parse::<DateTime<Utc>>().unwrap();
    let truth = time.simulator.world().messaging_csat_truth(time.now(), at("begun_at"), at("end_at"));
    let of_account = |row: &&Value| row["grain"] == "account";
    let expected: i64 = truth.iter().filter(of_account).map(|row| row["total_answers"].as_i64().unwrap()).sum();
    let stored = "select sum(total_answers) from liveperson.messaging_csat where grain = 'account'";
    assert!(expected > 0);
    assert_eq!(time.number(stored).await, expected);
}

/// A refused method keeps neither the feed nor the other methods waiting; it is reported, and asked again each day.
async fn check_unavailable(feed: Feed, path: &str, name: &str, status_code: u16) {
    let time = VirtualTime::begin(
        world(Work::default(), Staff::default()),
        upstream(),
        feed,
        plan(),
        end() + TimeDelta::hours(12),
    )
    .await;
    time.simulator.faults().refuse_method(ACCOUNT, path, status_code);
    time.step().await;
    let refused = status(&time).await;
    let names: Vec<&str> = refused.unavailable.iter().map(|method| method.name.as_str()).collect();
    assert_eq!(names, [name], "{path}");
    assert!(!refused.is_unavailable && refused.units.failed == 0 && refused.units.unavailable == 1, "{refused:?}");
    assert!(refused.complete_through.is_some() && !refused.is_late(time.now()) && refused.last_error.is_none());
    let methods = feeds::sample_methods(feed).len() as i64;
    assert_eq!(count(&time, "ingest.unit where state = 'loaded'").await, methods - 1);
    let daily = "extract(epoch from next_attempt_at - unavailable_since_at) / 3600";
    let waits = time.number(&format!("select {daily} from ingest.unit where unavailable_since_at is not null")).await;
    assert_eq!(waits, 24);
    time.simulator.faults().allow_method(ACCOUNT, path);
    time.step().await;
    let allowed = status(&time).await;
    assert!(allowed.unavailable.is_empty() && allowed.units.loaded == methods, "{allowed:?}");
    // What answered before is asked for again sooner.
    time.simulator.faults().refuse_method(ACCOUNT, path, status_code);
    time.database.execute("update ingest.unit set reread_at = 'epoch'").await;
    time.step().await;
    let waits = time.number(&format!("select {daily} from ingest.unit where unavailable_since_at is not null")).await;
    assert_eq!(waits, 1);
    assert!(status(&time).await.unavailable[0].has_answered);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_method_that_the_account_does_not_have_is_set_aside() {
    let messaging = feeds::messaging_operations::FEED;
    check_unavailable(messaging, "msgqueuehealth", "messaging_queue_health", 403).await;
    check_unavailable(messaging, "ewt", "wait_time_estimate", 404).await;
    check_unavailable(feeds::operational::FEED, "queuehealth", "queue_health", 403).await;
    check_unavailable(feeds::agent_metrics::FEED, "agent-view/status", "agent_status", 403).await;
}

/// The same of a search, which is all that its feed has.
async fn check_unavailable_search(feed: Feed, path: &str) {
    let start = end() + TimeDelta::hours(1);
    let time =
        VirtualTime::begin(world(Work::default(), Staff::default()), upstream(), feed, plan_of(feed), start).await;
    time.simulator.faults().refuse_method(ACCOUNT, path, 403);
    time.step().await;
    let refused = status(&time).await;
    assert!(
        refused.is_unavailable && !refused.is_late(time.now()) && refused.next_deletion_at.is_none(),
        "{refused:?}"
    );
    assert!(!refused.is_refused && refused.last_error.is_none(), "{refused:?}");
    assert_eq!(refused.paused_until_at, Some(time.now() + TimeDelta::days(1)));
    time.simulator.faults().allow_method(ACCOUNT, path);
    time.step().await;
    let allowed = status(&time).await;
    assert!(!allowed.is_unavailable && allowed.units.open() == 0, "{allowed:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_that_the_account_does_not_have_is_waited_for_by_nobody() {
    check_unavailable_search(feeds::engagement_history::FEED, "interactions/search").await;
    check_unavailable_search(feeds::messaging_interactions::FEED, "conversations/search").await;
}

/// Upstream answers 200, with metrics of a whole day in place of intervals: nothing may pass for stored.
#[tokio::test(flavor = "multi_thread")]
async fn an_answer_without_the_intervals_that_were_asked_for_fails() {
    let start = end() + TimeDelta::hours(12);
    let time = begin(feeds::messaging_operations::FEED, start).await;
    time.simulator.faults().always(METHOD, Some("/msgconversation".to_owned()), Fault::IgnoresInterval);
    let (_stop, stopping) = tokio::sync::watch::channel(false);
    time.run_for(stopping, Duration::from_secs(4)).await;
    let failed = "ingest.unit where state in ('failed', 'leased') and name = 'messaging_activity'
        and last_error like '%not in the intervals%'";
    assert_eq!(count(&time, failed).await, 1);
    assert_eq!(count(&time, "liveperson.messaging_activity").await, 0);
    time.simulator.faults().clear();
    time.step().await;
    expect_intervals(&time, start - TimeDelta::hours(23)).await;
}

/// An empty answer may mean that nobody worked, or that upstream lost its data for a while: it is asked for again until it
/// comes.
#[tokio::test(flavor = "multi_thread")]
async fn intervals_that_an_answer_left_out_are_asked_for_until_they_come() {
    let start = next_mark(end() + TimeDelta::hours(12));
    let time = begin(feeds::messaging_operations::FEED, start).await;
    time.step().await;
    for path in ["/msgconversation", "/msgqueuehealth", "/msgskillsegments"] {
        time.simulator.faults().always(METHOD, Some(path.to_owned()), Fault::EmptyObject);
    }
    time.run_until(start + TimeDelta::hours(5), TimeDelta::minutes(5), |_| {}).await;
    let silent = status(&time).await.silent;
    let names: BTreeSet<&str> = silent.iter().map(|method| method.name.as_str()).collect();
    let expected = ["messaging_activity", "messaging_queue_health", "skill_segments_bot", "skill_segments_human"];
    assert_eq!(names, expected.into());
    assert!(silent.iter().all(|method| method.since == start), "{silent:?}");
    time.simulator.faults().clear();
    time.run_until(time.now() + TimeDelta::minutes(10), TimeDelta::minutes(5), |_| {}).await;
    assert!(status(&time).await.silent.is_empty());
    expect_intervals(&time, start - TimeDelta::hours(18)).await;
}

const MANY: Staff = Staff { agents: 2_500, bots: 3 };

async fn begin_agents(upstream: SimulatorOptions) -> VirtualTime {
    let start = end() + TimeDelta::hours(12);
    VirtualTime::begin(world(Work::default(), MANY), upstream, feeds::agent_metrics::FEED, plan(), start).await
}

#[tokio::test(flavor = "multi_thread")]
async fn agents_of_several_pages_are_all_there() {
    let time = begin_agents(upstream()).await;
    time.step().await;
    expect_rows(&time.database, time.simulator.world().agent_metrics_truth(time.now()), "true").await;
    assert!(count(&time, "liveperson.agent_status_sample").await > 1_000, "one page proves nothing");
    assert_eq!(count(&time, "liveperson.agent_status_sample where is_partial").await, 0);
    // Samples are new each time, names are not.
    let unchanged = "select records_unchanged from ingest.unit where name = 'agent_status'";
    assert_eq!(time.number(unchanged).await, 0);
    time.simulator.clock().advance(TimeDelta::minutes(6));
    time.step().await;
    assert!(time.number(unchanged).await > 900);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sample_whose_pages_move_is_marked() {
    let time = begin_agents(upstream()).await;
    time.simulator.faults().always(agent_metrics::STATUS, None, Fault::AgentsMove { percent: 3 });
    time.step().await;
    let samples = count(&time, "liveperson.agent_status_sample").await;
    assert!(samples > 1_000, "{samples}");
    assert_eq!(count(&time, "liveperson.agent_status_sample where is_partial").await, samples);
    // Asked three times, in two pages or more each.
    assert!(time.simulator.requests_of(ACCOUNT, "agent-view/status").len() >= 6);
}

/// An empty list is an answer, and says nothing of those who were there before.
#[tokio::test(flavor = "multi_thread")]
async fn nobody_logged_in_deletes_nobody() {
    let time = begin_agents(upstream()).await;
    time.step().await;
    let before = count(&time, "liveperson.agent_status_sample").await;
    let profiles = count(&time, "liveperson.agent_profile").await;
    time.simulator.faults().always(agent_metrics::STATUS, None, Fault::EmptyObject);
    time.simulator.clock().advance(TimeDelta::minutes(5));
    time.step().await;
    assert_eq!(count(&time, "ingest.unit where state <> 'loaded'").await, 0);
    assert_eq!(count(&time, "liveperson.agent_status_sample").await, before);
    assert_eq!(count(&time, "liveperson.agent_profile").await, profiles);
}

/// Not every account has the newer host.
#[tokio::test(flavor = "multi_thread")]
async fn the_load_is_asked_of_the_older_host_where_there_is_no_newer_one() {
    let upstream = SimulatorOptions { unknown_services: vec!["agentManagerWorkspace"], ..upstream() };
    let time = begin_agents(upstream).await;
    time.step().await;
    assert_eq!(count(&time, "liveperson.agent_load_sample").await, 1);
    assert_eq!(count(&time, "ingest.unit where state = 'loaded'").await, 2);
}

/// The statement of docs/sampling.md.
fn thinning() -> String {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/sampling.md");
    let page = std::fs::read_to_string(page).unwrap();
    page.split("```sql\n").nth(1).and_then(|sql| sql.split("```").next()).unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn thinned_samples_are_one_an_hour_and_no_difference() {
    let time = begin(feeds::agent_metrics::FEED, end() + TimeDelta::hours(12)).await;
    time.run_until(time.now() + TimeDelta::hours(3), TimeDelta::minutes(5), |_| {}).await;
    let moments = "select count(distinct sampled_at) from liveperson.agent_status_sample";
    let hours = "select count(distinct date_trunc('hour', sampled_at)) from liveperson.agent_status_sample";
    let hours = time.number(hours).await;
    assert!(hours >= 3 && time.number(moments).await > 5 * hours);
    let lost =
        "select (select sum(rows_stored) from ingest.unit) - (select coalesce(sum(rows), 0) from ingest.deletion)
        - (select count(*) from liveperson.agent_status_sample) - (select count(*) from liveperson.agent_profile)
        - (select count(*) from liveperson.agent_load_sample)";
    assert_eq!(time.number(lost).await, 0);
    // These days are long over.
    time.database.execute(&thinning()).await;
    assert_eq!(time.number(moments).await, hours);
    assert_eq!(time.number(lost).await, 0, "what was deleted is noted");
    time.database.execute(&thinning()).await;
    assert_eq!(count(&time, "ingest.deletion").await, 1, "a second time there is nothing to delete");
}
