-- The next due unit of a lane: of the feed that comes first, the oldest (live: the next to be lost upstream) or the
-- newest (backfill). A unit whose lease ran out is due as well, and a window whose time to be read again has come.
-- A few candidates per feed, so that daemons that ask at the same moment do not all wait for the same one.
with wanted as (
    select wanted.*
    from unnest($1::text[], $2::text[], $6::integer[]) as wanted (account_id, feed, precedence)
    join ingest.feed using (account_id, feed)
    where feed.paused_until_at is null or feed.paused_until_at <= $3
),
candidate as (
    select open.unit_id, wanted.precedence
    from wanted
    cross join lateral (
        select unit.unit_id
        from ingest.unit
        where unit.account_id = wanted.account_id and unit.feed = wanted.feed and unit.lane = $7
            and unit.state in ('pending', 'leased', 'failed')
            and (
                unit.state <> 'leased' and unit.next_attempt_at <= $3
                or unit.state = 'leased' and unit.lease_until_at < clock_timestamp()
            )
        order by unit.scope_end_at {direction}, unit.unit_id
        limit 8
    ) open
    union all
    select again.unit_id, wanted.precedence
    from wanted
    cross join lateral (
        select unit.unit_id
        from ingest.unit
        where unit.account_id = wanted.account_id and unit.feed = wanted.feed and unit.lane = $7
            and unit.state = 'loaded' and unit.reread_at <= $3
        order by unit.reread_at
        limit 8
    ) again
),
due as (
    select unit.unit_id
    from ingest.unit
    join candidate using (unit_id)
    where unit.state in ('pending', 'failed') and unit.next_attempt_at <= $3
        or unit.state = 'leased' and unit.lease_until_at < clock_timestamp()
        or unit.state = 'loaded' and unit.reread_at <= $3
    order by candidate.precedence, unit.scope_end_at {direction}, unit.unit_id
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
    unit_id, account_id, feed, name, href, scope_start_at, scope_end_at, lane, attempts, missing_since_at, lease_token,
    incomplete_reads, read_begun_at, records_counted,
    coalesce(records_unsettled > 0, false) as is_unsettled, final_at is not null as is_final
from claimed
