-- Sums, so that any days, channels and skills add up: a share is sum(part) / sum(whole), an average sum(total) / sum(count).
with contacts as (
    select
        account_id, started_on as day, channel, skill_id, skill_key,
        count(*) as contacts,
        count(*) filter (where is_offered) as offered_contacts,
        count(*) filter (where is_connected) as connected_contacts,
        count(*) filter (where is_abandoned) as abandoned_contacts,
        count(*) filter (where is_connected and is_transferred) as transferred_contacts,
        count(*) filter (where is_connected and is_transferred is not null) as transfer_known_contacts,
        sum(wait_s) as wait_total_s,
        count(wait_s) as waited_contacts,
        sum(handling_s) as handling_total_s,
        count(handling_s) as handled_contacts,
        sum(survey_score) as survey_score_total,
        count(survey_score) as scored_contacts
    from {{ ref('liveperson__contact') }}
    group by account_id, started_on, channel, skill_id, skill_key
), service_levels as (
    select
        account_id, day, channel, skill_id,
        sum(answered_within_contacts) as answered_within_contacts,
        sum(decided_contacts) as decided_contacts
    from {{ ref('liveperson__service_level_interval') }}
    group by account_id, day, channel, skill_id
)
select c.*, coalesce(s.answered_within_contacts, 0) as answered_within_contacts,
    coalesce(s.decided_contacts, 0) as decided_contacts
from contacts c
left join service_levels s on s.account_id = c.account_id and s.day = c.day and s.channel = c.channel
    and s.skill_id is not distinct from c.skill_id
