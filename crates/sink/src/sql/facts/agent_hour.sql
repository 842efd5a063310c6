-- Time of each agent in each hour of the marked days. The columns are explained in mart.agent_utilization_hourly.
select
    p.account_id, p.day, p.hour_at, coalesce(p.agent_id, '') as agent_id,
    sum(p.part_s) as logged_in_s,
    coalesce(sum(p.part_s) filter (where p.is_online), 0) as online_s,
    coalesce(sum(p.part_s) filter (where p.state_id = 3), 0) as back_soon_s,
    coalesce(sum(p.part_s) filter (where p.state_id = 4), 0) as away_s,
    coalesce(sum(p.part_s) filter (where p.is_chatting), 0) as chatting_s,
    coalesce(sum(p.part_s) filter (where p.is_online and p.is_chatting), 0) as online_chatting_s,
    coalesce(sum(p.part_s * p.used_slots), 0) as chat_slot_s,
    coalesce(sum(p.part_s * p.offered_slots), 0) as capacity_slot_s
from (
    select
        d.account_id, d.day, h.hour_at,
        s.agent_id, s.state_id, s.is_online, s.is_chatting, s.used_slots, s.offered_slots,
        q.part_s
    from marked d
    cross join lateral (select mart.account_time_zone(d.account_id) as time_zone offset 0) z
    -- The offset has Postgres calculate the moments once, not once per span.
    cross join lateral (
        select mart.day_start(d.day, z.time_zone) as day_started_at, mart.day_start(d.day + 1, z.time_zone) as day_ended_at
        offset 0
    ) b
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
        -- Keeps the planner from calculating all shifts first and choosing then.
        offset 0
    ) s
    cross join lateral generate_series(
        date_trunc('hour', greatest(s.started_at, b.day_started_at), z.time_zone),
        least(s.ended_at, b.day_ended_at) - interval '1 microsecond',
        interval '1 hour'
    ) as h (hour_at)
    -- The offset has Postgres calculate the seconds once, not once per sum.
    cross join lateral (
        select mart.seconds_between(
            greatest(s.started_at, h.hour_at), least(s.ended_at, h.hour_at + interval '1 hour', b.day_ended_at)
        ) as part_s
        offset 0
    ) q
) p
group by p.account_id, p.day, p.agent_id, p.hour_at
