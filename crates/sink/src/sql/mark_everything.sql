-- Everything of an account, and what only schema fact has of it still.
with account as (
    select distinct a.account_id
    from ingest.fact_mark m
    join (
        select f.account_id from ingest.feed f
        union
        select d.account_id from fact.day d
    ) a on a.account_id = coalesce(m.account_id, a.account_id)
    where m.mark_id = any($1)
)
insert into ingest.fact_mark (subject, account_id, key)
select 'chat', a.account_id, k.key
from account a
cross join lateral (
    select c.conversation_id as key from liveperson.conversation c where c.account_id = a.account_id
    union
    select e.engagement_id from liveperson.engagement e where e.account_id = a.account_id
    union
    select f.chat_id from fact.chat f where f.account_id = a.account_id
) k
union all
select 'messaging_conversation', a.account_id, k.key
from account a
cross join lateral (
    select c.conversation_id as key from liveperson.messaging_conversation c where c.account_id = a.account_id
    union
    select f.conversation_id from fact.messaging_conversation f where f.account_id = a.account_id
) k
union all
select s.subject, a.account_id, k.day::text
from account a
cross join (values ('agent_day'), ('contact_day')) as s (subject)
cross join lateral (
    select c.day from mart.account_calendar c where c.account_id = a.account_id
    union
    select d.day from fact.day d where d.account_id = a.account_id
    union
    select h.day from fact.agent_hour h where h.account_id = a.account_id
    union
    select i.day from fact.contact_quarter_hourly i where i.account_id = a.account_id
) k
