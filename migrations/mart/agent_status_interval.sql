-- Day by day through the key, with an hour before and after, which is the longest pause that a span may bridge.
create or replace view mart.agent_status_interval as
select
    d.account_id, d.day, d.day::timestamp as day_local_at, d.day_started_at,
    p.agent_id, coalesce(f.name, p.agent_id) as agent_name, f.agent_group_id, p.status, p.reason_id,
    p.started_at, p.ended_at,
    mart.seconds_between(p.started_at, p.ended_at) as duration_s,
    p.samples, p.load_avg, p.last_load, p.last_open_conversations, p.last_max_slots, p.status_started_at, p.is_current,
    r.name as reason_name,
    p.changed_at
from (
    select a.account_id, b.last_sampled_at, n.day, m.day_started_at, m.day_ended_at
    from mart.account a
    -- Each an index lookup.
    cross join lateral (
        select
            (
                select min(s.sampled_at) from liveperson.agent_status_sample s
                where s.account_id = a.account_id and s.sampled_at >= '2000-01-01 00:00+00'
            ) as first_sampled_at,
            (
                select max(s.sampled_at) from liveperson.agent_status_sample s
                where s.account_id = a.account_id and s.sampled_at < now() + interval '1 year'
            ) as last_sampled_at
    ) b
    cross join lateral mart.days(
        mart.local_day(b.first_sampled_at, a.time_zone), mart.local_day(b.last_sampled_at, a.time_zone)
    ) as n (day)
    -- The offset has Postgres reckon the moments once, not once per sample.
    cross join lateral (
        select
            mart.day_start(n.day, a.time_zone) as day_started_at, mart.day_start(n.day + 1, a.time_zone) as day_ended_at
        offset 0
    ) m
) d
cross join lateral (
    with sample as (
        select
            s.sampled_at, s.agent_id, s.status, s.status_started_at, s.reason_id, s.reason_started_at, s.load,
            s.open_assigned_conversations, s.configured_max_slots, s.is_partial, s.loaded_at
        from liveperson.agent_status_sample s
        where s.account_id = d.account_id
            and s.sampled_at >= d.day_started_at - interval '1 hour'
            and s.sampled_at < d.day_ended_at + interval '1 hour'
    ), moment as (
        select
            m.sampled_at,
            lag(m.sampled_at) over (order by m.sampled_at) as sampled_before_at,
            -- A sample that is not whole proves presence, not absence.
            max(m.sampled_at) filter (where not m.is_partial) over (
                order by m.sampled_at rows between unbounded preceding and 1 preceding
            ) as complete_before_at,
            max(m.sampled_at) filter (where not m.is_partial) over () as last_complete_at
        from (
            select s.sampled_at, coalesce(bool_or(s.is_partial), false) as is_partial
            from sample s
            group by s.sampled_at
        ) m
    ), pace as (
        select
            -- Three times the usual pause between two samples.
            least(
                3 * percentile_disc(0.5) within group (order by m.sampled_at - m.sampled_before_at), interval '1 hour'
            ) as bridged,
            (
                select max(s.sampled_at) from liveperson.agent_status_sample s
                where s.account_id = d.account_id and s.sampled_at < d.day_started_at - interval '1 hour'
            ) as sampled_before_at
        from moment m
    ), followed as (
        select
            s.*, m.complete_before_at, m.last_complete_at, c.bridged, c.sampled_before_at,
            lag(s.sampled_at) over of_agent as seen_before_at,
            lag(s.status) over of_agent as status_before,
            lag(s.reason_id) over of_agent as reason_before,
            greatest(s.status_started_at, case when s.reason_id is not null then s.reason_started_at end) as changed_at
        from sample s
        join moment m on m.sampled_at = s.sampled_at
        cross join pace c
        window of_agent as (partition by s.agent_id order by s.sampled_at)
    ), continued as (
        select
            w.*,
            -- The agent was there all the time, as far as anybody looked.
            coalesce(
                w.sampled_at - w.seen_before_at <= w.bridged
                    and w.seen_before_at >= coalesce(w.complete_before_at, w.seen_before_at),
                false
            ) as is_continuous,
            -- A change is as old as upstream says, if that is after the sample that does not show it.
            case
                when w.changed_at > coalesce(greatest(w.seen_before_at, w.complete_before_at), w.sampled_before_at)
                    and w.changed_at <= w.sampled_at and w.changed_at >= w.sampled_at - interval '1 hour'
                then w.changed_at else w.sampled_at
            end as changed_since_at
        from followed w
    ), numbered as (
        select
            t.*, t.begins_at is not null as is_begin,
            count(t.begins_at) over (partition by t.agent_id order by t.sampled_at) as span
        from (
            select n.*, case when not n.is_continuous
                or n.status is distinct from n.status_before or n.reason_id is distinct from n.reason_before
                or n.changed_since_at < n.sampled_at and n.changed_since_at > n.seen_before_at
                then n.changed_since_at
            end as begins_at
            from continued n
        ) t
    ), span as (
        select
            t.agent_id, t.span, min(t.status) as status, min(t.reason_id) as reason_id,
            min(t.begins_at) as started_at, max(t.sampled_at) as last_sampled_at,
            bool_or(t.is_continuous) filter (where t.is_begin) as is_continuous,
            count(*) filter (where t.is_of_day) as samples,
            avg(t.load) filter (where t.is_of_day) as load_avg,
            (array_agg(t.load order by t.sampled_at desc) filter (where t.is_of_day))[1] as last_load,
            (array_agg(t.open_assigned_conversations order by t.sampled_at desc) filter (where t.is_of_day))[1]
                as last_open_conversations,
            (array_agg(t.configured_max_slots order by t.sampled_at desc) filter (where t.is_of_day))[1]
                as last_max_slots,
            (array_agg(t.status_started_at order by t.sampled_at desc) filter (where t.is_of_day))[1]
                as status_started_at,
            -- Nothing later tells that the agent is gone or does something else.
            max(t.sampled_at) >= coalesce(max(t.last_complete_at), max(t.sampled_at))
                and max(t.sampled_at) >= d.last_sampled_at - coalesce(max(t.bridged), interval '0') as is_unrefuted
        from (
            select t.*, t.sampled_at >= d.day_started_at and t.sampled_at < d.day_ended_at as is_of_day
            from numbered t
        ) t
        group by t.agent_id, t.span
    ), ended as (
        select
            s.*,
            case when lead(s.is_continuous) over of_agent then lead(s.started_at) over of_agent
                else s.last_sampled_at end as ended_at,
            s.is_unrefuted and lead(s.span) over of_agent is null
                and s.last_sampled_at >= d.day_started_at and s.last_sampled_at < d.day_ended_at as is_current
        from span s
        window of_agent as (partition by s.agent_id order by s.span)
    )
    select
        e.agent_id, e.status, e.reason_id,
        greatest(e.started_at, d.day_started_at) as started_at, least(e.ended_at, d.day_ended_at) as ended_at,
        e.samples, round(e.load_avg, 1) as load_avg, e.last_load, e.last_open_conversations, e.last_max_slots,
        e.status_started_at, e.is_current,
        -- A sample may move the limits of any stretch of its day.
        (select max(s.loaded_at) from sample s) as changed_at
    from ended e
    where e.started_at < d.day_ended_at and (e.ended_at > d.day_started_at or e.started_at >= d.day_started_at)
) p
left join mart.agent f on f.account_id = d.account_id and f.agent_id = p.agent_id
left join mart.status_reason r on r.account_id = d.account_id and r.reason_id = p.reason_id;
comment on view mart.agent_status_interval is
    'Fact: What each agent of messaging did between two changes, one row per agent, day and stretch of one status '
    'and reason; a stretch over midnight has a row for each day, so that seconds add up by day. From snapshots: a '
    'stretch ends when a later sample shows something else; where no sample follows it ends at its last one. A pause '
    'in sampling of more than three times the usual one (the median of the day, at most an hour), and a complete '
    'sample without the agent, end it too: the time until the agent is seen again is not known and in no row. A '
    'change and back between two samples is seen only where upstream tells when the status began. Needs feed '
    'agent_metrics; a gap cannot be filled later. Filter on account_id and day; every other condition reads all days.';
comment on column mart.agent_status_interval.account_id is 'LivePerson account (site) number.';
comment on column mart.agent_status_interval.day is 'Day of the stretch, in the time zone of the account. Group by it.';
comment on column mart.agent_status_interval.day_local_at is
    'Midnight of day on the clock of the account, without a time zone: for tools that want a time in place of a date. '
    'Group by it or by day: truncated to the day, it stays the same day in every session.';
comment on column mart.agent_status_interval.day_started_at is
    'First moment of day, UTC: to filter on, and for a chart that wants a moment. Do not truncate it and do not group '
    'by its date: east of UTC that is the day before. Group by day or day_local_at.';
comment on column mart.agent_status_interval.agent_id is 'The agent.';
comment on column mart.agent_status_interval.agent_name is
    'Name of the agent today, from mart.agent, or the id.';
comment on column mart.agent_status_interval.agent_group_id is
    'Group of the agent today, from mart.agent; -1 is the main group.';
comment on column mart.agent_status_interval.status is 'ONLINE, AWAY, BACK_SOON or OFFLINE. Field currentStatus.';
comment on column mart.agent_status_interval.reason_id is
    'Reason that the agent chose for being away; NULL when none; see reason_name. Field currentStatusReason.';
comment on column mart.agent_status_interval.started_at is
    'When the stretch began, UTC: when upstream says that status or reason changed (fields currentStatusStartTimeL '
    'and currentStatusReasonStartTimeL), if that lies between the sample before and the first that shows it, and at '
    'most an hour before the latter; otherwise the first sample that shows it. Not before the day.';
comment on column mart.agent_status_interval.ended_at is
    'When it ended, UTC: when the next one began, or the last sample that showed it. Not after the day.';
comment on column mart.agent_status_interval.duration_s is 'Its length in seconds; 0 when a single sample showed it.';
comment on column mart.agent_status_interval.samples is 'Samples of the day that showed it.';
comment on column mart.agent_status_interval.load_avg is
    'Load of the agent, in percent of what the agent may have, on average of those samples. Field load.';
comment on column mart.agent_status_interval.last_load is 'Load at the last of them. Field load.';
comment on column mart.agent_status_interval.last_open_conversations is
    'Open conversations of the agent at the last of them. Field openAssignedConversations.';
comment on column mart.agent_status_interval.last_max_slots is
    'Most conversations the agent may have at once, at the last of them. Field configuredMaxSlots.';
comment on column mart.agent_status_interval.status_started_at is
    'When the status began, UTC, as upstream told at the last of them; it may be a day before. Field '
    'currentStatusStartTimeL.';
comment on column mart.agent_status_interval.is_current is
    'Whether no later sample refutes it: what the agent does now, as of ended_at. A complete sample without the agent '
    'does; one that is not complete does not.';
comment on column mart.agent_status_interval.reason_name is
    'Name of the reason today, from mart.status_reason; NULL when there is none, or it is not listed.';
comment on column mart.agent_status_interval.changed_at is
    'When a sample of the day, or of the hour before or after it, was last stored here, UTC, clock of the database: '
    'the same for all stretches of a day, so that a copy replaces the day.';
