-- Contacts of the marked days by quarter of an hour, channel and skill. The columns are explained in mart.contact_quarter_hourly.
select
    d.account_id, d.day, c.channel,
    d.day_started_at + floor(extract(epoch from c.started_at - d.day_started_at) / 900) * interval '15 minutes'
        as interval_started_at,
    coalesce(c.skill_id, '') as skill_id,
    count(*) filter (where c.is_connected or c.is_abandoned) as offered_contacts,
    count(*) filter (where c.is_connected) as answered_contacts,
    count(*) filter (where c.is_abandoned) as abandoned_contacts,
    count(*) filter (where c.is_short_abandon) as short_abandoned_contacts,
    count(*) filter (where c.is_within_service_level) as within_service_level_contacts,
    count(c.is_within_service_level) as service_level_contacts,
    count(*) filter (where c.is_connected and c.transfer_count > 0) as transferred_contacts,
    count(c.transfer_count) filter (where c.is_connected) as transfer_known_contacts,
    coalesce(sum(c.wait_s), 0) as wait_total_s, count(c.wait_s) as waited_contacts,
    coalesce(sum(c.abandon_wait_s), 0) as abandon_wait_total_s,
    count(c.abandon_wait_s) as abandon_waited_contacts,
    coalesce(sum(c.first_response_s), 0) as first_response_total_s, count(c.first_response_s) as responded_contacts,
    coalesce(sum(c.handling_s), 0) as handling_total_s, count(c.handling_s) as handled_contacts,
    coalesce(sum(c.survey_score), 0) as survey_score_total, count(c.survey_score) as scored_contacts
from (
    select m.account_id, m.day, mart.day_start(m.day, z.time_zone) as day_started_at,
        mart.day_start(m.day + 1, z.time_zone) as day_ended_at
    from marked m
    cross join lateral (select mart.account_time_zone(m.account_id) as time_zone) z
) d
cross join lateral (
    select
        case when c.is_live_chat then 'chat' else 'messaging' end as channel,
        c.started_at, c.skill_id, c.is_connected,
        not c.is_connected and (c.is_live_chat or c.ended_at is not null) as is_abandoned,
        c.is_short_abandon,
        case when c.is_live_chat then c.is_within_service_level end as is_within_service_level,
        c.transfer_count, c.wait_s, c.abandon_wait_s, c.first_response_s, c.handling_s, c.survey_score
    from fact.chat c
    where c.account_id = d.account_id and c.started_at >= d.day_started_at and c.started_at < d.day_ended_at
        and (c.is_live_chat or not exists (
            select from fact.messaging_conversation v
            where v.account_id = c.account_id and v.conversation_id = c.chat_id
        ))
    union all
    select
        'messaging', v.started_at, v.skill_id, v.is_connected, v.is_abandoned, v.is_short_abandon,
        v.is_within_service_level, v.transfer_count, v.wait_s, v.abandon_wait_s, v.first_response_s, v.handling_s,
        v.survey_score
    from fact.messaging_conversation v
    where v.account_id = d.account_id and v.started_at >= d.day_started_at and v.started_at < d.day_ended_at
) c
group by d.account_id, d.day, d.day_started_at, c.channel, 4, coalesce(c.skill_id, '')
