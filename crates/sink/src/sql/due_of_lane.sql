-- The next due unit of a lane: of the feed that comes first, the oldest (live: the next to be lost upstream) or the
-- newest (backfill). A unit whose lease ran out is due as well, and a window whose time to be read again has come.
-- A few candidates per feed, so that daemons that ask at the same moment do not all wait for the same one.
wanted as (
    select wanted.*
    from unnest($4::text[], $5::text[], $6::integer[]) as wanted (account_id, feed, precedence)
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
)
