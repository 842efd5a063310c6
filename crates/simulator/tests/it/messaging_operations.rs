//! The Messaging Operations API: what it refuses, which times it covers, and the forms of its answers.

mod truth;

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use simulator::messaging_operations::{Form, METHOD, Options, WAIT_TIME, Work};
use simulator::{Fault, FeedSettings, SimClock, Simulator, SimulatorOptions, World, WorldSpec};

use crate::client::{ACCOUNT, END_MS, ask, get, get_with_token, post};

const MINUTE_MS: i64 = 60_000;

/// A moment of the default world at which agents are there, on the hour.
pub(crate) fn hour() -> DateTime<Utc> {
    DateTime::from_timestamp_millis(END_MS).unwrap() - TimeDelta::hours(12)
}

/// A moment at which nobody is logged in, and has not been for some minutes.
pub(crate) fn dark() -> DateTime<Utc> {
    DateTime::from_timestamp_millis(END_MS).unwrap() - TimeDelta::hours(22) + TimeDelta::minutes(15)
}

pub(crate) fn path(method: &str, query: &str) -> String {
    format!("/operations/api/account/{ACCOUNT}/{method}?{query}")
}

/// One account without files at `now`.
pub(crate) async fn start_at(now: DateTime<Utc>, options: Options) -> Simulator {
    let spec = WorldSpec { accounts: vec![ACCOUNT.to_owned()], hours: 1, ..WorldSpec::default() };
    let options = SimulatorOptions { feeds: FeedSettings::default().with(options), ..SimulatorOptions::default() };
    Simulator::start(World::generate(&spec), SimClock::fixed(now), options).await.unwrap()
}

pub(crate) async fn fetch(simulator: &Simulator, method: &str, query: &str) -> Value {
    let answer = get(simulator, &path(method, query), None).await;
    assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/json")), "{}", answer.text());
    answer.json()
}

/// The time stamps of the intervals, in the order of the answer, in seconds after the hour.
async fn stamps(simulator: &Simulator, method: &str, query: &str) -> Vec<i64> {
    let answer = fetch(simulator, method, query).await;
    let intervals = answer["metricsByIntervals"].as_array().unwrap();
    let seconds = |interval: &Value| (interval["timestamp"].as_i64().unwrap() - hour().timestamp_millis()) / 1000;
    intervals.iter().map(seconds).collect()
}

#[tokio::test]
async fn parameters_are_checked() {
    let simulator = start_at(hour(), Options::default()).await;
    let check = async |method: &str, query: &str, status: u16| {
        let answer = get(&simulator, &path(method, query), None).await;
        assert_eq!(answer.status, status, "{method} {query}: {}", answer.text());
        if status == 400 {
            assert_eq!(answer.json()["error"]["internalCode"], 5, "{method} {query}");
        }
    };
    for method in ["msgconversation", "msgqueuehealth", "msgskillsegments", "msgagentsegments"] {
        check(method, "v=1&timeframe=60", 200).await;
        check(method, "v=1", 400).await;
        check(method, "v=3&timeframe=60", 400).await;
        check(method, "v=1&timeframe=0", 400).await;
        check(method, "v=1&timeframe=1440", 200).await;
        check(method, "v=1&timeframe=1441", 400).await;
        check(method, "v=1&timeframe=60&interval=30", 200).await;
        check(method, "v=1&timeframe=60&interval=61", 400).await;
        check(method, "v=1&timeframe=60&interval=31", 400).await;
        check(method, "v=1&timeframe=60&interval=4", 400).await;
        check(method, "v=1&timeframe=4&interval=5", 400).await;
        check(method, "v=1&timeframe=60&skillIds=sales", 400).await;
        check(method, "v=1&timeframe=60&skillIds=1,2&agentIds=all", 200).await;
    }
    check("msgconversation", "v=1&timeframe=60&interval=6", 400).await;
    check("msgskillsegments", "v=1&timeframe=60&interval=6", 200).await;
    check("msgcsatdistribution", "v=1&timeframe=60&interval=31", 200).await;
    check("msgcsatdistribution", "v=1", 400).await;
    for (user, status) in [("human", 200), ("bot", 200), ("all", 200), ("agent", 400)] {
        check("msgskillsegments", &format!("v=1&timeframe=60&userType={user}"), status).await;
        check("msgagentsegments", &format!("v=1&timeframe=60&userType={user}"), status).await;
    }
    check("msgqueuehealth/current", "v=1&metrics=queue,waittimes&overdueConversations=true", 200).await;
    check("msgqueuehealth/current/", "v=1&metrics=all", 200).await;
    check("msgqueuehealth/current", "v=1&metrics=agents", 400).await;
    check("msgqueuehealth/current", "v=1&overdueConversations=yes", 400).await;
    check("msgqueuehealthbygroup/current/", "v=1&skillIds=all&timeframe=72&includeSubGroups=true", 200).await;
    check("msgqueuehealthbygroup/current", "v=1&timeframe=day", 400).await;
    check("msgqueuehealthbygroup/current", "v=1&metrics=unassignedConversations", 200).await;
    check("msgqueuehealthbygroup/current", "v=1&metrics=all", 400).await;
    check("msgqueuehealthbygroup", "v=1", 404).await;
}

/// Each way to sign has a version of its own where the queue is asked for.
#[tokio::test]
async fn the_version_goes_with_the_authorization() {
    let simulator = start_at(hour() + TimeDelta::minutes(7), Options::default()).await;
    let check = async |method: &str, query: &str, signed: u16, with_token: u16| {
        let path = path(method, query);
        assert_eq!(get(&simulator, &path, None).await.status, signed, "{method} {query}");
        assert_eq!(get_with_token(&simulator, &path).await.status, with_token, "{method} {query}");
    };
    let between = |from_min: i64, to_min: i64| {
        let at_ms = |minutes| hour().timestamp_millis() + minutes * MINUTE_MS;
        format!("fromMillis={}&toMillis={}", at_ms(from_min), at_ms(to_min))
    };
    check("msgqueuehealth", "v=1&timeframe=60", 200, 400).await;
    check("msgqueuehealth", &format!("v=2&{}", between(-60, 0)), 400, 200).await;
    check("msgqueuehealth", &format!("v=2&interval=20&{}", between(-60, 0)), 400, 200).await;
    check("msgqueuehealth", &format!("v=2&interval=25&{}", between(-60, 0)), 400, 400).await;
    check("msgqueuehealth", &format!("v=2&timeframe=60&{}", between(-60, 0)), 400, 400).await;
    check("msgqueuehealth", "v=2&timeframe=60", 400, 400).await;
    check("msgqueuehealth", &format!("v=2&{}", between(7 - 1440, 0)), 400, 200).await;
    check("msgqueuehealth", &format!("v=2&{}", between(6 - 1440, 0)), 400, 400).await;
    check("msgqueuehealth", &format!("v=2&{}", between(-60, 8)), 400, 400).await;
    check("msgqueuehealth", &format!("v=2&{}", between(0, 0)), 400, 400).await;
    check("msgqueuehealth/current", "v=1", 200, 400).await;
    check("msgqueuehealth/current", "v=2", 400, 400).await;
    check("msgqueuehealth/current", &format!("v=2&{}", between(7 - 3 * 1440, 0)), 400, 200).await;
    check("msgqueuehealth/current", &format!("v=2&{}", between(6 - 3 * 1440, 0)), 400, 400).await;
    check("msgconversation", "v=1&timeframe=60", 200, 200).await;
    check("msgskillsegments", "v=2&timeframe=60", 400, 400).await;
}

#[tokio::test]
async fn conversations_alone_are_posted_all_values_as_texts() {
    let simulator = start_at(hour(), Options::default()).await;
    let target = path("msgconversation", "");
    let target = target.trim_end_matches('?');
    let body = json!({ "v": "1", "timeframe": "60", "interval": "30", "skillIds": "1,2", "agentIds": "all" });
    let posted = post(&simulator, target, &body).await;
    let got = fetch(&simulator, "msgconversation", "v=1&timeframe=60&interval=30&skillIds=1,2&agentIds=all").await;
    assert_eq!((posted.status, posted.json()), (200, got));
    assert_eq!(post(&simulator, target, &json!({ "timeframe": 60 })).await.status, 400);
    assert_eq!(post(&simulator, target, &json!([])).await.status, 400);
    let others = ["msgcsatdistribution", "msgqueuehealth", "msgqueuehealth/current", "msgagentsegments"];
    for method in others {
        assert_eq!(post(&simulator, &path(method, "v=1&timeframe=60"), &json!({})).await.status, 405, "{method}");
    }
    assert_eq!(ask(&simulator, "GET", &path("msgconversation", "v=1&timeframe=60"), &[], "").await.status, 401);
    assert_eq!(simulator.requests_of(ACCOUNT, "msgconversation").len(), 5);
}

#[tokio::test]
async fn intervals_end_on_marks_or_start_so_long_before_the_request() {
    let simulator = start_at(hour() + TimeDelta::seconds(7 * 60 + 3), Options::default()).await;
    let query = "v=1&timeframe=20&interval=10&skillIds=all&agentIds=all";
    let check = async |method: &str, expected: &[i64]| assert_eq!(stamps(&simulator, method, query).await, expected);
    let (first, second) = (7 * 60 + 3 - 20 * 60, 7 * 60 + 3 - 10 * 60);
    check("msgconversation", &[600, 0, -600]).await;
    check("msgqueuehealth", &[first, second]).await;
    check("msgskillsegments", &[second, first]).await;
    check("msgagentsegments", &[first, second]).await;

    let from_ms = hour().timestamp_millis() - 10 * MINUTE_MS;
    let query = format!("v=2&interval=5&skillIds=all&fromMillis={from_ms}&toMillis={}", from_ms + 10 * MINUTE_MS);
    let answer = get_with_token(&simulator, &path("msgqueuehealth", &query)).await.json();
    let intervals = answer["metricsByIntervals"].as_array().unwrap();
    let starts: Vec<_> = intervals.iter().map(|interval| interval["timestamp"].as_i64().unwrap() - from_ms).collect();
    assert_eq!(starts, [0, 5 * MINUTE_MS]);
}

/// Names of the members of an object.
fn names(object: &Value) -> Vec<&str> {
    object.as_object().unwrap().keys().map(String::as_str).collect()
}

#[tokio::test]
async fn forms_differ() {
    let start = async |form| start_at(hour(), Options { form, ..Options::default() }).await;
    let (printed, deviating) = (start(Form::Printed).await, start(Form::Deviating).await);
    let check = async |method: &str, query: &str, expected: [&[&str]; 2]| {
        let query = format!("v=1&{query}");
        assert_eq!(names(&fetch(&printed, method, &query).await), expected[0], "{method} {query}");
        assert_eq!(names(&fetch(&deviating, method, &query).await), expected[1], "{method} {query}");
    };
    let both = "timeframe=60&skillIds=all&agentIds=all";
    check("msgconversation", both, [&["agentsMetrics", "skillsMetricsPerAgent"], &["agentsMetrics", "skillsMetrics"]])
        .await;
    check("msgconversation", "timeframe=60", [&["metricsTotals"]; 2]).await;
    check("msgcsatdistribution", "timeframe=60&agentIds=all", [&["agentsMetrics"]; 2]).await;
    let of_skills: [&[&str]; 2] = [&["metricsTotal", "skillsMetrics"], &["metricsTotals", "skillsMetrics"]];
    check("msgqueuehealth", "timeframe=60&skillIds=all", of_skills).await;
    check("msgqueuehealth/current", "skillIds=all", of_skills).await;
    check("msgskillsegments", "timeframe=60&skillIds=all", of_skills).await;
    check("msgskillsegments", "timeframe=60", [&["metricsTotal"], &["metricsTotals"]]).await;
    let of_agents: [&[&str]; 2] =
        [&["agentsMetrics", "metricsPerSkill", "metricsTotal"], &["agentsMetrics", "metricsPerSkill", "metricsTotals"]];
    check("msgagentsegments", both, of_agents).await;
    check("msgqueuehealthbygroup/current", "skillIds=all", [&["skillGroupMetrics"]; 2]).await;
    let starts: [&[&str]; 2] = [&["metricsByIntervals", "timeframeSummary"]; 2];
    check("msgskillsegments", "timeframe=60&interval=5", starts).await;
    check("msgagentsegments", "timeframe=60&interval=5", starts).await;
    check("msgqueuehealth", "timeframe=60&interval=5", starts).await;
    check("msgconversation", "timeframe=60&interval=5", [&["metricsByIntervals", "metricsTotals"]; 2]).await;

    let without_data = |answer: &Value| {
        let intervals = answer["metricsByIntervals"].as_array().unwrap();
        intervals.iter().filter(|interval| interval.get("metricsData").is_none()).count()
    };
    let query = "v=1&timeframe=60&interval=20&skillIds=all";
    assert_eq!(without_data(&fetch(&printed, "msgskillsegments", query).await), 2);
    assert_eq!(without_data(&fetch(&deviating, "msgskillsegments", query).await), 0);
    // The whole says the same however it is asked for.
    let whole = fetch(&printed, "msgskillsegments", "v=1&timeframe=60&skillIds=all").await;
    assert_eq!(fetch(&printed, "msgskillsegments", query).await["timeframeSummary"], whole);
}

#[tokio::test]
async fn queues_are_empty_while_nobody_is_logged_in() {
    let simulator = start_at(dark(), Options::default()).await;
    let empty = json!({});
    assert_eq!(fetch(&simulator, "msgqueuehealth", "v=1&timeframe=10&skillIds=all").await, empty);
    assert_eq!(fetch(&simulator, "msgqueuehealth/current", "v=1&skillIds=all").await, empty);
    assert_eq!(fetch(&simulator, "msgqueuehealthbygroup/current", "v=1").await, empty);
    let wait_times = get(&simulator, &format!("/lp-messaging-ewt-app/api/account/{ACCOUNT}/ewt?v=1"), None).await;
    assert_eq!(wait_times.json(), json!({ "estimatedWaitTimeResponse": [] }));
    let day = fetch(&simulator, "msgqueuehealth", "v=1&timeframe=1440&interval=5&skillIds=all").await;
    let intervals = day["metricsByIntervals"].as_array().unwrap();
    assert_eq!(intervals.len(), 288);
    let is_empty = |interval: &&Value| match interval.get("metricsData") {
        Some(data) => *data == empty,
        None => names(interval) == ["timestamp"],
    };
    let count = intervals.iter().filter(is_empty).count();
    assert!((3..30).contains(&count), "{count}");
    assert!(is_empty(&intervals.last().unwrap()) && !is_empty(&&intervals[100]));
    // Segments end all the same.
    let segments = fetch(&simulator, "msgskillsegments", "v=1&timeframe=10").await;
    assert!(segments["metricsTotal"]["totalSkillConversationSegments"].as_i64().unwrap() > 0, "{segments}");
}

#[tokio::test]
async fn metrics_are_told_as_they_are_asked_for() {
    let simulator = start_at(hour(), Options::default()).await;
    let totals = async |method: &str, query: &str| {
        let answer = fetch(&simulator, method, query).await;
        names(&answer["metricsTotal"]).len()
    };
    assert_eq!(totals("msgqueuehealth/current", "v=1").await, 9 + 7);
    assert_eq!(totals("msgqueuehealth/current", "v=1&metrics=queue").await, 9);
    assert_eq!(totals("msgqueuehealth/current", "v=1&metrics=queue&overdueConversations=true").await, 9 + 3);
    assert_eq!(totals("msgqueuehealth/current", "v=1&metrics=all").await, 9 + 7 + 3);
    assert_eq!(totals("msgagentsegments", "v=1&timeframe=60&metrics=interactiveAgentSegments").await, 2);
    assert_eq!(totals("msgagentsegments", "v=1&timeframe=60&metrics=all").await, 11);

    let unassigned = async |query: &str| -> i64 {
        let answer = fetch(&simulator, "msgqueuehealthbygroup/current", query).await;
        let groups = answer["skillGroupMetrics"].as_object().unwrap().values().flat_map(|its| its.as_object().unwrap());
        groups.map(|(_, metrics)| metrics["unassignedConversations"].as_i64().unwrap()).sum()
    };
    let all = unassigned("v=1").await;
    let subgroup = unassigned("v=1&allocatedAgentGroupIds=2").await;
    assert!(all > subgroup && subgroup > 0, "{all} {subgroup}");
    assert_eq!(unassigned("v=1&includeSubGroups=true").await, all + subgroup, "they are counted in both");
}

#[tokio::test]
async fn wait_times_are_for_300_skills_every_ten_seconds() {
    let spec = WorldSpec {
        accounts: vec![ACCOUNT.to_owned()],
        hours: 1,
        feeds: FeedSettings::default().with(Work { skills: 700, ..Work::default() }),
        ..WorldSpec::default()
    };
    let simulator =
        Simulator::start(World::generate(&spec), SimClock::fixed(hour()), SimulatorOptions::default()).await.unwrap();
    let ask = async |query: &str, status: u16| {
        let answer = get(&simulator, &format!("/lp-messaging-ewt-app/api/account/{ACCOUNT}/ewt?{query}"), None).await;
        assert_eq!(answer.status, status, "{query}: {}", answer.text());
        simulator.clock().advance(TimeDelta::seconds(10));
        answer.json()
    };
    let skills = |count: i64| (1..=count).map(|skill| skill.to_string()).collect::<Vec<_>>().join(",");
    let count = |answer: &Value| answer["estimatedWaitTimeResponse"].as_array().unwrap().len();
    assert_eq!(count(&ask(&format!("v=1&skills={}", skills(300)), 200).await), 300);
    ask(&format!("v=1&skills={}", skills(301)), 400).await;
    ask("v=1&skills=all", 400).await;
    ask("v=2", 400).await;
    assert_eq!(count(&ask("", 200).await), 300);
    // Of a skill that there is not, nothing is known.
    assert_eq!(ask("skills=9999", 200).await["estimatedWaitTimeResponse"][0]["estimatedWaitTime"], -1);
    simulator.clock().advance(TimeDelta::seconds(-1));
    ask("skills=1", 429).await;
    ask("skills=1", 200).await;
}

#[tokio::test]
async fn faults_are_met_by_methods_alone() {
    let simulator = start_at(hour(), Options::default()).await;
    let faults = simulator.faults();
    let query = "v=1&timeframe=60&interval=5&skillIds=all";
    faults.always(METHOD, Some("/msgskillsegments".to_owned()), Fault::IgnoresInterval);
    faults.always(METHOD, Some("/msgconversation".to_owned()), Fault::IgnoresInterval);
    faults.always(METHOD, Some("/msgagentsegments".to_owned()), Fault::EmptyObject);
    faults.always(WAIT_TIME, None, Fault::EmptyObject);
    let whole = fetch(&simulator, "msgskillsegments", "v=1&timeframe=60&skillIds=all").await;
    assert_eq!(fetch(&simulator, "msgskillsegments", query).await, whole);
    assert_eq!(names(&fetch(&simulator, "msgconversation", query).await), ["skillsMetricsPerAgent"]);
    assert_eq!(fetch(&simulator, "msgagentsegments", query).await, json!({}));
    let wait_times = get(&simulator, &format!("/lp-messaging-ewt-app/api/account/{ACCOUNT}/ewt"), None).await;
    assert_eq!(wait_times.json(), json!({}));
    // Operational Real-time knows the same.
    faults.always(simulator::operational::METHOD, None, Fault::IgnoresInterval);
    assert_eq!(names(&fetch(&simulator, "engactivity", query).await), ["skillsMetricsPerAgent"]);
    faults.clear();
    assert_eq!(names(&fetch(&simulator, "msgskillsegments", query).await), ["metricsByIntervals", "timeframeSummary"]);
}

#[tokio::test]
async fn a_method_that_is_not_enabled_is_refused_until_it_is() {
    let simulator = start_at(hour(), Options::default()).await;
    let query = "v=1&timeframe=60";
    let check = async |path: &str, status: u16| {
        let answer = match path.contains("search") {
            true => post(&simulator, path, &json!({ "start": { "from": 0, "to": 1 } })).await,
            false => get(&simulator, path, None).await,
        };
        assert_eq!(answer.status, status, "{path}");
    };
    let health = path("msgqueuehealth", query);
    let current = path("msgqueuehealth/current/", "v=1");
    let chats = path("queuestate", "v=1");
    let history = format!("/interaction_history/api/account/{ACCOUNT}/interactions/search?source=test");
    for (method, path) in [
        ("msgqueuehealth", &health),
        ("msgqueuehealth/current", &current),
        ("queuestate", &chats),
        ("interactions/search", &history),
    ] {
        for status in [403, 404] {
            simulator.faults().refuse_method(ACCOUNT, method, status);
            check(path, status).await;
        }
        simulator.faults().refuse_method("75555852", method, 403);
        simulator.faults().allow_method(ACCOUNT, method);
        check(path, 200).await;
        let statuses: Vec<u16> = simulator.requests_of(ACCOUNT, method).iter().map(|entry| entry.status).collect();
        assert_eq!(statuses, [403, 404, 200], "{method}");
    }
}

#[tokio::test]
async fn bursts_are_refused() {
    let simulator = start_at(hour(), Options { spacing: Duration::from_secs(600), ..Options::default() }).await;
    let status = async || get(&simulator, &path("msgconversation", "v=1&timeframe=5"), None).await.status;
    assert_eq!((status().await, status().await), (200, 429));
}

#[tokio::test]
async fn a_service_may_be_unknown() {
    let options = SimulatorOptions { unknown_services: vec!["agentManagerWorkspace"], ..SimulatorOptions::default() };
    let simulator = crate::client::start(options).await;
    let check = async |service: &str, status: u16| {
        let path = format!("/api/account/{ACCOUNT}/service/{service}/baseURI.json?version=1.0");
        assert_eq!(ask(&simulator, "GET", &path, &[], "").await.status, status, "{service}");
    };
    check("msgHist", 200).await;
    check("msgEwtAPI", 200).await;
    check("leDataReporting", 200).await;
    check("agentManagerWorkspace", 400).await;
    let all =
        ask(&simulator, "GET", &format!("/api/account/{ACCOUNT}/service/baseURI.json?version=1.0"), &[], "").await;
    assert!(!all.text().contains("agentManagerWorkspace") && all.text().contains("msgHist"));
}
