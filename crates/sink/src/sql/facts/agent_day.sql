-- The marked days of the agents who were logged in or had a contact that began on the day. The columns are explained in
-- mart.agent_daily.
with bounds as (
    select m.account_id, m.day, mart.day_start(m.day, z.time_zone) as day_started_at,
        mart.day_start(m.day + 1, z.time_zone) as day_ended_at
    from marked m
    cross join lateral (select mart.account_time_zone(m.account_id) as time_zone) z
), part as (
    select
        h.account_id, h.day, h.agent_id,
        h.logged_in_s, h.online_s, h.back_soon_s, h.away_s, h.chatting_s, h.online_chatting_s, h.chat_slot_s,
        h.capacity_slot_s,
        0 as chats, 0 as answered_chats, 0 as transferred_chats, null::numeric as first_response_s,
        null::numeric as handling_s, null::numeric as survey_score, 0 as surveyed_chats, 0 as messaging_conversations
    from bounds b
    -- The offset, here and below, has Postgres read each day by the index, not all days for some of them.
    cross join lateral (
        select * from fact.agent_hour h where h.account_id = b.account_id and h.day = b.day offset 0
    ) h
    union all
    select
        b.account_id, b.day, c.agent_id, 0, 0, 0, 0, 0, 0, 0, 0,
        1, c.is_connected::integer, (c.is_connected and c.transfer_count > 0)::integer, c.first_response_s, c.handling_s,
        c.survey_score, coalesce(c.has_post_chat_answer, false)::integer, 0
    from bounds b
    cross join lateral (
        select * from fact.chat c
        where c.account_id = b.account_id and c.started_at >= b.day_started_at and c.started_at < b.day_ended_at
            and c.is_live_chat and c.agent_id is not null
        offset 0
    ) c
    union all
    select b.account_id, b.day, v.agent_id, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, null, null, null, 0, 1
    from bounds b
    cross join lateral (
        select * from fact.messaging_conversation v
        where v.account_id = b.account_id and v.started_at >= b.day_started_at and v.started_at < b.day_ended_at
            and v.agent_id is not null
        offset 0
    ) v
)
select
    p.account_id, p.day, p.agent_id,
    sum(p.logged_in_s) as logged_in_s, sum(p.online_s) as online_s, sum(p.back_soon_s) as back_soon_s,
    sum(p.away_s) as away_s, sum(p.chatting_s) as chatting_s, sum(p.online_chatting_s) as online_chatting_s,
    sum(p.chat_slot_s) as chat_slot_s, sum(p.capacity_slot_s) as capacity_slot_s,
    sum(p.chats) as chats, sum(p.answered_chats) as answered_chats, sum(p.transferred_chats) as transferred_chats,
    coalesce(sum(p.first_response_s), 0) as first_response_total_s, count(p.first_response_s) as responded_chats,
    coalesce(sum(p.handling_s), 0) as handling_total_s, count(p.handling_s) as handled_chats,
    coalesce(sum(p.survey_score), 0) as survey_score_total, count(p.survey_score) as scored_chats,
    sum(p.surveyed_chats) as surveyed_chats, sum(p.messaging_conversations) as messaging_conversations
from part p
group by p.account_id, p.day, p.agent_id
