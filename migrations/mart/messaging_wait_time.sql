create or replace view mart.messaging_wait_time as
select
    w.account_id, w.skill_id, coalesce(n.name, w.skill_id) as skill_name,
    w.sampled_at, w.estimated_wait_time_s as estimated_wait_s,
    w.estimated_at,
    w.loaded_at as changed_at
from liveperson.wait_time_estimate w
left join mart.skill n on n.account_id = w.account_id and n.skill_id = w.skill_id;
comment on view mart.messaging_wait_time is
    'Snapshot: How long upstream expects the next consumer of a skill to wait in messaging, one row per moment and '
    'skill. An estimate: it wants about 120 assignments an hour in the skill, and is unreliable for a quarter of an '
    'hour after the number of agents changed much. Needs feed messaging_operations; a gap cannot be filled later. '
    'Filter on account_id and sampled_at.';
comment on column mart.messaging_wait_time.account_id is 'LivePerson account (site) number.';
comment on column mart.messaging_wait_time.skill_id is 'The skill; -1 is unassigned.';
comment on column mart.messaging_wait_time.skill_name is
    'Name of the skill today, from mart.skill, or the id while nothing names it.';
comment on column mart.messaging_wait_time.sampled_at is 'The moment, UTC, by the clock of upstream.';
comment on column mart.messaging_wait_time.estimated_wait_s is
    'Wait that is expected, in seconds; NULL when upstream makes no estimate. Field estimatedWaitTime.';
comment on column mart.messaging_wait_time.estimated_at is 'When upstream made the estimate, UTC. Field timestamp.';
comment on column mart.messaging_wait_time.changed_at is
    'When the sample was last stored or replaced here, UTC, clock of the database.';
