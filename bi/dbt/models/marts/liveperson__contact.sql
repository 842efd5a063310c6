{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key=['account_id', 'channel', 'contact_id'],
    on_schema_change='append_new_columns',
    indexes=[{'columns': ['account_id', 'channel', 'contact_id'], 'unique': true}, {'columns': ['change_number']}],
    post_hook="{{ remove_deleted({
        'chat': \"t.sources <> 'messaging_interactions' and t.contact_id = d.key ->> 'chat_id'\",
        'messaging_conversation': \"t.sources = 'messaging_interactions' and t.contact_id = d.key ->> 'conversation_id'\",
    }) }}",
) }}
-- Ids without names: a name of today changes without the contact.
select
    {{ warehouse_key('contact_id') }} as contact_key,
    account_id, contact_id, channel, started_on, started_at, connected_at, ended_at, is_open,
    agent_id, {{ warehouse_key('agent_id') }} as agent_key,
    agent_group_id_then, {{ warehouse_key('agent_group_id_then') }} as agent_group_key,
    skill_id, {{ warehouse_key('skill_id') }} as skill_key,
    campaign_id, {{ warehouse_key('campaign_id') }} as campaign_key,
    visitor_country, visitor_device,
    is_connected or is_abandoned as is_offered, is_connected, is_abandoned, is_transferred, transfer_count,
    wait_s, abandon_wait_s, first_response_s, handling_s, duration_s, mcs_score, survey_score,
    sources, change_number, changed_at
from {{ ref('stg_liveperson__contact') }}
{% if is_incremental() %}
where change_number > {{ changed_since() }}
{% endif %}
