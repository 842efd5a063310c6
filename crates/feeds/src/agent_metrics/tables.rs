//! The tables of the Agent Metrics API: samples, one family each, without children.

use model::rows::{Family, Row, Table};
use normalizer::table;
use tuple::{Decimal, Json, Millis};

use crate::sample::family_of;

const fn sample(parent: &'static Table, key: &'static [&'static str]) -> Family {
    family_of(parent, key, 1)
}

/// An agent at a moment.
pub static AGENT_STATUS_SAMPLE: Family = sample(AgentStatusSample::TABLE, &["sampled_at", "agent_id"]);

/// What an agent is called, as upstream showed it last. Apart from the samples, which are many: names that stay the same are
/// not written again.
pub static AGENT_PROFILE: Family = sample(AgentProfile::TABLE, &["agent_id"]);

/// All agents together at a moment.
pub static AGENT_LOAD_SAMPLE: Family = sample(AgentLoadSample::TABLE, &["sampled_at"]);

table! {
    /// Agent Metrics, an agent's status and load at a moment.
    AgentStatusSample<'a> in "agent_status_sample" {
        account_id: &'a str,
        sampled_at: Millis,
        agent_id: &'a str,
        status: Option<&'a str> = text("currentStatus"),
        status_started_at: Option<Millis> = time("currentStatusStartTimeL", spare "currentStatusStartTime"),
        status_duration_ms: Option<i64> = size("currentStatusDuration"),
        reason_id: Option<&'a str> = id("currentStatusReason"),
        reason_started_at: Option<Millis> = time("currentStatusReasonStartTimeL", spare "currentStatusReasonStartTime"),
        reason_duration_ms: Option<i64> = size("currentStatusReasonDuration"),
        load: Option<Decimal<'a>> = average_size("load"),
        ringing_slots: Option<i64> = size("ringingSlots"),
        busy_slots: Option<i64> = size("busySlots"),
        configured_max_slots: Option<i64> = size("configuredMaxSlots"),
        open_assigned_conversations: Option<i64> = size("openAssignedConversations"),
        intense_conversations: Option<i64> = size("intenseConversations"),
        connection_state: Option<&'a str> = text("currentConnectionState"),
        is_present: Option<bool> = boolean("agentPresence"),
        last_updated_at: Option<Millis> = time("lastUpdatedTimeL", spare "lastUpdatedTime"),
        is_partial: bool,
        is_final: bool,
        extra: Option<Json<String>>,
    }
}

table! {
    /// Agent Metrics, the names, group and skills of an agent.
    AgentProfile<'a> in "agent_profile" {
        account_id: &'a str,
        agent_id: &'a str,
        full_name: Option<&'a str> = text("agentName"),
        nickname: Option<&'a str> = text("agentNickname"),
        login_name: Option<&'a str> = text("agentLoginName"),
        picture_url: Option<&'a str> = text("agentPictureURL"),
        agent_group_id: Option<&'a str> = id("agentGroupId"),
        agent_group_name: Option<&'a str> = text("agentGroupName"),
        skills: Option<Json<String>> = json("agentSkills"),
        is_final: bool,
    }
}

table! {
    /// Agent Metrics, the load of all agents at a moment.
    AgentLoadSample<'a> in "agent_load_sample" {
        account_id: &'a str,
        sampled_at: Millis,
        open_assigned_conversations: Option<i64> = size("openAssignedConversations"),
        weighted_avg_load: Option<Decimal<'a>> = average_size("weightedAvgLoad"),
        min_load: Option<Decimal<'a>> = average_size("minLoad"),
        max_load: Option<Decimal<'a>> = average_size("maxLoad"),
        min_configured_max_slots: Option<i64> = size("minConfiguredMaxSlots"),
        max_configured_max_slots: Option<i64> = size("maxConfiguredMaxSlots"),
        num_away_agents: Option<i64> = size("numAwayAgents"),
        num_back_soon_agents: Option<i64> = size("numBackSoonAgents"),
        num_online_agents: Option<i64> = size("numOnlineAgents"),
        is_final: bool,
        extra: Option<Json<String>>,
    }
}
