create or replace view mart.group_wait_histogram as
select
    h.account_id, h.group_id as agent_group_id,
    h.interval_end_at - make_interval(secs => h.interval_s) as interval_started_at, h.interval_end_at,
    h.interval_s, h.lower_bound_s, h.chats, h.share, h.accumulated_share,
    h.loaded_at as changed_at
from liveperson.sla_histogram h
where h.group_id <> '' and not exists (
    select from liveperson.sla_histogram s
    where s.account_id = h.account_id and s.group_id = h.group_id and s.interval_end_at = h.interval_end_at
        and s.interval_s < h.interval_s
);
comment on view mart.group_wait_histogram is
    'Interval: How long the chats of an interval had waited, one row per interval, group of agents and bar; as '
    'mart.wait_histogram. Needs feed operational; a gap cannot be filled later.';
comment on column mart.group_wait_histogram.account_id is 'LivePerson account (site) number.';
comment on column mart.group_wait_histogram.agent_group_id is 'The group of agents; name in mart.agent_group.';
comment on column mart.group_wait_histogram.interval_started_at is 'Begin of the interval, UTC.';
comment on column mart.group_wait_histogram.interval_end_at is 'End of the interval, UTC.';
comment on column mart.group_wait_histogram.interval_s is
    'Length of the interval in seconds: 3600 while a daemon runs all the time.';
comment on column mart.group_wait_histogram.lower_bound_s is
    'Shortest wait of the bar, in seconds; it ends where the next bar begins. Name within slaDataRange.';
comment on column mart.group_wait_histogram.chats is
    'Chats whose wait fell into the bar; accurate to 5 seconds. Field chats.';
comment on column mart.group_wait_histogram.share is
    'Those chats as a share of all, 0 to 1. Field percentageFromTotal.';
comment on column mart.group_wait_histogram.accumulated_share is
    'Chats of this and all lower bars as a share of all, 0 to 1. Field accumulated.';
comment on column mart.group_wait_histogram.changed_at is
    'When the sample was last stored or replaced here, UTC, clock of the database.';
