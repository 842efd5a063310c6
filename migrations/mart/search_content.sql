create or replace view mart.search_content as
select
    a.account_id, a.engagement_id as chat_id, a.position,
    a.original_at as reported_at, a.server_at as processed_at, a.is_authenticated,
    a.keywords,
    h.loaded_at as changed_at
from liveperson.engagement_attribute a
left join liveperson.engagement h on h.account_id = a.account_id and h.engagement_id = a.engagement_id
where a.type = 'searchContent';
comment on view mart.search_content is
    'Fact: Searches of the visitor on the site, one row each. From engagement attributes; joins mart.chat on '
    '(account_id, chat_id). Needs feed engagement_history; empty while it is missing. Arrives up to 2 hours after '
    'the end of the chat.';
comment on column mart.search_content.account_id is 'LivePerson account (site) number.';
comment on column mart.search_content.chat_id is 'The chat in whose visit it was reported.';
comment on column mart.search_content.position is 'Order within the chat, counted from 0.';
comment on column mart.search_content.reported_at is
    'When the site reported it, UTC; NULL when upstream does not say. Engagement History field originalTimeStamp.';
comment on column mart.search_content.processed_at is
    'When upstream processed it, UTC. Filter on it: it is indexed. Engagement History field serverTimeStamp.';
comment on column mart.search_content.is_authenticated is
    'Whether the visitor had signed in. Engagement History field isAuthenticated.';
comment on column mart.search_content.keywords is
    'What was searched for, in the order of upstream. Field searchContent.keywords. Personal.';
comment on column mart.search_content.changed_at is
    'When the chat or a part of it was last changed in Engagement History''s copy, UTC, clock of the database.';
