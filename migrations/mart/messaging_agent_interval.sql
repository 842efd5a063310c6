-- A branch for each method, so that a condition on the end reaches the key of each table. An agent is
-- human or bot, so that only one of the two has averages.
create or replace view mart.messaging_agent_interval as
select
    k.account_id, mart.agent_or_null(k.agent_id) as agent_id,
    coalesce(p.name, mart.agent_or_null(k.agent_id)) as agent_name,
    k.interval_started_at, k.interval_end_at, k.interval_s, k.user_type,
    k.closed_conversations, k.closed_by_agent_conversations, k.closed_by_consumer_conversations,
    k.closed_by_system_conversations, k.handling_total, k.segments, k.interactive_segments, k.abandoned_segments,
    k.silent_consumer_segments, k.silent_agent_segments, k.messages_avg, k.duration_avg, k.first_message_avg_s,
    k.new_first_message_avg_s, k.transfer_first_message_avg_s, k.response_avg_s,
    k.changed_at
from (
    select
        k.account_id, k.agent_id,
        k.interval_end_at - make_interval(secs => k.interval_s) as interval_started_at, k.interval_end_at,
        k.interval_s,
        max(k.total_resolved_conversations) as closed_conversations,
        max(k.resolved_conversations_by_ccp) as closed_by_agent_conversations,
        max(k.resolved_conversations_by_consumer) as closed_by_consumer_conversations,
        max(k.resolved_conversations_by_system) as closed_by_system_conversations,
        max(k.total_handling_time_resolved_conversations) as handling_total,
        max(k.user_type) filter (where k.total_agent_conversation_segments > 0) as user_type,
        sum(k.total_agent_conversation_segments)::bigint as segments,
        sum(k.interactive_agent_segments)::bigint as interactive_segments,
        sum(k.agent_segments_abandoned_by_consumers)::bigint as abandoned_segments,
        sum(k.agent_segments_with_non_responsive_consumers)::bigint as silent_consumer_segments,
        sum(k.agent_segments_with_non_responsive_agents)::bigint as silent_agent_segments,
        max(k.avg_agent_messages_in_agent_segment) as messages_avg, max(k.avg_agent_segment_duration) as duration_avg,
        round(max(k.avg_time_to_first_agent_message_from_agent_assignment_ms) / 1000.0, 3) as first_message_avg_s,
        round(max(k.avg_time_to_first_agent_message_new_conversation_ms) / 1000.0, 3) as new_first_message_avg_s,
        round(max(k.avg_time_to_first_agent_message_after_transfer_ms) / 1000.0, 3) as transfer_first_message_avg_s,
        round(max(k.avg_time_to_response_from_agent_assignment_ms) / 1000.0, 3) as response_avg_s,
        max(k.loaded_at) as changed_at
    from (
        select
            a.account_id, a.interval_s, a.interval_end_at, a.agent_id, a.total_resolved_conversations,
            a.resolved_conversations_by_ccp, a.resolved_conversations_by_consumer, a.resolved_conversations_by_system,
            a.total_handling_time_resolved_conversations, null::text as user_type,
            null::bigint as total_agent_conversation_segments, null::bigint as interactive_agent_segments,
            null::bigint as agent_segments_abandoned_by_consumers,
            null::bigint as agent_segments_with_non_responsive_consumers,
            null::bigint as agent_segments_with_non_responsive_agents,
            null::numeric as avg_agent_messages_in_agent_segment, null::bigint as avg_agent_segment_duration,
            null::bigint as avg_time_to_first_agent_message_from_agent_assignment_ms,
            null::bigint as avg_time_to_first_agent_message_new_conversation_ms,
            null::bigint as avg_time_to_first_agent_message_after_transfer_ms,
            null::bigint as avg_time_to_response_from_agent_assignment_ms, a.loaded_at
        from liveperson.messaging_activity a
        where a.interval_s = 300 and a.grain = 'agent' and a.is_final and a.skill_id = ''
        union all
        select
            s.account_id, s.interval_s, s.interval_end_at, s.agent_id, null, null, null, null, null, s.user_type,
            s.total_agent_conversation_segments, s.interactive_agent_segments, s.agent_segments_abandoned_by_consumers,
            s.agent_segments_with_non_responsive_consumers, s.agent_segments_with_non_responsive_agents,
            s.avg_agent_messages_in_agent_segment, s.avg_agent_segment_duration,
            s.avg_time_to_first_agent_message_from_agent_assignment_ms,
            s.avg_time_to_first_agent_message_new_conversation_ms, s.avg_time_to_first_agent_message_after_transfer_ms,
            s.avg_time_to_response_from_agent_assignment_ms,
            s.loaded_at
        from liveperson.agent_segment_interval s
        where s.interval_s = 300 and s.grain = 'agent' and s.is_final and s.skill_id = ''
    ) k
    group by k.account_id, k.interval_s, k.interval_end_at, k.agent_id
) k
left join mart.agent p on p.account_id = k.account_id and p.agent_id = k.agent_id;
comment on view mart.messaging_agent_interval is
    'Interval: Messaging of each agent as upstream measured it, one row per interval and agent that had data, over '
    'all skills. A measure is NULL where its method had none. Final intervals of 5 minutes only: the one that is not '
    'over is left out. Needs feed messaging_operations, which keeps 24 hours: what was not polled by then is missing '
    'for ever. Filter on account_id and interval_end_at.';
comment on column mart.messaging_agent_interval.account_id is 'LivePerson account (site) number.';
comment on column mart.messaging_agent_interval.agent_id is 'The agent, human or bot.';
comment on column mart.messaging_agent_interval.agent_name is
    'Name of the agent today, from mart.agent, or the id while nothing names the agent.';
comment on column mart.messaging_agent_interval.interval_started_at is 'Begin of the interval, UTC.';
comment on column mart.messaging_agent_interval.interval_end_at is 'End of the interval, UTC.';
comment on column mart.messaging_agent_interval.interval_s is 'Length of the interval in seconds: 300.';
comment on column mart.messaging_agent_interval.user_type is
    'human or bot: what the agent is; NULL when the agent had no segments.';
comment on column mart.messaging_agent_interval.closed_conversations is
    'Conversations of the agent that were closed in the interval. Field totalResolvedConversations.';
comment on column mart.messaging_agent_interval.closed_by_agent_conversations is
    'Of them those that the agent''s side closed. Field resolvedConversations_byCCP.';
comment on column mart.messaging_agent_interval.closed_by_consumer_conversations is
    'Of them those that the consumer closed. Field resolvedConversations_byConsumer.';
comment on column mart.messaging_agent_interval.closed_by_system_conversations is
    'Of them those that the system closed. Field resolvedConversations_bySystem.';
comment on column mart.messaging_agent_interval.handling_total is
    'Handling time of the conversations closed, together. Upstream does not state the unit, so it is as it came: '
    'compare it with itself only. Field totalHandlingTime_resolvedConversations.';
comment on column mart.messaging_agent_interval.segments is
    'Parts of conversations that the agent had. Field totalAgentConversationSegments.';
comment on column mart.messaging_agent_interval.interactive_segments is
    'Of them those in which both sides wrote. Field interactiveAgentSegments.';
comment on column mart.messaging_agent_interval.abandoned_segments is
    'Of segments those that the consumer left. Field agentSegmentsAbandonedByConsumers.';
comment on column mart.messaging_agent_interval.silent_consumer_segments is
    'Of segments those in which the consumer did not respond. Field agentSegmentsWithNonResponsiveConsumers.';
comment on column mart.messaging_agent_interval.silent_agent_segments is
    'Of segments those in which the agent did not respond. Field agentSegmentsWithNonResponsiveAgents.';
comment on column mart.messaging_agent_interval.messages_avg is
    'Average number of messages by the agent in a segment. Field avgAgentMessagesinAgentSegment.';
comment on column mart.messaging_agent_interval.duration_avg is
    'Average length of a segment. Upstream does not state the unit, so it is as it came. Field '
    'avgAgentSegmentDuration.';
comment on column mart.messaging_agent_interval.first_message_avg_s is
    'Average time from the assignment to the first message of the agent, in seconds; NULL when there was none. Field '
    'avgTimetoFirstAgentMessageFromAgentAssignment, milliseconds.';
comment on column mart.messaging_agent_interval.new_first_message_avg_s is
    'As first_message_avg_s, of new conversations. Field '
    'avgTimetoFirstAgentMessageFromAgentAssignment_NewConversation, milliseconds.';
comment on column mart.messaging_agent_interval.transfer_first_message_avg_s is
    'As first_message_avg_s, of conversations that were transferred to the agent. Field '
    'avgTimetoFirstAgentMessageFromAgentAssignment_AfterTransfer, milliseconds.';
comment on column mart.messaging_agent_interval.response_avg_s is
    'Average time in which the agent responded to the consumer, in seconds. Field '
    'avgTimeToResponseFromAgentAssignment, milliseconds.';
comment on column mart.messaging_agent_interval.changed_at is
    'When the interval of either method was last stored or replaced here, UTC, clock of the database.';
