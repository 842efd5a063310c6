{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key=['account_id', 'day', 'agent_id_or_empty'],
    on_schema_change='append_new_columns',
    indexes=[{'columns': ['account_id', 'day']}, {'columns': ['change_number']}],
    post_hook="{{ remove_deleted({'agent_daily': \"
        t.day = (d.key ->> 'day')::date and t.agent_id_or_empty = d.key ->> 'agent_id'\"}) }}",
) }}
select
    account_id, day, agent_id, {{ warehouse_key('agent_id') }} as agent_key,
    -- A key of rows that are replaced has no NULL.
    coalesce(agent_id, '') as agent_id_or_empty,
    logged_in_s, online_s, back_soon_s, away_s, chatting_s, online_chatting_s, chat_slot_s, capacity_slot_s,
    chats, answered_chats, transferred_chats, first_response_total_s, responded_chats, handling_total_s,
    handled_chats, survey_score_total, scored_chats, surveyed_chats, messaging_conversations,
    change_number, changed_at
from {{ ref('stg_liveperson__agent_daily') }}
{% if is_incremental() %}
where change_number > {{ changed_since() }}
{% endif %}
