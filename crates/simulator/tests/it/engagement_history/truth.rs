//! The truth about the Engagement History: complete, the same as what searches print, and joined to that of the files.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Instant;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;
use simulator::engagement_history::TABLES;
use simulator::{Burst, SimulatorOptions, World, WorldSpec};

use super::{by_id, search};
use crate::client::{ACCOUNT, END_MS, start};

fn late(spec: &WorldSpec) -> DateTime<Utc> {
    spec.end + TimeDelta::hours(24)
}

#[test]
fn every_column_is_filled_somewhere() {
    let spec = WorldSpec::default();
    let begun = Instant::now();
    let truth = World::generate(&spec).history_truth(late(&spec));
    println!("the truth of the history in {:?}", begun.elapsed());
    assert_eq!(truth.keys().copied().collect::<Vec<_>>(), TABLES);
    let check = |table: &str, rows_min: usize, columns: usize, never: &[&str]| {
        let rows = &truth[table];
        assert!(rows.len() >= rows_min, "{table}: {} rows", rows.len());
        let mut empty: BTreeSet<&String> = rows[0].as_object().unwrap().keys().collect();
        for row in rows {
            let row = row.as_object().unwrap();
            assert_eq!(row.len(), columns, "{table}: {row:?}");
            empty.retain(|column| row[*column].is_null());
        }
        assert!(empty.iter().eq(never), "{table}: {empty:?}");
    };
    check("cobrowse_session", 300, 12, &[]);
    check("engagement", 2000, 71, &[]);
    // Data Access alone tells in which conversation a visitor signed in.
    check("engagement_attribute", 3000, 58, &["authenticated_conversation_id"]);
    check("engagement_attribute_product", 1000, 11, &[]);
    check("engagement_line", 15_000, 15, &[]);
    check("engagement_line_score", 1000, 7, &["extra"]);
    check("survey_answer", 3000, 15, &[]);
    let kinds: BTreeSet<_> = truth["engagement_attribute"].iter().map(|row| row["type"].as_str().unwrap()).collect();
    assert_eq!(kinds.len(), 13, "{kinds:?}");
}

#[test]
fn chats_join_those_of_the_files() {
    let spec = WorldSpec { hours: 48, ..WorldSpec::default() };
    let world = World::generate(&spec);
    let by_id = |rows: &[Value], id: &str| -> BTreeMap<String, Value> {
        rows.iter().map(|row| (row[id].as_str().unwrap().to_owned(), row.clone())).collect()
    };
    let engagements = by_id(&world.history_truth(late(&spec))["engagement"], "engagement_id");
    let files = world.truth(late(&spec));
    let conversations = by_id(&files["conversation"], "conversation_id");
    let mut joined = 0;
    for (id, conversation) in &conversations {
        let engagement = engagements.get(id);
        assert_eq!(engagement.is_some(), conversation["type"] == "LIVE_CHAT", "{id}");
        let Some(engagement) = engagement else { continue };
        joined += 1;
        let columns = [
            "account_id",
            "ended_at",
            "agent_id",
            "skill_id",
            "campaign_id",
            "campaign_engagement_id",
            "start_reason_id",
            "start_page",
            "start_url",
            "visitor_id",
            "is_interactive",
        ];
        for column in columns.into_iter().filter(|column| !conversation[*column].is_null()) {
            assert_eq!(conversation[column], engagement[column], "{id} {column}");
        }
        // Asked for, then taken by an agent: the files and the history name it otherwise.
        for (told, known) in [("started_at", "requested_at"), ("interaction_started_at", "started_at")] {
            let (told, known) = (&conversation[told], &engagement[known]);
            assert!(told.is_null() || known.is_null() || told == known, "{id}: {told}, {known}");
        }
    }
    assert!(joined > 1000, "{joined}");
    assert!(engagements.len() > joined, "chats that no file tells");
}

#[test]
fn the_history_is_repeatable_and_shifts_with_the_end() {
    let start = DateTime::from_timestamp_millis(END_MS).unwrap();
    let burst = Burst { account: None, start, chats: 50 };
    let spec = WorldSpec { hours: 12, history_days: 3, history_bursts: vec![burst.clone()], ..WorldSpec::default() };
    let truth = World::generate(&spec).history_truth(late(&spec));
    assert_eq!(truth, World::generate(&spec).history_truth(late(&spec)));
    let by = TimeDelta::days(9);
    let bursts = vec![Burst { start: start + by, ..burst }];
    let later = WorldSpec { end: spec.end + by, history_bursts: bursts, ..spec.clone() };
    let later = World::generate(&later).history_truth(late(&spec) + by);
    let shifted = |row: &Value| {
        let at: DateTime<Utc> = row["started_at"].as_str().unwrap().parse().unwrap();
        (row["engagement_id"].clone(), row["visitor_name"].clone(), at + by)
    };
    let unshifted = |row: &Value| {
        let at: DateTime<Utc> = row["started_at"].as_str().unwrap().parse().unwrap();
        (row["engagement_id"].clone(), row["visitor_name"].clone(), at)
    };
    let shifted: Vec<_> = truth["engagement"].iter().map(shifted).collect();
    assert_eq!(shifted, later["engagement"].iter().map(unshifted).collect::<Vec<_>>());
}

#[test]
fn the_files_do_not_depend_on_the_history() {
    let spec = WorldSpec { hours: 6, ..WorldSpec::default() };
    let burst = Burst { account: None, start: spec.end, chats: 10 };
    let more = WorldSpec {
        history_days: 9,
        history_long_percent: 50,
        history_partial_percent: 50,
        history_erased_percent: 50,
        history_bursts: vec![burst],
        ..spec.clone()
    };
    let (one, two) = (World::generate(&spec), World::generate(&more));
    assert!(one.files().iter().zip(two.files()).all(|(one, two)| one.name == two.name && one.body == two.body));
    assert!(one.history_chats(ACCOUNT).len() < two.history_chats(ACCOUNT).len());
}

/// What searches print, read without any cunning, is what the truth says.
#[tokio::test]
async fn searches_print_the_truth() {
    let simulator = start(SimulatorOptions::default()).await;
    let now = simulator.clock().now();
    let truth = simulator.world().history_truth(now);
    let rows = |table: &str, id: &str| -> Vec<&Value> {
        truth[table].iter().filter(|row| row["engagement_id"] == id && row["account_id"] == ACCOUNT).collect()
    };
    let chats = simulator.world().history_chats(ACCOUNT).into_iter().filter(|chat| chat.ended_at <= now);
    for id in chats.map(|chat| chat.engagement_id).step_by(5) {
        let found = search(&simulator, "source=test", by_id(&id)).await;
        let record = without_nul(&found["interactionHistoryRecords"][0]);
        let row = &rows("engagement", &id)[0];
        let info = &record["info"];
        check_info(row, info);
        let extra = |name: &str| row["extra"].get(name).cloned().unwrap_or_default();
        assert_eq!(extra("botConfidence"), info["botConfidence"]);
        assert_eq!(extra("chatSummary"), record["chatSummary"]);

        let lines = rows("engagement_line", &id);
        let printed = record["transcript"]["lines"].as_array().cloned().unwrap_or_default();
        assert_eq!(lines.len(), printed.len());
        for (line, printed) in lines.iter().zip(&printed) {
            assert_eq!((&line["text"], &line["rich_content"]), (&printed["text"], &printed["json"]));
            assert_eq!(same_text(&line["line_seq"]), same_text(&printed["lineSeq"]));
        }
        let payloads: Vec<_> = rows("engagement_attribute", &id).iter().map(|row| row["payload"].clone()).collect();
        let events = record["sdes"]["events"].as_array().cloned().unwrap_or_default();
        assert_eq!(payloads, events.iter().map(without_wrappers).collect::<Vec<_>>());
        for (kind, name) in [("pre_chat", "preChat"), ("post_chat", "postChat"), ("operator", "operator")] {
            let answers = rows("survey_answer", &id).into_iter().filter(|row| row["survey_kind"] == kind);
            let answers: Vec<_> = answers.map(|row| (row["answer"].clone(), row["answers"].clone())).collect();
            let printed = record["surveys"][name].as_array().cloned().unwrap_or_default();
            let printed: Vec<_> = printed.iter().map(|row| (row["value"].clone(), row["values"].clone())).collect();
            assert_eq!(answers, printed);
        }
    }
}

/// Union wrappers are no part of the facts.
fn without_wrappers(value: &Value) -> Value {
    match value {
        Value::Object(fields) => match fields.get("string").or(fields.get("boolean")) {
            Some(inner) if fields.len() == 1 => inner.clone(),
            _ => fields.iter().map(|(name, value)| (name.clone(), without_wrappers(value))).collect(),
        },
        other => other.clone(),
    }
}

fn check_info(row: &Value, info: &Value) {
    let texts = [
        ("agentId", "agent_id"),
        ("skillId", "skill_id"),
        ("startReason", "start_reason_id"),
        ("chatMCS", "chat_mcs"),
        ("duration", "duration_s"),
        ("visitorName", "visitor_name"),
        ("isInteractive", "is_interactive"),
        ("chatDataEnriched", "is_enriched"),
    ];
    for (name, column) in texts {
        assert_eq!(same_text(&row[column]), same_text(&info[name]), "{name}");
    }
    for (name, column) in [("startTime", "started_at"), ("endTime", "ended_at"), ("chatRequestedTime", "requested_at")]
    {
        let stored = row[column].as_str().map(|text| text.parse::<DateTime<Utc>>().unwrap().timestamp_millis());
        let text = info[name].as_str().map(|text| DateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S%.3f%z").unwrap());
        let printed = info[format!("{name}L")].as_i64().or(text.map(|at| at.timestamp_millis()));
        assert_eq!(stored, printed, "{name}");
    }
}

/// Numbers and booleans as the texts they may also be; an empty identifier is none.
fn same_text(value: &Value) -> String {
    value.as_str().map_or_else(|| if value.is_null() { String::new() } else { value.to_string() }, str::to_owned)
}

fn without_nul(value: &Value) -> Value {
    serde_json::from_str(&value.to_string().replace("\\u0000", "\\ufffd")).unwrap()
}
