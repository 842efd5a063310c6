//! The body of an engagement document (Data Access API, engagement).

use crate::data_access::Body;
use crate::encode::{NAMESPACE, Printer};
use crate::world::facts::{Campaign, Conversation, FileData, LinkData, Message, Transfer, Visit};

impl Body for Visit {
    fn span_ms(&self) -> Option<(i64, i64)> {
        let moments = self.conversations.iter().flat_map(|chat| [chat.started_ms, chat.ended_ms]).flatten();
        moments.clone().min().zip(moments.max())
    }

    fn print(&self, printer: &mut Printer<'_>) {
        visit(printer, self);
    }
}

fn visit(p: &mut Printer<'_>, visit: &Visit) {
    p.union(&format!("{NAMESPACE}EngagementData"), |p| {
        p.object(|p| {
            let is_header_first = p.percent(90);
            if is_header_first {
                header(p, visit);
            }
            p.array("engagements", &visit.conversations, |p, chat| {
                p.union(&format!("{NAMESPACE}Conversation"), |p| p.object(|p| conversation(p, chat)));
            });
            if !is_header_first {
                header(p, visit);
            }
        });
    });
}

fn header(p: &mut Printer<'_>, visit: &Visit) {
    p.record("header", "VisitorHeader", Some(&visit.header), |p, header| {
        p.id("visitId", header.visit_id.as_deref());
        p.id("visitorId", header.visitor_id.as_deref());
        p.id("contextId", header.context_id.as_deref());
        p.unknown(&header.unknown);
    });
}

fn conversation(p: &mut Printer<'_>, chat: &Conversation) {
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
    p.text("startPage", chat.start_page.as_deref());
    p.text("startUrl", chat.start_url.as_deref());
    p.array("transcripts", &chat.messages, message);
    p.array("transfers", &chat.transfers, transfer);
    p.array("secureForms", &chat.secure_forms, |p, form| p.object(|p| p.unknown(form)));
    p.record("mcs", "MCS", chat.mcs.as_ref(), |p, fields| p.unknown(fields));
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

fn transfer(p: &mut Printer<'_>, transfer: &Transfer) {
    p.object(|p| {
        p.long_or_text("timestamp", transfer.transferred_ms);
        p.long("skillId", transfer.skill_id);
        p.long("targetSkillId", transfer.target_skill_id);
        p.id("agentId", transfer.agent_id.as_deref());
        p.id("targetAgentId", transfer.target_agent_id.as_deref());
        p.long("reason", transfer.reason);
        p.long("queueStartTime", transfer.queue_started_ms);
        p.long("queueEndTime", transfer.queue_ended_ms);
        p.boolean("isInteractive", transfer.is_interactive);
        p.unknown(&transfer.unknown);
    });
}
