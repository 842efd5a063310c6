//! Messaging Interactions: messaging conversations, open and closed, by a search of their starts and of their last update.
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

use chrono::TimeDelta;
use model::{Feed, FeedFacts, FeedKind, Service};
use normalizer::{PageShape, Target};

pub use self::tables::{
    MESSAGING_CONVERSATION, MessagingAgentParticipant, MessagingAgentSurvey, MessagingAgentSurveyAnswer,
    MessagingAttribute, MessagingAttributeProduct, MessagingCobrowseSession, MessagingConsumerParticipant,
    MessagingConversation, MessagingDialog, MessagingIntent, MessagingInteraction, MessagingMessage,
    MessagingMessageScore, MessagingMessageStatus, MessagingSkillChange, MessagingSurvey, MessagingSurveyAnswer,
    MessagingTransfer,
};

use crate::{FeedSpec, Shape};

/// The feed.
pub const FEED: Feed = Feed::new(&SPEC.facts);

/// Its facts and shape (Messaging Interactions API: head of the page, record).
pub static SPEC: FeedSpec = FeedSpec {
    facts: FeedFacts {
        name: "messaging_interactions",
        kind: FeedKind::Updates,
        service: Service::MessagingInteractions,
        is_on_by_default: false,
        // 13 months.
        kept_upstream: TimeDelta::days(395),
        loss_near: TimeDelta::days(3),
        usual_lag: TimeDelta::hours(1),
        families: &[&MESSAGING_CONVERSATION],
    },
    shape: Shape::Updates(PageShape {
        api: "Messaging Interactions",
        records: "conversationHistoryRecords",
        info: "info",
        id: "conversationId",
        is_partial: "isPartial",
        is_enriched: NO_FIELD,
        erased: ERASED,
        more_by_id: MORE_BY_ID,
        target: Target { family: &MESSAGING_CONVERSATION, flatten: record::flatten },
    }),
};

/// Fields of attributes, of which a search shows the last of each kind, and of files, whose preview it leaves out (Messaging
/// Interactions API, body and other containers).
const MORE_BY_ID: &[&str] = &["\"serverTimeStamp\"", "\"relativePath\""];

/// Names no field: a conversation that is enriched later is updated, and the search says so.
const NO_FIELD: &str = "\0";

/// What upstream writes over personal data that it erases; an older text has one asterisk more on each side.
const ERASED: &str = "** LP deleted data **";
