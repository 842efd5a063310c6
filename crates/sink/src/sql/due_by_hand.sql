-- This unit, whatever became of it, unless somebody has it. No time counts: a person wants it now.
due as (
    select unit.unit_id
    from ingest.unit
    where unit.unit_id = $4 and $3::timestamptz is not null
        and (unit.state <> 'leased' or unit.lease_until_at < clock_timestamp())
    for update of unit skip locked
)
