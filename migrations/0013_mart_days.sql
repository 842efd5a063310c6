-- The summary of a day, how the sources differ, how complete they are, and who may read what.

create view mart.daily_summary as
select
    d.account_id, d.day,
    c.chats, c.connected_chats, c.abandoned_chats,
    mart.share(c.abandoned_chats, c.chats) as abandonment_share,
    c.interactive_chats, c.transferred_chats,
    mart.share(c.transferred_chats, c.connected_chats) as transfer_share,
    c.wait_avg_s, c.wait_median_s, c.wait_p90_s, c.abandon_wait_avg_s,
    c.first_response_avg_s, c.handling_avg_s, c.duration_avg_s,
    c.surveyed_chats, c.scored_chats, c.survey_score_avg,
    c.chats_with_lead, c.chats_with_purchase,
    coalesce(u.agents, 0) as agents,
    coalesce(u.online_s, 0) as online_s,
    u.chatting_share, u.utilization_share
from mart.account_calendar d
-- Day by day through the index on account and start; so a condition on the day reads that day only.
cross join lateral (
    select
        count(*) as chats,
        count(*) filter (where c.is_connected) as connected_chats,
        count(*) filter (where c.is_abandoned) as abandoned_chats,
        count(*) filter (where c.is_interactive) as interactive_chats,
        count(*) filter (where c.is_transferred) as transferred_chats,
        round(avg(c.wait_s), 1) as wait_avg_s,
        round((percentile_cont(0.5) within group (order by c.wait_s::double precision))::numeric, 1) as wait_median_s,
        round((percentile_cont(0.9) within group (order by c.wait_s::double precision))::numeric, 1) as wait_p90_s,
        round(avg(c.abandon_wait_s), 1) as abandon_wait_avg_s,
        round(avg(c.first_response_s), 1) as first_response_avg_s,
        round(avg(c.handling_s), 1) as handling_avg_s,
        round(avg(c.duration_s), 1) as duration_avg_s,
        count(*) filter (where c.has_post_chat_answer) as surveyed_chats,
        count(c.survey_score) as scored_chats,
        round(avg(c.survey_score), 2) as survey_score_avg,
        count(*) filter (where c.has_lead) as chats_with_lead,
        count(*) filter (where c.has_purchase) as chats_with_purchase
    from mart.chat c
    where c.account_id = d.account_id and c.started_at >= d.day_started_at and c.started_at < d.day_ended_at
) c
left join lateral (
    select
        count(distinct u.agent_id) as agents, sum(u.online_s) as online_s,
        mart.share(sum(u.online_chatting_s), sum(u.online_s)) as chatting_share,
        mart.share(sum(u.chat_slot_s), sum(u.capacity_slot_s)) as utilization_share
    from mart.agent_utilization_hourly u
    where u.account_id = d.account_id and u.day = d.day
) u on true;
comment on view mart.daily_summary is
    'A day of an account in one row, also days without chats. Chats count on the day they were asked for '
    '(started_at). Measures are those of mart.chat and mart.agent_shift; averages leave out chats whose measure '
    'is NULL. Needs the feeds of mart.chat, and agent_activity for the last four columns, which are 0 or NULL '
    'while it is missing. The last day or two still grow: see mart.freshness.';
comment on column mart.daily_summary.account_id is 'LivePerson account (site) number.';
comment on column mart.daily_summary.day is 'The day, in the time zone of the account (mart.account_setting).';
comment on column mart.daily_summary.chats is 'Chats asked for on the day.';
comment on column mart.daily_summary.connected_chats is 'Of them those that an agent took (is_connected).';
comment on column mart.daily_summary.abandoned_chats is 'Of them those that no agent took (is_abandoned).';
comment on column mart.daily_summary.abandonment_share is 'abandoned_chats / chats, 0 to 1; NULL without chats.';
comment on column mart.daily_summary.interactive_chats is 'Of them those in which was written (is_interactive).';
comment on column mart.daily_summary.transferred_chats is 'Of them those that were transferred (is_transferred).';
comment on column mart.daily_summary.transfer_share is 'transferred_chats / connected_chats, 0 to 1.';
comment on column mart.daily_summary.wait_avg_s is 'Average of wait_s of mart.chat, in seconds.';
comment on column mart.daily_summary.wait_median_s is 'Median of wait_s: half of the connected chats waited less.';
comment on column mart.daily_summary.wait_p90_s is
    '90th percentile of wait_s: nine of ten connected chats waited less.';
comment on column mart.daily_summary.abandon_wait_avg_s is 'Average of abandon_wait_s of mart.chat, in seconds.';
comment on column mart.daily_summary.first_response_avg_s is 'Average of first_response_s of mart.chat, in seconds.';
comment on column mart.daily_summary.handling_avg_s is 'Average of handling_s of mart.chat, in seconds.';
comment on column mart.daily_summary.duration_avg_s is 'Average of duration_s of mart.chat, in seconds.';
comment on column mart.daily_summary.surveyed_chats is
    'Chats whose visitor answered a question of the survey after the chat (has_post_chat_answer).';
comment on column mart.daily_summary.scored_chats is 'Chats with a survey_score.';
comment on column mart.daily_summary.survey_score_avg is 'Average of survey_score of mart.chat, a chat counting once.';
comment on column mart.daily_summary.chats_with_lead is 'Chats with a lead (has_lead).';
comment on column mart.daily_summary.chats_with_purchase is 'Chats with a purchase (has_purchase).';
comment on column mart.daily_summary.agents is 'Agents who were logged in on the day.';
comment on column mart.daily_summary.online_s is 'Seconds that agents were online, together.';
comment on column mart.daily_summary.chatting_share is
    'Share of that time with at least one chat, 0 to 1, as in mart.agent_shift.';
comment on column mart.daily_summary.utilization_share is
    'Chats had as a share of chats there was room for, as in mart.agent_shift.';

create view mart.source_difference_daily as
select
    d.account_id, d.day,
    c.data_access_chats, c.history_chats, c.chats_in_both, c.chats_only_in_data_access, c.chats_only_in_history,
    coalesce(e.closed_chats, 0) as closed_chats,
    o.closed_chats_sampled,
    o.closed_chats_sampled - coalesce(e.closed_chats, 0) as closed_chats_difference,
    o.sampled_hours
from mart.account_calendar d
cross join lateral (
    select
        count(*) filter (where k.has_data_access) as data_access_chats,
        count(*) filter (where k.has_history) as history_chats,
        count(*) filter (where k.has_data_access and k.has_history) as chats_in_both,
        count(*) filter (where k.has_data_access and not k.has_history) as chats_only_in_data_access,
        count(*) filter (where k.has_history and not k.has_data_access) as chats_only_in_history
    from mart.chat k
    where k.account_id = d.account_id and k.started_at >= d.day_started_at and k.started_at < d.day_ended_at
) c
left join (
    select c.account_id, mart.local_day(c.ended_at, s.time_zone) as day, count(*) as closed_chats
    from mart.chat c
    left join mart.account_setting s on s.account_id = c.account_id
    group by 1, 2
) e on e.account_id = d.account_id and e.day = d.day
left join lateral (
    select
        sum(a.total_interactive_chats + a.total_non_interactive_chats) as closed_chats_sampled,
        round(sum(a.interval_s) / 3600.0, 2) as sampled_hours
    from liveperson.engagement_activity a
    where a.account_id = d.account_id and a.grain = 'account' and a.is_final
        and a.interval_end_at > d.day_started_at and a.interval_end_at <= d.day_ended_at
        -- One length of intervals only: those of another overlap with it.
        and a.interval_s = (
            select min(i.interval_s) from liveperson.engagement_activity i where i.account_id = d.account_id
        )
) o on true;
comment on view mart.source_difference_daily is
    'How far Data Access, Engagement History and the operational samples agree, one row per account and day. '
    'Explained reasons for a difference. Only in Data Access: the chat is of type MESSAGING, which history need '
    'not know; or it is older than 13 months; or its window of the search is not read yet or not final, as '
    'history finds a chat only after its end (26 hours). Only in history: the file is older than 30 days, or '
    'comes later, as it is written when the whole visit is over and up to 6 hours after; or feed engagement is '
    'not enabled; or its record is in quarantine. Closed chats differ from samples: those count parts of a '
    'transferred chat, are missing where nobody polled within 24 hours (sampled_hours), and count by upstream''s '
    'clock of 5 minutes. What none of this explains is worth a look: lp-warehouse reconcile compares with '
    'upstream''s own counts. Needs feeds engagement, engagement_history and operational; while one is missing its '
    'columns are 0 or NULL and all chats are only in the other.';
comment on column mart.source_difference_daily.account_id is 'LivePerson account (site) number.';
comment on column mart.source_difference_daily.day is 'The day, in the time zone of the account.';
comment on column mart.source_difference_daily.data_access_chats is
    'Chats of the day (by started_at) that Data Access tells of.';
comment on column mart.source_difference_daily.history_chats is 'Chats of the day that Engagement History tells of.';
comment on column mart.source_difference_daily.chats_in_both is 'Chats of the day that both tell of.';
comment on column mart.source_difference_daily.chats_only_in_data_access is
    'Chats of the day that history does not tell of.';
comment on column mart.source_difference_daily.chats_only_in_history is
    'Chats of the day that Data Access does not tell of.';
comment on column mart.source_difference_daily.closed_chats is 'Chats of mart.chat that ended on the day.';
comment on column mart.source_difference_daily.closed_chats_sampled is
    'Chats that upstream counted as closed on the day (Operational Real-time, totalInteractiveChats and '
    'totalNonInteractiveChats of the account), in final intervals; NULL without samples.';
comment on column mart.source_difference_daily.closed_chats_difference is
    'closed_chats_sampled less closed_chats. Compare only when sampled_hours is the whole day.';
comment on column mart.source_difference_daily.sampled_hours is 'Hours of the day that there are final samples of.';

-- The rule for complete_through_at is that of the program's own status; whoever changes one changes the other.
create view mart.freshness as
with live as (
    select u.account_id, u.feed, min(u.scope_start_at) as live_from_at
    from ingest.unit u
    where u.lane = 'live' and u.feed = 'engagement_history'
    group by u.account_id, u.feed
), totals as (
    select
        u.account_id, u.feed,
        min(u.scope_start_at) filter (where u.state <> 'loaded' and u.acknowledged_at is null) as first_gap_at,
        min(u.scope_start_at) filter (
            where u.scope_start_at >= l.live_from_at and u.final_at is null and u.acknowledged_at is null
        ) as first_open_window_at,
        min(u.scope_end_at) filter (
            where u.read_count > 0 and u.name in ('engagement_activity', 'queue_health', 'agent_activity')
        ) as sampled_through_at,
        max(u.loaded_at) as last_loaded_at
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
            when f.feed = 'engagement_history' then t.first_open_window_at
            when f.feed = 'operational' then t.sampled_through_at
            -- Upstream may publish an hour up to six hours late; what is older and listed is complete but for its gaps.
            else least(date_trunc('hour', f.listed_through_at - interval '6 hours'), t.first_gap_at)
        end as complete_through_at,
        t.last_loaded_at, f.last_success_at, f.last_error
    from ingest.feed f
    left join totals t on t.account_id = f.account_id and t.feed = f.feed
)
select
    f.account_id, f.feed, f.complete_through_at,
    mart.seconds_between(f.complete_through_at, now()) as behind_s,
    f.last_loaded_at, f.last_success_at,
    coalesce(m.missing_hours, 0) as missing_hours,
    coalesce(m.lost_hours, 0) as lost_hours,
    f.last_error is not null as has_error
from feed f
left join missing m on m.account_id = f.account_id and m.feed = f.feed;
comment on view mart.freshness is
    'How complete the warehouse is, one row per account and feed, so that a report can say how far to believe it. '
    'mart.chat is complete up to the earlier of engagement and engagement_history, agents'' time up to '
    'agent_activity, samples up to operational.';
comment on column mart.freshness.account_id is 'LivePerson account (site) number.';
comment on column mart.freshness.feed is 'engagement, agent_activity, engagement_history or operational.';
comment on column mart.freshness.complete_through_at is
    'Up to this moment nothing is missing that upstream published, UTC; NULL while nothing is complete. Of '
    'engagement and agent_activity by the hour in which a visit or a shift was over, of engagement_history by the '
    'start of chats (without the backfill of older ones), of operational by interval.';
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
