-- This unit, if it can be taken now.
due as (
    select unit.unit_id
    from ingest.unit
    join ingest.feed using (account_id, feed)
    where unit.unit_id = $4
        and (feed.paused_until_at is null or feed.paused_until_at <= $3)
        and (
            unit.state in ('pending', 'failed') and unit.next_attempt_at <= $3
            or unit.state = 'leased' and unit.lease_until_at < clock_timestamp()
            or unit.state = 'loaded' and unit.reread_at <= $3
        )
    for update of unit skip locked
)
