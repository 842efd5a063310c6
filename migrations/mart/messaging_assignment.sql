create or replace view mart.messaging_assignment as
select
    i.account_id, i.conversation_id, i.position, c.started_at as conversation_started_at, i.sequence, i.started_at,
    mart.agent_or_null(i.agent_id) as agent_id, coalesce(n.name, mart.agent_or_null(i.agent_id)) as agent_name,
    coalesce(mart.name_or_null(i.agent_full_name), mart.name_or_null(i.agent_name)) as agent_name_at_conversation,
    i.dialog_id, c.loaded_at as changed_at
from liveperson.messaging_interaction i
left join liveperson.messaging_conversation c
    on c.account_id = i.account_id and c.conversation_id = i.conversation_id
left join mart.agent n on n.account_id = i.account_id and n.agent_id = mart.agent_or_null(i.agent_id);
comment on view mart.messaging_assignment is
    'Fact: Spans in which one agent had a conversation, one row each; upstream prints when one begins and not when it ends. '
    'Upstream calls them interactions. Joins mart.messaging_conversation on (account_id, conversation_id). Needs feed '
    'messaging_interactions; empty while it is missing. Filter on account_id and conversation_started_at, on started_at, or '
    'on the key.';
comment on column mart.messaging_assignment.account_id is 'LivePerson account (site) number.';
comment on column mart.messaging_assignment.conversation_id is 'The conversation, as in mart.messaging_conversation.';
comment on column mart.messaging_assignment.position is
    'Order within the conversation as upstream lists it, counted from 0.';
comment on column mart.messaging_assignment.conversation_started_at is
    'When the conversation began, UTC (mart.messaging_conversation.started_at).';
comment on column mart.messaging_assignment.sequence is
    'Number of the span within the conversation, as upstream counts. Messaging Interactions field interactiveSequence.';
comment on column mart.messaging_assignment.started_at is
    'When the agent got the conversation, UTC. Messaging Interactions field interactionTimeL.';
comment on column mart.messaging_assignment.agent_id is 'The agent or bot; NULL when nobody.';
comment on column mart.messaging_assignment.agent_name is
    'Name of the agent today (mart.agent.name), or the id while nothing names the agent.';
comment on column mart.messaging_assignment.agent_name_at_conversation is
    'Full name of the agent, otherwise the nickname, as the record said it.';
comment on column mart.messaging_assignment.dialog_id is 'The dialog it belongs to, as in mart.messaging_dialog.';
comment on column mart.messaging_assignment.changed_at is
    'When the conversation or a part of it was last changed here, UTC, clock of the database.';
