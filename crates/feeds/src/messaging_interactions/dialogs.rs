//! Dialogs, and the keys of items that upstream names by an id.

use std::borrow::Cow;
use std::collections::HashSet;

use model::RejectReason;
use normalizer::Fields;
use normalizer::fields::Extra;
use normalizer::json::Node;
use normalizer::record::expect_object;
use normalizer::values::{id, scalar};

use super::record::{Conversation, Place, read_with};
use super::tables::MessagingDialog;

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
        read_with(&mut row, fields, &mut extra, |_, folded, (_, value), _| {
            folded == b"dialogid" && is_key(value, dialog_id)
        });
        row.extra = extra.finish(self.drift);
        self.writer.push(&row);
    }
}

/// Tells whether the key says all that the field does.
pub(super) fn is_key(value: &Node<'_>, key: &str) -> bool {
    id(value) == Some(key) || scalar(value) == Some("")
}

/// Returns upstream's id, or `#` and the place in the list when it gave none, or one twice: the key must not lose an item.
pub(super) fn unique_key<'n>(
    field: &str,
    fields: Fields<'n, '_>,
    position: usize,
    taken: &HashSet<Cow<'_, str>>,
) -> Cow<'n, str> {
    let is_id = |name: &str, value: &Node<'_>| name.eq_ignore_ascii_case(field) && !value.is_null();
    let found = fields.iter().find(|(name, value)| is_id(name, value)).and_then(|(_, value)| id(value));
    let mut key = found.map_or_else(|| Cow::Owned(format!("#{position}")), Cow::Borrowed);
    if taken.contains(&key) {
        key = Cow::Owned(format!("#{position}"));
    }
    while taken.contains(&key) {
        key = Cow::Owned(format!("#{key}"));
    }
    key
}
