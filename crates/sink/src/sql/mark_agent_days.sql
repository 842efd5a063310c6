-- The days of shifts, from the first change to the last; of one that seems endless the first five weeks.
insert into ingest.fact_mark (subject, account_id, key, unit_id)
select distinct 'agent_day', m.account_id, d.day::text, m.unit_id
from ingest.fact_mark m
cross join lateral (
    select
        mart.account_day(m.account_id, min(v.occurred_at)) as first_day,
        mart.account_day(m.account_id, max(v.occurred_at)) as last_day
    from liveperson.agent_event v
    where v.account_id = m.account_id and v.agent_session_id = m.key
) s
cross join lateral mart.days(s.first_day, least(s.last_day, s.first_day + 35)) as d (day)
where m.mark_id = any($1)
