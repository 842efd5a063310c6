create or replace view mart.messaging_participant as
select
    p.account_id, p.conversation_id, p.position, c.started_at as conversation_started_at, p.state as list,
    mart.agent_or_null(p.agent_id) as agent_id, coalesce(n.name, mart.agent_or_null(p.agent_id)) as agent_name,
    p.pid as participant_id,
    case p.user_type_id when 0 then 'system' when 1 then 'human' when 2 then 'bot' end as user_type, p.permission,
    p.role, p.agent_group_id as agent_group_id_at_conversation,
    mart.name_or_null(p.agent_group_name) as agent_group_name_at_conversation,
    coalesce(mart.name_or_null(p.agent_full_name), mart.name_or_null(p.agent_name)) as agent_name_at_conversation,
    p.joined_at, p.dialog_id, c.loaded_at as changed_at
from liveperson.messaging_agent_participant p
left join liveperson.messaging_conversation c
    on c.account_id = p.account_id and c.conversation_id = p.conversation_id
left join mart.agent n on n.account_id = p.account_id and n.agent_id = mart.agent_or_null(p.agent_id);
comment on view mart.messaging_participant is
    'Fact: Agents, bots and managers in conversations, one row per list of upstream''s that names them. Consumers are in '
    'mart.messaging_consumer. Joins mart.messaging_conversation on (account_id, conversation_id). Needs feed '
    'messaging_interactions; empty while it is missing. Filter on account_id and conversation_started_at, on joined_at, or '
    'on the key.';
comment on column mart.messaging_participant.account_id is 'LivePerson account (site) number.';
comment on column mart.messaging_participant.conversation_id is 'The conversation, as in mart.messaging_conversation.';
comment on column mart.messaging_participant.position is
    'Order within the conversation as upstream lists it, counted from 0.';
comment on column mart.messaging_participant.conversation_started_at is
    'When the conversation began, UTC (mart.messaging_conversation.started_at).';
comment on column mart.messaging_participant.list is
    'List of upstream''s that names the participant: joined (all who ever joined), active (who was in it at the last copy) '
    'or left. One who joined and left is in two lists: filter on one.';
comment on column mart.messaging_participant.agent_id is 'The agent or bot; NULL when nobody.';
comment on column mart.messaging_participant.agent_name is
    'Name of the agent today (mart.agent.name), or the id while nothing names the agent.';
comment on column mart.messaging_participant.participant_id is
    'Id of the agent as a participant. Messaging Interactions field agentPid.';
comment on column mart.messaging_participant.user_type is
    'What the participant is: human, bot or system; NULL when upstream does not say. Messaging Interactions field userType.';
comment on column mart.messaging_participant.permission is
    'What the participant may do: ASSIGNED_AGENT, READER, SUGGESTED_ASSIGNED_AGENT. Messaging Interactions field '
    'permission.';
comment on column mart.messaging_participant.role is
    'Role of the participant, e.g. AGENT. Messaging Interactions field role.';
comment on column mart.messaging_participant.agent_group_id_at_conversation is
    'Group of the agent as the record said it; -1 is the main group. Messaging Interactions field agentGroupId.';
comment on column mart.messaging_participant.agent_group_name_at_conversation is
    'Name of that group as the record said it. Messaging Interactions field agentGroupName.';
comment on column mart.messaging_participant.agent_name_at_conversation is
    'Full name of the agent, otherwise the nickname, as the record said it.';
comment on column mart.messaging_participant.joined_at is
    'When the participant was added to the conversation, UTC. Messaging Interactions field timeL.';
comment on column mart.messaging_participant.dialog_id is 'The dialog it belongs to, as in mart.messaging_dialog.';
comment on column mart.messaging_participant.changed_at is
    'When the conversation or a part of it was last changed here, UTC, clock of the database.';
