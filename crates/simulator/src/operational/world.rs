//! What is counted: the chats of the world, and the shifts of the files.
//!
//! Everything lies in buckets of five minutes and is counted when somebody asks for it. A few buckets are revised: a
//! chat of theirs is counted only some minutes after their end.
//!
//! Reading order: `stints` (who was there), `figures` (what is counted), `bucket` (counting).

mod bucket;
pub(super) mod figures;
mod stints;

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::world::World;
use crate::world::buckets::{BUCKET_MS, bucket_of, seen_ms};
use crate::world::chats;
use crate::world::dice::Dice;
use crate::world::facts::Visit;
use figures::{Current, Figures};
use stints::Agent;

/// Skills are known for so long after their last chat entered a queue.
const DAY_MS: i64 = 24 * 3_600_000;
/// A revision comes so long after the end of its bucket.
const REVISION_MIN_MS: i64 = 3 * 60_000;
const REVISION_MAX_MS: i64 = 40 * 60_000;
/// Counted buckets that are remembered: a few days of two versions each.
const REMEMBERED_BUCKETS_MAX: usize = 2_048;

/// What a world may set of it: `WorldSpec::feeds`.
#[derive(Clone, Copy, Debug)]
pub struct Spec {
    /// The numbers of so many of a hundred five-minute intervals change after their end, once.
    pub revised_percent: u32,
}

impl Default for Spec {
    fn default() -> Self {
        Self { revised_percent: 5 }
    }
}

/// Everything that will be counted, by account.
#[derive(Debug)]
pub(crate) struct Operational(BTreeMap<String, Desk>);

/// A chat on its way: into the queue, out of it, and closed.
#[derive(Clone, Copy, Debug)]
struct Chat {
    entered_ms: i64,
    /// `None` for one that was abandoned.
    answered_ms: Option<i64>,
    ended_ms: i64,
    skill: i64,
    /// There if and only if it was answered.
    agent: Option<i64>,
    is_interactive: bool,
}

impl Chat {
    fn left_queue_ms(&self) -> i64 {
        self.answered_ms.unwrap_or(self.ended_ms)
    }

    fn waits_at(&self, at_ms: i64) -> bool {
        self.entered_ms <= at_ms && at_ms < self.left_queue_ms()
    }
}

/// One account.
#[derive(Debug)]
pub(crate) struct Desk {
    seed: u64,
    account: String,
    revised_percent: u32,
    chats: Vec<Chat>,
    agents: BTreeMap<i64, Agent>,
    by_bucket: OnceLock<HashMap<i64, Vec<usize>>>,
    counted: Mutex<HashMap<(i64, bool), Arc<Figures>>>,
}

impl Operational {
    pub(super) fn of(world: &World) -> Self {
        Self(world.accounts().iter().map(|account| (account.clone(), Desk::of(world, account))).collect())
    }

    pub(crate) fn desks(&self) -> impl Iterator<Item = (&str, &Desk)> {
        self.0.iter().map(|(account, desk)| (account.as_str(), desk))
    }

    pub(crate) fn desk(&self, account: &str) -> Option<&Desk> {
        self.0.get(account)
    }
}

/// The live chats; the files say of theirs when an agent came, of the others their ids decide.
fn chats(world: &World, account: &str) -> Vec<Chat> {
    let mut answers: HashMap<&str, Option<i64>> = HashMap::new();
    for visit in world.bodies::<Visit>(account) {
        for chat in &visit.conversations {
            answers.entry(&chat.id).or_insert(chat.interaction_started_ms);
        }
    }
    let chat = |chat: &chats::Chat| {
        let length_ms = chat.ended_ms - chat.started_ms;
        let answered_ms = answers.get(chat.id.as_str()).copied().unwrap_or_else(|| {
            let mut dice = Dice::new(world.spec().seed, &chat.id, 0, "operational wait");
            let wait_max_ms = if dice.percent(70) { 45_000 } else { 240_000 };
            Some(chat.started_ms + dice.below(0..wait_max_ms.min(length_ms / 2)))
        });
        let (answered_ms, agent) = answered_ms.zip(chat.agent).unzip();
        let is_interactive = chat.is_interactive && agent.is_some();
        let (entered_ms, ended_ms) = (chat.requested_ms.unwrap_or(chat.started_ms), chat.ended_ms);
        Chat { entered_ms, answered_ms, ended_ms, skill: chat.skill, agent, is_interactive }
    };
    world.chats().all(account).iter().map(chat).collect()
}

impl Desk {
    fn of(world: &World, account: &str) -> Self {
        let spec = world.spec();
        Self {
            seed: spec.seed,
            account: account.to_owned(),
            revised_percent: spec.feeds.get::<Spec>().revised_percent,
            chats: chats(world, account),
            agents: stints::agents(spec.seed, world.bodies(account)),
            by_bucket: OnceLock::new(),
            counted: Mutex::default(),
        }
    }

    /// What is counted from `from_ms` to `to_ms`, a bucket's end, as it is told at `now_ms`.
    pub(crate) fn figures(&self, from_ms: i64, to_ms: i64, now_ms: i64) -> Arc<Figures> {
        let marks = (bucket_of(from_ms)..to_ms.min(seen_ms(now_ms))).step_by(BUCKET_MS as usize);
        let mut buckets = marks.map(|mark_ms| self.bucket(mark_ms, from_ms, now_ms));
        let Some(mut figures) = buckets.next() else { return Arc::default() };
        // The one bucket of a short interval is shared, not copied.
        buckets.for_each(|bucket| Arc::make_mut(&mut figures).add(&bucket));
        figures
    }

    /// The bucket that begins at `mark_ms`, from `from_ms` on if that is later.
    fn bucket(&self, mark_ms: i64, from_ms: i64, now_ms: i64) -> Arc<Figures> {
        let (end_ms, seen_ms) = (mark_ms + BUCKET_MS, seen_ms(now_ms));
        let is_late = self.is_late(mark_ms, now_ms);
        if from_ms <= mark_ms && end_ms <= seen_ms {
            self.whole_bucket(mark_ms, is_late)
        } else {
            Arc::new(self.count(mark_ms, from_ms.max(mark_ms)..end_ms.min(seen_ms), is_late))
        }
    }

    /// Whether a chat of the bucket is still to come.
    fn is_late(&self, mark_ms: i64, now_ms: i64) -> bool {
        self.revised_ms(mark_ms).is_some_and(|revised_ms| now_ms < revised_ms)
    }

    fn whole_bucket(&self, mark_ms: i64, is_late: bool) -> Arc<Figures> {
        let key = (mark_ms, is_late);
        let counted = || self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(figures) = counted().get(&key) {
            return figures.clone();
        }
        let figures = Arc::new(self.count(mark_ms, mark_ms..mark_ms + BUCKET_MS, is_late));
        let mut counted = counted();
        if counted.len() >= REMEMBERED_BUCKETS_MAX {
            counted.clear();
        }
        counted.insert(key, figures.clone());
        figures
    }

    /// When the numbers of the bucket that begins at `mark_ms` change after its end, if they do: there may be nothing
    /// in it to come late.
    pub(crate) fn revised_ms(&self, mark_ms: i64) -> Option<i64> {
        let bucket = u32::try_from(mark_ms.div_euclid(BUCKET_MS)).ok()?;
        let mut dice = Dice::new(self.seed, &self.account, bucket, "operational revision");
        let delay = REVISION_MIN_MS..REVISION_MAX_MS;
        dice.maybe(self.revised_percent, |dice| mark_ms + BUCKET_MS + dice.below(delay))
    }

    /// The queues as they are, of every skill that had a chat within a day.
    pub(crate) fn current(&self, now_ms: i64) -> BTreeMap<i64, Current> {
        let seen_ms = seen_ms(now_ms);
        let slots = self.free_slots(seen_ms);
        let mut queues: BTreeMap<i64, Current> = BTreeMap::new();
        for chat in &self.chats {
            if chat.entered_ms > seen_ms || chat.entered_ms <= seen_ms - DAY_MS {
                continue;
            }
            let queue = queues.entry(chat.skill).or_default();
            if chat.waits_at(seen_ms) {
                queue.size = Some(queue.size.unwrap_or(0) + 1);
                queue.wait_ms = queue.wait_ms.max(Some(seen_ms - chat.entered_ms));
            }
        }
        for (skill, queue) in &mut queues {
            queue.slots = bucket::slots_of(&slots, *skill);
            // Where agents wait for chats, a queue without chats is known to be empty.
            queue.size = queue.size.or(queue.slots.map(|_| 0));
        }
        queues
    }

    /// The waits of the chats that agents of a group, or of any, answered from `from_ms` on, in seconds, as they are
    /// told at `now_ms`.
    pub(crate) fn waits_s(&self, from_ms: i64, now_ms: i64, is_asked: impl Fn(i64) -> bool) -> Vec<i64> {
        let seen_ms = seen_ms(now_ms);
        let mut waits = Vec::new();
        let mut mark_ms = bucket_of(from_ms);
        while mark_ms < seen_ms {
            let left =
                self.left_queue(mark_ms, self.is_late(mark_ms, now_ms)).filter(|chat| chat.left_queue_ms() < seen_ms);
            let answered = left.filter_map(|chat| Some((chat, chat.answered_ms?, chat.agent?)));
            let asked = answered.filter(|(_, _, agent)| is_asked(self.group_of(*agent)));
            waits.extend(asked.map(|(chat, answered_ms, _)| (answered_ms - chat.entered_ms) / 1000));
            mark_ms += BUCKET_MS;
        }
        waits
    }

    /// Agents without a group are in the root group.
    fn group_of(&self, agent: i64) -> i64 {
        self.agents.get(&agent).and_then(|agent| agent.group).unwrap_or(-1)
    }
}
