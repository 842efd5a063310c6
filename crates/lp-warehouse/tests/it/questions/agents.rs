//! How agents spent their days, worked out from the changes of the simulated world one after the other.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::AddAssign;

use serde_json::Value;

use super::chats::Tables;
use super::figures::{LocalClock, agent, at, by, text};

const OFFLINE: i64 = 1;
const ONLINE: i64 = 2;
const LOGIN: i64 = 3;
const LOGOUT: i64 = 4;

/// Milliseconds, and milliseconds times chats.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct AgentTime {
    pub(super) logged_in: i64,
    pub(super) online: i64,
    pub(super) online_chatting: i64,
    pub(super) chat_slots: i64,
    pub(super) capacity_slots: i64,
}

impl AddAssign for AgentTime {
    fn add_assign(&mut self, other: Self) {
        self.logged_in += other.logged_in;
        self.online += other.online;
        self.online_chatting += other.online_chatting;
        self.chat_slots += other.chat_slots;
        self.capacity_slots += other.capacity_slots;
    }
}

/// Account, day and agent.
pub(super) type AgentDay = (String, String, String);

struct Change {
    at_ms: i64,
    agent: String,
    kind: Option<i64>,
    state: Option<i64>,
    previous_state: Option<i64>,
    chats: Option<i64>,
    previous_chats: Option<i64>,
    chats_max: Option<i64>,
}

/// The time of all agents by day.
pub(super) struct Times {
    pub(super) days: BTreeMap<AgentDay, AgentTime>,
    /// The days of shifts with changes in one moment of which the files do not say which was the first.
    pub(super) not_told: BTreeSet<AgentDay>,
}

impl Times {
    /// Adds up the spans of all shifts by agent and day.
    pub(super) fn of(files: &Tables, clock: impl Fn(&str) -> LocalClock) -> Self {
        let changes = files["agent_event"].iter().filter_map(|row| {
            let shift = (text(row, "account_id")?, text(row, "agent_session_id")?);
            Some((shift, change(row)?))
        });
        let mut times = Self { days: BTreeMap::new(), not_told: BTreeSet::new() };
        for ((account, _), shift) in by(changes, |(shift, _)| shift.clone()) {
            let clock = clock(&account);
            let moments: Vec<_> =
                by(shift.into_iter().map(|(_, change)| change), |change| change.at_ms).into_values().collect();
            let is_told = is_order_told(&moments);
            for (agent, span, time) in spans(&in_order(moments)) {
                for (day, part_ms) in clock.days(span) {
                    let key = (account.clone(), day, agent.clone());
                    if !is_told {
                        times.not_told.insert(key.clone());
                    }
                    *times.days.entry(key).or_default() += time.times(part_ms);
                }
            }
        }
        times
    }

    /// Returns the days of agents whose changes have an order.
    pub(super) fn told(&self) -> impl Iterator<Item = (&AgentDay, &AgentTime)> {
        self.days.iter().filter(|(day, _)| !self.not_told.contains(day))
    }
}

fn change(row: &Value) -> Option<Change> {
    let number = |column: &str| row[column].as_i64();
    Some(Change {
        at_ms: at(row, "occurred_at")?,
        agent: agent(row, "agent_id")?,
        kind: number("event_type_id"),
        state: number("state_id"),
        previous_state: number("previous_state_id"),
        chats: number("concurrent_engagements"),
        previous_chats: number("previous_concurrent_engagements"),
        chats_max: number("max_concurrent_engagements").filter(|most| *most > 0),
    })
}

/// Whether each moment with two changes has neighbors that say what it began with and where it ended.
fn is_order_told(moments: &[Vec<Change>]) -> bool {
    let is_told = |change: &Change| change.state.is_some() && change.previous_state.is_some() && change.chats.is_some();
    moments.iter().enumerate().filter(|(_, moment)| moment.len() > 1).all(|(index, moment)| {
        let before = index.checked_sub(1).map(|before| moments[before].as_slice());
        let after = moments.get(index + 1).map(Vec::as_slice);
        moment.len() == 2
            && moment.iter().all(is_told)
            && matches!(before, Some([before]) if before.state.is_some() && before.chats.is_some())
            && matches!(after, Some([after]) if after.previous_state.is_some())
    })
}

impl AgentTime {
    /// Returns what so long a span adds, of which `self` is one millisecond.
    fn times(self, span_ms: i64) -> Self {
        Self {
            logged_in: self.logged_in * span_ms,
            online: self.online * span_ms,
            online_chatting: self.online_chatting * span_ms,
            chat_slots: self.chat_slots * span_ms,
            capacity_slots: self.capacity_slots * span_ms,
        }
    }
}

/// Follows a shift from change to change.
fn spans(moments: &[Vec<Change>]) -> Vec<(String, (i64, i64), AgentTime)> {
    let (mut state, mut spans) = (None, Vec::new());
    for (moment, next) in moments.iter().zip(moments.iter().skip(1)) {
        let last = moment.last().expect("a moment has a change");
        let first_of_next = &next[0];
        if last.kind == Some(LOGOUT) {
            break;
        }
        // A login says that the state is of no meaning.
        let known = [last.state, first_of_next.previous_state].into_iter().flatten().find(|state| *state > 0);
        state = known.or(state);
        let chats = last.chats.or(first_of_next.previous_chats);
        let is_online = state == Some(ONLINE);
        let slots = chats.zip(last.chats_max).filter(|_| is_online);
        let time = AgentTime {
            logged_in: 1,
            online: is_online.into(),
            online_chatting: (is_online && chats.is_some_and(|chats| chats > 0)).into(),
            chat_slots: slots.map_or(0, |(chats, _)| chats),
            capacity_slots: slots.map_or(0, |(_, most)| most),
        };
        spans.push((last.agent.clone(), (last.at_ms, first_of_next.at_ms), time));
    }
    spans
}

/// Puts the changes of each moment in their order: the first goes on from what the moment before led to. The world has at most two
/// changes in a moment, the second of which takes the first back.
fn in_order(moments: Vec<Vec<Change>>) -> Vec<Vec<Change>> {
    let mut state = None;
    let mut ordered = Vec::new();
    for mut moment in moments {
        if moment.len() == 2 {
            let follows = |change: &Change| change.previous_state == state;
            let returns = |change: &Change| change.state == state;
            if follows(&moment[1]) && !follows(&moment[0]) || returns(&moment[0]) && !returns(&moment[1]) {
                moment.swap(0, 1);
            }
        }
        // A login says nothing of the state; the first change comes from being offline.
        let last = moment.last().expect("a moment has a change");
        state = if last.kind == Some(LOGIN) { Some(OFFLINE) } else { last.state };
        ordered.push(moment);
    }
    ordered
}
