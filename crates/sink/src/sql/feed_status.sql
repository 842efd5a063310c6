with wanted as (
    select account_id, feed, kind, unavailable_since_at is null as is_available from ingest.feed
    where cardinality($1::text[]) = 0 or (account_id, feed) in (select * from unnest($1::text[], $2::text[]))
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
    where is_available and state in ('pending', 'leased', 'failed') and last_error is not null and (
        -- Of the last attempt that ended: it may be tried again at this moment.
        select outcome from ingest.load
        where load.unit_id = unit.unit_id and finished_at is not null
        order by lease_token desc limit 1
    ) = 'outage'
    group by account_id, feed
),
notable_methods as (
    select account_id, feed,
        array_agg(name order by name) filter (where unavailable_since_at is not null) as unavailable_names,
        array_agg(unavailable_since_at order by name) filter (where unavailable_since_at is not null) as unavailable_since,
        array_agg(coalesce(last_error, '') order by name) filter (where unavailable_since_at is not null) as unavailable_because,
        array_agg(read_count > 0 order by name) filter (where unavailable_since_at is not null) as have_answered,
        array_agg(name order by name) filter (where is_silent) as silent_names,
        array_agg(silent_since_at order by name) filter (where is_silent) as silent_since
    from ingest.unit join wanted using (account_id, feed)
    cross join lateral (select silent_since_at is not null and unavailable_since_at is null as is_silent) s
    -- Feeds of other kinds have as many units as there were files.
    where kind in ('samples', 'lists') and (unavailable_since_at is not null or silent_since_at is not null)
    group by account_id, feed
)
select
    feed.account_id, feed.feed, feed.kind, feed.registered_at,
    extract(epoch from feed.usual_lag)::bigint as usual_lag_s, extract(epoch from feed.loss_near)::bigint as loss_near_s,
    next_deletion_at, complete_through_at,
    feed.listed_through_at, feed.last_success_at, feed.paused_until_at,
    -- A refusal that makes the feed unavailable is reported as that, and not as an error.
    case when not (feed.is_refused and feed.unavailable_since_at is not null) then feed.last_error end as last_error,
    feed.last_error_at,
    feed.last_error is not null and feed.is_refused and feed.unavailable_since_at is null as is_refused,
    feed.unavailable_since_at, case when feed.is_refused then feed.last_error end as feed_unavailable_because,
    unavailable_names, unavailable_since, unavailable_because, have_answered, silent_names, silent_since, methods,
    nullif(feed.next_poll_at, '-infinity') as next_poll_at,
    pending, leased, loaded, failed, dead, gone, unavailable,
    coalesce(postponed, 0) as postponed, last_postponement, last_postponed_at,
    unacknowledged, backfill_open, windows_not_final, due, loaded_lately, loaded_since_at,
    coalesce(documents, 0) as documents, coalesce(records_read, 0) as records_read,
    coalesce(records_new, 0) as records_new, coalesce(records_changed, 0) as records_changed,
    coalesce(records_unchanged, 0) as records_unchanged, coalesce(records_superseded, 0) as records_superseded,
    coalesce(records_rejected, 0) as records_rejected, coalesce(replaced_characters, 0) as replaced_characters,
    coalesce(rejects_open, 0) as rejects_open, oldest_open_scope_end_at, last_loaded_at
from ingest.feed
join wanted using (account_id, feed)
join ingest.feed_progress using (account_id, feed)
left join reject_totals using (account_id, feed)
left join postponed_totals using (account_id, feed)
left join notable_methods using (account_id, feed)
order by feed.account_id, feed.feed
