//! Which conversations there are, and what there is to tell of one at a moment.
//!
//! Reading order: `life` (what happens when), `record` (what the API shows of it), then the containers of a record.

mod extras;
mod info;
pub(super) mod life;
mod messages;
mod people;
pub(super) mod record;
mod surveys;

use std::collections::BTreeMap;

use chrono::{DateTime, DurationRound, TimeDelta, Utc};

use crate::world::World;
use crate::world::chats::Burst;
use crate::world::dice::Dice;
pub(super) use extras::{in_texts, last_of_each_kind};
use life::Conversation;
use record::{Record, Version};

const DAY_MS: i64 = 24 * 3_600_000;
/// The conversations of a burst begin within so long.
const BURST_MS: i64 = 10 * 60_000;

/// The conversations of a world: `WorldSpec::feeds`. There are none unless a test asks for some.
#[derive(Clone, Debug)]
pub struct Conversations {
    /// Days before the end of the world on which conversations begin.
    pub days: u32,
    /// Conversations that begin on each of these days, per account.
    pub per_day: u32,
    /// So many of a hundred stay open for days, up to sixty.
    pub long_percent: u32,
    /// So many of a hundred are opened again after they were closed.
    pub reopened_percent: u32,
    /// So many of a hundred are cut by searches.
    pub partial_percent: u32,
    /// So many of a hundred lose their names and texts days after their end.
    pub erased_percent: u32,
    /// Times with very many small conversations.
    pub bursts: Vec<Burst>,
}

impl Default for Conversations {
    fn default() -> Self {
        Self {
            days: 0,
            per_day: 40,
            long_percent: 8,
            reopened_percent: 8,
            partial_percent: 3,
            erased_percent: 3,
            bursts: Vec::new(),
        }
    }
}

/// When a conversation is what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MessagingConversation {
    /// Its key.
    pub conversation_id: String,
    /// `startTimeL`, by which searches find it.
    pub started_at: DateTime<Utc>,
    /// When it is closed for the last time.
    pub closed_at: DateTime<Utc>,
    /// When it is closed first and opened again, if it is.
    pub reopened: Option<(DateTime<Utc>, DateTime<Utc>)>,
    /// When the consumer fills in the survey.
    pub surveyed_at: Option<DateTime<Utc>>,
    /// From then on its names and texts are overwritten.
    pub erased_at: Option<DateTime<Utc>>,
    /// Whether searches cut it; asked for by its id it is whole.
    pub is_partial: bool,
    /// All moments at which something of it changes, in their order.
    pub updated_at: Vec<DateTime<Utc>>,
    /// So much later than it happens upstream tells what happened.
    pub lag: TimeDelta,
}

impl World {
    /// Counts the conversations of an account, begun from `from` to `to`, both included, that upstream knows at `now`.
    pub fn messaging_count(&self, account: &str, from: DateTime<Utc>, to: DateTime<Utc>, now: DateTime<Utc>) -> usize {
        Known::of(self).found(account, (from.timestamp_millis(), to.timestamp_millis()), now).count()
    }

    /// Lists all conversations that upstream will ever know of an account, by start and id.
    pub fn messaging_conversations(&self, account: &str) -> Vec<MessagingConversation> {
        let time = |epoch_ms| DateTime::from_timestamp_millis(epoch_ms).unwrap_or_default();
        let told = |known: &Conversation| MessagingConversation {
            conversation_id: known.id.clone(),
            started_at: time(known.started_ms),
            closed_at: time(known.life.closed_ms),
            reopened: known.life.reopened_ms.map(|(closed_ms, opened_ms)| (time(closed_ms), time(opened_ms))),
            surveyed_at: known.life.surveyed_ms.map(time),
            erased_at: known.life.erased_ms.map(time),
            is_partial: known.is_cut,
            updated_at: known.life.updates_ms.iter().copied().map(time).collect(),
            lag: TimeDelta::milliseconds(known.lag_ms),
        };
        Known::of(self).all(account).iter().map(told).collect()
    }
}

/// The conversations of all accounts, each account's by start and id.
#[derive(Debug)]
pub(super) struct Known(BTreeMap<String, Vec<Conversation>>);

impl Known {
    pub(super) fn of(world: &World) -> Self {
        let accounts = world.accounts().iter();
        Self(accounts.map(|account| (account.clone(), generate(world, account))).collect())
    }

    /// Lists all conversations of an account, begun yet or not.
    pub(super) fn all(&self, account: &str) -> &[Conversation] {
        self.0.get(account).map_or(&[], Vec::as_slice)
    }

    /// Finds those that upstream knows at `now` and that began from `from_ms` to `to_ms`, both included, by start and
    /// id.
    pub(super) fn found(
        &self,
        account: &str,
        (from_ms, to_ms): (i64, i64),
        now: DateTime<Utc>,
    ) -> impl Iterator<Item = &Conversation> {
        let all = self.all(account);
        let first = all.partition_point(|conversation| conversation.started_ms < from_ms);
        let in_range = all[first..].iter().take_while(move |conversation| conversation.started_ms <= to_ms);
        in_range.filter(move |conversation| conversation.started_ms <= conversation.told_until_ms(now))
    }
}

fn generate(world: &World, account: &str) -> Vec<Conversation> {
    let settings: Conversations = world.spec().feeds.get();
    let spec = world.spec();
    let end = spec.end.duration_trunc(TimeDelta::hours(1)).unwrap_or(spec.end).timestamp_millis();
    let mut all = Vec::new();
    // Counted from the end: a world with more days is the same with an older past.
    for day in 1..=settings.days {
        let mut dice = Dice::new(spec.seed, account, day, "messaging day");
        for _ in 0..settings.per_day {
            let started_ms = end - i64::from(day) * DAY_MS + dice.below(0..DAY_MS);
            all.push(Conversation::new(spec, &settings, (uuid(&mut dice), started_ms), false));
        }
    }
    for (index, burst) in (0..).zip(&settings.bursts) {
        let mut dice = Dice::new(spec.seed, account, index, "messaging burst");
        let is_its = burst.account.as_ref().is_none_or(|its| its == account);
        for _ in 0..if is_its { burst.chats } else { 0 } {
            let started_ms = burst.start.timestamp_millis() + dice.below(0..BURST_MS);
            all.push(Conversation::new(spec, &settings, (uuid(&mut dice), started_ms), true));
        }
    }
    all.sort_unstable_by(|one, other| (one.started_ms, &one.id).cmp(&(other.started_ms, &other.id)));
    all
}

/// Invents a UUID.
pub(super) fn uuid(dice: &mut Dice) -> String {
    let mut digits = |length: u32| format!("{:0width$x}", dice.below(0..1 << (4 * length)), width = length as usize);
    let parts = [digits(8), digits(4), digits(4), digits(4), digits(12)];
    parts.join("-")
}

/// Decides what there is to tell of a conversation at `now`; of one that is cut, the whole if it is asked for by its
/// id.
pub(super) fn record(
    world: &World,
    account: &str,
    conversation: &Conversation,
    now: DateTime<Utc>,
    is_by_id: bool,
) -> Record {
    let until_ms = conversation.told_until_ms(now);
    let version = Version {
        until_ms,
        is_erased: conversation.life.erased_ms.is_some_and(|erased_ms| erased_ms <= until_ms),
        is_by_id,
        is_partial: conversation.is_cut && !is_by_id,
    };
    record::of(world.spec().seed, account, conversation, version)
}

/// Takes the decisions on how a conversation is printed, always the same.
pub(super) fn printing_dice(world: &World, conversation: &Conversation) -> Dice {
    Dice::new(world.spec().seed, &conversation.id, 0, "messaging printing")
}
