//! What happens in five minutes.

use super::{UserType, Work};
use crate::world::buckets::BUCKET_MS;
use crate::world::dice::Dice;
use crate::world::staff::Roster;

const SECOND_MS: i64 = 1000;
const MINUTE_MS: i64 = 60 * SECOND_MS;
const BUCKETS_PER_HOUR: usize = 12;
/// Nobody waits longer.
pub(super) const WAIT_MAX_MS: i64 = 2 * 60 * MINUTE_MS;

/// What happens in a bucket, each kind by time.
#[derive(Debug, Default)]
pub(super) struct Bucket {
    pub(super) closed: Vec<Told<Closed>>,
    pub(super) answers: Vec<Told<Answer>>,
    pub(super) segments: Vec<Told<Segment>>,
    /// Those that begin in the bucket.
    pub(super) waits: Vec<Wait>,
}

/// Something that happens, and from when on upstream counts it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Told<T> {
    pub(super) at_ms: i64,
    pub(super) told_ms: i64,
    pub(super) what: T,
}

/// Who closes a conversation (Messaging Operations API, conversation).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Closer {
    Ccp,
    Consumer,
    System,
}

/// A conversation that is closed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Closed {
    pub(super) skill: i64,
    pub(super) agent: Option<i64>,
    pub(super) by: Closer,
    pub(super) handling: i64,
}

/// An answer to the question of satisfaction.
#[derive(Clone, Copy, Debug)]
pub(super) struct Answer {
    pub(super) skill: i64,
    pub(super) agent: Option<i64>,
    /// From 1 to 5.
    pub(super) score: usize,
}

/// A segment of a conversation that ends.
#[derive(Clone, Copy, Debug)]
pub(super) struct Segment {
    pub(super) skill: i64,
    /// Nobody, if the consumer gave up in the queue.
    pub(super) agent: Option<i64>,
    /// Of a skill's segment; `All` if people and bots had it.
    pub(super) users: UserType,
    pub(super) is_abandoned: bool,
    pub(super) is_consumer_silent: bool,
    pub(super) is_after_transfer: bool,
    /// By the agent, who was silent if there are none.
    pub(super) messages: i64,
    pub(super) length_ms: i64,
    /// `None` if the agent was silent.
    pub(super) first_message_ms: Option<i64>,
    pub(super) response_ms: Option<i64>,
}

/// How a conversation came into the queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    New,
    FromBot,
    FromAgent,
}

/// Where an agent sent it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Transfer {
    ToAgent,
    ToSkill,
    BackToQueue,
}

/// A conversation in the queue.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wait {
    pub(super) entered_ms: i64,
    pub(super) left_ms: i64,
    pub(super) skill: i64,
    /// The group of agents that it waits for.
    pub(super) group: i64,
    pub(super) origin: Origin,
    pub(super) transfer: Option<Transfer>,
    pub(super) is_actionable: bool,
    pub(super) has_manual_sla: bool,
    pub(super) is_consumer_last: bool,
    pub(super) is_first_time: bool,
}

impl Bucket {
    /// Decides what happens in the bucket that begins at `mark_ms`.
    pub(super) fn draw(mark_ms: i64, work: &Work, roster: &Roster, dice: &mut Dice) -> Self {
        let most = (2 * work.conversations_per_hour as usize).div_ceil(BUCKETS_PER_HOUR);
        let mut bucket = Self::default();
        if work.skills == 0 || most == 0 {
            return bucket;
        }
        let skill = |dice: &mut Dice| dice.below(1..i64::from(work.skills) + 1);
        let at_ms = |dice: &mut Dice| mark_ms + dice.below(0..BUCKET_MS);
        let told = |at_ms: i64| (at_ms, at_ms);
        for _ in 0..dice.count(0..most + 1) {
            let (at_ms, told_ms) = told(at_ms(dice));
            let what = closed(skill(dice), roster, dice);
            if dice.percent(40) {
                // Answered at once, or in the next minutes of the same bucket.
                let at_ms = at_ms + dice.below(0..mark_ms + BUCKET_MS - at_ms);
                let answer = Answer { skill: what.skill, agent: what.agent, score: dice.count(1..6) };
                bucket.answers.push(Told { at_ms, told_ms: at_ms, what: answer });
            }
            bucket.closed.push(Told { at_ms, told_ms, what });
        }
        for _ in 0..dice.count(0..most + 1) {
            let (at_ms, told_ms) = told(at_ms(dice));
            bucket.segments.push(Told { at_ms, told_ms, what: segment(skill(dice), roster, dice) });
        }
        for _ in 0..dice.count(0..most + 1) {
            bucket.waits.push(wait(at_ms(dice), skill(dice), dice));
        }
        bucket.closed.sort_by_key(|told| told.at_ms);
        bucket.answers.sort_by_key(|told| told.at_ms);
        bucket.segments.sort_by_key(|told| told.at_ms);
        bucket
    }

    /// The same with the last of each kind told later, if the bucket is revised.
    pub(super) fn revised(mut self, revised_ms: Option<i64>) -> Self {
        fn delay<T>(told: &mut [Told<T>], revised_ms: i64) {
            if let Some(last) = told.last_mut() {
                last.told_ms = revised_ms;
            }
        }
        if let Some(revised_ms) = revised_ms {
            delay(&mut self.closed, revised_ms);
            delay(&mut self.answers, revised_ms);
            delay(&mut self.segments, revised_ms);
        }
        self
    }
}

/// Decides who has a conversation: an agent mostly, a bot or nobody at times.
fn assignee(roster: &Roster, dice: &mut Dice) -> Option<i64> {
    match dice.below(0..100) {
        0..10 => None,
        10..30 => roster.pick(true, dice),
        _ => roster.pick(false, dice),
    }
}

fn closed(skill: i64, roster: &Roster, dice: &mut Dice) -> Closed {
    let agent = assignee(roster, dice);
    let by = match agent {
        Some(_) => dice.pick(&[Closer::Ccp, Closer::Ccp, Closer::Consumer, Closer::System]),
        None => dice.pick(&[Closer::Consumer, Closer::System]),
    };
    Closed { skill, agent, by, handling: dice.below(20..4_000) }
}

fn segment(skill: i64, roster: &Roster, dice: &mut Dice) -> Segment {
    let is_of_bot = dice.percent(25);
    let in_queue = dice.percent(8);
    let agent = if in_queue { None } else { roster.pick(is_of_bot, dice) };
    let users = match (dice.percent(10), is_of_bot) {
        (true, _) => UserType::All,
        (false, true) => UserType::Bot,
        (false, false) => UserType::Human,
    };
    let is_silent = agent.is_none() || dice.percent(12);
    let length_ms = dice.below(20 * SECOND_MS..3 * 60 * MINUTE_MS);
    let first_message_ms = (!is_silent).then(|| dice.below(SECOND_MS..length_ms / 3 + 2 * SECOND_MS));
    Segment {
        skill,
        agent,
        users,
        is_abandoned: in_queue || (is_silent && dice.percent(50)),
        is_consumer_silent: !is_silent && dice.percent(20),
        is_after_transfer: dice.percent(30),
        messages: if is_silent { 0 } else { dice.below(1..20) },
        length_ms,
        first_message_ms,
        response_ms: first_message_ms.map(|first_ms| first_ms / 2 + dice.below(0..20 * SECOND_MS)),
    }
}

fn wait(entered_ms: i64, skill: i64, dice: &mut Dice) -> Wait {
    let length_max_ms = match dice.below(0..100) {
        0..70 => 3 * MINUTE_MS,
        70..95 => 30 * MINUTE_MS,
        _ => WAIT_MAX_MS,
    };
    let origin = dice.pick(&[Origin::New, Origin::New, Origin::FromBot, Origin::FromAgent]);
    let transfers = [Transfer::ToAgent, Transfer::ToSkill, Transfer::BackToQueue];
    Wait {
        entered_ms,
        left_ms: entered_ms + dice.below(SECOND_MS..length_max_ms),
        skill,
        group: dice.below(-1..3),
        origin,
        transfer: (origin != Origin::New).then(|| dice.pick(&transfers)),
        is_actionable: dice.percent(75),
        has_manual_sla: dice.percent(20),
        is_consumer_last: dice.percent(80),
        is_first_time: dice.percent(35),
    }
}
