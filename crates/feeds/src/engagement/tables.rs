//! The tables of conversations.

use model::batch::Hash;
use model::rows::{CopyOrder, FactSource, Family, NameSource, Row};
use normalizer::table;
use normalizer::table::Part;
use tuple::{Json, Millis};

/// A conversation (a chat) with everything in it.
pub static CONVERSATION: Family = Family {
    name: Conversation::TABLE.name,
    parent: Conversation::TABLE,
    children: &[ConversationSkill::TABLE, Message::TABLE, Transfer::TABLE, SecureForm::TABLE],
    members: None,
    key: &["conversation_id"],
    order: CopyOrder::Version,
    history: None,
    names: &[
        NameSource {
            table: Conversation::TABLE.name,
            dimension: "agent",
            id: "agent_id",
            seen_at: "started_at",
            attributes: &[],
        },
        NameSource {
            table: Conversation::TABLE.name,
            dimension: "skill",
            id: "skill_id",
            seen_at: "started_at",
            attributes: &[("name", "skill_name")],
        },
        NameSource {
            table: Conversation::TABLE.name,
            dimension: "campaign",
            id: "campaign_id",
            seen_at: "started_at",
            attributes: &[],
        },
        NameSource {
            table: ConversationSkill::TABLE.name,
            dimension: "skill",
            id: "skill_id",
            seen_at: "started_at",
            attributes: &[],
        },
        NameSource {
            table: Transfer::TABLE.name,
            dimension: "agent",
            id: "agent_id",
            seen_at: "transferred_at",
            attributes: &[],
        },
        NameSource {
            table: Transfer::TABLE.name,
            dimension: "agent",
            id: "target_agent_id",
            seen_at: "transferred_at",
            attributes: &[],
        },
        NameSource {
            table: Transfer::TABLE.name,
            dimension: "skill",
            id: "skill_id",
            seen_at: "transferred_at",
            attributes: &[("name", "skill_name")],
        },
        NameSource {
            table: Transfer::TABLE.name,
            dimension: "skill",
            id: "target_skill_id",
            seen_at: "transferred_at",
            attributes: &[("name", "target_skill_name")],
        },
    ],
    fact: Some(FactSource { subject: "chat", id: "conversation_id" }),
    content_rev: 3,
};

/// An engagement that showed content.
pub static CONTENT_ENGAGEMENT: Family = Family {
    name: ContentEngagement::TABLE.name,
    parent: ContentEngagement::TABLE,
    children: &[],
    members: None,
    key: &["content_key"],
    order: CopyOrder::Version,
    history: None,
    names: &[],
    fact: None,
    content_rev: 1,
};

/// The `VisitorHeader` of the body.
pub(super) const HEADER: Part = Part(1);
/// `campaignData` of a conversation.
pub(super) const CAMPAIGN: Part = Part(2);
/// `fileData` of a line.
pub(super) const FILE: Part = Part(3);
/// `linkData` of a line.
pub(super) const LINK: Part = Part(4);

table! {
    /// Data Access, `Conversation` with its `VisitorHeader`.
    Conversation<'a> in "conversation" {
        account_id: &'a str,
        conversation_id: &'a str,
        r#type: Option<&'a str> = id("type"),
        started_at: Option<Millis> = time("conversationStartTime"),
        interaction_started_at: Option<Millis> = time("interactionStartTime"),
        ended_at: Option<Millis> = time("conversationEndTime"),
        consumer_id: Option<&'a str> = id("consumerId"),
        is_interactive: Option<bool> = boolean("isInteractive"),
        source_origin: Option<&'a str> = text("sourceOrigin"),
        source_device: Option<&'a str> = id("sourceDevice"),
        end_reason_id: Option<i32> = integer("endReasonId"),
        start_reason_id: Option<i32> = integer("startReasonId"),
        campaign_id: Option<&'a str> = id(CAMPAIGN, "campaignId"),
        campaign_engagement_id: Option<&'a str> = id(CAMPAIGN, "campaignEngagementId"),
        agent_id: Option<&'a str> = id("agentId"),
        skill_id: Option<&'a str> = id("skillId"),
        skill_name: Option<&'a str> = text("skillName"),
        start_page: Option<&'a str> = text("startPage"),
        start_url: Option<&'a str> = text("startUrl"),
        queue_started_at: Option<Millis> = time("queueStartTime"),
        queue_ended_at: Option<Millis> = time("queueEndTime"),
        visit_id: Option<&'a str> = id(HEADER, "visitId"),
        visitor_id: Option<&'a str> = id(HEADER, "visitorId"),
        context_id: Option<&'a str> = id(HEADER, "contextId"),
        mcs: Option<Json<String>> = json("mcs"),
        mcs_score: Option<i32>,
        extra: Option<Json<String>>,
    }
}

table! {
    /// Data Access, an item of `skills`.
    ConversationSkill<'a> in "conversation_skill" {
        account_id: &'a str,
        conversation_id: &'a str,
        position: i32,
        skill_id: Option<&'a str>,
    }
}

table! {
    /// Data Access, an item of `transcripts`.
    Message<'a> in "message" {
        account_id: &'a str,
        conversation_id: &'a str,
        position: i32,
        message_id: Option<&'a str> = id("messageId"),
        dialog_id: Option<&'a str> = id("dialogId"),
        sent_at: Option<Millis> = time("timestamp"),
        sender_name: Option<&'a str> = text("by"),
        line_type_id: Option<i32> = integer("type"),
        control_type_id: Option<i32> = integer("controlType"),
        agent_id: Option<&'a str> = id("agentId"),
        content_format: Option<&'a str> = text("contentFormat"),
        text: Option<&'a str> = text("text"),
        file_caption: Option<&'a str> = text(FILE, "caption"),
        file_type: Option<&'a str> = text(FILE, "fileType"),
        link_url: Option<&'a str> = text(LINK, "externalFileLink"),
        link_file_type: Option<&'a str> = text(LINK, "fileType"),
        link_caption: Option<&'a str> = text(LINK, "caption"),
        mcs: Option<Json<String>> = json("mcs"),
        extra: Option<Json<String>>,
    }
}

table! {
    /// Data Access, an item of `transfers`.
    Transfer<'a> in "transfer" {
        account_id: &'a str,
        conversation_id: &'a str,
        position: i32,
        transferred_at: Option<Millis> = time("timestamp"),
        skill_id: Option<&'a str> = id("skillId"),
        skill_name: Option<&'a str> = text("skillName"),
        target_skill_id: Option<&'a str> = id("targetSkillId"),
        target_skill_name: Option<&'a str> = text("targetSkillName"),
        agent_id: Option<&'a str> = id("agentId"),
        target_agent_id: Option<&'a str> = id("targetAgentId"),
        reason_id: Option<i32> = integer("reason"),
        queue_started_at: Option<Millis> = time("queueStartTime"),
        queue_ended_at: Option<Millis> = time("queueEndTime"),
        is_interactive: Option<bool> = boolean("isInteractive"),
        extra: Option<Json<String>>,
    }
}

table! {
    /// Data Access, an item of `secureForms` (schema 1.0.0.39).
    SecureForm<'a> in "secure_form" {
        account_id: &'a str,
        conversation_id: &'a str,
        position: i32,
        filled_at: Option<Millis> = time("timestamp"),
        form_id: Option<&'a str> = id("formId"),
        form_name: Option<&'a str> = text("formName"),
        form_uuid: Option<&'a str> = id("formUuid"),
        extra: Option<Json<String>>,
    }
}

table! {
    /// Data Access, `Content` with its `VisitorHeader` (schema 1.0.0.39).
    ContentEngagement<'a> in "content_engagement" {
        account_id: &'a str,
        content_key: Hash,
        occurred_at: Option<Millis> = time("timestamp"),
        visit_id: Option<&'a str> = id(HEADER, "visitId"),
        visitor_id: Option<&'a str> = id(HEADER, "visitorId"),
        context_id: Option<&'a str> = id(HEADER, "contextId"),
        extra: Option<Json<String>>,
    }
}
