-- Over small tables; no fact is read. Without common table expressions, as mart.agent.
create or replace view mart.agent_group as
select
    l.account_id, l.agent_group_id,
    coalesce(l.name, case l.agent_group_id when '-1' then 'Main Group' else l.agent_group_id end) as name,
    l.parent_agent_group_id,
    coalesce(
        nullif(p.name, ''), case l.parent_agent_group_id when '-1' then 'Main Group' else l.parent_agent_group_id end
    ) as parent_name,
    l.is_enabled, coalesce(l.is_deleted, false) as is_deleted, l.is_listed, l.last_seen_on,
    l.first_seen_on
from (
    select
        s.account_id, s.agent_group_id,
        (
            array_agg(s.name order by s.place, s.fetched_at desc nulls last) filter (where s.name not in ('', 'NA'))
        )[1] as name,
        max(s.parent_agent_group_id) as parent_agent_group_id, bool_or(s.is_enabled) as is_enabled,
        bool_or(s.is_deleted) as is_deleted, bool_or(s.place = 1) as is_listed, max(s.seen_on) as last_seen_on,
        min(s.first_seen_on) as first_seen_on
    from (
        select
            g.account_id, g.agent_group_id, 1 as place, g.name, g.parent_agent_group_id, g.is_enabled, g.is_deleted,
            null::timestamptz as fetched_at, null::date as seen_on, null::date as first_seen_on
        from liveperson.agent_group g
        union all
        select f.account_id, f.agent_group_id, 2, f.agent_group_name, null, null, null, f.fetched_at, null, null
        from liveperson.agent_profile f
        where f.agent_group_id is not null
        union all
        select
            n.account_id, n.id, 3, case n.attribute when 'name' then n.value end, null, null, null, null,
            case n.attribute when 'id' then nullif(n.seen_on, '1970-01-01') end, n.first_seen_on
        from mart.seen_name n
        where n.dimension = 'agent_group'
        union all
        -- The main group may be on no list, and yet have agents.
        select a.account_id, a.agent_group_id, 4, null, null, null, null, null, null, null
        from liveperson.agent a
        where a.agent_group_id is not null
    ) s
    group by s.account_id, s.agent_group_id
) l
left join liveperson.agent_group p on p.account_id = l.account_id and p.agent_group_id = l.parent_agent_group_id;
comment on view mart.agent_group is
    'Dimension: Groups of agents, one row each: all of the list of groups, and every other group that the list of '
    'users, Agent Metrics or a chat, conversation of messaging or shift names, with what is so today. The name comes '
    'from the list (feed configuration), otherwise from Agent Metrics, otherwise from the latest record that said '
    'it; while no name is known the id stands for it. Earlier names: mart.agent_group_version.';
comment on column mart.agent_group.account_id is 'LivePerson account (site) number.';
comment on column mart.agent_group.agent_group_id is 'Id of the group; -1 is the main group, above all others.';
comment on column mart.agent_group.name is
    'Name of the group, or its id while no name is known. Agent groups field name; Engagement History, Messaging '
    'Interactions and Agent Metrics field agentGroupName.';
comment on column mart.agent_group.parent_agent_group_id is
    'Group above it; NULL at the top and when not listed. Agent groups field parentGroupId.';
comment on column mart.agent_group.parent_name is 'Name of the group above it today, or its id.';
comment on column mart.agent_group.is_enabled is
    'Whether the group is in use; NULL when not listed. Agent groups field isEnabled.';
comment on column mart.agent_group.is_deleted is
    'Whether upstream said that the group has been deleted; FALSE also when it is not listed. Agent groups field '
    'deleted.';
comment on column mart.agent_group.is_listed is
    'Whether the list of groups has it, be it as deleted. FALSE: known from other sources only.';
comment on column mart.agent_group.last_seen_on is
    'Day (UTC) of the latest chat, conversation or change of state that names the group; NULL when only lists or '
    'Agent Metrics name it.';
comment on column mart.agent_group.first_seen_on is
    'Day (UTC) of the earliest such record that the warehouse has read; not before its backfill. NULL as last_seen_on.';
