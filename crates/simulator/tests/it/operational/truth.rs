//! The truth about the Operational Real-time API: the same as what is served, and revised when that is.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde_json::{Map, Value, json};
use simulator::operational::{Spec, TABLES};
use simulator::{FeedSettings, Simulator, SimulatorOptions, World, WorldSpec};

use super::{MARK_MS, fetch, start_at};
use crate::client::{ACCOUNT, END_MS};

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp_millis(END_MS).unwrap() - TimeDelta::minutes(617)
}

/// A row of an interval as a loader would make it, from upstream's names.
fn row(end_ms: i64, ids: &[(&str, &str)], metrics: &Value, columns: &[(&str, &str)]) -> Value {
    let end = DateTime::from_timestamp_millis(end_ms).unwrap().to_rfc3339_opts(SecondsFormat::Millis, false);
    let mut row = json!({ "account_id": ACCOUNT, "interval_s": 300, "interval_end_at": end });
    ids.iter().for_each(|(column, id)| row[*column] = json!(id));
    add(row.as_object_mut().unwrap(), metrics, columns);
    row
}

fn add(row: &mut Map<String, Value>, metrics: &Value, columns: &[(&str, &str)]) {
    assert_eq!(metrics.as_object().unwrap().len(), columns.len(), "{metrics}");
    for (name, column) in columns {
        let value = &metrics[*name];
        assert!(value.is_number(), "{name}");
        row.insert((*column).to_owned(), if *value == json!(-1) { Value::Null } else { value.clone() });
    }
}

const CLOSED: [(&str, &str); 5] = [
    ("totalInteractiveChats", "total_interactive_chats"),
    ("totalNonInteractiveChats", "total_non_interactive_chats"),
    ("totalHandlingTime", "total_handling_time_s"),
    ("nonInteractiveTotalHandlingTime", "non_interactive_total_handling_time_s"),
    ("connectedEngagements", "connected_engagements"),
];

const QUEUE: [(&str, &str); 20] = [
    ("enteredQEng", "entered_engagements"),
    ("connectedEng", "connected_engagements"),
    ("abandonedEng", "abandoned_engagements"),
    ("abandonmentRate", "abandonment_rate"),
    ("totalTimeToAnswer", "total_time_to_answer_s"),
    ("avgTimeToAnswer", "avg_time_to_answer_s"),
    ("totalTimeToAbandon", "total_time_to_abandon_s"),
    ("avgTimeToAbandon", "avg_time_to_abandon_s"),
    ("maxQueueSize", "max_queue_size"),
    ("minQueueSize", "min_queue_size"),
    ("maxAvailableSlots", "max_available_slots"),
    ("minAvailableSlots", "min_available_slots"),
    ("averageQueueSize", "average_queue_size"),
    ("queueSizeSum", "queue_size_sum"),
    ("queueSizeCount", "queue_size_count"),
    ("averageAvailableSlots", "average_available_slots"),
    ("availableSlotsSum", "available_slots_sum"),
    ("availableSlotsCount", "available_slots_count"),
    ("currentQueueSize", "current_queue_size"),
    ("currentAvailableSlots", "current_available_slots"),
];

const SPENT: [(&str, &str); 4] = [
    ("total", "total_s"),
    ("chatting", "chatting_s"),
    ("notChatting", "not_chatting_s"),
    ("chattingInMaxConcurrency", "chatting_in_max_concurrency_s"),
];

const CURRENT: [(&str, &str); 3] = [
    ("currentQueueSize", "current_queue_size"),
    ("currentAvailableSlots", "current_available_slots"),
    ("currentMaxWaitTimeInQueue", "current_max_wait_time_in_queue_ms"),
];

/// The intervals of an answer that ended by now, but the oldest.
async fn intervals(simulator: &Simulator, method: &str, query: &str) -> Vec<(i64, Value)> {
    let query = format!("v=1&timeframe=720&interval=5&{query}");
    let answer = fetch(simulator, method, &query).await;
    let intervals = answer["metricsByIntervals"].as_array().unwrap();
    let mut intervals: Vec<_> =
        intervals.iter().map(|one| (one["timestamp"].as_i64().unwrap(), one["metricsData"].clone())).collect();
    intervals.sort_by_key(|(end_ms, _)| *end_ms);
    intervals.retain(|(end_ms, _)| *end_ms <= simulator.clock().now().timestamp_millis());
    intervals.split_off(1)
}

fn entries(object: &Value) -> impl Iterator<Item = (&String, &Value)> {
    object.as_object().unwrap().iter()
}

/// What a loader makes of the last twelve hours.
async fn loaded(simulator: &Simulator) -> BTreeMap<&'static str, Vec<Value>> {
    let mut activity = Vec::new();
    for (end_ms, data) in intervals(simulator, "engactivity", "skillIds=all").await {
        let mut push = |grain: &str, skill: &str, agent: &str, metrics: &Value| {
            let ids = [("grain", grain), ("skill_id", skill), ("agent_id", agent)];
            activity.push(row(end_ms, &ids, metrics, &CLOSED));
        };
        let data = &data["skillsMetricsPerAgent"];
        push("account", "", "", &data["metricsTotals"]);
        for (skill, metrics) in entries(&data["metricsPerSkill"]) {
            push("skill", skill, "", &metrics["metricsTotals"]);
            for (agent, metrics) in entries(&metrics["metricsPerAgent"]) {
                push("skill_agent", skill, agent, metrics);
            }
        }
    }
    for (end_ms, data) in intervals(simulator, "engactivity", "agentIds=all").await {
        for (agent, metrics) in entries(&data["agentsMetrics"]["metricsPerAgent"]) {
            let ids = [("grain", "agent"), ("skill_id", ""), ("agent_id", agent)];
            activity.push(row(end_ms, &ids, metrics, &CLOSED));
        }
    }
    let mut health = Vec::new();
    for (end_ms, data) in intervals(simulator, "queuehealth", "skillIds=all").await {
        health.push(row(end_ms, &[("grain", "account"), ("skill_id", "")], &data["metricsTotals"], &QUEUE));
        for (skill, metrics) in entries(&data["skillsMetrics"]) {
            health.push(row(end_ms, &[("grain", "skill"), ("skill_id", skill)], metrics, &QUEUE));
        }
    }
    let mut states = Vec::new();
    for (end_ms, data) in intervals(simulator, "agentactivity", "agentIds=all").await {
        for (agent, its) in entries(&data["agentsMetrics"]["metricsPerAgent"]) {
            for state in its.as_array().unwrap() {
                let id = state["id"].to_string();
                let mut push = |reason: &str, value: &Value| {
                    let ids = [("grain", "agent"), ("agent_id", agent), ("state_id", &id), ("reason_id", reason)];
                    states.push(row(end_ms, &ids, value, &SPENT));
                };
                push("", &state["value"]);
                for reason in state["reasons"].as_array().into_iter().flatten() {
                    push(reason["id"].as_str().unwrap(), &reason["value"]);
                }
            }
        }
    }
    [("agent_state_interval", states), ("engagement_activity", activity), ("queue_health", health)].into()
}

#[track_caller]
fn assert_same(one: &[Value], other: &[Value]) {
    let (one, other) = (texts(one), texts(other));
    let differing: Vec<_> = one.symmetric_difference(&other).take(4).collect();
    assert!(differing.is_empty(), "{differing:#?}");
}

fn texts(rows: &[Value]) -> BTreeSet<String> {
    let texts: BTreeSet<_> = rows.iter().map(Value::to_string).collect();
    assert_eq!(texts.len(), rows.len());
    texts
}

fn truth(world: &World, now: DateTime<Utc>, hours: i64) -> BTreeMap<&'static str, Vec<Value>> {
    let mut truth = world.operational_truth(now, now - TimeDelta::hours(hours));
    truth.values_mut().for_each(|rows| rows.retain(|row| row["account_id"] == ACCOUNT));
    truth
}

#[tokio::test]
async fn the_truth_is_what_is_served() {
    let simulator = start_at(now(), SimulatorOptions::default()).await;
    // The oldest interval of twelve hours is left out by whoever loads.
    let since = DateTime::from_timestamp_millis((now() - TimeDelta::hours(12)).timestamp_millis() / MARK_MS * MARK_MS);
    let mut truth = simulator.world().operational_truth(now(), since.unwrap() + TimeDelta::minutes(5));
    truth.values_mut().for_each(|rows| rows.retain(|row| row["account_id"] == ACCOUNT));
    assert_eq!(truth.keys().copied().collect::<Vec<_>>(), TABLES);
    let loaded = loaded(&simulator).await;
    for table in TABLES {
        println!("{table}: {} rows", truth[table].len());
        assert!(truth[table].len() > 300, "{table}");
        assert_same(&loaded[table], &truth[table]);
    }
    let count = |table: &str, check: &dyn Fn(&Value) -> bool| truth[table].iter().filter(|row| check(row)).count();
    assert_eq!(count("queue_health", &|row| row["grain"] == "account"), 143);
    assert_eq!(count("engagement_activity", &|row| row["grain"] == "account"), 143);
    assert!(count("queue_health", &|row| row["max_available_slots"].is_null()) > 5);
    assert!(count("queue_health", &|row| row["average_queue_size"].is_f64()) > 50);
    assert!(count("agent_state_interval", &|row| row["reason_id"] != "") > 50);
    assert!(count("agent_state_interval", &|row| row["chatting_s"] != 0) > 50);
    let split = |row: &Value| row["total_s"].as_i64().unwrap() - row["chatting_s"].as_i64().unwrap();
    assert!(count("agent_state_interval", &|row| split(row) - row["not_chatting_s"].as_i64().unwrap() == 1) > 0);
}

#[tokio::test]
async fn snapshots_are_what_is_served() {
    let simulator = start_at(now(), SimulatorOptions::default()).await;
    let of_account =
        |rows: Vec<Value>| -> Vec<Value> { rows.into_iter().filter(|row| row["account_id"] == ACCOUNT).collect() };
    for minutes in [0, 111, 222] {
        let now = now() + TimeDelta::minutes(minutes);
        simulator.clock().set(now);
        let served = fetch(&simulator, "queuestate", "v=2").await;
        let mut rows = Vec::new();
        let mut push = |grain: &str, skill: &str, metrics: &Value| {
            let mut row = json!({ "account_id": ACCOUNT, "grain": grain, "skill_id": skill });
            add(row.as_object_mut().unwrap(), metrics, &CURRENT);
            rows.push(row);
        };
        push("account", "", &served["totals"]);
        entries(&served["skills"]).for_each(|(skill, metrics)| push("skill", skill, metrics));
        let truth = of_account(simulator.world().queue_state_truth(now));
        assert_same(&rows, &truth);
        assert!(truth.len() > 5 && truth.iter().any(|row| row["current_available_slots"].is_null()));
        let without_wait = fetch(&simulator, "queuestate", "v=1").await;
        assert_eq!(without_wait["totals"].as_object().unwrap().len(), 2);

        for group in ["", "4"] {
            let filter = if group.is_empty() { String::new() } else { format!("&groupIds={group}") };
            let served = fetch(&simulator, "sla", &format!("v=1&timeframe=720&histogram=60,0,300{filter}")).await;
            let row = |(bound, range): (&String, &Value)| {
                json!({ "account_id": ACCOUNT, "group_id": group, "lower_bound_s": bound.parse::<i64>().unwrap(),
                    "chats": range["chats"], "share": range["percentageFromTotal"],
                    "accumulated_share": range["accumulated"] })
            };
            let rows: Vec<_> = entries(&served["slaDataRange"]).map(row).collect();
            let truth = of_account(simulator.world().sla_truth(now, 720, &[0, 60, 300], group));
            assert_same(&rows, &truth);
            assert_eq!(truth.iter().map(|row| &row["lower_bound_s"]).collect::<Vec<_>>(), [0, 60, 300]);
            assert!(truth[2]["accumulated_share"] == 1 && truth.iter().all(|row| row["chats"] != 0), "{truth:?}");
        }
    }
}

#[tokio::test]
async fn a_bucket_is_revised_once() {
    let simulator = start_at(now(), SimulatorOptions::default()).await;
    let world = simulator.world();
    let marks = (0..12 * 12).map(|back| DateTime::from_timestamp_millis(END_MS - 3_600_000 - back * MARK_MS).unwrap());
    let mut revised = Vec::new();
    for end in marks {
        let of_end = |now: DateTime<Utc>| {
            let mut truth = world.operational_truth(now, end - TimeDelta::milliseconds(1));
            let is_its = |row: &Value| row["account_id"] == ACCOUNT && row["interval_end_at"] == text(end);
            truth.values_mut().for_each(|rows| rows.retain(is_its));
            truth
        };
        let (first, last) = (of_end(end), of_end(end + TimeDelta::minutes(40)));
        let Some(revised_at) = world.operational_revised_at(ACCOUNT, end) else {
            assert_eq!(first, last, "{end}");
            continue;
        };
        assert!((TimeDelta::minutes(3)..TimeDelta::minutes(40)).contains(&(revised_at - end)), "{end}");
        assert_eq!(of_end(revised_at - TimeDelta::milliseconds(1)), first, "{end}");
        assert_eq!(of_end(revised_at), last, "{end}");
        if first["engagement_activity"] != last["engagement_activity"] {
            revised.push((end, revised_at));
        }
    }
    println!("{} of 144 revised", revised.len());
    assert!((1..20).contains(&revised.len()));

    let (end, revised_at) = revised[0];
    let closed = async |at: DateTime<Utc>| {
        simulator.clock().set(at);
        let answer = fetch(&simulator, "engactivity", "v=1&timeframe=60&interval=5&skillIds=all").await;
        let intervals = answer["metricsByIntervals"].as_array().unwrap();
        let its = intervals.iter().find(|interval| interval["timestamp"] == end.timestamp_millis()).unwrap();
        let totals = &its["metricsData"]["skillsMetricsPerAgent"]["metricsTotals"];
        totals["totalInteractiveChats"].as_i64().unwrap() + totals["totalNonInteractiveChats"].as_i64().unwrap()
    };
    let early = closed(revised_at - TimeDelta::seconds(1)).await;
    assert_eq!(closed(revised_at).await, early + 1);
}

fn text(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, false)
}

#[test]
fn without_revisions_every_chat_is_counted() {
    let spec = WorldSpec {
        hours: 42,
        feeds: FeedSettings::default().with(Spec { revised_percent: 0 }),
        history_days: 1,
        ..WorldSpec::default()
    };
    let world = World::generate(&spec);
    let truth = truth(&world, now(), 24);
    let sum = |table: &str, grain: &str, columns: &[&str]| -> i64 {
        let rows = truth[table].iter().filter(|row| row["grain"] == grain);
        rows.flat_map(|row| columns.iter().map(|column| row[*column].as_i64().unwrap())).sum()
    };
    let day = now() - TimeDelta::hours(24);
    let first = DateTime::from_timestamp_millis(day.timestamp_millis().div_euclid(MARK_MS) * MARK_MS).unwrap();
    let last = DateTime::from_timestamp_millis(now().timestamp_millis().div_euclid(MARK_MS) * MARK_MS).unwrap();
    let chats = world.history_chats(ACCOUNT);
    let ended = chats.iter().filter(|chat| (first..last).contains(&chat.ended_at)).count() as i64;
    let begun = chats.iter().filter(|chat| (first..last).contains(&chat.requested_at)).count() as i64;
    let both = ["total_interactive_chats", "total_non_interactive_chats"];
    assert!(ended > 300);
    assert_eq!(sum("engagement_activity", "account", &both), ended);
    assert_eq!(sum("engagement_activity", "skill", &both), ended);
    assert_eq!(sum("engagement_activity", "agent", &both), sum("engagement_activity", "skill_agent", &both));
    assert!(sum("engagement_activity", "agent", &both) < ended);
    assert_eq!(sum("queue_health", "account", &["entered_engagements"]), begun);
    // Neither the files nor the history know of it.
    let revised =
        World::generate(&WorldSpec { feeds: FeedSettings::default().with(Spec { revised_percent: 100 }), ..spec });
    assert_eq!(revised.truth(now()), world.truth(now()));
    assert!(revised.operational_truth(now(), day) != world.operational_truth(now(), day));
}
