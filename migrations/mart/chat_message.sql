-- Two bare tables under one condition, so that Postgres can look up the lines of a chat by the key from within a join.
create or replace view mart.chat_message as
select
    l.account_id, l.chat_id, l.position, l.sent_at, l.sender, l.sender_name, l.agent_id, l.is_visible, l.format,
    l.control_type_id, l.text, l.source, l.changed_at
from (
    select
        m.account_id, m.conversation_id as chat_id, m.position, m.sent_at,
        case when m.line_type_id = 0 then 'visitor' when m.line_type_id in (1, 3, 4, 5) then 'agent'
            when m.line_type_id = 2 then 'system' when mart.agent_or_null(m.agent_id) is not null then 'agent' end
            as sender,
        mart.name_or_null(m.sender_name) as sender_name,
        mart.agent_or_null(m.agent_id) as agent_id,
        m.line_type_id is distinct from 5 as is_visible,
        case when m.line_type_id = 3 then 'url' when m.line_type_id = 4 then 'html'
            when m.content_format in ('TEXT_PLAIN', 'Text') then 'plain' when m.content_format = 'TEXT_HTML' then 'html'
            when m.content_format = 'LINK' then 'url' when m.content_format = 'IMG' then 'image'
            when m.content_format = 'HOSTED_FILE' then 'file' end as format,
        m.control_type_id,
        m.text,
        'data_access' as source,
        (
            select c.loaded_at from liveperson.conversation c
            where c.account_id = m.account_id and c.conversation_id = m.conversation_id
        ) as changed_at
    from liveperson.message m
    union all
    select
        h.account_id, h.engagement_id, h.position, h.sent_at,
        case when h.source in ('visitor', 'agent', 'system') then h.source
            when mart.agent_or_null(h.agent_id) is not null then 'agent' end,
        mart.name_or_null(h.sender_name),
        mart.agent_or_null(h.agent_id),
        h.sub_type is distinct from 'ONLY_TO_REP',
        h.text_type,
        nullif(h.control_type_id, 0),
        h.text,
        'engagement_history',
        (
            select e.loaded_at from liveperson.engagement e
            where e.account_id = h.account_id and e.engagement_id = h.engagement_id
        )
    from liveperson.engagement_line h
) l
where l.source = 'data_access' or not exists (
    select from liveperson.message m where m.account_id = l.account_id and m.conversation_id = l.chat_id
);
comment on view mart.chat_message is
    'Fact: Lines of the transcripts, one row each. The transcript of a chat comes from Data Access when that has any '
    'line of it, otherwise from Engagement History; never from both. Joins mart.chat on (account_id, chat_id). Needs '
    'feed engagement or engagement_history; while one is missing, chats that only it knows have no lines. Filter on '
    'sent_at, or on the key.';
comment on column mart.chat_message.account_id is 'LivePerson account (site) number.';
comment on column mart.chat_message.chat_id is 'The chat it belongs to.';
comment on column mart.chat_message.position is 'Order within the chat, counted from 0.';
comment on column mart.chat_message.sent_at is
    'When the line was written, UTC, to the millisecond. Data Access timestamp; Engagement History timeL.';
comment on column mart.chat_message.sender is
    'Who wrote it: visitor, agent or system; NULL when upstream did not say. Data Access type; Engagement History '
    'source. A line with an agent_id and without any of these is by the agent.';
comment on column mart.chat_message.sender_name is
    'Name of who wrote it; info for lines of the system. Data Access and Engagement History field by. Personal.';
comment on column mart.chat_message.agent_id is
    'Id of the agent who wrote it; NULL for lines of visitors and of the system. Name in mart.agent.';
comment on column mart.chat_message.is_visible is
    'Whether the visitor sees it: FALSE for comments among agents (Data Access type 5, Engagement History subType '
    'ONLY_TO_REP).';
comment on column mart.chat_message.format is
    'Format of the text: plain, html, url, image, file or rich-content; NULL when not known.';
comment on column mart.chat_message.control_type_id is
    'Kind of predefined line: 3 connected to an agent, 4 greeting, 5 closing; NULL for all others.';
comment on column mart.chat_message.text is
    'What was written; may hold HTML. NULL for rich content, which is in mart.chat_rich_content. Personal.';
comment on column mart.chat_message.source is 'Where the line comes from: data_access or engagement_history.';
comment on column mart.chat_message.changed_at is
    'When the chat or a part of it was last changed in the copy of its source, UTC, clock of the database.';
