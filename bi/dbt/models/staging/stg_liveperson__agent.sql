-- Without login names and ids of employees.
select
    account_id, agent_id, name, user_type, agent_group_id, agent_group_name, is_deleted, is_enabled, max_chats,
    skill_ids, profile_ids, is_listed, last_seen_on
from {{ source('mart', 'agent') }}
