create or replace view mart.source_difference_daily as
select
    d.account_id, d.day, d.day_local_at, d.day_started_at,
    c.data_access_chats, c.history_chats, c.chats_in_both, c.chats_only_in_data_access, c.chats_only_in_history,
    e.closed_chats,
    o.closed_chats_sampled,
    o.closed_chats_sampled - e.closed_chats as closed_chats_difference,
    o.sampled_hours,
    (
        select count(*) from mart.source_difference x
        where x.account_id = d.account_id and x.started_at >= d.day_started_at and x.started_at < d.day_ended_at
            and x.reason = 'unexplained'
    ) as unexplained_chats,
    w.data_access_wait_avg_s, w.history_wait_avg_s, w.data_access_duration_avg_s, w.history_duration_avg_s,
    t.online_s_sampled
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
cross join lateral (
    -- Found by their start: a live chat does not last for days.
    select count(*) as closed_chats
    from mart.chat k
    where k.account_id = d.account_id
        and k.started_at >= d.day_started_at - interval '2 days' and k.started_at < d.day_ended_at
        and k.ended_at >= d.day_started_at and k.ended_at < d.day_ended_at
        and k.type = 'LIVE_CHAT'
) e
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
) o on true
-- The same chats on both sides, or the averages would say nothing of each other.
cross join lateral (
    select
        round(avg(k.data_access_wait_s) filter (where k.history_wait_s is not null), 1) as data_access_wait_avg_s,
        round(avg(k.history_wait_s) filter (where k.data_access_wait_s is not null), 1) as history_wait_avg_s,
        round(avg(k.data_access_duration_s) filter (where k.history_duration_s is not null), 1)
            as data_access_duration_avg_s,
        round(avg(k.history_duration_s) filter (where k.data_access_duration_s is not null), 1)
            as history_duration_avg_s
    from mart.chat k
    where k.account_id = d.account_id and k.started_at >= d.day_started_at and k.started_at < d.day_ended_at
        and k.type = 'LIVE_CHAT'
) w
cross join lateral (
    select sum(s.total_s) as online_s_sampled
    from mart.agent_state_interval s
    where s.account_id = d.account_id and s.state_id = 2 and s.is_final
        and s.interval_end_at > d.day_started_at and s.interval_end_at <= d.day_ended_at
        and s.interval_s = (
            select min(i.interval_s) from liveperson.agent_state_interval i where i.account_id = d.account_id
        )
) t;
comment on view mart.source_difference_daily is
    'Operations: How far Data Access, Engagement History and the operational samples agree, one row per account and '
    'day. Why a chat is in one source only, mart.source_difference says of each. Samples differ where nobody polled '
    'within 24 hours (sampled_hours), as they count by upstream''s clock of 5 minutes; they may count parts of a '
    'transferred chat, and an agent who is logged in twice counts once in them and twice in '
    'mart.daily_summary.online_s. Needs feeds engagement, engagement_history and operational; while one is missing '
    'its columns are 0 or NULL and all chats are only in the other.';
comment on column mart.source_difference_daily.account_id is 'LivePerson account (site) number.';
comment on column mart.source_difference_daily.day is 'The day, in the time zone of the account. Group by it.';
comment on column mart.source_difference_daily.day_local_at is
    'Midnight of day on the clock of the account, without a time zone: for tools that want a time in place of a date. '
    'Group by it or by day: truncated to the day, it stays the same day in every session.';
comment on column mart.source_difference_daily.day_started_at is
    'First moment of day, UTC: to filter on, and for a chart that wants a moment. Do not truncate it and do not group '
    'by its date: east of UTC that is the day before. Group by day or day_local_at.';
comment on column mart.source_difference_daily.data_access_chats is
    'Chats of the day (by started_at) that Data Access tells of.';
comment on column mart.source_difference_daily.history_chats is 'Chats of the day that Engagement History tells of.';
comment on column mart.source_difference_daily.chats_in_both is 'Chats of the day that both tell of.';
comment on column mart.source_difference_daily.chats_only_in_data_access is
    'Chats of the day that history does not tell of.';
comment on column mart.source_difference_daily.chats_only_in_history is
    'Chats of the day that Data Access does not tell of.';
comment on column mart.source_difference_daily.closed_chats is
    'Chats of mart.chat of type LIVE_CHAT that ended on the day, but for those that had begun more than two days '
    'before.';
comment on column mart.source_difference_daily.closed_chats_sampled is
    'Chats that upstream counted as closed on the day (Operational Real-time, totalInteractiveChats and '
    'totalNonInteractiveChats of the account), in final intervals; NULL without samples.';
comment on column mart.source_difference_daily.closed_chats_difference is
    'closed_chats_sampled less closed_chats. Compare only when sampled_hours is the whole day.';
comment on column mart.source_difference_daily.sampled_hours is 'Hours of the day that there are final samples of.';
comment on column mart.source_difference_daily.unexplained_chats is
    'Chats of the day that are in one source only for no reason that mart.source_difference knows.';
comment on column mart.source_difference_daily.data_access_wait_avg_s is
    'Average of mart.chat.data_access_wait_s over the chats of the day whose wait both sources tell, in seconds.';
comment on column mart.source_difference_daily.history_wait_avg_s is
    'Average of mart.chat.history_wait_s over the same chats, in seconds.';
comment on column mart.source_difference_daily.data_access_duration_avg_s is
    'Average of mart.chat.data_access_duration_s over the chats of the day whose duration both sources tell, in '
    'seconds.';
comment on column mart.source_difference_daily.history_duration_avg_s is
    'Average of mart.chat.history_duration_s over the same chats, in seconds.';
comment on column mart.source_difference_daily.online_s_sampled is
    'Seconds that agents were online on the day, together, as upstream sampled it (mart.agent_state_interval, final '
    'intervals). Compare with mart.daily_summary.online_s when sampled_hours is the whole day.';
