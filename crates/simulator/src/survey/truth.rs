//! What the warehouse must hold of survey files: the newest version of a survey, whole.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::data_access::WorldFile;
use crate::truth::Reading::{Id, Plain, Time};
use crate::truth::{self, ColumnOf, Tables, columns, extra, unknown_of};
use crate::world::facts::{Unknown, VisitorBody, VisitorHeader};

pub(super) const TABLES: [&str; 2] = ["survey", "survey_content"];

const SURVEY: [ColumnOf; 3] =
    [("survey_id", "/id", Id), ("viewed_at", "/viewTime", Time), ("conversation_id", "/conversationId", Id)];
const CONTENT: [ColumnOf; 5] = [
    ("question", "/question", Plain),
    ("answer", "/answer", Plain),
    ("survey_name", "/surveyName", Plain),
    ("answered_at", "/answerSubmitTime", Time),
    ("answer_type_id", "/answerType", Plain),
];

struct Version<'w> {
    scope_end: DateTime<Utc>,
    header: &'w VisitorHeader,
    survey: &'w Value,
}

/// Rows per table, sorted by account, conversation, visit and time without one, kind, survey and position.
pub(super) fn rows(files: &[&WorldFile]) -> Tables {
    let mut newest: BTreeMap<_, Version<'_>> = BTreeMap::new();
    for file in files {
        for body in file.bodies::<VisitorBody>() {
            for survey in &body.items {
                let key = (file.account.as_str(), key(&body.header, survey));
                if newest.get(&key).is_none_or(|stored| stored.scope_end < file.scope_end) {
                    newest.insert(key, Version { scope_end: file.scope_end, header: &body.header, survey });
                }
            }
        }
    }
    let mut tables = truth::empty(&TABLES);
    for ((account, _), version) in &newest {
        add(account, version, &mut tables);
    }
    tables
}

/// What makes two surveys different ones.
fn key<'w>(header: &'w VisitorHeader, survey: &'w Value) -> (Option<&'w str>, Option<(&'w str, i64)>, i64, i64) {
    let number = |name: &str| survey[name].as_i64().unwrap_or_default();
    let chat = survey["conversationId"].as_str();
    let visit = header.visit_id.as_deref().filter(|_| chat.is_none()).map(|visit| (visit, number("viewTime")));
    (chat, visit, number("type"), number("id"))
}

fn add(account: &str, version: &Version<'_>, tables: &mut Tables) {
    let mut push = |table: &'static str, row: Value| tables.entry(table).or_default().push(row);
    let Version { header, survey, .. } = version;
    let nothing = Unknown::new();
    let mut row = columns(survey, &SURVEY);
    let kind = survey["type"].as_i64().and_then(|kind| usize::try_from(kind - 1).ok());
    row.insert("account_id".to_owned(), account.into());
    row.insert("survey_kind".to_owned(), kind.map(|kind| ["pre_chat", "exit", "agent", "offline"][kind]).into());
    row.insert("visit_id".to_owned(), header.visit_id.clone().into());
    row.insert("visitor_id".to_owned(), header.visitor_id.clone().into());
    row.insert("context_id".to_owned(), header.context_id.clone().into());
    let own = unknown_of(survey).unwrap_or(&nothing);
    row.insert("extra".to_owned(), extra(own, [("header", Some(&header.unknown))]));
    push("survey", row.into());
    for (position, content) in survey["contents"].as_array().into_iter().flatten().enumerate() {
        let mut row = columns(content, &CONTENT);
        let threshold = content.get("csatThreshold").filter(|threshold| **threshold != json!(-1));
        row.insert("account_id".to_owned(), account.into());
        row.insert("position".to_owned(), position.into());
        row.insert("csat_threshold".to_owned(), threshold.map(Value::to_string).into());
        row.insert("extra".to_owned(), extra(unknown_of(content).unwrap_or(&nothing), []));
        push("survey_content", row.into());
    }
}
