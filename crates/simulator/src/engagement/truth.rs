//! What the warehouse must hold of engagement files: the newest version of a conversation, whole, and each display of
//! content once.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::data_access::WorldFile;
use crate::truth::{self, Tables, extra, id, time};
use crate::world::facts::{Content, Conversation, Message, SecureForm, Transfer, Visit, VisitorHeader};

pub(super) const TABLES: [&str; 6] =
    ["content_engagement", "conversation", "conversation_skill", "message", "secure_form", "transfer"];

struct Version<'w> {
    scope_end: DateTime<Utc>,
    header: &'w VisitorHeader,
    chat: &'w Conversation,
}

/// Rows per table, sorted by account, conversation and position.
pub(super) fn rows(files: &[&WorldFile]) -> Tables {
    let mut newest: BTreeMap<(&str, &str), Version<'_>> = BTreeMap::new();
    let mut contents = BTreeMap::new();
    for file in files {
        for visit in file.bodies::<Visit>() {
            for content in &visit.contents {
                let key = content_key(&file.account, &visit.header, content);
                contents.insert(key, content_engagement(&file.account, &visit.header, content));
            }
            for chat in &visit.conversations {
                let key = (file.account.as_str(), chat.id.as_str());
                if newest.get(&key).is_none_or(|stored| stored.scope_end < file.scope_end) {
                    newest.insert(key, Version { scope_end: file.scope_end, header: &visit.header, chat });
                }
            }
        }
    }
    let mut tables = truth::empty(&TABLES);
    for ((account, _), version) in &newest {
        add(account, version, &mut tables);
    }
    tables.insert("content_engagement", contents.into_values().collect());
    tables
}

/// Upstream gives a content no id, and publishes it again unchanged.
fn content_key<'w>(
    account: &'w str,
    header: &'w VisitorHeader,
    content: &Content,
) -> (&'w str, &'w Option<String>, &'w Option<String>, i64, String) {
    (account, &header.visit_id, &header.visitor_id, content.occurred_ms, json!(content.unknown).to_string())
}

fn content_engagement(account: &str, header: &VisitorHeader, content: &Content) -> Value {
    json!({
        "account_id": account,
        "occurred_at": time(Some(content.occurred_ms)),
        "visit_id": header.visit_id,
        "visitor_id": header.visitor_id,
        "context_id": header.context_id,
        "extra": extra(&content.unknown, [("header", Some(&header.unknown))]),
    })
}

fn add(account: &str, version: &Version<'_>, tables: &mut Tables) {
    let mut push = |table: &'static str, row: Value| tables.entry(table).or_default().push(row);
    let chat = version.chat;
    let id = &chat.id;
    push("conversation", conversation(account, version));
    for (position, skill) in chat.skills.iter().enumerate() {
        let row = json!({ "account_id": account, "conversation_id": id, "position": position,
            "skill_id": skill.to_string() });
        push("conversation_skill", row);
    }
    for (position, line) in chat.messages.iter().enumerate() {
        push("message", message(account, id, position, line));
    }
    for (position, hand_over) in chat.transfers.iter().enumerate() {
        push("transfer", transfer(account, id, position, hand_over));
    }
    for (position, form) in chat.secure_forms.iter().enumerate() {
        push("secure_form", secure_form(account, id, position, form));
    }
}

fn conversation(account: &str, version: &Version<'_>) -> Value {
    let Version { header, chat, .. } = version;
    let campaign = chat.campaign.as_ref();
    let nested = [("campaignData", campaign.map(|campaign| &campaign.unknown)), ("header", Some(&header.unknown))];
    json!({
        "account_id": account,
        "conversation_id": chat.id,
        "type": chat.kind,
        "started_at": time(chat.started_ms),
        "interaction_started_at": time(chat.interaction_started_ms),
        "ended_at": time(chat.ended_ms),
        "consumer_id": chat.consumer_id,
        "is_interactive": chat.is_interactive,
        "source_origin": chat.source_origin,
        "source_device": chat.source_device,
        "end_reason_id": chat.end_reason,
        "start_reason_id": chat.start_reason,
        "campaign_id": campaign.and_then(|campaign| id(campaign.campaign_id)),
        "campaign_engagement_id": campaign.and_then(|campaign| id(campaign.engagement_id)),
        "agent_id": chat.agent_id,
        "skill_id": id(chat.skill_id),
        "skill_name": chat.skill_name,
        "start_page": chat.start_page,
        "start_url": chat.start_url,
        "queue_started_at": time(chat.queue_started_ms),
        "queue_ended_at": time(chat.queue_ended_ms),
        "visit_id": header.visit_id,
        "visitor_id": header.visitor_id,
        "context_id": header.context_id,
        "mcs": chat.mcs,
        "mcs_score": chat.mcs.as_ref().and_then(|mcs| mcs.get("score")),
        "extra": extra(&chat.unknown, nested),
    })
}

fn message(account: &str, conversation_id: &str, position: usize, line: &Message) -> Value {
    let (file, link) = (line.file.as_ref(), line.link.as_ref());
    let nested = [("fileData", file.map(|file| &file.unknown)), ("linkData", link.map(|link| &link.unknown))];
    json!({
        "account_id": account,
        "conversation_id": conversation_id,
        "position": position,
        "message_id": line.id,
        "dialog_id": line.dialog_id,
        "sent_at": time(line.sent_ms),
        "sender_name": line.sender_name,
        "line_type_id": line.line_type,
        "control_type_id": line.control_type,
        "agent_id": line.agent_id,
        "content_format": line.content_format,
        "text": line.text,
        "file_caption": file.and_then(|file| file.caption.as_ref()),
        "file_type": file.and_then(|file| file.file_type),
        "link_url": link.and_then(|link| link.url.as_ref()),
        "link_file_type": link.and_then(|link| link.file_type),
        "link_caption": link.and_then(|link| link.caption.as_ref()),
        "mcs": line.mcs,
        "extra": extra(&line.unknown, nested),
    })
}

fn transfer(account: &str, conversation_id: &str, position: usize, transfer: &Transfer) -> Value {
    json!({
        "account_id": account,
        "conversation_id": conversation_id,
        "position": position,
        "transferred_at": time(transfer.transferred_ms),
        "skill_id": id(transfer.skill_id),
        "skill_name": transfer.skill_name,
        "target_skill_id": id(transfer.target_skill_id),
        "target_skill_name": transfer.target_skill_name,
        "agent_id": transfer.agent_id,
        "target_agent_id": transfer.target_agent_id,
        "reason_id": transfer.reason,
        "queue_started_at": time(transfer.queue_started_ms),
        "queue_ended_at": time(transfer.queue_ended_ms),
        "is_interactive": transfer.is_interactive,
        "extra": extra(&transfer.unknown, []),
    })
}

fn secure_form(account: &str, conversation_id: &str, position: usize, form: &SecureForm) -> Value {
    json!({
        "account_id": account,
        "conversation_id": conversation_id,
        "position": position,
        "filled_at": time(form.filled_ms),
        "form_id": id(Some(form.form_id)),
        "form_name": form.form_name,
        "form_uuid": form.form_uuid,
        "extra": extra(&form.unknown, []),
    })
}
