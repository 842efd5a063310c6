-- Without what identifies a visitor: no table of dbt holds it, so an erasure has nothing to do there.
select
    account_id, chat_id, started_on, started_at, connected_at, ended_at, type, agent_id, agent_name,
    agent_group_id, agent_group_name, skill_id, skill_name, campaign_id, campaign_name, campaign_engagement_id,
    campaign_engagement_name, goal_name, lob_name, agent_name_at_chat, agent_group_name_at_chat,
    skill_name_at_chat, campaign_name_at_chat, goal_name_at_chat, lob_name_at_chat, visitor_profile_name,
    visitor_behavior_name, visit_id, visitor_country, visitor_device, visitor_browser, visitor_operating_system,
    start_reason_source, start_reason_id, start_reason_name, end_reason_id, end_reason_name, is_connected,
    is_abandoned, is_interactive, is_transferred, transfer_count, is_begun_by_transfer, is_ended_by_transfer,
    wait_s, abandon_wait_s, duration_s, first_response_s, handling_s, visitor_line_count, agent_line_count,
    mcs_score, survey_score, has_post_chat_answer, has_lead, has_purchase, sources, has_data_access,
    has_history, is_history_complete, data_access_wait_s, history_wait_s, data_access_duration_s,
    history_duration_s, is_live_chat, agent_group_id_then, agent_group_name_then, is_agent_group_then_known,
    change_number, changed_at
from {{ source('mart', 'chat') }}
