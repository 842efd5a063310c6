//! Visits with their chats, which closed in one hour.

use super::WorldSpec;
use super::dice::Dice;
use super::facts::{Campaign, Conversation, Transfer, Visit, VisitorHeader};
use super::message;
use super::novelty::{mcs, secure_form, unknown};
use super::text;

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
/// First chat number of an account, as large as upstream's.
const FIRST_CHAT: i64 = 4_295_000_000;
/// Chat numbers that one hour may use.
const CHATS_PER_HOUR_MAX: i64 = 1_000_000;

/// The visits of an account that closed in the hour `hour`, which begins at `hour_ms`.
pub(super) fn closed(spec: &WorldSpec, account: &str, hour: u32, hour_ms: i64, dice: &mut Dice) -> Vec<Visit> {
    let mean = i64::from(spec.chats_per_hour);
    let chats = if dice.percent(8) { 0 } else { dice.below(mean / 2..mean + mean / 2 + 1) };
    let first = FIRST_CHAT + i64::from(hour) * CHATS_PER_HOUR_MAX;
    let mut visits = Vec::new();
    let mut next = 0;
    while next < chats.min(CHATS_PER_HOUR_MAX) {
        let in_visit = if dice.percent(15) { 2.min(chats - next) } else { 1 };
        let ids = (next..next + in_visit).map(|number| format!("{account}{}", first + number));
        let conversations = ids.map(|id| conversation(spec, id, hour_ms, dice)).collect();
        visits.push(visit(header(dice), conversations));
        next += in_visit;
    }
    if dice.percent(10) {
        visits.push(visit(header(dice), Vec::new()));
    }
    visits
}

fn visit(header: VisitorHeader, conversations: Vec<Conversation>) -> Visit {
    Visit { header, conversations, contents: Vec::new(), is_newest: false }
}

fn header(dice: &mut Dice) -> VisitorHeader {
    VisitorHeader {
        visit_id: dice.maybe(50, |dice| format!("{}.{}", dice.token(22), dice.token(12))),
        visitor_id: dice.maybe(60, |dice| dice.token(24)),
        context_id: dice.maybe(30, |dice| dice.below(1..99).to_string()),
        unknown: unknown(dice, 2),
    }
}

fn conversation(spec: &WorldSpec, id: String, hour_ms: i64, dice: &mut Dice) -> Conversation {
    let is_messaging = dice.percent(10);
    let ended_ms = hour_ms + dice.below(0..HOUR_MS);
    let length_ms = dice.below(2 * MINUTE_MS..if is_messaging { 40 * HOUR_MS } else { 50 * MINUTE_MS });
    let started_ms = ended_ms - length_ms;
    let connected_ms = dice.maybe(90, |dice| started_ms + dice.below(0..length_ms / 2));
    let agent = connected_ms.map(|_| 100 + dice.below(0..i64::from(spec.agents.max(1))));
    let skill = dice.below(-1..12);
    let span_ms = started_ms..ended_ms + 1;
    Conversation {
        id,
        kind: dice.maybe(97, |_| if is_messaging { "MESSAGING" } else { "LIVE_CHAT" }),
        real_span_ms: (started_ms, ended_ms),
        started_ms: dice.maybe(99, |_| started_ms),
        interaction_started_ms: connected_ms,
        ended_ms: dice.maybe(99, |_| ended_ms),
        consumer_id: if is_messaging { Some(dice.token(32)) } else { None },
        is_interactive: dice.maybe(95, |dice| dice.percent(80)),
        source_origin: dice.maybe(90, |_| "Web"),
        source_device: dice.maybe(60, |dice| dice.pick(&["NA", "DESKTOP", "TABLET", "MOBILE"])),
        end_reason: dice.maybe(95, |dice| dice.pick(&[101, 106, 201, 202, 205, 208, 210, 999])),
        start_reason: dice.maybe(90, |dice| dice.pick(&[0, 0, 0, 2, 3])),
        campaign: dice.maybe(60, campaign),
        agent_id: agent.map(|agent| agent.to_string()),
        skill_id: dice.maybe(90, |_| skill),
        skill_name: None,
        start_page: dice.maybe(70, |dice| dice.pick(&["Basket", "Über uns – Kontakt", "", "Sale 50% 🎉"]).to_string()),
        start_url: dice.maybe(70, |dice| format!("https://shop.example/p/{}?q=a%20b&x=1", dice.below(1..500))),
        queue_started_ms: dice.maybe(95, |_| started_ms),
        queue_ended_ms: connected_ms,
        skills: if dice.percent(80) { vec![skill] } else { vec![skill, dice.below(1..12), -1] },
        messages: message::transcript(spec, span_ms.clone(), agent, is_messaging, dice),
        transfers: if dice.percent(15) { transfers(span_ms, agent, dice) } else { Vec::new() },
        secure_forms: if dice.percent(4) { vec![secure_form(dice); dice.count(1..3)] } else { Vec::new() },
        mcs: dice.maybe(25, mcs),
        unknown: unknown(dice, 4),
    }
}

fn campaign(dice: &mut Dice) -> Campaign {
    Campaign {
        campaign_id: dice.maybe(95, |dice| 760_000_000 + dice.below(0..40)),
        engagement_id: dice.maybe(90, |dice| 770_000_000 + dice.below(0..40)),
        unknown: unknown(dice, 3),
    }
}

fn transfers(span_ms: std::ops::Range<i64>, agent: Option<i64>, dice: &mut Dice) -> Vec<Transfer> {
    let mut times: Vec<i64> = (0..dice.count(1..4)).map(|_| dice.below(span_ms.clone())).collect();
    times.sort_unstable();
    let mut hand_over = |at_ms: i64| Transfer {
        transferred_ms: dice.maybe(97, |_| at_ms),
        skill_id: dice.maybe(90, |dice| dice.below(-1..12)),
        skill_name: None,
        target_skill_id: dice.maybe(80, |dice| dice.below(1..12)),
        target_skill_name: None,
        agent_id: agent.map(|agent| agent.to_string()),
        target_agent_id: dice.maybe(50, |dice| (100 + dice.below(0..24)).to_string()),
        reason: dice.maybe(90, |dice| dice.below(0..4)),
        queue_started_ms: dice.maybe(80, |_| at_ms),
        queue_ended_ms: dice.maybe(70, |dice| at_ms + dice.below(0..MINUTE_MS)),
        is_interactive: dice.maybe(60, |dice| dice.percent(50)),
        unknown: unknown(dice, 10),
    };
    times.into_iter().map(&mut hand_over).collect()
}

/// What upstream says of the same chat later: other reasons, another transcript, other children.
pub(super) fn correct(chat: &mut Conversation, dice: &mut Dice) {
    chat.end_reason = if chat.end_reason == Some(208) { Some(210) } else { Some(208) };
    chat.source_device = Some("DESKTOP");
    chat.skills.push(dice.below(20..30));
    chat.secure_forms.clear();
    if let Some(line) = chat.messages.first_mut() {
        line.text = Some(format!("{} (corrected)", text::phrase(dice)));
    }
    if dice.percent(30)
        && let Some(line) = chat.messages.last_mut()
    {
        // What upstream writes over personal data (overview, erasure).
        line.sender_name = Some("** LP deleted data **".to_owned());
    }
    if dice.percent(50) {
        chat.messages.pop();
        chat.transfers.clear();
    }
}
