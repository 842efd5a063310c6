-- Corrections of the summary of a day; and why a chat is in one source only, chat by chat, from what the ledger knows.

create or replace view mart.daily_summary as
select
    d.account_id, d.day,
    c.chats, c.connected_chats, c.abandoned_chats,
    mart.share(c.abandoned_chats, c.chats) as abandonment_share,
    c.interactive_chats, c.transferred_chats,
    mart.share(c.transferred_chats, c.chats) as transfer_share,
    c.wait_avg_s, c.wait_median_s, c.wait_p90_s, c.abandon_wait_avg_s,
    c.first_response_avg_s, c.handling_avg_s, c.duration_avg_s,
    c.surveyed_chats, c.scored_chats, c.survey_score_avg,
    c.chats_with_lead, c.chats_with_purchase,
    coalesce(u.agents, 0) as agents,
    coalesce(u.online_s, 0) as online_s,
    u.chatting_share, u.utilization_share,
    g.messaging_conversations, d.day_started_at
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
        and c.is_live_chat
) c
cross join lateral (
    select count(*) as messaging_conversations
    from mart.chat m
    where m.account_id = d.account_id and m.started_at >= d.day_started_at and m.started_at < d.day_ended_at
        and not m.is_live_chat
) g
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
    '(started_at); conversations of messaging are none. Measures are those of mart.chat and mart.agent_shift; averages '
    'leave out chats whose measure is NULL. Needs the feeds of mart.chat, and agent_activity for agents, online_s, '
    'chatting_share and utilization_share, which are 0 or NULL while it is missing. The last day or two still grow: see '
    'mart.freshness.';
comment on column mart.daily_summary.chats is 'Chats asked for on the day, without conversations of messaging.';
comment on column mart.daily_summary.transfer_share is 'transferred_chats / chats, 0 to 1; NULL without chats.';
comment on column mart.daily_summary.day_started_at is 'First moment of the day, UTC: what a chart over time wants.';
comment on column mart.daily_summary.messaging_conversations is
    'Conversations of messaging that began on the day, as Data Access tells of them; in no other column.';

create view mart.source_difference as
select
    c.account_id, c.chat_id, c.started_at, c.ended_at, c.type,
    case when c.has_history then 'engagement_history' else 'data_access' end as only_in,
    case
        when not c.has_history and c.type is distinct from 'LIVE_CHAT' then 'not_live_chat'
        when o.is_to_come or u.is_to_come then 'to_come'
        when u.units = 0 then 'not_read'
        when u.is_lost then 'lost'
        when u.has_reject then 'quarantined'
        else 'unexplained'
    end as reason
from mart.chat c
-- Where the other source would tell of it: a file of the hour in which the visit was over, at the end of the chat or later; a
-- window of the search in which the chat began.
cross join lateral (
    select
        case when c.has_history then 'engagement' else 'engagement_history' end as feed,
        case when c.has_history then coalesce(c.ended_at, c.started_at) else c.started_at end as from_at,
        case when c.has_history then coalesce(c.ended_at, c.started_at) + interval '24 hours' else c.started_at end as to_at,
        c.has_history and exists (
            select from ingest.feed f
            where f.account_id = c.account_id and f.feed = 'engagement'
                and f.listed_through_at <= coalesce(c.ended_at, c.started_at) + interval '24 hours'
        ) as is_to_come
) o
cross join lateral (
    select
        count(*) as units,
        coalesce(bool_or(
            u.state in ('pending', 'leased', 'failed')
            or u.state = 'loaded' and o.feed = 'engagement_history' and u.final_at is null
        ), false) as is_to_come,
        coalesce(bool_or(u.state in ('dead', 'gone')), false) as is_lost,
        coalesce(bool_or(exists (
            select from ingest.reject r where r.unit_id = u.unit_id and r.closed_at is null
        )), false) as has_reject
    from ingest.unit u
    where u.account_id = c.account_id and u.feed = o.feed and u.scope_end_at > o.from_at and u.scope_start_at <= o.to_at
        -- Says nothing new, as none is longer than a day; but the index knows where to end.
        and u.scope_end_at <= o.to_at + interval '2 days'
) u
where c.has_data_access <> c.has_history;
comment on view mart.source_difference is
    'Chats that only one of Data Access and Engagement History tells of, one row each, with the reason as far as the '
    'warehouse knows it. Joins mart.chat on (account_id, chat_id). Needs feeds engagement and engagement_history; '
    'while one is missing, all chats of the other are here, with reason not_read. Filter on account_id and '
    'started_at.';
comment on column mart.source_difference.account_id is 'LivePerson account (site) number.';
comment on column mart.source_difference.chat_id is 'Id of the chat.';
comment on column mart.source_difference.started_at is 'When the visitor asked for the chat, UTC.';
comment on column mart.source_difference.ended_at is 'When the chat ended, UTC.';
comment on column mart.source_difference.type is 'LIVE_CHAT or MESSAGING; NULL when upstream did not say.';
comment on column mart.source_difference.only_in is 'The source that tells of it: data_access or engagement_history.';
comment on column mart.source_difference.reason is
    'Why the other source does not: not_live_chat (not of type LIVE_CHAT, which history need not know), to_come (its '
    'file is not written, up to 24 hours after the end of the chat; or its file or window is not loaded or not final '
    'yet), not_read (nothing of that time was read: older than what upstream keeps, or the feed is not enabled), lost '
    '(a file of that time was given up), quarantined (a record of that time is in quarantine), unexplained (worth a '
    'look: lp-warehouse reconcile compares with upstream''s own counts).';

create or replace view mart.source_difference_daily as
select
    d.account_id, d.day,
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
    'How far Data Access, Engagement History and the operational samples agree, one row per account and day. Why a '
    'chat is in one source only, mart.source_difference says of each. Samples differ where nobody polled within 24 '
    'hours (sampled_hours), as they count by upstream''s clock of 5 minutes; they may count parts of a transferred '
    'chat, and an agent who is logged in twice counts once in them and twice in mart.daily_summary.online_s. Needs feeds engagement, engagement_history and operational; while one is missing its '
    'columns are 0 or NULL and all chats are only in the other.';
comment on column mart.source_difference_daily.closed_chats is
    'Chats of mart.chat of type LIVE_CHAT that ended on the day, but for those that had begun more than two days before.';
comment on column mart.source_difference_daily.unexplained_chats is
    'Chats of the day that are in one source only for no reason that mart.source_difference knows.';
comment on column mart.source_difference_daily.data_access_wait_avg_s is
    'Average of mart.chat.data_access_wait_s over the chats of the day whose wait both sources tell, in seconds.';
comment on column mart.source_difference_daily.history_wait_avg_s is
    'Average of mart.chat.history_wait_s over the same chats, in seconds.';
comment on column mart.source_difference_daily.data_access_duration_avg_s is
    'Average of mart.chat.data_access_duration_s over the chats of the day whose duration both sources tell, in seconds.';
comment on column mart.source_difference_daily.history_duration_avg_s is
    'Average of mart.chat.history_duration_s over the same chats, in seconds.';
comment on column mart.source_difference_daily.online_s_sampled is
    'Seconds that agents were online on the day, together, as upstream sampled it (mart.agent_state_interval, final '
    'intervals). Compare with mart.daily_summary.online_s when sampled_hours is the whole day.';

-- A chat without a start is found by its time in the queue.
create or replace view mart.account as
select
    k.account_id,
    coalesce(s.time_zone, 'UTC') as time_zone,
    -- Each an index lookup, of the first or the last entry of the account.
    least(
        (select min(c.started_at) from liveperson.conversation c where c.account_id = k.account_id),
        (
            select min(c.queue_started_at) from liveperson.conversation c
            where c.account_id = k.account_id and c.started_at is null
        ),
        (select min(e.requested_at) from liveperson.engagement e where e.account_id = k.account_id),
        (select min(e.started_at) from liveperson.engagement e where e.account_id = k.account_id),
        (select min(v.occurred_at) from liveperson.agent_event v where v.account_id = k.account_id)
    ) as first_seen_at,
    greatest(
        (select max(c.started_at) from liveperson.conversation c where c.account_id = k.account_id),
        (
            select max(c.queue_started_at) from liveperson.conversation c
            where c.account_id = k.account_id and c.started_at is null
        ),
        (select max(e.started_at) from liveperson.engagement e where e.account_id = k.account_id),
        (select max(v.occurred_at) from liveperson.agent_event v where v.account_id = k.account_id)
    ) as last_seen_at
from (select distinct f.account_id from ingest.feed f) k
left join mart.account_setting s on s.account_id = k.account_id;

-- Hours are UTCs, whatever the time zone of the session.
-- The rule for complete_through_at is that of the program's own status; whoever changes one changes the other.
create or replace view mart.freshness as
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
            else least(date_trunc('hour', f.listed_through_at - interval '6 hours', 'UTC'), t.first_gap_at)
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
