-- Without what identifies a visitor: no table of dbt holds it, so an erasure has nothing to do there.
select
    account_id, conversation_id, started_on, started_at, connected_at, human_connected_at, ended_at, is_open,
    status, close_reason, close_reason_description, agent_id, agent_name, agent_group_id, agent_group_name,
    skill_id, skill_name, queue_state, campaign_id, campaign_name, campaign_engagement_id,
    campaign_engagement_name, goal_name, lob_name, agent_name_at_conversation, agent_group_name_at_conversation,
    skill_name_at_conversation, campaign_name_at_conversation, goal_name_at_conversation,
    lob_name_at_conversation, visitor_profile_name, visitor_behavior_name, visit_id, source, integration,
    language, visitor_country, visitor_device, visitor_browser, visitor_operating_system, is_first_conversation,
    is_connected, is_abandoned, is_transferred, transfer_count, wait_s, human_wait_s, abandon_wait_s,
    duration_s, first_response_s, handling_s, consumer_message_count, agent_message_count, bot_message_count,
    mcs_score, alerted_mcs, csat, survey_score, has_survey_answer, first_intent_label, has_summary, is_erased,
    is_partial, changed_at, agent_group_id_then, agent_group_name_then, is_agent_group_then_known, change_number
from {{ source('mart', 'messaging_conversation') }}
