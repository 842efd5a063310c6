create or replace view mart.content_engagement as
select
    g.account_id, encode(g.content_key, 'hex') as content_id,
    mart.local_day(g.occurred_at, a.time_zone) as occurred_on, g.occurred_at, g.visit_id, g.visitor_id,
    g.loaded_at as changed_at
from liveperson.content_engagement g
left join mart.account_setting a on a.account_id = g.account_id;
comment on view mart.content_engagement is
    'Fact: Engagements that showed content on the site and were no chat, one row each. Joins mart.visit on (account_id, '
    'visit_id). Needs feed engagement; empty while it is missing. Filter on account_id and occurred_at.';
comment on column mart.content_engagement.account_id is 'LivePerson account (site) number.';
comment on column mart.content_engagement.content_id is 'Hash of the record, hexadecimal: upstream gives it no id.';
comment on column mart.content_engagement.occurred_on is 'Day of occurred_at in the time zone of the account.';
comment on column mart.content_engagement.occurred_at is
    'When the content was shown, UTC. Data Access field timestamp.';
comment on column mart.content_engagement.visit_id is
    'The visit, as in mart.visit; NULL in older files. Data Access field visitId.';
comment on column mart.content_engagement.visitor_id is 'Id of the visitor. Data Access field visitorId.';
comment on column mart.content_engagement.changed_at is
    'When the row was last changed here, UTC, clock of the database.';
