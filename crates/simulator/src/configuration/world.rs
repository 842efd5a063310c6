//! The lists of an account at any moment: what it began with, and what was changed since.
//!
//! Each change is decided from (seed, account, its number) and what the lists say before it, so any moment is reached
//! by making the changes up to it.

mod change;
mod start;

use std::collections::BTreeMap;

use chrono::{DateTime, DurationRound, TimeDelta};
use serde_json::Value;

use crate::world::World;
use crate::world::dice::Dice;
use change::Change;
use start::Maker;

const MINUTE_MS: i64 = 60_000;
const DAY_MIN: i64 = 24 * 60;
/// There is more time than this between two changes of an account.
const CHANGE_GAP_MIN: i64 = 120;
/// More would leave no room for chance between them.
const CHANGES_PER_DAY_MAX: u32 = 8;

/// How often an account is changed, from the first hour of the files on: `WorldSpec::feeds`.
///
/// There are more than two hours between any two changes of an account: a reader that asks every hour misses no state.
#[derive(Clone, Copy, Debug)]
pub struct Changes {
    /// Changes on a day; more than 8 are 8.
    pub per_day: u32,
}

impl Default for Changes {
    fn default() -> Self {
        Self { per_day: 3 }
    }
}

/// The lists (account configuration, entities).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum List {
    Users,
    Skills,
    AgentGroups,
    Lobs,
    Profiles,
    StatusReasons,
}

impl List {
    pub(crate) const ALL: [Self; 6] =
        [Self::Users, Self::Skills, Self::AgentGroups, Self::Lobs, Self::Profiles, Self::StatusReasons];
}

/// Entities by id: what upstream's fields say, numbers and flags as such.
pub(crate) type Entities = BTreeMap<i64, Value>;

/// The lists at a moment.
#[derive(Clone, Debug)]
pub(crate) struct Snapshot {
    entities: [Entities; List::ALL.len()],
    changed_ms: [i64; List::ALL.len()],
}

impl Snapshot {
    fn new(start_ms: i64) -> Self {
        Self { entities: Default::default(), changed_ms: [start_ms; List::ALL.len()] }
    }

    pub(crate) fn entities(&self, list: List) -> &Entities {
        &self.entities[list as usize]
    }

    /// Tells the state of the counter of the account when the list last changed; the counter counts minutes.
    pub(crate) fn revision(&self, list: List) -> i64 {
        self.changed_ms[list as usize] / MINUTE_MS
    }

    /// Lists the ids of entities that are not deleted.
    fn ids(&self, list: List) -> impl Iterator<Item = i64> {
        self.entities(list).iter().filter(|(_, facts)| facts["deleted"] == false).map(|(id, _)| *id)
    }

    fn put(&mut self, list: List, id: i64, facts: Value) {
        self.entities[list as usize].insert(id, facts);
    }

    /// Counts how many users have each profile, and says whether any count is another one than before.
    fn count_assigned(&mut self) -> bool {
        let mut counts = BTreeMap::<i64, i64>::new();
        for user in self.entities(List::Users).values().filter(|user| user["deleted"] == false) {
            let profiles = user["profileIds"].as_array().into_iter().flatten().filter_map(Value::as_i64);
            profiles.for_each(|profile| *counts.entry(profile).or_default() += 1);
        }
        let mut is_other = false;
        for (id, profile) in &mut self.entities[List::Profiles as usize] {
            let count = Value::from(counts.get(id).copied().unwrap_or_default());
            is_other |= profile["numOfAssignedUsers"] != count;
            profile["numOfAssignedUsers"] = count;
        }
        is_other
    }
}

/// The lists of all accounts.
#[derive(Debug)]
pub(crate) struct Timelines(BTreeMap<String, Timeline>);

impl Timelines {
    pub(crate) fn of(world: &World) -> Self {
        Self(world.accounts().iter().map(|account| (account.clone(), Timeline::of(world, account))).collect())
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = (&str, &Timeline)> {
        self.0.iter().map(|(account, timeline)| (account.as_str(), timeline))
    }

    pub(crate) fn get(&self, account: &str) -> Option<&Timeline> {
        self.0.get(account)
    }
}

/// The lists of one account.
#[derive(Debug)]
pub(crate) struct Timeline {
    seed: u64,
    account: String,
    start_ms: i64,
    changes_per_day: u32,
    start: Snapshot,
}

impl Timeline {
    fn of(world: &World, account: &str) -> Self {
        let spec = world.spec();
        let end = spec.end.duration_trunc(TimeDelta::hours(1)).unwrap_or(spec.end);
        let start_ms = (end - TimeDelta::hours(i64::from(spec.hours))).timestamp_millis();
        let changes: Changes = spec.feeds.get();
        Self {
            seed: spec.seed,
            account: account.to_owned(),
            start_ms,
            changes_per_day: changes.per_day.min(CHANGES_PER_DAY_MAX),
            start: start::snapshot(world, account, start_ms),
        }
    }

    /// Tells what the lists say at a moment; before the first change they never said anything else.
    pub(crate) fn at(&self, now_ms: i64) -> Snapshot {
        let mut snapshot = self.start.clone();
        self.times(now_ms).for_each(|(number, at_ms)| self.change(&mut snapshot, number, at_ms));
        snapshot
    }

    /// Tells when the lists change within a span, its ends left out, and what they say from then on.
    pub(crate) fn between(&self, from_ms: i64, to_ms: i64) -> Vec<(i64, Snapshot)> {
        let mut snapshot = self.at(from_ms);
        let within = self.times(to_ms - 1).skip_while(|(_, at_ms)| *at_ms <= from_ms);
        let changed = within.map(|(number, at_ms)| {
            self.change(&mut snapshot, number, at_ms);
            (at_ms, snapshot.clone())
        });
        changed.collect()
    }

    /// Numbers the changes up to a moment, included, and says when they are made.
    fn times(&self, until_ms: i64) -> impl Iterator<Item = (u32, i64)> {
        let numbers = if self.changes_per_day == 0 { 0..0 } else { 0..u32::MAX };
        numbers.map(|number| (number, self.change_ms(number))).take_while(move |(_, at_ms)| *at_ms <= until_ms)
    }

    fn change(&self, snapshot: &mut Snapshot, number: u32, at_ms: i64) {
        let dice = Dice::new(self.seed, &self.account, number, "configuration change");
        Change { maker: self.maker(at_ms), snapshot, number: i64::from(number), at_ms, dice }.make();
    }

    fn maker(&self, start_ms: i64) -> Maker<'_> {
        Maker { seed: self.seed, account: &self.account, start_ms }
    }

    /// Says when a change is made: a day has a part for each, which is made early in it.
    fn change_ms(&self, number: u32) -> i64 {
        let part_min = DAY_MIN / i64::from(self.changes_per_day);
        let (day, part) = (i64::from(number / self.changes_per_day), i64::from(number % self.changes_per_day));
        let mut dice = Dice::new(self.seed, &self.account, number, "configuration moment");
        let minute = day * DAY_MIN + part * part_min + dice.below(0..part_min - CHANGE_GAP_MIN);
        self.start_ms + minute * MINUTE_MS
    }
}

/// Prints a time as the lists do.
fn date(at_ms: i64) -> Value {
    DateTime::from_timestamp_millis(at_ms).unwrap_or_default().format("%Y-%m-%d %H:%M:%S").to_string().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{FeedSettings, WorldSpec};

    #[test]
    fn hours_lie_between_two_changes() {
        for per_day in [0, 1, 3, 5, 7, 8, 99] {
            let feeds = FeedSettings::default().with(Changes { per_day });
            let world = World::generate(&WorldSpec { hours: 1, feeds, ..WorldSpec::default() });
            let timeline = Timeline::of(&world, "75555851");
            let until_ms = timeline.start_ms + 30 * DAY_MIN * MINUTE_MS;
            let times: Vec<i64> = timeline.times(until_ms).map(|(_, at_ms)| at_ms).collect();
            let expected = 30 * per_day.min(CHANGES_PER_DAY_MAX) as usize;
            assert!((expected..=expected + 1).contains(&times.len()), "{per_day}: {}", times.len());
            assert!(times.windows(2).all(|pair| pair[1] - pair[0] > CHANGE_GAP_MIN * MINUTE_MS), "{per_day}");
        }
    }
}
