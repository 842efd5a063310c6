create or replace view mart.agent_state_span as
with change as (
    select
        v.account_id, v.agent_session_id, v.event_key, v.agent_id, v.agent_group_id, v.event_type_id, v.occurred_at,
        v.state_id, v.previous_state_id, v.concurrent_engagements, v.previous_concurrent_engagements,
        v.max_concurrent_engagements,
        count(*) over moment as changes,
        array_agg(v.state_id) over moment as state_ids,
        array_agg(v.previous_state_id) over moment as previous_state_ids,
        array_agg(v.concurrent_engagements) over moment as engagements,
        array_agg(v.previous_concurrent_engagements) over moment as previous_engagements
    from liveperson.agent_event v
    where v.occurred_at is not null and (v.agent_id not in ('-1', '0')) is not false
    window moment as (partition by v.account_id, v.agent_session_id, v.occurred_at)
), chained as (
    -- Changes of one millisecond are a chain: each goes on from what another led to. The first of them comes from what
    -- no other led to, and the last leads to what no other comes from. A ring has neither.
    select
        c.*,
        case when c.changes = 1 then c.previous_state_id else (
            select coalesce(min(p.state_id) filter (where p.state_id > 0), min(p.state_id))
            from (
                select unnest(c.previous_state_ids) except all select unnest(c.state_ids)
                union all
                select min(o.state_id) from unnest(c.previous_state_ids) as o (state_id)
                having c.state_ids <@ c.previous_state_ids and min(o.state_id) = max(o.state_id)
            ) as p (state_id)
        ) end as first_state_id,
        case when c.changes = 1 then c.previous_concurrent_engagements else (
            select min(p.engagements)
            from (
                select unnest(c.previous_engagements) except all select unnest(c.engagements)
                union all
                select min(o.engagements) from unnest(c.previous_engagements) as o (engagements)
                having c.engagements <@ c.previous_engagements and min(o.engagements) = max(o.engagements)
            ) as p (engagements)
        ) end as first_engagements,
        c.changes > 1 and c.state_id = any (array(
            select unnest(c.state_ids) except all select unnest(c.previous_state_ids)
        )) as is_last_state,
        c.changes > 1 and c.concurrent_engagements = any (array(
            select unnest(c.engagements) except all select unnest(c.previous_engagements)
        )) as is_last_engagements
    from change c
), followed as (
    select
        c.*,
        min(c.occurred_at) over next_moment as next_at,
        min(c.first_state_id) over next_moment as next_first_state_id,
        min(c.first_engagements) over next_moment as next_first_engagements,
        -- What comes after a logout, and before another login, is no time at work.
        coalesce(
            max(c.occurred_at) filter (where c.event_type_id = 4) over up_to_moment
                >= coalesce(max(c.occurred_at) filter (where c.event_type_id = 3) over up_to_moment, '-infinity'),
            false
        ) as is_logged_out
    from chained c
    window
        next_moment as (
            partition by c.account_id, c.agent_session_id order by c.occurred_at
            groups between 1 following and 1 following
        ),
        up_to_moment as (partition by c.account_id, c.agent_session_id order by c.occurred_at)
), last_of_moment as (
    -- Of a ring the last change is the one that the next moment goes on from.
    select distinct on (c.account_id, c.agent_session_id, c.occurred_at)
        c.*,
        case when c.state_id > 0 then c.state_id
            when c.next_first_state_id > 0 then c.next_first_state_id end as known_state_id
    from followed c
    order by
        c.account_id, c.agent_session_id, c.occurred_at, c.event_type_id = 4 desc nulls last,
        c.is_last_state desc nulls last, c.state_id = c.next_first_state_id desc nulls last,
        c.is_last_engagements desc nulls last,
        c.concurrent_engagements = c.next_first_engagements desc nulls last, c.event_key
), numbered as (
    select m.*, count(m.known_state_id) over (
        partition by m.account_id, m.agent_session_id order by m.occurred_at
    ) as known_states
    from last_of_moment m
), stated as (
    -- A change that says nothing of the state leaves it as it was.
    select n.*, coalesce(
        first_value(n.known_state_id) over (
            partition by n.account_id, n.agent_session_id, n.known_states order by n.occurred_at
        ),
        n.state_id
    ) as span_state_id
    from numbered n
)
select
    l.account_id, l.agent_session_id as shift_id, l.agent_id, l.agent_group_id,
    l.occurred_at as started_at, l.next_at as ended_at,
    mart.seconds_between(l.occurred_at, l.next_at) as duration_s,
    l.span_state_id as state_id,
    coalesce(l.span_state_id = 2, false) as is_online,
    k.concurrent_chats,
    coalesce(k.concurrent_chats > 0, false) as is_chatting,
    k.max_concurrent_chats,
    case when l.span_state_id = 2 and k.max_concurrent_chats is not null then k.concurrent_chats end as used_slots,
    case when l.span_state_id = 2 and k.concurrent_chats is not null then k.max_concurrent_chats end as offered_slots,
    -- Any change of the shift may move the limits of a span.
    (
        select max(v.loaded_at) from liveperson.agent_event v
        where v.account_id = l.account_id and v.agent_session_id = l.agent_session_id
    ) as changed_at
from stated l
cross join lateral (
    select
        coalesce(l.concurrent_engagements, l.next_first_engagements) as concurrent_chats,
        case when l.max_concurrent_engagements > 0 then l.max_concurrent_engagements end as max_concurrent_chats
) k
where not l.is_logged_out;
comment on view mart.agent_state_span is
    'Fact: What an agent did between two changes, one row per stretch of a shift in which neither state nor number '
    'of chats changed. The building block of agent_shift and agent_utilization_hourly. Needs feed agent_activity; '
    'empty while it is missing. A shift arrives when it is over, up to 6 hours later. Filter on account_id and '
    'shift_id; every other condition reads all shifts.';
comment on column mart.agent_state_span.account_id is 'LivePerson account (site) number.';
comment on column mart.agent_state_span.shift_id is 'The shift. Data Access field agentSessionId.';
comment on column mart.agent_state_span.agent_id is 'The agent. Data Access field agentID.';
comment on column mart.agent_state_span.agent_group_id is
    'Group of the agent at the time; -1 is the main group. Data Access field agentGroupID.';
comment on column mart.agent_state_span.started_at is
    'When the stretch began, UTC. Data Access field timestamp of the change.';
comment on column mart.agent_state_span.ended_at is
    'When the next change ended it, UTC; NULL for the last stretch of a shift without logout.';
comment on column mart.agent_state_span.duration_s is 'Its length in seconds; NULL while ended_at is.';
comment on column mart.agent_state_span.state_id is
    'State of the agent: 1 offline, 2 online, 3 back soon, 4 away; names in mart.agent_state. The state that the '
    'change led to (field state); where that is unknown or irrelevant, as at login, the one that the next change '
    'came from (prevState); where that is not known either, the one before.';
comment on column mart.agent_state_span.is_online is 'Whether the state is 2, online.';
comment on column mart.agent_state_span.concurrent_chats is
    'Chats in parallel: field concurrentEng of the change, otherwise prevConcurrentEng of the next one.';
comment on column mart.agent_state_span.is_chatting is 'Whether concurrent_chats is above 0.';
comment on column mart.agent_state_span.max_concurrent_chats is
    'Most chats in parallel the agent may have; NULL when upstream names no limit, as at login. Data Access field '
    'maxConcurrentEng.';
comment on column mart.agent_state_span.used_slots is
    'Chats that count for utilization: concurrent_chats while online with a known limit, otherwise NULL.';
comment on column mart.agent_state_span.offered_slots is
    'Room that counts for utilization: max_concurrent_chats while online with a known number of chats, otherwise '
    'NULL.';
comment on column mart.agent_state_span.changed_at is
    'When a change of the shift was last stored or replaced here, UTC, clock of the database.';
