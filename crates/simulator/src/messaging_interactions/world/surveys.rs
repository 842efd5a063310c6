//! What consumers and agents answered.

use serde_json::json;

use super::record::Teller;
use crate::record::{Field, Part, count, flag, id, number_id, parts, printed, stored, text, word};
use crate::truth;
use crate::world::dice::Dice;
use crate::world::novelty::unknown;
use crate::world::text as words;

/// Tells the survey that the consumer filled in.
pub(super) fn of_consumers(teller: &Teller<'_>) -> Vec<Part> {
    let mut dice = teller.dice("messaging survey");
    let life = &teller.conversation.life;
    let Some(_) = life.surveyed_ms.filter(|at_ms| teller.tells(*at_ms)) else { return Vec::new() };
    let answers = (1..=dice.below(1..4)).map(|number| answer(teller, number, &mut dice)).collect();
    let fields = vec![
        text("surveyType", "type", Some(dice.pick(&["Satisfaction", "CSAT", "PostSurvey"]))),
        text("surveyStatus", "status", Some(dice.pick(&["FILLED", "FILLED", "PARTIALLY_FILLED"]))),
        number_id("surveyId", "survey_id", dice.maybe(80, |dice| 190_000 + dice.below(0..9))),
        id("dialogId", "dialog_id", Some(teller.survey_dialog())),
        parts("surveyData", answers),
    ];
    vec![Part { fields, unknown: unknown(&mut dice, 2) }]
}

fn answer(teller: &Teller<'_>, number: i64, dice: &mut Dice) -> Part {
    let is_rating = number == 1;
    let rating = dice.pick(&["1", "3", "4", "5"]);
    let line = words::line(dice);
    let kind = if is_rating { "csat" } else { dice.pick(&["custom", "nps", "fcr"]) };
    let answer_id = dice.pick(&["1", "2", "InvalidAnswer"]);
    let fields = vec![
        number_id("questionId", "question_id", dice.maybe(90, |_| number)),
        text("question", "question", Some(if is_rating { "How satisfied were you?" } else { "Wie war's? 😀" })),
        text("questionType", "question_type", dice.maybe(90, |_| kind)),
        text("questionFormat", "question_format", dice.maybe(90, |_| if is_rating { "single" } else { "open" })),
        id("answerId", "answer_id", dice.maybe(80, |_| answer_id.to_owned())),
        text("answer", "answer", Some(if is_rating { rating.to_owned() } else { teller.private(line) })),
        count("answerSeq", "answer_seq", dice.maybe(90, |_| number)),
        flag("isValidAnswer", "is_valid", dice.maybe(90, |dice| dice.percent(90))),
    ];
    Part { fields, unknown: unknown(dice, 2) }
}

/// Says whether the agent still has to answer.
pub(super) fn is_pending(teller: &Teller<'_>) -> bool {
    let life = &teller.conversation.life;
    teller.tells(life.closed_ms) && life.agent_surveyed_ms.is_some_and(|at_ms| !teller.tells(at_ms))
}

/// Tells the survey of the last closing, and that of the one before if it was opened again.
pub(super) fn of_agents(teller: &Teller<'_>) -> (Option<Part>, Vec<Part>) {
    let mut dice = teller.dice("messaging agent survey");
    let life = &teller.conversation.life;
    let final_status = dice.pick(&["SUBMITTED", "SUBMITTED", "DISMISSED", "CLOSED"]);
    let [latest, earlier] = [dice.clone(), teller.dice("messaging earlier agent survey")];
    let Some(answered_ms) = life.agent_surveyed_ms else { return (None, Vec::new()) };
    let agent = life.last_turn(life.closed_ms).map_or(-1, |turn| turn.agent);
    let previous = life.reopened_ms.filter(|(closed_ms, _)| teller.tells(*closed_ms));
    let previous = previous.map(|(closed_ms, _)| survey(teller, "SUBMITTED", (agent, closed_ms), false, earlier));
    let latest = if teller.tells(answered_ms) {
        Some(survey(teller, final_status, (agent, answered_ms), true, latest))
    } else if teller.tells(life.closed_ms) {
        Some(survey(teller, "OPEN", (agent, life.closed_ms), true, latest))
    } else {
        None
    };
    (latest, previous.into_iter().collect())
}

fn survey(
    teller: &Teller<'_>,
    status: &'static str,
    (agent, at_ms): (i64, i64),
    is_latest: bool,
    mut dice: Dice,
) -> Part {
    let dice = &mut dice;
    let reason = match status {
        "CLOSED" => dice.pick(&["timeout", "skillChanged"]),
        other => other,
    };
    let name = (agent >= 0).then(|| words::name_of(agent));
    let number = Some(agent).filter(|agent| *agent >= 0);
    let answers = (1..=dice.below(1..3)).map(|number| agent_answer(teller, number, dice));
    let answers = answers.filter(|_| status == "SUBMITTED").collect();
    let fields = vec![
        text("surveyStatus", "status", Some(status)),
        text("statusReason", "status_reason", dice.maybe(90, |_| reason)),
        id("dialogId", "dialog_id", Some(teller.dialog(at_ms))),
        id("surveyId", "survey_id", Some(format!("{}-agent-{}", teller.conversation.id, u8::from(is_latest)))),
        number_id("acSurveyId", "ac_survey_id", Some(2001)),
        text("acSurveyName", "ac_survey_name", Some("Wrap-up \u{fffd} 2")),
        count("acSurveyRevision", "ac_survey_revision", dice.maybe(95, |dice| dice.below(1..30))),
        number_id("surveySkillId", "skill_id", Some(3)),
        text("surveySkillName", "skill_name", Some("skill 3")),
        person(("assignedAgentId", "assigned_agent_id"), number),
        word("assignedAgentNickName", "assigned_agent_name", name),
        word("assignedAgentName", "assigned_agent_full_name", name),
        person(("performedByAgentId", "performed_by_agent_id"), number),
        word("performedByAgentNickName", "performed_by_agent_name", name),
        word("performedByAgentName", "performed_by_agent_full_name", name),
        printed("lastUpdateTime", Some(at_ms.into())),
        stored("updated_at", truth::time(Some(at_ms))),
        parts("submittedAnswers", answers),
        stored("is_latest", is_latest),
    ];
    Part { fields, unknown: unknown(dice, 2) }
}

fn person((name, column): (&'static str, &'static str), number: Option<i64>) -> Field {
    match number {
        Some(number) => id(name, column, Some(number.to_string())),
        None => word(name, column, None::<String>),
    }
}

fn agent_answer(teller: &Teller<'_>, number: i64, dice: &mut Dice) -> Part {
    let given: Vec<String> = (0..dice.count(1..3)).map(|_| teller.private(words::phrase(dice))).collect();
    let ids: Vec<String> = (1..=given.len()).map(|index| format!("a{index}")).collect();
    let pairs: Vec<_> =
        given.iter().zip(&ids).map(|(answer, id)| json!({ "answer": answer, "answerId": id })).collect();
    let fields = vec![
        text("questionText", "question", Some("What was it about?")),
        number_id("questionId", "question_id", Some(number)),
        text("questionDefinition", "question_definition", dice.maybe(80, |_| "multiple choice")),
        text("questionCategory", "question_category", dice.maybe(80, |_| "wrap-up")),
        printed("answers", Some(pairs.into())),
        stored("answers", given),
        stored("answer_ids", ids),
    ];
    Part { fields, unknown: unknown(dice, 2) }
}
