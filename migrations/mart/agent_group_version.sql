create or replace view mart.agent_group_version as
select
    v.account_id, v.agent_group_id, v.valid_from, v.valid_to, v.valid_to is null as is_current,
    coalesce(
        nullif(v.name, ''), case v.agent_group_id when '-1' then 'Main Group' else v.agent_group_id end
    ) as name,
    v.parent_agent_group_id,
    coalesce(
        (select p.name from mart.agent_group_at(v.account_id, v.parent_agent_group_id, v.valid_from) p),
        case v.parent_agent_group_id when '-1' then 'Main Group' else v.parent_agent_group_id end
    ) as parent_name,
    v.is_enabled, coalesce(v.is_deleted, false) as is_deleted
from liveperson.agent_group_version v;
comment on view mart.agent_group_version is
    'Version: States of groups of agents over time, one row per group and state that the list of groups showed, the '
    'one of today too. A state begins when a read first showed it; before the first one of a group nothing is known. '
    'Needs feed configuration; empty while it is missing.';
comment on column mart.agent_group_version.account_id is 'LivePerson account (site) number.';
comment on column mart.agent_group_version.agent_group_id is 'The group; -1 is the main group.';
comment on column mart.agent_group_version.valid_from is 'When this state was first seen, UTC.';
comment on column mart.agent_group_version.valid_to is
    'When the next state was first seen, UTC; this one held until just before it. NULL for the state of today.';
comment on column mart.agent_group_version.is_current is 'Whether it is the state of today.';
comment on column mart.agent_group_version.name is
    'Name of the group then, or its id when it had none. Agent groups field name.';
comment on column mart.agent_group_version.parent_agent_group_id is
    'Group above it then; NULL at the top. Agent groups field parentGroupId.';
comment on column mart.agent_group_version.parent_name is
    'Name of the group above it when the state began, or its id; its first known name when it began before the list '
    'was read.';
comment on column mart.agent_group_version.is_enabled is
    'Whether the group was in use then. Agent groups field isEnabled.';
comment on column mart.agent_group_version.is_deleted is
    'Whether the group was deleted then. Agent groups field deleted.';
