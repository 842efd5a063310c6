//! Who took part.

use normalizer::table;
use tuple::{Json, Millis};

use super::super::words::Words;
use super::CONTEXT;

table! {
    /// Messaging Interactions, an item of `agentParticipants`, `agentParticipantsActive` or `agentParticipantsLeave`.
    MessagingAgentParticipant<'a> in "messaging_agent_participant" {
        account_id: &'a str,
        conversation_id: &'a str,
        position: i32,
        state: &'a str,
        agent_id: Option<&'a str> = person_id("agentId"),
        pid: Option<&'a str> = person_id("agentPid"),
        agent_name: Option<&'a str> = given("agentNickname"),
        agent_login_name: Option<&'a str> = given("agentLoginName"),
        agent_full_name: Option<&'a str> = given("agentFullName"),
        is_agent_deleted: Option<bool> = boolean("agentDeleted"),
        user_type_id: Option<i32> = integer("userType"),
        user_type_name: Option<&'a str> = word("userTypeName"),
        role: Option<&'a str> = word("role"),
        agent_group_id: Option<&'a str> = id("agentGroupId"),
        agent_group_name: Option<&'a str> = text("agentGroupName"),
        permission: Option<&'a str> = word("permission"),
        joined_at: Option<Millis> = time("timeL", spare "time"),
        dialog_id: Option<&'a str> = id("dialogId"),
        metadata: Option<Json<String>> = json(CONTEXT, "structuredMetadata"),
        raw_metadata: Option<Json<String>> = json_text(CONTEXT, "rawMetadata"),
        extra: Option<Json<String>>,
    }
}

table! {
    /// Messaging Interactions, an item of `consumerParticipants`.
    MessagingConsumerParticipant<'a> in "messaging_consumer_participant" {
        account_id: &'a str,
        conversation_id: &'a str,
        position: i32,
        participant_id: Option<&'a str> = person_id("participantId"),
        first_name: Option<&'a str> = given("firstName"),
        last_name: Option<&'a str> = given("lastName"),
        consumer_name: Option<&'a str> = given("consumerName"),
        phone: Option<&'a str> = phone("phone"),
        email: Option<&'a str> = given("email"),
        token: Option<&'a str> = given("token"),
        avatar_url: Option<&'a str> = given("avatarURL"),
        joined_at: Option<Millis> = moment("joinTimeL", spare "joinTime"),
        updated_at: Option<Millis> = time("timeL", spare "time"),
        dialog_id: Option<&'a str> = id("dialogId"),
        extra: Option<Json<String>>,
    }
}
