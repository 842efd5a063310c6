-- The marked conversations of messaging, by the key. The columns are explained in mart.messaging_conversation.
select
    m.account_id, m.conversation_id,
    c.started_at, x.connected_at, x.human_connected_at, x.ended_at,
    o.is_open, c.status, c.close_reason, c.close_reason_description,
    x.agent_id, x.agent_group_id, c.latest_skill_id as skill_id,
    c.latest_queue_state as queue_state,
    c.campaign_id, c.campaign_engagement_id,
    mart.name_or_null(c.campaign_engagement_name) as campaign_engagement_name,
    -- A name belongs to the id that it came with: with another id it would be a wrong name.
    case when x.is_latest_agent then coalesce(
        mart.name_or_null(c.latest_agent_full_name), mart.name_or_null(c.latest_agent_name)
    ) else p.agent_name end as agent_name_at_conversation,
    case when x.agent_group_id is not null then mart.name_or_null(
        case when x.is_latest_agent then c.latest_agent_group_name else p.agent_group_name end
    ) end as agent_group_name_at_conversation,
    case when c.latest_skill_id is not null then mart.name_or_null(c.latest_skill_name) end
        as skill_name_at_conversation,
    case when c.campaign_id is not null then mart.name_or_null(c.campaign_name) end as campaign_name_at_conversation,
    case when c.campaign_id is not null then mart.name_or_null(c.goal_name) end as goal_name_at_conversation,
    case when c.campaign_id is not null then mart.name_or_null(c.lob_name) end as lob_name_at_conversation,
    mart.name_or_null(c.visitor_profile_name) as visitor_profile_name,
    mart.name_or_null(c.visitor_behavior_name) as visitor_behavior_name,
    n.consumer_id, n.consumer_name,
    c.session_id as visit_id,
    c.source, c.integration, c.language,
    nullif(c.visitor_country, '') as visitor_country,
    nullif(c.visitor_state, '') as visitor_state,
    nullif(c.visitor_city, '') as visitor_city,
    coalesce(c.device, c.visitor_device) as visitor_device,
    coalesce(c.browser, c.visitor_browser) as visitor_browser,
    coalesce(c.operating_system, c.visitor_operating_system) as visitor_operating_system,
    c.start_page, c.start_url,
    c.is_first_conversation,
    x.is_connected,
    not o.is_open and not x.is_connected as is_abandoned,
    f.transfer_count,
    mart.seconds_between(c.started_at, x.connected_at) as wait_s,
    mart.seconds_between(c.started_at, x.human_connected_at) as human_wait_s,
    g.abandon_wait_s,
    mart.seconds_between(x.connected_at, x.ended_at) as duration_s,
    b.is_short_abandon,
    case
        when x.is_connected then coalesce(g.first_answer_s <= l.threshold_s, case when not o.is_open then false end)
        when not o.is_open and not b.is_short_abandon then false
    end as is_within_service_level,
    g.first_answer_s,
    mart.seconds_between(x.connected_at, t.first_agent_message_at) as first_response_s,
    mart.seconds_between(x.connected_at, t.last_message_at) as handling_s,
    t.consumer_message_count, t.agent_message_count, t.bot_message_count,
    c.mcs as mcs_score, c.alerted_mcs,
    coalesce(c.csat, c.csat_rate) as csat,
    r.survey_score, r.has_survey_answer,
    c.first_intent_label,
    coalesce(c.summary_text, '') <> '' as has_summary,
    (c.version_rank & 4) <> 0 as is_erased,
    coalesce(c.is_partial, false) as is_partial,
    c.loaded_at
from marked m
join liveperson.messaging_conversation c on c.account_id = m.account_id and c.conversation_id = m.conversation_id
left join mart.account_setting s on s.account_id = c.account_id
left join lateral (
    select
        min(p.joined_at) as joined_at,
        min(p.joined_at) filter (where p.user_type_id is null or p.user_type_id = 1) as human_joined_at,
        (array_agg(p.agent_id order by p.joined_at desc nulls last, p.position desc))[1] as agent_id,
        (array_agg(
            coalesce(mart.name_or_null(p.agent_full_name), mart.name_or_null(p.agent_name))
            order by p.joined_at desc nulls last, p.position desc
        ))[1] as agent_name,
        (array_agg(p.agent_group_id order by p.joined_at desc nulls last, p.position desc))[1] as agent_group_id,
        (array_agg(p.agent_group_name order by p.joined_at desc nulls last, p.position desc))[1] as agent_group_name
    from liveperson.messaging_agent_participant p
    where p.account_id = c.account_id and p.conversation_id = c.conversation_id and p.state <> 'left'
        and coalesce(p.permission, 'ASSIGNED_AGENT') = 'ASSIGNED_AGENT' and p.user_type_id is distinct from 0
        and p.agent_id not in ('-1', '0')
        and (
            select d.type from liveperson.messaging_dialog d
            where d.account_id = p.account_id and d.conversation_id = p.conversation_id and d.dialog_id = p.dialog_id
        ) is distinct from 'POST_SURVEY'
) p on true
left join lateral (
    select min(i.started_at) as started_at
    from liveperson.messaging_interaction i
    where i.account_id = c.account_id and i.conversation_id = c.conversation_id and i.agent_id not in ('-1', '0')
        and (
            select d.type from liveperson.messaging_dialog d
            where d.account_id = i.account_id and d.conversation_id = i.conversation_id and d.dialog_id = i.dialog_id
        ) is distinct from 'POST_SURVEY'
) i on true
left join lateral (
    select count(*) as transfer_count
    from liveperson.messaging_transfer f
    where f.account_id = c.account_id and f.conversation_id = c.conversation_id
) f on true
left join lateral (
    select
        (array_agg(n.participant_id order by n.position))[1] as consumer_id,
        (array_agg(
            coalesce(n.consumer_name, nullif(concat_ws(' ', n.first_name, n.last_name), '')) order by n.position
        ))[1] as consumer_name
    from liveperson.messaging_consumer_participant n
    where n.account_id = c.account_id and n.conversation_id = c.conversation_id
) n on true
left join lateral (
    select
        round(avg(r.score) filter (
            where s.score_question_ids is null or r.question_id = any (s.score_question_ids)
        ), 2) as survey_score,
        coalesce(bool_or(r.is_answered), false) as has_survey_answer
    from mart.messaging_survey_response r
    where r.account_id = c.account_id and r.conversation_id = c.conversation_id
) r on true
cross join lateral (
    select
        coalesce(c.status = 'OPEN', coalesce(c.conversation_ended_at, c.ended_at) is null) as is_open,
        mart.agent_or_null(c.latest_agent_id) as latest_agent_id,
        coalesce(
            least(p.joined_at, i.started_at),
            (
                select min(m.sent_at) from mart.messaging_message m
                where m.account_id = c.account_id and m.conversation_id = c.conversation_id
                    and m.sender in ('agent', 'bot') and m.is_visible and not m.is_survey
            )
        ) as connected_at
) o
cross join lateral (
    select
        o.connected_at, p.human_joined_at as human_connected_at,
        case when not o.is_open then coalesce(c.conversation_ended_at, c.ended_at) end as ended_at,
        coalesce(o.latest_agent_id, p.agent_id) as agent_id,
        o.latest_agent_id is not null as is_latest_agent,
        case when o.latest_agent_id is not null then c.latest_agent_group_id else p.agent_group_id end
            as agent_group_id,
        o.connected_at is not null or coalesce(o.latest_agent_id, p.agent_id) is not null as is_connected
) x
left join lateral (
    select
        count(*) filter (where m.sender = 'consumer') as consumer_message_count,
        count(*) filter (where m.sender = 'agent' and m.is_visible) as agent_message_count,
        count(*) filter (where m.sender = 'bot' and m.is_visible) as bot_message_count,
        min(m.sent_at) filter (
            where m.sender in ('agent', 'bot') and m.is_visible and m.sent_at >= x.connected_at
        ) as first_agent_message_at,
        max(m.sent_at) filter (
            where m.sender in ('agent', 'bot', 'consumer') and m.is_visible and m.sent_at >= x.connected_at
        ) as last_message_at
    -- The offset has Postgres look up the sender of a message once, not once per measure.
    from (
        select m.sender, m.is_visible, m.sent_at
        from mart.messaging_message m
        where m.account_id = c.account_id and m.conversation_id = c.conversation_id and not m.is_survey
        offset 0
    ) m
) t on true
-- Its own of the skill, else that of the account, else that of an account without a row. The first answer is what counts in
-- messaging: taking a conversation answers nobody.
cross join lateral (
    select
        mart.seconds_between(c.started_at, t.first_agent_message_at) as first_answer_s,
        case when not o.is_open and not x.is_connected then mart.seconds_between(c.started_at, x.ended_at) end
            as abandon_wait_s
) g
left join mart.skill_setting k on k.account_id = m.account_id and k.skill_id = c.latest_skill_id
cross join lateral (
    select
        coalesce(k.messaging_service_level_threshold_s, s.messaging_service_level_threshold_s, 60) as threshold_s,
        coalesce(k.short_abandon_threshold_s, s.short_abandon_threshold_s, 5) as short_abandon_s
) l
cross join lateral (select coalesce(g.abandon_wait_s < l.short_abandon_s, false) as is_short_abandon) b
