create or replace view mart.lead as
select
    a.account_id, a.engagement_id as chat_id, a.position,
    a.original_at as reported_at, a.server_at as processed_at, a.is_authenticated,
    a.lead_id, a.topic, a.value, a.currency,
    h.loaded_at as changed_at
from liveperson.engagement_attribute a
left join liveperson.engagement h on h.account_id = a.account_id and h.engagement_id = a.engagement_id
where a.type = 'lead';
comment on view mart.lead is
    'Fact: Leads that the site reported, one row each. From engagement attributes; joins mart.chat on (account_id, '
    'chat_id). Needs feed engagement_history; empty while it is missing. Arrives up to 2 hours after the end of the '
    'chat.';
comment on column mart.lead.account_id is 'LivePerson account (site) number.';
comment on column mart.lead.chat_id is 'The chat in whose visit it was reported.';
comment on column mart.lead.position is 'Order within the chat, counted from 0.';
comment on column mart.lead.reported_at is
    'When the site reported it, UTC; NULL when upstream does not say. Engagement History field originalTimeStamp.';
comment on column mart.lead.processed_at is
    'When upstream processed it, UTC. Filter on it: it is indexed. Engagement History field serverTimeStamp.';
comment on column mart.lead.is_authenticated is
    'Whether the visitor had signed in. Engagement History field isAuthenticated.';
comment on column mart.lead.lead_id is 'Id of the lead. Field lead.leadId. Personal.';
comment on column mart.lead.topic is 'Topic of the lead. Field lead.topic.';
comment on column mart.lead.value is
    'Value of the lead, in currency. Never add up several currencies. Field lead.value.';
comment on column mart.lead.currency is 'Currency of the value; NULL when the site did not say. Field lead.currency.';
comment on column mart.lead.changed_at is
    'When the chat or a part of it was last changed in Engagement History''s copy, UTC, clock of the database.';
