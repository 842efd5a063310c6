-- Agents' time, samples of queues, the summary of a day, how the sources differ, and how complete they are.

-- Agents' time

create view mart.agent_state_span as
with change as (
    select
        v.account_id, v.agent_session_id, v.event_key, v.agent_id, v.agent_group_id, v.event_type_id, v.occurred_at,
        v.state_id, v.concurrent_engagements, v.max_concurrent_engagements,
        min(v.occurred_at) over next_moment as next_at,
        array_agg(v.previous_state_id) over next_moment as next_previous_state_ids,
        min(v.previous_concurrent_engagements) over next_moment as next_previous_concurrent_engagements
    from liveperson.agent_event v
    where v.occurred_at is not null
    window next_moment as (
        partition by v.account_id, v.agent_session_id order by v.occurred_at groups between 1 following and 1 following
    )
), last_of_moment as (
    -- Of several changes in one millisecond the last is the one that the next moment goes on from.
    select distinct on (c.account_id, c.agent_session_id, c.occurred_at)
        c.*,
        case when c.state_id > 0 then c.state_id else coalesce(
            (select min(p.state_id) from unnest(c.next_previous_state_ids) as p (state_id) where p.state_id > 0),
            c.state_id
        ) end as span_state_id
    from change c
    order by
        c.account_id, c.agent_session_id, c.occurred_at, c.event_type_id = 4 desc nulls last,
        c.state_id = any (c.next_previous_state_ids) desc nulls last, c.event_key
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
from last_of_moment l
cross join lateral (
    select
        coalesce(l.concurrent_engagements, l.next_previous_concurrent_engagements) as concurrent_chats,
        case when l.max_concurrent_engagements > 0 then l.max_concurrent_engagements end as max_concurrent_chats
) k
where l.next_at is not null or l.event_type_id is distinct from 4;
comment on view mart.agent_state_span is
    'What an agent did between two changes, one row per stretch of a shift in which neither state nor number of '
    'chats changed. The building block of agent_shift and agent_utilization_hourly. Needs feed agent_activity; '
    'empty while it is missing. A shift arrives when it is over, up to 6 hours later. Filter on account_id and '
    'shift_id; every other condition reads all shifts.';
comment on column mart.agent_state_span.account_id is 'LivePerson account (site) number.';
comment on column mart.agent_state_span.shift_id is 'The shift. Data Access field agentSessionId.';
comment on column mart.agent_state_span.agent_id is 'The agent. Data Access field agentID.';
comment on column mart.agent_state_span.agent_group_id is
    'Group of the agent at the time; -1 is the root group. Data Access field agentGroupID.';
comment on column mart.agent_state_span.started_at is
    'When the stretch began, UTC. Data Access field timestamp of the change.';
comment on column mart.agent_state_span.ended_at is
    'When the next change ended it, UTC; NULL for the last stretch of a shift without logout.';
comment on column mart.agent_state_span.duration_s is 'Its length in seconds; NULL while ended_at is.';
comment on column mart.agent_state_span.state_id is
    'State of the agent: 1 offline, 2 online, 3 back soon, 4 away; names in mart.agent_state. The state that the '
    'change led to (field state); where that is unknown or irrelevant, as at login, the one that the next change '
    'came from (prevState).';
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

create view mart.agent_shift as
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
    mart.share(t.online_chatting_s, t.online_s) as chatting_share,
    mart.share(t.chat_slot_s, t.capacity_slot_s) as utilization_share
from liveperson.agent_event f
left join lateral (
    select
        max(v.occurred_at) filter (where v.event_type_id = 4) as logout_at,
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
    'Shifts of agents, from login to logout, one row each; open ones included. Needs feed agent_activity; empty '
    'while it is missing. A shift arrives when it is over, up to 6 hours later: of the last hours only what ended '
    'is here. Filter on account_id and login_at.';
comment on column mart.agent_shift.account_id is 'LivePerson account (site) number.';
comment on column mart.agent_shift.shift_id is 'Id of the shift. Data Access field agentSessionId.';
comment on column mart.agent_shift.agent_id is 'The agent. Data Access field agentID.';
comment on column mart.agent_shift.agent_group_id is
    'Group of the agent at login; -1 is the root group. Data Access field agentGroupID.';
comment on column mart.agent_shift.login_at is 'First change of the shift, UTC; the login when has_login.';
comment on column mart.agent_shift.logout_at is
    'When the agent logged out (the last event of type 4), UTC; NULL when is_open.';
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

create view mart.agent_utilization_hourly as
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
    mart.share(sum(p.part_s) filter (where p.is_online and p.is_chatting), sum(p.part_s) filter (where p.is_online))
        as chatting_share,
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
    'is logged in twice at once counts twice. Needs feed agent_activity; empty while it is missing. A shift '
    'arrives when it is over, up to 6 hours later: the last hours still grow. Filter on account_id and day.';
comment on column mart.agent_utilization_hourly.account_id is 'LivePerson account (site) number.';
comment on column mart.agent_utilization_hourly.agent_id is 'The agent.';
comment on column mart.agent_utilization_hourly.hour_at is
    'First moment of the hour, UTC; hours are those of the clock in the time zone of the account.';
comment on column mart.agent_utilization_hourly.day is 'Day of the hour, in the time zone of the account.';
comment on column mart.agent_utilization_hourly.logged_in_s is 'Seconds of the hour in which the agent was logged in.';
comment on column mart.agent_utilization_hourly.online_s is 'Seconds of it in state online (2).';
comment on column mart.agent_utilization_hourly.back_soon_s is 'Seconds of it in state back soon (3).';
comment on column mart.agent_utilization_hourly.away_s is 'Seconds of it in state away (4).';
comment on column mart.agent_utilization_hourly.chatting_s is 'Seconds of it with at least one chat, in any state.';
comment on column mart.agent_utilization_hourly.online_chatting_s is 'Seconds of it online with at least one chat.';
comment on column mart.agent_utilization_hourly.chat_slot_s is 'Seconds of chats while online, as in mart.agent_shift.';
comment on column mart.agent_utilization_hourly.capacity_slot_s is
    'Seconds of chats there was room for while online, as in mart.agent_shift.';
comment on column mart.agent_utilization_hourly.chatting_share is
    'online_chatting_s / online_s, as in mart.agent_shift. For longer spans add up both and divide.';
comment on column mart.agent_utilization_hourly.utilization_share is
    'chat_slot_s / capacity_slot_s, as in mart.agent_shift. For longer spans add up both and divide.';

-- Samples: one view per grain, so that nobody adds up totals with their parts.

create view mart.queue_interval as
select
    q.account_id, q.interval_end_at - make_interval(secs => q.interval_s) as interval_started_at,
    q.interval_end_at, q.interval_s,
    q.entered_engagements as entered_chats, q.connected_engagements as connected_chats,
    q.abandoned_engagements as abandoned_chats,
    mart.share(q.abandoned_engagements, q.abandoned_engagements + q.connected_engagements) as abandonment_share,
    q.total_time_to_answer_s as answer_wait_total_s, q.total_time_to_abandon_s as abandon_wait_total_s,
    q.max_queue_size, q.min_queue_size, q.queue_size_sum, q.queue_size_count,
    q.max_available_slots, q.min_available_slots, q.available_slots_sum, q.available_slots_count,
    e.total_interactive_chats as closed_interactive_chats,
    e.total_non_interactive_chats as closed_non_interactive_chats,
    e.total_handling_time_s as interactive_handling_total_s,
    q.is_final
from liveperson.queue_health q
left join liveperson.engagement_activity e
    on e.account_id = q.account_id and e.interval_s = q.interval_s and e.interval_end_at = q.interval_end_at
    and e.grain = 'account' and e.skill_id = '' and e.agent_id = ''
where q.grain = 'account' and q.skill_id = '';
comment on view mart.queue_interval is
    'Queue of the account as upstream measured it, one row per interval: all skills together. Upstream''s own '
    'totals; they need not equal the sum of mart.skill_interval, nor counts of mart.chat. Needs feed operational, '
    'which keeps 24 hours: what was not polled by then is missing for ever. Filter on account_id and '
    'interval_end_at.';
comment on column mart.queue_interval.account_id is 'LivePerson account (site) number.';
comment on column mart.queue_interval.interval_started_at is 'Begin of the interval, UTC.';
comment on column mart.queue_interval.interval_end_at is
    'End of the interval, UTC. Operational Real-time field timestamp.';
comment on column mart.queue_interval.interval_s is
    'Length of the interval in seconds. Never add up rows of different lengths: they overlap.';
comment on column mart.queue_interval.entered_chats is 'Chats that entered the queue. Field enteredQEng.';
comment on column mart.queue_interval.connected_chats is 'Chats that an agent took from the queue. Field connectedEng.';
comment on column mart.queue_interval.abandoned_chats is
    'Chats whose visitor gave up in the queue. Field abandonedEng.';
comment on column mart.queue_interval.abandonment_share is
    'abandoned_chats / (abandoned_chats + connected_chats), 0 to 1; NULL when there were none.';
comment on column mart.queue_interval.answer_wait_total_s is
    'Waiting time of the connected chats together, in seconds. For averages divide sums by sums. Field '
    'totalTimeToAnswer.';
comment on column mart.queue_interval.abandon_wait_total_s is
    'Waiting time of the abandoned chats together, in seconds (upstream does not state the unit). Field '
    'totalTimeToAbandon.';
comment on column mart.queue_interval.max_queue_size is
    'Most chats waiting at one moment; NULL without data. Field maxQueueSize.';
comment on column mart.queue_interval.min_queue_size is
    'Fewest chats waiting at one moment; NULL without data. Field minQueueSize.';
comment on column mart.queue_interval.queue_size_sum is
    'Sum of chats waiting over the samples upstream took. Average: queue_size_sum / queue_size_count. Field '
    'queueSizeSum.';
comment on column mart.queue_interval.queue_size_count is 'Number of those samples. Field queueSizeCount.';
comment on column mart.queue_interval.max_available_slots is
    'Most free places for chats at one moment; NULL without data. Field maxAvailableSlots.';
comment on column mart.queue_interval.min_available_slots is
    'Fewest free places for chats at one moment; NULL without data. Field minAvailableSlots.';
comment on column mart.queue_interval.available_slots_sum is
    'Sum of free places over the samples upstream took. Average: available_slots_sum / available_slots_count. '
    'Field availableSlotsSum.';
comment on column mart.queue_interval.available_slots_count is 'Number of those samples. Field availableSlotsCount.';
comment on column mart.queue_interval.closed_interactive_chats is
    'Chats closed in the interval in which both visitor and agent wrote. Field totalInteractiveChats.';
comment on column mart.queue_interval.closed_non_interactive_chats is
    'Chats closed in the interval in which not both wrote, with those abandoned in the queue. Field '
    'totalNonInteractiveChats.';
comment on column mart.queue_interval.interactive_handling_total_s is
    'Handling time of the interactive chats closed, together, in seconds. Field totalHandlingTime.';
comment on column mart.queue_interval.is_final is
    'Whether the interval was over when upstream answered. FALSE: the numbers still grow.';

create view mart.skill_interval as
select
    k.account_id, k.skill_id, k.interval_end_at - make_interval(secs => k.interval_s) as interval_started_at,
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
    select q.account_id, q.interval_s, q.interval_end_at, q.skill_id
    from liveperson.queue_health q where q.grain = 'skill'
    union
    select e.account_id, e.interval_s, e.interval_end_at, e.skill_id
    from liveperson.engagement_activity e where e.grain = 'skill' and e.agent_id = ''
) k
left join liveperson.queue_health q
    on q.account_id = k.account_id and q.interval_s = k.interval_s and q.interval_end_at = k.interval_end_at
    and q.grain = 'skill' and q.skill_id = k.skill_id
left join liveperson.engagement_activity e
    on e.account_id = k.account_id and e.interval_s = k.interval_s and e.interval_end_at = k.interval_end_at
    and e.grain = 'skill' and e.skill_id = k.skill_id and e.agent_id = '';
comment on view mart.skill_interval is
    'Queue of each skill as upstream measured it, one row per interval and skill that had data. Needs feed '
    'operational, which keeps 24 hours: what was not polled by then is missing for ever. Filter on account_id and '
    'interval_end_at.';
comment on column mart.skill_interval.account_id is 'LivePerson account (site) number.';
comment on column mart.skill_interval.skill_id is 'The skill; name in mart.skill.';
comment on column mart.skill_interval.interval_started_at is 'Begin of the interval, UTC.';
comment on column mart.skill_interval.interval_end_at is
    'End of the interval, UTC. Operational Real-time field timestamp.';
comment on column mart.skill_interval.interval_s is
    'Length of the interval in seconds. Never add up rows of different lengths: they overlap.';
comment on column mart.skill_interval.entered_chats is
    'Chats that entered the queue of the skill; NULL when upstream had no queue data. Field enteredQEng.';
comment on column mart.skill_interval.connected_chats is 'Chats that an agent took from the queue. Field connectedEng.';
comment on column mart.skill_interval.abandoned_chats is
    'Chats whose visitor gave up in the queue. Field abandonedEng.';
comment on column mart.skill_interval.abandonment_share is
    'abandoned_chats / (abandoned_chats + connected_chats), 0 to 1; NULL when there were none.';
comment on column mart.skill_interval.answer_wait_total_s is
    'Waiting time of the connected chats together, in seconds. Field totalTimeToAnswer.';
comment on column mart.skill_interval.abandon_wait_total_s is
    'Waiting time of the abandoned chats together, in seconds (upstream does not state the unit). Field '
    'totalTimeToAbandon.';
comment on column mart.skill_interval.max_queue_size is
    'Most chats waiting at one moment; NULL without data. Field maxQueueSize.';
comment on column mart.skill_interval.min_queue_size is
    'Fewest chats waiting at one moment; NULL without data. Field minQueueSize.';
comment on column mart.skill_interval.queue_size_sum is
    'Sum of chats waiting over the samples upstream took. Field queueSizeSum.';
comment on column mart.skill_interval.queue_size_count is 'Number of those samples. Field queueSizeCount.';
comment on column mart.skill_interval.max_available_slots is
    'Most free places for chats at one moment; NULL without data. Field maxAvailableSlots.';
comment on column mart.skill_interval.min_available_slots is
    'Fewest free places for chats at one moment; NULL without data. Field minAvailableSlots.';
comment on column mart.skill_interval.available_slots_sum is
    'Sum of free places over the samples upstream took. Field availableSlotsSum.';
comment on column mart.skill_interval.available_slots_count is 'Number of those samples. Field availableSlotsCount.';
comment on column mart.skill_interval.closed_interactive_chats is
    'Chats of the skill closed in the interval in which both wrote; NULL when upstream had none. Field '
    'totalInteractiveChats.';
comment on column mart.skill_interval.closed_non_interactive_chats is
    'Chats of the skill closed in the interval in which not both wrote, with those abandoned in the queue. Field '
    'totalNonInteractiveChats.';
comment on column mart.skill_interval.interactive_handling_total_s is
    'Handling time of the interactive chats closed, together, in seconds. Field totalHandlingTime.';
comment on column mart.skill_interval.is_final is
    'Whether the interval was over when upstream answered. FALSE: the numbers still grow.';

create view mart.agent_interval as
select
    e.account_id, e.agent_id, e.interval_end_at - make_interval(secs => e.interval_s) as interval_started_at,
    e.interval_end_at, e.interval_s,
    e.total_interactive_chats as closed_interactive_chats,
    e.total_non_interactive_chats as closed_non_interactive_chats,
    e.total_handling_time_s as interactive_handling_total_s,
    e.non_interactive_total_handling_time_s as non_interactive_handling_total_s,
    e.connected_engagements as closed_connected_chats,
    e.is_final
from liveperson.engagement_activity e
where e.grain = 'agent' and e.skill_id = '';
comment on view mart.agent_interval is
    'Chats that each agent closed, as upstream measured it, one row per interval and agent, over all skills. '
    'Needs feed operational, which keeps 24 hours: what was not polled by then is missing for ever. Filter on '
    'account_id and interval_end_at.';
comment on column mart.agent_interval.account_id is 'LivePerson account (site) number.';
comment on column mart.agent_interval.agent_id is 'The agent; name in mart.agent.';
comment on column mart.agent_interval.interval_started_at is 'Begin of the interval, UTC.';
comment on column mart.agent_interval.interval_end_at is
    'End of the interval, UTC. Operational Real-time field timestamp.';
comment on column mart.agent_interval.interval_s is
    'Length of the interval in seconds. Never add up rows of different lengths: they overlap.';
comment on column mart.agent_interval.closed_interactive_chats is
    'Chats closed in which both wrote. Field totalInteractiveChats.';
comment on column mart.agent_interval.closed_non_interactive_chats is
    'Chats closed in which not both wrote. Field totalNonInteractiveChats.';
comment on column mart.agent_interval.interactive_handling_total_s is
    'Handling time of the interactive chats closed, together, in seconds. Field totalHandlingTime.';
comment on column mart.agent_interval.non_interactive_handling_total_s is
    'Handling time of the others, together, in seconds. Field nonInteractiveTotalHandlingTime.';
comment on column mart.agent_interval.closed_connected_chats is
    'Chats closed that had been connected to an agent. Field connectedEngagements.';
comment on column mart.agent_interval.is_final is
    'Whether the interval was over when upstream answered. FALSE: the numbers still grow.';

create view mart.skill_agent_interval as
select
    e.account_id, e.skill_id, e.agent_id,
    e.interval_end_at - make_interval(secs => e.interval_s) as interval_started_at, e.interval_end_at, e.interval_s,
    e.total_interactive_chats as closed_interactive_chats,
    e.total_non_interactive_chats as closed_non_interactive_chats,
    e.total_handling_time_s as interactive_handling_total_s,
    e.non_interactive_total_handling_time_s as non_interactive_handling_total_s,
    e.connected_engagements as closed_connected_chats,
    e.is_final
from liveperson.engagement_activity e
where e.grain = 'skill_agent';
comment on view mart.skill_agent_interval is
    'Chats that each agent closed within each skill, as upstream measured it, one row per interval, skill and '
    'agent. Needs feed operational, which keeps 24 hours: what was not polled by then is missing for ever. Filter '
    'on account_id and interval_end_at.';
comment on column mart.skill_agent_interval.account_id is 'LivePerson account (site) number.';
comment on column mart.skill_agent_interval.skill_id is 'The skill; name in mart.skill.';
comment on column mart.skill_agent_interval.agent_id is 'The agent; name in mart.agent.';
comment on column mart.skill_agent_interval.interval_started_at is 'Begin of the interval, UTC.';
comment on column mart.skill_agent_interval.interval_end_at is
    'End of the interval, UTC. Operational Real-time field timestamp.';
comment on column mart.skill_agent_interval.interval_s is
    'Length of the interval in seconds. Never add up rows of different lengths: they overlap.';
comment on column mart.skill_agent_interval.closed_interactive_chats is
    'Chats closed in which both wrote. Field totalInteractiveChats.';
comment on column mart.skill_agent_interval.closed_non_interactive_chats is
    'Chats closed in which not both wrote. Field totalNonInteractiveChats.';
comment on column mart.skill_agent_interval.interactive_handling_total_s is
    'Handling time of the interactive chats closed, together, in seconds. Field totalHandlingTime.';
comment on column mart.skill_agent_interval.non_interactive_handling_total_s is
    'Handling time of the others, together, in seconds. Field nonInteractiveTotalHandlingTime.';
comment on column mart.skill_agent_interval.closed_connected_chats is
    'Chats closed that had been connected to an agent. Field connectedEngagements.';
comment on column mart.skill_agent_interval.is_final is
    'Whether the interval was over when upstream answered. FALSE: the numbers still grow.';

create view mart.agent_state_interval as
select
    s.account_id, s.agent_id, s.state_id, s.state_name,
    s.interval_end_at - make_interval(secs => s.interval_s) as interval_started_at, s.interval_end_at, s.interval_s,
    s.total_s, s.chatting_s, s.not_chatting_s, s.chatting_in_max_concurrency_s, s.is_final
from liveperson.agent_state_interval s
where s.grain = 'agent' and s.reason_id = '' and s.state_id <> '-1';
comment on view mart.agent_state_interval is
    'Time of each agent in each state, as upstream measured it, one row per interval, agent and state. States may '
    'be added up: the sum that upstream prints beside them (logged in) is left out. Needs feed operational, which '
    'keeps 24 hours: what was not polled by then is missing for ever. Filter on account_id and interval_end_at.';
comment on column mart.agent_state_interval.account_id is 'LivePerson account (site) number.';
comment on column mart.agent_state_interval.agent_id is 'The agent; name in mart.agent.';
comment on column mart.agent_state_interval.state_id is
    'State, as text: 2 online, 3 back soon, 4 away. Field id of a state.';
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

create view mart.agent_state_reason_interval as
select
    s.account_id, s.agent_id, s.state_id, s.state_name, s.reason_id,
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
comment on column mart.agent_state_reason_interval.agent_id is 'The agent; name in mart.agent.';
comment on column mart.agent_state_reason_interval.state_id is 'State, as text: 4 away. Field id of a state.';
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

create view mart.queue_snapshot as
select
    q.account_id, q.sampled_at, q.current_queue_size, q.current_available_slots,
    round(q.current_max_wait_time_in_queue_ms / 1000.0, 3) as longest_wait_s
from liveperson.queue_state q
where q.grain = 'account';
comment on view mart.queue_snapshot is
    'Queue of the account at a moment, one row per moment it was asked for: all skills together. Needs feed '
    'operational; a gap cannot be filled later.';
comment on column mart.queue_snapshot.account_id is 'LivePerson account (site) number.';
comment on column mart.queue_snapshot.sampled_at is 'The moment, UTC, by the clock of upstream.';
comment on column mart.queue_snapshot.current_queue_size is 'Chats waiting; NULL without data. Field currentQueueSize.';
comment on column mart.queue_snapshot.current_available_slots is
    'Free places for chats; NULL without data. Field currentAvailableSlots.';
comment on column mart.queue_snapshot.longest_wait_s is
    'Longest wait of the chats waiting, in seconds; NULL when nobody waits. Field currentMaxWaitTimeInQueue.';

create view mart.skill_queue_snapshot as
select
    q.account_id, q.skill_id, q.sampled_at, q.current_queue_size, q.current_available_slots,
    round(q.current_max_wait_time_in_queue_ms / 1000.0, 3) as longest_wait_s
from liveperson.queue_state q
where q.grain = 'skill';
comment on view mart.skill_queue_snapshot is
    'Queue of each skill at a moment, one row per moment and skill. Needs feed operational; a gap cannot be '
    'filled later.';
comment on column mart.skill_queue_snapshot.account_id is 'LivePerson account (site) number.';
comment on column mart.skill_queue_snapshot.skill_id is 'The skill; name in mart.skill.';
comment on column mart.skill_queue_snapshot.sampled_at is 'The moment, UTC, by the clock of upstream.';
comment on column mart.skill_queue_snapshot.current_queue_size is
    'Chats waiting; NULL without data. Field currentQueueSize.';
comment on column mart.skill_queue_snapshot.current_available_slots is
    'Free places for chats; NULL without data. Field currentAvailableSlots.';
comment on column mart.skill_queue_snapshot.longest_wait_s is
    'Longest wait of the chats waiting, in seconds; NULL when nobody waits. Field currentMaxWaitTimeInQueue.';

create view mart.wait_histogram as
select
    h.account_id, h.interval_end_at - make_interval(secs => h.interval_s) as interval_started_at, h.interval_end_at,
    h.lower_bound_s, h.chats, h.share, h.accumulated_share
from liveperson.sla_histogram h
where h.group_id = '' and h.interval_end_at = date_trunc('hour', h.interval_end_at);
comment on view mart.wait_histogram is
    'How long the chats of an hour had waited, one row per hour and bar, over all groups of agents. Full hours '
    'only, so that hours do not overlap. Needs feed operational; a gap cannot be filled later.';
comment on column mart.wait_histogram.account_id is 'LivePerson account (site) number.';
comment on column mart.wait_histogram.interval_started_at is 'Begin of the hour, UTC.';
comment on column mart.wait_histogram.interval_end_at is 'End of the hour, UTC.';
comment on column mart.wait_histogram.lower_bound_s is
    'Shortest wait of the bar, in seconds; it ends where the next bar begins. Name within slaDataRange.';
comment on column mart.wait_histogram.chats is
    'Chats whose wait fell into the bar; accurate to 5 seconds. Field chats.';
comment on column mart.wait_histogram.share is 'Those chats as a share of all, 0 to 1. Field percentageFromTotal.';
comment on column mart.wait_histogram.accumulated_share is
    'Chats of this and all lower bars as a share of all, 0 to 1. Field accumulated.';

create view mart.group_wait_histogram as
select
    h.account_id, h.group_id as agent_group_id,
    h.interval_end_at - make_interval(secs => h.interval_s) as interval_started_at, h.interval_end_at,
    h.lower_bound_s, h.chats, h.share, h.accumulated_share
from liveperson.sla_histogram h
where h.group_id <> '' and h.interval_end_at = date_trunc('hour', h.interval_end_at);
comment on view mart.group_wait_histogram is
    'How long the chats of an hour had waited, one row per hour, group of agents and bar. Full hours only, so '
    'that hours do not overlap. Needs feed operational; a gap cannot be filled later.';
comment on column mart.group_wait_histogram.account_id is 'LivePerson account (site) number.';
comment on column mart.group_wait_histogram.agent_group_id is 'The group of agents; name in mart.agent_group.';
comment on column mart.group_wait_histogram.interval_started_at is 'Begin of the hour, UTC.';
comment on column mart.group_wait_histogram.interval_end_at is 'End of the hour, UTC.';
comment on column mart.group_wait_histogram.lower_bound_s is
    'Shortest wait of the bar, in seconds; it ends where the next bar begins. Name within slaDataRange.';
comment on column mart.group_wait_histogram.chats is
    'Chats whose wait fell into the bar; accurate to 5 seconds. Field chats.';
comment on column mart.group_wait_histogram.share is
    'Those chats as a share of all, 0 to 1. Field percentageFromTotal.';
comment on column mart.group_wait_histogram.accumulated_share is
    'Chats of this and all lower bars as a share of all, 0 to 1. Field accumulated.';
