create or replace view mart.messaging_group_queue_snapshot as
select
    q.account_id, q.skill_id, coalesce(n.name, q.skill_id) as skill_name,
    q.agent_group_id, coalesce(g.name, q.agent_group_id) as agent_group_name, q.sampled_at,
    q.unassigned_conversations as waiting_conversations,
    q.unassigned_conversations_and_first_time_consumer as first_time_conversations, q.actionable_conversations,
    q.actionable_and_during_transfer_to_agent as actionable_agent_transfer_conversations,
    q.actionable_and_during_transfer_to_skill as actionable_skill_transfer_conversations,
    q.actionable_and_during_back_to_queue as actionable_back_to_queue_conversations, q.not_actionable_conversations,
    q.not_actionable_and_during_transfer_to_agent as not_actionable_agent_transfer_conversations,
    q.not_actionable_and_during_transfer_to_skill as not_actionable_skill_transfer_conversations,
    q.not_actionable_and_during_back_to_queue as not_actionable_back_to_queue_conversations,
    q.loaded_at as changed_at
from liveperson.messaging_queue_state_by_group q
left join mart.skill n on n.account_id = q.account_id and n.skill_id = q.skill_id
left join mart.agent_group g on g.account_id = q.account_id and g.agent_group_id = q.agent_group_id;
comment on view mart.messaging_group_queue_snapshot is
    'Snapshot: Messaging''s queue of each skill by the group of agents that it waits for, one row per moment, skill '
    'and group. Upstream tells of the queue only while an agent is logged in. Needs feed messaging_operations; a gap '
    'cannot be filled later. Filter on account_id and sampled_at.';
comment on column mart.messaging_group_queue_snapshot.account_id is 'LivePerson account (site) number.';
comment on column mart.messaging_group_queue_snapshot.skill_id is 'The skill; -1 is unassigned.';
comment on column mart.messaging_group_queue_snapshot.skill_name is
    'Name of the skill today, from mart.skill, or the id while nothing names it.';
comment on column mart.messaging_group_queue_snapshot.agent_group_id is 'The group of agents; -1 is the main group.';
comment on column mart.messaging_group_queue_snapshot.agent_group_name is
    'Name of the group today, from mart.agent_group, or the id while nothing names it.';
comment on column mart.messaging_group_queue_snapshot.sampled_at is 'The moment, UTC, by the clock of upstream.';
comment on column mart.messaging_group_queue_snapshot.waiting_conversations is
    'Conversations of the skill that wait for an agent of the group. Field unassignedConversations.';
comment on column mart.messaging_group_queue_snapshot.first_time_conversations is
    'Of them those of consumers who write for the first time. Field unassignedConversationsAndFirstTimeConsumer.';
comment on column mart.messaging_group_queue_snapshot.actionable_conversations is
    'Of waiting_conversations those that an agent could go on with. Field actionableConversations.';
comment on column mart.messaging_group_queue_snapshot.actionable_agent_transfer_conversations is
    'Of actionable_conversations those on their way to another agent. Field actionableAndDuringTransferToAgent.';
comment on column mart.messaging_group_queue_snapshot.actionable_skill_transfer_conversations is
    'Of actionable_conversations those on their way to another skill. Field actionableAndDuringTransferToSkill.';
comment on column mart.messaging_group_queue_snapshot.actionable_back_to_queue_conversations is
    'Of actionable_conversations those on their way back to the queue. Field actionableAndDuringBackToQueue.';
comment on column mart.messaging_group_queue_snapshot.not_actionable_conversations is
    'Of waiting_conversations those in which the consumer is to write next. Field notActionableConversations.';
comment on column mart.messaging_group_queue_snapshot.not_actionable_agent_transfer_conversations is
    'Of not_actionable_conversations those on their way to another agent. Field '
    'notActionableAndDuringTransferToAgent.';
comment on column mart.messaging_group_queue_snapshot.not_actionable_skill_transfer_conversations is
    'Of not_actionable_conversations those on their way to another skill. Field '
    'notActionableAndDuringTransferToSkill.';
comment on column mart.messaging_group_queue_snapshot.not_actionable_back_to_queue_conversations is
    'Of not_actionable_conversations those on their way back to the queue. Field notActionableAndDuringBackToQueue.';
comment on column mart.messaging_group_queue_snapshot.changed_at is
    'When the sample was last stored or replaced here, UTC, clock of the database.';
