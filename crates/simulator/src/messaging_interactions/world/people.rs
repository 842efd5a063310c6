//! Who took part, and how the conversation moved between them.

use super::life::Turn;
use super::messages::context;
use super::record::{AgentNames, Teller, agent, skill};
use crate::record::{Cell, Field, Part, code, count, end, flag, id, stored, text, time, word};
use crate::world::dice::Dice;
use crate::world::novelty::unknown;
use crate::world::text as words;

const AGENT: AgentNames = [
    ("agentId", "agent_id"),
    ("agentLoginName", "agent_login_name"),
    ("agentNickname", "agent_name"),
    ("agentFullName", "agent_full_name"),
];
const ASSIGNED: AgentNames = [
    ("assignedAgentId", "agent_id"),
    ("assignedAgentLoginName", "agent_login_name"),
    ("assignedAgentNickname", "agent_name"),
    ("assignedAgentFullName", "agent_full_name"),
];
const TARGET: AgentNames = [
    ("assignedAgentId", "target_agent_id"),
    ("assignedAgentLoginName", "target_agent_login_name"),
    ("assignedAgentNickname", "target_agent_name"),
    ("assignedAgentFullName", "target_agent_full_name"),
];
const SOURCE: AgentNames = [
    ("sourceAgentId", "source_agent_id"),
    ("sourceAgentLoginName", "source_agent_login_name"),
    ("sourceAgentNickname", "source_agent_name"),
    ("sourceAgentFullName", "source_agent_full_name"),
];
const SOURCE_SKILL: [(&str, &str); 2] =
    [("sourceSkillId", "source_skill_id"), ("sourceSkillName", "source_skill_name")];
const TARGET_SKILL: [(&str, &str); 2] =
    [("targetSkillId", "target_skill_id"), ("targetSkillName", "target_skill_name")];

/// The agents who came, who are there, and who left.
pub(super) struct Participants {
    pub(super) joined: Vec<Part>,
    pub(super) active: Vec<Part>,
    pub(super) left: Vec<Part>,
}

pub(super) fn agents(teller: &Teller<'_>) -> Participants {
    let mut dice = teller.dice("messaging participants");
    let mut told = Participants { joined: Vec::new(), active: Vec::new(), left: Vec::new() };
    for turn in &teller.conversation.life.turns {
        let fields = participant(teller, turn, &mut dice);
        let unknown = unknown(&mut dice, 1);
        let at = |state: &'static str, at_ms: i64| {
            let mut fields = fields.clone();
            fields.extend([stored("state", state), time("time", "joined_at", Some(at_ms))]);
            Part { fields, unknown: unknown.clone() }
        };
        if teller.tells(turn.joined_ms) {
            told.joined.push(at("joined", turn.joined_ms));
        }
        if teller.tells(turn.left_ms) {
            told.left.push(at("left", turn.left_ms));
        } else if teller.tells(turn.joined_ms) {
            told.active.push(at("active", turn.joined_ms));
        }
    }
    told
}

fn participant(teller: &Teller<'_>, turn: &Turn, dice: &mut Dice) -> Vec<Field> {
    let is_bot = dice.percent(15);
    let group = turn.agent % 4 - 1;
    let group_name = if group < 0 { "Unassigned".to_owned() } else { format!("group {group}") };
    let mut fields = agent(AGENT, Some(turn.agent));
    fields.extend([
        id("agentPid", "pid", dice.maybe(80, |dice| dice.token(20))),
        flag("agentDeleted", "is_agent_deleted", dice.maybe(90, |dice| dice.percent(5))),
        code("userType", "user_type_id", Some(if is_bot { 2 } else { 1 })),
        text("userTypeName", "user_type_name", dice.maybe(95, |_| if is_bot { "Bot" } else { "Human" })),
        text("role", "role", dice.maybe(95, |_| "AGENT")),
        id("agentGroupId", "agent_group_id", Some(group.to_string())),
        text("agentGroupName", "agent_group_name", Some(group_name)),
        text(
            "permission",
            "permission",
            Some(dice.pick(&["ASSIGNED_AGENT", "ASSIGNED_AGENT", "READER", "SUGGESTED_ASSIGNED_AGENT"])),
        ),
        id("dialogId", "dialog_id", Some(teller.dialog(turn.joined_ms))),
    ]);
    fields.extend(context(if is_bot { 80 } else { 0 }, dice));
    fields
}

/// Tells the one consumer.
pub(super) fn consumers(teller: &Teller<'_>) -> Vec<Part> {
    let mut dice = teller.dice("messaging consumer");
    let name = words::name(&mut dice);
    let (first, last) = name.split_once(' ').unwrap_or((name, ""));
    let is_known = dice.percent(60);
    let mut personal =
        |value: String| Some(value).filter(|_| is_known && dice.percent(80)).map(|it| teller.private(it));
    let phone = personal("+43 1 5550123".to_owned());
    let mut fields = vec![
        id("participantId", "participant_id", Some(teller.conversation.consumer_id.clone())),
        word("firstName", "first_name", Some(teller.private(first))),
        word("lastName", "last_name", personal(last.to_owned())),
        word("consumerName", "consumer_name", Some(teller.private(name))),
        Field { name: "phone", column: "phone", cell: Cell::Word(phone, "0") },
        word("email", "email", personal("consumer@shop.example".to_owned())),
        word("token", "token", personal("token-1".to_owned())),
        word("avatarURL", "avatar_url", personal("https://shop.example/avatar.png".to_owned())),
    ];
    fields.extend([
        time("time", "updated_at", Some(teller.conversation.started_ms + 8)),
        time("joinTime", "joined_at", dice.maybe(80, |_| teller.conversation.started_ms)),
        id("dialogId", "dialog_id", Some(teller.conversation.id.clone())),
    ]);
    vec![Part { fields, unknown: unknown(&mut dice, 2) }]
}

/// Tells each change from one agent to the next: to the next one at once, or back to the queue of a skill.
pub(super) fn transfers(teller: &Teller<'_>) -> Vec<Part> {
    let mut dice = teller.dice("messaging transfers");
    let turns = &teller.conversation.life.turns;
    let mut told = Vec::new();
    for (turn, next) in turns.iter().zip(turns.iter().skip(1)) {
        let is_direct = next.joined_ms == turn.left_ms;
        let reason = dice.pick(&["Agent", "Agent", "TakeOver"]);
        let reason = if is_direct { reason } else { dice.pick(&["Skill", "back2Q", "SuggestedAgentTimeout"]) };
        let mut fields = agent(SOURCE, Some(turn.agent));
        fields.extend(null_agent(agent(TARGET, Some(next.agent).filter(|_| is_direct))));
        fields.extend(skill(SOURCE_SKILL, turn.skill));
        fields.extend(skill(TARGET_SKILL, next.skill));
        fields.extend([
            time("time", "transferred_at", Some(turn.left_ms)),
            text("reason", "reason", Some(reason)),
            id("by", "transferred_by_id", Some(turn.agent.to_string())),
            id("dialogId", "dialog_id", Some(teller.dialog(turn.left_ms - 1))),
        ]);
        fields.extend(context(15, &mut dice));
        let part = Part { fields, unknown: unknown(&mut dice, 2) };
        // Whoever is taken when it is opened again has it anew.
        let is_of_opening = teller.dialog(next.joined_ms) != teller.dialog(turn.joined_ms);
        if !is_of_opening && teller.tells(turn.left_ms) {
            told.push(part);
        }
    }
    told
}

/// Puts transfers' own word where there is nobody.
fn null_agent(fields: Vec<Field>) -> Vec<Field> {
    let cell = |cell| match cell {
        Cell::Word(None, _) => Cell::Word(None, "null"),
        other => other,
    };
    fields.into_iter().map(|field| Field { cell: cell(field.cell), ..field }).collect()
}

/// Tells each agent's first message of a turn.
pub(super) fn interactions(teller: &Teller<'_>) -> Vec<Part> {
    let mut dice = teller.dice("messaging interactions");
    let life = &teller.conversation.life;
    let mut told = Vec::new();
    for turn in &life.turns {
        let of_turn = |at_ms: i64| (turn.joined_ms..turn.left_ms).contains(&at_ms);
        let first = life.messages.iter().find(|sent| sent.agent.is_some() && of_turn(sent.at_ms));
        let Some(first) = first.filter(|sent| teller.tells(sent.at_ms)) else { continue };
        let mut fields = agent(ASSIGNED, Some(turn.agent));
        fields.extend([
            time("interactionTime", "started_at", Some(first.at_ms)),
            count("interactiveSequence", "sequence", i64::try_from(told.len() + 1).ok()),
            id("dialogId", "dialog_id", Some(teller.dialog(first.at_ms))),
        ]);
        told.push(Part { fields, unknown: unknown(&mut dice, 2) });
    }
    told
}

/// Tells the conversation's own, the one that it was opened again with, and that of the survey.
pub(super) fn dialogs(teller: &Teller<'_>) -> Vec<Part> {
    let mut dice = teller.dice("messaging dialogs");
    let (conversation, life) = (teller.conversation, &teller.conversation.life);
    let first_closed_ms = life.reopened_ms.map_or(life.closed_ms, |(closed_ms, _)| closed_ms);
    let mut spans = vec![("MAIN", conversation.id.clone(), conversation.started_ms, first_closed_ms)];
    if let Some((_, opened_ms)) = life.reopened_ms {
        spans.push(("MAIN", teller.dialog(opened_ms), opened_ms, life.closed_ms));
    }
    if let Some(ended_ms) = life.survey_ended_ms {
        spans.push(("POST_SURVEY", teller.survey_dialog(), life.closed_ms, ended_ms));
    }
    let mut told = Vec::new();
    for (kind, dialog_id, begun_ms, ended_ms) in spans {
        let skill_id = life.turns.iter().rfind(|turn| turn.joined_ms <= ended_ms).map_or(-1, |turn| turn.skill);
        let reason = dice.pick(&["AGENT", "CONSUMER", "SYSTEM"]);
        if !teller.tells(begun_ms) {
            continue;
        }
        let is_closed = teller.tells(ended_ms);
        let mut fields = skill([("skillId", "skill_id"), ("skillName", "skill_name")], skill_id);
        fields.extend([
            text("dialogId", "dialog_id", Some(dialog_id)),
            text("status", "status", Some(if is_closed { "CLOSE" } else { "OPEN" })),
            text("dialogType", "type", Some(kind)),
            text("dialogChannelType", "channel", Some("MESSAGING")),
            time("startTime", "started_at", Some(begun_ms)),
            end("endTime", "ended_at", Some(ended_ms).filter(|_| is_closed)),
            word("closeReason", "close_reason", Some(reason).filter(|_| is_closed)),
            word("closeReasonDescription", "close_reason_description", Some("MANUAL_CLOSE").filter(|_| is_closed)),
        ]);
        told.push(Part { fields, unknown: unknown(&mut dice, 2) });
    }
    told
}

/// Tells changes to the skill that takes what no other does; their fields are undocumented.
pub(super) fn skill_changes(teller: &Teller<'_>) -> Vec<Part> {
    let mut dice = teller.dice("messaging skill changes");
    let Some(turn) = teller.conversation.life.turns.first().filter(|_| dice.percent(15)) else { return Vec::new() };
    let mut fields = skill(SOURCE_SKILL, -1);
    fields.extend(skill(TARGET_SKILL, turn.skill));
    fields.extend([
        time("time", "changed_at", Some(turn.joined_ms)),
        text("reason", "reason", Some(dice.pick(&["DEFAULT_SKILL", "FALLBACK_SKILL"]))),
        id("dialogId", "dialog_id", Some(teller.conversation.id.clone())),
    ]);
    let part = Part { fields, unknown: unknown(&mut dice, 2) };
    if teller.tells(turn.joined_ms) { vec![part] } else { Vec::new() }
}
