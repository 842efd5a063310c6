select
    account_id, agent_id, {{ warehouse_key('agent_id') }} as agent_key, day, hour_at,
    logged_in_s, online_s, back_soon_s, away_s, chatting_s, online_chatting_s, chat_slot_s, capacity_slot_s
from {{ ref('stg_liveperson__agent_hour') }}
