create or replace view mart.visit_chat as
select
    v.account_id, v.visit_id, c.chat_id,
    case when n.visit_id = v.visit_id then 'visit_id' else 'visitor_id' end as joined_by,
    v.started_at as visit_started_at,
    greatest(v.changed_at, n.loaded_at, h.loaded_at) as changed_at
from mart.visit v
cross join lateral unnest(v.chat_ids) as c (chat_id)
left join liveperson.conversation n on n.account_id = v.account_id and n.conversation_id = c.chat_id
left join liveperson.engagement h on h.account_id = v.account_id and h.engagement_id = c.chat_id;
comment on view mart.visit_chat is
    'Fact: Which chats began in which visit, one row per visit and chat. Joins mart.visit on (account_id, visit_id) '
    'and mart.chat on (account_id, chat_id). A chat is of a visit when it began between the start of the visit and '
    '10 minutes after the last that is known of it (a survey before the chat takes its time), and names the visit; '
    'or is of the same visitor and names no visit that the warehouse has. Of two visits of one visitor at one time '
    'such a chat is in both. Needs feed web_session, and engagement or engagement_history; empty while they are '
    'missing. Filter on account_id and visit_started_at.';
comment on column mart.visit_chat.account_id is 'LivePerson account (site) number.';
comment on column mart.visit_chat.visit_id is 'The visit.';
comment on column mart.visit_chat.chat_id is 'The chat, or the conversation of messaging.';
comment on column mart.visit_chat.joined_by is
    'What joins them: visit_id (the chat names the visit) or visitor_id (same visitor, and the chat began in the '
    'visit).';
comment on column mart.visit_chat.visit_started_at is 'When the visit began, UTC (mart.visit.started_at).';
comment on column mart.visit_chat.changed_at is
    'When the chat or a part of the visit was last changed here, UTC, clock of the database.';
