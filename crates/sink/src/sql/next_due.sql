-- When there is something to do next: a listing, a unit, a window to be read again, a lease that runs out.
with wanted as (
    select feed.account_id, feed.feed, feed.next_poll_at, feed.paused_until_at, feed.lease_until_at
    from ingest.feed
    join unnest($1::text[], $2::text[]) as wanted (account_id, feed) using (account_id, feed)
)
-- What was due for ever is due since 1970: no client reads -infinity as a time.
select case when min(due_at) is not null then greatest(min(due_at), 'epoch') end from (
    select greatest(next_poll_at, paused_until_at, lease_until_at) as due_at from wanted
    union all
    select greatest(unit.next_attempt_at, wanted.paused_until_at)
    from ingest.unit join wanted using (account_id, feed)
    where unit.state in ('pending', 'failed')
    union all
    select greatest(unit.lease_until_at, wanted.paused_until_at)
    from ingest.unit join wanted using (account_id, feed)
    where unit.state = 'leased'
    union all
    select greatest(unit.reread_at, wanted.paused_until_at)
    from ingest.unit join wanted using (account_id, feed)
    where unit.state = 'loaded' and unit.reread_at is not null
) due
