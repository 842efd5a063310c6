-- Over three small tables, each reached by its key; no fact is read. Without common table expressions, as mart.agent.
create or replace view mart.skill as
select
    l.account_id, l.skill_id,
    coalesce(l.name, case l.skill_id when '-1' then 'Unassigned' else l.skill_id end) as name,
    l.description, coalesce(l.is_deleted, false) as is_deleted, l.lob_ids, l.is_listed, l.last_seen_on, l.first_seen_on
from (
    select
        s.account_id, s.skill_id,
        (array_agg(s.name order by s.place, s.fetched_at desc nulls last) filter (where s.name <> ''))[1] as name,
        max(s.description) as description, bool_or(s.is_deleted) as is_deleted, max(s.lob_ids) as lob_ids,
        bool_or(s.place = 1) as is_listed, max(s.seen_on) as last_seen_on, min(s.first_seen_on) as first_seen_on
    from (
        select
            k.account_id, k.skill_id, 1 as place, k.name, nullif(k.description, '') as description, k.is_deleted,
            k.lob_ids, null::timestamptz as fetched_at, null::date as seen_on,
            null::date as first_seen_on
        from liveperson.skill k
        union all
        -- Those that the agents who were ever logged in may have.
        select
            f.account_id, (k.skill ->> 'skillId') collate "C", 2, k.skill ->> 'skillName', null, null, null,
            f.fetched_at, null, null
        from liveperson.agent_profile f
        cross join lateral jsonb_array_elements(
            case when jsonb_typeof(f.skills) = 'array' then f.skills else '[]' end
        ) as k (skill)
        where k.skill ->> 'skillId' is not null
        union all
        select
            n.account_id, n.id, 3, case n.attribute when 'name' then n.value end, null, null, null, null,
            case n.attribute when 'id' then nullif(n.seen_on, '1970-01-01') end, n.first_seen_on
        from mart.seen_name n
        where n.dimension = 'skill'
    ) s
    group by s.account_id, s.skill_id
) l;
comment on view mart.skill is
    'Dimension: Skills, one row each: all of the list of skills, and every other skill that an agent of Agent '
    'Metrics or a chat, conversation of messaging or transfer names, with what is so today. The name comes from the '
    'list (feed configuration), otherwise from Agent Metrics, otherwise from the latest record that said it; while '
    'no name is known the id stands for it. Earlier names: mart.skill_version. Skills that only samples of intervals '
    'name are not here.';
comment on column mart.skill.account_id is 'LivePerson account (site) number.';
comment on column mart.skill.skill_id is 'Id of the skill; -1 is unassigned.';
comment on column mart.skill.name is
    'Name of the skill, or its id while no name is known. Skills field name, Agent Metrics agentSkills[].skillName, '
    'Engagement History field skillName, Messaging Interactions latestSkillName.';
comment on column mart.skill.description is 'Description; NULL when none. Skills field description.';
comment on column mart.skill.is_deleted is
    'Whether upstream said that the skill has been deleted; FALSE also when it is not listed. Skills field deleted.';
comment on column mart.skill.lob_ids is
    'Ids of the lines of business of the skill, sorted; empty when none, NULL when not listed. Names in '
    'mart.line_of_business. Skills field lobIds.';
comment on column mart.skill.is_listed is
    'Whether the list of skills has it, be it as deleted. FALSE: known from other sources only.';
comment on column mart.skill.last_seen_on is
    'Day (UTC) of the latest chat, conversation or transfer that names the skill; NULL when only the list or Agent '
    'Metrics names it.';
comment on column mart.skill.first_seen_on is
    'Day (UTC) of the earliest such record that the warehouse has read; not before its backfill. NULL as last_seen_on.';
