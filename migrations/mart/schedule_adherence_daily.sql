-- Agents are named after their time is added up.
create or replace view mart.schedule_adherence_daily as
select
    d.account_id, d.day, d.day_local_at, d.day_started_at,
    d.agent_id, coalesce(n.name, d.agent_id) as agent_name, n.agent_group_id, n.agent_group_name,
    d.planned_s, d.planned_work_s, d.online_in_work_s, d.adherent_s,
    mart.share(d.adherent_s, d.planned_s) as adherence_share,
    d.online_s,
    mart.share(d.online_s, d.planned_work_s) as conformance_share,
    d.late_login_s, d.early_logout_s, d.planned_parts, d.work_parts, d.absent_work_parts,
    d.is_over, d.has_overlap
from (
    select
        s.account_id, s.day, s.day_local_at, s.day_started_at, s.agent_id,
        sum(s.planned_s) as planned_s,
        coalesce(sum(s.planned_s) filter (where s.is_work), 0) as planned_work_s,
        coalesce(sum(s.online_s) filter (where s.is_work), 0) as online_in_work_s,
        sum(s.adherent_s) as adherent_s,
        max(s.online_of_day_s) as online_s,
        coalesce(sum(s.late_login_s), 0) as late_login_s,
        coalesce(sum(s.early_logout_s), 0) as early_logout_s,
        count(*) as planned_parts,
        count(*) filter (where s.is_work) as work_parts,
        count(*) filter (where s.is_work and s.is_absent) as absent_work_parts,
        bool_and(s.is_over) as is_over,
        bool_or(s.has_overlap) as has_overlap
    from mart.schedule_adherence s
    group by s.account_id, s.day, s.day_local_at, s.day_started_at, s.agent_id
) d
left join mart.agent n on n.account_id = d.account_id and n.agent_id = d.agent_id;
comment on view mart.schedule_adherence_daily is
    'Aggregate: Planned shifts of an agent on a day and what became of them: sums of mart.schedule_adherence, one row per agent and day with '
    'a planned part. A part over midnight counts on each day with its time there. Days up to today. Needs rows in '
    'mart_input.shift, and feed agent_activity. Filter on account_id and day.';
comment on column mart.schedule_adherence_daily.account_id is 'LivePerson account (site) number.';
comment on column mart.schedule_adherence_daily.day is 'The day, in the time zone of the account. Group by it.';
comment on column mart.schedule_adherence_daily.day_local_at is
    'Midnight of day on the clock of the account, without a time zone: for tools that want a time in place of a date. '
    'Group by it or by day: truncated to the day, it stays the same day in every session.';
comment on column mart.schedule_adherence_daily.day_started_at is
    'First moment of day, UTC: to filter on, and for a chart that wants a moment. Do not truncate it and do not group '
    'by its date: east of UTC that is the day before. Group by day or day_local_at.';
comment on column mart.schedule_adherence_daily.agent_id is 'The agent.';
comment on column mart.schedule_adherence_daily.agent_name is 'Name of the agent today, from mart.agent, or the id.';
comment on column mart.schedule_adherence_daily.agent_group_id is
    'Group of the agent today, from mart.agent; -1 is the main group; NULL while nothing names the agent.';
comment on column mart.schedule_adherence_daily.agent_group_name is 'Name of that group today, from mart.agent_group.';
comment on column mart.schedule_adherence_daily.planned_s is 'Planned seconds of the day, of all activities.';
comment on column mart.schedule_adherence_daily.planned_work_s is 'Planned seconds of work on the day.';
comment on column mart.schedule_adherence_daily.online_in_work_s is
    'Seconds of planned_work_s in which the agent was online.';
comment on column mart.schedule_adherence_daily.adherent_s is
    'Seconds of planned_s in the planned state, as in mart.schedule_adherence.';
comment on column mart.schedule_adherence_daily.adherence_share is
    'Adherence: adherent_s / planned_s, 0 to 1. For longer spans add up both and divide.';
comment on column mart.schedule_adherence_daily.online_s is
    'Seconds in which the agent was online on the whole day, planned or not. Two logins at once count once.';
comment on column mart.schedule_adherence_daily.conformance_share is
    'Conformance: online_s / planned_work_s, above 1 when the agent was online longer than planned, whenever that was; NULL '
    'without planned work. For longer spans add up both and divide.';
comment on column mart.schedule_adherence_daily.late_login_s is
    'Sum of late_login_s of the parts of work that start on the day; a part without any login is in absent_work_parts instead.';
comment on column mart.schedule_adherence_daily.early_logout_s is
    'Sum of early_logout_s of the parts of work that end on the day.';
comment on column mart.schedule_adherence_daily.planned_parts is 'Planned parts with time on the day.';
comment on column mart.schedule_adherence_daily.work_parts is 'Those of them that are work.';
comment on column mart.schedule_adherence_daily.absent_work_parts is
    'Those of work_parts in which the agent was never logged in.';
comment on column mart.schedule_adherence_daily.is_over is
    'Whether all parts have ended and what the agent did is known, as in mart.schedule_adherence. FALSE: the numbers still change.';
comment on column mart.schedule_adherence_daily.has_overlap is
    'Whether planned parts of the agent overlap, so that their time counts more than once.';
