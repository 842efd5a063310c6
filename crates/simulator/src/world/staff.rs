//! Who answers messages, and when they are logged in. Each day of an agent is decided from (seed, account, agent, day),
//! so that any moment can be asked for.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use super::World;
use super::dice::Dice;
use super::text;

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
const DAY_MS: i64 = 24 * HOUR_MS;
/// A working day begins so long after midnight.
const DAY_BEGIN_MS: i64 = 2 * HOUR_MS;
/// In the first minutes of a working day nobody is logged in.
const DARK_MS: i64 = 45 * MINUTE_MS;
const FIRST_HUMAN: i64 = 100;
const FIRST_BOT: i64 = 900_001;
/// Why an agent is away, as upstream's identifiers look.
pub(crate) const REASONS: [&str; 4] = ["2642559112", "2642559712", "2642560312", "2642560912"];
/// Agents have skills from 1 up to here.
const SKILL_MAX: i64 = 11;
/// Working days that are remembered.
const REMEMBERED_DAYS_MAX: usize = 64;

/// The agents of messaging, per account: `WorldSpec::feeds`.
#[derive(Clone, Copy, Debug)]
pub struct Staff {
    /// People; their ids begin at 100.
    pub agents: u32,
    /// Bots; their ids begin at 900001.
    pub bots: u32,
}

impl Default for Staff {
    fn default() -> Self {
        Self { agents: 24, bots: 3 }
    }
}

/// What an agent is doing (Agent Metrics API, status answer).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    Online,
    Away,
    BackSoon,
    Offline,
}

impl Status {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Online => "ONLINE",
            Self::Away => "AWAY",
            Self::BackSoon => "BACK_SOON",
            Self::Offline => "OFFLINE",
        }
    }
}

/// The state of an agent who is logged in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct State {
    pub(crate) status: Status,
    pub(crate) since_ms: i64,
    /// Given for some of the times away, at their begin or later.
    pub(crate) reason: Option<(&'static str, i64)>,
}

/// Names, group and skills of an agent.
#[derive(Clone, Debug)]
pub(crate) struct Profile {
    pub(crate) full_name: String,
    pub(crate) nickname: String,
    pub(crate) login_name: String,
    pub(crate) picture_url: Option<String>,
    pub(crate) group: i64,
    pub(crate) group_name: String,
    pub(crate) skills: Vec<i64>,
}

/// Begins and ends.
type Times = Arc<[(i64, i64)]>;

/// The agents of one account.
#[derive(Debug)]
pub(crate) struct Roster {
    seed: u64,
    account: String,
    staff: Staff,
    manned: Mutex<HashMap<i64, Times>>,
}

impl Roster {
    pub(crate) fn of(world: &World, account: &str) -> Self {
        let staff = world.spec().feeds.get();
        Self { seed: world.spec().seed, account: account.to_owned(), staff, manned: Mutex::default() }
    }

    /// Lists the agents, logged in or not, by id.
    pub(crate) fn agents(&self) -> impl Iterator<Item = i64> {
        self.people().chain(FIRST_BOT..FIRST_BOT + i64::from(self.staff.bots))
    }

    fn people(&self) -> impl Iterator<Item = i64> + use<> {
        FIRST_HUMAN..FIRST_HUMAN + i64::from(self.staff.agents)
    }

    /// Picks somebody, logged in or not; nobody if there is none of that kind.
    pub(crate) fn pick(&self, is_bot: bool, dice: &mut Dice) -> Option<i64> {
        let (first, count) = if is_bot { (FIRST_BOT, self.staff.bots) } else { (FIRST_HUMAN, self.staff.agents) };
        (count > 0).then(|| first + dice.below(0..i64::from(count)))
    }

    /// Tells what an agent is doing, if logged in.
    pub(crate) fn state(&self, agent: i64, at_ms: i64) -> Option<State> {
        let (login_ms, logout_ms, mut dice) = self.shift(agent, day_of(at_ms))?;
        if !(login_ms..logout_ms).contains(&at_ms) {
            return None;
        }
        let mut since_ms = login_ms;
        loop {
            let length_ms = dice.below(10 * MINUTE_MS..90 * MINUTE_MS);
            let state = state(agent, since_ms, length_ms, &mut dice);
            if at_ms < since_ms + length_ms {
                return Some(State { reason: state.reason.filter(|(_, given_ms)| *given_ms <= at_ms), ..state });
            }
            since_ms += length_ms;
        }
    }

    /// Whether anybody is logged in at some moment from `from_ms` to `to_ms`, not included.
    pub(crate) fn is_manned(&self, from_ms: i64, to_ms: i64) -> bool {
        let overlaps = |(login_ms, logout_ms): &(i64, i64)| *login_ms < to_ms && from_ms < *logout_ms;
        from_ms < to_ms && (day_of(from_ms)..=day_of(to_ms - 1)).any(|day| self.manned(day).iter().any(overlaps))
    }

    /// The times of a working day at which anybody is logged in, apart from each other.
    fn manned(&self, day: i64) -> Times {
        let remembered = || self.manned.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(times) = remembered().get(&day) {
            return times.clone();
        }
        let shifts = self.agents().filter_map(|agent| self.shift(agent, day));
        let mut shifts: Vec<(i64, i64)> = shifts.map(|(login_ms, logout_ms, _)| (login_ms, logout_ms)).collect();
        shifts.sort_unstable();
        let mut times: Vec<(i64, i64)> = Vec::new();
        for (login_ms, logout_ms) in shifts {
            match times.last_mut().filter(|(_, end_ms)| login_ms <= *end_ms) {
                Some((_, end_ms)) => *end_ms = logout_ms.max(*end_ms),
                None => times.push((login_ms, logout_ms)),
            }
        }
        let times: Times = times.into();
        let mut remembered = remembered();
        if remembered.len() >= REMEMBERED_DAYS_MAX {
            remembered.clear();
        }
        remembered.insert(day, times.clone());
        times
    }

    /// When an agent logs in and out on a working day, and the dice for what comes between.
    fn shift(&self, agent: i64, day: i64) -> Option<(i64, i64, Dice)> {
        let whose = format!("{} {agent}", self.account);
        let mut dice = Dice::new(self.seed, &whose, u32::try_from(day).ok()?, "messaging shift");
        let begin_ms = day * DAY_MS + DAY_BEGIN_MS;
        if is_bot(agent) {
            let login_ms = begin_ms + DARK_MS + dice.below(0..30 * MINUTE_MS);
            return Some((login_ms, begin_ms + DAY_MS - dice.below(0..20 * MINUTE_MS), dice));
        }
        if dice.percent(10) {
            return None;
        }
        let login_ms = begin_ms + DARK_MS + dice.below(0..12 * HOUR_MS);
        let logout_ms = login_ms + dice.below(8 * HOUR_MS..12 * HOUR_MS);
        Some((login_ms, logout_ms.min(begin_ms + DAY_MS), dice))
    }
}

/// Whether an agent is a bot.
pub(crate) fn is_bot(agent: i64) -> bool {
    agent >= FIRST_BOT
}

/// The group of an agent; −1 is the main one.
pub(crate) fn group_of(agent: i64) -> i64 {
    agent % 4 - 1
}

/// Names a group of `group_of`.
pub(crate) fn group_name(group: i64) -> String {
    if group < 0 { "Main Group".to_owned() } else { format!("group {group}") }
}

/// Tells who an agent of an account is.
pub(crate) fn profile(seed: u64, account: &str, agent: i64) -> Profile {
    let mut dice = Dice::new(seed, &format!("{account} {agent}"), 0, "agent profile");
    let group = group_of(agent);
    let first = dice.below(1..SKILL_MAX - 2);
    Profile {
        full_name: format!("{} {agent}", text::name_of(agent)),
        nickname: format!("agent {agent}"),
        login_name: format!("agent{agent}@contact.example"),
        picture_url: dice.maybe(40, |_| format!("https://pictures.example/{agent}.png")),
        group,
        group_name: group_name(group),
        skills: (first..first + dice.below(0..4)).collect(),
    }
}

fn day_of(at_ms: i64) -> i64 {
    (at_ms - DAY_BEGIN_MS).div_euclid(DAY_MS)
}

fn state(agent: i64, since_ms: i64, length_ms: i64, dice: &mut Dice) -> State {
    let status = match dice.below(0..100) {
        _ if is_bot(agent) => Status::Online,
        0..20 => Status::Away,
        20..30 => Status::BackSoon,
        30..34 => Status::Offline,
        _ => Status::Online,
    };
    let reason = dice.maybe(75, |dice| {
        let delay_ms = if dice.percent(70) { 0 } else { dice.below(0..length_ms / 4) };
        (dice.pick(&REASONS), since_ms + delay_ms)
    });
    State { status, since_ms, reason: reason.filter(|_| status == Status::Away) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::WorldSpec;

    #[test]
    fn agents_come_and_go_and_once_a_day_nobody_is_there() {
        let world = World::generate(&WorldSpec { hours: 1, ..WorldSpec::default() });
        let roster = Roster::of(&world, "75555851");
        let begin_ms = 20_000 * DAY_MS + DAY_BEGIN_MS;
        let mut dark = 0;
        for minute in 0..24 * 60 {
            let at_ms = begin_ms + minute * MINUTE_MS;
            let present = roster.agents().filter(|agent| roster.state(*agent, at_ms).is_some()).count();
            assert_eq!(roster.is_manned(at_ms, at_ms + 1), present > 0, "{minute}");
            dark += usize::from(present == 0);
        }
        assert!((45..120).contains(&dark), "{dark}");
        assert!(roster.is_manned(begin_ms, begin_ms + DAY_MS));
        assert!(!roster.is_manned(begin_ms, begin_ms + DARK_MS));
        assert!(!roster.is_manned(begin_ms + 3 * HOUR_MS, begin_ms + 3 * HOUR_MS));
    }
}
