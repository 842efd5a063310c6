create or replace view mart.agent_shift as
select
    f.account_id, f.agent_session_id as shift_id, f.agent_id, f.agent_group_id,
    f.occurred_at as login_at, l.logout_at, l.last_change_at,
    l.has_login, l.logout_at is null as is_open,
    coalesce(t.logged_in_s, 0) as logged_in_s,
    coalesce(t.online_s, 0) as online_s,
    coalesce(t.back_soon_s, 0) as back_soon_s,
    coalesce(t.away_s, 0) as away_s,
    coalesce(t.offline_s, 0) as offline_s,
    coalesce(t.other_s, 0) as other_s,
    coalesce(t.chatting_s, 0) as chatting_s,
    coalesce(t.online_chatting_s, 0) as online_chatting_s,
    coalesce(t.chat_slot_s, 0) as chat_slot_s,
    coalesce(t.capacity_slot_s, 0) as capacity_slot_s,
    mart.share(coalesce(t.online_chatting_s, 0), t.online_s) as chatting_share,
    mart.share(t.chat_slot_s, t.capacity_slot_s) as utilization_share,
    l.changed_at
from liveperson.agent_event f
left join lateral (
    select
        -- None that another login followed.
        case when max(v.occurred_at) filter (where v.event_type_id = 4)
            >= coalesce(max(v.occurred_at) filter (where v.event_type_id = 3), '-infinity')
        then max(v.occurred_at) filter (where v.event_type_id = 4) end as logout_at,
        max(v.occurred_at) as last_change_at,
        max(v.loaded_at) as changed_at,
        coalesce(bool_or(v.event_type_id = 3), false) as has_login
    from liveperson.agent_event v
    where v.account_id = f.account_id and v.agent_session_id = f.agent_session_id
) l on true
left join lateral (
    select
        sum(s.duration_s) as logged_in_s,
        sum(s.duration_s) filter (where s.is_online) as online_s,
        sum(s.duration_s) filter (where s.state_id = 3) as back_soon_s,
        sum(s.duration_s) filter (where s.state_id = 4) as away_s,
        sum(s.duration_s) filter (where s.state_id = 1) as offline_s,
        sum(s.duration_s) filter (where s.state_id is null or s.state_id not in (1, 2, 3, 4)) as other_s,
        sum(s.duration_s) filter (where s.is_chatting) as chatting_s,
        sum(s.duration_s) filter (where s.is_online and s.is_chatting) as online_chatting_s,
        sum(s.duration_s * s.used_slots) as chat_slot_s,
        sum(s.duration_s * s.offered_slots) as capacity_slot_s
    from mart.agent_state_span s
    where s.account_id = f.account_id and s.shift_id = f.agent_session_id
) t on true
-- The first change of each shift. A shift of nobody is none.
where f.occurred_at is not null and (f.agent_id not in ('-1', '0')) is not false and not exists (
    select from liveperson.agent_event b
    where b.account_id = f.account_id and b.agent_session_id = f.agent_session_id
        and (b.occurred_at, b.event_key) < (f.occurred_at, f.event_key)
);
comment on view mart.agent_shift is
    'Fact: Shifts of agents, from login to logout, one row each; open ones included. What upstream reports of a '
    'shift after its logout, and without another login, is no part of it. Needs feed agent_activity; empty while it '
    'is missing. A shift arrives when it is over, up to 6 hours later: of the last hours only what ended is here. '
    'Filter on account_id and login_at.';
comment on column mart.agent_shift.account_id is 'LivePerson account (site) number.';
comment on column mart.agent_shift.shift_id is 'Id of the shift. Data Access field agentSessionId.';
comment on column mart.agent_shift.agent_id is 'The agent. Data Access field agentID.';
comment on column mart.agent_shift.agent_group_id is
    'Group of the agent at login; -1 is the main group. Data Access field agentGroupID.';
comment on column mart.agent_shift.login_at is 'First change of the shift, UTC; the login when has_login.';
comment on column mart.agent_shift.logout_at is
    'When the agent logged out (the last event of type 4, if no login followed), UTC; NULL when is_open.';
comment on column mart.agent_shift.last_change_at is
    'Last change that is known, UTC. An open shift is reckoned up to here, not up to now.';
comment on column mart.agent_shift.has_login is
    'Whether the login is known (an event of type 3); FALSE: the beginning is missing.';
comment on column mart.agent_shift.is_open is 'Whether no logout is known.';
comment on column mart.agent_shift.logged_in_s is 'Seconds from login_at to last_change_at: the sum of the next five.';
comment on column mart.agent_shift.online_s is 'Seconds in state online (2).';
comment on column mart.agent_shift.back_soon_s is 'Seconds in state back soon (3).';
comment on column mart.agent_shift.away_s is 'Seconds in state away (4).';
comment on column mart.agent_shift.offline_s is
    'Seconds logged in, but in state offline (1), as between login and the first state.';
comment on column mart.agent_shift.other_s is 'Seconds in a state that upstream did not tell or never documented.';
comment on column mart.agent_shift.chatting_s is 'Seconds with at least one chat, in any state.';
comment on column mart.agent_shift.online_chatting_s is 'Seconds online with at least one chat.';
comment on column mart.agent_shift.chat_slot_s is
    'Seconds of chats while online, every chat in parallel counting: the sum of duration_s times used_slots of '
    'mart.agent_state_span.';
comment on column mart.agent_shift.capacity_slot_s is
    'Seconds of chats there was room for while online: the sum of duration_s times offered_slots of '
    'mart.agent_state_span.';
comment on column mart.agent_shift.chatting_share is
    'Share of the time online with at least one chat, 0 to 1: online_chatting_s / online_s.';
comment on column mart.agent_shift.utilization_share is
    'Utilization: chats had as a share of chats there was room for while online, 0 to 1 and above when an agent '
    'has more chats than the limit: chat_slot_s / capacity_slot_s.';
comment on column mart.agent_shift.changed_at is
    'When a change of the shift was last stored or replaced here, UTC, clock of the database.';
