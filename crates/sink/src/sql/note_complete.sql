-- A day is complete when its feeds are, and no unit that reaches into it is still to be loaded, which the backfill may have.
with progress as (
    select
        p.account_id, p.chats_through_at::timestamptz as chats_through_at,
        p.agents_through_at::timestamptz as agents_through_at, p.messaging_through_at::timestamptz as messaging_through_at,
        p.visits_through_at::timestamptz as visits_through_at
    from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[])
        as p (account_id, chats_through_at, agents_through_at, messaging_through_at, visits_through_at)
), moved as (
    insert into fact.complete_through (
        account_id, chats_through_at, agents_through_at, messaging_through_at, visits_through_at, noted_at
    )
    select p.*, clock_timestamp() from progress p
    left join fact.complete_through t on t.account_id = p.account_id
    where t.account_id is null
        or (t.chats_through_at, t.agents_through_at, t.messaging_through_at, t.visits_through_at)
            is distinct from (p.chats_through_at, p.agents_through_at, p.messaging_through_at, p.visits_through_at)
    on conflict (account_id) do update set
        chats_through_at = excluded.chats_through_at, agents_through_at = excluded.agents_through_at,
        messaging_through_at = excluded.messaging_through_at, visits_through_at = excluded.visits_through_at,
        noted_at = excluded.noted_at
    returning account_id, chats_through_at, agents_through_at, messaging_through_at
)
insert into fact.complete_day (account_id, day, completed_at)
select c.account_id, c.day, clock_timestamp()
from moved t
join mart.account_calendar c on c.account_id = t.account_id
where c.day_ended_at <= least(t.chats_through_at, t.agents_through_at, t.messaging_through_at)
    and not exists (select from fact.complete_day d where d.account_id = c.account_id and d.day = c.day)
    and not exists (
        select from ingest.unit u
        join ingest.feed f on f.account_id = u.account_id and f.feed = u.feed
        where u.account_id = c.account_id and f.kind in ('files', 'windows')
            and u.state not in ('loaded', 'dead', 'gone') and u.final_at is null
            and u.scope_start_at < c.day_ended_at and u.scope_end_at > c.day_started_at
    )
