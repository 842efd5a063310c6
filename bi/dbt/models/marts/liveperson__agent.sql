select
    {{ warehouse_key('agent_id') }} as agent_key, account_id, agent_id, name, user_type,
    agent_group_id, agent_group_name, is_enabled, is_deleted, max_chats, last_seen_on
from {{ ref('stg_liveperson__agent') }}
