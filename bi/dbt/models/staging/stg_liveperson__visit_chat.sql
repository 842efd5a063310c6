select
    account_id, visit_id, chat_id, joined_by, visit_started_at, changed_at
from {{ source('mart', 'visit_chat') }}
