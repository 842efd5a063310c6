//! What happened, before anybody prints it: the one source of both the files and the truth about them.
//!
//! A text holds U+FFFD where a file prints what Postgres cannot store (U+0000, a lone surrogate): that is what must
//! arrive. `None` is a null, a missing field or, for identifiers, an empty text; the printer chooses.

use serde_json::{Map, Value};

use crate::encode::BodyType;

/// Where the facts of a record that are JSON keep the fields that no page names.
pub(crate) const UNKNOWN: &str = "unknown";

/// Fields that no page names, under their upstream names.
pub(crate) type Unknown = Map<String, Value>;

/// The same JSON without the nulls: the facts of a record are those that have a value.
pub(crate) fn without_nulls(facts: Value) -> Value {
    match facts {
        Value::Object(fields) => {
            let known = fields.into_iter().filter(|(_, value)| !value.is_null());
            Value::Object(known.map(|(name, value)| (name, without_nulls(value))).collect())
        }
        Value::Array(items) => Value::Array(items.into_iter().map(without_nulls).collect()),
        scalar => scalar,
    }
}

/// A visit with its chats; `VisitorHeader`.
#[derive(Clone, Debug)]
pub(crate) struct Visit {
    pub(crate) header: VisitorHeader,
    pub(crate) conversations: Vec<Conversation>,
    pub(crate) contents: Vec<Content>,
    /// It is told in the form of schema 1.0.0.39.
    pub(crate) is_newest: bool,
}

/// A display of content, which is no chat.
#[derive(Clone, Debug)]
pub(crate) struct Content {
    pub(crate) occurred_ms: i64,
    pub(crate) unknown: Unknown,
}

/// Records about a visitor that are printed by the list of their fields, each a JSON object of what has a value.
#[derive(Clone)]
pub(crate) struct VisitorBody {
    pub(crate) header: VisitorHeader,
    pub(crate) body: &'static BodyType,
    pub(crate) items: Vec<Value>,
    pub(crate) span_ms: (i64, i64),
}

#[derive(Clone, Debug, Default)]
pub(crate) struct VisitorHeader {
    pub(crate) visit_id: Option<String>,
    pub(crate) visitor_id: Option<String>,
    pub(crate) context_id: Option<String>,
    pub(crate) unknown: Unknown,
}

/// A chat (Data Access API, Conversation).
#[derive(Clone, Debug)]
pub(crate) struct Conversation {
    pub(crate) id: String,
    pub(crate) kind: Option<&'static str>,
    /// When it really began and ended, which the files do not always tell.
    pub(crate) real_span_ms: (i64, i64),
    pub(crate) started_ms: Option<i64>,
    pub(crate) interaction_started_ms: Option<i64>,
    pub(crate) ended_ms: Option<i64>,
    pub(crate) consumer_id: Option<String>,
    pub(crate) is_interactive: Option<bool>,
    pub(crate) source_origin: Option<&'static str>,
    pub(crate) source_device: Option<&'static str>,
    pub(crate) end_reason: Option<i64>,
    pub(crate) start_reason: Option<i64>,
    pub(crate) campaign: Option<Campaign>,
    pub(crate) agent_id: Option<String>,
    pub(crate) skill_id: Option<i64>,
    pub(crate) skill_name: Option<String>,
    pub(crate) start_page: Option<String>,
    pub(crate) start_url: Option<String>,
    pub(crate) queue_started_ms: Option<i64>,
    pub(crate) queue_ended_ms: Option<i64>,
    pub(crate) skills: Vec<i64>,
    pub(crate) messages: Vec<Message>,
    pub(crate) transfers: Vec<Transfer>,
    pub(crate) secure_forms: Vec<SecureForm>,
    pub(crate) mcs: Option<Unknown>,
    pub(crate) unknown: Unknown,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Campaign {
    pub(crate) campaign_id: Option<i64>,
    pub(crate) engagement_id: Option<i64>,
    pub(crate) unknown: Unknown,
}

/// A line of a chat (Data Access API, Message).
#[derive(Clone, Debug, Default)]
pub(crate) struct Message {
    pub(crate) id: Option<String>,
    pub(crate) dialog_id: Option<String>,
    pub(crate) sent_ms: Option<i64>,
    pub(crate) sender_name: Option<String>,
    pub(crate) line_type: Option<i64>,
    pub(crate) control_type: Option<i64>,
    pub(crate) agent_id: Option<String>,
    pub(crate) content_format: Option<&'static str>,
    pub(crate) text: Option<String>,
    pub(crate) file: Option<FileData>,
    pub(crate) link: Option<LinkData>,
    pub(crate) mcs: Option<Unknown>,
    pub(crate) unknown: Unknown,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct FileData {
    pub(crate) caption: Option<String>,
    pub(crate) file_type: Option<&'static str>,
    pub(crate) unknown: Unknown,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct LinkData {
    pub(crate) url: Option<String>,
    pub(crate) file_type: Option<&'static str>,
    pub(crate) caption: Option<String>,
    pub(crate) unknown: Unknown,
}

/// A hand-over between agents or skills (Data Access API, Transfer).
#[derive(Clone, Debug, Default)]
pub(crate) struct Transfer {
    pub(crate) transferred_ms: Option<i64>,
    pub(crate) skill_id: Option<i64>,
    pub(crate) skill_name: Option<String>,
    pub(crate) target_skill_id: Option<i64>,
    pub(crate) target_skill_name: Option<String>,
    pub(crate) agent_id: Option<String>,
    pub(crate) target_agent_id: Option<String>,
    pub(crate) reason: Option<i64>,
    pub(crate) queue_started_ms: Option<i64>,
    pub(crate) queue_ended_ms: Option<i64>,
    pub(crate) is_interactive: Option<bool>,
    pub(crate) unknown: Unknown,
}

/// A form that the visitor filled in (Data Access API, SecureForm). Older schemas have no time and no UUID of it.
#[derive(Clone, Debug)]
pub(crate) struct SecureForm {
    pub(crate) filled_ms: Option<i64>,
    pub(crate) form_id: i64,
    pub(crate) form_name: Option<&'static str>,
    pub(crate) form_uuid: Option<String>,
    pub(crate) unknown: Unknown,
}

/// An agent's run from login to logout; `AgentHeader`.
#[derive(Clone, Debug)]
pub(crate) struct Shift {
    pub(crate) session_id: String,
    pub(crate) header_unknown: Unknown,
    pub(crate) events: Vec<AgentEvent>,
}

/// A change of an agent's state (Data Access API, agent events).
#[derive(Clone, Debug)]
pub(crate) struct AgentEvent {
    pub(crate) agent_id: i64,
    pub(crate) event_type: i64,
    pub(crate) state: Option<i64>,
    pub(crate) previous_state: Option<i64>,
    pub(crate) occurred_ms: i64,
    pub(crate) concurrent: Option<i64>,
    pub(crate) previous_concurrent: Option<i64>,
    pub(crate) max_concurrent: Option<i64>,
    pub(crate) employee_id: Option<String>,
    pub(crate) user_name: Option<String>,
    pub(crate) nickname: Option<String>,
    pub(crate) login_name: Option<String>,
    pub(crate) agent_group_id: Option<i64>,
    pub(crate) user_profile_ids: Option<Vec<i64>>,
    pub(crate) unknown: Unknown,
}
