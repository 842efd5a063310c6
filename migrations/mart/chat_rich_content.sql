create or replace view mart.chat_rich_content as
select
    l.account_id, l.engagement_id as chat_id, l.position, e.requested_at as chat_started_at, l.sent_at,
    l.source as sender, mart.agent_or_null(l.agent_id) as agent_id,
    coalesce(n.name, mart.agent_or_null(l.agent_id)) as agent_name, l.rich_content ->> 'type' as element_type,
    l.rich_content, e.loaded_at as changed_at
from liveperson.engagement_line l
left join liveperson.engagement e on e.account_id = l.account_id and e.engagement_id = l.engagement_id
left join mart.agent n on n.account_id = l.account_id and n.agent_id = mart.agent_or_null(l.agent_id)
where l.rich_content is not null;
comment on view mart.chat_rich_content is
    'Fact: Lines of chats that are structured content (cards, buttons), one row each. Joins mart.chat on (account_id, chat_id). '
    'Needs feed engagement_history; empty while it is missing. Filter on account_id and chat_started_at, on sent_at, or on '
    'the key.';
comment on column mart.chat_rich_content.account_id is 'LivePerson account (site) number.';
comment on column mart.chat_rich_content.chat_id is 'The chat, as in mart.chat.';
comment on column mart.chat_rich_content.position is 'Order within the chat as upstream lists it, counted from 0.';
comment on column mart.chat_rich_content.chat_started_at is
    'When the visitor asked for the chat, UTC, as Engagement History says; started_at of mart.chat is that of Data Access '
    'where both know the chat.';
comment on column mart.chat_rich_content.sent_at is 'When the line was sent, UTC. Engagement History field timeL.';
comment on column mart.chat_rich_content.sender is
    'Who sent it: visitor, agent or system. Engagement History field source.';
comment on column mart.chat_rich_content.agent_id is 'Agent who sent it; NULL for other senders.';
comment on column mart.chat_rich_content.agent_name is
    'Name of the agent today (mart.agent.name), or the id while nothing names the agent.';
comment on column mart.chat_rich_content.element_type is
    'Type of the outermost element, as vertical, horizontal, carousel, text, button; NULL when it has none.';
comment on column mart.chat_rich_content.rich_content is
    'The structured content (cards, buttons, pictures), JSON as upstream prints it. Engagement History field json. Personal.';
comment on column mart.chat_rich_content.changed_at is
    'When the chat or a part of it was last changed in Engagement History''s copy, UTC, clock of the database.';
