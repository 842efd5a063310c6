//! The files of one account and hour: what goes into which, under which name, published when.

use std::collections::VecDeque;

use chrono::{DateTime, TimeDelta, Utc};

use super::dice::Dice;
use super::facts::{Body, Shift, Visit};
use super::{LATEST_PUBLICATION_HOURS, WorldFile, WorldSpec, pack, shift, visit};

/// Parts that one hour of a feed is split into.
const PARTS_MAX: usize = 4;
/// Bodies of past hours that may come again.
const REMEMBERED_BODIES_MAX: usize = 200;

/// An account's hour.
pub(super) struct Scope<'s> {
    pub(super) account: &'s str,
    /// 0 is the first hour of the world.
    pub(super) hour: u32,
    pub(super) start: DateTime<Utc>,
    pub(super) world_end: DateTime<Utc>,
}

/// What an account's past hours told, to tell it again.
#[derive(Default)]
pub(super) struct Memory {
    visits: VecDeque<Visit>,
    shifts: VecDeque<Shift>,
}

/// All files of the hour, of both feeds.
pub(super) fn files(spec: &WorldSpec, scope: &Scope<'_>, memory: &mut Memory) -> Vec<WorldFile> {
    let hour_ms = scope.start.timestamp_millis();
    let mut dice = Dice::new(spec.seed, scope.account, scope.hour, "agentActivity");
    let mut shifts = shift::ended(spec, scope.account, scope.hour, hour_ms, &mut dice);
    let told_again = memory.shift_again(&mut dice);
    memory.keep_shifts(&shifts);
    shifts.extend(told_again);
    let bodies = shifts.into_iter().map(Body::Shift).collect();
    let mut files = split(scope, ("agentActivity", "Agent"), bodies, &mut dice);

    let mut dice = Dice::new(spec.seed, scope.account, scope.hour, "engagement");
    let mut visits = visit::closed(spec, scope.account, scope.hour, hour_ms, &mut dice);
    let told_again = memory.visits_again(&mut dice);
    memory.keep_visits(&visits);
    memory.keep_visits(&told_again);
    visits.extend(told_again);
    let bodies = visits.into_iter().map(Body::Visit).collect();
    files.extend(split(scope, ("engagement", "Engagement"), bodies, &mut dice));
    files
}

impl Memory {
    /// A visit as it was, and one whose chats were corrected since: upstream repeats and revises. They are forgotten
    /// here, so that no chat comes twice in one hour with different content.
    fn visits_again(&mut self, dice: &mut Dice) -> Vec<Visit> {
        let mut again = Vec::new();
        if dice.percent(25) {
            again.extend(take(&mut self.visits, dice));
        }
        if dice.percent(25)
            && let Some(mut visit) = take(&mut self.visits, dice)
        {
            visit.conversations.iter_mut().for_each(|chat| visit::correct(chat, dice));
            again.push(visit);
        }
        again
    }

    /// Some events of a shift, as they were.
    fn shift_again(&mut self, dice: &mut Dice) -> Option<Shift> {
        if !dice.percent(20) {
            return None;
        }
        let mut shift = take(&mut self.shifts, dice)?;
        shift.events.truncate(dice.count(1..shift.events.len() + 1));
        Some(shift)
    }

    fn keep_visits(&mut self, visits: &[Visit]) {
        self.visits.extend(visits.iter().filter(|visit| !visit.conversations.is_empty()).cloned());
        let surplus = self.visits.len().saturating_sub(REMEMBERED_BODIES_MAX);
        self.visits.drain(..surplus);
    }

    fn keep_shifts(&mut self, shifts: &[Shift]) {
        self.shifts.extend(shifts.iter().cloned());
        let surplus = self.shifts.len().saturating_sub(REMEMBERED_BODIES_MAX);
        self.shifts.drain(..surplus);
    }
}

fn take<T>(remembered: &mut VecDeque<T>, dice: &mut Dice) -> Option<T> {
    let index = dice.count(0..remembered.len());
    remembered.remove(index)
}

fn split(scope: &Scope<'_>, feed: (&'static str, &str), bodies: Vec<Body>, dice: &mut Dice) -> Vec<WorldFile> {
    let mut parts: Vec<Vec<Body>> = Vec::new();
    if !bodies.is_empty() {
        parts.resize_with(dice.count(1..PARTS_MAX + 1).min(bodies.len()), Vec::new);
        for (index, body) in bodies.into_iter().enumerate() {
            let part = if index < parts.len() { index } else { dice.count(0..parts.len()) };
            parts[part].push(body);
        }
    }
    if parts.len() < PARTS_MAX && dice.percent(5) {
        parts.push(Vec::new());
    }
    let mut number = dice.pick(&[0, 0, 0, 1, 44]);
    let mut files = Vec::new();
    for bodies in parts {
        files.push(file(scope, feed, number, bodies, dice));
        number += if dice.percent(30) { 1 + dice.count(1..60) } else { 1 };
    }
    files
}

fn file(
    scope: &Scope<'_>,
    (feed, prefix): (&'static str, &str),
    part: usize,
    bodies: Vec<Body>,
    dice: &mut Dice,
) -> WorldFile {
    let scope_end = scope.start + TimeDelta::hours(1);
    let (start_ms, end_ms) = (scope.start.timestamp_millis(), scope_end.timestamp_millis());
    WorldFile {
        account: scope.account.to_owned(),
        feed,
        name: format!("{prefix}.{start_ms}.{end_ms}.part-{part:05}-0"),
        is_listed_with_gz: dice.percent(85),
        scope_start: scope.start,
        scope_end,
        published_at: published_at(scope, scope_end, dice),
        body: pack::pack(scope.account, &bodies, dice),
        bodies,
    }
}

/// Within two hours mostly, within the promised six or seven often, later than promised sometimes, and in time for the
/// end of the world.
fn published_at(scope: &Scope<'_>, scope_end: DateTime<Utc>, dice: &mut Dice) -> DateTime<Utc> {
    let minutes = match dice.count(0..100) {
        0..80 => dice.below(3..120),
        80..96 => dice.below(120..7 * 60),
        _ => dice.below(7 * 60..40 * 60),
    };
    let latest = scope.world_end + TimeDelta::hours(LATEST_PUBLICATION_HOURS);
    (scope_end + TimeDelta::minutes(minutes)).min(latest)
}
