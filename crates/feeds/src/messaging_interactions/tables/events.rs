//! What happened: dialogs, how the conversation moved between skills and agents, co-browse sessions.

use normalizer::table;
use tuple::{Json, Millis};

use super::super::words::Words;
use super::CONTEXT;

table! {
    /// Messaging Interactions, an item of `dialogs`.
    MessagingDialog<'a> in "messaging_dialog" {
        account_id: &'a str,
        conversation_id: &'a str,
        dialog_id: &'a str,
        r#type: Option<&'a str> = word("dialogType"),
        status: Option<&'a str> = word("status"),
        channel: Option<&'a str> = word("dialogChannelType"),
        started_at: Option<Millis> = time("startTimeL", spare "startTime"),
        ended_at: Option<Millis> = moment("endTimeL", spare "endTime"),
        close_reason: Option<&'a str> = word("closeReason"),
        close_reason_description: Option<&'a str> = word("closeReasonDescription"),
        skill_id: Option<&'a str> = id("skillId"),
        skill_name: Option<&'a str> = text("skillName"),
        extra: Option<Json<String>>,
    }
}

table! {
    /// Messaging Interactions, an item of `transfers`.
    MessagingTransfer<'a> in "messaging_transfer" {
        account_id: &'a str,
        conversation_id: &'a str,
        position: i32,
        transferred_at: Option<Millis> = time("timeL", spare "time"),
        source_skill_id: Option<&'a str> = id("sourceSkillId"),
        source_skill_name: Option<&'a str> = text("sourceSkillName"),
        source_agent_id: Option<&'a str> = person_id("sourceAgentId"),
        source_agent_name: Option<&'a str> = given("sourceAgentNickname"),
        source_agent_login_name: Option<&'a str> = given("sourceAgentLoginName"),
        source_agent_full_name: Option<&'a str> = given("sourceAgentFullName"),
        target_skill_id: Option<&'a str> = id("targetSkillId"),
        target_skill_name: Option<&'a str> = text("targetSkillName"),
        target_agent_id: Option<&'a str> = person_id("assignedAgentId"),
        target_agent_name: Option<&'a str> = given("assignedAgentNickname"),
        target_agent_login_name: Option<&'a str> = given("assignedAgentLoginName"),
        target_agent_full_name: Option<&'a str> = given("assignedAgentFullName"),
        reason: Option<&'a str> = word("reason"),
        transferred_by_id: Option<&'a str> = person_id("by"),
        dialog_id: Option<&'a str> = id("dialogId"),
        metadata: Option<Json<String>> = json(CONTEXT, "structuredMetadata"),
        raw_metadata: Option<Json<String>> = json_text(CONTEXT, "rawMetadata"),
        extra: Option<Json<String>>,
    }
}

table! {
    /// Messaging Interactions, an item of `interactions`.
    MessagingInteraction<'a> in "messaging_interaction" {
        account_id: &'a str,
        conversation_id: &'a str,
        position: i32,
        agent_id: Option<&'a str> = person_id("assignedAgentId", spare "agentId"),
        agent_name: Option<&'a str> = given("assignedAgentNickname", spare "agentNickname"),
        agent_login_name: Option<&'a str> = given("assignedAgentLoginName", spare "agentLoginName"),
        agent_full_name: Option<&'a str> = given("assignedAgentFullName", spare "agentFullName"),
        started_at: Option<Millis> = time("interactionTimeL", spare "interactionTime"),
        sequence: Option<i32> = integer("interactiveSequence"),
        dialog_id: Option<&'a str> = id("dialogId"),
        extra: Option<Json<String>>,
    }
}

table! {
    /// Messaging Interactions, an item of `skillChanges`. Upstream does not document its fields: these are called as those of a
    /// transfer.
    MessagingSkillChange<'a> in "messaging_skill_change" {
        account_id: &'a str,
        conversation_id: &'a str,
        position: i32,
        changed_at: Option<Millis> = time("timeL", spare "time"),
        source_skill_id: Option<&'a str> = id("sourceSkillId"),
        source_skill_name: Option<&'a str> = text("sourceSkillName"),
        target_skill_id: Option<&'a str> = id("targetSkillId"),
        target_skill_name: Option<&'a str> = text("targetSkillName"),
        reason: Option<&'a str> = word("reason"),
        dialog_id: Option<&'a str> = id("dialogId"),
        extra: Option<Json<String>>,
    }
}

table! {
    /// Messaging Interactions, an item of `coBrowseSessions.coBrowseSessionsList`.
    MessagingCobrowseSession<'a> in "messaging_cobrowse_session" {
        account_id: &'a str,
        conversation_id: &'a str,
        session_id: &'a str,
        started_at: Option<Millis> = time("startTimeL", spare "startTime"),
        ended_at: Option<Millis> = moment("endTimeL", spare "endTime"),
        interactive_at: Option<Millis> = moment("interactiveTimeL", spare "interactiveTime"),
        end_reason: Option<&'a str> = word("endReason"),
        duration_ms: Option<i64> = duration("duration"),
        is_interactive: Option<bool> = boolean("interactive", also "isInteractive"),
        r#type: Option<&'a str> = word("type"),
        capabilities: Option<Vec<Option<&'a str>>> = texts("capabilities"),
        agent_id: Option<&'a str> = person_id("agentId"),
        extra: Option<Json<String>>,
    }
}
