select
    account_id, contact_id, channel, started_on, started_at, connected_at, ended_at, is_open, agent_id,
    agent_name, agent_group_id, agent_group_name, skill_id, skill_name, campaign_id, campaign_name,
    agent_name_at_contact, agent_group_name_at_contact, skill_name_at_contact, campaign_name_at_contact,
    visitor_country, visitor_device, is_connected, is_abandoned, is_transferred, transfer_count, wait_s,
    abandon_wait_s, first_response_s, handling_s, duration_s, mcs_score, survey_score, changed_at,
    agent_group_id_then, agent_group_name_then, is_agent_group_then_known, sources,
    is_short_abandon, is_within_service_level, change_number
from {{ source('mart', 'contact') }}
