select
    account_id, day, channel, skill_id, skill_name, interval_started_at, interval_end_at, interval_s,
    offered_contacts, answered_contacts, abandoned_contacts, short_abandoned_contacts,
    within_service_level_contacts, service_level_contacts, transferred_contacts, transfer_known_contacts,
    wait_total_s, waited_contacts, abandon_wait_total_s, abandon_waited_contacts, first_response_total_s,
    responded_contacts, handling_total_s, handled_contacts, survey_score_total, scored_contacts, is_complete,
    change_number, changed_at
from {{ source('mart', 'contact_quarter_hourly') }}
