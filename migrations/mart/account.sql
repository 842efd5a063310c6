-- A chat without a start is found by its time in the queue.
create or replace view mart.account as
select
    k.account_id,
    coalesce(s.time_zone, 'UTC') as time_zone,
    -- Each an index lookup, of the first or the last entry of the account.
    least(
        (select min(c.started_at) from liveperson.conversation c where c.account_id = k.account_id),
        (
            select min(c.queue_started_at) from liveperson.conversation c
            where c.account_id = k.account_id and c.started_at is null
        ),
        (select min(e.requested_at) from liveperson.engagement e where e.account_id = k.account_id),
        (select min(e.started_at) from liveperson.engagement e where e.account_id = k.account_id),
        (select min(m.started_at) from liveperson.messaging_conversation m where m.account_id = k.account_id),
        (select min(v.occurred_at) from liveperson.agent_event v where v.account_id = k.account_id)
    ) as first_seen_at,
    greatest(
        (select max(c.started_at) from liveperson.conversation c where c.account_id = k.account_id),
        (
            select max(c.queue_started_at) from liveperson.conversation c
            where c.account_id = k.account_id and c.started_at is null
        ),
        (select max(e.started_at) from liveperson.engagement e where e.account_id = k.account_id),
        (select max(m.started_at) from liveperson.messaging_conversation m where m.account_id = k.account_id),
        (select max(v.occurred_at) from liveperson.agent_event v where v.account_id = k.account_id)
    ) as last_seen_at
from (select distinct f.account_id from ingest.feed f) k
left join mart.account_setting s on s.account_id = k.account_id;
comment on view mart.account is
    'Dimension: Accounts, one row each: those that a daemon was ever configured for. Needs no feed.';
comment on column mart.account.account_id is 'LivePerson account (site) number.';
comment on column mart.account.time_zone is
    'Time zone that days and hours of the account are reckoned in; set it in mart.account_setting.';
comment on column mart.account.first_seen_at is
    'First chat, conversation of messaging or change of an agent that the warehouse knows, UTC; NULL without any.';
comment on column mart.account.last_seen_at is
    'Last chat, conversation of messaging or change of an agent that the warehouse knows, UTC; NULL without any.';
