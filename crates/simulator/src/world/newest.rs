//! What schema 1.0.0.39 adds to a visit.

use serde_json::{Map, json};

use super::dice::Dice;
use super::facts::{Content, Conversation, SecureForm, Visit};
use super::novelty::unknown;

const HOUR_MS: i64 = 3_600_000;

/// The same visit, or the same in the form of the newest schema.
pub(super) fn extend(mut visit: Visit, hour_ms: i64, dice: &mut Dice) -> Visit {
    if !dice.percent(40) {
        return visit;
    }
    visit.is_newest = true;
    visit.conversations.iter_mut().for_each(|chat| extend_chat(chat, dice));
    if dice.percent(30) {
        let content = |_| Content { occurred_ms: hour_ms + dice.below(-HOUR_MS..HOUR_MS), unknown: unknown(dice, 5) };
        visit.contents = (0..2).map(content).collect();
    }
    visit
}

fn extend_chat(chat: &mut Conversation, dice: &mut Dice) {
    chat.skill_name = chat.skill_id.and_then(|skill| skill_name(skill, dice));
    for transfer in &mut chat.transfers {
        transfer.skill_name = transfer.skill_id.and_then(|skill| skill_name(skill, dice));
        transfer.target_skill_name = transfer.target_skill_id.and_then(|skill| skill_name(skill, dice));
    }
    chat.mcs = dice.maybe(70, |dice| Map::from_iter([("score".to_owned(), json!(dice.below(0..101)))]));
    let forms = if dice.percent(12) { dice.count(1..3) } else { chat.secure_forms.len() };
    let (started_ms, ended_ms) = chat.real_span_ms;
    let form = |_| SecureForm {
        filled_ms: dice.maybe(95, |dice| dice.below(started_ms..ended_ms)),
        form_id: dice.below(1000..9999),
        form_name: dice.maybe(90, |dice| dice.pick(&["Adresse prüfen", "Card check", ""])),
        form_uuid: dice.maybe(90, |dice| format!("{}-{}", dice.token(8), dice.token(12))),
        unknown: unknown(dice, 20),
    };
    chat.secure_forms = (0..forms).map(form).collect();
}

/// Some skills have no name, and some names are not told.
fn skill_name(skill: i64, dice: &mut Dice) -> Option<String> {
    let name = ["", "Sales", "Service – Größen", "Returns", "販売", "Night \"desk\""];
    dice.maybe(95, |_| name[usize::try_from(skill).unwrap_or_default() % name.len()].to_owned())
}
