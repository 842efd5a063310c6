-- The next due unit of a lane: of the feed that comes first, the oldest (live: the next to be lost upstream) or the
-- newest (backfill). A unit whose lease ran out is due as well, and a window whose time to be read again has come.
-- A locked row is passed over where it is met: another daemon is just taking it, or it is being stored, for however long,
-- and its lease is not renewed meanwhile.
wanted as (
    select wanted.*
    from unnest($4::text[], $5::text[], $6::integer[]) as wanted (account_id, feed, precedence)
    join ingest.feed using (account_id, feed)
    where feed.paused_until_at is null or feed.paused_until_at <= $3
),
candidate as (
    select open.unit_id, open.scope_end_at, wanted.precedence
    from wanted
    cross join lateral (
        select unit.unit_id, unit.scope_end_at
        from ingest.unit
        where unit.account_id = wanted.account_id and unit.feed = wanted.feed and unit.lane = $7
            and unit.state in ('pending', 'leased', 'failed')
            and (
                unit.state <> 'leased' and unit.next_attempt_at <= $3
                or unit.state = 'leased' and unit.lease_until_at < clock_timestamp()
            )
        order by unit.scope_end_at {direction}, unit.unit_id
        limit 1
        for update skip locked
    ) open
    union all
    select again.unit_id, again.scope_end_at, wanted.precedence
    from wanted
    cross join lateral (
        select unit.unit_id, unit.scope_end_at
        from ingest.unit
        where unit.account_id = wanted.account_id and unit.feed = wanted.feed and unit.lane = $7
            and unit.state = 'loaded' and unit.reread_at <= $3
        order by unit.reread_at
        limit 1
        for update skip locked
    ) again
),
due as (
    select unit_id from candidate order by precedence, scope_end_at {direction}, unit_id limit 1
)
