create or replace view mart.skill_queue_snapshot as
select
    q.account_id, q.skill_id, q.sampled_at, q.current_queue_size, q.current_available_slots,
    round(q.current_max_wait_time_in_queue_ms / 1000.0, 3) as longest_wait_s,
    q.loaded_at as changed_at
from liveperson.queue_state q
where q.grain = 'skill';
comment on view mart.skill_queue_snapshot is
    'Snapshot: Queue of each skill at a moment, one row per moment and skill. Needs feed operational; a gap cannot '
    'be filled later.';
comment on column mart.skill_queue_snapshot.account_id is 'LivePerson account (site) number.';
comment on column mart.skill_queue_snapshot.skill_id is 'The skill; name in mart.skill.';
comment on column mart.skill_queue_snapshot.sampled_at is 'The moment, UTC, by the clock of upstream.';
comment on column mart.skill_queue_snapshot.current_queue_size is
    'Chats waiting; NULL without data. Field currentQueueSize.';
comment on column mart.skill_queue_snapshot.current_available_slots is
    'Free places for chats; NULL without data. Field currentAvailableSlots.';
comment on column mart.skill_queue_snapshot.longest_wait_s is
    'Longest wait of the chats waiting, in seconds; NULL when nobody waits. Field currentMaxWaitTimeInQueue.';
comment on column mart.skill_queue_snapshot.changed_at is
    'When the sample was last stored or replaced here, UTC, clock of the database.';
