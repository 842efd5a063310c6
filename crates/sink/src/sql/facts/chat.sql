-- What both sources say of the marked chats, merged; by the key, chat by chat. The columns are explained in mart.chat.
select
    m.account_id, m.chat_id,
    coalesce(
        c.started_at, c.queue_started_at, e.requested_at, c.interaction_started_at, e.started_at, c.ended_at, e.ended_at
    ) as started_at,
    x.connected_at,
    coalesce(c.ended_at, e.ended_at) as ended_at,
    coalesce(c.type, case when e.engagement_id is not null then 'LIVE_CHAT' end) as type,
    x.agent_id, case when x.agent_id = e.agent_id then e.agent_group_id end as agent_group_id, x.skill_id,
    x.campaign_id, x.campaign_engagement_id,
    case when x.campaign_engagement_id is not distinct from e.campaign_engagement_id
        then mart.name_or_null(e.campaign_engagement_name) end as campaign_engagement_name,
    -- A name belongs to the id that history has: with another id it would be a wrong name.
    case when x.agent_id = e.agent_id then coalesce(
        mart.name_or_null(e.agent_full_name), mart.name_or_null(e.agent_name)
    ) end as agent_name_at_chat,
    case when x.agent_id = e.agent_id then mart.name_or_null(e.agent_group_name) end as agent_group_name_at_chat,
    case when x.skill_id = e.skill_id then mart.name_or_null(e.skill_name) end as skill_name_at_chat,
    case when x.campaign_id = e.campaign_id then mart.name_or_null(e.campaign_name) end as campaign_name_at_chat,
    case when x.campaign_id = e.campaign_id then mart.name_or_null(e.goal_name) end as goal_name_at_chat,
    case when x.campaign_id = e.campaign_id then mart.name_or_null(e.lob_name) end as lob_name_at_chat,
    mart.name_or_null(e.visitor_profile_name) as visitor_profile_name,
    mart.name_or_null(e.visitor_behavior_name) as visitor_behavior_name,
    mart.prefer(x.prefers_history, e.visitor_id, c.visitor_id) as visitor_id,
    c.visit_id, c.consumer_id, n.customer_id, nullif(e.visitor_name, '') as visitor_name,
    nullif(e.visitor_country, '') as visitor_country,
    nullif(e.visitor_state, '') as visitor_state,
    nullif(e.visitor_city, '') as visitor_city,
    mart.prefer(x.prefers_history, nullif(e.visitor_device, 'NA'), nullif(c.source_device, 'NA')) as visitor_device,
    nullif(e.visitor_browser_type, '') as visitor_browser,
    nullif(e.visitor_operating_system, 'NA') as visitor_operating_system,
    nullif(mart.prefer(x.prefers_history, e.start_page, c.start_page), '') as start_page,
    nullif(mart.prefer(x.prefers_history, e.start_url, c.start_url), '') as start_url,
    x.start_reason_source,
    case x.start_reason_source when 'engagement_history' then e.start_reason_id else c.start_reason_id end
        as start_reason_id,
    coalesce(
        (
            select r.name from liveperson.start_reason r where r.source = x.start_reason_source
                and r.id = case x.start_reason_source when 'engagement_history' then e.start_reason_id
                    else c.start_reason_id end
        ),
        case when x.start_reason_source is distinct from 'data_access' then e.start_reason_name end
    ) as start_reason_name,
    x.end_reason_id,
    coalesce(
        (select r.name from liveperson.end_reason r where r.source = x.end_reason_source and r.id = x.end_reason_id),
        case when x.end_reason_source is distinct from 'data_access' then e.end_reason_name end
    ) as end_reason_name,
    x.is_connected,
    mart.prefer(x.prefers_history, e.is_interactive, c.is_interactive) as is_interactive,
    f.transfer_count,
    case x.start_reason_source when 'engagement_history' then e.start_reason_id = 1 else c.start_reason_id = 2 end
        as is_begun_by_transfer,
    x.end_reason_id in (101, 106) as is_ended_by_transfer,
    w.wait_s, w.abandon_wait_s,
    b.is_short_abandon,
    case when x.is_connected then w.wait_s <= l.threshold_s when not b.is_short_abandon then false end
        as is_within_service_level,
    case when x.is_connected then coalesce(x.data_access_duration_s, x.history_duration_s) end as duration_s,
    mart.seconds_between(t.connected_at, t.first_agent_line_at) as first_response_s,
    mart.seconds_between(t.connected_at, t.last_line_at) as handling_s,
    t.reply_count, t.reply_median_s, t.reply_max_s, t.reply_total_s,
    t.visitor_line_count, t.agent_line_count,
    e.chat_mcs as mcs_score,
    y.survey_score, y.has_post_chat_survey, y.has_post_chat_answer,
    n.has_lead, n.has_purchase,
    case when c.conversation_id is null then 'engagement_history' when e.engagement_id is null then 'data_access'
        else 'both' end as sources,
    e.engagement_id is not null and e.is_partial is not true and e.is_enriched is not false as is_history_complete,
    x.data_access_wait_s, x.history_wait_s, x.data_access_duration_s, x.history_duration_s,
    c.type is distinct from 'MESSAGING' as is_live_chat,
    greatest(c.loaded_at, e.loaded_at, y.loaded_at) as loaded_at
from marked m
left join liveperson.conversation c on c.account_id = m.account_id and c.conversation_id = m.chat_id
left join liveperson.engagement e on e.account_id = m.account_id and e.engagement_id = m.chat_id
left join mart.account_setting s on s.account_id = m.account_id
cross join lateral (
    -- Where one source knows nobody, or no skill but -1, what the other knows is better.
    select
        e.engagement_id is not null and e.is_partial is not true as prefers_history,
        mart.agent_or_null(e.agent_id) as history_agent_id,
        mart.agent_or_null(c.agent_id) as data_access_agent_id,
        coalesce(c.interaction_started_at, c.queue_ended_at) as data_access_connected_at,
        case when mart.agent_or_null(e.agent_id) is not null then e.started_at end as history_connected_at
) p
-- The lines of the one source that mart.chat_message shows.
left join lateral (
    select
        min(g.sent_at) filter (where g.sender = 'agent' and g.is_visible) as first_agent_line_at,
        (array_agg(g.agent_id order by g.position desc) filter (
            where g.sender = 'agent' and g.is_visible and g.agent_id is not null
        ))[1] as last_agent_id
    from mart.chat_message g
    where g.account_id = m.account_id and g.chat_id = m.chat_id
        and (coalesce(p.data_access_connected_at, p.history_connected_at) is null
            or coalesce(p.data_access_agent_id, p.history_agent_id) is null)
) a on true
cross join lateral (
    select
        p.prefers_history,
        p.data_access_connected_at,
        p.history_connected_at,
        mart.seconds_between(
            coalesce(c.queue_started_at, c.started_at), coalesce(c.queue_ended_at, c.interaction_started_at)
        ) as data_access_wait_s,
        case when p.history_agent_id is not null then mart.seconds_between(e.requested_at, e.started_at) end
            as history_wait_s,
        mart.seconds_between(p.data_access_connected_at, c.ended_at) as data_access_duration_s,
        case when p.history_agent_id is not null
            then coalesce(e.duration_s, mart.seconds_between(e.started_at, e.ended_at)) end as history_duration_s,
        coalesce(
            p.data_access_connected_at, p.history_connected_at, a.first_agent_line_at
        ) as connected_at,
        p.data_access_connected_at is not null or p.history_agent_id is not null or (
            p.history_connected_at is null and a.first_agent_line_at is not null
        ) as is_connected,
        coalesce(mart.prefer(p.prefers_history, p.history_agent_id, p.data_access_agent_id), a.last_agent_id)
            as agent_id,
        coalesce(
            mart.prefer(
                p.prefers_history, case when e.skill_id <> '-1' then e.skill_id end,
                case when c.skill_id <> '-1' then c.skill_id end
            ),
            (
                select k.skill_id from liveperson.conversation_skill k
                where k.account_id = m.account_id and k.conversation_id = m.chat_id and k.skill_id <> '-1'
                order by k.position desc limit 1
            ),
            e.skill_id, c.skill_id
        ) as skill_id,
        mart.prefer(p.prefers_history, e.campaign_id, c.campaign_id) as campaign_id,
        mart.prefer(p.prefers_history, e.campaign_engagement_id, c.campaign_engagement_id) as campaign_engagement_id,
        mart.prefer(p.prefers_history, e.end_reason_id, c.end_reason_id) as end_reason_id,
        mart.prefer(
            p.prefers_history, case when e.end_reason_id is not null then 'engagement_history' end,
            case when c.end_reason_id is not null then 'data_access' end
        ) as end_reason_source,
        mart.prefer(
            p.prefers_history, case when e.start_reason_id is not null then 'engagement_history' end,
            case when c.start_reason_id is not null then 'data_access' end
        ) as start_reason_source
) x
cross join lateral (
    select
        case when x.is_connected then coalesce(x.data_access_wait_s, x.history_wait_s) end as wait_s,
        case when not x.is_connected then coalesce(
            mart.seconds_between(coalesce(c.queue_started_at, c.started_at), c.ended_at),
            mart.seconds_between(e.requested_at, e.ended_at)
        ) end as abandon_wait_s
) w
-- Its own of the skill, else that of the account, else that of an account without a row.
left join mart.skill_setting k on k.account_id = m.account_id and k.skill_id = x.skill_id
cross join lateral (
    select
        coalesce(k.service_level_threshold_s, s.service_level_threshold_s, 20) as threshold_s,
        coalesce(k.short_abandon_threshold_s, s.short_abandon_threshold_s, 5) as short_abandon_s
) l
cross join lateral (select coalesce(w.abandon_wait_s < l.short_abandon_s, false) as is_short_abandon) b
-- Lines are compared with the moment of connection of their own source, whose clock they have. A reply is the first line of an
-- agent after one or more of the visitor.
left join lateral (
    select
        coalesce(sum(r.visitor_lines), 0)::bigint as visitor_line_count,
        coalesce(sum(r.agent_lines), 0)::bigint as agent_line_count,
        min(r.connected_at) as connected_at,
        min(r.first_agent_line_at) as first_agent_line_at,
        max(r.last_line_at) as last_line_at,
        count(r.reply_s) as reply_count,
        round((percentile_cont(0.5) within group (order by r.reply_s::double precision))::numeric, 3) as reply_median_s,
        max(r.reply_s) as reply_max_s,
        sum(r.reply_s) as reply_total_s
    from (
        select
            count(*) filter (where g.sender = 'visitor') as visitor_lines,
            count(*) filter (where g.is_reply) as agent_lines,
            min(g.connected_at) as connected_at,
            min(g.sent_at) filter (where g.is_reply and g.sent_at >= g.connected_at) as first_agent_line_at,
            max(g.sent_at) filter (
                where (g.is_reply or g.sender = 'visitor' and g.is_visible) and g.sent_at >= g.connected_at
            ) as last_line_at,
            -- Lines of the visitor without a time do not say since when the visitor waits.
            case when min(g.sent_at) filter (where g.sender = 'visitor') is not null then mart.seconds_between(
                greatest(min(g.sent_at) filter (where g.sender = 'visitor'), min(g.connected_at)),
                min(g.sent_at) filter (where g.is_reply)
            ) end as reply_s
        from (
            select
                h.sender, h.is_visible, h.sent_at, o.is_reply, o.connected_at,
                count(*) filter (where o.is_reply) over (
                    order by h.position rows between unbounded preceding and 1 preceding
                ) as turn
            -- Whether Data Access has lines is looked up once per chat; mart.chat_message does so for each line of history.
            from (
                select g.source, g.position, g.sender, g.is_visible, g.sent_at from mart.chat_message g
                where g.account_id = m.account_id and g.chat_id = m.chat_id and g.source = 'data_access'
                union all
                select g.source, g.position, g.sender, g.is_visible, g.sent_at from mart.chat_message g
                where g.account_id = m.account_id and g.chat_id = m.chat_id and g.source = 'engagement_history' and (
                    select min(d.position) from liveperson.message d
                    where d.account_id = m.account_id and d.conversation_id = m.chat_id
                ) is null
            ) h
            cross join lateral (
                select
                    h.sender = 'agent' and h.is_visible as is_reply,
                    case h.source
                        when 'data_access' then coalesce(x.data_access_connected_at, x.history_connected_at)
                        else coalesce(x.history_connected_at, x.data_access_connected_at)
                    end as connected_at
            ) o
        ) g
        group by g.turn
    ) r
) t on true
-- Only Data Access lists transfers.
left join lateral (
    select case when c.conversation_id is not null then count(*) end as transfer_count
    from liveperson.transfer f
    where f.account_id = m.account_id and f.conversation_id = m.chat_id
) f on true
left join lateral (
    select
        coalesce(bool_or(a.type = 'lead'), false) as has_lead,
        coalesce(bool_or(a.type = 'purchase'), false) as has_purchase,
        (array_agg(a.customer_id order by a.server_at desc nulls last, a.position desc) filter (
            where a.type = 'customerInfo' and a.customer_id <> ''
        ))[1] as customer_id
    from liveperson.engagement_attribute a
    where a.account_id = m.account_id and a.engagement_id = m.chat_id
    having e.engagement_id is not null
) n on true
left join lateral (
    select
        round(avg(r.score) filter (
            where s.score_question_ids is null or r.question_id = any (s.score_question_ids)
        ), 2) as survey_score,
        case when v.is_known then count(r.chat_id) > 0 end as has_post_chat_survey,
        case when v.is_known then coalesce(bool_or(r.is_answered), false) end as has_post_chat_answer,
        v.loaded_at
    from (
        select
            e.engagement_id is not null or count(*) > 0 as is_known, max(v.loaded_at) as loaded_at
        from liveperson.survey v
        where v.account_id = m.account_id and v.conversation_id = m.chat_id
    ) v
    left join mart.survey_response r
        on r.account_id = m.account_id and r.chat_id = m.chat_id and r.survey_kind = 'post_chat'
    group by v.is_known, v.loaded_at
) y on true
where c.conversation_id is not null or e.engagement_id is not null
