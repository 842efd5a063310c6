-- Corrections of agents' time and of samples.

create or replace view mart.agent_state_span as
with change as (
    select
        v.account_id, v.agent_session_id, v.event_key, v.agent_id, v.agent_group_id, v.event_type_id, v.occurred_at,
        v.state_id, v.concurrent_engagements, v.max_concurrent_engagements,
        min(v.occurred_at) over next_moment as next_at,
        array_agg(v.previous_state_id) over next_moment as next_previous_state_ids,
        array_agg(v.previous_concurrent_engagements) over next_moment as next_previous_concurrent_engagements,
        -- What comes after a logout, and before another login, is no time at work.
        coalesce(
            max(v.occurred_at) filter (where v.event_type_id = 4) over up_to_moment
                >= coalesce(max(v.occurred_at) filter (where v.event_type_id = 3) over up_to_moment, '-infinity'),
            false
        ) as is_logged_out
    from liveperson.agent_event v
    where v.occurred_at is not null
    window
        next_moment as (
            partition by v.account_id, v.agent_session_id order by v.occurred_at
            groups between 1 following and 1 following
        ),
        up_to_moment as (partition by v.account_id, v.agent_session_id order by v.occurred_at)
), last_of_moment as (
    -- Of several changes in one millisecond the last is the one that the next moment goes on from.
    select distinct on (c.account_id, c.agent_session_id, c.occurred_at)
        c.*,
        case when c.state_id > 0 then c.state_id else (
            select min(p.state_id) from unnest(c.next_previous_state_ids) as p (state_id) where p.state_id > 0
        ) end as known_state_id
    from change c
    order by
        c.account_id, c.agent_session_id, c.occurred_at, c.event_type_id = 4 desc nulls last,
        c.state_id = any (c.next_previous_state_ids) desc nulls last,
        c.concurrent_engagements = any (c.next_previous_concurrent_engagements) desc nulls last, c.event_key
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
    case when l.span_state_id = 2 and k.concurrent_chats is not null then k.max_concurrent_chats end as offered_slots
from stated l
cross join lateral (
    select
        coalesce(l.concurrent_engagements, (
            select min(p.engagements) from unnest(l.next_previous_concurrent_engagements) as p (engagements)
        )) as concurrent_chats,
        case when l.max_concurrent_engagements > 0 then l.max_concurrent_engagements end as max_concurrent_chats
) k
where not l.is_logged_out;
comment on column mart.agent_state_span.state_id is
    'State of the agent: 1 offline, 2 online, 3 back soon, 4 away; names in mart.agent_state. The state that the '
    'change led to (field state); where that is unknown or irrelevant, as at login, the one that the next change '
    'came from (prevState); where that is not known either, the one before.';

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
    mart.share(t.chat_slot_s, t.capacity_slot_s) as utilization_share
from liveperson.agent_event f
left join lateral (
    select
        -- None that another login followed.
        case when max(v.occurred_at) filter (where v.event_type_id = 4)
            >= coalesce(max(v.occurred_at) filter (where v.event_type_id = 3), '-infinity')
        then max(v.occurred_at) filter (where v.event_type_id = 4) end as logout_at,
        max(v.occurred_at) as last_change_at,
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
-- The first change of each shift.
where f.occurred_at is not null and not exists (
    select from liveperson.agent_event b
    where b.account_id = f.account_id and b.agent_session_id = f.agent_session_id
        and (b.occurred_at, b.event_key) < (f.occurred_at, f.event_key)
);
comment on view mart.agent_shift is
    'Shifts of agents, from login to logout, one row each; open ones included. What upstream reports of a shift after '
    'its logout, and without another login, is no part of it. Needs feed agent_activity; empty while it is missing. A '
    'shift arrives when it is over, up to 6 hours later: of the last hours only what ended is here. Filter on '
    'account_id and login_at.';
comment on column mart.agent_shift.logout_at is
    'When the agent logged out (the last event of type 4, if no login followed), UTC; NULL when is_open.';

create or replace view mart.agent_utilization_hourly as
select
    p.account_id, p.agent_id, p.hour_at, p.day,
    sum(p.part_s) as logged_in_s,
    coalesce(sum(p.part_s) filter (where p.is_online), 0) as online_s,
    coalesce(sum(p.part_s) filter (where p.state_id = 3), 0) as back_soon_s,
    coalesce(sum(p.part_s) filter (where p.state_id = 4), 0) as away_s,
    coalesce(sum(p.part_s) filter (where p.is_chatting), 0) as chatting_s,
    coalesce(sum(p.part_s) filter (where p.is_online and p.is_chatting), 0) as online_chatting_s,
    coalesce(sum(p.part_s * p.used_slots), 0) as chat_slot_s,
    coalesce(sum(p.part_s * p.offered_slots), 0) as capacity_slot_s,
    mart.share(
        coalesce(sum(p.part_s) filter (where p.is_online and p.is_chatting), 0),
        sum(p.part_s) filter (where p.is_online)
    ) as chatting_share,
    mart.share(sum(p.part_s * p.used_slots), sum(p.part_s * p.offered_slots)) as utilization_share
from (
    select
        d.account_id, d.day, h.hour_at,
        s.agent_id, s.state_id, s.is_online, s.is_chatting, s.used_slots, s.offered_slots,
        mart.seconds_between(
            greatest(s.started_at, h.hour_at), least(s.ended_at, h.hour_at + interval '1 hour', d.day_ended_at)
        ) as part_s
    from mart.account_calendar d
    -- Day by day through the index on account and time. An agent who changes nothing for longer than three days before
    -- the day, and nothing on it, is not looked for.
    cross join lateral (
        select distinct v.agent_session_id
        from liveperson.agent_event v
        where v.account_id = d.account_id
            and v.occurred_at >= d.day_started_at - interval '3 days' and v.occurred_at < d.day_ended_at
    ) w
    cross join lateral (
        select * from mart.agent_state_span s
        where s.account_id = d.account_id and s.shift_id = w.agent_session_id
            and s.ended_at > greatest(s.started_at, d.day_started_at) and s.started_at < d.day_ended_at
        -- Keeps the planner from reckoning all shifts first and choosing then.
        offset 0
    ) s
    cross join lateral generate_series(
        date_trunc('hour', greatest(s.started_at, d.day_started_at), d.time_zone),
        least(s.ended_at, d.day_ended_at) - interval '1 microsecond',
        interval '1 hour'
    ) as h (hour_at)
) p
group by p.account_id, p.day, p.agent_id, p.hour_at;
comment on view mart.agent_utilization_hourly is
    'Time of each agent in each hour: one row per agent and hour in which the agent was logged in. An agent who '
    'is logged in twice at once counts twice. Of a shift without any change for more than three days the days after '
    'the third are missing. Needs feed agent_activity; empty while it is missing. A shift '
    'arrives when it is over, up to 6 hours later: the last hours still grow. Filter on account_id and day.';

-- As skill_interval: an interval is there when either method knows it, and final when both are.
create or replace view mart.queue_interval as
select
    k.account_id, k.interval_end_at - make_interval(secs => k.interval_s) as interval_started_at,
    k.interval_end_at, k.interval_s,
    q.entered_engagements as entered_chats, q.connected_engagements as connected_chats,
    q.abandoned_engagements as abandoned_chats,
    mart.share(q.abandoned_engagements, q.abandoned_engagements + q.connected_engagements) as abandonment_share,
    q.total_time_to_answer_s as answer_wait_total_s, q.total_time_to_abandon_s as abandon_wait_total_s,
    q.max_queue_size, q.min_queue_size, q.queue_size_sum, q.queue_size_count,
    q.max_available_slots, q.min_available_slots, q.available_slots_sum, q.available_slots_count,
    e.total_interactive_chats as closed_interactive_chats,
    e.total_non_interactive_chats as closed_non_interactive_chats,
    e.total_handling_time_s as interactive_handling_total_s,
    coalesce(q.is_final, true) and coalesce(e.is_final, true) as is_final
from (
    select q.account_id, q.interval_s, q.interval_end_at
    from liveperson.queue_health q where q.grain = 'account' and q.skill_id = ''
    union
    select e.account_id, e.interval_s, e.interval_end_at
    from liveperson.engagement_activity e where e.grain = 'account' and e.skill_id = '' and e.agent_id = ''
) k
left join liveperson.queue_health q
    on q.account_id = k.account_id and q.interval_s = k.interval_s and q.interval_end_at = k.interval_end_at
    and q.grain = 'account' and q.skill_id = ''
left join liveperson.engagement_activity e
    on e.account_id = k.account_id and e.interval_s = k.interval_s and e.interval_end_at = k.interval_end_at
    and e.grain = 'account' and e.skill_id = '' and e.agent_id = '';

-- The id of a state is a number, as everywhere else.
drop view mart.agent_state_interval;
create view mart.agent_state_interval as
select
    s.account_id, s.agent_id,
    case when s.state_id ~ '^[0-9]{1,9}$' then s.state_id::integer end as state_id, s.state_name,
    s.interval_end_at - make_interval(secs => s.interval_s) as interval_started_at, s.interval_end_at, s.interval_s,
    s.total_s, s.chatting_s, s.not_chatting_s, s.chatting_in_max_concurrency_s, s.is_final
from liveperson.agent_state_interval s
where s.grain = 'agent' and s.reason_id = '' and s.state_id <> '-1';
comment on view mart.agent_state_interval is
    'Time of each agent in each state, as upstream measured it, one row per interval, agent and state. States may '
    'be added up: the sum that upstream prints beside them (logged in) is left out. Needs feed operational, which '
    'keeps 24 hours: what was not polled by then is missing for ever. Filter on account_id and interval_end_at.';
comment on column mart.agent_state_interval.account_id is 'LivePerson account (site) number.';
comment on column mart.agent_state_interval.agent_id is 'The agent; name in mart.agent, if a chat or a shift names the agent, too.';
comment on column mart.agent_state_interval.state_id is
    'State: 2 online, 3 back soon, 4 away; names in mart.agent_state. Field id of a state.';
comment on column mart.agent_state_interval.state_name is
    'Name of the state in upstream''s words. Field name of a state.';
comment on column mart.agent_state_interval.interval_started_at is 'Begin of the interval, UTC.';
comment on column mart.agent_state_interval.interval_end_at is
    'End of the interval, UTC. Operational Real-time field timestamp.';
comment on column mart.agent_state_interval.interval_s is
    'Length of the interval in seconds. Never add up rows of different lengths: they overlap.';
comment on column mart.agent_state_interval.total_s is 'Seconds in the state. Field value.total.';
comment on column mart.agent_state_interval.chatting_s is 'Seconds of it with at least one chat. Field value.chatting.';
comment on column mart.agent_state_interval.not_chatting_s is 'Seconds of it without a chat. Field value.notChatting.';
comment on column mart.agent_state_interval.chatting_in_max_concurrency_s is
    'Seconds of it with as many chats as the agent may have. Field value.chattingInMaxConcurrency.';
comment on column mart.agent_state_interval.is_final is
    'Whether the interval was over when upstream answered. FALSE: the numbers still grow.';

drop view mart.agent_state_reason_interval;
create view mart.agent_state_reason_interval as
select
    s.account_id, s.agent_id,
    case when s.state_id ~ '^[0-9]{1,9}$' then s.state_id::integer end as state_id, s.state_name, s.reason_id,
    s.interval_end_at - make_interval(secs => s.interval_s) as interval_started_at, s.interval_end_at, s.interval_s,
    s.total_s, s.chatting_s, s.not_chatting_s, s.is_final
from liveperson.agent_state_interval s
where s.grain = 'agent' and s.reason_id <> '';
comment on view mart.agent_state_reason_interval is
    'Time of each agent in a state by the reason the agent gave, as upstream measured it, one row per interval, '
    'agent, state and reason. A part of mart.agent_state_interval: never add it to that. Needs feed operational, '
    'which keeps 24 hours: what was not polled by then is missing for ever. Filter on account_id and '
    'interval_end_at.';
comment on column mart.agent_state_reason_interval.account_id is 'LivePerson account (site) number.';
comment on column mart.agent_state_reason_interval.agent_id is 'The agent; name in mart.agent, if a chat or a shift names the agent, too.';
comment on column mart.agent_state_reason_interval.state_id is 'State: 4 away; names in mart.agent_state. Field id of a state.';
comment on column mart.agent_state_reason_interval.state_name is
    'Name of the state in upstream''s words. Field name of a state.';
comment on column mart.agent_state_reason_interval.reason_id is
    'Id of the reason that the agent gave. Field reasons[].id.';
comment on column mart.agent_state_reason_interval.interval_started_at is 'Begin of the interval, UTC.';
comment on column mart.agent_state_reason_interval.interval_end_at is
    'End of the interval, UTC. Operational Real-time field timestamp.';
comment on column mart.agent_state_reason_interval.interval_s is
    'Length of the interval in seconds. Never add up rows of different lengths: they overlap.';
comment on column mart.agent_state_reason_interval.total_s is
    'Seconds in the state with that reason. Field value.total.';
comment on column mart.agent_state_reason_interval.chatting_s is
    'Seconds of it with at least one chat. Field value.chatting.';
comment on column mart.agent_state_reason_interval.not_chatting_s is
    'Seconds of it without a chat. Field value.notChatting.';
comment on column mart.agent_state_reason_interval.is_final is
    'Whether the interval was over when upstream answered. FALSE: the numbers still grow.';

-- Full hours, whatever the time zone of the session.
create or replace view mart.wait_histogram as
select
    h.account_id, h.interval_end_at - make_interval(secs => h.interval_s) as interval_started_at, h.interval_end_at,
    h.lower_bound_s, h.chats, h.share, h.accumulated_share
from liveperson.sla_histogram h
where h.group_id = '' and h.interval_end_at = date_trunc('hour', h.interval_end_at, 'UTC');
create or replace view mart.group_wait_histogram as
select
    h.account_id, h.group_id as agent_group_id,
    h.interval_end_at - make_interval(secs => h.interval_s) as interval_started_at, h.interval_end_at,
    h.lower_bound_s, h.chats, h.share, h.accumulated_share
from liveperson.sla_histogram h
where h.group_id <> '' and h.interval_end_at = date_trunc('hour', h.interval_end_at, 'UTC');

-- Dimensions are made of what chats, transfers and shifts name.
comment on column mart.skill_interval.skill_id is
    'The skill; name in mart.skill, if a chat or a transfer names it, too.';
comment on column mart.agent_interval.agent_id is
    'The agent; name in mart.agent, if a chat or a shift names the agent, too.';
comment on column mart.skill_agent_interval.skill_id is
    'The skill; name in mart.skill, if a chat or a transfer names it, too.';
comment on column mart.skill_agent_interval.agent_id is
    'The agent; name in mart.agent, if a chat or a shift names the agent, too.';
comment on column mart.skill_queue_snapshot.skill_id is
    'The skill; name in mart.skill, if a chat or a transfer names it, too.';
comment on column mart.group_wait_histogram.agent_group_id is
    'The group of agents; name in mart.agent_group, if a chat or a shift names it, too.';
comment on column mart.chat_message.agent_id is
    'Id of the agent who wrote it; NULL for lines of visitors and of the system. Name in mart.agent, if the agent had a '
    'chat, a transfer or a shift of which the warehouse knows.';
