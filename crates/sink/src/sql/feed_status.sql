with wanted as (
    select account_id, feed, kind from ingest.feed
    where cardinality($1::text[]) = 0 or (account_id, feed) in (select * from unnest($1::text[], $2::text[]))
),
unit_totals as (
    select wanted.account_id, wanted.feed, totals.*
    from wanted
    left join lateral (
        select min(scope_start_at) as live_from_at
        from ingest.unit
        where unit.account_id = wanted.account_id and unit.feed = wanted.feed
            and lane = 'live' and wanted.kind = 'windows'
    ) live on true
    cross join lateral (
        select
            count(*) filter (where state = 'pending') as pending,
            count(*) filter (where state = 'leased') as leased,
            count(*) filter (where state = 'loaded') as loaded,
            count(*) filter (where state = 'failed') as failed,
            count(*) filter (where state = 'dead') as dead,
            count(*) filter (where state = 'gone') as gone,
            count(*) filter (where state in ('dead', 'gone') and acknowledged_at is null) as unacknowledged,
            sum(documents)::bigint as documents,
            sum(records_read)::bigint as records_read,
            sum(records_new)::bigint as records_new,
            sum(records_changed)::bigint as records_changed,
            sum(records_unchanged)::bigint as records_unchanged,
            sum(records_superseded)::bigint as records_superseded,
            sum(records_rejected)::bigint as records_rejected,
            sum(replaced_characters)::bigint as replaced_characters,
            min(scope_end_at) filter (where state in ('pending', 'leased', 'failed')) as oldest_open_scope_end_at,
            count(*) filter (where lane = 'backfill' and state in ('pending', 'leased', 'failed')) as backfill_open,
            count(*) filter (where wanted.kind = 'windows' and read_count > 0 and final_at is null) as not_final,
            min(scope_start_at) filter (where state <> 'loaded' and acknowledged_at is null) as first_gap_at,
            -- A window that is final is whole even while it is counted again.
            -- Days that a downtime left to the backfill count as well, those from before the first start do not.
            min(scope_start_at) filter (
                where scope_start_at >= live_from_at and final_at is null and acknowledged_at is null
            ) as first_open_window_at,
            -- Snapshots cover no span.
            min(scope_end_at) filter (where read_count > 0 and not is_snapshot) as sampled_through_at,
            max(loaded_at) as last_loaded_at
        from ingest.unit
        where unit.account_id = wanted.account_id and unit.feed = wanted.feed
    ) totals
),
reject_totals as (
    select account_id, feed, count(*) as rejects_open
    from ingest.reject join wanted using (account_id, feed)
    where closed_at is null
    group by account_id, feed
),
postponed_totals as (
    select account_id, feed, count(*) as postponed, max(last_error_at) as last_postponed_at,
        (array_agg(last_error order by last_error_at desc))[1] as last_postponement
    from ingest.unit join wanted using (account_id, feed)
    where state in ('pending', 'leased', 'failed') and last_error is not null and (
        -- Of the last attempt that ended: it may be tried again at this moment.
        select outcome from ingest.load
        where load.unit_id = unit.unit_id and finished_at is not null
        order by lease_token desc limit 1
    ) = 'outage'
    group by account_id, feed
)
select
    feed.account_id, feed.feed, feed.kind,
    extract(epoch from feed.usual_lag)::bigint as usual_lag_s, extract(epoch from feed.loss_near)::bigint as loss_near_s,
    oldest_open_scope_end_at + feed.kept_upstream as next_deletion_at,
    feed.listed_through_at, feed.last_success_at, feed.paused_until_at,
    feed.last_error, feed.last_error_at,
    nullif(feed.next_poll_at, '-infinity') as next_poll_at,
    -- Upstream may publish an hour up to six hours late; what is older and listed is complete but for its gaps.
    -- Of windows, those before the first that is not final are complete; backfill has its own measure.
    case when feed.listed_through_at is null then null
    when feed.kind = 'windows' then first_open_window_at
    when feed.kind = 'samples' then sampled_through_at
    else
        least(date_trunc('hour', feed.listed_through_at - interval '6 hours', 'UTC'), first_gap_at)
    end as complete_through,
    coalesce(pending, 0) as pending, coalesce(leased, 0) as leased, coalesce(loaded, 0) as loaded,
    coalesce(failed, 0) as failed, coalesce(dead, 0) as dead, coalesce(gone, 0) as gone,
    coalesce(postponed, 0) as postponed, last_postponement, last_postponed_at,
    coalesce(unacknowledged, 0) as unacknowledged,
    coalesce(backfill_open, 0) as backfill_open, coalesce(not_final, 0) as not_final,
    coalesce(documents, 0) as documents, coalesce(records_read, 0) as records_read,
    coalesce(records_new, 0) as records_new, coalesce(records_changed, 0) as records_changed,
    coalesce(records_unchanged, 0) as records_unchanged, coalesce(records_superseded, 0) as records_superseded,
    coalesce(records_rejected, 0) as records_rejected, coalesce(replaced_characters, 0) as replaced_characters,
    coalesce(rejects_open, 0) as rejects_open, oldest_open_scope_end_at, last_loaded_at
from ingest.feed
join wanted using (account_id, feed)
left join unit_totals using (account_id, feed)
left join reject_totals using (account_id, feed)
left join postponed_totals using (account_id, feed)
order by feed.account_id, feed.feed
