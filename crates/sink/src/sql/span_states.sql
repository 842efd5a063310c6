with wanted as (
    select account_id, feed, kind, kept_upstream
    from ingest.feed
    where (account_id, feed) in (select * from unnest($1::text[], $2::text[]))
)
select
    account_id, feed, scope_start_at, scope_end_at, state, lane,
    acknowledged_at is not null as is_acknowledged, count(*) as units
from ingest.unit
join wanted using (account_id, feed)
where scope_end_at > $3 and (kind <> 'samples' or state = 'gone')
group by account_id, feed, scope_start_at, scope_end_at, state, lane, is_acknowledged
union all
-- The first poll reaches as far back as upstream keeps anything, and each later one to the one before it.
select account_id, feed, min(first_listed_at) - kept_upstream, min(scope_end_at), 'loaded', 'live', false, count(*)
from ingest.unit
join wanted using (account_id, feed)
where kind = 'samples' and read_count > 0 and not is_snapshot
group by account_id, feed, kept_upstream
