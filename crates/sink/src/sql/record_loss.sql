-- A span that upstream has deleted before it was read; the feed's row is locked. One incident for all that meet: the oldest
-- takes in the others, which are deleted, for it says all that they said. A person knows of it only as far as what they
-- have acknowledged is all of it.
with known as (
    select unit_id, scope_start_at, scope_end_at, acknowledged_at
    from ingest.unit
    where account_id = $1 and feed = $2 and state = 'gone' and scope_start_at <= $4 and scope_end_at >= $3
),
whole as (
    select
        (array_agg(unit_id order by scope_start_at, unit_id))[1] as unit_id,
        least(min(scope_start_at), $3) as start_at, greatest(max(scope_end_at), $4) as end_at,
        range_agg(tstzrange(scope_start_at, scope_end_at)) filter (where acknowledged_at is not null) as acknowledged,
        max(acknowledged_at) as acknowledged_at
    from known
),
taken_in as (
    delete from ingest.unit using known, whole
    where unit.unit_id = known.unit_id and unit.unit_id <> whole.unit_id
),
grown as (
    update ingest.unit set
        scope_start_at = whole.start_at, scope_end_at = whole.end_at,
        acknowledged_at = case
            when whole.acknowledged @> tstzrange(whole.start_at, whole.end_at) then whole.acknowledged_at
        end,
        name = 'lost from ' || to_char(whole.start_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI"Z"')
    from whole
    where unit.unit_id = whole.unit_id
        and (unit.scope_start_at, unit.scope_end_at) is distinct from (whole.start_at, whole.end_at)
)
insert into ingest.unit (
    account_id, feed, name, href, scope_start_at, scope_end_at, state, next_attempt_at, first_listed_at, last_error, last_error_at
)
select $1, $2, 'lost from ' || to_char(start_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI"Z"'), '', start_at, end_at,
    'gone', $5, $5, $6, $5
from whole
where unit_id is null
on conflict (account_id, feed, name) do nothing
