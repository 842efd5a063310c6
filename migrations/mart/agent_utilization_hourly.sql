create or replace view mart.agent_utilization_hourly as
select
    h.account_id, h.day, h.day::timestamp as day_local_at,
    mart.day_start(h.day, s.time_zone) as day_started_at, h.hour_at, nullif(h.agent_id, '') as agent_id,
    h.logged_in_s, h.online_s, h.back_soon_s, h.away_s, h.chatting_s, h.online_chatting_s, h.chat_slot_s,
    h.capacity_slot_s,
    mart.share(h.online_chatting_s, h.online_s) as chatting_share,
    mart.share(h.chat_slot_s, h.capacity_slot_s) as utilization_share,
    h.hour_at at time zone coalesce(s.time_zone, 'UTC') as hour_local_at,
    coalesce(h.hour_at + interval '1 hour' <= t.agents_through_at, false) as is_complete,
    h.change_number, h.changed_at
from fact.agent_hour h
left join mart.account_setting s on s.account_id = h.account_id
left join fact.complete_through t on t.account_id = h.account_id;
comment on view mart.agent_utilization_hourly is
    'Aggregate: Time of each agent in each hour: one row per agent and hour in which the agent was logged in. An agent who '
    'is logged in twice at once counts twice. Of a shift without any change for more than three days the days after '
    'the third are missing. Needs feed agent_activity; empty while it is missing. A shift '
    'arrives when it is over, up to 6 hours later: the last hours still grow. Filter on account_id and day.';
comment on column mart.agent_utilization_hourly.account_id is 'LivePerson account (site) number.';
comment on column mart.agent_utilization_hourly.agent_id is 'The agent.';
comment on column mart.agent_utilization_hourly.hour_at is
    'First moment of the hour, UTC; hours are those of the clock in the time zone of the account.';
comment on column mart.agent_utilization_hourly.day is 'Day of the hour, in the time zone of the account. Group by it.';
comment on column mart.agent_utilization_hourly.day_local_at is
    'Midnight of day on the clock of the account, without a time zone: for tools that want a time in place of a date. '
    'Group by it or by day: truncated to the day, it stays the same day in every session.';
comment on column mart.agent_utilization_hourly.day_started_at is
    'First moment of day, UTC: to filter on, and for a chart that wants a moment. Do not truncate it and do not group '
    'by its date: east of UTC that is the day before. Group by day or day_local_at.';
comment on column mart.agent_utilization_hourly.logged_in_s is 'Seconds of the hour in which the agent was logged in.';
comment on column mart.agent_utilization_hourly.online_s is 'Seconds of it in state online (2).';
comment on column mart.agent_utilization_hourly.back_soon_s is 'Seconds of it in state back soon (3).';
comment on column mart.agent_utilization_hourly.away_s is 'Seconds of it in state away (4).';
comment on column mart.agent_utilization_hourly.chatting_s is 'Seconds of it with at least one chat, in any state.';
comment on column mart.agent_utilization_hourly.online_chatting_s is 'Seconds of it online with at least one chat.';
comment on column mart.agent_utilization_hourly.chat_slot_s is 'Seconds of chats while online, as in mart.agent_shift.';
comment on column mart.agent_utilization_hourly.capacity_slot_s is
    'Seconds of chats there was room for while online, as in mart.agent_shift.';
comment on column mart.agent_utilization_hourly.chatting_share is
    'online_chatting_s / online_s, as in mart.agent_shift. For longer spans add up both and divide.';
comment on column mart.agent_utilization_hourly.utilization_share is
    'chat_slot_s / capacity_slot_s, as in mart.agent_shift. For longer spans add up both and divide.';
comment on column mart.agent_utilization_hourly.hour_local_at is
    'hour_at on the clock of the account, without a time zone.';
comment on column mart.agent_utilization_hourly.is_complete is
    'Whether feed agent_activity is complete through the hour. FALSE: it may still grow.';
comment on column mart.agent_utilization_hourly.change_number is
    'Grows with every change of the row, as in mart.chat: a copy elsewhere takes over the rows with a greater number than the '
    'greatest that it has. Rows that are gone are in mart.deletion.';
comment on column mart.agent_utilization_hourly.changed_at is
    'When the row was written with this change_number, UTC, clock of the database.';
