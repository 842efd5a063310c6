create or replace view mart.agent_version as
select
    v.account_id, v.agent_id, v.valid_from, v.valid_to, v.valid_to is null as is_current,
    coalesce(nullif(v.full_name, ''), nullif(v.nickname, ''), nullif(v.login_name, ''), v.agent_id) as name,
    nullif(v.full_name, '') as full_name, nullif(v.nickname, '') as nickname, nullif(v.login_name, '') as login_name,
    nullif(v.employee_id, '') as employee_id,
    case v.user_type_id when 0 then 'system' when 1 then 'human' when 2 then 'bot' end as user_type,
    v.agent_group_id,
    coalesce(
        (select g.name from mart.agent_group_at(v.account_id, v.agent_group_id, v.valid_from) g),
        (
            select g.name from mart.agent_group g
            where g.account_id = v.account_id and g.agent_group_id = v.agent_group_id
        ),
        case v.agent_group_id when '-1' then 'Main Group' else v.agent_group_id end
    ) as agent_group_name,
    coalesce(v.is_deleted, false) as is_deleted, v.is_enabled, v.max_chats, v.max_async_chats as max_conversations,
    v.skill_ids, v.profile_ids, v.lob_ids
from liveperson.agent_version v;
comment on view mart.agent_version is
    'Version: States of agents over time, one row per agent and state that the list of users showed, the one of '
    'today too. A state begins when a read first showed it, at most an hour after the change; before the first one '
    'of an agent nothing is known. To find the state at a moment use mart.agent_at. Needs feed configuration; empty '
    'while it is missing.';
comment on column mart.agent_version.account_id is 'LivePerson account (site) number.';
comment on column mart.agent_version.agent_id is 'The agent.';
comment on column mart.agent_version.valid_from is 'When this state was first seen, UTC.';
comment on column mart.agent_version.valid_to is
    'When the next state was first seen, UTC; this one held until just before it. NULL for the state of today.';
comment on column mart.agent_version.is_current is 'Whether it is the state of today.';
comment on column mart.agent_version.name is
    'What to show: the full name then, otherwise the nickname, the login name or the id.';
comment on column mart.agent_version.full_name is
    'Full name then; NULL when upstream left it empty. Users field fullName.';
comment on column mart.agent_version.nickname is 'Nickname then, which visitors see. Users field nickname.';
comment on column mart.agent_version.login_name is 'Login name then. Users field loginName. Personal.';
comment on column mart.agent_version.employee_id is 'Employee id then; NULL when none. Users field employeeId.';
comment on column mart.agent_version.user_type is 'What the user is: human, bot or system. Users field userTypeId.';
comment on column mart.agent_version.agent_group_id is
    'Group of the agent then; -1 is the main group. Users field memberOf.agentGroupId.';
comment on column mart.agent_version.agent_group_name is
    'Name of that group when the state began; its first known name when it began before the list of groups was read, '
    'and the name of today, or the id, when the list never had the group.';
comment on column mart.agent_version.is_deleted is 'Whether the agent was deleted then. Users field deleted.';
comment on column mart.agent_version.is_enabled is 'Whether the user could log in then. Users field isEnabled.';
comment on column mart.agent_version.max_chats is 'Most chats at one time then. Users field maxChats.';
comment on column mart.agent_version.max_conversations is
    'Most conversations of messaging at one time then; NULL is the default of the account. Users field maxAsyncChats.';
comment on column mart.agent_version.skill_ids is
    'Ids of the skills then, sorted; empty when none. Users field skillIds.';
comment on column mart.agent_version.profile_ids is
    'Ids of the profiles then, sorted; empty when none. Users field profileIds.';
comment on column mart.agent_version.lob_ids is
    'Ids of the lines of business then, sorted; empty when none. Users field lobIds.';
