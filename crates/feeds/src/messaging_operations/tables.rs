//! The tables of the Messaging Operations API: samples, one family each, without children.
//!
//! A key column that a grain does not use holds the empty text. Upstream prints −1 for no data, which is NULL.

use model::rows::{Family, Row, Table};
use normalizer::table;
use tuple::{Decimal, Json, Millis};

use crate::sample::family_of;

const fn sample(parent: &'static Table, key: &'static [&'static str]) -> Family {
    family_of(parent, key, 1)
}

/// Conversations that were resolved in an interval.
pub static MESSAGING_ACTIVITY: Family =
    sample(MessagingActivity::TABLE, &["interval_s", "interval_end_at", "grain", "skill_id", "agent_id"]);

/// Answers to the question of satisfaction in an hour, or after a downtime in more.
pub static MESSAGING_CSAT: Family =
    sample(MessagingCsat::TABLE, &["interval_s", "interval_end_at", "grain", "skill_id", "agent_id"]);

/// The queue in an interval.
pub static MESSAGING_QUEUE_HEALTH: Family =
    sample(MessagingQueueHealth::TABLE, &["interval_s", "interval_end_at", "grain", "skill_id"]);

/// The queue at a moment.
pub static MESSAGING_QUEUE_STATE: Family = sample(MessagingQueueState::TABLE, &["sampled_at", "grain", "skill_id"]);

/// The queue at a moment, by the group of agents.
pub static MESSAGING_QUEUE_STATE_BY_GROUP: Family =
    sample(MessagingQueueStateByGroup::TABLE, &["sampled_at", "skill_id", "agent_group_id"]);

/// Segments of conversations by skill in an interval.
pub static SKILL_SEGMENT_INTERVAL: Family =
    sample(SkillSegmentInterval::TABLE, &["interval_s", "interval_end_at", "grain", "skill_id", "user_type"]);

/// Segments of conversations by agent in an interval.
pub static AGENT_SEGMENT_INTERVAL: Family = sample(
    AgentSegmentInterval::TABLE,
    &["interval_s", "interval_end_at", "grain", "skill_id", "agent_id", "user_type"],
);

/// How long a new conversation would wait.
pub static WAIT_TIME_ESTIMATE: Family = sample(WaitTimeEstimate::TABLE, &["sampled_at", "skill_id"]);

table! {
    /// Messaging Operations, the metrics of resolved conversations in one interval.
    MessagingActivity<'a> in "messaging_activity" {
        account_id: &'a str,
        interval_s: i32,
        interval_end_at: Millis,
        grain: &'a str,
        skill_id: &'a str,
        agent_id: &'a str,
        resolved_conversations_by_ccp: Option<i64> = size("resolvedConversations_byCCP"),
        resolved_conversations_by_consumer: Option<i64> = size("resolvedConversations_byConsumer"),
        resolved_conversations_by_system: Option<i64> = size("resolvedConversations_bySystem"),
        total_resolved_conversations: Option<i64> = size("totalResolvedConversations"),
        total_handling_time_resolved_conversations_by_ccp: Option<i64>
            = size("totalHandlingTime_resolvedConversations_byCCP"),
        total_handling_time_resolved_conversations_by_consumer: Option<i64>
            = size("totalHandlingTime_resolvedConversations_byConsumer"),
        total_handling_time_resolved_conversations_by_system: Option<i64>
            = size("totalHandlingTime_resolvedConversations_bySystem"),
        total_handling_time_resolved_conversations: Option<i64> = size("totalHandlingTime_resolvedConversations"),
        avg_time_resolved_conversations_by_ccp: Option<Decimal<'a>> = average_size("avgTime_resolvedConversations_byCCP"),
        avg_time_resolved_conversations_by_consumer: Option<Decimal<'a>>
            = average_size("avgTime_resolvedConversations_byConsumer"),
        avg_time_resolved_conversations_by_system: Option<Decimal<'a>>
            = average_size("avgTime_resolvedConversations_bySystem"),
        avg_time_resolved_conversations: Option<Decimal<'a>> = average_size("avgTime_resolvedConversations"),
        is_final: bool,
        extra: Option<Json<String>>,
    }
}

table! {
    /// Messaging Operations, the distribution of satisfaction.
    MessagingCsat<'a> in "messaging_csat" {
        account_id: &'a str,
        interval_s: i32,
        interval_end_at: Millis,
        grain: &'a str,
        skill_id: &'a str,
        agent_id: &'a str,
        csat_score1_answers: Option<i64> = size("csat_score1_answers"),
        csat_score2_answers: Option<i64> = size("csat_score2_answers"),
        csat_score3_answers: Option<i64> = size("csat_score3_answers"),
        csat_score4_answers: Option<i64> = size("csat_score4_answers"),
        csat_score5_answers: Option<i64> = size("csat_score5_answers"),
        total_answers: Option<i64> = size("total_answers"),
        positive_answers: Option<i64> = size("positive_answers"),
        csat_score: Option<Decimal<'a>> = average_size("csat_score"),
        is_final: bool,
        extra: Option<Json<String>>,
    }
}

table! {
    /// Messaging Operations, the metrics of queue health in one interval.
    MessagingQueueHealth<'a> in "messaging_queue_health" {
        account_id: &'a str,
        interval_s: i32,
        interval_end_at: Millis,
        grain: &'a str,
        skill_id: &'a str,
        unassigned_conversations: Option<Decimal<'a>> = average_size("unassignedConversations"),
        actionable_conversations: Option<Decimal<'a>> = average_size("actionableConversations"),
        not_actionable_conversations: Option<Decimal<'a>> = average_size("notActionableConversations"),
        actionable_and_manual_sla: Option<Decimal<'a>> = average_size("actionableAndManualSla"),
        actionable_and_during_transfer: Option<Decimal<'a>> = average_size("actionableAndDuringTransfer"),
        actionable_and_consumer_last_message: Option<Decimal<'a>> = average_size("actionableAndConsumerLastMessage"),
        not_actionable_during_transfer: Option<Decimal<'a>> = average_size("notActionableDuringTransfer"),
        not_actionable_and_manual_sla: Option<Decimal<'a>> = average_size("notActionableAndManualSla"),
        unassigned_conversations_and_first_time_consumer: Option<Decimal<'a>>
            = average_size("unassignedConversationsAndFirstTimeConsumer"),
        avg_wait_time_for_agent_assignment_new_conversation_ms: Option<Decimal<'a>>
            = average_size("avgWaitTimeForAgentAssignment_NewConversation"),
        avg_wait_time_for_agent_assignment_after_transfer_ms: Option<Decimal<'a>>
            = average_size("avgWaitTimeForAgentAssignment_AfterTransfer"),
        avg_wait_time_for_agent_assignment_after_transfer_from_bot_ms: Option<Decimal<'a>>
            = average_size("avgWaitTimeForAgentAssignment_AfterTransferFromBot"),
        avg_wait_time_for_agent_assignment_after_transfer_from_agent_ms: Option<Decimal<'a>>
            = average_size("avgWaitTimeForAgentAssignment_AfterTransferFromAgent"),
        max_wait_time_for_agent_assignment_ms: Option<Decimal<'a>> = average_size("maxWaitTimeForAgentAssignment"),
        max_wait_time_for_agent_assignment_after_transfer_from_agent_ms: Option<Decimal<'a>>
            = average_size("maxWaitTimeForAgentAssignment_AfterTransferFromAgent"),
        wait_time_for_agent_assignment_50th_percentile_ms: Option<Decimal<'a>>
            = average_size("waitTimeForAgentAssignment_50thPercentile"),
        wait_time_for_agent_assignment_90th_percentile_ms: Option<Decimal<'a>>
            = average_size("waitTimeForAgentAssignment_90thPercentile"),
        is_final: bool,
        extra: Option<Json<String>>,
    }
}

table! {
    /// Messaging Operations, the current state of the queue.
    MessagingQueueState<'a> in "messaging_queue_state" {
        account_id: &'a str,
        sampled_at: Millis,
        grain: &'a str,
        skill_id: &'a str,
        state_at: Option<Millis> = time("time"),
        unassigned_conversations: Option<i64> = size("unassignedConversations"),
        actionable_conversations: Option<i64> = size("actionableConversations"),
        not_actionable_conversations: Option<i64> = size("notActionableConversations"),
        actionable_and_manual_sla: Option<i64> = size("actionableAndManualSla"),
        actionable_and_during_transfer: Option<i64> = size("actionableAndDuringTransfer"),
        actionable_and_consumer_last_message: Option<i64> = size("actionableAndConsumerLastMessage"),
        not_actionable_during_transfer: Option<i64> = size("notActionableDuringTransfer"),
        not_actionable_and_manual_sla: Option<i64> = size("notActionableAndManualSla"),
        unassigned_conversations_and_first_time_consumer: Option<i64>
            = size("unassignedConversationsAndFirstTimeConsumer"),
        avg_wait_time_for_agent_assignment_new_conversation_ms: Option<Decimal<'a>>
            = average_size("avgWaitTimeForAgentAssignment_NewConversation"),
        avg_wait_time_for_agent_assignment_after_transfer_ms: Option<Decimal<'a>>
            = average_size("avgWaitTimeForAgentAssignment_AfterTransfer"),
        avg_wait_time_for_agent_assignment_after_transfer_from_bot_ms: Option<Decimal<'a>>
            = average_size("avgWaitTimeForAgentAssignment_AfterTransferFromBot"),
        avg_wait_time_for_agent_assignment_after_transfer_from_agent_ms: Option<Decimal<'a>>
            = average_size("avgWaitTimeForAgentAssignment_AfterTransferFromAgent"),
        max_wait_time_for_agent_assignment_ms: Option<Decimal<'a>> = average_size("maxWaitTimeForAgentAssignment"),
        max_wait_time_for_agent_assignment_after_transfer_from_agent_ms: Option<Decimal<'a>>
            = average_size("maxWaitTimeForAgentAssignment_AfterTransferFromAgent"),
        wait_time_for_agent_assignment_50th_percentile_ms: Option<Decimal<'a>>
            = average_size("waitTimeForAgentAssignment_50thPercentile"),
        wait_time_for_agent_assignment_90th_percentile_ms: Option<Decimal<'a>>
            = average_size("waitTimeForAgentAssignment_90thPercentile"),
        overdue_conversations_in_queue: Option<i64> = size("overdueConversationsInQueue"),
        overdue_conversations_assigned: Option<i64> = size("overdueConversationsAssigned"),
        overdue_conversations_total: Option<i64> = size("overdueConversationsTotal"),
        is_final: bool,
        extra: Option<Json<String>>,
    }
}

table! {
    /// Messaging Operations, the current state of the queue of a skill, of one group of agents.
    MessagingQueueStateByGroup<'a> in "messaging_queue_state_by_group" {
        account_id: &'a str,
        sampled_at: Millis,
        skill_id: &'a str,
        agent_group_id: &'a str,
        unassigned_conversations: Option<i64> = size("unassignedConversations"),
        unassigned_conversations_and_first_time_consumer: Option<i64>
            = size("unassignedConversationsAndFirstTimeConsumer"),
        actionable_conversations: Option<i64> = size("actionableConversations"),
        actionable_and_during_transfer_to_agent: Option<i64> = size("actionableAndDuringTransferToAgent"),
        actionable_and_during_transfer_to_skill: Option<i64> = size("actionableAndDuringTransferToSkill"),
        actionable_and_during_back_to_queue: Option<i64> = size("actionableAndDuringBackToQueue"),
        not_actionable_conversations: Option<i64> = size("notActionableConversations"),
        not_actionable_and_during_transfer_to_agent: Option<i64> = size("notActionableAndDuringTransferToAgent"),
        not_actionable_and_during_transfer_to_skill: Option<i64> = size("notActionableAndDuringTransferToSkill"),
        not_actionable_and_during_back_to_queue: Option<i64> = size("notActionableAndDuringBackToQueue"),
        is_final: bool,
        extra: Option<Json<String>>,
    }
}

table! {
    /// Messaging Operations, the metrics of a skill's segments in one interval.
    SkillSegmentInterval<'a> in "skill_segment_interval" {
        account_id: &'a str,
        interval_s: i32,
        interval_end_at: Millis,
        grain: &'a str,
        skill_id: &'a str,
        user_type: &'a str,
        total_skill_conversation_segments: Option<i64> = size("totalSkillConversationSegments"),
        skill_segments_abandoned_by_consumers: Option<i64> = size("skillSegmentsAbandonedByConsumers"),
        skill_segments_abandoned_by_consumers_in_queue: Option<i64> = size("skillSegmentsAbandonedByConsumersInQueue"),
        skill_segments_with_non_responsive_consumers: Option<i64> = size("skillSegmentsWithNonResponsiveConsumers"),
        skill_segments_with_non_responsive_agents: Option<i64> = size("skillSegmentsWithNonResponsiveAgents"),
        interactive_skill_segments: Option<i64> = size("interactiveSkillSegments"),
        avg_time_to_first_agent_message_from_agent_assignment_ms: Option<i64>
            = size("avgTimetoFirstAgentMessageFromAgentAssignment"),
        is_final: bool,
        extra: Option<Json<String>>,
    }
}

table! {
    /// Messaging Operations, the metrics of an agent's segments in one interval.
    AgentSegmentInterval<'a> in "agent_segment_interval" {
        account_id: &'a str,
        interval_s: i32,
        interval_end_at: Millis,
        grain: &'a str,
        skill_id: &'a str,
        agent_id: &'a str,
        user_type: &'a str,
        total_agent_conversation_segments: Option<i64> = size("totalAgentConversationSegments"),
        avg_agent_messages_in_agent_segment: Option<Decimal<'a>> = average_size("avgAgentMessagesinAgentSegment"),
        avg_agent_segment_duration: Option<i64> = size("avgAgentSegmentDuration"),
        interactive_agent_segments: Option<i64> = size("interactiveAgentSegments"),
        agent_segments_abandoned_by_consumers: Option<i64> = size("agentSegmentsAbandonedByConsumers"),
        agent_segments_with_non_responsive_consumers: Option<i64> = size("agentSegmentsWithNonResponsiveConsumers"),
        agent_segments_with_non_responsive_agents: Option<i64> = size("agentSegmentsWithNonResponsiveAgents"),
        avg_time_to_first_agent_message_from_agent_assignment_ms: Option<i64>
            = size("avgTimetoFirstAgentMessageFromAgentAssignment"),
        avg_time_to_first_agent_message_after_transfer_ms: Option<i64>
            = size("avgTimetoFirstAgentMessageFromAgentAssignment_AfterTransfer"),
        avg_time_to_first_agent_message_new_conversation_ms: Option<i64>
            = size("avgTimetoFirstAgentMessageFromAgentAssignment_NewConversation"),
        avg_time_to_response_from_agent_assignment_ms: Option<i64> = size("avgTimeToResponseFromAgentAssignment"),
        is_final: bool,
        extra: Option<Json<String>>,
    }
}

table! {
    /// Messaging Operations, the estimated wait time of a skill.
    WaitTimeEstimate<'a> in "wait_time_estimate" {
        account_id: &'a str,
        sampled_at: Millis,
        skill_id: &'a str,
        estimated_wait_time_s: Option<i64> = size("estimatedWaitTime"),
        estimated_at: Option<Millis> = time("timestamp"),
        is_final: bool,
        extra: Option<Json<String>>,
    }
}
