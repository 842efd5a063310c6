select
    {{ warehouse_key('agent_group_id') }} as agent_group_key, account_id, agent_group_id, name, parent_agent_group_id,
    parent_name, is_enabled, is_deleted, last_seen_on
from {{ ref('stg_liveperson__agent_group') }}
