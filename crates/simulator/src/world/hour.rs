//! What is told of an account in one hour: what closed in it, and some of what was told before.

use std::collections::VecDeque;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::dice::Dice;
use super::facts::{Shift, Visit};
use super::{WorldSpec, newest, shift, visit};

/// Bodies of past hours that may come again.
const REMEMBERED_BODIES_MAX: usize = 200;

/// An account's hour.
#[derive(Debug)]
pub(crate) struct Hour {
    pub(crate) account: String,
    pub(crate) start: DateTime<Utc>,
    /// End of the last hour of the world.
    pub(crate) world_end: DateTime<Utc>,
    pub(crate) shifts: Told<Shift>,
    pub(crate) visits: Told<Visit>,
}

/// Facts of one kind, and the dice that decided them, which go on to decide how the feed that tells them prints them.
#[derive(Debug)]
pub(crate) struct Told<T> {
    pub(crate) facts: Vec<Arc<T>>,
    pub(crate) dice: Dice,
}

/// The hours of an account up to `end`, in their order.
pub(super) fn hours(spec: &WorldSpec, account: &str, end: DateTime<Utc>) -> Vec<Hour> {
    let mut memory = Memory::default();
    let hour = |index: u32| {
        let start = end - TimeDelta::hours(i64::from(spec.hours - index));
        let scope = Scope { spec, account, index, start_ms: start.timestamp_millis() };
        let shifts = memory.shifts(&scope);
        let visits = memory.visits(&scope);
        Hour { account: account.to_owned(), start, world_end: end, shifts, visits }
    };
    (0..spec.hours).map(hour).collect()
}

/// The hour that is decided.
struct Scope<'s> {
    spec: &'s WorldSpec,
    account: &'s str,
    /// 0 is the first hour of the world.
    index: u32,
    start_ms: i64,
}

impl Scope<'_> {
    /// The name of a matter is a part of the seed: with another name, every world would be another one.
    fn dice(&self, matter: &str) -> Dice {
        Dice::new(self.spec.seed, self.account, self.index, matter)
    }
}

/// What an account's past hours told, to tell it again.
#[derive(Default)]
struct Memory {
    visits: VecDeque<Arc<Visit>>,
    shifts: VecDeque<Arc<Shift>>,
}

impl Memory {
    fn shifts(&mut self, scope: &Scope<'_>) -> Told<Shift> {
        let mut dice = scope.dice("agentActivity");
        let ended = shift::ended(scope.spec, scope.account, scope.index, scope.start_ms, &mut dice);
        let mut facts: Vec<_> = ended.into_iter().map(Arc::new).collect();
        let told_again = self.shift_again(&mut dice);
        keep(&mut self.shifts, facts.iter().cloned());
        facts.extend(told_again);
        Told { facts, dice }
    }

    fn visits(&mut self, scope: &Scope<'_>) -> Told<Visit> {
        let mut dice = scope.dice("engagement");
        let closed = visit::closed(scope.spec, scope.account, scope.index, scope.start_ms, &mut dice);
        let mut newest_dice = scope.dice("engagement 1.0.0.39");
        let closed = closed.into_iter().map(|visit| newest::extend(visit, scope.start_ms, &mut newest_dice));
        let mut facts: Vec<_> = closed.map(Arc::new).collect();
        let told_again = self.visits_again(&mut dice);
        for visits in [&facts, &told_again] {
            keep(&mut self.visits, visits.iter().filter(|visit| !visit.conversations.is_empty()).cloned());
        }
        facts.extend(told_again);
        Told { facts, dice }
    }

    /// A visit as it was, and one whose chats were corrected since: upstream repeats and revises. They are forgotten
    /// here, so that no chat comes twice in one hour with different content.
    fn visits_again(&mut self, dice: &mut Dice) -> Vec<Arc<Visit>> {
        let mut again = Vec::new();
        if dice.percent(25) {
            again.extend(take(&mut self.visits, dice));
        }
        if dice.percent(25)
            && let Some(visit) = take(&mut self.visits, dice)
        {
            let mut visit = Arc::unwrap_or_clone(visit);
            visit.conversations.iter_mut().for_each(|chat| visit::correct(chat, dice));
            again.push(Arc::new(visit));
        }
        again
    }

    /// Some events of a shift, as they were.
    fn shift_again(&mut self, dice: &mut Dice) -> Option<Arc<Shift>> {
        if !dice.percent(20) {
            return None;
        }
        let mut shift = Arc::unwrap_or_clone(take(&mut self.shifts, dice)?);
        shift.events.truncate(dice.count(1..shift.events.len() + 1));
        Some(Arc::new(shift))
    }
}

/// Remembers what was told, and forgets the oldest.
pub(crate) fn keep<T>(remembered: &mut VecDeque<T>, told: impl Iterator<Item = T>) {
    remembered.extend(told);
    let surplus = remembered.len().saturating_sub(REMEMBERED_BODIES_MAX);
    remembered.drain(..surplus);
}

/// Forgets one, and gives it.
pub(crate) fn take<T>(remembered: &mut VecDeque<T>, dice: &mut Dice) -> Option<T> {
    let index = dice.count(0..remembered.len());
    remembered.remove(index)
}
