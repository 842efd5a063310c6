create or replace view mart.service_activity as
select
    a.account_id, a.engagement_id as chat_id, a.position,
    a.original_at as reported_at, a.server_at as processed_at, a.is_authenticated,
    a.topic, a.category, a.service_id, a.status_id,
    (
        select n.name from liveperson.service_status n
        where n.source = 'engagement_history' and n.id = a.status_id
    ) as status_name,
    h.loaded_at as changed_at
from liveperson.engagement_attribute a
left join liveperson.engagement h on h.account_id = a.account_id and h.engagement_id = a.engagement_id
where a.type = 'serviceActivity';
comment on view mart.service_activity is
    'Fact: Services the visitor used on the site, one row each. From engagement attributes; joins mart.chat on '
    '(account_id, chat_id). Needs feed engagement_history; empty while it is missing. Arrives up to 2 hours after '
    'the end of the chat.';
comment on column mart.service_activity.account_id is 'LivePerson account (site) number.';
comment on column mart.service_activity.chat_id is 'The chat in whose visit it was reported.';
comment on column mart.service_activity.position is 'Order within the chat, counted from 0.';
comment on column mart.service_activity.reported_at is
    'When the site reported it, UTC; NULL when upstream does not say. Engagement History field originalTimeStamp.';
comment on column mart.service_activity.processed_at is
    'When upstream processed it, UTC. Filter on it: it is indexed. Engagement History field serverTimeStamp.';
comment on column mart.service_activity.is_authenticated is
    'Whether the visitor had signed in. Engagement History field isAuthenticated.';
comment on column mart.service_activity.topic is 'Topic of the service. Field serviceActivity.topic.';
comment on column mart.service_activity.category is 'Category of the service. Field serviceActivity.category.';
comment on column mart.service_activity.service_id is 'Id of the service. Field serviceActivity.serviceId.';
comment on column mart.service_activity.status_id is
    'Status as a code: 0 complete to 13 resolved. Field serviceActivity.status.';
comment on column mart.service_activity.status_name is
    'Status in words; NULL for a code that upstream never documented.';
comment on column mart.service_activity.changed_at is
    'When the chat or a part of it was last changed in Engagement History''s copy, UTC, clock of the database.';
