//! The Agent Metrics API: what it refuses, its pages, and the truth about its agents.

use std::collections::BTreeSet;

use chrono::{DateTime, SecondsFormat, TimeDelta};
use serde_json::{Value, json};
use simulator::agent_metrics::{STATUS, SUMMARY, TABLES};
use simulator::{Fault, FeedSettings, SimClock, Simulator, SimulatorOptions, Staff, World, WorldSpec};

use crate::client::{ACCOUNT, Signer, ask, get, post};
use crate::messaging_operations::{dark, hour};

fn path(method: &str, query: &str) -> String {
    format!("/messaging_history/api/account/{ACCOUNT}/agent-view/{method}?{query}")
}

/// One account at an hour at which many are there.
async fn start(staff: Staff) -> Simulator {
    let spec = WorldSpec {
        accounts: vec![ACCOUNT.to_owned()],
        hours: 1,
        feeds: FeedSettings::default().with(staff),
        ..WorldSpec::default()
    };
    let clock = SimClock::fixed(hour());
    Simulator::start(World::generate(&spec), clock, SimulatorOptions::default()).await.unwrap()
}

async fn fetch(simulator: &Simulator, query: &str, body: Value) -> Value {
    let answer = post(simulator, &path("status", query), &body).await;
    assert_eq!(answer.status, 200, "{query}: {}", answer.text());
    answer.json()
}

fn ids(status: &Value) -> Vec<String> {
    let records = status["agentStatusRecords"].as_array().unwrap();
    records.iter().map(|record| record["agentId"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_body_is_mandatory() {
    let simulator = start(Staff::default()).await;
    for method in ["status", "summary"] {
        let target = path(method, "offset=0");
        let check = async |body: &str, status: u16| {
            let authorization = Signer::of(&simulator).header_of("POST", &target);
            let headers = [("Authorization", &*authorization), ("Content-Type", "application/json")];
            assert_eq!(ask(&simulator, "POST", &target, &headers, body).await.status, status, "{method} {body}");
        };
        check("{}", 200).await;
        check("", 400).await;
        check("[]", 400).await;
        check("{", 400).await;
        assert_eq!(get(&simulator, &target, None).await.status, 405);
        assert_eq!(ask(&simulator, "POST", &target, &[("Content-Type", "application/json")], "{}").await.status, 401);
    }
    let check = async |query: &str, status: u16| {
        assert_eq!(post(&simulator, &path("status", query), &json!({})).await.status, status, "{query}");
    };
    check("limit=1000", 200).await;
    check("limit=1001", 400).await;
    check("limit=0", 400).await;
    check("offset=-1", 400).await;
    assert_eq!(post(&simulator, &path("transfer", ""), &json!({})).await.status, 404);
}

#[tokio::test]
async fn there_are_more_agents_than_a_page_has() {
    let simulator = start(Staff { agents: 2_500, ..Staff::default() }).await;
    let count = simulator.world().agent_metrics_truth(simulator.clock().now())["agent_status_sample"].len();
    assert!((1_200..2_000).contains(&count), "{count}");
    let mut seen = BTreeSet::new();
    for (offset, expected) in [(0, 1000), (1000, count - 1000), (2000, 0)] {
        let page = fetch(&simulator, &format!("limit=1000&offset={offset}"), json!({})).await;
        assert_eq!(page["_metadata"]["count"], count);
        assert_eq!(ids(&page).len(), expected);
        seen.extend(ids(&page));
    }
    assert_eq!(seen.len(), count);
    assert_eq!(ids(&fetch(&simulator, "", json!({})).await).len(), 50);
}

#[tokio::test]
async fn pages_move_while_they_are_read() {
    let simulator = start(Staff { agents: 2_500, ..Staff::default() }).await;
    let read = async || {
        let (one, other) = (
            fetch(&simulator, "limit=1000&offset=0", json!({})).await,
            fetch(&simulator, "limit=1000&offset=1000", json!({})).await,
        );
        let counts = [&one, &other].map(|page| page["_metadata"]["count"].as_u64().unwrap());
        let all: Vec<String> = ids(&one).into_iter().chain(ids(&other)).collect();
        let different: BTreeSet<String> = all.iter().cloned().collect();
        (counts[0] == counts[1], different)
    };
    let whole = read().await;
    assert!(whole.0);
    simulator.faults().always(STATUS, None, Fault::AgentsMove { percent: 5 });
    let moved = read().await;
    assert!(!moved.0 && moved.1.len() < whole.1.len() && moved.1.is_subset(&whole.1));
    assert_ne!(read().await, moved);
    simulator.faults().clear();
    assert_eq!(read().await, whole);
}

#[tokio::test]
async fn filters_filter() {
    let simulator = start(Staff { agents: 200, ..Staff::default() }).await;
    let all = ids(&fetch(&simulator, "limit=1000", json!({})).await).len();
    let count = async |body: Value| ids(&fetch(&simulator, "limit=1000", body).await).len();
    let mut by_status = 0;
    for status in ["ONLINE", "AWAY", "BACK_SOON", "OFFLINE"] {
        let its = count(json!({ "status": [status] })).await;
        assert!(its > 0, "{status}");
        by_status += its;
    }
    assert_eq!(by_status, all);
    let connected = count(json!({ "connectionStates": ["CONNECTED"] })).await;
    assert_eq!(connected + count(json!({ "connectionStates": ["DISCONNECTED"] })).await, all);
    assert!((1..all).contains(&count(json!({ "agentGroupIds": ["-1"] })).await));
    assert!((1..all).contains(&count(json!({ "skillIds": [2, 3] })).await));
    assert_eq!(count(json!({ "agentPresence": false })).await, 0);
    assert_eq!(count(json!({ "agentIds": ["1"] })).await, 0);
}

/// A number or a flag, which may be a text.
fn read(value: &Value) -> Value {
    match value {
        Value::String(text) => serde_json::from_str(text).unwrap(),
        other => other.clone(),
    }
}

/// The row that a loader makes of a record.
fn sample(record: &Value) -> Value {
    let time = |name: &str| {
        let at = DateTime::from_timestamp_millis(record.get(name)?.as_i64()?)?;
        Some(at.to_rfc3339_opts(SecondsFormat::Millis, false))
    };
    let number = |name: &str| record.get(name).map(read);
    let reason = number("currentStatusReason").map(|reason| reason.to_string());
    json!({
        "account_id": ACCOUNT, "agent_id": record["agentId"], "status": record["currentStatus"],
        "status_started_at": time("currentStatusStartTimeL"), "status_duration_ms": number("currentStatusDuration"),
        "reason_id": reason, "reason_started_at": time("currentStatusReasonStartTimeL"),
        "reason_duration_ms": number("currentStatusReasonDuration"), "load": number("load"),
        "ringing_slots": number("ringingSlots"), "busy_slots": number("busySlots"),
        "configured_max_slots": number("configuredMaxSlots"),
        "open_assigned_conversations": number("openAssignedConversations"),
        "intense_conversations": number("intenseConversations"),
        "connection_state": record["currentConnectionState"], "is_present": number("agentPresence"),
        "last_updated_at": time("lastUpdatedTimeL"), "is_partial": false,
    })
}

fn profile(record: &Value) -> Value {
    json!({
        "account_id": ACCOUNT, "agent_id": record["agentId"], "full_name": record["agentName"],
        "nickname": record["agentNickname"], "login_name": record["agentLoginName"],
        "picture_url": record["agentPictureURL"], "agent_group_id": read(&record["agentGroupId"]).to_string(),
        "agent_group_name": record["agentGroupName"], "skills": record["agentSkills"],
    })
}

#[tokio::test]
async fn the_truth_is_what_is_served() {
    let simulator = start(Staff { agents: 120, ..Staff::default() }).await;
    for minutes in [0, 17, 333] {
        simulator.clock().set(hour() + TimeDelta::minutes(minutes));
        let truth = simulator.world().agent_metrics_truth(simulator.clock().now());
        assert_eq!(truth.keys().copied().collect::<Vec<_>>(), TABLES);
        let status = fetch(&simulator, "limit=1000", json!({})).await;
        assert_eq!(status["accountID"], ACCOUNT);
        let records = status["agentStatusRecords"].as_array().unwrap();
        assert!(records.len() > 30);
        assert_eq!(records.iter().map(sample).collect::<Vec<_>>(), truth["agent_status_sample"]);
        assert_eq!(records.iter().map(profile).collect::<Vec<_>>(), truth["agent_profile"]);
        let with = |name: &str, check: fn(&Value) -> bool| records.iter().filter(|record| check(&record[name])).count();
        assert!(with("load", Value::is_string) > 0 && with("load", Value::is_number) > 0);
        assert!(with("agentPresence", Value::is_boolean) > 0 && with("agentPresence", Value::is_string) > 0);
        assert!(with("currentStatusReason", |reason| !reason.is_null()) > 0);

        let summary = post(&simulator, &path("summary", ""), &json!({})).await.json();
        let load = &truth["agent_load_sample"][0];
        let columns = [
            ("openAssignedConversations", "open_assigned_conversations"),
            ("weightedAvgLoad", "weighted_avg_load"),
            ("minLoad", "min_load"),
            ("maxLoad", "max_load"),
            ("minConfiguredMaxSlots", "min_configured_max_slots"),
            ("maxConfiguredMaxSlots", "max_configured_max_slots"),
            ("numAwayAgents", "num_away_agents"),
            ("numBackSoonAgents", "num_back_soon_agents"),
            ("numOnlineAgents", "num_online_agents"),
        ];
        assert_eq!(summary["summaryResults"].as_object().unwrap().len(), columns.len());
        columns.iter().for_each(|(name, column)| assert_eq!(summary["summaryResults"][*name], load[*column], "{name}"));
        assert!(load["weighted_avg_load"].is_f64() && load["num_away_agents"].as_i64().unwrap() > 0, "{load}");
    }
}

#[tokio::test]
async fn nobody_is_listed_while_nobody_is_logged_in() {
    let simulator = start(Staff::default()).await;
    simulator.clock().set(dark());
    let status = fetch(&simulator, "", json!({})).await;
    assert_eq!((&status["_metadata"]["count"], ids(&status)), (&json!(0), Vec::new()));
    let summary = post(&simulator, &path("summary", ""), &json!({})).await.json();
    assert_eq!(
        (&summary["summaryResults"]["numOnlineAgents"], &summary["summaryResults"]["minLoad"]),
        (&json!(0), &json!(-1))
    );
    simulator.faults().refuse_method(ACCOUNT, "agent-view/summary", 404);
    assert_eq!(post(&simulator, &path("summary", ""), &json!({})).await.status, 404);
    simulator.faults().clear();
    simulator.faults().inject(SUMMARY, None, Fault::EmptyObject, 1);
    assert_eq!(post(&simulator, &path("summary", ""), &json!({})).await.json(), json!({}));
}
