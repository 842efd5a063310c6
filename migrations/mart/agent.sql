-- Over three small tables, each reached by its key; no fact is read. Without common table expressions, because Postgres
-- leaves out a joined view that nothing is asked of, but not one that has them.
create or replace view mart.agent as
select
    l.account_id, l.agent_id, coalesce(l.full_name, l.nickname, l.login_name, l.agent_id) as name,
    l.full_name, l.nickname, l.login_name, l.employee_id,
    case l.user_type_id when 0 then 'system' when 1 then 'human' when 2 then 'bot' end as user_type,
    l.agent_group_id, g.name as agent_group_name,
    coalesce(l.is_deleted, false) as is_deleted, l.is_enabled, l.max_chats, l.skill_ids, l.profile_ids,
    l.is_listed, l.last_seen_on, l.first_seen_on
from (
    select
        s.account_id, s.agent_id,
        (array_agg(s.full_name order by s.place) filter (where s.full_name <> ''))[1] as full_name,
        (array_agg(s.nickname order by s.place) filter (where s.nickname <> ''))[1] as nickname,
        (array_agg(s.login_name order by s.place) filter (where s.login_name <> ''))[1] as login_name,
        (array_agg(s.employee_id order by s.place) filter (where s.employee_id <> ''))[1] as employee_id,
        (array_agg(s.agent_group_id order by s.place) filter (where s.agent_group_id <> ''))[1] as agent_group_id,
        (array_agg(s.is_deleted order by s.place) filter (where s.is_deleted is not null))[1] as is_deleted,
        coalesce(
            max(s.skill_ids) filter (where s.place = 1), max(s.skill_ids) filter (where s.place = 2)
        ) as skill_ids,
        max(s.user_type_id) as user_type_id, bool_or(s.is_enabled) as is_enabled, max(s.max_chats) as max_chats,
        max(s.profile_ids) as profile_ids, bool_or(s.place = 1) as is_listed, max(s.seen_on) as last_seen_on,
        min(s.first_seen_on) as first_seen_on
    from (
        select
            a.account_id, a.agent_id, 1 as place, a.full_name, a.nickname, a.login_name, a.employee_id,
            a.agent_group_id, a.is_deleted, a.skill_ids, a.user_type_id, a.is_enabled, a.max_chats, a.profile_ids,
            null::date as seen_on, null::date as first_seen_on
        from liveperson.agent a
        union all
        select
            f.account_id, f.agent_id, 2, f.full_name, f.nickname, f.login_name, null,
            f.agent_group_id, null, case when jsonb_typeof(f.skills) = 'array' then array(
                select k.skill ->> 'skillId' from jsonb_array_elements(f.skills) as k (skill)
                where k.skill ->> 'skillId' is not null order by (k.skill ->> 'skillId') collate "C"
            ) end, null, null, null, null, null, null
        from liveperson.agent_profile f
        union all
        select
            n.account_id, n.id, 3,
            case n.attribute when 'full_name' then n.value end, case n.attribute when 'nickname' then n.value end,
            case n.attribute when 'login_name' then n.value end, case n.attribute when 'employee_id' then n.value end,
            case n.attribute when 'agent_group_id' then n.value end,
            case n.attribute when 'is_deleted' then n.value = 'true' end, null, null, null, null, null,
            case n.attribute when 'id' then nullif(n.seen_on, '1970-01-01') end, n.first_seen_on
        from mart.seen_name n
        where n.dimension = 'agent'
    ) s
    where mart.agent_or_null(s.agent_id) is not null
    group by s.account_id, s.agent_id
) l
left join mart.agent_group g on g.account_id = l.account_id and g.agent_group_id = l.agent_group_id;
comment on view mart.agent is
    'Dimension: Agents, human or bot, one row each: all users of the list of users, and every other agent that Agent '
    'Metrics or a chat, conversation of messaging, transfer or shift names, with what is so today. Each column comes '
    'from the list (feed configuration); what is empty there, or not listed, from Agent Metrics (feed '
    'agent_metrics), otherwise from the latest record that said it. What was so at an earlier time: '
    'mart.agent_version and mart.agent_at. Agents that only samples of intervals name are not here. A lookup by '
    'account_id and agent_id costs no more than the row.';
comment on column mart.agent.account_id is 'LivePerson account (site) number.';
comment on column mart.agent.agent_id is
    'Id of the agent. Where upstream prints -1 or 0 it means nobody: these have no row here, and are NULL in other '
    'views.';
comment on column mart.agent.name is 'What to show: the full name, otherwise the nickname, the login name or the id.';
comment on column mart.agent.full_name is
    'Full name. Users field fullName, which may be empty for privacy; Agent Metrics field agentName; Engagement '
    'History and Messaging Interactions field agentFullName.';
comment on column mart.agent.nickname is
    'Nickname, which visitors see. Users field nickname, Engagement History field agentNickName, Agent Metrics, Data '
    'Access and Messaging Interactions field agentNickname.';
comment on column mart.agent.login_name is
    'Login name. Users field loginName; Agent Metrics, Engagement History, Data Access and Messaging Interactions '
    'field agentLoginName. Personal.';
comment on column mart.agent.employee_id is 'Employee id. Users field employeeId, Data Access field agentEmployeeId.';
comment on column mart.agent.user_type is
    'What the user is: human, bot or system; NULL when not listed. Users field userTypeId.';
comment on column mart.agent.agent_group_id is
    'Group of the agent today; -1 is the main group. For an agent who is not listed the last group that was seen.';
comment on column mart.agent.agent_group_name is 'Name of that group today, from mart.agent_group.';
comment on column mart.agent.is_deleted is
    'Whether upstream said that the agent has been deleted; FALSE also when it said nothing. Users field deleted.';
comment on column mart.agent.is_enabled is
    'Whether the user may log in; NULL when not listed. Users field isEnabled.';
comment on column mart.agent.max_chats is
    'Most chats at one time; NULL when not listed. Users field maxChats.';
comment on column mart.agent.skill_ids is
    'Ids of the skills of the agent, sorted; empty when none, NULL when not known. Users field skillIds, otherwise '
    'Agent Metrics field agentSkills.';
comment on column mart.agent.profile_ids is
    'Ids of the profiles of the agent, sorted; empty when none, NULL when not listed. Names in mart.profile. Users '
    'field profileIds.';
comment on column mart.agent.is_listed is
    'Whether the list of users has the agent, be it as deleted. FALSE: known from other sources only.';
comment on column mart.agent.last_seen_on is
    'Day (UTC) of the latest record that names the agent: a chat, a conversation, a transfer or a change of state. '
    'NULL when only the list or Agent Metrics names the agent.';
comment on column mart.agent.first_seen_on is
    'Day (UTC) of the earliest such record that the warehouse has read; not before its backfill. NULL as last_seen_on.';
