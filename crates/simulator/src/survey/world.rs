//! Which surveys are in which file: those of the chats that closed, those of visitors who found nobody, and what is
//! told again.

use std::collections::{HashSet, VecDeque};
use std::sync::Arc;

use serde_json::{Value, json};

use super::FILES;
use super::encode::SURVEYS;
use crate::data_access::{WorldFile, publish};
use crate::world::WorldSpec;
use crate::world::dice::Dice;
use crate::world::facts::{Conversation, UNKNOWN, VisitorBody, VisitorHeader, without_nulls};
use crate::world::hour::{Hour, keep, take};
use crate::world::novelty::{unknown, unknown_json};
use crate::world::text;

const HOUR_MS: i64 = 3_600_000;
/// Kinds of surveys (Data Access API, survey).
const PRE_CHAT: i64 = 1;
const EXIT: i64 = 2;
const AGENT: i64 = 3;
const OFFLINE: i64 = 4;
/// Upstream's threshold of a question that measures no satisfaction.
const NO_THRESHOLD: i64 = -1;
/// Surveys that visitors fill in within an hour because nobody is there.
const OFFLINE_PER_HOUR_MAX: usize = 3;

/// The files of an account.
pub(super) fn files(spec: &WorldSpec, hours: &[Hour]) -> Vec<WorldFile> {
    let mut memory = Memory::default();
    let files = |(index, hour): (u32, &Hour)| {
        let bodies = memory.bodies(hour, &mut Dice::new(spec.seed, &hour.account, index, "survey answers"));
        publish(&FILES, hour, bodies, &mut Dice::new(spec.seed, &hour.account, index, "survey print"))
    };
    (0..).zip(hours).flat_map(files).collect()
}

/// What an account's past hours told.
#[derive(Default)]
struct Memory {
    chats: HashSet<String>,
    told: VecDeque<Arc<VisitorBody>>,
}

impl Memory {
    fn bodies(&mut self, hour: &Hour, dice: &mut Dice) -> Vec<Arc<VisitorBody>> {
        let mut told = Vec::new();
        for visit in &hour.visits.facts {
            for chat in visit.conversations.iter().filter(|chat| self.chats.insert(chat.id.clone())) {
                told.extend(of_chat(&visit.header, chat, dice));
            }
        }
        for _ in 0..dice.count(0..OFFLINE_PER_HOUR_MAX + 1) {
            told.push(offline(hour.start.timestamp_millis(), dice));
        }
        let mut told: Vec<_> = told.into_iter().map(Arc::new).collect();
        let again = self.again(dice);
        for bodies in [&told, &again] {
            keep(&mut self.told, bodies.iter().cloned());
        }
        told.extend(again);
        told
    }

    /// A body as it was, and some whose answers changed since. They are forgotten first, so that no survey comes twice
    /// in one hour with different content.
    fn again(&mut self, dice: &mut Dice) -> Vec<Arc<VisitorBody>> {
        let mut again = Vec::new();
        if dice.percent(20) {
            again.extend(take(&mut self.told, dice));
        }
        for _ in 0..dice.count(0..3) {
            let Some(body) = take(&mut self.told, dice) else { continue };
            let mut body = Arc::unwrap_or_clone(body);
            for survey in &mut body.items {
                survey["contents"] = contents(survey["type"].as_i64().unwrap_or_default(), body.span_ms.1, dice);
            }
            again.push(Arc::new(body));
        }
        again
    }
}

/// What the visitor filled in has the visit's header; what the agent filled in has none.
fn of_chat(header: &VisitorHeader, chat: &Conversation, dice: &mut Dice) -> Vec<VisitorBody> {
    let (started_ms, ended_ms) = chat.real_span_ms;
    let chat_id = Some(chat.id.as_str());
    let mut visitors = Vec::new();
    if dice.percent(40) {
        visitors.push(survey(PRE_CHAT, chat_id, dice.maybe(95, |_| started_ms), started_ms, dice));
    }
    if dice.percent(35) {
        visitors.push(survey(EXIT, chat_id, dice.maybe(95, |_| ended_ms), ended_ms, dice));
    }
    let mut bodies = Vec::new();
    if !visitors.is_empty() || dice.percent(2) {
        bodies.push(body(header.clone(), visitors, (started_ms, ended_ms)));
    }
    if dice.percent(20) {
        let header = VisitorHeader { unknown: unknown(dice, 3), ..VisitorHeader::default() };
        bodies.push(body(header, vec![survey(AGENT, chat_id, None, ended_ms, dice)], (ended_ms, ended_ms)));
    }
    bodies
}

fn offline(hour_ms: i64, dice: &mut Dice) -> VisitorBody {
    let viewed_ms = dice.below(hour_ms..hour_ms + HOUR_MS);
    let header = VisitorHeader {
        visit_id: Some(dice.token(22)),
        visitor_id: dice.maybe(95, |dice| dice.token(24)),
        context_id: dice.maybe(30, |dice| dice.below(1..99).to_string()),
        unknown: unknown(dice, 2),
    };
    body(header, vec![survey(OFFLINE, None, Some(viewed_ms), viewed_ms, dice)], (viewed_ms, viewed_ms))
}

fn body(header: VisitorHeader, items: Vec<Value>, span_ms: (i64, i64)) -> VisitorBody {
    VisitorBody { header, body: &SURVEYS, items, span_ms }
}

fn survey(kind: i64, chat: Option<&str>, viewed_ms: Option<i64>, at_ms: i64, dice: &mut Dice) -> Value {
    without_nulls(json!({
        "id": 275_330 + 10 * kind + dice.below(0..3),
        "type": kind,
        "viewTime": viewed_ms,
        "conversationId": chat,
        "contents": contents(kind, at_ms, dice),
        UNKNOWN: unknown_json(dice, 5),
    }))
}

/// One question may be answered several times: once per choice, or again.
fn contents(kind: i64, at_ms: i64, dice: &mut Dice) -> Value {
    let answers = dice.pick(&[0, 1, 1, 2, 2, 3, 4]);
    (0..answers).map(|_| content(kind, at_ms + dice.below(0..60_000), dice)).collect()
}

fn content(kind: i64, at_ms: i64, dice: &mut Dice) -> Value {
    let (question, answer, answer_type, threshold) = match dice.count(0..3) {
        0 if kind == EXIT => {
            let threshold = if dice.percent(50) { json!(4) } else { json!(3.5) };
            ("How satisfied were you?", dice.pick(&["1", "3", "4", "5"]).to_owned(), 4, threshold)
        }
        0 | 1 => ("Chat result", dice.pick(&["Yes", "No real chat", "Größe M"]).to_owned(), 4, json!(NO_THRESHOLD)),
        _ => ("Was möchten Sie wissen? 😀", text::line(dice), 2, json!(NO_THRESHOLD)),
    };
    without_nulls(json!({
        "question": dice.maybe(98, |dice| if dice.percent(3) { "" } else { question }),
        "answer": dice.maybe(95, |dice| if dice.percent(5) { String::new() } else { answer }),
        "answerSubmitTime": dice.maybe(97, |_| at_ms),
        "surveyName": dice.maybe(97, |dice| dice.pick(&["SalesNew", "Umfrage \u{fffd} 2", ""])),
        "answerType": dice.maybe(97, |_| answer_type),
        "csatThreshold": dice.maybe(97, |_| threshold),
        UNKNOWN: unknown_json(dice, 3),
    }))
}
