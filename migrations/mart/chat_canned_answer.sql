create or replace view mart.chat_canned_answer as
select
    l.account_id, l.engagement_id as chat_id, l.position, e.requested_at as chat_started_at, l.sent_at,
    mart.agent_or_null(l.agent_id) as agent_id, coalesce(n.name, mart.agent_or_null(l.agent_id)) as agent_name,
    abs(l.canned_answer_type) as canned_answer_id, l.canned_answer_type < 0 as is_edited, l.text,
    e.loaded_at as changed_at
from liveperson.engagement_line l
left join liveperson.engagement e on e.account_id = l.account_id and e.engagement_id = l.engagement_id
left join mart.agent n on n.account_id = l.account_id and n.agent_id = mart.agent_or_null(l.agent_id)
where l.canned_answer_type <> 0;
comment on view mart.chat_canned_answer is
    'Fact: Lines of chats that an agent wrote with a canned answer (predefined text), one row each. Joins mart.chat on '
    '(account_id, chat_id). Needs feed engagement_history; empty while it is missing. Filter on account_id and '
    'chat_started_at, on sent_at, or on the key.';
comment on column mart.chat_canned_answer.account_id is 'LivePerson account (site) number.';
comment on column mart.chat_canned_answer.chat_id is 'The chat, as in mart.chat.';
comment on column mart.chat_canned_answer.position is 'Order within the chat as upstream lists it, counted from 0.';
comment on column mart.chat_canned_answer.chat_started_at is
    'When the visitor asked for the chat, UTC, as Engagement History says; started_at of mart.chat is that of Data Access '
    'where both know the chat.';
comment on column mart.chat_canned_answer.sent_at is 'When the line was written, UTC. Engagement History field timeL.';
comment on column mart.chat_canned_answer.agent_id is 'Agent who wrote it; NULL when upstream does not say.';
comment on column mart.chat_canned_answer.agent_name is
    'Name of the agent today (mart.agent.name), or the id while nothing names the agent.';
comment on column mart.chat_canned_answer.canned_answer_id is
    'Id of the canned answer; upstream prints no name of it. Engagement History field cannedAnswerType.';
comment on column mart.chat_canned_answer.is_edited is
    'Whether the agent changed the text before sending it: upstream prints the id as a negative number.';
comment on column mart.chat_canned_answer.text is 'What was sent; may hold HTML. Engagement History field text. Personal.';
comment on column mart.chat_canned_answer.changed_at is
    'When the chat or a part of it was last changed in Engagement History''s copy, UTC, clock of the database.';
