{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key=['account_id', 'hour_at', 'agent_id'],
    on_schema_change='append_new_columns',
    indexes=[{'columns': ['account_id', 'hour_at', 'agent_id']}, {'columns': ['change_number']}],
    post_hook="{{ remove_deleted({'agent_utilization_hourly': \"
        t.hour_at = (d.key ->> 'hour_at')::timestamptz and t.agent_id = d.key ->> 'agent_id'\"}) }}",
) }}
select
    account_id, agent_id, {{ warehouse_key('agent_id') }} as agent_key, day, hour_at,
    logged_in_s, online_s, back_soon_s, away_s, chatting_s, online_chatting_s, chat_slot_s, capacity_slot_s,
    change_number, changed_at
from {{ ref('stg_liveperson__agent_hour') }}
{% if is_incremental() %}
where change_number > {{ changed_since() }}
{% endif %}
