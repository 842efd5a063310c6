//! What there is to tell of a chat, and when. Which chats there are is a fact of the world.

mod lines;
pub(super) mod record;
mod surveys;

use chrono::{DateTime, Utc};

use crate::world::World;
use crate::world::chats::Chat;
use crate::world::dice::Dice;
use record::{Record, Version};

const MINUTE_MS: i64 = 60_000;

/// When a chat is what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HistoryChat {
    /// The same as the Data Access `conversationId`.
    pub engagement_id: String,
    /// When the visitor asked; of a chat that no file tells, its start.
    pub requested_at: DateTime<Utc>,
    /// `startTimeL`, by which searches find it.
    pub started_at: DateTime<Utc>,
    /// `endTimeL`; from then on it is found.
    pub ended_at: DateTime<Utc>,
    /// From then on it has surveys, attributes and scores.
    pub enriched_at: DateTime<Utc>,
    /// From then on its names and texts are overwritten.
    pub erased_at: Option<DateTime<Utc>>,
    /// Whether searches cut it; asked for by its id it is whole.
    pub is_partial: bool,
}

impl World {
    /// How many chats of an account, begun from `from` to `to`, both included, the Engagement History knows at `now`.
    pub fn history_count(&self, account: &str, from: DateTime<Utc>, to: DateTime<Utc>, now: DateTime<Utc>) -> usize {
        self.chats().found(account, (from.timestamp_millis(), to.timestamp_millis()), now).count()
    }

    /// All chats that the Engagement History will ever know of an account, by start and id.
    pub fn history_chats(&self, account: &str) -> Vec<HistoryChat> {
        let time = |epoch_ms| DateTime::from_timestamp_millis(epoch_ms).unwrap_or_default();
        let chat = |chat: &Chat| HistoryChat {
            engagement_id: chat.id.clone(),
            requested_at: time(chat.requested_ms.unwrap_or(chat.started_ms)),
            started_at: time(chat.started_ms),
            ended_at: time(chat.ended_ms),
            enriched_at: time(chat.enriched_ms),
            erased_at: chat.erased_ms.map(time),
            is_partial: chat.is_cut,
        };
        self.chats().all(account).iter().map(chat).collect()
    }
}

/// What there is to tell of a chat at `now`; of one that is cut, the whole too if it `is_whole`.
pub(super) fn record(world: &World, account: &str, chat: &Chat, now: DateTime<Utc>, is_whole: bool) -> Record {
    let now_ms = now.timestamp_millis();
    let version = Version {
        is_enriched: chat.enriched_ms <= now_ms,
        is_erased: chat.erased_ms.is_some_and(|erased_ms| erased_ms <= now_ms),
        is_partial: chat.is_cut && !is_whole,
    };
    record::of(world.spec().seed, account, chat, version)
}

/// How a chat is printed, always the same.
pub(super) fn printing_dice(world: &World, chat: &Chat) -> Dice {
    Dice::new(world.spec().seed, &chat.id, 0, "history printing")
}

/// Who came.
pub(super) fn visitor_id(world: &World, chat: &Chat) -> String {
    record::visitor_id(world.spec().seed, chat)
}
