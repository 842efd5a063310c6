//! Which agent was in which state when, from the shifts of the files.

use std::collections::{BTreeMap, HashSet};

use super::figures::{AWAY, ONLINE};
use crate::world::dice::Dice;
use crate::world::facts::Shift;

/// State before the first one that an agent chooses (Data Access API, agent events).
const OFFLINE: i64 = 1;
/// Why an agent is away, as upstream's identifiers look.
const REASONS: [&str; 4] = ["2642559112", "2642559712", "2642560312", "2642560912"];

/// A time in one state, its end not included.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stint {
    pub(super) from_ms: i64,
    pub(super) to_ms: i64,
    pub(super) state: i64,
    /// Given for some of the times away.
    pub(super) reason: Option<&'static str>,
}

/// What is known of an agent.
#[derive(Clone, Debug, Default)]
pub(super) struct Agent {
    /// In the order of time, apart from each other. Being offline while logged in is none.
    pub(super) stints: Vec<Stint>,
    pub(super) group: Option<i64>,
}

/// The agents of some shifts. Where two shifts of one agent overlap, the one that began first counts.
pub(super) fn agents<'w>(seed: u64, shifts: impl Iterator<Item = &'w Shift>) -> BTreeMap<i64, Agent> {
    let mut seen = HashSet::new();
    // Told again, a shift may have lost its end.
    let mut shifts: Vec<&Shift> = shifts.filter(|shift| seen.insert(&shift.session_id)).collect();
    shifts.sort_by_key(|shift| shift.events.first().map(|event| event.occurred_ms));
    let mut agents: BTreeMap<i64, Agent> = BTreeMap::new();
    for shift in shifts {
        let Some(first) = shift.events.first() else { continue };
        let agent = agents.entry(first.agent_id).or_default();
        agent.group = agent.group.or(first.agent_group_id);
        let free_ms = agent.stints.last().map_or(i64::MIN, |stint| stint.to_ms);
        agent.stints.extend(stints(seed, shift, free_ms));
    }
    agents
}

fn stints(seed: u64, shift: &Shift, free_ms: i64) -> Vec<Stint> {
    let mut dice = Dice::new(seed, &shift.session_id, 0, "operational reasons");
    let mut state = OFFLINE;
    let mut stints = Vec::new();
    for pair in shift.events.windows(2) {
        let (event, next) = (&pair[0], &pair[1]);
        // What one event leaves out, the next one may say.
        state = event.state.filter(|state| *state > 0).or(next.previous_state).unwrap_or(state);
        let reason = (state == AWAY).then(|| dice.maybe(75, |dice| dice.pick(&REASONS))).flatten();
        let from_ms = event.occurred_ms.max(free_ms);
        if (ONLINE..=AWAY).contains(&state) && from_ms < next.occurred_ms {
            stints.push(Stint { from_ms, to_ms: next.occurred_ms, state, reason });
        }
    }
    stints
}
