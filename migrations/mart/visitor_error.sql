create or replace view mart.visitor_error as
select
    a.account_id, a.engagement_id as chat_id, a.position,
    a.original_at as reported_at, a.server_at as processed_at, a.is_authenticated,
    a.type = 'formFillingError' as is_form_error, a.context_id, a.message, a.code, a.level, a.is_resolved,
    h.loaded_at as changed_at
from liveperson.engagement_attribute a
left join liveperson.engagement h on h.account_id = a.account_id and h.engagement_id = a.engagement_id
where a.type in ('visitorError', 'formFillingError');
comment on view mart.visitor_error is
    'Fact: Errors the visitor met on the site, one row each. From engagement attributes; joins mart.chat on '
    '(account_id, chat_id). Needs feed engagement_history; empty while it is missing. Arrives up to 2 hours after '
    'the end of the chat.';
comment on column mart.visitor_error.account_id is 'LivePerson account (site) number.';
comment on column mart.visitor_error.chat_id is 'The chat in whose visit it was reported.';
comment on column mart.visitor_error.position is 'Order within the chat, counted from 0.';
comment on column mart.visitor_error.reported_at is
    'When the site reported it, UTC; NULL when upstream does not say. Engagement History field originalTimeStamp.';
comment on column mart.visitor_error.processed_at is
    'When upstream processed it, UTC. Filter on it: it is indexed. Engagement History field serverTimeStamp.';
comment on column mart.visitor_error.is_authenticated is
    'Whether the visitor had signed in. Engagement History field isAuthenticated.';
comment on column mart.visitor_error.is_form_error is
    'Whether it happened while filling in a form. Attribute formFillingError, otherwise visitorError.';
comment on column mart.visitor_error.context_id is 'Id of the context of the error. Field visitorError.contextId.';
comment on column mart.visitor_error.message is 'Text of the error. Field visitorError.message.';
comment on column mart.visitor_error.code is 'Code of the error. Field visitorError.code.';
comment on column mart.visitor_error.level is
    'Severity of the error, in the words of the site. Field visitorError.level.';
comment on column mart.visitor_error.is_resolved is 'Whether it was resolved. Field visitorError.resolved.';
comment on column mart.visitor_error.changed_at is
    'When the chat or a part of it was last changed in Engagement History''s copy, UTC, clock of the database.';
