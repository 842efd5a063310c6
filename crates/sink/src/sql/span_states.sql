with wanted as (
    select * from unnest($1::text[], $2::text[]) as wanted (account_id, feed)
)
select
    account_id, feed, scope_start_at, scope_end_at, state, lane,
    acknowledged_at is not null as is_acknowledged, count(*) as units
from ingest.unit
join wanted using (account_id, feed)
where scope_end_at > $3 and (feed <> 'operational' or state = 'gone')
group by account_id, feed, scope_start_at, scope_end_at, state, lane, is_acknowledged
union all
-- The first poll reaches a day back, and each later one to the one before it.
select account_id, feed, min(first_listed_at) - interval '24 hours', min(scope_end_at), 'loaded', 'live', false, count(*)
from ingest.unit
join wanted using (account_id, feed)
where feed = 'operational' and read_count > 0 and name in ('engagement_activity', 'queue_health', 'agent_activity')
group by account_id, feed
