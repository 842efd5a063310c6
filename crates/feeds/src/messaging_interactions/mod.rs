//! Messaging Interactions: messaging conversations, open and closed, by a search of their starts.
//!
//! `record` turns a record of the search into rows, `containers` finds its parts, `info` reads its state, `messages` what was said with its statuses and scores,
//! `people` who took part and how the conversation moved between them, `dialogs`, `cobrowse`, `surveys` and `agent_surveys`
//! the answers, `intents` what upstream took the consumer to mean, `attributes` what the site reported of the consumer.
//! `words` reads upstream's words for nothing, `content` tells whether two values say the same.

mod agent_surveys;
mod attributes;
mod cobrowse;
mod containers;
mod content;
mod dialogs;
mod info;
mod intents;
mod messages;
mod people;
mod record;
mod surveys;
mod tables;
mod words;

use chrono::TimeDelta;
use normalizer::{PageShape, Target};

pub use self::tables::{
    MESSAGING_CONVERSATION, MessagingAgentParticipant, MessagingAgentSurvey, MessagingAgentSurveyAnswer,
    MessagingAttribute, MessagingAttributeProduct, MessagingCobrowseSession, MessagingConsumerParticipant,
    MessagingConversation, MessagingDialog, MessagingIntent, MessagingInteraction, MessagingMessage,
    MessagingMessageScore, MessagingMessageStatus, MessagingSkillChange, MessagingSurvey, MessagingSurveyAnswer,
    MessagingTransfer,
};

/// The feed's name.
pub const NAME: &str = "messaging_interactions";
/// Upstream keeps a conversation 13 months from its start.
pub const KEPT_UPSTREAM: TimeDelta = TimeDelta::days(395);
/// What is not loaded within this time before upstream deletes it is nearly lost.
pub const LOSS_NEAR: TimeDelta = TimeDelta::days(3);
/// Upstream shows a change up to a minute late; a feed that is an hour behind is late.
pub const USUAL_LAG: TimeDelta = TimeDelta::hours(1);

/// What the pages of the search are made of (Messaging Interactions API, record).
pub static PAGES: PageShape = PageShape {
    api: "Messaging Interactions",
    records: "conversationHistoryRecords",
    info: "info",
    id: "conversationId",
    is_partial: "isPartial",
    is_enriched: NO_FIELD,
    erased: ERASED,
    target: Target { family: &MESSAGING_CONVERSATION, flatten: record::flatten },
};

/// Names no field: a conversation that is enriched later is updated, and the search says so.
const NO_FIELD: &str = "\0";

/// What upstream writes over personal data that it erases; an older text has one asterisk more on each side.
const ERASED: &str = "** LP deleted data **";
