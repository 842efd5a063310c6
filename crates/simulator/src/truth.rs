//! What the warehouse must hold: one JSON object per row, keyed by column.
//!
//! Written from the contract of the tables, not from any loader: identifiers are texts and an empty one is null, codes
//! and counts are integers, moments are RFC 3339 with three digits, union wrappers are gone, and U+0000 and lone
//! surrogates are U+FFFD.

mod history;
mod operational;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use crate::world::facts::{AgentEvent, Body, Conversation, Message, Shift, Transfer, Unknown, VisitorHeader};

pub use history::HISTORY_TABLES;
pub(crate) use history::rows as history_rows;
pub use operational::OPERATIONAL_TABLES;
pub(crate) use operational::{histogram, queue_state, rows as operational_rows, sla_histogram};

/// The tables that the truth speaks about.
pub const TABLES: [&str; 6] =
    ["agent_event", "conversation", "conversation_skill", "message", "secure_form", "transfer"];

/// Gathers bodies; the newest version of a conversation wins whole, an event is there once.
#[derive(Default)]
pub(crate) struct Truth<'w> {
    conversations: BTreeMap<(&'w str, &'w str), Version<'w>>,
    events: BTreeMap<EventKey<'w>, (&'w Shift, &'w AgentEvent)>,
}

/// Account, session, and what makes the event another one.
type EventKey<'w> = (&'w str, &'w str, [Option<i64>; 9]);

struct Version<'w> {
    scope_end: DateTime<Utc>,
    header: &'w VisitorHeader,
    chat: &'w Conversation,
}

impl<'w> Truth<'w> {
    pub(crate) fn add(&mut self, account: &'w str, scope_end: DateTime<Utc>, body: &'w Body) {
        match body {
            Body::Visit(visit) => {
                for chat in &visit.conversations {
                    let version = Version { scope_end, header: &visit.header, chat };
                    let stored = self.conversations.get(&(account, chat.id.as_str()));
                    if stored.is_none_or(|stored| stored.scope_end < scope_end) {
                        self.conversations.insert((account, &chat.id), version);
                    }
                }
            }
            Body::Shift(shift) => {
                for event in &shift.events {
                    let key = (account, shift.session_id.as_str(), event.key());
                    self.events.entry(key).or_insert((shift, event));
                }
            }
        }
    }

    /// Rows per table, sorted by key.
    pub(crate) fn rows(&self) -> BTreeMap<&'static str, Vec<Value>> {
        let mut tables: BTreeMap<&'static str, Vec<Value>> = TABLES.map(|table| (table, Vec::new())).into();
        let mut push = |table: &'static str, row: Value| tables.entry(table).or_default().push(row);
        for ((account, id), version) in &self.conversations {
            push("conversation", conversation(account, version));
            let chat = version.chat;
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
                let row = json!({ "account_id": account, "conversation_id": id, "position": position, "fields": form });
                push("secure_form", row);
            }
        }
        for ((account, ..), (shift, event)) in &self.events {
            push("agent_event", agent_event(account, shift, event));
        }
        tables
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
        "start_page": chat.start_page,
        "start_url": chat.start_url,
        "queue_started_at": time(chat.queue_started_ms),
        "queue_ended_at": time(chat.queue_ended_ms),
        "visit_id": header.visit_id,
        "visitor_id": header.visitor_id,
        "context_id": header.context_id,
        "mcs": chat.mcs,
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
        "target_skill_id": id(transfer.target_skill_id),
        "agent_id": transfer.agent_id,
        "target_agent_id": transfer.target_agent_id,
        "reason_id": transfer.reason,
        "queue_started_at": time(transfer.queue_started_ms),
        "queue_ended_at": time(transfer.queue_ended_ms),
        "is_interactive": transfer.is_interactive,
        "extra": extra(&transfer.unknown, []),
    })
}

fn agent_event(account: &str, shift: &Shift, event: &AgentEvent) -> Value {
    let profiles = event.user_profile_ids.as_ref();
    json!({
        "account_id": account,
        "agent_session_id": shift.session_id,
        "agent_id": event.agent_id.to_string(),
        "event_type_id": event.event_type,
        "state_id": event.state,
        "previous_state_id": event.previous_state,
        "occurred_at": time(Some(event.occurred_ms)),
        "concurrent_engagements": event.concurrent,
        "previous_concurrent_engagements": event.previous_concurrent,
        "max_concurrent_engagements": event.max_concurrent,
        "employee_id": event.employee_id,
        "user_name": event.user_name,
        "nickname": event.nickname,
        "login_name": event.login_name,
        "agent_group_id": id(event.agent_group_id),
        "user_profile_ids": profiles.map(|ids| ids.iter().map(i64::to_string).collect::<Vec<_>>()),
        "extra": extra(&event.unknown, [("header", Some(&shift.header_unknown))]),
    })
}

fn id(number: Option<i64>) -> Option<String> {
    number.map(|number| number.to_string())
}

/// As Postgres prints it with its session in UTC, in RFC 3339.
pub(crate) fn time(epoch_ms: Option<i64>) -> Option<String> {
    let at = DateTime::<Utc>::from_timestamp_millis(epoch_ms?)?;
    Some(at.format("%Y-%m-%dT%H:%M:%S%.3f+00:00").to_string())
}

/// Unknown fields of the record itself and, under their names, those of the records inside; null when there are none.
fn extra<const N: usize>(own: &Unknown, nested: [(&str, Option<&Unknown>); N]) -> Value {
    let mut fields = own.clone();
    for (name, unknown) in nested {
        if let Some(unknown) = unknown.filter(|unknown| !unknown.is_empty()) {
            fields.insert(name.to_owned(), Value::Object(unknown.clone()));
        }
    }
    if fields.is_empty() { Value::Null } else { Value::Object(fields) }
}
