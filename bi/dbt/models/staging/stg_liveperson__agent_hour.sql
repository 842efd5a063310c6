select
    account_id, day, day_local_at, day_started_at, hour_at, agent_id, logged_in_s, online_s, back_soon_s,
    away_s, chatting_s, online_chatting_s, chat_slot_s, capacity_slot_s, chatting_share, utilization_share,
    is_complete, change_number, changed_at
from {{ source('mart', 'agent_utilization_hourly') }}
