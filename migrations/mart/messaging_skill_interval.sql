-- A branch for each method, so that a condition on the end reaches the key of each table.
create or replace view mart.messaging_skill_interval as
select
    k.account_id, k.skill_id, coalesce(n.name, k.skill_id) as skill_name,
    k.interval_started_at, k.interval_end_at, k.interval_s,
    k.closed_conversations, k.closed_by_agent_conversations, k.closed_by_consumer_conversations,
    k.closed_by_system_conversations, k.handling_total, k.waiting_conversations, k.actionable_conversations,
    k.not_actionable_conversations, k.first_time_conversations, k.actionable_manual_sla_conversations,
    k.actionable_transfer_conversations, k.actionable_consumer_last_conversations,
    k.not_actionable_manual_sla_conversations, k.not_actionable_transfer_conversations, k.wait_avg_s,
    k.transfer_wait_avg_s, k.bot_transfer_wait_avg_s, k.agent_transfer_wait_avg_s, k.wait_median_s, k.wait_p90_s,
    k.max_wait_s, k.agent_transfer_max_wait_s, k.human_segments, k.human_interactive_segments,
    k.human_abandoned_segments, k.human_abandoned_in_queue_segments, k.human_silent_consumer_segments,
    k.human_silent_agent_segments, k.human_first_message_avg_s, k.bot_segments, k.bot_interactive_segments,
    k.bot_abandoned_segments, k.bot_abandoned_in_queue_segments, k.bot_silent_consumer_segments,
    k.bot_silent_agent_segments, k.bot_first_message_avg_s, k.changed_at
from (
    select
        k.account_id, k.skill_id,
        k.interval_end_at - make_interval(secs => k.interval_s) as interval_started_at, k.interval_end_at, k.interval_s,
        max(k.total_resolved_conversations) as closed_conversations,
        max(k.resolved_conversations_by_ccp) as closed_by_agent_conversations,
        max(k.resolved_conversations_by_consumer) as closed_by_consumer_conversations,
        max(k.resolved_conversations_by_system) as closed_by_system_conversations,
        max(k.total_handling_time_resolved_conversations) as handling_total,
        max(k.unassigned_conversations) as waiting_conversations,
        max(k.actionable_conversations) as actionable_conversations,
        max(k.not_actionable_conversations) as not_actionable_conversations,
        max(k.unassigned_conversations_and_first_time_consumer) as first_time_conversations,
        max(k.actionable_and_manual_sla) as actionable_manual_sla_conversations,
        max(k.actionable_and_during_transfer) as actionable_transfer_conversations,
        max(k.actionable_and_consumer_last_message) as actionable_consumer_last_conversations,
        max(k.not_actionable_and_manual_sla) as not_actionable_manual_sla_conversations,
        max(k.not_actionable_during_transfer) as not_actionable_transfer_conversations,
        round(max(k.avg_wait_time_for_agent_assignment_new_conversation_ms) / 1000.0, 3) as wait_avg_s,
        round(max(k.avg_wait_time_for_agent_assignment_after_transfer_ms) / 1000.0, 3) as transfer_wait_avg_s,
        round(max(k.avg_wait_time_for_agent_assignment_after_transfer_from_bot_ms) / 1000.0, 3)
            as bot_transfer_wait_avg_s,
        round(max(k.avg_wait_time_for_agent_assignment_after_transfer_from_agent_ms) / 1000.0, 3)
            as agent_transfer_wait_avg_s,
        round(max(k.wait_time_for_agent_assignment_50th_percentile_ms) / 1000.0, 3) as wait_median_s,
        round(max(k.wait_time_for_agent_assignment_90th_percentile_ms) / 1000.0, 3) as wait_p90_s,
        round(max(k.max_wait_time_for_agent_assignment_ms) / 1000.0, 3) as max_wait_s,
        round(max(k.max_wait_time_for_agent_assignment_after_transfer_from_agent_ms) / 1000.0, 3)
            as agent_transfer_max_wait_s,
        max(k.total_skill_conversation_segments) filter (where k.user_type = 'human') as human_segments,
        max(k.interactive_skill_segments) filter (where k.user_type = 'human') as human_interactive_segments,
        max(k.skill_segments_abandoned_by_consumers) filter (where k.user_type = 'human') as human_abandoned_segments,
        max(k.skill_segments_abandoned_by_consumers_in_queue) filter (where k.user_type = 'human')
            as human_abandoned_in_queue_segments,
        max(k.skill_segments_with_non_responsive_consumers) filter (where k.user_type = 'human')
            as human_silent_consumer_segments,
        max(k.skill_segments_with_non_responsive_agents) filter (where k.user_type = 'human')
            as human_silent_agent_segments,
        round(
            max(k.avg_time_to_first_agent_message_from_agent_assignment_ms)
                filter (where k.user_type = 'human') / 1000.0, 3
        ) as human_first_message_avg_s,
        max(k.total_skill_conversation_segments) filter (where k.user_type = 'bot') as bot_segments,
        max(k.interactive_skill_segments) filter (where k.user_type = 'bot') as bot_interactive_segments,
        max(k.skill_segments_abandoned_by_consumers) filter (where k.user_type = 'bot') as bot_abandoned_segments,
        max(k.skill_segments_abandoned_by_consumers_in_queue) filter (where k.user_type = 'bot')
            as bot_abandoned_in_queue_segments,
        max(k.skill_segments_with_non_responsive_consumers) filter (where k.user_type = 'bot')
            as bot_silent_consumer_segments,
        max(k.skill_segments_with_non_responsive_agents) filter (where k.user_type = 'bot')
            as bot_silent_agent_segments,
        round(
            max(k.avg_time_to_first_agent_message_from_agent_assignment_ms)
                filter (where k.user_type = 'bot') / 1000.0, 3
        ) as bot_first_message_avg_s,
        max(k.loaded_at) as changed_at
    from (
        select
            a.account_id, a.interval_s, a.interval_end_at, a.skill_id, a.total_resolved_conversations,
            a.resolved_conversations_by_ccp, a.resolved_conversations_by_consumer, a.resolved_conversations_by_system,
            a.total_handling_time_resolved_conversations, null::numeric as unassigned_conversations,
            null::numeric as actionable_conversations, null::numeric as not_actionable_conversations,
            null::numeric as unassigned_conversations_and_first_time_consumer,
            null::numeric as actionable_and_manual_sla, null::numeric as actionable_and_during_transfer,
            null::numeric as actionable_and_consumer_last_message, null::numeric as not_actionable_and_manual_sla,
            null::numeric as not_actionable_during_transfer,
            null::numeric as avg_wait_time_for_agent_assignment_new_conversation_ms,
            null::numeric as avg_wait_time_for_agent_assignment_after_transfer_ms,
            null::numeric as avg_wait_time_for_agent_assignment_after_transfer_from_bot_ms,
            null::numeric as avg_wait_time_for_agent_assignment_after_transfer_from_agent_ms,
            null::numeric as wait_time_for_agent_assignment_50th_percentile_ms,
            null::numeric as wait_time_for_agent_assignment_90th_percentile_ms,
            null::numeric as max_wait_time_for_agent_assignment_ms,
            null::numeric as max_wait_time_for_agent_assignment_after_transfer_from_agent_ms, null::text as user_type,
            null::bigint as total_skill_conversation_segments, null::bigint as interactive_skill_segments,
            null::bigint as skill_segments_abandoned_by_consumers,
            null::bigint as skill_segments_abandoned_by_consumers_in_queue,
            null::bigint as skill_segments_with_non_responsive_consumers,
            null::bigint as skill_segments_with_non_responsive_agents,
            null::bigint as avg_time_to_first_agent_message_from_agent_assignment_ms, a.loaded_at
        from liveperson.messaging_activity a
        where a.interval_s = 300 and a.grain = 'skill' and a.is_final and a.agent_id = ''
        union all
        select
            q.account_id, q.interval_s, q.interval_end_at, q.skill_id, null, null, null, null, null,
            q.unassigned_conversations, q.actionable_conversations, q.not_actionable_conversations,
            q.unassigned_conversations_and_first_time_consumer, q.actionable_and_manual_sla,
            q.actionable_and_during_transfer, q.actionable_and_consumer_last_message, q.not_actionable_and_manual_sla,
            q.not_actionable_during_transfer, q.avg_wait_time_for_agent_assignment_new_conversation_ms,
            q.avg_wait_time_for_agent_assignment_after_transfer_ms,
            q.avg_wait_time_for_agent_assignment_after_transfer_from_bot_ms,
            q.avg_wait_time_for_agent_assignment_after_transfer_from_agent_ms,
            q.wait_time_for_agent_assignment_50th_percentile_ms, q.wait_time_for_agent_assignment_90th_percentile_ms,
            q.max_wait_time_for_agent_assignment_ms, q.max_wait_time_for_agent_assignment_after_transfer_from_agent_ms,
            null, null, null, null, null, null, null, null, q.loaded_at
        from liveperson.messaging_queue_health q
        where q.interval_s = 300 and q.grain = 'skill' and q.is_final
        union all
        select
            s.account_id, s.interval_s, s.interval_end_at, s.skill_id, null, null, null, null, null, null, null, null,
            null, null, null, null, null, null, null, null, null, null, null, null, null, null, s.user_type,
            s.total_skill_conversation_segments, s.interactive_skill_segments, s.skill_segments_abandoned_by_consumers,
            s.skill_segments_abandoned_by_consumers_in_queue, s.skill_segments_with_non_responsive_consumers,
            s.skill_segments_with_non_responsive_agents, s.avg_time_to_first_agent_message_from_agent_assignment_ms,
            s.loaded_at
        from liveperson.skill_segment_interval s
        where s.interval_s = 300 and s.grain = 'skill' and s.is_final
    ) k
    group by k.account_id, k.interval_s, k.interval_end_at, k.skill_id
) k
left join mart.skill n on n.account_id = k.account_id and n.skill_id = k.skill_id;
comment on view mart.messaging_skill_interval is
    'Interval: Messaging of each skill as upstream measured it, one row per interval and skill that had data. A '
    'measure is NULL where its method had none; upstream tells of the queue only while an agent is logged in. '
    'Segments of human agents and of bots are columns of their own, so that no row counts twice; add both for all. '
    'Final intervals of 5 minutes only: the one that is not over is left out. Needs feed messaging_operations, which '
    'keeps 24 hours: what was not polled by then is missing for ever. Filter on account_id and interval_end_at.';
comment on column mart.messaging_skill_interval.account_id is 'LivePerson account (site) number.';
comment on column mart.messaging_skill_interval.skill_id is 'The skill; -1 is unassigned.';
comment on column mart.messaging_skill_interval.skill_name is
    'Name of the skill today, from mart.skill, or the id while nothing names it.';
comment on column mart.messaging_skill_interval.interval_started_at is 'Begin of the interval, UTC.';
comment on column mart.messaging_skill_interval.interval_end_at is 'End of the interval, UTC.';
comment on column mart.messaging_skill_interval.interval_s is 'Length of the interval in seconds: 300.';
comment on column mart.messaging_skill_interval.closed_conversations is
    'Conversations that were closed in the interval. Field totalResolvedConversations.';
comment on column mart.messaging_skill_interval.closed_by_agent_conversations is
    'Of them those that the agent''s side closed. Field resolvedConversations_byCCP.';
comment on column mart.messaging_skill_interval.closed_by_consumer_conversations is
    'Of them those that the consumer closed. Field resolvedConversations_byConsumer.';
comment on column mart.messaging_skill_interval.closed_by_system_conversations is
    'Of them those that the system closed. Field resolvedConversations_bySystem.';
comment on column mart.messaging_skill_interval.handling_total is
    'Handling time of the conversations closed, together. Upstream does not state the unit, so it is as it came: '
    'compare it with itself only. Field totalHandlingTime_resolvedConversations.';
comment on column mart.messaging_skill_interval.waiting_conversations is
    'Conversations that wait for an agent, as upstream reckons it for the interval, decimals included: the actionable '
    'ones and the others. Never add up intervals: a conversation may wait through several. Field '
    'unassignedConversations.';
comment on column mart.messaging_skill_interval.actionable_conversations is
    'Of them those that an agent could go on with. Field actionableConversations.';
comment on column mart.messaging_skill_interval.not_actionable_conversations is
    'Of them those in which the consumer is to write next. Field notActionableConversations.';
comment on column mart.messaging_skill_interval.first_time_conversations is
    'Of waiting_conversations those of consumers who write for the first time. Field '
    'unassignedConversationsAndFirstTimeConsumer.';
comment on column mart.messaging_skill_interval.actionable_manual_sla_conversations is
    'Of actionable_conversations those whose time to respond an agent has set. Field actionableAndManualSla.';
comment on column mart.messaging_skill_interval.actionable_transfer_conversations is
    'Of actionable_conversations those on their way to another agent or skill. Field actionableAndDuringTransfer.';
comment on column mart.messaging_skill_interval.actionable_consumer_last_conversations is
    'Of actionable_conversations those whose last message is the consumer''s. Field actionableAndConsumerLastMessage.';
comment on column mart.messaging_skill_interval.not_actionable_manual_sla_conversations is
    'Of not_actionable_conversations those whose time to respond an agent has set. Field notActionableAndManualSla.';
comment on column mart.messaging_skill_interval.not_actionable_transfer_conversations is
    'Of not_actionable_conversations those on their way to another agent or skill. Field notActionableDuringTransfer.';
comment on column mart.messaging_skill_interval.wait_avg_s is
    'Average wait of new conversations for an agent, human or bot, in seconds; NULL when there were none. Field '
    'avgWaitTimeForAgentAssignment_NewConversation, milliseconds.';
comment on column mart.messaging_skill_interval.transfer_wait_avg_s is
    'Average wait for an agent after a transfer, in seconds. Field avgWaitTimeForAgentAssignment_AfterTransfer, '
    'milliseconds.';
comment on column mart.messaging_skill_interval.bot_transfer_wait_avg_s is
    'Average wait for an agent after a transfer by a bot, in seconds. Field '
    'avgWaitTimeForAgentAssignment_AfterTransferFromBot, milliseconds.';
comment on column mart.messaging_skill_interval.agent_transfer_wait_avg_s is
    'Average wait for an agent after a transfer by a human agent, in seconds. Field '
    'avgWaitTimeForAgentAssignment_AfterTransferFromAgent, milliseconds.';
comment on column mart.messaging_skill_interval.wait_median_s is
    'Half of the conversations waited less, in seconds. Field waitTimeForAgentAssignment_50thPercentile, '
    'milliseconds.';
comment on column mart.messaging_skill_interval.wait_p90_s is
    'Nine of ten conversations waited less, in seconds. Field waitTimeForAgentAssignment_90thPercentile, '
    'milliseconds.';
comment on column mart.messaging_skill_interval.max_wait_s is
    'Longest wait for an agent, in seconds. Field maxWaitTimeForAgentAssignment, milliseconds.';
comment on column mart.messaging_skill_interval.agent_transfer_max_wait_s is
    'Longest wait for an agent after a transfer by a human agent, in seconds. Field '
    'maxWaitTimeForAgentAssignment_AfterTransferFromAgent, milliseconds.';
comment on column mart.messaging_skill_interval.human_segments is
    'Parts of conversations that human agents had: a conversation has one for each skill and agent it went through. '
    'Field totalSkillConversationSegments.';
comment on column mart.messaging_skill_interval.human_interactive_segments is
    'Of those of human agents the ones in which both sides wrote. Field interactiveSkillSegments.';
comment on column mart.messaging_skill_interval.human_abandoned_segments is
    'Of those of human agents the ones that the consumer left. Field skillSegmentsAbandonedByConsumers.';
comment on column mart.messaging_skill_interval.human_abandoned_in_queue_segments is
    'Of those of human agents the ones that the consumer left while waiting for an agent. Field '
    'skillSegmentsAbandonedByConsumersInQueue.';
comment on column mart.messaging_skill_interval.human_silent_consumer_segments is
    'Of those of human agents the ones in which the consumer did not respond. Field '
    'skillSegmentsWithNonResponsiveConsumers.';
comment on column mart.messaging_skill_interval.human_silent_agent_segments is
    'Of those of human agents the ones in which the agent did not respond. Field '
    'skillSegmentsWithNonResponsiveAgents.';
comment on column mart.messaging_skill_interval.human_first_message_avg_s is
    'Average time from the assignment to the first message of human agents, in seconds; NULL when there was none. '
    'Field avgTimetoFirstAgentMessageFromAgentAssignment, milliseconds.';
comment on column mart.messaging_skill_interval.bot_segments is
    'Parts of conversations that bots had: a conversation has one for each skill and agent it went through. Field '
    'totalSkillConversationSegments.';
comment on column mart.messaging_skill_interval.bot_interactive_segments is
    'Of those of bots the ones in which both sides wrote. Field interactiveSkillSegments.';
comment on column mart.messaging_skill_interval.bot_abandoned_segments is
    'Of those of bots the ones that the consumer left. Field skillSegmentsAbandonedByConsumers.';
comment on column mart.messaging_skill_interval.bot_abandoned_in_queue_segments is
    'Of those of bots the ones that the consumer left while waiting for an agent. Field '
    'skillSegmentsAbandonedByConsumersInQueue.';
comment on column mart.messaging_skill_interval.bot_silent_consumer_segments is
    'Of those of bots the ones in which the consumer did not respond. Field skillSegmentsWithNonResponsiveConsumers.';
comment on column mart.messaging_skill_interval.bot_silent_agent_segments is
    'Of those of bots the ones in which the agent did not respond. Field skillSegmentsWithNonResponsiveAgents.';
comment on column mart.messaging_skill_interval.bot_first_message_avg_s is
    'Average time from the assignment to the first message of bots, in seconds; NULL when there was none. Field '
    'avgTimetoFirstAgentMessageFromAgentAssignment, milliseconds.';
comment on column mart.messaging_skill_interval.changed_at is
    'When the interval of any method was last stored or replaced here, UTC, clock of the database.';
