//! The truth about the Messaging Interactions: complete, and the same as what searches print.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use serde_json::{Value, json};
use simulator::messaging_interactions::{Conversations, TABLES};
use simulator::{World, WorldSpec};

use super::{month, one, spec, start};
use crate::client::ACCOUNT;

#[test]
fn every_column_is_filled_somewhere() {
    let spec = spec(Conversations { erased_percent: 10, ..month() });
    let truth = World::generate(&spec).messaging_truth(spec.end);
    assert_eq!(truth.keys().copied().collect::<Vec<_>>(), TABLES);
    let check = |table: &str, rows_min: usize, never: &[&str]| {
        let rows = &truth[table];
        assert!(rows.len() >= rows_min, "{table}: {} rows", rows.len());
        let columns = rows[0].as_object().unwrap().len();
        let mut empty: BTreeSet<&String> = rows[0].as_object().unwrap().keys().collect();
        for row in rows {
            let row = row.as_object().unwrap();
            assert_eq!(row.len(), columns, "{table}: {row:?}");
            empty.retain(|column| row[*column].is_null());
        }
        assert!(empty.iter().eq(never), "{table}: {empty:?}");
    };
    // Upstream filters by its latest update, and does not print it.
    check("messaging_conversation", 2_000, &["latest_updated_at"]);
    check("messaging_dialog", 2_500, &[]);
    check("messaging_message", 12_000, &[]);
    check("messaging_message_status", 20_000, &["extra"]);
    check("messaging_message_score", 3_000, &["extra"]);
    check("messaging_agent_participant", 3_000, &[]);
    check("messaging_consumer_participant", 2_000, &[]);
    check("messaging_transfer", 500, &[]);
    check("messaging_interaction", 1_500, &[]);
    check("messaging_skill_change", 200, &[]);
    check("messaging_survey", 500, &[]);
    check("messaging_survey_answer", 1_000, &[]);
    check("messaging_agent_survey", 500, &[]);
    check("messaging_agent_survey_answer", 500, &[]);
    check("messaging_cobrowse_session", 150, &[]);
    check("messaging_intent", 3_000, &["extra"]);
    // Data Access alone tells in which conversation a visitor signed in.
    check("messaging_attribute", 4_000, &["authenticated_conversation_id"]);
    check("messaging_attribute_product", 1_000, &[]);
}

#[test]
fn there_are_none_unless_asked_for() {
    let spec = WorldSpec { hours: 1, ..WorldSpec::default() };
    assert!(World::generate(&spec).messaging_truth(spec.end).values().all(Vec::is_empty));
}

#[tokio::test]
async fn rows_are_those_of_the_records() {
    let simulator = start(Conversations { days: 9, erased_percent: 20, ..month() }).await;
    let truth = simulator.world().messaging_truth(simulator.clock().now());
    let of = |table: &str, id: &str| -> Vec<&Value> {
        let is_its = |row: &&Value| row["account_id"] == ACCOUNT && row["conversation_id"] == id;
        truth[table].iter().filter(is_its).collect()
    };
    let conversations = truth["messaging_conversation"].iter().filter(|row| row["account_id"] == ACCOUNT);
    let mut compared = 0;
    for row in conversations.step_by(3) {
        let id = row["conversation_id"].as_str().unwrap();
        let record = one(&simulator, id).await.unwrap();
        for (column, field) in [("status", "status"), ("source", "source"), ("latest_queue_state", "latestQueueState")]
        {
            assert_eq!(row[column], record["info"][field], "{id} {column}");
        }
        let is_open = record["info"]["endTimeL"] == -1;
        assert_eq!(row["ended_at"].is_null(), is_open, "{id}");
        let items = |names: &[&str]| -> Vec<Value> {
            names.iter().flat_map(|name| record[*name].as_array().cloned().unwrap_or_default()).collect()
        };
        let check = |table: &str, names: &[&str], column: &str, field: &str| {
            let told: Vec<_> = of(table, id).iter().map(|row| row[column].clone()).collect();
            let printed: Vec<_> = items(names).iter().map(|item| item[field].clone()).collect();
            assert_eq!(told, printed, "{id} {table}");
            printed.len()
        };
        compared += check("messaging_message", &["messageRecords", "messagesRecords"], "message_id", "messageId");
        check("messaging_message_status", &["messageStatuses"], "status", "messageDeliveryStatus");
        check("messaging_message_score", &["messageScores", "messageScore"], "message_id", "messageId");
        check("messaging_transfer", &["transfers"], "reason", "reason");
        let agents = ["agentParticipants", "agentParticipantsActive", "agentParticipantsLeave"];
        check("messaging_agent_participant", &agents, "dialog_id", "dialogId");
        check("messaging_interaction", &["interactions"], "dialog_id", "dialogId");
        check("messaging_survey", &["conversationSurveys"], "type", "surveyType");
        let events = ["sdes", "unAuthSdes"].map(|name| record[name]["events"].as_array().map_or(0, Vec::len));
        assert_eq!(of("messaging_attribute", id).len(), events.iter().sum::<usize>(), "{id}");
    }
    assert!(compared > 100, "{compared}");
}

#[test]
fn the_truth_is_a_function_of_spec_and_time() {
    let spec = spec(Conversations { days: 5, ..Conversations::default() });
    let at = spec.end - TimeDelta::days(1);
    let truth = |spec: &WorldSpec| json!(World::generate(spec).messaging_truth(at));
    assert_eq!(truth(&spec), truth(&spec));
    assert_ne!(truth(&spec), truth(&WorldSpec { seed: 8, ..spec.clone() }));
}
