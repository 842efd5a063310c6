select
    account_id, day, channel, skill_id, skill_key,
    sum(offered_contacts) as offered_contacts,
    sum(answered_contacts) as answered_contacts,
    sum(abandoned_contacts) as abandoned_contacts,
    sum(short_abandoned_contacts) as short_abandoned_contacts,
    sum(within_service_level_contacts) as within_service_level_contacts,
    sum(service_level_contacts) as service_level_contacts,
    sum(transferred_contacts) as transferred_contacts,
    sum(transfer_known_contacts) as transfer_known_contacts,
    sum(wait_total_s) as wait_total_s,
    sum(waited_contacts) as waited_contacts,
    sum(abandon_wait_total_s) as abandon_wait_total_s,
    sum(abandon_waited_contacts) as abandon_waited_contacts,
    sum(first_response_total_s) as first_response_total_s,
    sum(responded_contacts) as responded_contacts,
    sum(handling_total_s) as handling_total_s,
    sum(handled_contacts) as handled_contacts,
    sum(survey_score_total) as survey_score_total,
    sum(scored_contacts) as scored_contacts
from {{ ref('liveperson__contact_quarter_hourly') }}
group by account_id, day, channel, skill_id, skill_key
