//! What is counted: conversations that are closed, answers to surveys, segments, and who waits. It has nothing to do
//! with the conversations of other feeds, begins with the world's seed and never ends.
//!
//! Each bucket of five minutes is decided by itself, so that any time can be asked for. A few buckets are revised:
//! upstream shows something of theirs only some minutes after their end.
//!
//! Reading order: `bucket` (what happens), `closed`, `segments`, `queue` (how that is counted).

mod bucket;
pub(super) mod closed;
pub(super) mod queue;
pub(super) mod segments;

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use crate::metric::Metric;
use crate::world::World;
use crate::world::buckets::{BUCKET_MS, bucket_of, seen_ms};
use crate::world::dice::Dice;
use crate::world::staff::{Roster, is_bot};
use bucket::{Bucket, Told, WAIT_MAX_MS, Wait};
use closed::{Answers, Resolved};
use queue::{Current, Group, Queue};
use segments::{AgentSegments, SkillSegments};

/// A revision comes so long after the end of its bucket.
const REVISION_MIN_MS: i64 = 3 * 60_000;
const REVISION_MAX_MS: i64 = 40 * 60_000;
/// Buckets that are remembered: some days.
const REMEMBERED_BUCKETS_MAX: usize = 2_048;
/// Of a conversation that waits for longer, upstream says that it is overdue.
const OVERDUE_MS: i64 = 20 * 60_000;

/// What a world may set of it: `WorldSpec::feeds`.
#[derive(Clone, Copy, Debug)]
pub struct Work {
    /// Conversations that are closed in an hour, on average, per account; as many segments end and consumers wait.
    pub conversations_per_hour: u32,
    /// Skills; their ids begin at 1.
    pub skills: u32,
    /// The numbers of so many of a hundred five-minute intervals change after their end, once.
    pub revised_percent: u32,
}

impl Default for Work {
    fn default() -> Self {
        Self { conversations_per_hour: 60, skills: 11, revised_percent: 5 }
    }
}

/// Everything that will be counted, by account.
#[derive(Debug)]
pub(crate) struct Desks(BTreeMap<String, Desk>);

/// One account.
#[derive(Debug)]
pub(crate) struct Desk {
    seed: u64,
    account: String,
    work: Work,
    roster: Roster,
    drawn: Mutex<HashMap<i64, Arc<Bucket>>>,
}

/// Whose segments are counted (Messaging Operations API, segments).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum UserType {
    Human,
    Bot,
    All,
}

/// Numbers that add up.
pub(crate) trait Measure: Clone + Default {
    fn add(&mut self, other: &Self);
    fn metrics(&self) -> Vec<Metric>;
}

/// Numbers by skill and agent; what nobody was assigned to has no agent.
pub(crate) type Tally<M> = BTreeMap<(i64, Option<i64>), M>;

/// Adds numbers up by a part of their key.
pub(crate) fn by<K: Ord, M: Measure>(tally: &Tally<M>, key: impl Fn(i64, Option<i64>) -> Option<K>) -> BTreeMap<K, M> {
    let mut sums: BTreeMap<K, M> = BTreeMap::new();
    for ((skill, agent), measure) in tally {
        if let Some(key) = key(*skill, *agent) {
            sums.entry(key).or_default().add(measure);
        }
    }
    sums
}

/// Adds all numbers up; of nothing, upstream says that everything is zero, averages too.
pub(crate) fn totals<'m, M: Measure + 'm>(parts: impl IntoIterator<Item = &'m M>) -> Vec<Metric> {
    let mut parts = parts.into_iter().peekable();
    let mut total = M::default();
    if parts.peek().is_none() {
        let zero = |metric| Metric { value: Some(0.into()), ..metric };
        return total.metrics().into_iter().map(zero).collect();
    }
    parts.for_each(|part| total.add(part));
    total.metrics()
}

impl Desks {
    pub(crate) fn of(world: &World) -> Self {
        Self(world.accounts().iter().map(|account| (account.clone(), Desk::of(world, account))).collect())
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = (&str, &Desk)> {
        self.0.iter().map(|(account, desk)| (account.as_str(), desk))
    }

    pub(crate) fn get(&self, account: &str) -> Option<&Desk> {
        self.0.get(account)
    }
}

impl Desk {
    fn of(world: &World, account: &str) -> Self {
        let spec = world.spec();
        Self {
            seed: spec.seed,
            account: account.to_owned(),
            work: spec.feeds.get(),
            roster: Roster::of(world, account),
            drawn: Mutex::default(),
        }
    }

    pub(crate) fn skills(&self) -> impl Iterator<Item = i64> + use<> {
        1..=i64::from(self.work.skills)
    }

    /// When the numbers of the bucket that begins at `mark_ms` change after its end, if they do: there may be nothing
    /// in it to come late.
    pub(crate) fn revised_ms(&self, mark_ms: i64) -> Option<i64> {
        let mut dice = self.dice(mark_ms, "messaging revision");
        let delay = REVISION_MIN_MS..REVISION_MAX_MS;
        dice.maybe(self.work.revised_percent, |dice| mark_ms + BUCKET_MS + dice.below(delay))
    }

    /// Counts the conversations that were closed in a span, as upstream shows it at `now_ms`.
    pub(crate) fn resolved(&self, span: Range<i64>, now_ms: i64) -> Tally<Resolved> {
        let mut tally = Tally::<Resolved>::new();
        self.told(
            &span,
            now_ms,
            |bucket| &bucket.closed,
            |closed| {
                tally.entry((closed.skill, closed.agent)).or_default().count(closed);
            },
        );
        tally
    }

    /// Counts the answers that were given in a span, as upstream shows it at `now_ms`.
    pub(crate) fn answers(&self, span: Range<i64>, now_ms: i64) -> Tally<Answers> {
        let mut tally = Tally::<Answers>::new();
        self.told(
            &span,
            now_ms,
            |bucket| &bucket.answers,
            |answer| {
                tally.entry((answer.skill, answer.agent)).or_default().count(answer);
            },
        );
        tally
    }

    /// Counts the segments of skills that ended in a span, as upstream shows it at `now_ms`.
    pub(crate) fn skill_segments(
        &self,
        span: Range<i64>,
        now_ms: i64,
        users: UserType,
    ) -> BTreeMap<i64, SkillSegments> {
        let mut skills = BTreeMap::<i64, SkillSegments>::new();
        self.told(
            &span,
            now_ms,
            |bucket| &bucket.segments,
            |segment| {
                // A segment of both is counted with all alone.
                if users == UserType::All || segment.users == users {
                    skills.entry(segment.skill).or_default().count(segment);
                }
            },
        );
        skills
    }

    /// Counts the segments of agents that ended in a span, as upstream shows it at `now_ms`.
    pub(crate) fn agent_segments(&self, span: Range<i64>, now_ms: i64, users: UserType) -> Tally<AgentSegments> {
        let mut tally = Tally::<AgentSegments>::new();
        self.told(
            &span,
            now_ms,
            |bucket| &bucket.segments,
            |segment| {
                let is_asked = |agent: i64| users == UserType::All || (users == UserType::Bot) == is_bot(agent);
                if segment.agent.is_some_and(is_asked) {
                    tally.entry((segment.skill, segment.agent)).or_default().count(segment);
                }
            },
        );
        tally
    }

    /// Looks at the queues in a span, as upstream shows it at `now_ms`; nothing is known of a span in which nobody was logged
    /// in.
    pub(crate) fn queues(&self, span: Range<i64>, now_ms: i64) -> Option<BTreeMap<i64, Queue>> {
        let span = span.start..span.end.min(seen_ms(now_ms));
        if !self.roster.is_manned(span.start, span.end) {
            return None;
        }
        let mut queues = BTreeMap::<i64, Queue>::new();
        self.waits(&span, |wait| queues.entry(wait.skill).or_default().see(wait, &span));
        queues.retain(|_, queue| queue.has_data());
        Some(queues)
    }

    /// Looks at the queues as they are, with the conversations that were opened in `opened`; nothing is known while
    /// nobody is logged in.
    pub(crate) fn current(&self, now_ms: i64, opened: Range<i64>) -> Option<BTreeMap<i64, Current>> {
        let at_ms = self.manned_now(now_ms)?;
        let mut queues: BTreeMap<i64, Current> = BTreeMap::new();
        self.waiting(at_ms, |wait| {
            let is_overdue = at_ms - wait.entered_ms > OVERDUE_MS;
            let queue = queues.entry(wait.skill).or_default();
            queue.overdue_in_queue += i64::from(is_overdue);
            if opened.contains(&wait.entered_ms) {
                queue.see(wait, at_ms);
            }
        });
        let mut dice = self.dice(bucket_of(at_ms), "messaging overdue");
        for skill in self.skills() {
            if dice.once_in(5) {
                queues.entry(skill).or_default().overdue_assigned = dice.below(1..4);
            }
        }
        Some(queues)
    }

    /// Looks at the queues as they are by skill and group of agents; nothing is known while nobody is logged in.
    pub(crate) fn groups(&self, now_ms: i64) -> Option<BTreeMap<(i64, i64), Group>> {
        let at_ms = self.manned_now(now_ms)?;
        let mut groups = BTreeMap::<(i64, i64), Group>::new();
        self.waiting(at_ms, |wait| groups.entry((wait.skill, wait.group)).or_default().see(wait));
        Some(groups)
    }

    /// Estimates how long a consumer would wait at a skill, in seconds, and says when that was reckoned; `None` without
    /// enough conversations to tell from.
    pub(crate) fn wait_time_s(&self, skill: i64, now_ms: i64) -> (Option<i64>, i64) {
        let at_ms = seen_ms(now_ms);
        let mut dice = self.dice(bucket_of(at_ms), &format!("wait time {skill}"));
        let is_known = self.skills().any(|known| known == skill) && dice.percent(60);
        (is_known.then(|| dice.below(0..900)), at_ms)
    }

    /// Finds the moment that upstream has seen last, if anybody is logged in.
    pub(crate) fn manned_now(&self, now_ms: i64) -> Option<i64> {
        let at_ms = seen_ms(now_ms);
        self.roster.is_manned(at_ms, at_ms + 1).then_some(at_ms)
    }

    /// Visits what happened in a span, of one kind, and was told by `now_ms`.
    fn told<T>(&self, span: &Range<i64>, now_ms: i64, kind: impl Fn(&Bucket) -> &[Told<T>], mut visit: impl FnMut(&T)) {
        let span = span.start..span.end.min(seen_ms(now_ms));
        for mark_ms in (bucket_of(span.start)..span.end).step_by(BUCKET_MS as usize) {
            let bucket = self.bucket(mark_ms);
            let told = kind(&bucket).iter().filter(|told| span.contains(&told.at_ms) && told.told_ms <= now_ms);
            told.for_each(|told| visit(&told.what));
        }
    }

    /// Visits whoever waited in a span or left the queue in it.
    fn waits(&self, span: &Range<i64>, mut visit: impl FnMut(&Wait)) {
        for mark_ms in (bucket_of(span.start - WAIT_MAX_MS)..span.end).step_by(BUCKET_MS as usize) {
            let bucket = self.bucket(mark_ms);
            let is_there = |wait: &&Wait| wait.entered_ms < span.end && wait.left_ms >= span.start;
            bucket.waits.iter().filter(is_there).for_each(&mut visit);
        }
    }

    /// Visits whoever waits at a moment.
    fn waiting(&self, at_ms: i64, mut visit: impl FnMut(&Wait)) {
        self.waits(&(at_ms..at_ms + 1), |wait| {
            if wait.left_ms > at_ms {
                visit(wait);
            }
        });
    }

    fn bucket(&self, mark_ms: i64) -> Arc<Bucket> {
        let drawn = || self.drawn.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(bucket) = drawn().get(&mark_ms) {
            return bucket.clone();
        }
        let mut dice = self.dice(mark_ms, "messaging work");
        let bucket = Bucket::draw(mark_ms, &self.work, &self.roster, &mut dice);
        let bucket = Arc::new(bucket.revised(self.revised_ms(mark_ms)));
        let mut drawn = drawn();
        if drawn.len() >= REMEMBERED_BUCKETS_MAX {
            drawn.clear();
        }
        drawn.insert(mark_ms, bucket.clone());
        bucket
    }

    /// Takes the decisions of one bucket, those of a time before 1970 all alike.
    fn dice(&self, mark_ms: i64, matter: &str) -> Dice {
        let bucket = u32::try_from(mark_ms.div_euclid(BUCKET_MS)).unwrap_or_default();
        Dice::new(self.seed, &self.account, bucket, matter)
    }
}
