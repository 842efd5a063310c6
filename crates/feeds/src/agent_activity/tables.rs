//! The table of agent events.

use model::rows::{CopyOrder, FactSource, Family, NameSource, Row};
use normalizer::table;
use tuple::{Json, Millis};

/// A change of an agent's state.
pub static AGENT_EVENT: Family = Family {
    name: AgentEvent::TABLE.name,
    parent: AgentEvent::TABLE,
    children: &[],
    members: None,
    key: &["agent_session_id", "event_key"],
    order: CopyOrder::Version,
    history: None,
    names: &[
        NameSource {
            table: AgentEvent::TABLE.name,
            dimension: "agent",
            id: "agent_id",
            seen_at: "occurred_at",
            attributes: &[
                ("nickname", "nickname"),
                ("login_name", "login_name"),
                ("login_name", "user_name"),
                ("employee_id", "employee_id"),
                ("agent_group_id", "agent_group_id"),
            ],
        },
        NameSource {
            table: AgentEvent::TABLE.name,
            dimension: "agent_group",
            id: "agent_group_id",
            seen_at: "occurred_at",
            attributes: &[],
        },
    ],
    fact: Some(FactSource { subject: "agent_session", id: "agent_session_id" }),
    content_rev: 2,
};

table! {
    /// Data Access, an item of `agentSessionsData` with its `AgentHeader`.
    AgentEvent<'a> in "agent_event" {
        account_id: &'a str,
        agent_session_id: &'a str,
        event_key: [u8; 16],
        agent_id: Option<&'a str> = id("agentID"),
        event_type_id: Option<i32> = integer("type"),
        state_id: Option<i32> = integer("state"),
        previous_state_id: Option<i32> = integer("prevState"),
        occurred_at: Option<Millis> = time("timestamp"),
        concurrent_engagements: Option<i32> = integer("concurrentEng"),
        previous_concurrent_engagements: Option<i32> = integer("prevConcurrentEng"),
        max_concurrent_engagements: Option<i32> = integer("maxConcurrentEng"),
        employee_id: Option<&'a str> = id("agentEmployeeId"),
        user_name: Option<&'a str> = text("agentUsername"),
        nickname: Option<&'a str> = text("agentNickname"),
        login_name: Option<&'a str> = text("agentLoginname"),
        agent_group_id: Option<&'a str> = id("agentGroupID"),
        user_profile_ids: Option<Vec<&'a str>> = ids("userProfileIDs"),
        extra: Option<Json<String>>,
    }
}
