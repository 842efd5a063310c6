//! What happens to a conversation, and when. All of it is decided at its start.

use chrono::{DateTime, Utc};

use super::{Conversations, uuid};
use crate::world::WorldSpec;
use crate::world::dice::Dice;

const SECOND_MS: i64 = 1000;
const MINUTE_MS: i64 = 60 * SECOND_MS;
const HOUR_MS: i64 = 60 * MINUTE_MS;
const DAY_MS: i64 = 24 * HOUR_MS;
/// The longest that upstream takes to tell what happened (Messaging Interactions API, head).
const LAG_MS_MAX: i64 = MINUTE_MS;

/// A conversation as far as searching needs it.
#[derive(Debug)]
pub(crate) struct Conversation {
    pub(crate) id: String,
    pub(crate) consumer_id: String,
    pub(crate) started_ms: i64,
    pub(crate) lag_ms: i64,
    /// Searches tell only a part of it.
    pub(crate) is_cut: bool,
    /// It has next to nothing.
    pub(crate) is_small: bool,
    pub(crate) life: Life,
}

/// The moments of a conversation.
#[derive(Debug)]
pub(crate) struct Life {
    /// Who had it from when to when, in the order of time.
    pub(crate) turns: Vec<Turn>,
    /// In the order of time.
    pub(crate) messages: Vec<Sent>,
    /// When it was closed first, and opened again.
    pub(crate) reopened_ms: Option<(i64, i64)>,
    /// When it is closed for good.
    pub(crate) closed_ms: i64,
    pub(crate) surveyed_ms: Option<i64>,
    /// When the dialog of the survey ends, filled in or not.
    pub(crate) survey_ended_ms: Option<i64>,
    pub(crate) agent_surveyed_ms: Option<i64>,
    pub(crate) summarized_ms: Option<i64>,
    pub(crate) erased_ms: Option<i64>,
    /// Begin and end.
    pub(crate) cobrowsed_ms: Option<(i64, i64)>,
    pub(crate) attributes_ms: Vec<i64>,
    /// All moments at which something changes, in their order.
    pub(crate) updates_ms: Vec<i64>,
}

/// An agent's time with a conversation.
#[derive(Clone, Debug)]
pub(crate) struct Turn {
    pub(crate) agent: i64,
    pub(crate) skill: i64,
    pub(crate) joined_ms: i64,
    pub(crate) left_ms: i64,
}

/// A message and what becomes of it.
#[derive(Clone, Debug)]
pub(crate) struct Sent {
    pub(crate) at_ms: i64,
    /// Nobody for the consumer.
    pub(crate) agent: Option<i64>,
    /// Whether its statuses begin with that of sending.
    pub(crate) is_sent_told: bool,
    pub(crate) accepted_ms: i64,
    pub(crate) read_ms: Option<i64>,
    pub(crate) scored_ms: Option<i64>,
}

impl Conversation {
    pub(super) fn new(
        spec: &WorldSpec,
        settings: &Conversations,
        (id, started_ms): (String, i64),
        is_small: bool,
    ) -> Self {
        let mut dice = Dice::new(spec.seed, &id, 0, "messaging fate");
        let lag_ms = dice.below(0..LAG_MS_MAX);
        let is_cut = !is_small && dice.percent(settings.partial_percent);
        let consumer_id = uuid(&mut dice);
        let life = Life::decide(spec, settings, (started_ms, is_small), &mut dice);
        Self { id, consumer_id, started_ms, lag_ms, is_cut, is_small, life }
    }

    /// Returns the latest moment that the API shows at `now`.
    pub(crate) fn told_until_ms(&self, now: DateTime<Utc>) -> i64 {
        now.timestamp_millis() - self.lag_ms
    }

    /// Finds the last update that the API shows at `now`.
    pub(crate) fn updated_ms(&self, now: DateTime<Utc>) -> i64 {
        let until_ms = self.told_until_ms(now);
        let told = self.life.updates_ms.partition_point(|update_ms| *update_ms <= until_ms);
        told.checked_sub(1).map_or(self.started_ms, |last| self.life.updates_ms[last])
    }
}

impl Life {
    fn decide(
        spec: &WorldSpec,
        settings: &Conversations,
        (started_ms, is_small): (i64, bool),
        dice: &mut Dice,
    ) -> Self {
        let first_closed_ms = started_ms + length_ms(settings, is_small, dice);
        let mut turns = turns(spec, (started_ms, first_closed_ms), is_small, dice);
        let mut messages = messages(&turns, (started_ms, first_closed_ms), is_small, dice);
        let is_reopened = !is_small && dice.percent(settings.reopened_percent);
        let opened_ms = first_closed_ms + dice.below(MINUTE_MS..2 * DAY_MS);
        let again = (opened_ms, opened_ms + dice.below(5 * MINUTE_MS..DAY_MS));
        let mut closed_ms = first_closed_ms;
        if is_reopened {
            let more = self::turns(spec, again, is_small, dice);
            messages.extend(self::messages(&more, again, is_small, dice));
            turns.extend(more);
            closed_ms = again.1;
        }
        let survey_ended_ms = dice.maybe(50, |dice| closed_ms + dice.below(MINUTE_MS..DAY_MS));
        let mut later = |percent, range: std::ops::Range<i64>| {
            dice.maybe(percent, |dice| closed_ms + dice.below(range)).filter(|_| !is_small)
        };
        let mut life = Self {
            agent_surveyed_ms: later(40, MINUTE_MS..DAY_MS),
            summarized_ms: later(40, MINUTE_MS..6 * HOUR_MS),
            erased_ms: later(settings.erased_percent, 2 * DAY_MS..12 * DAY_MS),
            surveyed_ms: survey_ended_ms.filter(|_| dice.percent(70)),
            survey_ended_ms,
            cobrowsed_ms: dice.maybe(if is_small { 0 } else { 12 }, |dice| {
                let begun_ms = dice.below(started_ms..first_closed_ms);
                (begun_ms, begun_ms + dice.below(MINUTE_MS..20 * MINUTE_MS))
            }),
            attributes_ms: attributes_ms(started_ms, is_small, dice),
            turns,
            messages,
            reopened_ms: is_reopened.then_some((first_closed_ms, opened_ms)),
            closed_ms,
            updates_ms: Vec::new(),
        };
        life.updates_ms = life.updates(started_ms);
        life
    }

    fn updates(&self, started_ms: i64) -> Vec<i64> {
        let mut updates = vec![started_ms, self.closed_ms];
        updates.extend(self.turns.iter().flat_map(|turn| [turn.joined_ms, turn.left_ms]));
        for sent in &self.messages {
            updates.extend([sent.at_ms, sent.accepted_ms]);
            updates.extend(sent.read_ms.into_iter().chain(sent.scored_ms));
        }
        updates.extend(self.reopened_ms.into_iter().flat_map(|(closed_ms, opened_ms)| [closed_ms, opened_ms]));
        updates.extend(self.cobrowsed_ms.map(|(_, ended_ms)| ended_ms));
        let later = [self.survey_ended_ms, self.agent_surveyed_ms, self.summarized_ms, self.erased_ms];
        updates.extend(later.into_iter().flatten());
        updates.extend(self.attributes_ms.iter().filter(|set_ms| **set_ms > started_ms));
        updates.sort_unstable();
        updates.dedup();
        updates
    }

    /// Finds the last closing before a moment; none while it is open.
    pub(crate) fn closing_ms(&self, until_ms: i64) -> Option<i64> {
        if self.closed_ms <= until_ms {
            return Some(self.closed_ms);
        }
        let (closed_ms, opened_ms) = self.reopened_ms?;
        (closed_ms..opened_ms).contains(&until_ms).then_some(closed_ms)
    }

    /// Finds who has it at a moment.
    pub(crate) fn turn(&self, until_ms: i64) -> Option<&Turn> {
        self.turns.iter().find(|turn| (turn.joined_ms..turn.left_ms).contains(&until_ms))
    }

    /// Finds who had it last before a moment.
    pub(crate) fn last_turn(&self, until_ms: i64) -> Option<&Turn> {
        self.turns.iter().rfind(|turn| turn.joined_ms <= until_ms)
    }
}

fn length_ms(settings: &Conversations, is_small: bool, dice: &mut Dice) -> i64 {
    if is_small {
        dice.below(5 * MINUTE_MS..HOUR_MS)
    } else if dice.percent(settings.long_percent) {
        dice.below(2 * DAY_MS..60 * DAY_MS)
    } else {
        dice.below(5 * MINUTE_MS..10 * HOUR_MS)
    }
}

/// Decides who has it: one agent mostly, nobody at times; agents hand over to a skill, which takes a while, or to each
/// other.
fn turns(spec: &WorldSpec, (begun_ms, closed_ms): (i64, i64), is_small: bool, dice: &mut Dice) -> Vec<Turn> {
    let most = if is_small || dice.percent(70) { 1 } else { dice.count(2..4) };
    let wanted = if dice.percent(8) { 0 } else { most };
    let mut turns = Vec::new();
    let mut free_ms = begun_ms;
    let mut skill = dice.below(-1..12);
    for number in 1..=wanted {
        let joined_ms = free_ms + if number > 1 && dice.percent(30) { 0 } else { dice.below(SECOND_MS..4 * MINUTE_MS) };
        if joined_ms >= closed_ms {
            break;
        }
        let left_ms = if number == wanted { closed_ms } else { dice.below(joined_ms + SECOND_MS..closed_ms) };
        turns.push(Turn {
            agent: 100 + dice.below(0..i64::from(spec.agents.max(1))),
            skill,
            joined_ms,
            left_ms: left_ms.min(closed_ms),
        });
        free_ms = left_ms;
        let other_skill = dice.below(1..12);
        skill = dice.pick(&[skill, other_skill]);
    }
    if let Some(last) = turns.last_mut() {
        last.left_ms = closed_ms;
    }
    turns
}

fn messages(turns: &[Turn], (begun_ms, closed_ms): (i64, i64), is_small: bool, dice: &mut Dice) -> Vec<Sent> {
    let count = if is_small { dice.count(0..2) } else { dice.count(1..14) };
    let mut times: Vec<i64> = (0..count).map(|_| dice.below(begun_ms..closed_ms)).collect();
    times.push(begun_ms);
    times.sort_unstable();
    // Two may share a moment; their numbers tell the order then.
    for index in 1..times.len() {
        if dice.percent(4) {
            times[index] = times[index - 1];
        }
    }
    let is_scored = !is_small && dice.percent(60);
    let sent = |at_ms| {
        let agent = turns.iter().find(|turn| (turn.joined_ms..turn.left_ms).contains(&at_ms)).map(|turn| turn.agent);
        let agent = agent.filter(|_| dice.percent(55));
        let accepted_ms = at_ms + dice.below(20..3 * SECOND_MS);
        Sent {
            at_ms,
            agent,
            is_sent_told: dice.percent(40),
            accepted_ms,
            read_ms: dice.maybe(80, |dice| accepted_ms + dice.below(SECOND_MS..20 * MINUTE_MS)),
            scored_ms: dice.maybe(80, |dice| at_ms + dice.below(SECOND_MS..20 * SECOND_MS)),
        }
    };
    let mut sent: Vec<Sent> = times.into_iter().map(sent).collect();
    sent.iter_mut().filter(|sent| !is_scored || sent.agent.is_some()).for_each(|sent| sent.scored_ms = None);
    sent
}

/// Decides when attributes are set: mostly before the conversation begins.
fn attributes_ms(started_ms: i64, is_small: bool, dice: &mut Dice) -> Vec<i64> {
    let count = if is_small || dice.percent(30) { 0 } else { dice.count(1..8) };
    let mut times: Vec<i64> = (0..count).map(|_| started_ms + dice.below(-5 * MINUTE_MS..15 * MINUTE_MS)).collect();
    times.sort_unstable();
    times
}
