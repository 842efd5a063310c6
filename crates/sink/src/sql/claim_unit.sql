-- The oldest due unit: it is the next to be lost upstream. A unit whose lease ran out is due as well.
with wanted as (
    select * from unnest($1::text[], $2::text[]) as feed (account_id, feed)
),
due as (
    select unit.unit_id
    from ingest.unit
    join wanted using (account_id, feed)
    where (
            unit.state in ('pending', 'failed') and unit.next_attempt_at <= $3
            or unit.state = 'leased' and unit.lease_until_at < clock_timestamp()
        )
        and not exists (
            select from ingest.feed
            where feed.account_id = unit.account_id and feed.feed = unit.feed and feed.paused_until_at > $3
        )
    order by unit.scope_end_at, unit.unit_id
    limit 1
    for update of unit skip locked
),
abandoned as (
    update ingest.load set outcome = 'abandoned', finished_at = clock_timestamp()
    from due
    where load.unit_id = due.unit_id and load.finished_at is null
),
claimed as (
    update ingest.unit set
        state = 'leased', lease_owner = $4, lease_until_at = clock_timestamp() + make_interval(secs => $5),
        lease_token = unit.lease_token + 1
    from due
    where unit.unit_id = due.unit_id
    returning unit.*
),
attempt as (
    insert into ingest.load (unit_id, lease_token, owner, started_at)
    select unit_id, lease_token, lease_owner, clock_timestamp() from claimed
)
select
    unit_id, account_id, feed, name, href, scope_start_at, scope_end_at, attempts, missing_since_at, lease_token
from claimed
