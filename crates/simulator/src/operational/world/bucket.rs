//! Counts what lies in one bucket, or in a part of it.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use super::figures::{Closed, Figures, ONLINE, Queue, Spent, Times};
use super::stints::Stint;
use super::{Chat, Desk};
use crate::world::buckets::{BUCKET_MS, REFRESH_MS, bucket_of};

/// Chats that an agent may have at one time.
const SLOTS_PER_AGENT: i64 = 4;

impl Desk {
    /// The chats that were anywhere between queue and close in a bucket.
    fn touching(&self, mark_ms: i64) -> impl Iterator<Item = &Chat> {
        let by_bucket = self.by_bucket.get_or_init(|| {
            let mut by_bucket: HashMap<i64, Vec<usize>> = HashMap::new();
            for (index, chat) in self.chats.iter().enumerate() {
                for bucket in chat.entered_ms.div_euclid(BUCKET_MS)..=chat.ended_ms.div_euclid(BUCKET_MS) {
                    by_bucket.entry(bucket * BUCKET_MS).or_default().push(index);
                }
            }
            by_bucket
        });
        let indexes = by_bucket.get(&mark_ms).map_or(&[][..], Vec::as_slice);
        indexes.iter().map(|index| &self.chats[*index])
    }

    /// The chats that closed in a bucket; the last one is missing if it `is_late`.
    fn closed(&self, mark_ms: i64, is_late: bool) -> impl Iterator<Item = &Chat> {
        without_last(self.touching(mark_ms), mark_ms, is_late, |chat| chat.ended_ms)
    }

    /// The chats that left the queue in a bucket; the last one is missing if it `is_late`.
    pub(super) fn left_queue(&self, mark_ms: i64, is_late: bool) -> impl Iterator<Item = &Chat> {
        without_last(self.touching(mark_ms), mark_ms, is_late, Chat::left_queue_ms)
    }

    /// What lies in `span`, a part of the bucket that begins at `mark_ms`.
    pub(super) fn count(&self, mark_ms: i64, span: Range<i64>, is_late: bool) -> Figures {
        let mut figures = Figures::default();
        for chat in self.closed(mark_ms, is_late).filter(|chat| span.contains(&chat.ended_ms)) {
            figures.closed.entry((chat.skill, chat.agent)).or_default().add(&closed_of(chat));
        }
        figures.queues = self.queues(mark_ms, &span, is_late);
        figures.times = self.times(mark_ms, &span, is_late);
        figures
    }

    fn queues(&self, mark_ms: i64, span: &Range<i64>, is_late: bool) -> BTreeMap<i64, Queue> {
        let mut queues: BTreeMap<i64, Queue> = BTreeMap::new();
        for chat in self.touching(mark_ms).filter(|chat| span.contains(&chat.entered_ms)) {
            queues.entry(chat.skill).or_default().entered += 1;
        }
        for chat in self.left_queue(mark_ms, is_late).filter(|chat| span.contains(&chat.left_queue_ms())) {
            let queue = queues.entry(chat.skill).or_default();
            let wait_s = (chat.left_queue_ms() - chat.entered_ms) / 1000;
            if chat.answered_ms.is_some() {
                queue.connected += 1;
                queue.answer_s += wait_s;
            } else {
                queue.abandoned += 1;
                queue.abandon_s += wait_s;
            }
        }
        let waiting: Vec<&Chat> = self
            .touching(mark_ms)
            .filter(|chat| chat.left_queue_ms() > span.start && chat.entered_ms < span.end)
            .collect();
        waiting.iter().for_each(|chat| _ = queues.entry(chat.skill).or_default());
        for at_ms in span.clone().step_by(REFRESH_MS as usize) {
            let slots = self.free_slots(at_ms);
            let mut sizes: BTreeMap<i64, i64> = BTreeMap::new();
            for chat in waiting.iter().filter(|chat| chat.waits_at(at_ms)) {
                *sizes.entry(chat.skill).or_default() += 1;
            }
            for (skill, queue) in &mut queues {
                queue.size.see(sizes.get(skill).copied().unwrap_or(0));
                if let Some(slots) = slots_of(&slots, *skill) {
                    queue.slots.see(slots);
                }
            }
        }
        queues.retain(|_, queue| queue.has_data());
        queues
    }

    /// Agents that are online with the chats that they could take.
    pub(super) fn free_slots(&self, at_ms: i64) -> BTreeMap<i64, i64> {
        let is_online = |stint: &Stint| stint.state == ONLINE && (stint.from_ms..stint.to_ms).contains(&at_ms);
        let online = self.agents.iter().filter(|(_, agent)| {
            let next = agent.stints.partition_point(|stint| stint.to_ms <= at_ms);
            agent.stints.get(next).is_some_and(is_online)
        });
        let mut slots: BTreeMap<i64, i64> = online.map(|(id, _)| (*id, SLOTS_PER_AGENT)).collect();
        let talking = self.touching(bucket_of(at_ms)).filter_map(|chat| Some((chat, chat.answered_ms?..chat.ended_ms)));
        for (chat, _) in talking.filter(|(_, talk)| talk.contains(&at_ms)) {
            if let Some(free) = chat.agent.and_then(|agent| slots.get_mut(&agent)) {
                *free = (*free - 1).max(0);
            }
        }
        slots
    }

    fn times(&self, mark_ms: i64, span: &Range<i64>, is_late: bool) -> BTreeMap<i64, Times> {
        let mut talks: HashMap<i64, Vec<Range<i64>>> = HashMap::new();
        let going_on = self.touching(mark_ms).filter(|chat| chat.ended_ms >= mark_ms + BUCKET_MS);
        for chat in going_on.chain(self.closed(mark_ms, is_late)) {
            if let Some((agent, answered_ms)) = chat.agent.zip(chat.answered_ms) {
                talks.entry(agent).or_default().push(answered_ms..chat.ended_ms);
            }
        }
        let mut times = BTreeMap::new();
        for (id, agent) in &self.agents {
            let first = agent.stints.partition_point(|stint| stint.to_ms <= span.start);
            let mut its = Times::default();
            for stint in agent.stints[first..].iter().take_while(|stint| stint.from_ms < span.end) {
                let clip = stint.from_ms.max(span.start)..stint.to_ms.min(span.end);
                its.spend(stint.state, stint.reason, &spent(&clip, talks.get(id).map_or(&[], Vec::as_slice)));
            }
            if its.state(-1).total_ms > 0 {
                times.insert(*id, its);
            }
        }
        times
    }
}

/// Those chats whose moment lies in the bucket, but the last of them if it `is_late`.
fn without_last<'c>(
    chats: impl Iterator<Item = &'c Chat>,
    mark_ms: i64,
    is_late: bool,
    moment: impl Fn(&Chat) -> i64,
) -> impl Iterator<Item = &'c Chat> {
    let mut inside: Vec<&Chat> = chats.filter(|chat| bucket_of(moment(chat)) == mark_ms).collect();
    inside.sort_by_key(|chat| moment(chat));
    inside.truncate(inside.len() - usize::from(is_late && !inside.is_empty()));
    inside.into_iter()
}

fn closed_of(chat: &Chat) -> Closed {
    let handling_s = chat.answered_ms.map_or(0, |answered_ms| (chat.ended_ms - answered_ms) / 1000);
    let connected = i64::from(chat.agent.is_some());
    if chat.is_interactive {
        Closed { interactive: 1, handling_s, connected, ..Closed::default() }
    } else {
        Closed { non_interactive: 1, non_interactive_handling_s: handling_s, connected, ..Closed::default() }
    }
}

/// How much of a time an agent talked, and to as many as possible.
fn spent(clip: &Range<i64>, talks: &[Range<i64>]) -> Spent {
    let mut changes: Vec<(i64, i64)> = Vec::new();
    for talk in talks.iter().filter(|talk| talk.start < clip.end && clip.start < talk.end) {
        changes.extend([(talk.start.max(clip.start), 1), (talk.end.min(clip.end), -1)]);
    }
    changes.sort_unstable();
    let mut spent = Spent { total_ms: clip.end - clip.start, ..Spent::default() };
    let (mut level, mut since_ms) = (0, clip.start);
    for (at_ms, by) in changes {
        if level > 0 {
            spent.chatting_ms += at_ms - since_ms;
        }
        if level >= SLOTS_PER_AGENT {
            spent.at_limit_ms += at_ms - since_ms;
        }
        level += by;
        since_ms = at_ms;
    }
    spent
}

/// The free slots of the agents that serve a skill; `None` when none of them is online.
pub(super) fn slots_of(free: &BTreeMap<i64, i64>, skill: i64) -> Option<i64> {
    let mut serving = free.iter().filter(|(agent, _)| serves(**agent, skill)).map(|(_, free)| *free).peekable();
    serving.peek()?;
    Some(serving.sum())
}

/// Every third agent serves a skill; nobody serves chats without one.
fn serves(agent: i64, skill: i64) -> bool {
    skill >= 0 && (agent + skill) % 3 == 0
}
