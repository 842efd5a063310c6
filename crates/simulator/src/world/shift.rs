//! Agent shifts, which ended in one hour.

use super::WorldSpec;
use super::dice::Dice;
use super::facts::{AgentEvent, Shift};
use super::novelty::unknown;
use super::text;

const HOUR_MS: i64 = 3_600_000;
/// Event types (Data Access API, agent events).
const CHAT: i64 = 1;
const LOGIN: i64 = 3;
const LOGOUT: i64 = 4;
/// States (Data Access API, agent events).
const IRRELEVANT: i64 = 0;
const OFFLINE: i64 = 1;
/// What upstream prints as the limit of chats at login and logout.
const NO_LIMIT: i64 = -9;
/// First session number of an account, as large as upstream's.
const FIRST_SESSION: i64 = 684_000_000;
/// Sessions that one hour may end.
const SHIFTS_PER_HOUR_MAX: usize = 1_000;

/// The shifts of an account that ended in the hour `hour`, which begins at `hour_ms`.
pub(super) fn ended(spec: &WorldSpec, account: &str, hour: u32, hour_ms: i64, dice: &mut Dice) -> Vec<Shift> {
    let agents = i64::from(spec.agents.max(1));
    let shifts = dice.count(0..spec.agents as usize / 4 + 2).min(SHIFTS_PER_HOUR_MAX);
    let first = FIRST_SESSION + i64::from(hour) * SHIFTS_PER_HOUR_MAX as i64;
    (first..).take(shifts).map(|number| shift(format!("{account}-{number}"), agents, hour_ms, dice)).collect()
}

fn shift(session_id: String, agents: i64, hour_ms: i64, dice: &mut Dice) -> Shift {
    let logout_ms = hour_ms + dice.below(0..HOUR_MS);
    let login_ms = logout_ms - dice.below(HOUR_MS..9 * HOUR_MS);
    let mut times: Vec<i64> = (0..dice.count(1..14)).map(|_| dice.below(login_ms + 1..logout_ms)).collect();
    times.sort_unstable();
    times.dedup();
    let agent = Agent::new(100 + dice.below(0..agents), dice);
    let mut events = vec![agent.event(login_ms, LOGIN, IRRELEVANT, OFFLINE, dice)];
    let mut state = OFFLINE;
    for at_ms in times {
        let next = 1 + state % 4;
        events.push(agent.event(at_ms, CHAT, next, state, dice));
        if dice.percent(6) {
            // Two changes in one millisecond: a key of agent and time alone would lose one.
            events.push(agent.event(at_ms, CHAT, state, next, dice));
            continue;
        }
        state = next;
    }
    events.push(agent.event(logout_ms, LOGOUT, IRRELEVANT, state, dice));
    Shift { session_id, header_unknown: unknown(dice, 3), events }
}

/// What all events of a shift say about their agent.
struct Agent {
    id: i64,
    employee_id: Option<String>,
    group_id: Option<i64>,
    profile_ids: Option<Vec<i64>>,
}

impl Agent {
    fn new(id: i64, dice: &mut Dice) -> Self {
        let employee_id = match dice.count(0..3) {
            0 => None,
            1 => Some(format!("E-{id}")),
            _ => Some((70_000 + id).to_string()),
        };
        let profile_ids = dice.maybe(90, |dice| (0..dice.below(0..5)).map(|n| 2_438_730_212 + 100 * n).collect());
        Self { id, employee_id, group_id: dice.maybe(95, |dice| dice.pick(&[-1, 4, 17])), profile_ids }
    }

    fn event(&self, at_ms: i64, event_type: i64, state: i64, previous: i64, dice: &mut Dice) -> AgentEvent {
        let name = text::name_of(self.id);
        let is_edge = event_type != CHAT;
        AgentEvent {
            agent_id: self.id,
            event_type,
            state: dice.maybe(99, |_| state),
            previous_state: dice.maybe(97, |_| previous),
            occurred_ms: at_ms,
            concurrent: dice.maybe(97, |dice| if is_edge { 0 } else { dice.below(0..4) }),
            previous_concurrent: dice.maybe(97, |dice| if is_edge { 0 } else { dice.below(0..4) }),
            max_concurrent: dice.maybe(97, |_| if is_edge { NO_LIMIT } else { 4 }),
            employee_id: self.employee_id.clone(),
            user_name: dice.maybe(97, |_| name.to_owned()),
            nickname: dice.maybe(90, |_| name.split(' ').next().unwrap_or(name).to_owned()),
            login_name: dice.maybe(97, |_| format!("agent{}@shop.example", self.id)),
            agent_group_id: self.group_id,
            user_profile_ids: self.profile_ids.clone(),
            unknown: unknown(dice, 3),
        }
    }
}
