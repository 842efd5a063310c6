create or replace view mart.agent_utilization_hourly as
select
    p.account_id, p.day, p.day::timestamp as day_local_at, p.day_started_at, p.hour_at, p.agent_id,
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
        d.account_id, d.day, b.day_started_at, h.hour_at,
        s.agent_id, s.state_id, s.is_online, s.is_chatting, s.used_slots, s.offered_slots,
        q.part_s
    from mart.account_calendar d
    -- The offset has Postgres reckon the moments once, not once per span.
    cross join lateral (select d.day_started_at, d.day_ended_at offset 0) b
    -- Day by day through the index on account and time. An agent who changes nothing for longer than three days before
    -- the day, and nothing on it, is not looked for.
    cross join lateral (
        select array_agg(g.agent_session_id) as shift_ids
        from (
            select v.agent_session_id
            from liveperson.agent_event v
            where v.account_id = d.account_id
                and v.occurred_at >= b.day_started_at - interval '3 days' and v.occurred_at < b.day_ended_at
            group by v.agent_session_id
            -- A shift without a change on the day has time on it only when it is not over, and changes after the day.
            having max(v.occurred_at) >= b.day_started_at or (
                coalesce(
                    max(v.occurred_at) filter (where v.event_type_id = 4)
                        < coalesce(max(v.occurred_at) filter (where v.event_type_id = 3), '-infinity'),
                    true
                ) and (
                    select max(n.occurred_at) from liveperson.agent_event n
                    where n.account_id = d.account_id and n.agent_session_id = v.agent_session_id
                ) >= b.day_started_at
            )
        ) g
    ) w
    cross join lateral (
        select * from mart.agent_state_span s
        where s.account_id = d.account_id and s.shift_id = any (w.shift_ids)
            and s.ended_at > greatest(s.started_at, b.day_started_at) and s.started_at < b.day_ended_at
        -- Keeps the planner from reckoning all shifts first and choosing then.
        offset 0
    ) s
    cross join lateral generate_series(
        date_trunc('hour', greatest(s.started_at, b.day_started_at), d.time_zone),
        least(s.ended_at, b.day_ended_at) - interval '1 microsecond',
        interval '1 hour'
    ) as h (hour_at)
    -- The offset has Postgres reckon the seconds once, not once per sum.
    cross join lateral (
        select mart.seconds_between(
            greatest(s.started_at, h.hour_at), least(s.ended_at, h.hour_at + interval '1 hour', b.day_ended_at)
        ) as part_s
        offset 0
    ) q
) p
group by p.account_id, p.day, p.day_started_at, p.agent_id, p.hour_at;
comment on view mart.agent_utilization_hourly is
    'Time of each agent in each hour: one row per agent and hour in which the agent was logged in. An agent who '
    'is logged in twice at once counts twice. Of a shift without any change for more than three days the days after '
    'the third are missing. Needs feed agent_activity; empty while it is missing. A shift '
    'arrives when it is over, up to 6 hours later: the last hours still grow. Filter on account_id and day.';
comment on column mart.agent_utilization_hourly.account_id is 'LivePerson account (site) number.';
comment on column mart.agent_utilization_hourly.agent_id is 'The agent.';
comment on column mart.agent_utilization_hourly.hour_at is
    'First moment of the hour, UTC; hours are those of the clock in the time zone of the account.';
comment on column mart.agent_utilization_hourly.day is 'Day of the hour, in the time zone of the account. Group by it.';
comment on column mart.agent_utilization_hourly.day_local_at is
    'Midnight of day on the clock of the account, without a time zone: for tools that want a time in place of a date. '
    'Group by it or by day: truncated to the day, it stays the same day in every session.';
comment on column mart.agent_utilization_hourly.day_started_at is
    'First moment of day, UTC: to filter on, and for a chart that wants a moment. Do not truncate it and do not group '
    'by its date: east of UTC that is the day before. Group by day or day_local_at.';
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
