create or replace view mart.agent_interval as
select
    e.account_id, mart.agent_or_null(e.agent_id) as agent_id,
    e.interval_end_at - make_interval(secs => e.interval_s) as interval_started_at,
    e.interval_end_at, e.interval_s,
    e.total_interactive_chats as closed_interactive_chats,
    e.total_non_interactive_chats as closed_non_interactive_chats,
    e.total_handling_time_s as interactive_handling_total_s,
    e.non_interactive_total_handling_time_s as non_interactive_handling_total_s,
    e.connected_engagements as closed_connected_chats,
    e.is_final,
    e.loaded_at as changed_at
from liveperson.engagement_activity e
where e.grain = 'agent' and e.skill_id = '';
comment on view mart.agent_interval is
    'Interval: Chats that each agent closed, as upstream measured it, one row per interval and agent, over all '
    'skills. Needs feed operational, which keeps 24 hours: what was not polled by then is missing for ever. Filter '
    'on account_id and interval_end_at.';
comment on column mart.agent_interval.account_id is 'LivePerson account (site) number.';
comment on column mart.agent_interval.agent_id is 'The agent; NULL for nobody (upstream: -1, 0). Name in mart.agent.';
comment on column mart.agent_interval.interval_started_at is 'Begin of the interval, UTC.';
comment on column mart.agent_interval.interval_end_at is
    'End of the interval, UTC. Operational Real-time field timestamp.';
comment on column mart.agent_interval.interval_s is
    'Length of the interval in seconds. Never add up rows of different lengths: they overlap.';
comment on column mart.agent_interval.closed_interactive_chats is
    'Chats closed in which both wrote. Field totalInteractiveChats.';
comment on column mart.agent_interval.closed_non_interactive_chats is
    'Chats closed in which not both wrote. Field totalNonInteractiveChats.';
comment on column mart.agent_interval.interactive_handling_total_s is
    'Handling time of the interactive chats closed, together, in seconds. Field totalHandlingTime.';
comment on column mart.agent_interval.non_interactive_handling_total_s is
    'Handling time of the others, together, in seconds. Field nonInteractiveTotalHandlingTime.';
comment on column mart.agent_interval.closed_connected_chats is
    'Chats closed that had been connected to an agent. Field connectedEngagements.';
comment on column mart.agent_interval.is_final is
    'Whether the interval was over when upstream answered. FALSE: the numbers still grow.';
comment on column mart.agent_interval.changed_at is
    'When the interval was last stored or replaced here, UTC, clock of the database.';
