-- The facts are first reduced to what differs, which is little, and only that is sorted.
create or replace view mart.agent_group as
with seen as (
    select e.account_id, e.agent_group_id, e.agent_group_name as name, max(e.started_at) as seen_at
    from liveperson.engagement e
    group by e.account_id, e.agent_group_id, e.agent_group_name
    union all
    select v.account_id, v.agent_group_id, null, max(v.occurred_at)
    from liveperson.agent_event v
    group by v.account_id, v.agent_group_id
    union all
    select p.account_id, p.agent_group_id, p.agent_group_name, max(p.joined_at)
    from liveperson.messaging_agent_participant p
    group by p.account_id, p.agent_group_id, p.agent_group_name
    union all
    select m.account_id, m.latest_agent_group_id, m.latest_agent_group_name, max(m.started_at)
    from liveperson.messaging_conversation m
    group by m.account_id, m.latest_agent_group_id, m.latest_agent_group_name
    union all
    select f.account_id, f.agent_group_id, f.agent_group_name, null
    from liveperson.agent_profile f
    group by f.account_id, f.agent_group_id, f.agent_group_name
)
select
    s.account_id, s.agent_group_id,
    coalesce(
        (array_agg(s.name order by s.seen_at desc nulls last) filter (where s.name not in ('', 'NA')))[1],
        case s.agent_group_id when '-1' then 'Main Group' else s.agent_group_id end
    ) as name,
    max(s.seen_at) as last_seen_at
from seen s
where s.agent_group_id is not null
group by s.account_id, s.agent_group_id;
comment on view mart.agent_group is
    'Groups of agents, one row each: all that a chat, a conversation of messaging, a shift or Agent Metrics names; the '
    'latest name wins. Needs feed engagement_history, messaging_interactions or agent_metrics for names; while they are '
    'missing the id stands for the name.';
comment on column mart.agent_group.account_id is 'LivePerson account (site) number.';
comment on column mart.agent_group.agent_group_id is 'Id of the group; -1 is the root group.';
comment on column mart.agent_group.name is
    'Name of the group, or its id while no name is known. Engagement History, Messaging Interactions and Agent Metrics '
    'field agentGroupName.';
comment on column mart.agent_group.last_seen_at is
    'Last chat, conversation or shift of an agent of the group, UTC; NULL when only Agent Metrics names it.';
