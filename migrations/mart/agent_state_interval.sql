create or replace view mart.agent_state_interval as
select
    s.account_id, mart.agent_or_null(s.agent_id) as agent_id,
    case when s.state_id ~ '^[0-9]{1,9}$' then s.state_id::integer end as state_id, s.state_name,
    s.interval_end_at - make_interval(secs => s.interval_s) as interval_started_at, s.interval_end_at, s.interval_s,
    s.total_s, s.chatting_s, s.not_chatting_s, s.chatting_in_max_concurrency_s, s.is_final,
    s.loaded_at as changed_at
from liveperson.agent_state_interval s
where s.grain = 'agent' and s.reason_id = '' and s.state_id <> '-1';
comment on view mart.agent_state_interval is
    'Interval: Time of each agent in each state, as upstream measured it, one row per interval, agent and state. '
    'States may be added up: the sum that upstream prints beside them (logged in) is left out. Needs feed '
    'operational, which keeps 24 hours: what was not polled by then is missing for ever. Filter on account_id and '
    'interval_end_at.';
comment on column mart.agent_state_interval.account_id is 'LivePerson account (site) number.';
comment on column mart.agent_state_interval.agent_id is 'The agent; name in mart.agent.';
comment on column mart.agent_state_interval.state_id is
    'State: 2 online, 3 back soon, 4 away; names in mart.agent_state. Field id of a state.';
comment on column mart.agent_state_interval.state_name is
    'Name of the state in upstream''s words. Field name of a state.';
comment on column mart.agent_state_interval.interval_started_at is 'Begin of the interval, UTC.';
comment on column mart.agent_state_interval.interval_end_at is
    'End of the interval, UTC. Operational Real-time field timestamp.';
comment on column mart.agent_state_interval.interval_s is
    'Length of the interval in seconds. Never add up rows of different lengths: they overlap.';
comment on column mart.agent_state_interval.total_s is 'Seconds in the state. Field value.total.';
comment on column mart.agent_state_interval.chatting_s is 'Seconds of it with at least one chat. Field value.chatting.';
comment on column mart.agent_state_interval.not_chatting_s is 'Seconds of it without a chat. Field value.notChatting.';
comment on column mart.agent_state_interval.chatting_in_max_concurrency_s is
    'Seconds of it with as many chats as the agent may have. Field value.chattingInMaxConcurrency.';
comment on column mart.agent_state_interval.is_final is
    'Whether the interval was over when upstream answered. FALSE: the numbers still grow.';
comment on column mart.agent_state_interval.changed_at is
    'When the interval was last stored or replaced here, UTC, clock of the database.';
