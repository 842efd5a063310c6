//! Agents who took part, and how the conversation moved between them.

use model::RejectReason;
use normalizer::fields::Extra;
use normalizer::json::Node;
use normalizer::record::expect_object;
use normalizer::table::{ROOT, ReadColumns};

use super::messages::read_context;
use super::record::{Conversation, Place};
use super::tables::{MessagingAgentParticipant, MessagingTransfer};
use crate::search::Items;

/// One of the three containers of agents.
pub(super) struct State {
    /// In the column `state`.
    name: &'static str,
    /// Upstream's field.
    field: &'static str,
    path: &'static str,
    context_path: &'static str,
}

macro_rules! state {
    ($name:literal, $field:literal) => {
        State {
            name: $name,
            field: $field,
            path: concat!("conversationHistoryRecords[].", $field),
            context_path: concat!("conversationHistoryRecords[].", $field, ".contextData"),
        }
    };
}

/// In the order in which they are numbered.
pub(super) const STATES: [State; 3] = [
    state!("joined", "agentParticipants[]"),
    state!("active", "agentParticipantsActive[]"),
    state!("left", "agentParticipantsLeave[]"),
];

impl<'c> Conversation<'c, '_> {
    /// One numbering goes through all three containers.
    pub(super) fn write_agents<'a: 'c>(
        &mut self,
        containers: impl Iterator<Item = (&'static State, Items<'c, 'a>)>,
    ) -> Result<(), RejectReason> {
        let Place { account_id, conversation_id } = self.place;
        let items =
            containers.flat_map(|(state, items)| items.unwrap_or_default().iter().map(move |item| (state, item)));
        for (position, (state, item)) in (0..).zip(items) {
            let mut row = MessagingAgentParticipant {
                account_id,
                conversation_id,
                position,
                state: state.name,
                ..MessagingAgentParticipant::default()
            };
            let mut extra = Extra::new(state.path);
            row.read_fields_with(ROOT, expect_object(item, state.field)?, &mut extra, |row, folded, field, extra| {
                read_context(row, state.context_path, folded, field, extra)
            });
            row.extra = extra.finish(self.drift);
            self.writer.push(&row);
        }
        Ok(())
    }

    pub(super) fn write_transfers(&mut self, items: &'c [Node<'_>]) -> Result<(), RejectReason> {
        const CONTEXT_PATH: &str = "conversationHistoryRecords[].transfers[].contextData";
        let Place { account_id, conversation_id } = self.place;
        for (position, item) in (0..).zip(items) {
            let mut row = MessagingTransfer { account_id, conversation_id, position, ..MessagingTransfer::default() };
            let mut extra = Extra::new("conversationHistoryRecords[].transfers[]");
            row.read_fields_with(ROOT, expect_object(item, "transfers[]")?, &mut extra, |row, folded, field, extra| {
                read_context(row, CONTEXT_PATH, folded, field, extra)
            });
            row.extra = extra.finish(self.drift);
            self.writer.push(&row);
        }
        Ok(())
    }
}
