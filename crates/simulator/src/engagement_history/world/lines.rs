//! Transcript and line scores.

use serde_json::{Value, json};

use super::MINUTE_MS;
use super::record::Teller;
use crate::record::{Cell, Field, Part, code, count, id, number_id, text, time};
use crate::world::dice::Dice;
use crate::world::novelty::unknown;
use crate::world::text as words;

/// Control types (Engagement History API, transcript).
const SPOKEN: i64 = 0;
const CONNECTED: i64 = 3;
const GREETING: i64 = 4;
const CLOSING: i64 = 5;

/// The lines in the order of time, and the scores of some.
pub(super) fn transcript(teller: &Teller<'_>) -> (Vec<Part>, Vec<Part>) {
    let mut dice = teller.dice("history transcript");
    if dice.percent(3) {
        return (Vec::new(), Vec::new());
    }
    let (started_ms, ended_ms) = (teller.chat.started_ms, teller.chat.ended_ms);
    let spoken = if teller.is_small() { dice.count(1..3) } else { dice.count(2..16) };
    let mut times: Vec<i64> = (0..spoken).map(|_| dice.below(started_ms..ended_ms)).collect();
    times.sort_unstable();
    let visitor = teller.private(words::name(&mut dice));
    let is_numbered = dice.percent(70);
    let is_scored = !teller.is_small() && dice.percent(60);
    let mut seq = 0;
    let mut next_seq = |dice: &mut Dice| {
        seq += 1;
        dice.maybe(if is_numbered { 96 } else { 0 }, |_| seq.to_string())
    };
    let begin = started_ms - dice.below(0..MINUTE_MS);
    let greeting = if teller.chat.agent.is_some() { dice.pick(&[GREETING, CONNECTED]) } else { GREETING };
    let mut lines = vec![control(begin, greeting, next_seq(&mut dice), &mut dice)];
    let mut scores = Vec::new();
    for at_ms in times {
        let seq = next_seq(&mut dice);
        let agent = teller.chat.agent.filter(|_| dice.percent(60));
        let mut fields = vec![
            time("time", "sent_at", dice.maybe(99, |_| at_ms)),
            id("lineSeq", "line_seq", seq.clone()),
            code("controlType", "control_type_id", dice.maybe(97, |_| SPOKEN)),
        ];
        fields.extend(match agent {
            Some(agent) => of_agent(teller, agent, &mut dice),
            None => of_visitor(teller, &visitor, &mut dice),
        });
        lines.push(Part { fields, unknown: unknown(&mut dice, 1) });
        if agent.is_none() && is_scored {
            scores.extend(seq.map(|seq| score(seq, &mut dice)));
        }
    }
    if dice.percent(60) {
        lines.push(control(ended_ms, CLOSING, next_seq(&mut dice), &mut dice));
    }
    (lines, scores)
}

/// A line of the system, by nobody.
fn control(at_ms: i64, control_type: i64, seq: Option<String>, dice: &mut Dice) -> Part {
    let fields = vec![
        time("time", "sent_at", Some(at_ms)),
        id("lineSeq", "line_seq", seq),
        code("controlType", "control_type_id", Some(control_type)),
        text("text", "text", Some(words::phrase(dice))),
        text("by", "sender_name", Some("info")),
        text("source", "source", Some("system")),
        text("subType", "sub_type", Some("REGULAR")),
        text("textType", "text_type", Some("plain")),
        count("cannedAnswerType", "canned_answer_type", Some(0)),
        number_id("agentId", "agent_id", Some(0)),
    ];
    Part { fields, ..Part::default() }
}

fn of_visitor(teller: &Teller<'_>, visitor: &str, dice: &mut Dice) -> Vec<Field> {
    let is_empty = dice.percent(2);
    let line = words::line(dice);
    vec![
        text("text", "text", dice.maybe(98, |_| if is_empty { String::new() } else { teller.private(line) })),
        text("by", "sender_name", dice.maybe(97, |dice| if dice.percent(3) { "" } else { visitor })),
        text("source", "source", dice.maybe(99, |_| "visitor")),
        text("subType", "sub_type", dice.maybe(97, |_| "REGULAR")),
        text("textType", "text_type", dice.maybe(97, |_| "plain")),
        count("cannedAnswerType", "canned_answer_type", dice.maybe(90, |_| 0)),
        number_id("agentId", "agent_id", dice.maybe(90, |_| 0)),
    ]
}

fn of_agent(teller: &Teller<'_>, agent: i64, dice: &mut Dice) -> Vec<Field> {
    let text_type = dice.pick(&["plain", "plain", "html", "html", "url", "rich-content"]);
    let canned = dice.pick(&[0, 0, 0, 27, -27]);
    let content = match text_type {
        "rich-content" => {
            let card = card(teller.private(words::phrase(dice)), dice);
            Field { name: "json", column: "rich_content", cell: Cell::Json(Some(card)) }
        }
        "html" => text("text", "text", Some(teller.private(words::html(dice)))),
        "url" => {
            let url = format!("https://shop.example/help?topic={}", words::phrase(dice));
            text("text", "text", Some(teller.private(url)))
        }
        _ => text("text", "text", Some(teller.private(words::line(dice)))),
    };
    vec![
        content,
        text("by", "sender_name", Some(words::name_of(agent))),
        text("source", "source", Some("agent")),
        text("subType", "sub_type", Some(dice.pick(&["REGULAR", "REGULAR", "ONLY_TO_REP"]))),
        text("textType", "text_type", Some(text_type)),
        count("cannedAnswerType", "canned_answer_type", Some(canned)),
        number_id("agentId", "agent_id", Some(agent)),
    ]
}

fn card(phrase: String, dice: &mut Dice) -> Value {
    let uri = format!("https://shop.example/p/{}", dice.below(1..500));
    json!({ "type": "vertical", "elements": [
        { "type": "text", "text": phrase, "style": { "bold": true, "size": "large" } },
        { "type": "button", "title": "Öffnen", "click": { "actions": [{ "type": "link", "uri": uri }] } },
    ] })
}

fn score(seq: String, dice: &mut Dice) -> Part {
    let raw = dice.pick(&["0.75", "-1.5", "12.25", "3"]);
    let raw =
        Field { name: "lineRawScore", column: "raw_score", cell: Cell::Decimal(dice.maybe(95, |_| raw.to_owned())) };
    let fields =
        vec![id("lineSeq", "line_seq", Some(seq)), raw, code("mcs", "mcs", dice.maybe(95, |dice| dice.below(0..101)))];
    Part { fields, unknown: unknown(dice, 0) }
}
