-- A day of updates that was only counted has no page: nothing was to be read of it.
select
    account_id, feed, date_trunc('hour', scope_start_at, 'UTC') as hour_at,
    count(*) as listed,
    count(*) filter (where state = 'loaded') as loaded,
    count(*) filter (where state in ('pending', 'leased', 'failed')) as pending,
    count(*) filter (where state = 'dead') as dead,
    count(*) filter (where state = 'gone') as gone,
    count(*) filter (where state in ('dead', 'gone') and acknowledged_at is null) as unacknowledged,
    count(*) filter (where salvaged_because is not null and acknowledged_at is null) as salvaged,
    coalesce(sum(records_read), 0)::bigint as records_read,
    coalesce(sum(records_new + records_changed + records_unchanged + records_superseded), 0)::bigint as records_stored,
    coalesce(sum(records_rejected), 0)::bigint as records_rejected,
    array_agg(name order by name) filter (where records_counted > records_read and documents > 0) as short
from ingest.unit
where (account_id, feed) in (select * from unnest($1::text[], $2::text[]))
    and scope_end_at > $3 and scope_start_at < $4
group by account_id, feed, hour_at
order by account_id, feed, hour_at
