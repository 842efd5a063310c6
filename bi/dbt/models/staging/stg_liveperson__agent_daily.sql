select
    account_id, day, agent_id, logged_in_s, online_s, back_soon_s, away_s, chatting_s, online_chatting_s,
    chat_slot_s, capacity_slot_s, chats, answered_chats, transferred_chats, first_response_total_s,
    responded_chats, handling_total_s, handled_chats, survey_score_total, scored_chats, surveyed_chats,
    messaging_conversations, is_complete, change_number, changed_at
from {{ source('mart', 'agent_daily') }}
