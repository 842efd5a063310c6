create or replace view mart.agent_daily as
select
    d.account_id, d.day, d.day::timestamp as day_local_at, mart.day_start(d.day, s.time_zone) as day_started_at,
    nullif(d.agent_id, '') as agent_id, coalesce(n.name, nullif(d.agent_id, '')) as agent_name,
    d.logged_in_s, d.online_s, d.back_soon_s, d.away_s, d.chatting_s, d.online_chatting_s, d.chat_slot_s, d.capacity_slot_s,
    mart.share(d.online_chatting_s, d.online_s) as chatting_share,
    mart.share(d.chat_slot_s, d.capacity_slot_s) as utilization_share,
    d.chats, d.answered_chats, d.transferred_chats, d.first_response_total_s, d.responded_chats,
    d.handling_total_s, d.handled_chats, d.survey_score_total, d.scored_chats, d.surveyed_chats,
    d.messaging_conversations,
    k.day is not null as is_complete,
    d.change_number, d.changed_at
from fact.agent_day d
left join mart.account_setting s on s.account_id = d.account_id
left join fact.complete_day k on k.account_id = d.account_id and k.day = d.day
left join mart.agent n on n.account_id = d.account_id and n.agent_id = d.agent_id;
comment on view mart.agent_daily is
    'Aggregate: Days of each agent, one row per agent and day on which the agent was logged in or had a contact: time at work '
    'and what became of the chats that began on the day and had the agent as the last one. The parts of others in '
    'these chats are in mart.chat_participation. Needs agent_activity for the times, the feeds of mart.chat for '
    'chats, messaging_interactions for messaging_conversations. Filter on account_id and day.';
comment on column mart.agent_daily.account_id is 'LivePerson account (site) number.';
comment on column mart.agent_daily.day is 'The day, in the time zone of the account. Group by it.';
comment on column mart.agent_daily.day_local_at is
    'Midnight of day on the clock of the account, without a time zone: for tools that want a time in place of a date. '
    'Group by it or by day: truncated to the day, it stays the same day in every session.';
comment on column mart.agent_daily.day_started_at is
    'First moment of day, UTC: to filter on, and for a chart that wants a moment. Do not truncate it and do not group '
    'by its date: east of UTC that is the day before. Group by day or day_local_at.';
comment on column mart.agent_daily.agent_id is 'The agent, human or bot; NULL for time of nobody that upstream named.';
comment on column mart.agent_daily.agent_name is
    'Name of agent_id today (mart.agent.name), or the id while nothing names the agent.';
comment on column mart.agent_daily.logged_in_s is 'Seconds of the day in which the agent was logged in.';
comment on column mart.agent_daily.online_s is 'Seconds of it in state online (2).';
comment on column mart.agent_daily.back_soon_s is 'Seconds of it in state back soon (3).';
comment on column mart.agent_daily.away_s is 'Seconds of it in state away (4).';
comment on column mart.agent_daily.chatting_s is 'Seconds of it with at least one chat, in any state.';
comment on column mart.agent_daily.online_chatting_s is 'Seconds of it online with at least one chat.';
comment on column mart.agent_daily.chat_slot_s is 'Seconds of chats while online, as in mart.agent_shift.';
comment on column mart.agent_daily.capacity_slot_s is
    'Seconds of chats there was room for while online, as in mart.agent_shift.';
comment on column mart.agent_daily.chatting_share is
    'online_chatting_s / online_s, 0 to 1: occupancy. For more rows divide sums by sums.';
comment on column mart.agent_daily.utilization_share is
    'chat_slot_s / capacity_slot_s, as in mart.agent_shift. For more rows divide sums by sums.';
comment on column mart.agent_daily.chats is 'Chats that began on the day and whose (last) agent it is.';
comment on column mart.agent_daily.answered_chats is 'Of chats those that were connected.';
comment on column mart.agent_daily.transferred_chats is
    'Of answered_chats those that were transferred, by whomever; NULL when transfers are known of none of them, as in '
    'mart.daily_summary.';
comment on column mart.agent_daily.first_response_total_s is 'Sum of first_response_s of chats, in seconds.';
comment on column mart.agent_daily.responded_chats is
    'Chats with a first_response_s: what first_response_total_s is divided by.';
comment on column mart.agent_daily.handling_total_s is 'Sum of handling_s of chats, in seconds.';
comment on column mart.agent_daily.handled_chats is 'Chats with a handling_s: what handling_total_s is divided by.';
comment on column mart.agent_daily.survey_score_total is 'Sum of survey_score of chats.';
comment on column mart.agent_daily.scored_chats is 'Chats with a survey_score: what survey_score_total is divided by.';
comment on column mart.agent_daily.surveyed_chats is
    'Chats whose visitor answered a question of the survey after the chat.';
comment on column mart.agent_daily.messaging_conversations is
    'Conversations of messaging that began on the day and whose (last) agent it is.';
comment on column mart.agent_daily.is_complete is
    'Whether all feeds of the account were loaded completely through the day. FALSE: it may still grow.';
comment on column mart.agent_daily.change_number is
    'Grows with every change of the row, as in mart.chat: a copy elsewhere takes over the rows with a greater number than the '
    'greatest that it has. Rows that are gone are in mart.deletion.';
comment on column mart.agent_daily.changed_at is
    'When the row was written with this change_number, UTC, clock of the database.';
