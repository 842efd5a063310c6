//! What the warehouse must hold of agentActivity files: each event once.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::data_access::WorldFile;
use crate::truth::{Tables, extra, id, time};
use crate::world::facts::{AgentEvent, Shift};

const TABLE: &str = "agent_event";
pub(super) const TABLES: [&str; 1] = [TABLE];

/// Rows per table, sorted by account, session and event.
pub(super) fn rows(files: &[&WorldFile]) -> Tables {
    let mut events = BTreeMap::new();
    for file in files {
        for shift in file.bodies::<Shift>() {
            for event in &shift.events {
                events.entry((file.account.as_str(), shift.session_id.as_str(), key(event))).or_insert((shift, event));
            }
        }
    }
    let rows = events.iter().map(|((account, ..), (shift, event))| agent_event(account, shift, event));
    Tables::from([(TABLE, rows.collect())])
}

/// What makes two events different ones: agent, type, states, time, counts and group.
fn key(event: &AgentEvent) -> [Option<i64>; 9] {
    [
        Some(event.occurred_ms),
        Some(event.agent_id),
        Some(event.event_type),
        event.state,
        event.previous_state,
        event.concurrent,
        event.previous_concurrent,
        event.max_concurrent,
        event.agent_group_id,
    ]
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
