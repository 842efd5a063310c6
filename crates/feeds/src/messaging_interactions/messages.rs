//! What was said.

use model::RejectReason;
use normalizer::fields::{Extra, folded};
use normalizer::json::{Field, Node};
use normalizer::record::expect_object;
use normalizer::table::{ROOT, ReadColumns};

use super::record::{Conversation, Place};
use super::tables::{CONTEXT, FILE, FORM, LINK, MessagingMessage, QUICK_REPLIES, RICH_CONTENT, TEXT};

impl<'c> Conversation<'c, '_> {
    pub(super) fn write_messages(&mut self, items: &'c [Node<'_>]) -> Result<(), RejectReason> {
        let Place { account_id, conversation_id } = self.place;
        for (position, item) in (0..).zip(items) {
            let mut row = MessagingMessage { account_id, conversation_id, position, ..MessagingMessage::default() };
            let mut extra = Extra::new("conversationHistoryRecords[].messageRecords[]");
            let fields = expect_object(item, "messageRecords[]")?;
            row.read_fields_with(ROOT, fields, &mut extra, |row, folded, field, extra| match folded {
                b"messagedata" => read_data(row, field, extra),
                _ => read_context(row, CONTEXT_PATH, folded, field, extra),
            });
            row.extra = extra.finish(self.drift);
            self.writer.push(&row);
        }
        Ok(())
    }
}

const CONTEXT_PATH: &str = "conversationHistoryRecords[].messageRecords[].contextData";

/// Reads `contextData`, which messages, agents and transfers have; returns whether the field is that.
pub(super) fn read_context<'n, 'a>(
    row: &mut impl ReadColumns<'n>,
    path: &'static str,
    folded: &[u8],
    (name, value): &'n Field<'a>,
    extra: &mut Extra<'n, 'a>,
) -> bool {
    let is_context = folded == b"contextdata";
    if is_context {
        row.read_object(CONTEXT, ("contextData", path), (name, value), extra);
    }
    is_context
}

/// Reads the content. Several kinds may stand in one message.
fn read_data<'n, 'a>(row: &mut MessagingMessage<'n>, (_, value): &'n Field<'a>, extra: &mut Extra<'n, 'a>) -> bool {
    let Node::Object(fields) = *value else { return false };
    let mut unknown = Extra::new("conversationHistoryRecords[].messageRecords[].messageData");
    for (name, value) in fields {
        if value.is_null() {
            continue;
        }
        let mut buffer = [0; 64];
        let (part, inner) = match folded(name, &mut buffer) {
            b"msg" => (TEXT, ("msg", "conversationHistoryRecords[].messageRecords[].messageData.msg")),
            b"file" => (FILE, ("file", "conversationHistoryRecords[].messageRecords[].messageData.file")),
            b"link" => (LINK, ("link", "conversationHistoryRecords[].messageRecords[].messageData.link")),
            b"richcontent" => (RICH_CONTENT, RICH_CONTENT_INNER),
            b"quickreplies" => (QUICK_REPLIES, QUICK_REPLIES_INNER),
            folded if is_form(folded) => (FORM, FORM_INNER),
            _ => {
                unknown.keep(name, value);
                continue;
            }
        };
        row.read_object(part, inner, (name, value), &mut unknown);
    }
    extra.nest("messageData", unknown);
    true
}

const RICH_CONTENT_INNER: (&str, &str) =
    ("richContent", "conversationHistoryRecords[].messageRecords[].messageData.richContent");
const QUICK_REPLIES_INNER: (&str, &str) =
    ("quickReplies", "conversationHistoryRecords[].messageRecords[].messageData.quickReplies");
const FORM_INNER: (&str, &str) = ("secureForm", "conversationHistoryRecords[].messageRecords[].messageData.secureForm");

/// Upstream's pages do not say what the object with a secure form is called, and there are invitations and submissions.
fn is_form(folded: &[u8]) -> bool {
    folded.windows(4).any(|part| part == b"form")
}
