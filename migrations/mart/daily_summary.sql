create or replace view mart.daily_summary as
select
    d.account_id, d.day, d.day_local_at, d.day_started_at,
    c.chats, c.connected_chats, c.abandoned_chats,
    mart.share(c.abandoned_chats, c.abandoned_chats + c.connected_chats) as abandonment_share,
    c.interactive_chats,
    case when c.transfer_known_chats > 0 or c.connected_chats = 0 then c.transferred_chats end as transferred_chats,
    c.transfer_known_chats,
    mart.share(c.transferred_chats, c.transfer_known_chats) as transfer_share,
    c.wait_avg_s, c.wait_median_s, c.wait_p90_s, c.abandon_wait_avg_s,
    c.first_response_avg_s, c.handling_avg_s, c.duration_avg_s,
    c.surveyed_chats, c.scored_chats, c.survey_score_avg,
    c.chats_with_lead, c.chats_with_purchase,
    coalesce(u.agents, 0) as agents,
    coalesce(u.online_s, 0) as online_s,
    u.chatting_share, u.utilization_share,
    g.messaging_conversations, c.history_only_chats
from mart.account_calendar d
-- Day by day through the index on account and start; so a condition on the day reads that day only.
cross join lateral (
    select
        count(*) as chats,
        count(*) filter (where c.is_connected) as connected_chats,
        count(*) filter (where c.is_abandoned) as abandoned_chats,
        count(*) filter (where c.is_interactive) as interactive_chats,
        count(*) filter (where c.is_connected and c.is_transferred) as transferred_chats,
        count(c.is_transferred) filter (where c.is_connected) as transfer_known_chats,
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
        count(*) filter (where c.has_purchase) as chats_with_purchase,
        count(*) filter (where c.sources = 'engagement_history') as history_only_chats
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
    '(started_at); conversations of messaging are none. Measures are those of mart.chat and mart.agent_shift; '
    'averages leave out chats whose measure is NULL. Needs the feeds of mart.chat, and agent_activity for agents, '
    'online_s, chatting_share and utilization_share, which are 0 or NULL while it is missing. The last day or two '
    'still grow: see mart.freshness.';
comment on column mart.daily_summary.account_id is 'LivePerson account (site) number.';
comment on column mart.daily_summary.day is
    'The day, in the time zone of the account (mart.account_setting). Group by it.';
comment on column mart.daily_summary.day_local_at is
    'Midnight of day on the clock of the account, without a time zone: for tools that want a time in place of a date. '
    'Group by it or by day: truncated to the day, it stays the same day in every session.';
comment on column mart.daily_summary.day_started_at is
    'First moment of day, UTC: to filter on, and for a chart that wants a moment. Do not truncate it and do not group '
    'by its date: east of UTC that is the day before. Group by day or day_local_at.';
comment on column mart.daily_summary.chats is 'Chats asked for on the day, without conversations of messaging.';
comment on column mart.daily_summary.connected_chats is 'Of them those that an agent took (is_connected).';
comment on column mart.daily_summary.abandoned_chats is 'Of them those that no agent took (is_abandoned).';
comment on column mart.daily_summary.abandonment_share is
    'abandoned_chats / offered chats (abandoned_chats + connected_chats), 0 to 1, as mart.chat.is_abandoned defines '
    'it; NULL without chats. For longer spans divide sums by sums.';
comment on column mart.daily_summary.interactive_chats is 'Of them those in which was written (is_interactive).';
comment on column mart.daily_summary.transferred_chats is
    'Of connected_chats those that were transferred (is_transferred); NULL when transfers are known of none of them.';
comment on column mart.daily_summary.transfer_known_chats is
    'Of connected_chats those whose transfers are known: all but those that only Engagement History has.';
comment on column mart.daily_summary.transfer_share is
    'transferred_chats / transfer_known_chats, 0 to 1, as mart.chat.is_transferred defines it; NULL when transfers are '
    'known of none. For longer spans divide sums by sums.';
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
comment on column mart.daily_summary.messaging_conversations is
    'Conversations of messaging that began on the day, as Data Access tells of them; in no other column.';
comment on column mart.daily_summary.history_only_chats is
    'Of chats those that rest on Engagement History alone (mart.chat.sources): their transfers are not known.';
