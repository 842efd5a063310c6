//! The body of an engagement document (Data Access API, engagement).

use crate::data_access::Body;
use crate::encode::{NAMESPACE, Printer, print_visitor_header};
use crate::world::facts::{Campaign, Content, Conversation, FileData, LinkData, Message, SecureForm, Transfer, Visit};

impl Body for Visit {
    fn span_ms(&self) -> Option<(i64, i64)> {
        let moments = self.conversations.iter().flat_map(|chat| [chat.started_ms, chat.ended_ms]).flatten();
        let moments = moments.chain(self.contents.iter().map(|content| content.occurred_ms));
        moments.clone().min().zip(moments.max())
    }

    fn schema_version(&self) -> &'static str {
        if self.is_newest { "1.0.0.39" } else { "1.0.0.35" }
    }

    fn print(&self, printer: &mut Printer<'_>) {
        visit(printer, self);
    }
}

/// An item of `engagements`.
enum Entity<'v> {
    Conversation(&'v Conversation),
    Content(&'v Content),
}

fn visit(p: &mut Printer<'_>, visit: &Visit) {
    let chats = visit.conversations.iter().map(Entity::Conversation);
    let mut entities: Vec<Entity<'_>> = chats.chain(visit.contents.iter().map(Entity::Content)).collect();
    if !visit.contents.is_empty() && p.percent(50) {
        entities.reverse();
    }
    p.union(&format!("{NAMESPACE}EngagementData"), |p| {
        p.object(|p| {
            let is_header_first = p.percent(90);
            if is_header_first {
                print_visitor_header(p, &visit.header);
            }
            p.array("engagements", &entities, |p, entity| match entity {
                Entity::Conversation(chat) => p.union(&format!("{NAMESPACE}Conversation"), |p| {
                    p.object(|p| conversation(p, chat, visit.is_newest));
                }),
                // Never bare: it would look like a broken conversation.
                Entity::Content(its) => p.tagged(true, &format!("{NAMESPACE}Content"), |p| content(p, its)),
            });
            if !is_header_first {
                print_visitor_header(p, &visit.header);
            }
        });
    });
}

fn content(p: &mut Printer<'_>, content: &Content) {
    p.object(|p| {
        p.long("timestamp", Some(content.occurred_ms));
        p.unknown(&content.unknown);
    });
}

fn conversation(p: &mut Printer<'_>, chat: &Conversation, is_newest: bool) {
    let (start_reason, skill) =
        if p.is_table_case() { ("StartReasonId", "skillID") } else { ("startReasonId", "skillId") };
    p.enumeration("type", "ConversationType", chat.kind);
    p.text("conversationId", Some(&chat.id));
    p.long("conversationStartTime", chat.started_ms);
    p.long("interactionStartTime", chat.interaction_started_ms);
    p.long("conversationEndTime", chat.ended_ms);
    p.id("consumerId", chat.consumer_id.as_deref());
    p.boolean("isInteractive", chat.is_interactive);
    p.text("sourceOrigin", chat.source_origin);
    p.enumeration("sourceDevice", "DeviceType", chat.source_device);
    p.int("endReasonId", chat.end_reason);
    p.record("campaignData", "CampaignData", chat.campaign.as_ref(), campaign);
    p.array("skills", &chat.skills, |p, skill| p.number(*skill));
    p.int(start_reason, chat.start_reason);
    p.id("agentId", chat.agent_id.as_deref());
    p.long(skill, chat.skill_id);
    if is_newest {
        p.text("skillName", chat.skill_name.as_deref());
    }
    p.text("startPage", chat.start_page.as_deref());
    p.text("startUrl", chat.start_url.as_deref());
    p.array("transcripts", &chat.messages, message);
    p.array("transfers", &chat.transfers, |p, its| transfer(p, its, is_newest));
    p.array("secureForms", &chat.secure_forms, |p, form| secure_form(p, form, is_newest));
    p.record("mcs", "MCS", chat.mcs.as_ref(), |p, fields| match fields.get("score").filter(|_| is_newest) {
        Some(score) => p.int("score", score.as_i64()),
        None => p.unknown(fields),
    });
    p.long("queueStartTime", chat.queue_started_ms);
    p.long("queueEndTime", chat.queue_ended_ms);
    p.unknown(&chat.unknown);
}

fn campaign(p: &mut Printer<'_>, campaign: &Campaign) {
    p.long("campaignId", campaign.campaign_id);
    p.long("campaignEngagementId", campaign.engagement_id);
    p.unknown(&campaign.unknown);
}

fn message(p: &mut Printer<'_>, message: &Message) {
    p.object(|p| {
        p.text("text", message.text.as_deref());
        p.long("timestamp", message.sent_ms);
        p.text("by", message.sender_name.as_deref());
        p.digit("type", message.line_type);
        p.digit("controlType", message.control_type);
        p.id("agentId", message.agent_id.as_deref());
        p.text("contentFormat", message.content_format);
        p.id("messageId", message.id.as_deref());
        p.id("dialogId", message.dialog_id.as_deref());
        p.record("fileData", "FileData", message.file.as_ref(), file);
        p.record("linkData", "LinkData", message.link.as_ref(), link);
        p.record("mcs", "MCS", message.mcs.as_ref(), |p, fields| p.unknown(fields));
        p.unknown(&message.unknown);
    });
}

fn file(p: &mut Printer<'_>, file: &FileData) {
    p.text("caption", file.caption.as_deref());
    p.text("fileType", file.file_type);
    p.unknown(&file.unknown);
}

fn link(p: &mut Printer<'_>, link: &LinkData) {
    p.text("externalFileLink", link.url.as_deref());
    p.text("fileType", link.file_type);
    p.text("caption", link.caption.as_deref());
    p.unknown(&link.unknown);
}

/// The page's form ids are texts, those of the schema are numbers.
fn secure_form(p: &mut Printer<'_>, form: &SecureForm, is_newest: bool) {
    p.object(|p| {
        if is_newest {
            p.long("timestamp", form.filled_ms);
            p.long("formId", Some(form.form_id));
            p.text("formName", form.form_name);
            p.id("formUuid", form.form_uuid.as_deref());
        } else {
            p.text("formId", Some(&form.form_id.to_string()));
            p.text("formName", form.form_name);
        }
        p.unknown(&form.unknown);
    });
}

fn transfer(p: &mut Printer<'_>, transfer: &Transfer, is_newest: bool) {
    p.object(|p| {
        p.long_or_text("timestamp", transfer.transferred_ms);
        p.long("skillId", transfer.skill_id);
        if is_newest {
            p.text("skillName", transfer.skill_name.as_deref());
        }
        p.long("targetSkillId", transfer.target_skill_id);
        if is_newest {
            p.text("targetSkillName", transfer.target_skill_name.as_deref());
        }
        p.id("agentId", transfer.agent_id.as_deref());
        p.id("targetAgentId", transfer.target_agent_id.as_deref());
        p.long("reason", transfer.reason);
        p.long("queueStartTime", transfer.queue_started_ms);
        p.long("queueEndTime", transfer.queue_ended_ms);
        p.boolean("isInteractive", transfer.is_interactive);
        p.unknown(&transfer.unknown);
    });
}
