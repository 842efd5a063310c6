create or replace view mart.messaging_queue_snapshot as
select
    q.account_id, q.sampled_at,
    q.state_at, q.unassigned_conversations as waiting_conversations, q.actionable_conversations,
    q.not_actionable_conversations, q.unassigned_conversations_and_first_time_consumer as first_time_conversations,
    q.actionable_and_manual_sla as actionable_manual_sla_conversations,
    q.actionable_and_during_transfer as actionable_transfer_conversations,
    q.actionable_and_consumer_last_message as actionable_consumer_last_conversations,
    q.not_actionable_and_manual_sla as not_actionable_manual_sla_conversations,
    q.not_actionable_during_transfer as not_actionable_transfer_conversations,
    round(q.avg_wait_time_for_agent_assignment_new_conversation_ms / 1000.0, 3) as wait_avg_s,
    round(q.avg_wait_time_for_agent_assignment_after_transfer_ms / 1000.0, 3) as transfer_wait_avg_s,
    round(q.avg_wait_time_for_agent_assignment_after_transfer_from_bot_ms / 1000.0, 3) as bot_transfer_wait_avg_s,
    round(q.avg_wait_time_for_agent_assignment_after_transfer_from_agent_ms / 1000.0, 3) as agent_transfer_wait_avg_s,
    round(q.wait_time_for_agent_assignment_50th_percentile_ms / 1000.0, 3) as wait_median_s,
    round(q.wait_time_for_agent_assignment_90th_percentile_ms / 1000.0, 3) as wait_p90_s,
    round(q.max_wait_time_for_agent_assignment_ms / 1000.0, 3) as longest_wait_s,
    round(q.max_wait_time_for_agent_assignment_after_transfer_from_agent_ms / 1000.0, 3) as agent_transfer_max_wait_s,
    q.overdue_conversations_total as overdue_conversations,
    q.overdue_conversations_in_queue as overdue_in_queue_conversations,
    q.overdue_conversations_assigned as overdue_assigned_conversations,
    q.loaded_at as changed_at
from liveperson.messaging_queue_state q
where q.grain = 'account' and q.skill_id = '';
comment on view mart.messaging_queue_snapshot is
    'Snapshot: Messaging''s queue of the account at a moment, one row per moment it was asked for: all skills '
    'together. Waits are those of conversations that were opened in the last 24 hours. Upstream tells of the queue '
    'only while an agent is logged in. Needs feed messaging_operations; a gap cannot be filled later. Filter on '
    'account_id and sampled_at.';
comment on column mart.messaging_queue_snapshot.account_id is 'LivePerson account (site) number.';
comment on column mart.messaging_queue_snapshot.sampled_at is 'The moment, UTC, by the clock of upstream.';
comment on column mart.messaging_queue_snapshot.state_at is
    'When upstream last reckoned the state, UTC: the age of the numbers. Field time.';
comment on column mart.messaging_queue_snapshot.waiting_conversations is
    'Conversations that wait for an agent: the actionable ones and the others. Field unassignedConversations.';
comment on column mart.messaging_queue_snapshot.actionable_conversations is
    'Of them those that an agent could go on with. Field actionableConversations.';
comment on column mart.messaging_queue_snapshot.not_actionable_conversations is
    'Of them those in which the consumer is to write next. Field notActionableConversations.';
comment on column mart.messaging_queue_snapshot.first_time_conversations is
    'Of waiting_conversations those of consumers who write for the first time. Field '
    'unassignedConversationsAndFirstTimeConsumer.';
comment on column mart.messaging_queue_snapshot.actionable_manual_sla_conversations is
    'Of actionable_conversations those whose time to respond an agent has set. Field actionableAndManualSla.';
comment on column mart.messaging_queue_snapshot.actionable_transfer_conversations is
    'Of actionable_conversations those on their way to another agent or skill. Field actionableAndDuringTransfer.';
comment on column mart.messaging_queue_snapshot.actionable_consumer_last_conversations is
    'Of actionable_conversations those whose last message is the consumer''s. Field actionableAndConsumerLastMessage.';
comment on column mart.messaging_queue_snapshot.not_actionable_manual_sla_conversations is
    'Of not_actionable_conversations those whose time to respond an agent has set. Field notActionableAndManualSla.';
comment on column mart.messaging_queue_snapshot.not_actionable_transfer_conversations is
    'Of not_actionable_conversations those on their way to another agent or skill. Field notActionableDuringTransfer.';
comment on column mart.messaging_queue_snapshot.wait_avg_s is
    'Average wait so far of the new conversations that wait, in seconds; NULL when there are none. Field '
    'avgWaitTimeForAgentAssignment_NewConversation, milliseconds.';
comment on column mart.messaging_queue_snapshot.transfer_wait_avg_s is
    'Average wait for an agent after a transfer, in seconds. Field avgWaitTimeForAgentAssignment_AfterTransfer, '
    'milliseconds.';
comment on column mart.messaging_queue_snapshot.bot_transfer_wait_avg_s is
    'Average wait for an agent after a transfer by a bot, in seconds. Field '
    'avgWaitTimeForAgentAssignment_AfterTransferFromBot, milliseconds.';
comment on column mart.messaging_queue_snapshot.agent_transfer_wait_avg_s is
    'Average wait for an agent after a transfer by a human agent, in seconds. Field '
    'avgWaitTimeForAgentAssignment_AfterTransferFromAgent, milliseconds.';
comment on column mart.messaging_queue_snapshot.wait_median_s is
    'Half of the conversations that wait have waited less, in seconds. Field '
    'waitTimeForAgentAssignment_50thPercentile, milliseconds.';
comment on column mart.messaging_queue_snapshot.wait_p90_s is
    'Nine of ten have waited less, in seconds. Field waitTimeForAgentAssignment_90thPercentile, milliseconds.';
comment on column mart.messaging_queue_snapshot.longest_wait_s is
    'Longest wait so far of the conversations that wait, in seconds; NULL when nobody waits. Field '
    'maxWaitTimeForAgentAssignment, milliseconds.';
comment on column mart.messaging_queue_snapshot.agent_transfer_max_wait_s is
    'Longest wait for an agent after a transfer by a human agent, in seconds. Field '
    'maxWaitTimeForAgentAssignment_AfterTransferFromAgent, milliseconds.';
comment on column mart.messaging_queue_snapshot.overdue_conversations is
    'Open conversations, waiting or assigned, whose response is overdue, of the last days only. Field '
    'overdueConversationsTotal.';
comment on column mart.messaging_queue_snapshot.overdue_in_queue_conversations is
    'Of them those that wait for an agent. Field overdueConversationsInQueue.';
comment on column mart.messaging_queue_snapshot.overdue_assigned_conversations is
    'Of them those that an agent has. Field overdueConversationsAssigned.';
comment on column mart.messaging_queue_snapshot.changed_at is
    'When the sample was last stored or replaced here, UTC, clock of the database.';
