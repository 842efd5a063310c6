//! `info`: what is known of the conversation itself.

use super::record::{Teller, agent, skill};
use crate::record::{Cell, Field, Part, code, count, decimal, end, flag, id, printed, text, time, word};
use crate::world::dice::Dice;
use crate::world::novelty::unknown;

/// Tells `info`.
pub(super) fn of(teller: &Teller<'_>) -> Part {
    let mut dice = teller.dice("messaging info");
    let mut fields = times(teller, &mut dice);
    fields.extend(latest(teller, &mut dice));
    fields.extend(scores(teller, &mut dice));
    fields.extend(device(&mut dice));
    fields.extend(session(&mut dice));
    Part { fields, unknown: unknown(&mut dice, 4) }
}

fn times(teller: &Teller<'_>, dice: &mut Dice) -> Vec<Field> {
    let (conversation, life) = (teller.conversation, &teller.conversation.life);
    let closing_ms = life.closing_ms(teller.version.until_ms);
    // The dialog of the survey belongs to the last closing.
    let survey_ended_ms = life.survey_ended_ms.filter(|_| closing_ms == Some(life.closed_ms));
    let told_survey_ms = survey_ended_ms.filter(|ended_ms| teller.tells(*ended_ms));
    let full_ms = if survey_ended_ms.is_some() { told_survey_ms } else { closing_ms };
    let status = |is_closed: bool| Some(if is_closed { "CLOSE" } else { "OPEN" });
    let last_ms = life.updates_ms.iter().rfind(|update_ms| teller.tells(**update_ms));
    let until_ms = closing_ms.or(last_ms.copied()).unwrap_or(conversation.started_ms);
    let reason = dice.pick(&[("AGENT", "MANUAL_CLOSE"), ("CONSUMER", "MANUAL_CLOSE"), ("SYSTEM", "AUTO_CLOSE")]);
    let reason = closing_ms.map(|_| reason);
    vec![
        text("conversationId", "conversation_id", Some(conversation.id.as_str())),
        printed("brandId", Some(teller.account.into())),
        text("status", "status", status(closing_ms.is_some())),
        text("fullDialogStatus", "full_dialog_status", status(full_ms.is_some())),
        time("startTime", "started_at", Some(conversation.started_ms)),
        end("endTime", "ended_at", told_survey_ms.or(closing_ms)),
        end("conversationEndTime", "conversation_ended_at", closing_ms),
        end("fullDialogEndTime", "full_dialog_ended_at", full_ms),
        count("duration", "duration", Some(until_ms - conversation.started_ms)),
        word("closeReason", "close_reason", reason.map(|reason| reason.0)),
        word("closeReasonDescription", "close_reason_description", reason.map(|reason| reason.1)),
    ]
}

fn latest(teller: &Teller<'_>, dice: &mut Dice) -> Vec<Field> {
    let life = &teller.conversation.life;
    let turn = life.last_turn(teller.version.until_ms);
    let is_open = life.closing_ms(teller.version.until_ms).is_none();
    let is_queued = is_open && life.turn(teller.version.until_ms).is_none();
    let group = turn.map_or(-1, |turn| turn.agent % 4 - 1);
    let group_name = if group < 0 { "Unassigned".to_owned() } else { format!("group {group}") };
    let mut fields = agent(
        [
            ("latestAgentId", "latest_agent_id"),
            ("latestAgentLoginName", "latest_agent_login_name"),
            ("latestAgentNickname", "latest_agent_name"),
            ("latestAgentFullName", "latest_agent_full_name"),
        ],
        turn.map(|turn| turn.agent),
    );
    let names = [("latestSkillId", "latest_skill_id"), ("latestSkillName", "latest_skill_name")];
    fields.extend(skill(names, turn.map_or(-1, |turn| turn.skill)));
    fields.extend([
        flag("agentDeleted", "is_agent_deleted", dice.maybe(95, |dice| dice.percent(5))),
        id("latestAgentGroupId", "latest_agent_group_id", turn.map(|_| group.to_string())),
        text("latestAgentGroupName", "latest_agent_group_name", turn.map(|_| group_name)),
        text("latestQueueState", "latest_queue_state", Some(if is_queued { "IN_QUEUE" } else { "ACTIVE" })),
    ]);
    fields
}

fn scores(teller: &Teller<'_>, dice: &mut Dice) -> Vec<Field> {
    let life = &teller.conversation.life;
    let is_scored = life.messages.iter().any(|sent| sent.scored_ms.is_some_and(|at_ms| teller.tells(at_ms)));
    let is_surveyed = life.surveyed_ms.is_some_and(|at_ms| teller.tells(at_ms));
    let is_pending = super::surveys::is_pending(teller);
    let rating = dice.below(1..6);
    let (mcs, alerted) = (dice.below(0..101), dice.below(-1..2));
    vec![
        code("csat", "csat", Some(rating).filter(|_| is_surveyed)),
        decimal("csatRate", "csat_rate", Some(["1", "2", "3", "4", "5"][rating as usize - 1]).filter(|_| is_surveyed)),
        code("mcs", "mcs", Some(mcs).filter(|_| is_scored)),
        code("alertedMCS", "alerted_mcs", Some(alerted).filter(|_| is_scored)),
        flag("firstConversation", "is_first_conversation", dice.maybe(95, |dice| dice.percent(40))),
        flag("wasStepUp", "has_step_up", dice.maybe(60, |dice| dice.percent(20))),
        flag("pendingAgentSurvey", "has_pending_agent_survey", Some(is_pending)),
        flag("isPartial", "is_partial", Some(teller.version.is_partial)),
        id("firstIntentName", "first_intent_id", dice.maybe(50, |_| "track_order".to_owned())),
        text("firstIntentLabel", "first_intent_label", dice.maybe(50, |_| "Track an order")),
    ]
}

fn device(dice: &mut Dice) -> Vec<Field> {
    let source = dice.pick(&["APP", "SHARK", "SMS", "FACEBOOK", "WhatsApp Business"]);
    let device = dice.pick(&["DESKTOP", "TABLET", "MOBILE"]);
    let system = dice.pick(&["WINDOWS", "IOS", "ANDROID"]);
    vec![
        text("source", "source", Some(source)),
        word("device", "device", dice.maybe(80, |_| device)),
        text("deviceModel", "device_model", dice.maybe(50, |_| "Invented Phone 7")),
        text("browser", "browser", dice.maybe(90, |_| "Chrome")),
        text("browserVersion", "browser_version", dice.maybe(80, |_| "66.0.3359.181")),
        Field {
            name: "operatingSystem",
            column: "operating_system",
            cell: Cell::Word(dice.maybe(70, |_| system.to_owned()), "NA"),
        },
        text("operatingSystemVersion", "operating_system_version", dice.maybe(60, |_| "10.3")),
    ]
}

fn session(dice: &mut Dice) -> Vec<Field> {
    let features = ["PHOTO_SHARING", "CO_BROWSE", "SECURE_FORMS", "AUTO_MESSAGES"];
    let count = dice.count(0..features.len() + 1);
    let features: Vec<String> = features[..count].iter().map(|feature| (*feature).to_owned()).collect();
    vec![
        id("sessionId", "session_id", dice.maybe(80, |dice| dice.token(22))),
        id("interactionContextId", "interaction_context_id", dice.maybe(80, |dice| dice.below(1..99).to_string())),
        text("timeZone", "time_zone", dice.maybe(80, |_| "Europe/Vienna")),
        Field { name: "features", column: "features", cell: Cell::Texts(dice.maybe(80, |_| features)) },
        text("language", "language", dice.maybe(80, |dice| dice.pick(&["de-AT", "en-US", "עברית"]))),
        text("integration", "integration", dice.maybe(80, |dice| dice.pick(&["mobile-sdk", "web-sdk", "brand-sdk"]))),
        text("integrationVersion", "integration_version", dice.maybe(80, |_| "3.0.61")),
        id("appId", "app_id", dice.maybe(70, |_| "com.shop.example".to_owned())),
        text("appVersion", "app_version", dice.maybe(70, |_| "1.0.1")),
        text("ipAddress", "ip_address", dice.maybe(80, |dice| format!("192.0.2.{}", dice.below(0..256)))),
    ]
}
