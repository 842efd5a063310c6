-- The facts are first reduced to what differs, which is little, and only that is sorted. Without common table
-- expressions, because Postgres leaves out a joined view that nothing is asked of, but not one that has them.
create or replace view mart.agent as
select
    l.account_id, l.agent_id, coalesce(l.full_name, l.nickname, l.login_name, l.agent_id) as name,
    l.full_name, l.nickname, l.login_name, l.employee_id, l.agent_group_id,
    coalesce(l.is_deleted, false) as is_deleted, l.last_seen_at
from (
    select
        s.account_id, s.agent_id, max(s.seen_at) as last_seen_at,
        (
            array_agg(s.full_name order by s.is_profile desc, s.seen_at desc nulls last)
                filter (where s.full_name <> '')
        )[1] as full_name,
        (
            array_agg(s.nickname order by s.is_profile desc, s.seen_at desc nulls last)
                filter (where s.nickname <> '')
        )[1] as nickname,
        (
            array_agg(s.login_name order by s.is_profile desc, s.seen_at desc nulls last)
                filter (where s.login_name <> '')
        )[1] as login_name,
        (
            array_agg(s.agent_group_id order by s.is_profile desc, s.seen_at desc nulls last)
                filter (where s.agent_group_id is not null)
        )[1] as agent_group_id,
        (
            array_agg(s.employee_id order by s.is_profile desc, s.seen_at desc nulls last)
                filter (where s.employee_id is not null)
        )[1] as employee_id,
        (
            array_agg(s.is_deleted order by s.is_profile desc, s.seen_at desc nulls last)
                filter (where s.is_deleted is not null)
        )[1] as is_deleted
    from (
        select
            e.account_id, e.agent_id, max(e.started_at) as seen_at,
            e.agent_full_name as full_name, e.agent_name as nickname,
            e.agent_login_name as login_name, e.agent_group_id, null::text as employee_id,
            e.is_agent_deleted as is_deleted, false as is_profile
        from liveperson.engagement e
        group by
            e.account_id, e.agent_id, e.agent_full_name, e.agent_name, e.agent_login_name, e.agent_group_id,
            e.is_agent_deleted
        union all
        select
            v.account_id, v.agent_id, max(v.occurred_at), null, v.nickname, coalesce(v.login_name, v.user_name),
            v.agent_group_id, v.employee_id, null, false
        from liveperson.agent_event v
        group by
            v.account_id, v.agent_id, v.nickname, coalesce(v.login_name, v.user_name), v.agent_group_id, v.employee_id
        union all
        select c.account_id, c.agent_id, max(c.started_at), null, null, null, null, null, null, false
        from liveperson.conversation c
        group by c.account_id, c.agent_id
        union all
        select t.account_id, a.agent_id, max(t.transferred_at), null, null, null, null, null, null, false
        from liveperson.transfer t
        cross join lateral (values (t.agent_id), (t.target_agent_id)) as a (agent_id)
        group by t.account_id, a.agent_id
        union all
        select
            p.account_id, p.agent_id, max(p.joined_at), p.agent_full_name, p.agent_name, p.agent_login_name,
            p.agent_group_id, null, p.is_agent_deleted, false
        from liveperson.messaging_agent_participant p
        group by
            p.account_id, p.agent_id, p.agent_full_name, p.agent_name, p.agent_login_name, p.agent_group_id,
            p.is_agent_deleted
        union all
        select
            m.account_id, m.latest_agent_id, max(m.started_at), m.latest_agent_full_name, m.latest_agent_name,
            m.latest_agent_login_name, m.latest_agent_group_id, null, m.is_agent_deleted, false
        from liveperson.messaging_conversation m
        group by
            m.account_id, m.latest_agent_id, m.latest_agent_full_name, m.latest_agent_name, m.latest_agent_login_name,
            m.latest_agent_group_id, m.is_agent_deleted
        union all
        select
            t.account_id, a.agent_id, max(t.transferred_at), a.full_name, a.nickname, a.login_name, null, null, null,
            false
        from liveperson.messaging_transfer t
        cross join lateral (values
            (t.source_agent_id, t.source_agent_full_name, t.source_agent_name, t.source_agent_login_name),
            (t.target_agent_id, t.target_agent_full_name, t.target_agent_name, t.target_agent_login_name)
        ) as a (agent_id, full_name, nickname, login_name)
        group by t.account_id, a.agent_id, a.full_name, a.nickname, a.login_name
        union all
        select
            f.account_id, f.agent_id, null, f.full_name, f.nickname, f.login_name, f.agent_group_id, null, null, true
        from liveperson.agent_profile f
    ) s
    where s.agent_id is not null
    group by s.account_id, s.agent_id
) l;
comment on view mart.agent is
    'Agents, human or bot, one row each: all that a chat, a conversation of messaging, a transfer, a shift or Agent '
    'Metrics names. The name that Agent Metrics showed last wins, otherwise the latest. Needs feed agent_metrics for '
    'the names of today, engagement_history for full names, messaging_interactions for those of messaging, '
    'agent_activity for nicknames, logins and agents without chats, engagement for the rest; while one is missing, what '
    'it knows is missing. Agents that only samples of intervals name are not here.';
comment on column mart.agent.account_id is 'LivePerson account (site) number.';
comment on column mart.agent.agent_id is 'Id of the agent; -1 is no agent, where upstream prints it.';
comment on column mart.agent.name is 'What to show: the full name, otherwise the nickname, the login name or the id.';
comment on column mart.agent.full_name is
    'Full name. Agent Metrics field agentName, Engagement History and Messaging Interactions field agentFullName.';
comment on column mart.agent.nickname is
    'Nickname, which visitors see. Engagement History field agentNickName, Agent Metrics, Data Access and Messaging '
    'Interactions field agentNickname.';
comment on column mart.agent.login_name is
    'Login name. Agent Metrics, Engagement History, Data Access and Messaging Interactions field agentLoginName.';
comment on column mart.agent.employee_id is 'Employee id. Data Access field agentEmployeeId.';
comment on column mart.agent.agent_group_id is
    'Group of the agent as Agent Metrics showed it last, otherwise the one the agent was last seen in; -1 is the root '
    'group.';
comment on column mart.agent.is_deleted is
    'Whether upstream said that the agent has been deleted; FALSE also when it said nothing.';
comment on column mart.agent.last_seen_at is
    'Last chat, joining of a conversation, transfer or change of state of the agent, UTC; NULL when only Agent Metrics '
    'names the agent.';
