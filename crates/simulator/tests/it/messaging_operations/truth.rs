//! The truth about messaging is what the methods tell.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use serde_json::{Map, Value, json};
use simulator::Simulator;
use simulator::messaging_operations::{Form, Options, TABLES};

use super::{fetch, hour, start_at};
use crate::client::{ACCOUNT, get};

/// Half a day, in which agents come for the first time.
const HOURS: i64 = 12;

fn text(at_ms: i64) -> Value {
    DateTime::from_timestamp_millis(at_ms).unwrap().to_rfc3339_opts(SecondsFormat::Millis, false).into()
}

/// The column of a metric, by the rules that the tables follow.
fn column(name: &str) -> String {
    let name = name.replace("Messagesin", "MessagesIn").replace("Timeto", "TimeTo").replace("byCCP", "byCcp");
    let mut column = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !column.ends_with('_') {
            column.push('_');
        }
        column.push(letter.to_ascii_lowercase());
    }
    // Longer names than 63 characters are cut by Postgres.
    for of in ["_after_transfer", "_new_conversation"] {
        let long = format!("first_agent_message_from_agent_assignment{of}");
        column = column.replace(&long, &format!("first_agent_message{of}"));
    }
    let is_ms = column.contains("wait_time_for") || column.starts_with("avg_time_to_");
    if is_ms { column + "_ms" } else { column }
}

#[test]
fn columns_follow_from_names() {
    let check = |name: &str, expected: &str| assert_eq!(column(name), expected);
    check("totalHandlingTime_resolvedConversations_byCCP", "total_handling_time_resolved_conversations_by_ccp");
    check("waitTimeForAgentAssignment_50thPercentile", "wait_time_for_agent_assignment_50th_percentile_ms");
    check("avgAgentMessagesinAgentSegment", "avg_agent_messages_in_agent_segment");
    check(
        "avgTimetoFirstAgentMessageFromAgentAssignment_AfterTransfer",
        "avg_time_to_first_agent_message_after_transfer_ms",
    );
    check("csat_score1_answers", "csat_score1_answers");
}

/// Makes rows as a loader would, from upstream's names.
struct Loader {
    base: Map<String, Value>,
    rows: Vec<Value>,
}

impl Loader {
    fn new(interval_end_ms: Option<i64>, more: &[(&str, &str)]) -> Self {
        let mut base = Map::from_iter([("account_id".to_owned(), ACCOUNT.into())]);
        if let Some(end_ms) = interval_end_ms {
            base.insert("interval_s".to_owned(), 300.into());
            base.insert("interval_end_at".to_owned(), text(end_ms));
        }
        base.extend(more.iter().map(|(name, value)| ((*name).to_owned(), (*value).into())));
        Self { base, rows: Vec::new() }
    }

    fn push(&mut self, ids: &[(&str, &str)], metrics: &Value) {
        let mut row = self.base.clone();
        row.extend(ids.iter().map(|(name, value)| ((*name).to_owned(), (*value).into())));
        for (name, value) in metrics.as_object().unwrap() {
            let value = match name.as_str() {
                "time" => continue,
                _ if *value == json!(-1) => Value::Null,
                _ => value.clone(),
            };
            row.insert(column(name), value);
        }
        self.rows.push(row.into());
    }

    /// The account's totals stand beside the skills where there are some by agent, else at the root.
    fn per_agent(&mut self, data: &Value) {
        let skills = data.get("skillsMetrics").or(data.get("skillsMetricsPerAgent"));
        let totals = |data: &Value| data.get("metricsTotals").or(data.get("metricsTotal")).cloned();
        let root = skills.and_then(totals).or(totals(data)).unwrap();
        let ids = |grain, skill, agent| [("grain", grain), ("skill_id", skill), ("agent_id", agent)];
        self.push(&ids("account", "", ""), &root);
        for (skill, its) in entries(&skills.unwrap_or(data)["metricsPerSkill"]) {
            if let Some(total) = totals(its) {
                self.push(&ids("skill", skill, ""), &total);
            }
            for (agent, metrics) in entries(&its["metricsPerAgent"]) {
                self.push(&ids("skill_agent", skill, agent), metrics);
            }
        }
        for (agent, metrics) in entries(&data["agentsMetrics"]["metricsPerAgent"]) {
            self.push(&ids("agent", "", agent), metrics);
        }
    }

    fn per_skill(&mut self, data: &Value) {
        let Some(totals) = data.get("metricsTotal").or(data.get("metricsTotals")) else { return };
        self.push(&[("grain", "account"), ("skill_id", "")], totals);
        for (skill, metrics) in entries(&data["skillsMetrics"]) {
            self.push(&[("grain", "skill"), ("skill_id", skill)], metrics);
        }
    }
}

fn entries(object: &Value) -> impl Iterator<Item = (&String, &Value)> {
    object.as_object().into_iter().flatten()
}

/// The intervals of an answer by their ends, but the one that is cut off and the one that is not over.
async fn intervals(simulator: &Simulator, method: &str, query: &str) -> BTreeMap<i64, Value> {
    let answer = fetch(simulator, method, &format!("v=1&timeframe={}&interval=5&{query}", HOURS * 60)).await;
    let has_starts = answer.get("timeframeSummary").is_some();
    let now_ms = simulator.clock().now().timestamp_millis();
    let interval = |interval: &Value| {
        let stamp_ms = interval["timestamp"].as_i64().unwrap();
        let data = interval.get("metricsData").unwrap_or(interval).clone();
        (if has_starts { stamp_ms + 300_000 } else { stamp_ms }, data)
    };
    let intervals = answer["metricsByIntervals"].as_array().unwrap().iter().map(interval);
    intervals.filter(|(end_ms, _)| *end_ms <= now_ms).collect()
}

/// What a loader makes of half a day.
async fn loaded(simulator: &Simulator) -> BTreeMap<&'static str, Vec<Value>> {
    let mut tables: BTreeMap<&'static str, Vec<Value>> = BTreeMap::new();
    for (end_ms, data) in intervals(simulator, "msgconversation", "skillIds=all&agentIds=all").await {
        let mut loader = Loader::new(Some(end_ms), &[]);
        loader.per_agent(&data);
        tables.entry("messaging_activity").or_default().extend(loader.rows);
    }
    for (end_ms, data) in intervals(simulator, "msgqueuehealth", "skillIds=all").await {
        let mut loader = Loader::new(Some(end_ms), &[]);
        loader.per_skill(&data);
        tables.entry("messaging_queue_health").or_default().extend(loader.rows);
    }
    for users in ["human", "bot"] {
        let query = format!("skillIds=all&userType={users}");
        for (end_ms, data) in intervals(simulator, "msgskillsegments", &query).await {
            let mut loader = Loader::new(Some(end_ms), &[("user_type", users)]);
            loader.per_skill(&data);
            tables.entry("skill_segment_interval").or_default().extend(loader.rows);
        }
        for (end_ms, data) in intervals(simulator, "msgagentsegments", &format!("agentIds=all&{query}")).await {
            let mut loader = Loader::new(Some(end_ms), &[("user_type", users)]);
            loader.per_agent(&data);
            tables.entry("agent_segment_interval").or_default().extend(loader.rows);
        }
    }
    tables
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

#[tokio::test]
async fn the_truth_is_what_is_served() {
    for form in [Form::Printed, Form::Deviating] {
        let simulator = start_at(hour(), Options { form, ..Options::default() }).await;
        let truth = simulator.world().messaging_operations_truth(hour(), hour() - TimeDelta::hours(HOURS));
        assert_eq!(truth.keys().copied().collect::<Vec<_>>(), TABLES);
        let loaded = loaded(&simulator).await;
        for table in TABLES {
            println!("{table}: {} rows", truth[table].len());
            assert!(truth[table].len() > 500, "{table}");
            assert_same(&loaded[table], &truth[table]);
        }
        let count = |table: &str, check: &dyn Fn(&Value) -> bool| truth[table].iter().filter(|row| check(row)).count();
        assert_eq!(count("messaging_activity", &|row| row["grain"] == "account"), 144);
        let manned = count("messaging_queue_health", &|row| row["grain"] == "account");
        assert!((100..141).contains(&manned), "{manned}");
        assert_eq!(count("agent_segment_interval", &|row| row["grain"] == "skill"), 0);
        let fractional = |row: &Value| row["unassigned_conversations"].is_f64();
        assert!(count("messaging_queue_health", &fractional) > 500);
        let from_agent = "avg_wait_time_for_agent_assignment_after_transfer_from_agent_ms";
        assert!(count("messaging_queue_health", &|row| row[from_agent].is_null()) > 100);
        let silent = |row: &Value| row["avg_time_to_response_from_agent_assignment_ms"].is_null();
        assert!(count("agent_segment_interval", &silent) > 50);
    }
}

#[tokio::test]
async fn satisfaction_adds_up_over_any_span() {
    // An hour that nothing is added to any more.
    let simulator = start_at(hour() + TimeDelta::hours(1), Options::default()).await;
    let (world, now) = (simulator.world(), hour() + TimeDelta::hours(2));
    let loaded = async |minutes: i64| {
        simulator.clock().set(hour() + TimeDelta::hours(1));
        let query = format!("v=1&timeframe={minutes}&skillIds=all&agentIds=all");
        let mut loader = Loader::new(None, &[]);
        loader.per_agent(&fetch(&simulator, "msgcsatdistribution", &query).await);
        loader.rows
    };
    let end = hour() + TimeDelta::hours(1);
    for minutes in [60, 180, 1440] {
        let truth = world.messaging_csat_truth(end, end - TimeDelta::minutes(minutes), end);
        assert_same(&loaded(minutes).await, &truth);
    }
    // Widened to whole buckets.
    assert_same(&loaded(7).await, &world.messaging_csat_truth(end, end - TimeDelta::minutes(10), end));
    let total = |from: DateTime<Utc>, to: DateTime<Utc>| -> i64 {
        world.messaging_csat_truth(now, from, to)[0]["total_answers"].as_i64().unwrap()
    };
    let parts: i64 = (0..12)
        .map(|part| total(hour() + TimeDelta::minutes(5 * part), hour() + TimeDelta::minutes(5 * part + 5)))
        .sum();
    assert!(parts > 5);
    assert_eq!(total(hour(), end), parts);
    assert_eq!(total(hour(), hour()), 0);
}

#[tokio::test]
async fn snapshots_are_what_is_served() {
    let simulator = start_at(hour(), Options::default()).await;
    for minutes in [0, 111, 222] {
        let now = hour() + TimeDelta::minutes(minutes);
        simulator.clock().set(now);
        let served = fetch(&simulator, "msgqueuehealth/current", "v=1&metrics=all&skillIds=all").await;
        let from_bot = "avg_wait_time_for_agent_assignment_after_transfer_from_bot_ms";
        let mut loader = Loader::new(None, &[]);
        loader.base.insert(from_bot.to_owned(), Value::Null);
        loader.per_skill(&served);
        for row in &mut loader.rows {
            let skill = row["skill_id"].as_str().unwrap();
            let time = served["skillsMetrics"][skill]["time"].as_i64();
            row["state_at"] = time.map_or(Value::Null, text);
        }
        let truth = simulator.world().messaging_queue_state_truth(now);
        assert_same(&loader.rows, &truth);
        assert!(truth.len() > 3 && truth[0]["unassigned_conversations"].as_i64().unwrap() > 3, "{truth:?}");

        let served = fetch(&simulator, "msgqueuehealthbygroup/current", "v=1").await;
        let mut loader = Loader::new(None, &[]);
        for (skill, groups) in entries(&served["skillGroupMetrics"]) {
            entries(groups)
                .for_each(|(group, its)| loader.push(&[("skill_id", skill), ("agent_group_id", group)], its));
        }
        let truth = simulator.world().messaging_queue_state_by_group_truth(now);
        assert_same(&loader.rows, &truth);
        assert!(truth.len() > 3);

        let served = get(&simulator, &format!("/lp-messaging-ewt-app/api/account/{ACCOUNT}/ewt"), None).await.json();
        let row = |estimate: &Value| {
            let wait_time_s = estimate["estimatedWaitTime"].as_i64().filter(|wait_time_s| *wait_time_s >= 0);
            json!({ "account_id": ACCOUNT, "skill_id": estimate["skillId"].to_string(),
                "estimated_wait_time_s": wait_time_s, "estimated_at": text(estimate["timestamp"].as_i64().unwrap()) })
        };
        let rows: Vec<_> = served["estimatedWaitTimeResponse"].as_array().unwrap().iter().map(row).collect();
        let truth = simulator.world().wait_time_truth(now);
        assert_same(&rows, &truth);
        assert!(truth.iter().any(|row| row["estimated_wait_time_s"].is_null()));
    }
}

#[tokio::test]
async fn a_bucket_is_revised_once() {
    let simulator = start_at(hour(), Options::default()).await;
    let world = simulator.world();
    let mut revised = 0;
    for back in 0..144 {
        let end = hour() - TimeDelta::minutes(5 * back);
        let of_end = |now: DateTime<Utc>| {
            let mut truth = world.messaging_operations_truth(now, end - TimeDelta::milliseconds(1));
            let is_its = |row: &Value| row["interval_end_at"] == text(end.timestamp_millis());
            truth.values_mut().for_each(|rows| rows.retain(is_its));
            truth
        };
        let (first, last) = (of_end(end), of_end(end + TimeDelta::minutes(40)));
        assert_eq!(first["messaging_queue_health"], last["messaging_queue_health"]);
        let Some(revised_at) = world.messaging_revised_at(ACCOUNT, end) else {
            assert_eq!(first, last, "{end}");
            continue;
        };
        assert_eq!(of_end(revised_at - TimeDelta::milliseconds(1)), first, "{end}");
        assert_eq!(of_end(revised_at), last, "{end}");
        revised += usize::from(first != last);
    }
    println!("{revised} of 144 revised");
    assert!((1..20).contains(&revised));
}
