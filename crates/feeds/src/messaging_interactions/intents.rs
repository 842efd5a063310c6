//! What upstream took the consumer to mean: a row for each classification of a message.
//!
//! The one that upstream selected is among all of them, and stands there once, with `is_selected`; if it is not among them it
//! comes first. A message without any is a row without intent.

use model::RejectReason;
use normalizer::Fields;
use normalizer::fields::{Extra, field};
use normalizer::json::Node;
use normalizer::record::expect_object;
use normalizer::table::{ROOT, ReadColumns};
use normalizer::values::id;

use super::content::content_of;
use super::record::{Conversation, Place};
use super::surveys::take_items;
use super::tables::MessagingIntent;
use super::words::read_pairs;
use crate::search::Items;

const PATH: &str = "conversationHistoryRecords[].intents[]";
const SELECTED: (&str, &str) =
    ("selectedClassification", "conversationHistoryRecords[].intents[].selectedClassification");
const ALL: (&str, &str) = ("allClassifications", "conversationHistoryRecords[].intents[].allClassifications[]");

impl<'c> Conversation<'c, '_> {
    pub(super) fn write_intents(&mut self, items: &'c [Node<'_>]) -> Result<(), RejectReason> {
        let mut position = 0;
        for item in items {
            self.write_intent(expect_object(item, "intents[]")?, item, &mut position)?;
        }
        Ok(())
    }

    /// `position` counts the classifications of all messages.
    fn write_intent<'a>(
        &mut self,
        fields: Fields<'c, 'a>,
        item: &'c Node<'a>,
        position: &mut i32,
    ) -> Result<(), RejectReason> {
        let Place { account_id, conversation_id } = self.place;
        let (mut selected, mut all): (Option<&Node<'_>>, Items<'_, '_>) = (None, None);
        let mut outer = Extra::new(PATH);
        let message_id = field(item, "messageId").and_then(id);
        for (name, value) in fields {
            let is_read = match value {
                Node::Null => true,
                Node::Object(_) if name.eq_ignore_ascii_case(SELECTED.0) && selected.is_none() => {
                    selected = Some(value);
                    true
                }
                _ if name.eq_ignore_ascii_case(ALL.0) => take_items(&mut all, value),
                _ => name.eq_ignore_ascii_case("messageId") && id(value) == message_id,
            };
            if !is_read {
                outer.keep(name, value);
            }
        }
        let all = all.unwrap_or_default();
        self.count(1 + all.len())?;
        let chosen = selected.map(content_of);
        let is_chosen = |value: &Node<'_>| chosen.as_ref().is_some_and(|chosen| content_of(value) == *chosen);
        let alone = selected.filter(|_| !all.iter().any(is_chosen)).map(|value| (SELECTED, value, true));
        let mut classifications: Vec<_> =
            alone.into_iter().chain(all.iter().map(|value| (ALL, value, is_chosen(value)))).map(Some).collect();
        if classifications.is_empty() {
            classifications.push(None);
        }
        let mut outer = Some(outer);
        for classification in classifications {
            let mut row = MessagingIntent { account_id, conversation_id, message_id, ..MessagingIntent::default() };
            row.position = *position;
            *position += 1;
            // What is unknown of the message stands in its first row.
            let mut extra = outer.take().unwrap_or(Extra::new(PATH));
            if let Some((inner, value, is_selected)) = classification {
                row.is_selected = Some(is_selected);
                read_classification(inner, value, &mut row, &mut extra)?;
            }
            row.extra = extra.finish(self.drift);
            self.writer.push(&row);
        }
        Ok(())
    }
}

fn read_classification<'n, 'a>(
    (name, path): (&'static str, &'static str),
    value: &'n Node<'a>,
    row: &mut MessagingIntent<'n>,
    extra: &mut Extra<'n, 'a>,
) -> Result<(), RejectReason> {
    let mut unknown = Extra::new(path);
    row.read_fields_with(ROOT, expect_object(value, name)?, &mut unknown, |row, folded, (name, value), unknown| {
        if folded == b"versions" {
            let columns = [&mut row.model_names, &mut row.model_versions];
            read_pairs(["modelName", "modelVersion"], columns, path, (name, value), unknown);
        }
        folded == b"versions"
    });
    extra.nest(name, unknown);
    Ok(())
}
