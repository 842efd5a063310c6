//! The Operational Real-time API: what it refuses, which times it covers, and the forms of its answers.

mod truth;

use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use simulator::operational::{Form, METHOD, Options, Spec};
use simulator::{ErrorBody, Fault, FeedSettings, SimClock, Simulator, SimulatorOptions, World, WorldSpec};

use crate::client::{ACCOUNT, Answer, END_MS, Signer, ask, get, post};

const MINUTE_MS: i64 = 60_000;
pub(crate) const MARK_MS: i64 = 5 * MINUTE_MS;

/// A quiet moment of the default world, on the hour.
fn hour() -> DateTime<Utc> {
    DateTime::from_timestamp_millis(END_MS).unwrap() - TimeDelta::hours(16)
}

pub(crate) fn path(method: &str, query: &str) -> String {
    format!("/operations/api/account/{ACCOUNT}/{method}?{query}")
}

/// One account of the default world at `now`.
pub(crate) async fn start_at(now: DateTime<Utc>, options: SimulatorOptions) -> Simulator {
    let spec = WorldSpec { accounts: vec![ACCOUNT.to_owned()], hours: 42, ..WorldSpec::default() };
    Simulator::start(World::generate(&spec), SimClock::fixed(now), options).await.unwrap()
}

fn options(options: Options) -> SimulatorOptions {
    SimulatorOptions { feeds: FeedSettings::default().with(options), ..SimulatorOptions::default() }
}

pub(crate) async fn fetch(simulator: &Simulator, method: &str, query: &str) -> Value {
    let answer = get(simulator, &path(method, query), None).await;
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/json")), "{}", answer.text());
    answer.json()
}

/// The ends of the intervals, in the order of the answer, in minutes after the hour.
async fn ends(simulator: &Simulator, method: &str, query: &str) -> Vec<i64> {
    let answer = fetch(simulator, method, query).await;
    let intervals = answer["metricsByIntervals"].as_array().unwrap();
    let minutes = |interval: &Value| (interval["timestamp"].as_i64().unwrap() - hour().timestamp_millis()) / MINUTE_MS;
    intervals.iter().map(minutes).collect()
}

#[tokio::test]
async fn parameters_are_checked() {
    let simulator = start_at(hour(), SimulatorOptions::default()).await;
    let check = async |method: &str, query: &str, status: u16| {
        let answer = get(&simulator, &path(method, query), None).await;
        assert_eq!(answer.status, status, "{method} {query}: {}", answer.text());
        if status == 400 {
            assert_eq!(answer.json()["error"]["internalCode"], 5, "{method} {query}");
        }
    };
    for method in ["queuehealth", "engactivity", "agentactivity"] {
        let check = async |query: &str, status| check(method, &format!("agentIds=all&{query}"), status).await;
        check("v=1&timeframe=60", 200).await;
        check("timeframe=1", 200).await;
        check("v=1", 400).await;
        check("v=2&timeframe=60", 400).await;
        check("v=1&timeframe=0", 400).await;
        check("v=1&timeframe=1440", 200).await;
        check("v=1&timeframe=1441", 400).await;
        check("v=1&timeframe=hour", 400).await;
        check("v=1&timeframe=60&interval=30", 200).await;
        check("v=1&timeframe=60&interval=60", 200).await;
        check("v=1&timeframe=60&interval=61", 400).await;
        check("v=1&timeframe=60&interval=31", 400).await;
        check("v=1&timeframe=60&interval=4", 400).await;
        check("v=1&timeframe=60&interval=6", 400).await;
        check("v=1&timeframe=4&interval=5", 400).await;
        check("v=1&timeframe=60&interval=", 400).await;
        check("v=1&timeframe=60&skillIds=1,-1,12", 200).await;
        check("v=1&timeframe=60&skillIds=sales", 400).await;
        check("v=1&timeframe=60&skillIds=", 400).await;
        check("v=1&timeframe=60&skillIds=all,1", 400).await;
    }
    check("agentactivity", "v=1&timeframe=60", 400).await;
    check("agentactivity", "v=1&timeframe=60&agentIds=101,102", 200).await;
    check("queuestate", "", 200).await;
    check("queuestate", "v=2&skillIds=all", 200).await;
    check("queuestate", "v=3", 400).await;
    check("sla", "v=1&timeframe=60", 200).await;
    check("sla", "v=1", 400).await;
    check("sla", "v=1&timeframe=60&groupIds=4,17&histogram=0,5,10", 200).await;
    check("sla", "v=1&timeframe=60&histogram=7", 400).await;
    check("sla", "v=1&timeframe=60&histogram=-5", 400).await;
    check("queuestatesla", "v=1&timeframe=60", 404).await;
}

#[tokio::test]
async fn requests_are_authorized_and_only_one_method_is_posted() {
    let simulator = start_at(hour(), SimulatorOptions::default()).await;
    let query = path("sla", "v=1&timeframe=60");
    assert_eq!(ask(&simulator, "GET", &query, &[("Authorization", "Bearer none")], "").await.status, 401);
    assert_eq!(ask(&simulator, "GET", &query, &[], "").await.status, 401);
    assert_eq!(post(&simulator, &query, &json!({})).await.status, 405);

    let target = path("agentactivity", "");
    let target = target.trim_end_matches('?');
    let body = json!({ "v": "1", "timeframe": "60", "interval": "30", "agentIds": "101,104,110" });
    let posted = post(&simulator, target, &body).await;
    let got = fetch(&simulator, "agentactivity", "v=1&timeframe=60&interval=30&agentIds=101,104,110").await;
    assert_eq!((posted.status, posted.json()), (200, got));
    assert_eq!(simulator.requests()[3].body, body.to_string());
    assert_eq!(simulator.requests()[3].history_search(), None);
    assert_eq!(post(&simulator, target, &json!({ "timeframe": 60, "agentIds": "all" })).await.status, 400);
    assert_eq!(post(&simulator, target, &json!([])).await.status, 400);
    assert_eq!(post(&simulator, target, &json!({ "timeframe": "60" })).await.status, 400);
    let headers =
        [("Authorization", &*Signer::of(&simulator).header_of("POST", target)), ("Content-Type", "text/plain")];
    assert_eq!(ask(&simulator, "POST", target, &headers, "{}").await.status, 415);
}

#[tokio::test]
async fn bursts_are_refused() {
    let options = options(Options { spacing: Duration::from_millis(400), ..Options::default() });
    let simulator = start_at(hour(), options).await;
    let target = path("queuestate", "");
    let status = async || get(&simulator, &target, None).await.status;
    assert_eq!((status().await, status().await), (200, 429));
    tokio::time::sleep(Duration::from_millis(410)).await;
    assert_eq!(status().await, 200);
}

#[tokio::test]
async fn intervals_end_on_marks() {
    let simulator = start_at(hour() + TimeDelta::minutes(7), SimulatorOptions::default()).await;
    let query = "v=1&timeframe=20&interval=10&skillIds=all&agentIds=all";
    assert_eq!(ends(&simulator, "queuehealth", query).await, [-10, 0, 10]);
    assert_eq!(ends(&simulator, "engactivity", query).await, [10, 0, -10]);
    assert_eq!(ends(&simulator, "agentactivity", query).await, [10, 0, -10]);
    simulator.clock().set(hour() + TimeDelta::minutes(10));
    assert_eq!(ends(&simulator, "engactivity", query).await, [10, 0]);
    simulator.clock().set(hour() + TimeDelta::minutes(33));
    let query = "v=1&timeframe=60&interval=30&skillIds=all";
    assert_eq!(ends(&simulator, "engactivity", query).await, [35, 5, -25]);
}

/// Closed chats of a container's totals.
fn closed(totals: &Value) -> i64 {
    totals["totalInteractiveChats"].as_i64().unwrap() + totals["totalNonInteractiveChats"].as_i64().unwrap()
}

/// How many chats of the world ended in a time.
fn ended(simulator: &Simulator, from: DateTime<Utc>, to: DateTime<Utc>) -> i64 {
    let chats = simulator.world().history_chats(ACCOUNT);
    chats.iter().filter(|chat| (from..to).contains(&chat.ended_at)).count() as i64
}

async fn unrevised_at(now: DateTime<Utc>) -> Simulator {
    let accounts = vec![ACCOUNT.to_owned()];
    let busy = WorldSpec { hours: 20, chats_per_hour: 300, accounts, ..WorldSpec::default() };
    let spec = WorldSpec { feeds: FeedSettings::default().with(Spec { revised_percent: 0 }), ..busy };
    Simulator::start(World::generate(&spec), SimClock::fixed(now), SimulatorOptions::default()).await.unwrap()
}

#[tokio::test]
async fn timeframes_are_widened_to_whole_buckets() {
    let minutes = TimeDelta::minutes;
    let simulator = unrevised_at(hour() + minutes(29)).await;
    let totals = async |query: &str| closed(&fetch(&simulator, "engactivity", query).await["metricsTotals"]);
    let from = hour() + minutes(20);
    let expected = ended(&simulator, from, hour() + minutes(29));
    assert!(expected > ended(&simulator, hour() + minutes(22), hour() + minutes(29)));
    assert_eq!(totals("v=1&timeframe=7").await, expected);
    // What is newer than the last refresh is not there.
    simulator.clock().advance(TimeDelta::milliseconds(59_999));
    let seen = hour() + minutes(29) + TimeDelta::seconds(50);
    assert_eq!(totals("v=1&timeframe=7").await, ended(&simulator, from, seen));

    simulator.clock().set(hour() + minutes(7));
    let answer = fetch(&simulator, "engactivity", "v=1&timeframe=20&interval=10&skillIds=all").await;
    let spans = [(0, 7), (-10, 0), (-15, -10)];
    for (interval, (from, to)) in answer["metricsByIntervals"].as_array().unwrap().iter().zip(spans) {
        let totals = &interval["metricsData"]["skillsMetricsPerAgent"]["metricsTotals"];
        let expected = ended(&simulator, hour() + minutes(from), hour() + minutes(to));
        assert!(expected > 0, "{from}");
        assert_eq!(closed(totals), expected, "{from}");
    }
}

/// Seconds that an agent was logged in.
fn logged_in_s(containers: &Value, agent: &str) -> Option<i64> {
    let states = containers["agentsMetrics"]["metricsPerAgent"][agent].as_array()?;
    assert_eq!(states.iter().map(|state| state["id"].as_i64().unwrap()).collect::<Vec<_>>(), [2, 3, 4, -1]);
    states[3]["value"]["total"].as_i64()
}

#[tokio::test]
async fn agent_activity_begins_exactly() {
    let simulator = start_at(hour() + TimeDelta::minutes(7), SimulatorOptions::default()).await;
    let answer = fetch(&simulator, "agentactivity", "v=1&timeframe=20&interval=10&agentIds=all").await;
    let intervals = answer["metricsByIntervals"].as_array().unwrap();
    let agents = answer["agentsMetrics"]["metricsPerAgent"].as_object().unwrap();
    let whole = |agent: &&String| logged_in_s(&answer, agent) == Some(20 * 60);
    let agent = agents.keys().find(whole).unwrap();
    let spent: Vec<_> = intervals.iter().map(|interval| logged_in_s(&interval["metricsData"], agent)).collect();
    assert_eq!(spent, [Some(7 * 60), Some(10 * 60), Some(3 * 60)]);
}

#[tokio::test]
async fn nothing_is_older_than_a_day() {
    let now = hour() + TimeDelta::minutes(7);
    let simulator = start_at(now, SimulatorOptions::default()).await;
    let query = "v=1&timeframe=1440&interval=5&skillIds=all&agentIds=all";
    for method in ["queuehealth", "engactivity", "agentactivity"] {
        let begun = Instant::now();
        let answer = get(&simulator, &path(method, query), None).await;
        println!("{method}: {} bytes in {:?}", answer.body.len(), begun.elapsed());
        let answer = answer.json();
        let intervals = answer["metricsByIntervals"].as_array().unwrap();
        assert_eq!(intervals.len(), 289, "{method}");
        let oldest = intervals.iter().map(|interval| interval["timestamp"].as_i64().unwrap()).min().unwrap();
        assert_eq!(oldest, now.timestamp_millis() + 3 * MINUTE_MS - 288 * MARK_MS, "{method}");
    }
    // An id without data is missing, and no part of the totals.
    let one = fetch(&simulator, "engactivity", "v=1&timeframe=1440&skillIds=5,999&agentIds=999").await;
    let skills = &one["skillsMetricsPerAgent"];
    assert_eq!(skills["metricsPerSkill"].as_object().unwrap().keys().collect::<Vec<_>>(), ["5"]);
    assert_eq!(skills["metricsPerSkill"]["5"]["metricsTotals"], skills["metricsTotals"]);
    assert_eq!(
        (&one["agentsMetrics"]["metricsPerAgent"], closed(&one["agentsMetrics"]["metricsTotals"])),
        (&json!({}), 0)
    );
    // The world has ended: there is nothing left to tell.
    simulator.clock().set(hour() + TimeDelta::hours(60));
    let empty = fetch(&simulator, "engactivity", "v=1&timeframe=1440&skillIds=all&agentIds=all").await;
    let zero = json!({ "totalInteractiveChats": 0, "totalNonInteractiveChats": 0, "totalHandlingTime": 0,
        "nonInteractiveTotalHandlingTime": 0, "connectedEngagements": 0 });
    let expected = json!({
        "skillsMetricsPerAgent": { "metricsPerSkill": {}, "metricsTotals": zero },
        "agentsMetrics": { "metricsPerAgent": {}, "metricsTotals": zero },
    });
    assert_eq!(empty, expected);
    let queues = fetch(&simulator, "queuehealth", "v=1&timeframe=1440&interval=1440&skillIds=all").await;
    let is_zero = |totals: &Value| totals.as_object().unwrap().values().all(|value| value == &json!(0));
    assert!(queues["skillsMetrics"] == json!({}) && is_zero(&queues["metricsTotals"]), "{queues}");
    let inside = &queues["metricsByIntervals"][0]["metricsData"]["metricsTotals"];
    assert_eq!((&inside["currentQueueSize"], &inside["maxQueueSize"]), (&json!(-1), &json!(0)));
    let agents = fetch(&simulator, "agentactivity", "v=1&timeframe=1440&agentIds=all").await;
    assert_eq!(agents, json!({ "agentsMetrics": { "metricsPerAgent": {}, "metricsTotals": [] } }));
}

#[tokio::test]
async fn forms_differ() {
    let start = async |form| start_at(hour(), options(Options { form, ..Options::default() })).await;
    let printed = start(Form::Printed).await;
    let deviating = start(Form::Deviating).await;
    let query = "v=1&timeframe=720&skillIds=all";
    let (one, other) = (fetch(&printed, "engactivity", query).await, fetch(&deviating, "engactivity", query).await);
    let (one, other) = (&one["skillsMetricsPerAgent"], &other["skillsMetrics"]);
    assert_eq!(json!([one["metricsTotals"]]), other["metricsTotals"]);
    assert!(one["metricsTotals"].is_object());
    let (one, other) = (fetch(&printed, "queuehealth", query).await, fetch(&deviating, "queuehealth", query).await);
    assert_eq!(json!([one["metricsTotals"]]), other["metricsTotals"]);
    assert_eq!(one["skillsMetrics"]["5"]["currentQueueSize"], other["skillsMetrics"]["5"]["currentQueueState"]);
    assert!(one["skillsMetrics"]["5"]["currentQueueSize"].as_i64().unwrap() >= 0);
    let query = "v=1&timeframe=720&agentIds=all";
    let (one, other) = (fetch(&printed, "agentactivity", query).await, fetch(&deviating, "agentactivity", query).await);
    assert_eq!(one["agentsMetrics"]["metricsTotals"], json!([]));
    assert_eq!((&other["metricsTotals"], &other["agentsMetrics"]["metricsTotals"]), (&json!([]), &Value::Null));
    assert_eq!(one["agentsMetrics"]["metricsPerAgent"], other["agentsMetrics"]["metricsPerAgent"]);
}

#[tokio::test]
async fn envelopes_differ() {
    let simulator = start_at(hour(), SimulatorOptions::default()).await;
    let bare = fetch(&simulator, "sla", "v=1&timeframe=60").await;
    let wrapped = json!({ "meta": { "responseCode": 200 }, "body": bare });
    assert_eq!(fetch(&simulator, "sla", "timeframe=60").await, wrapped);
    simulator.faults().inject(METHOD, None, Fault::OldEnvelope { response_code: 200 }, 1);
    simulator.faults().inject(METHOD, Some("/sla".to_owned()), Fault::OldEnvelope { response_code: 500 }, 1);
    assert_eq!(fetch(&simulator, "sla", "v=1&timeframe=60").await, wrapped);
    let failed = json!({ "meta": { "responseCode": 500 }, "body": {} });
    assert_eq!(fetch(&simulator, "sla", "v=1&timeframe=60").await, failed);
    let status = Fault::Status { code: 429, retry_after_s: None, body: ErrorBody::Json };
    simulator.faults().inject(METHOD, None, status, 1);
    let refused: Answer = get(&simulator, &path("sla", "v=1&timeframe=60"), None).await;
    assert_eq!(refused.status, 429);
    let options = options(Options { is_always_wrapped: true, ..Options::default() });
    let simulator = start_at(hour(), options).await;
    assert_eq!(fetch(&simulator, "sla", "v=1&timeframe=60").await, wrapped);
}
