select
    account_id, agent_group_id, name, parent_agent_group_id, parent_name, is_enabled, is_deleted, is_listed,
    last_seen_on
from {{ source('mart', 'agent_group') }}
