with wanted as (
    select account_id, feed, kind, kept_upstream, usual_lag, registered_at
    from ingest.feed
    where (account_id, feed) in (select * from unnest($1::text[], $2::text[]))
),
polled as (
    -- The first poll reaches as far back as upstream keeps anything, and each later one to the one before it.
    -- Updates are followed since their first range was planned.
    select wanted.*, complete_through_at, count(*) as methods,
        min(first_listed_at) - case kind when 'samples' then kept_upstream else interval '0' end as read_from_at
    from wanted
    join ingest.unit using (account_id, feed)
    join ingest.feed_progress using (account_id, feed)
    where state <> 'gone' and (kind in ('samples', 'lists') or watermark_at is not null)
    group by account_id, feed, kind, kept_upstream, usual_lag, registered_at, complete_through_at
),
spans as (
    select account_id, feed, scope_start_at, scope_end_at, state, lane, false as is_polled,
        acknowledged_at is not null as is_acknowledged, count(*) as units
    from ingest.unit
    join wanted using (account_id, feed)
    where scope_end_at > $3 and (kind not in ('samples', 'lists') or state = 'gone') and watermark_at is null
    group by account_id, feed, scope_start_at, scope_end_at, state, lane, is_acknowledged
    union all
    select account_id, feed, read_from_at, complete_through_at, 'loaded', 'live', true, false, methods
    from polled
    where complete_through_at is not null
    union all
    select account_id, feed, coalesce(complete_through_at, read_from_at), $4, 'pending', 'live', true, false, methods
    from polled
    where complete_through_at is null or complete_through_at < $4
)
select
    account_id, feed, scope_start_at, scope_end_at, state, lane, is_acknowledged, units,
    greatest(case when is_polled or kind in ('samples', 'lists') then scope_start_at else scope_end_at end, registered_at) + usual_lag as late_at
from spans
join wanted using (account_id, feed)
