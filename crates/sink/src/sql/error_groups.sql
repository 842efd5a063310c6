-- Two errors are equal when only words with a digit or a slash differ: addresses, names of files, sizes, times.
with wanted as (
    select * from unnest($1::text[], $2::text[]) as wanted (account_id, feed)
),
troubled as (
    select unit.*, regexp_replace(last_error, '\S*[0-9/]\S*', '…', 'g') as shape
    from ingest.unit
    join wanted using (account_id, feed)
    where state in ('failed', 'dead', 'gone') and acknowledged_at is null
        and unavailable_since_at is null
)
select
    account_id, feed, state, state = 'failed' and is_refused as is_refused, count(*) as units,
    (array_agg(unit_id order by last_error_at desc nulls last))[1] as unit_id,
    (array_agg(name order by last_error_at desc nulls last))[1] as name,
    (array_agg(last_error order by last_error_at desc nulls last))[1] as error,
    max(last_error_at) as last_error_at,
    min(next_attempt_at) filter (where state = 'failed') as next_attempt_at
from troubled
group by account_id, feed, state, is_refused, shape
order by array_position(array['gone', 'dead', 'failed'], state), units desc, account_id, feed, shape
limit $3
