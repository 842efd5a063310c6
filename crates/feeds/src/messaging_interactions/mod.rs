//! Messaging Interactions: messaging conversations, open and closed, by a search of their starts. The tables and what a record
//! becomes; it is not in [`ALL`](crate::ALL), because no kind of feed follows updates.
//!
//! `record` turns a record of the search into rows, `containers` finds its parts, `info` reads its state, `messages` the messages,
//! `people` agents and transfers, `dialogs`, `cobrowse`, `surveys` and `agent_surveys` what their names say, `intents` what
//! upstream took the consumer to mean, `attributes` what the site reported of the consumer. `words` reads upstream's words for a
//! missing value, `content` compares what two values say.

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

use normalizer::{PageShape, Target};

pub use self::tables::{
    MESSAGING_CONVERSATION, MessagingAgentParticipant, MessagingAgentSurvey, MessagingAgentSurveyAnswer,
    MessagingAttribute, MessagingAttributeProduct, MessagingCobrowseSession, MessagingConsumerParticipant,
    MessagingConversation, MessagingDialog, MessagingIntent, MessagingInteraction, MessagingMessage,
    MessagingMessageScore, MessagingMessageStatus, MessagingSkillChange, MessagingSurvey, MessagingSurveyAnswer,
    MessagingTransfer,
};

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
