//! All live chats: those of the files, and some that are too old, too long or too many for them.
//!
//! Only what searching needs is kept of a chat; the rest is decided anew, and the same, whenever it is told. A chat that
//! several feeds tell has one id, and they agree on what they tell; all else is decided from its id, so that a feed can
//! grow without a byte of the files changing.

use std::collections::{BTreeMap, HashSet};

use chrono::{DateTime, TimeDelta, Utc};

use super::WorldSpec;
use super::dice::Dice;
use super::facts::{Conversation, Visit};
use crate::data_access::WorldFile;

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
const DAY_MS: i64 = 24 * HOUR_MS;
/// First numbers of the chats that are in no file, apart from each other and from those of the files.
const FIRST_OLD_CHAT: u64 = 1_000_000_000;
const FIRST_LONG_CHAT: u64 = 3_900_000_000;
const FIRST_BURST_CHAT: u64 = 9_000_000_000_000_000;
/// Numbers that one day and one burst may use.
const OLD_CHATS_PER_DAY_MAX: u32 = 100_000;
const BURST_CHATS_MAX: u64 = 10_000_000;
/// The chats of a burst begin within so long.
const BURST_MS: i64 = 10 * MINUTE_MS;

/// Many small chats that begin within ten minutes and are in no file.
#[derive(Clone, Debug)]
pub struct Burst {
    /// Whose chats; `None` for every account's.
    pub account: Option<String>,
    /// Begin of the ten minutes.
    pub start: DateTime<Utc>,
    /// How many.
    pub chats: u32,
}

/// A chat as far as searching needs it.
#[derive(Clone, Debug)]
pub(crate) struct Chat {
    pub(crate) id: String,
    /// When the visitor asked, where the files say so; else a moment before the start.
    pub(crate) requested_ms: Option<i64>,
    /// When an agent took it; the same as asking where none did.
    pub(crate) started_ms: i64,
    pub(crate) ended_ms: i64,
    pub(crate) enriched_ms: i64,
    pub(crate) erased_ms: Option<i64>,
    /// Searches tell only a part of it.
    pub(crate) is_cut: bool,
    pub(crate) agent: Option<i64>,
    pub(crate) skill: i64,
    pub(crate) is_interactive: bool,
    pub(crate) origin: Origin,
}

/// How much is to be told of a chat.
#[derive(Clone, Debug)]
pub(crate) enum Origin {
    /// The files tell it too.
    Told(Box<Told>),
    /// It has everything, and is in no file.
    Untold,
    /// It has next to nothing, and is in no file.
    Small,
}

/// What the files say of a chat.
#[derive(Clone, Debug)]
pub(crate) struct Told {
    pub(crate) visitor_id: Option<String>,
    pub(crate) start_reason: Option<i64>,
    pub(crate) end_reason: Option<i64>,
    pub(crate) campaign_id: Option<i64>,
    pub(crate) campaign_engagement_id: Option<i64>,
    pub(crate) start_page: Option<String>,
    pub(crate) start_url: Option<String>,
    pub(crate) device: Option<&'static str>,
}

impl Chat {
    /// The connected part.
    pub(crate) fn duration_s(&self) -> i64 {
        (self.ended_ms - self.started_ms) / 1000
    }

    pub(crate) fn told(&self) -> Option<&Told> {
        match &self.origin {
            Origin::Told(told) => Some(told),
            Origin::Untold | Origin::Small => None,
        }
    }
}

/// The chats of all accounts.
#[derive(Clone, Debug)]
pub(crate) struct Chats(BTreeMap<String, Shelf>);

/// The chats of one account, by start and id.
#[derive(Clone, Debug, Default)]
struct Shelf {
    chats: Vec<Chat>,
    /// Indexes of `chats`, by id.
    by_id: Vec<usize>,
}

impl Chats {
    /// `end` is the end of the last hour of the files.
    pub(super) fn generate(spec: &WorldSpec, files: &[WorldFile], end: DateTime<Utc>) -> Self {
        let start = end - TimeDelta::hours(i64::from(spec.hours));
        let shelf = |account: &String| {
            let mut chats = told(spec, account, files);
            chats.extend(long(spec, account, &chats));
            chats.extend(old(spec, account, start.timestamp_millis()));
            chats.extend(bursts(spec, account));
            (account.clone(), Shelf::of(chats))
        };
        Self(spec.accounts.iter().map(shelf).collect())
    }

    /// Account ids in their order.
    pub(crate) fn accounts(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// All chats of an account by start and id, found yet or not.
    pub(crate) fn all(&self, account: &str) -> &[Chat] {
        self.0.get(account).map_or(&[], |shelf| &shelf.chats)
    }

    /// The chats that are found at `now` and began from `from_ms` to `to_ms`, both included, by start and id.
    pub(crate) fn found(
        &self,
        account: &str,
        (from_ms, to_ms): (i64, i64),
        now: DateTime<Utc>,
    ) -> impl Iterator<Item = &Chat> {
        let chats = self.all(account);
        let first = chats.partition_point(|chat| chat.started_ms < from_ms);
        let in_range = chats[first..].iter().take_while(move |chat| chat.started_ms <= to_ms);
        in_range.filter(move |chat| is_found(chat, now))
    }

    /// The chat of that id, if it is found at `now`.
    pub(crate) fn chat(&self, account: &str, id: &str, now: DateTime<Utc>) -> Option<&Chat> {
        let shelf = self.0.get(account)?;
        let index = shelf.by_id.binary_search_by(|index| shelf.chats[*index].id.as_str().cmp(id)).ok()?;
        Some(&shelf.chats[shelf.by_id[index]]).filter(|chat| is_found(chat, now))
    }
}

fn is_found(chat: &Chat, now: DateTime<Utc>) -> bool {
    chat.ended_ms <= now.timestamp_millis()
}

impl Shelf {
    fn of(mut chats: Vec<Chat>) -> Self {
        chats.sort_unstable_by(|one, other| (one.started_ms, &one.id).cmp(&(other.started_ms, &other.id)));
        let mut by_id: Vec<usize> = (0..chats.len()).collect();
        by_id.sort_unstable_by(|one, other| chats[*one].id.cmp(&chats[*other].id));
        Self { chats, by_id }
    }
}

/// The live chats of the files, as they were told first.
fn told(spec: &WorldSpec, account: &str, files: &[WorldFile]) -> Vec<Chat> {
    let mut seen = HashSet::new();
    let mut chats = Vec::new();
    for visit in files.iter().filter(|file| file.account == account).flat_map(WorldFile::bodies::<Visit>) {
        let live = visit.conversations.iter().filter(|chat| chat.kind == Some("LIVE_CHAT"));
        chats.extend(live.filter(|chat| seen.insert(&chat.id)).map(|chat| told_chat(spec, visit, chat)));
    }
    chats
}

fn told_chat(spec: &WorldSpec, visit: &Visit, chat: &Conversation) -> Chat {
    let campaign = chat.campaign.as_ref();
    let told = Told {
        visitor_id: visit.header.visitor_id.clone(),
        start_reason: chat.start_reason,
        end_reason: chat.end_reason,
        campaign_id: campaign.and_then(|campaign| campaign.campaign_id),
        campaign_engagement_id: campaign.and_then(|campaign| campaign.engagement_id),
        start_page: chat.start_page.clone(),
        start_url: chat.start_url.clone(),
        device: chat.source_device,
    };
    let (requested_ms, ended_ms) = chat.real_span_ms;
    let started_ms = chat.interaction_started_ms.unwrap_or(requested_ms);
    let mut known = new_chat(spec, chat.id.clone(), (started_ms, ended_ms), Origin::Told(Box::new(told)));
    known.requested_ms = Some(requested_ms);
    known.agent = chat.agent_id.as_ref().and_then(|agent| agent.parse().ok());
    known.skill = chat.skill_id.unwrap_or(known.skill);
    known.is_interactive = chat.is_interactive.unwrap_or(known.agent.is_some());
    known
}

/// Chats that went on for hours, one for so many of a hundred that the files tell.
fn long(spec: &WorldSpec, account: &str, told: &[Chat]) -> Vec<Chat> {
    let length_ms = |chat: &Chat| {
        let mut dice = Dice::new(spec.seed, &chat.id, 0, "history long");
        dice.maybe(spec.history_long_percent, |dice| dice.below(2 * HOUR_MS..20 * HOUR_MS))
    };
    let spans = told.iter().filter_map(|chat| Some((chat.ended_ms - length_ms(chat)?, chat.ended_ms)));
    let numbered = (FIRST_LONG_CHAT..).zip(spans);
    numbered.map(|(number, span)| new_chat(spec, format!("{account}{number}"), span, Origin::Untold)).collect()
}

/// Chats of the days before the files.
fn old(spec: &WorldSpec, account: &str, start_ms: i64) -> Vec<Chat> {
    let mut chats = Vec::new();
    for day in 1..=spec.history_days {
        let mut dice = Dice::new(spec.seed, account, day, "history day");
        let first = FIRST_OLD_CHAT + u64::from(day) * u64::from(OLD_CHATS_PER_DAY_MAX);
        for number in (first..).take(spec.history_chats_per_day.min(OLD_CHATS_PER_DAY_MAX) as usize) {
            let started_ms = start_ms - i64::from(day) * DAY_MS + dice.below(0..DAY_MS);
            let span = (started_ms, started_ms + dice.below(MINUTE_MS..HOUR_MS));
            chats.push(new_chat(spec, format!("{account}{number}"), span, Origin::Untold));
        }
    }
    chats
}

fn bursts(spec: &WorldSpec, account: &str) -> Vec<Chat> {
    let mut chats = Vec::new();
    for (index, burst) in (0..).zip(&spec.history_bursts) {
        if burst.account.as_ref().is_some_and(|its| its != account) {
            continue;
        }
        let mut dice = Dice::new(spec.seed, account, index, "history burst");
        let first = FIRST_BURST_CHAT + u64::from(index) * BURST_CHATS_MAX;
        for number in (first..).take(burst.chats as usize) {
            let started_ms = burst.start.timestamp_millis() + dice.below(0..BURST_MS);
            let span = (started_ms, started_ms + dice.below(0..HOUR_MS));
            chats.push(new_chat(spec, format!("{account}{number}"), span, Origin::Small));
        }
    }
    chats
}

fn new_chat(spec: &WorldSpec, id: String, (started_ms, ended_ms): (i64, i64), origin: Origin) -> Chat {
    let mut dice = Dice::new(spec.seed, &id, 0, "history fate");
    let agent = dice.maybe(85, |dice| 100 + dice.below(0..i64::from(spec.agents.max(1))));
    Chat {
        requested_ms: None,
        started_ms,
        ended_ms,
        // All of it within two hours, as upstream promises.
        enriched_ms: ended_ms + dice.below(2 * MINUTE_MS..2 * HOUR_MS),
        erased_ms: dice.maybe(spec.history_erased_percent, |dice| ended_ms + dice.below(3 * HOUR_MS..10 * DAY_MS)),
        is_cut: dice.percent(spec.history_partial_percent),
        agent,
        skill: dice.below(-1..12),
        is_interactive: agent.is_some() && dice.percent(90),
        origin,
        id,
    }
}
