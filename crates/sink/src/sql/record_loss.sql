-- A span that upstream has deleted before it was read; the feed's row is locked. One incident for all that overlaps: its span grows.
with feed as (
    select account_id, feed from ingest.feed where account_id = $1 and feed = $2
),
known as (
    select unit.unit_id,
        least(unit.scope_start_at, $3) as start_at, greatest(unit.scope_end_at, $4) as end_at,
        unit.scope_start_at <= $3 and unit.scope_end_at >= $4 as is_within
    from ingest.unit join feed using (account_id, feed)
    where unit.state = 'gone' and unit.scope_start_at <= $4 and unit.scope_end_at >= $3
    limit 1
),
grown as (
    update ingest.unit set
        scope_start_at = known.start_at, scope_end_at = known.end_at, acknowledged_at = null,
        name = 'lost from ' || to_char(known.start_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI"Z"')
    from known
    where unit.unit_id = known.unit_id and not known.is_within
)
insert into ingest.unit (
    account_id, feed, name, href, scope_start_at, scope_end_at, state, next_attempt_at, first_listed_at, last_error, last_error_at
)
select account_id, feed, 'lost from ' || to_char($3::timestamptz at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI"Z"'), '', $3, $4,
    'gone', $5, $5, $6, $5
from feed
where not exists (select from known)
on conflict (account_id, feed, name) do nothing
