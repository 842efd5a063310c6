//! Surveys and co-browse sessions.

use super::MINUTE_MS;
use super::record::{Survey, Teller};
use crate::record::{Cell, Field, Part, count, flag, id, number_id, text, time};
use crate::world::chats::Chat;
use crate::world::dice::Dice;
use crate::world::novelty::unknown;
use crate::world::text as words;

/// Pre-chat, post-chat and operator.
pub(super) fn answers(teller: &Teller<'_>) -> [Survey; 3] {
    let chat = teller.chat;
    let of = |name, kind, source, percent, at_ms| {
        let mut dice = teller.dice(name);
        let is_there = !teller.is_small() && dice.percent(percent);
        let answers = if is_there { dice.count(1..5) } else { 0 };
        let survey = 190_000 + dice.below(0..9);
        let answers = (1..).take(answers).map(|number| answer(teller, (survey, number), source, at_ms, &mut dice));
        Survey { name, kind, answers: answers.collect() }
    };
    [
        of("preChat", "pre_chat", ["Pre-Chat", "pre-chat"], 50, chat.started_ms),
        of("postChat", "post_chat", ["Exit", "post-chat"], 40, chat.ended_ms),
        of("operator", "operator", ["Operator", "operator"], 15, chat.ended_ms),
    ]
}

fn answer(
    teller: &Teller<'_>,
    (survey, number): (i64, i64),
    sources: [&'static str; 2],
    at_ms: i64,
    dice: &mut Dice,
) -> Part {
    let [survey_id, question_id] = dice.pick(&[["surveyID", "questionID"], ["surveyId", "questionId"]]);
    // The first question after a chat asks for a number, as most do.
    let rating =
        (sources[0] == "Exit" && number == 1 && dice.percent(85)).then(|| dice.pick(&["1", "3", "4", "5", "5"]));
    let given = dice.count(0..3);
    let mut values: Vec<String> = (0..given).map(|_| teller.private(words::line(dice))).collect();
    if let Some(rating) = rating {
        values = vec![rating.to_owned()];
    }
    let value = values.first().cloned().or_else(|| dice.maybe(50, |_| String::new()));
    let ids: Vec<i64> = values.iter().map(|_| dice.pick(&[-2, -1, 0, 1, 4])).collect();
    let fields = vec![
        text("scope", "scope", dice.maybe(95, |_| "Session")),
        text("source", "source", dice.maybe(95, |dice| dice.pick(&sources))),
        text(
            "displayName",
            "question",
            dice.maybe(97, |dice| {
                let asked = dice.pick(&["Name", "Wie war's? 😀", "ما اسمك؟", ""]);
                if rating.is_some() { "How satisfied were you?" } else { asked }
            }),
        ),
        text("value", "answer", value),
        Field { name: "values", column: "answers", cell: Cell::Texts(dice.maybe(90, |_| values)) },
        Field { name: "answersId", column: "answer_ids", cell: Cell::Numbers(dice.maybe(90, |_| ids)) },
        text("name", "survey_name", dice.maybe(97, |_| "Survey v2 (All Channels)")),
        time("time", "answered_at", dice.maybe(97, |dice| at_ms + dice.below(-MINUTE_MS..MINUTE_MS))),
        number_id(question_id, "question_id", dice.maybe(97, |_| number)),
        number_id(survey_id, "survey_id", dice.maybe(97, |_| survey)),
    ];
    Part { fields, unknown: unknown(dice, 2) }
}

/// Co-browse sessions.
pub(super) fn sessions(teller: &Teller<'_>) -> Vec<Part> {
    let mut dice = teller.dice("history coBrowse");
    let sessions = if !teller.is_small() && dice.percent(15) { dice.count(1..4) } else { 0 };
    (0..sessions).map(|_| session(teller.chat, &mut dice)).collect()
}

fn session(chat: &Chat, dice: &mut Dice) -> Part {
    let is_interactive = dice.percent(60);
    let started_ms = dice.below(chat.started_ms..chat.ended_ms);
    let ended_ms = started_ms + dice.below(0..10 * MINUTE_MS);
    let fields = vec![
        text("sessionId", "session_id", Some(format!("{}-{}", dice.token(8), dice.token(12)))),
        time("startTime", "started_at", dice.maybe(98, |_| started_ms)),
        time("endTime", "ended_at", dice.maybe(98, |_| ended_ms)),
        time("interactiveTime", "interactive_at", if is_interactive { Some(started_ms) } else { None }),
        text("endReason", "end_reason", Some(dice.pick(&["UNKOWN", "SERVER", "VISITOR", "AGENT", "TIMEOUT"]))),
        count("duration", "duration_ms", dice.maybe(97, |_| ended_ms - started_ms)),
        flag("interactive", "is_interactive", dice.maybe(97, |_| is_interactive)),
        text("type", "type", dice.maybe(50, |_| "CoBrowse")),
        id("agentId", "agent_id", dice.maybe(50, |_| chat.agent.unwrap_or(-1).to_string())),
    ];
    Part { fields, unknown: unknown(dice, 3) }
}
