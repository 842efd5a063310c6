create or replace view mart.group_wait_histogram as
select
    h.account_id, h.group_id as agent_group_id,
    h.interval_end_at - make_interval(secs => h.interval_s) as interval_started_at, h.interval_end_at,
    h.lower_bound_s, h.chats, h.share, h.accumulated_share
from liveperson.sla_histogram h
where h.group_id <> '' and h.interval_end_at = date_trunc('hour', h.interval_end_at, 'UTC');
comment on view mart.group_wait_histogram is
    'How long the chats of an hour had waited, one row per hour, group of agents and bar. Full hours only, so '
    'that hours do not overlap. Needs feed operational; a gap cannot be filled later.';
comment on column mart.group_wait_histogram.account_id is 'LivePerson account (site) number.';
comment on column mart.group_wait_histogram.agent_group_id is 'The group of agents; name in mart.agent_group.';
comment on column mart.group_wait_histogram.interval_started_at is 'Begin of the hour, UTC.';
comment on column mart.group_wait_histogram.interval_end_at is 'End of the hour, UTC.';
comment on column mart.group_wait_histogram.lower_bound_s is
    'Shortest wait of the bar, in seconds; it ends where the next bar begins. Name within slaDataRange.';
comment on column mart.group_wait_histogram.chats is
    'Chats whose wait fell into the bar; accurate to 5 seconds. Field chats.';
comment on column mart.group_wait_histogram.share is
    'Those chats as a share of all, 0 to 1. Field percentageFromTotal.';
comment on column mart.group_wait_histogram.accumulated_share is
    'Chats of this and all lower bars as a share of all, 0 to 1. Field accumulated.';
