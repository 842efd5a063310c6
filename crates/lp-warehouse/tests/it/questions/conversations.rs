//! What mart.messaging_conversation says, worked out from the records of the simulated world by the words of its comments.

use serde_json::Value;

use super::chats::Tables;
use super::figures::{at, between, text};

#[derive(Clone, Debug)]
pub(super) struct Conversation {
    pub(super) account: String,
    pub(super) started_ms: i64,
    /// Nothing while it is open.
    pub(super) ended_ms: Option<i64>,
    pub(super) skill: Option<String>,
    pub(super) country: Option<String>,
    pub(super) first_answer_ms: Option<i64>,
}

pub(super) fn conversations(messaging: &Tables) -> Vec<Conversation> {
    messaging["messaging_conversation"].iter().map(|row| conversation(row, messaging)).collect()
}

fn conversation(row: &Value, messaging: &Tables) -> Conversation {
    let of = |table: &str| {
        let rows: Vec<&Value> =
            messaging[table].iter().filter(|part| part["conversation_id"] == row["conversation_id"]).collect();
        rows
    };
    let is_open = row["status"] == "OPEN";
    let started_ms = at(row, "started_at").unwrap();
    let surveys: Vec<_> = of("messaging_dialog").into_iter().filter(|dialog| dialog["type"] == "POST_SURVEY").collect();
    let is_of_survey = |message: &&Value| surveys.iter().any(|dialog| dialog["dialog_id"] == message["dialog_id"]);
    // The system writes as an agent of type 0.
    let participants = of("messaging_agent_participant");
    let is_by_system = |message: &&Value| {
        let its = |part: &&&Value| [&part["agent_id"], &part["pid"]].contains(&&message["participant_id"]);
        participants.iter().filter(its).any(|part| part["user_type_id"] == 0)
    };
    let answers = of("messaging_message").into_iter().filter(|message| {
        let is_by_agent = message["sent_by"].as_str().is_some_and(|by| by.eq_ignore_ascii_case("agent"));
        is_by_agent && message["audience"] != "AGENTS_AND_MANAGERS" && !is_of_survey(message) && !is_by_system(message)
    });
    let first_answer = answers.filter_map(|message| at(message, "sent_at")).min();
    Conversation {
        account: text(row, "account_id").unwrap(),
        started_ms,
        ended_ms: at(row, "conversation_ended_at").or(at(row, "ended_at")).filter(|_| !is_open),
        skill: text(row, "latest_skill_id"),
        country: text(row, "visitor_country").filter(|country| !country.is_empty()),
        first_answer_ms: between(Some(started_ms), first_answer),
    }
}
