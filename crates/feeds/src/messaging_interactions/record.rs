//! A record of the search becomes a `messaging_conversation` and its children (Messaging Interactions API, record).

use model::batch::{Batch, DocumentVersion, DocumentWriter};
use model::{Drift, RejectReason};
use normalizer::fields::Extra;
use normalizer::json::Node;
use normalizer::record::{expect_key, expect_object, expect_rows};
use normalizer::table::{ROOT, ReadColumns};
use normalizer::{Context, Decoded, Record};
use tuple::Millis;

use super::containers::Containers;
use super::tables::{
    MessagingConsumerParticipant, MessagingConversation, MessagingInteraction, MessagingMessageScore,
    MessagingMessageStatus, MessagingSkillChange,
};
use super::{ERASED, attributes, info, people};
use crate::search::expect_account;

/// Where a record stands.
pub(super) const PATH: &str = "conversationHistoryRecords[]";

pub(super) fn flatten(
    record: Record<'_>,
    context: Context<'_>,
    batch: &mut Batch,
    decoded: &mut Decoded,
) -> Result<(), RejectReason> {
    let node = &record.parsed.node;
    let (containers, extra) = Containers::read(expect_object(node, PATH)?)?;
    expect_account(containers.info, "brandId", context.account)?;
    let conversation_id = expect_key(containers.info, "conversationId")?;
    let place = Place { account_id: context.account, conversation_id };
    let mut conversation = Conversation { place, writer: batch.begin(), drift: &mut decoded.drift, rows: 0 };
    let copy = conversation.write(&containers, extra)?;
    if let Some(fetched_at) = context.fetched_at {
        let at = copy.latest_updated_at.map_or(fetched_at, |updated_at| updated_at.max(fetched_at));
        let rank = 4 * i16::from(holds_erased(node)) + 2 * i16::from(copy.is_complete) + ALWAYS;
        conversation.writer.set_version(DocumentVersion { rank, at });
    }
    conversation.writer.finish(context.position, record.bytes, context.header);
    decoded.replaced_characters += record.parsed.replaced_characters;
    decoded.last_ended = decoded.last_ended.max(copy.ended_at);
    Ok(())
}

/// No copy waits to be enriched: this part of the rank is the same in all.
const ALWAYS: i16 = 1;

/// What is known of this copy of the conversation.
struct CopyState {
    is_complete: bool,
    ended_at: Option<Millis>,
    latest_updated_at: Option<Millis>,
}

/// Tells whether upstream erased any text of the record.
fn holds_erased(node: &Node<'_>) -> bool {
    match node {
        Node::String(text) => is_erased(text),
        Node::Array(items) => items.iter().any(holds_erased),
        Node::Object(fields) => fields.iter().any(|(_, value)| holds_erased(value)),
        Node::Null | Node::Bool(_) | Node::Number(_) => false,
    }
}

fn is_erased(text: &str) -> bool {
    text == ERASED || text.strip_prefix('*').and_then(|text| text.strip_suffix('*')) == Some(ERASED)
}

/// The key that all rows of one conversation share.
#[derive(Clone, Copy)]
pub(super) struct Place<'c> {
    pub(super) account_id: &'c str,
    pub(super) conversation_id: &'c str,
}

/// Where the rows of one conversation go.
pub(super) struct Conversation<'c, 'b> {
    pub(super) place: Place<'c>,
    pub(super) writer: DocumentWriter<'b>,
    pub(super) drift: &'c mut Drift,
    rows: usize,
}

impl<'c> Conversation<'c, '_> {
    /// Refuses more rows than a record may have, before they are written.
    pub(super) fn count(&mut self, rows: usize) -> Result<(), RejectReason> {
        self.rows += rows;
        expect_rows(self.rows)
    }

    /// In one order, whatever the order of the fields: the hash of equal conversations must be equal.
    fn write<'a>(
        &mut self,
        containers: &Containers<'c, 'a>,
        mut extra: Extra<'c, 'a>,
    ) -> Result<CopyState, RejectReason> {
        self.count(containers.rows())?;
        let Place { account_id, conversation_id } = self.place;
        let mut row = MessagingConversation { account_id, conversation_id, ..MessagingConversation::default() };
        info::read(containers, &mut row, &mut extra);
        row.extra = extra.finish(self.drift);
        self.writer.push(&row);
        self.write_dialogs(containers.dialogs.unwrap_or_default())?;
        self.write_messages(containers.messages.unwrap_or_default())?;
        self.write_items::<MessagingMessageStatus<'_>>(containers.statuses.unwrap_or_default())?;
        self.write_items::<MessagingMessageScore<'_>>(containers.scores.unwrap_or_default())?;
        self.write_agents(people::STATES.iter().zip(containers.agents))?;
        self.write_items::<MessagingConsumerParticipant<'_>>(containers.consumers.unwrap_or_default())?;
        self.write_transfers(containers.transfers.unwrap_or_default())?;
        self.write_items::<MessagingInteraction<'_>>(containers.interactions.unwrap_or_default())?;
        self.write_items::<MessagingSkillChange<'_>>(containers.skill_changes.unwrap_or_default())?;
        self.write_surveys(containers.surveys.unwrap_or_default())?;
        self.write_agent_surveys(containers.latest_agent_survey, containers.earlier_agent_surveys.unwrap_or_default())?;
        self.write_sessions(containers.sessions.unwrap_or_default())?;
        self.write_intents(containers.intents.unwrap_or_default())?;
        self.write_events([
            (&attributes::AUTHENTICATED, containers.events.unwrap_or_default()),
            (&attributes::UNAUTHENTICATED, containers.unauthenticated_events.unwrap_or_default()),
        ])?;
        Ok(CopyState {
            is_complete: row.is_partial != Some(true),
            ended_at: row.ended_at,
            latest_updated_at: row.latest_updated_at,
        })
    }

    /// Writes a row for each item of a container that holds nothing but scalars.
    fn write_items<R: Item<'c>>(&mut self, items: &'c [Node<'_>]) -> Result<(), RejectReason> {
        for (position, item) in (0..).zip(items) {
            let mut row = R::new(self.place, position);
            let mut extra = Extra::new(R::PATH);
            row.read_fields(ROOT, expect_object(item, R::FIELD)?, &mut extra);
            row.finish(&extra, self.drift);
            self.writer.push(&row);
        }
        Ok(())
    }
}

/// The row of an item of a container. `item!` implements it.
pub(super) trait Item<'n>: ReadColumns<'n> {
    /// Upstream's name of the item.
    const FIELD: &'static str;
    /// Where it stands.
    const PATH: &'static str;

    /// Makes the row with its key.
    fn new(place: Place<'n>, position: i32) -> Self;

    /// Fills the column `extra`.
    fn finish(&mut self, extra: &Extra<'n, '_>, drift: &mut Drift);
}

/// Implements [`Item`] for a row with a position.
macro_rules! item {
    ($row:ident, $field:literal) => {
        impl<'n> Item<'n> for $row<'n> {
            const FIELD: &'static str = $field;
            const PATH: &'static str = concat!("conversationHistoryRecords[].", $field);

            fn new(place: Place<'n>, position: i32) -> Self {
                let Place { account_id, conversation_id } = place;
                Self { account_id, conversation_id, position, ..Self::default() }
            }

            fn finish(&mut self, extra: &Extra<'n, '_>, drift: &mut Drift) {
                self.extra = extra.finish(drift);
            }
        }
    };
}

item!(MessagingMessageStatus, "messageStatuses[]");
item!(MessagingMessageScore, "messageScores[]");
item!(MessagingConsumerParticipant, "consumerParticipants[]");
item!(MessagingInteraction, "interactions[]");
item!(MessagingSkillChange, "skillChanges[]");
