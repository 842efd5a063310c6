//! What was said: messages, their statuses and scores, and what upstream took the consumer to mean.

use normalizer::table;
use normalizer::table::Part;
use tuple::{Decimal, Json, Millis};

use super::super::words::Words;
use super::CONTEXT;

/// `msg` in `messageData`.
pub(in super::super) const TEXT: Part = Part(2);
/// `file` in `messageData`.
pub(in super::super) const FILE: Part = Part(3);
/// `link` in `messageData`.
pub(in super::super) const LINK: Part = Part(4);
/// The secure form in `messageData`.
pub(in super::super) const FORM: Part = Part(5);
/// `richContent` in `messageData`.
pub(in super::super) const RICH_CONTENT: Part = Part(6);
/// `quickReplies` in `messageData`.
pub(in super::super) const QUICK_REPLIES: Part = Part(7);

table! {
    /// Messaging Interactions, an item of `messageRecords`.
    MessagingMessage<'a> in "messaging_message" {
        account_id: &'a str,
        conversation_id: &'a str,
        position: i32,
        message_id: Option<&'a str> = id("messageId"),
        dialog_id: Option<&'a str> = id("dialogId"),
        seq: Option<i32> = integer("seq"),
        r#type: Option<&'a str> = word("type"),
        audience: Option<&'a str> = word("audience"),
        sent_at: Option<Millis> = time("timeL", spare "time"),
        sent_by: Option<&'a str> = word("sentBy"),
        participant_id: Option<&'a str> = person_id("participantId"),
        source: Option<&'a str> = word("source"),
        device: Option<&'a str> = word("device"),
        text: Option<&'a str> = text(TEXT, "text"),
        file_relative_path: Option<&'a str> = text(FILE, "relativePath"),
        file_type: Option<&'a str> = word(FILE, "fileType"),
        file_caption: Option<&'a str> = text(FILE, "caption"),
        file_preview: Option<&'a str> = text(FILE, "preview"),
        link_url: Option<&'a str> = text(LINK, "externalFileLink"),
        link_file_type: Option<&'a str> = word(LINK, "fileType"),
        link_caption: Option<&'a str> = text(LINK, "caption"),
        form_id: Option<&'a str> = id(FORM, "formId"),
        form_name: Option<&'a str> = text(FORM, "formName"),
        form_submission_id: Option<&'a str> = id(FORM, "submissionId"),
        form_invitation_id: Option<&'a str> = id(FORM, "invitationId"),
        rich_content: Option<Json<String>> = json_text(RICH_CONTENT, "content"),
        quick_replies: Option<Json<String>> = json_text(QUICK_REPLIES, "content"),
        metadata: Option<Json<String>> = json(CONTEXT, "structuredMetadata"),
        raw_metadata: Option<Json<String>> = json_text(CONTEXT, "rawMetadata"),
        extra: Option<Json<String>>,
    }
}

table! {
    /// Messaging Interactions, an item of `messageStatuses`.
    MessagingMessageStatus<'a> in "messaging_message_status" {
        account_id: &'a str,
        conversation_id: &'a str,
        position: i32,
        message_id: Option<&'a str> = id("messageId"),
        dialog_id: Option<&'a str> = id("dialogId"),
        seq: Option<i32> = integer("seq"),
        status: Option<&'a str> = word("messageDeliveryStatus"),
        occurred_at: Option<Millis> = time("timeL", spare "time"),
        participant_id: Option<&'a str> = person_id("participantId"),
        participant_type: Option<&'a str> = word("participantType"),
        extra: Option<Json<String>>,
    }
}

table! {
    /// Messaging Interactions, an item of `messageScores`.
    MessagingMessageScore<'a> in "messaging_message_score" {
        account_id: &'a str,
        conversation_id: &'a str,
        position: i32,
        message_id: Option<&'a str> = id("messageId"),
        raw_score: Option<Decimal<'a>> = decimal("messageRawScore"),
        mcs: Option<i32> = integer("mcs"),
        scored_at: Option<Millis> = time("timeL", spare "time"),
        extra: Option<Json<String>>,
    }
}

table! {
    /// Messaging Interactions, a classification in an item of `intents`.
    MessagingIntent<'a> in "messaging_intent" {
        account_id: &'a str,
        conversation_id: &'a str,
        position: i32,
        message_id: Option<&'a str>,
        is_selected: Option<bool>,
        intent_id: Option<&'a str> = id("intentName"),
        intent_label: Option<&'a str> = text("intentLabel"),
        confidence_score: Option<Decimal<'a>> = decimal("confidenceScore"),
        model_names: Option<Vec<Option<&'a str>>>,
        model_versions: Option<Vec<Option<&'a str>>>,
        extra: Option<Json<String>>,
    }
}
