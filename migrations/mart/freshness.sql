-- Hours are those of UTC, whatever the time zone of the session.
-- The rule for complete_through_at is that of the program's own status; whoever changes one changes the other.
create or replace view mart.freshness as
with live as (
    select u.account_id, u.feed, min(u.scope_start_at) as live_from_at
    from ingest.unit u
    join ingest.feed f on f.account_id = u.account_id and f.feed = u.feed
    where u.lane = 'live' and f.kind = 'windows'
    group by u.account_id, u.feed
), totals as (
    select
        u.account_id, u.feed,
        min(u.scope_start_at) filter (where u.state <> 'loaded' and u.acknowledged_at is null) as first_gap_at,
        min(u.scope_start_at) filter (
            where u.scope_start_at >= l.live_from_at and u.final_at is null and u.acknowledged_at is null
        ) as first_open_window_at,
        -- Snapshots cover no span.
        min(u.scope_end_at) filter (where u.read_count > 0 and not u.is_snapshot) as sampled_through_at,
        max(u.loaded_at) as last_loaded_at,
        count(*) filter (where u.state = 'loaded' and u.salvaged_because is not null) as salvaged_units
    from ingest.unit u
    left join live l on l.account_id = u.account_id and l.feed = u.feed
    group by u.account_id, u.feed
), missing as (
    -- Several files of one hour are one hour; of a window or a lost span each hour counts.
    select h.account_id, h.feed, count(distinct h.hour_at) as missing_hours,
        count(distinct h.hour_at) filter (where h.state in ('dead', 'gone')) as lost_hours
    from (
        select u.account_id, u.feed, u.state, s.hour_at
        from ingest.unit u
        cross join lateral generate_series(
            date_trunc('hour', u.scope_start_at, 'UTC'), u.scope_end_at - interval '1 microsecond', interval '1 hour'
        ) as s (hour_at)
        where u.state <> 'loaded' and u.final_at is null
    ) h
    group by h.account_id, h.feed
), feed as (
    select
        f.account_id, f.feed,
        case when f.listed_through_at is null then null
            when f.kind = 'windows' then t.first_open_window_at
            when f.kind = 'samples' then t.sampled_through_at
            -- Upstream may publish an hour up to six hours late; what is older and listed is complete but for its gaps.
            else least(date_trunc('hour', f.listed_through_at - interval '6 hours', 'UTC'), t.first_gap_at)
        end as complete_through_at,
        t.last_loaded_at, t.salvaged_units, f.last_success_at, f.last_error, f.kind, f.usual_lag
    from ingest.feed f
    left join totals t on t.account_id = f.account_id and t.feed = f.feed
)
select
    f.account_id, f.feed, f.complete_through_at,
    mart.seconds_between(f.complete_through_at, now()) as behind_s,
    f.last_loaded_at, f.last_success_at,
    coalesce(m.missing_hours, 0) as missing_hours,
    coalesce(m.lost_hours, 0) as lost_hours,
    f.last_error is not null as has_error,
    f.kind,
    round(extract(epoch from f.usual_lag)) as usual_lag_s,
    coalesce(f.salvaged_units, 0) as salvaged_units
from feed f
left join missing m on m.account_id = f.account_id and m.feed = f.feed;
comment on view mart.freshness is
    'How complete the warehouse is, one row per account and feed, so that a report can say how far to believe it. '
    'A view is complete up to the earliest of the feeds that it needs, which the comment on the view names.';
comment on column mart.freshness.account_id is 'LivePerson account (site) number.';
comment on column mart.freshness.feed is 'Name of the feed, as in the configuration.';
comment on column mart.freshness.complete_through_at is
    'Up to this moment nothing is missing that upstream published, UTC; NULL while nothing is complete. Of files by '
    'the hour in which a visit or a shift was over, of windows by the start of chats (without the backfill of older '
    'ones), of samples by interval.';
comment on column mart.freshness.behind_s is
    'Seconds from complete_through_at to now. Files may lie 6 hours back, history settles for 26.';
comment on column mart.freshness.last_loaded_at is
    'When a file or a window was last loaded, UTC, clock of the database.';
comment on column mart.freshness.last_success_at is 'When upstream was last asked with success, UTC.';
comment on column mart.freshness.missing_hours is
    'Hours (UTC) that have a file, a window or a span that is not loaded, for whatever reason, the backfill '
    'included.';
comment on column mart.freshness.lost_hours is
    'Of them the hours with a part that was given up: upstream deleted it first, or it cannot be read.';
comment on column mart.freshness.has_error is 'Whether the last try to ask upstream failed.';
comment on column mart.freshness.kind is
    'What the feed loads: files that upstream publishes, windows of a search, or samples of metrics.';
comment on column mart.freshness.usual_lag_s is
    'How far behind the feed is at most when all is well, in seconds: it is late when behind_s is greater.';
comment on column mart.freshness.salvaged_units is
    'Loaded files with an unreadable part, which is in the quarantine; ingest.unit.salvaged_because says why.';
