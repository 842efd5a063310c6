-- Agent by agent, through the index on account, agent and time: however many changes there are, those of the agents who are
-- planned for the day, around that day, are read.
create or replace view mart.schedule_adherence as
select
    p.account_id, p.day, p.day::timestamp as day_local_at, p.day_started_at,
    p.agent_id, coalesce(n.name, p.agent_id) as agent_name, n.agent_group_id, n.agent_group_name,
    p.starts_at, p.ends_at, p.activity, p.is_work,
    m.planned_s, m.logged_in_s, m.online_s, m.adherent_s,
    mart.share(m.adherent_s, m.planned_s) as adherence_share,
    case when p.is_work and p.starts_at >= p.day_started_at
        then mart.seconds_between(p.starts_at, lower(p.attended)) end as late_login_s,
    case when p.is_work and p.ends_at <= p.day_ended_at
        then mart.seconds_between(upper(p.attended), p.ends_at) end as early_logout_s,
    isempty(p.attended) as is_absent,
    coalesce(p.ends_at + interval '12 hours' <= f.complete_through_at, false) as is_over,
    exists (
        select from mart_input.shift o
        where o.account_id = p.account_id and o.agent_id = p.agent_id
            and o.starts_at > p.starts_at - interval '24 hours' and o.starts_at < p.ends_at
            and o.ends_at > p.starts_at and o.starts_at <> p.starts_at
    ) as has_overlap,
    mart.seconds_within(p.online, tstzrange(p.day_started_at, p.day_ended_at)) as online_of_day_s
from (
    select
        d.account_id, d.day, b.day_started_at, b.day_ended_at, g.agent_id, h.starts_at, h.ends_at, h.activity,
        h.activity = 'work' as is_work,
        t.logged_in * tstzmultirange(tstzrange(h.starts_at, h.ends_at)) as attended,
        t.logged_in, t.online, t.working,
        tstzrange(greatest(h.starts_at, b.day_started_at), least(h.ends_at, b.day_ended_at)) as span
    from mart.account_calendar d
    -- The offset has Postgres compute the moments once, not once per span.
    cross join lateral (select d.day_started_at, d.day_ended_at offset 0) b
    -- The agents with a part on the day, and the time around it in which their parts lie.
    cross join lateral (
        select
            h.agent_id,
            least(min(h.starts_at), b.day_started_at) as from_at, greatest(max(h.ends_at), b.day_ended_at) as to_at
        from mart_input.shift h
        where h.account_id = d.account_id
            and h.starts_at > b.day_started_at - interval '24 hours' and h.starts_at < b.day_ended_at
            and h.ends_at > b.day_started_at
        group by h.agent_id
    ) g
    -- As in mart.agent_utilization_hourly: a shift without a change for more than three days is not looked for.
    cross join lateral (
        select array_agg(o.agent_session_id) as shift_ids
        from (
            select v.agent_session_id
            from liveperson.agent_event v
            where v.account_id = d.account_id and v.agent_id = g.agent_id
                and v.occurred_at >= g.from_at - interval '3 days' and v.occurred_at < g.to_at
            group by v.agent_session_id
            -- A shift whose last change before that time is a logout has no time in it.
            having max(v.occurred_at) >= g.from_at
                or max(v.occurred_at) filter (where v.event_type_id = 4) = max(v.occurred_at) is not true
        ) o
    ) w
    cross join lateral (
        select
            coalesce(range_agg(s.span), '{}') as logged_in,
            coalesce(range_agg(s.span) filter (where s.is_online), '{}') as online,
            coalesce(range_agg(s.span) filter (where s.is_online or s.is_chatting), '{}') as working
        from (
            select s.is_online, s.is_chatting, tstzrange(s.started_at, s.ended_at) as span
            from mart.agent_state_span s
            where s.account_id = d.account_id and s.shift_id = any (w.shift_ids) and s.agent_id = g.agent_id
                and s.ended_at > greatest(s.started_at, g.from_at) and s.started_at < g.to_at
        ) s
        -- Keeps the planner from computing all shifts first and choosing then.
        offset 0
    ) t
    join mart_input.shift h
        on h.account_id = d.account_id and h.agent_id = g.agent_id
        and h.starts_at > b.day_started_at - interval '24 hours' and h.starts_at < b.day_ended_at
        and h.ends_at > b.day_started_at
) p
-- The offset has Postgres compute the seconds once, not once per column.
cross join lateral (
    select
        mart.seconds_between(lower(p.span), upper(p.span)) as planned_s,
        mart.seconds_within(p.logged_in, p.span) as logged_in_s,
        mart.seconds_within(p.online, p.span) as online_s,
        case when p.is_work then mart.seconds_within(p.working, p.span)
            else mart.seconds_between(lower(p.span), upper(p.span)) - mart.seconds_within(p.online, p.span) end
            as adherent_s
    offset 0
) m
left join mart.agent n on n.account_id = p.account_id and n.agent_id = p.agent_id
-- How far the feed is that brought the latest change of an agent.
left join (
    select a.account_id, r.complete_through_at
    from mart.account a
    left join ingest.feed_progress r on r.account_id = a.account_id and r.feed = (
        select u.feed from ingest.unit u
        where u.unit_id = (
            select v.unit_id from liveperson.agent_event v
            where v.account_id = a.account_id and v.occurred_at is not null
            order by v.occurred_at desc
            limit 1
        )
    )
    offset 0
) f on f.account_id = p.account_id;
comment on view mart.schedule_adherence is
    'Fact: What agents did while a shift was planned for them, one row per planned part (mart_input.shift) and day; a part over '
    'midnight has a row for each day, so that seconds add up by day. Work is adhered to while the agent is online, or has at '
    'least one chat in whatever state; every other activity while the agent is not online. Time for which nothing is known, as '
    'before the shift has arrived, counts as not logged in: see is_over. An agent without a single change has rows, too. Days up '
    'to today; later parts are only in mart_input.shift. A shift of upstream''s without any change for more than three days is '
    'not looked for. Needs rows in mart_input.shift, and feed agent_activity. Filter on account_id and day.';
comment on column mart.schedule_adherence.account_id is 'LivePerson account (site) number.';
comment on column mart.schedule_adherence.day is 'Day of the row, in the time zone of the account. Group by it.';
comment on column mart.schedule_adherence.day_local_at is
    'Midnight of day on the clock of the account, without a time zone: for tools that want a time in place of a date. '
    'Group by it or by day: truncated to the day, it stays the same day in every session.';
comment on column mart.schedule_adherence.day_started_at is
    'First moment of day, UTC: to filter on, and for a chart that wants a moment. Do not truncate it and do not group '
    'by its date: east of UTC that is the day before. Group by day or day_local_at.';
comment on column mart.schedule_adherence.agent_id is 'The agent.';
comment on column mart.schedule_adherence.agent_name is 'Name of the agent today, from mart.agent, or the id.';
comment on column mart.schedule_adherence.agent_group_id is
    'Group of the agent today, from mart.agent; -1 is the main group; NULL while nothing names the agent.';
comment on column mart.schedule_adherence.agent_group_name is 'Name of that group today, from mart.agent_group.';
comment on column mart.schedule_adherence.starts_at is
    'Planned start of the whole part, UTC; it may be on the day before. Column starts_at of mart_input.shift.';
comment on column mart.schedule_adherence.ends_at is
    'Planned end of the whole part, UTC; it may be on the day after. Column ends_at of mart_input.shift.';
comment on column mart.schedule_adherence.activity is 'What is planned, as in mart_input.shift: work, break, training, ….';
comment on column mart.schedule_adherence.is_work is
    'Whether the activity is work, in which the agent should be online. FALSE: the agent should not be online.';
comment on column mart.schedule_adherence.planned_s is 'Seconds of the part on this day.';
comment on column mart.schedule_adherence.logged_in_s is
    'Seconds of planned_s in which the agent was logged in. Two logins at once count once.';
comment on column mart.schedule_adherence.online_s is
    'Seconds of planned_s in state online (2). Two logins at once count once.';
comment on column mart.schedule_adherence.adherent_s is
    'Seconds of planned_s in the planned state: of work those online or with at least one chat, of every other activity those '
    'not online.';
comment on column mart.schedule_adherence.adherence_share is
    'adherent_s / planned_s, 0 to 1. For longer spans add up both and divide.';
comment on column mart.schedule_adherence.late_login_s is
    'Seconds from the planned start to the first moment logged in within the part; 0 when the agent was logged in before. Only '
    'in the row of the day on which the part starts. NULL for other activities than work, and when is_absent.';
comment on column mart.schedule_adherence.early_logout_s is
    'Seconds from the last moment logged in within the part to its planned end; 0 when the agent stayed longer. Only in the row '
    'of the day on which the part ends. NULL for other activities than work, and when is_absent.';
comment on column mart.schedule_adherence.is_absent is
    'Whether the agent was not logged in at any moment of the whole part, on either day.';
comment on column mart.schedule_adherence.is_over is
    'Whether the part has ended and what the agent did in it is known: the feed of shifts is complete through 12 hours after the '
    'planned end, as a shift arrives only when it is over. FALSE: the numbers still change.';
comment on column mart.schedule_adherence.has_overlap is
    'Whether another planned part of the agent overlaps this one. Both count: correct mart_input.shift.';
comment on column mart.schedule_adherence.online_of_day_s is
    'Seconds in which the agent was online on the whole day, planned or not. The same in all rows of an agent and day: do not add '
    'it up.';
