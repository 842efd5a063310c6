-- A branch for each method, so that a condition on the end reaches the key of each table. An interval is
-- there when either method knows it, and final when both are.
create or replace view mart.queue_interval as
select
    k.account_id, k.interval_end_at - make_interval(secs => k.interval_s) as interval_started_at,
    k.interval_end_at, k.interval_s,
    max(k.entered_engagements) as entered_chats, max(k.connected_engagements) as connected_chats,
    max(k.abandoned_engagements) as abandoned_chats,
    mart.share(max(k.abandoned_engagements), max(k.abandoned_engagements) + max(k.connected_engagements))
        as abandonment_share,
    max(k.total_time_to_answer_s) as answer_wait_total_s, max(k.total_time_to_abandon_s) as abandon_wait_total_s,
    max(k.max_queue_size) as max_queue_size, max(k.min_queue_size) as min_queue_size,
    max(k.queue_size_sum) as queue_size_sum, max(k.queue_size_count) as queue_size_count,
    max(k.max_available_slots) as max_available_slots, max(k.min_available_slots) as min_available_slots,
    max(k.available_slots_sum) as available_slots_sum, max(k.available_slots_count) as available_slots_count,
    max(k.total_interactive_chats) as closed_interactive_chats,
    max(k.total_non_interactive_chats) as closed_non_interactive_chats,
    max(k.total_handling_time_s) as interactive_handling_total_s,
    bool_and(k.is_final) as is_final,
    max(k.loaded_at) as changed_at
from (
    select
        q.account_id, q.interval_s, q.interval_end_at, q.entered_engagements,
        q.connected_engagements, q.abandoned_engagements, q.total_time_to_answer_s, q.total_time_to_abandon_s,
        q.max_queue_size, q.min_queue_size, q.queue_size_sum, q.queue_size_count, q.max_available_slots,
        q.min_available_slots, q.available_slots_sum, q.available_slots_count,
        null::bigint as total_interactive_chats, null::bigint as total_non_interactive_chats,
        null::bigint as total_handling_time_s, q.is_final, q.loaded_at
    from liveperson.queue_health q
    where q.grain = 'account' and q.skill_id = ''
    union all
    select
        e.account_id, e.interval_s, e.interval_end_at, null, null, null, null, null, null,
        null, null, null, null, null, null, null,
        e.total_interactive_chats, e.total_non_interactive_chats, e.total_handling_time_s, e.is_final, e.loaded_at
    from liveperson.engagement_activity e
    where e.grain = 'account' and e.skill_id = '' and e.agent_id = ''
) k
group by k.account_id, k.interval_s, k.interval_end_at;
comment on view mart.queue_interval is
    'Interval: Queue of the account as upstream measured it, one row per interval: all skills together. Upstream''s '
    'own totals; they need not equal the sum of mart.skill_interval, nor counts of mart.chat. Needs feed '
    'operational, which keeps 24 hours: what was not polled by then is missing for ever. Filter on account_id and '
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
    'abandoned_chats / (abandoned_chats + connected_chats), 0 to 1, as mart.chat.is_abandoned defines it, but of '
    'upstream''s own counts at the queue, which need not equal those of mart.chat. NULL when there were none.';
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
comment on column mart.queue_interval.changed_at is
    'When the interval of either method was last stored or replaced here, UTC, clock of the database.';
