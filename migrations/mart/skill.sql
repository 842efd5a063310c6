-- The facts are first reduced to what differs, which is little, and only that is sorted.
create or replace view mart.skill as
with seen as (
    select e.account_id, e.skill_id, e.skill_name as name, max(e.started_at) as seen_at
    from liveperson.engagement e
    group by e.account_id, e.skill_id, e.skill_name
    union all
    select c.account_id, c.skill_id, null, max(c.started_at)
    from liveperson.conversation c
    group by c.account_id, c.skill_id
    union all
    select c.account_id, c.skill_id, null, null
    from liveperson.conversation_skill c
    group by c.account_id, c.skill_id
    union all
    select t.account_id, k.skill_id, null, max(t.transferred_at)
    from liveperson.transfer t
    cross join lateral (values (t.skill_id), (t.target_skill_id)) as k (skill_id)
    group by t.account_id, k.skill_id
    union all
    select m.account_id, m.latest_skill_id, m.latest_skill_name, max(m.started_at)
    from liveperson.messaging_conversation m
    group by m.account_id, m.latest_skill_id, m.latest_skill_name
    union all
    select t.account_id, k.skill_id, k.name, max(t.transferred_at)
    from liveperson.messaging_transfer t
    cross join lateral (values
        (t.source_skill_id, t.source_skill_name), (t.target_skill_id, t.target_skill_name)
    ) as k (skill_id, name)
    group by t.account_id, k.skill_id, k.name
    union all
    -- Those that the agents who were ever logged in may have.
    select f.account_id, (k.skill ->> 'skillId') collate "C", k.skill ->> 'skillName', null
    from liveperson.agent_profile f
    cross join lateral jsonb_array_elements(
        case when jsonb_typeof(f.skills) = 'array' then f.skills else '[]' end
    ) as k (skill)
    group by f.account_id, (k.skill ->> 'skillId') collate "C", k.skill ->> 'skillName'
)
select
    s.account_id, s.skill_id,
    coalesce(
        (array_agg(s.name order by s.seen_at desc nulls last) filter (where s.name <> ''))[1],
        case s.skill_id when '-1' then 'Unassigned' else s.skill_id end
    ) as name,
    max(s.seen_at) as last_seen_at
from seen s
where s.skill_id is not null
group by s.account_id, s.skill_id;
comment on view mart.skill is
    'Skills, one row each: all that a chat, a conversation of messaging, a transfer or an agent of Agent Metrics names; '
    'the latest name wins. Needs feed engagement_history for names, messaging_interactions for those of messaging, '
    'agent_metrics for skills that nobody asked for yet; while one is missing the id stands for the name. Skills that '
    'only samples of intervals name are not here.';
comment on column mart.skill.account_id is 'LivePerson account (site) number.';
comment on column mart.skill.skill_id is 'Id of the skill; -1 is unassigned.';
comment on column mart.skill.name is
    'Name of the skill, or its id while no name is known. Engagement History field skillName, Messaging Interactions '
    'latestSkillName, Agent Metrics agentSkills[].skillName.';
comment on column mart.skill.last_seen_at is
    'Last chat, conversation or transfer of the skill, UTC; NULL when not known.';
