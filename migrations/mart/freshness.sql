-- Hours are those of UTC, whatever the time zone of the session.
create or replace view mart.freshness as
with missing as (
    -- Several files of one hour are one hour; of a window or a lost span each hour counts.
    select h.account_id, h.feed, count(distinct h.hour_at) as missing_hours,
        count(distinct h.hour_at) filter (where h.state in ('dead', 'gone')) as lost_hours
    from (
        select u.account_id, u.feed, u.state, s.hour_at
        from ingest.unit u
        join ingest.feed f on f.account_id = u.account_id and f.feed = u.feed
        -- The span of a method is what it has read, and so is the watermark of a range of updates: what is missing follows.
        cross join lateral (
            select case
                when u.watermark_at is not null then u.watermark_at
                when f.kind in ('samples', 'lists') and u.state <> 'gone' then u.scope_end_at
            end as read_through_at
        ) m
        cross join lateral generate_series(
            date_trunc('hour', coalesce(m.read_through_at, u.scope_start_at), 'UTC'),
            case when m.read_through_at is not null then now() else u.scope_end_at end - interval '1 microsecond', interval '1 hour'
        ) as s (hour_at)
        where u.state <> 'loaded' and u.final_at is null
            and u.unavailable_since_at is null and f.unavailable_since_at is null
    ) h
    group by h.account_id, h.feed
)
select
    f.account_id, f.feed, p.complete_through_at,
    mart.seconds_between(p.complete_through_at, now()) as behind_s,
    p.last_loaded_at, f.last_success_at,
    coalesce(m.missing_hours, 0) as missing_hours,
    coalesce(m.lost_hours, 0) as lost_hours,
    f.last_error is not null and f.unavailable_since_at is null as has_error,
    f.kind,
    round(extract(epoch from f.usual_lag)) as usual_lag_s,
    p.salvaged as salvaged_units,
    p.unavailable as unavailable_methods,
    f.unavailable_since_at is null and (p.unavailable = 0 or p.unavailable < p.methods) as is_available,
    coalesce(q.quarantined_records, 0) as quarantined_records,
    coalesce(
        greatest(f.last_success_at, f.last_error_at)
            >= max(greatest(f.last_success_at, f.last_error_at)) over (partition by f.account_id) - interval '2 days',
        true
    ) as is_enabled
from ingest.feed f
join ingest.feed_progress p on p.account_id = f.account_id and p.feed = f.feed
left join missing m on m.account_id = f.account_id and m.feed = f.feed
left join (
    select r.account_id, r.feed, count(*) as quarantined_records
    from ingest.reject r
    where r.closed_at is null
    group by r.account_id, r.feed
) q on q.account_id = f.account_id and q.feed = f.feed;
comment on view mart.freshness is
    'Operations: How complete the warehouse is, one row per account and feed, so that a report can say how far to believe it. '
    'A view is complete up to the earliest of the feeds that it needs, which the comment on the view names.';
comment on column mart.freshness.account_id is 'LivePerson account (site) number.';
comment on column mart.freshness.feed is 'Name of the feed, as in the configuration.';
comment on column mart.freshness.complete_through_at is
    'All data that LivePerson published up to this time has been loaded, UTC; NULL while nothing is complete. Of files by '
    'the hour in which a visit or a shift was over, of windows by the start of chats (without the backfill of older '
    'ones), of updates by the time of the update, of samples by interval, of lists by the time of the read; NULL until every '
    'range, method or list has answered once.';
comment on column mart.freshness.behind_s is
    'Seconds from complete_through_at to now. Files may lie 6 hours back, history settles for 26.';
comment on column mart.freshness.last_loaded_at is
    'When a file or a window was last loaded, UTC, clock of the database.';
comment on column mart.freshness.last_success_at is 'When upstream was last asked with success, UTC.';
comment on column mart.freshness.missing_hours is
    'UTC hours with at least one file, window or span that is not loaded yet, for whatever reason; those of the backfill '
    'count, too.';
comment on column mart.freshness.lost_hours is
    'The missing hours of which a part is lost: LivePerson deleted it before it was loaded, or it cannot be read.';
comment on column mart.freshness.has_error is
    'Whether the last try to ask upstream failed. FALSE where upstream refuses the feed to the account: see is_available.';
comment on column mart.freshness.kind is
    'What the feed loads: files that upstream publishes, windows of a search, updates of records that change, samples of '
    'metrics, or lists of names.';
comment on column mart.freshness.usual_lag_s is
    'How far behind the feed is at most when all is well, in seconds: it is late when behind_s is greater.';
comment on column mart.freshness.salvaged_units is
    'Loaded files with an unreadable part, which is in the quarantine; ingest.unit.salvaged_because says why.';
comment on column mart.freshness.unavailable_methods is
    'Methods or lists of the feed that LivePerson refuses to the account: their tables get no rows. '
    'ingest.unit.last_error says why.';
comment on column mart.freshness.is_available is
    'Whether LivePerson lets the account read the feed, or at least one method or list of it. FALSE: it must be enabled for the '
    'account, or the feed switched off.';
comment on column mart.freshness.quarantined_records is
    'Records in the quarantine (ingest.reject) that nobody has settled: the tables lack them.';
comment on column mart.freshness.is_enabled is
    'Whether a daemon still asks for the feed. FALSE: for two days no daemon asked for it while other feeds of the account '
    'were asked for, so it was switched off; what it loaded stays.';
