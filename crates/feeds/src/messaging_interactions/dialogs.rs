//! Dialogs.

use std::collections::HashSet;

use model::RejectReason;
use normalizer::Fields;
use normalizer::fields::Extra;
use normalizer::json::Node;
use normalizer::record::expect_object;
use normalizer::table::{ROOT, ReadColumns};

use super::record::{Conversation, Place};
use super::tables::MessagingDialog;
use crate::search::{is_key, unique_key};

impl Conversation<'_, '_> {
    pub(super) fn write_dialogs(&mut self, items: &[Node<'_>]) -> Result<(), RejectReason> {
        let mut keys = HashSet::new();
        for (position, item) in items.iter().enumerate() {
            let fields = expect_object(item, "dialogs[]")?;
            let key = unique_key("dialogId", fields, position, &keys);
            self.write_dialog(&key, fields);
            keys.insert(key);
        }
        Ok(())
    }

    fn write_dialog(&mut self, dialog_id: &str, fields: Fields<'_, '_>) {
        let Place { account_id, conversation_id } = self.place;
        let mut row = MessagingDialog { account_id, conversation_id, dialog_id, ..MessagingDialog::default() };
        let mut extra = Extra::new("conversationHistoryRecords[].dialogs[]");
        row.read_fields_with(ROOT, fields, &mut extra, |_, folded, (_, value), _| {
            folded == b"dialogid" && is_key(value, dialog_id)
        });
        row.extra = extra.finish(self.drift);
        self.writer.push(&row);
    }
}
