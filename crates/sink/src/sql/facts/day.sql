-- The marked days in one row each. The columns are explained in mart.daily_summary.
select
    b.account_id, b.day,
    c.*, g.messaging_conversations,
    coalesce(u.agents, 0) as agents, coalesce(u.online_s, 0) as online_s,
    coalesce(u.online_chatting_s, 0) as online_chatting_s, coalesce(u.chat_slot_s, 0) as chat_slot_s,
    coalesce(u.capacity_slot_s, 0) as capacity_slot_s
from (
    select m.account_id, m.day, mart.day_start(m.day, z.time_zone) as day_started_at,
        mart.day_start(m.day + 1, z.time_zone) as day_ended_at
    from marked m
    cross join lateral (select mart.account_time_zone(m.account_id) as time_zone) z
) b
cross join lateral (
    select
        count(*) as chats,
        count(*) filter (where c.is_connected) as connected_chats,
        count(*) filter (where not c.is_connected) as abandoned_chats,
        count(*) filter (where c.is_short_abandon) as short_abandoned_chats,
        count(*) filter (where c.is_within_service_level) as within_service_level_chats,
        count(c.is_within_service_level) as service_level_chats,
        count(*) filter (where c.is_interactive) as interactive_chats,
        count(*) filter (where c.is_connected and c.transfer_count > 0) as transferred_chats,
        count(c.transfer_count) filter (where c.is_connected) as transfer_known_chats,
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
    from fact.chat c
    where c.account_id = b.account_id and c.started_at >= b.day_started_at and c.started_at < b.day_ended_at
        and c.is_live_chat
) c
cross join lateral (
    select count(*) as messaging_conversations
    from fact.chat m
    where m.account_id = b.account_id and m.started_at >= b.day_started_at and m.started_at < b.day_ended_at
        and not m.is_live_chat
) g
cross join lateral (
    select
        count(*) filter (where u.logged_in_s > 0 and u.agent_id <> '') as agents, sum(u.online_s) as online_s,
        sum(u.online_chatting_s) as online_chatting_s, sum(u.chat_slot_s) as chat_slot_s,
        sum(u.capacity_slot_s) as capacity_slot_s
    from fact.agent_day u
    where u.account_id = b.account_id and u.day = b.day
) u
-- A day without anything has no row.
where c.chats > 0 or g.messaging_conversations > 0 or u.online_s is not null
