create or replace view mart.daily_summary as
select
    d.account_id, d.day, d.day_local_at, d.day_started_at,
    coalesce(c.chats, 0) as chats, coalesce(c.connected_chats, 0) as connected_chats,
    coalesce(c.abandoned_chats, 0) as abandoned_chats,
    mart.share(c.abandoned_chats, c.abandoned_chats + c.connected_chats) as abandonment_share,
    coalesce(c.interactive_chats, 0) as interactive_chats,
    case when coalesce(c.transfer_known_chats, 0) > 0 or coalesce(c.connected_chats, 0) = 0
        then coalesce(c.transferred_chats, 0) end as transferred_chats,
    coalesce(c.transfer_known_chats, 0) as transfer_known_chats,
    mart.share(c.transferred_chats, c.transfer_known_chats) as transfer_share,
    c.wait_avg_s, c.wait_median_s, c.wait_p90_s, c.abandon_wait_avg_s,
    c.first_response_avg_s, c.handling_avg_s, c.duration_avg_s,
    coalesce(c.surveyed_chats, 0) as surveyed_chats, coalesce(c.scored_chats, 0) as scored_chats, c.survey_score_avg,
    coalesce(c.chats_with_lead, 0) as chats_with_lead, coalesce(c.chats_with_purchase, 0) as chats_with_purchase,
    coalesce(c.agents, 0) as agents, coalesce(c.online_s, 0) as online_s,
    mart.share(c.online_chatting_s, c.online_s) as chatting_share,
    mart.share(c.chat_slot_s, c.capacity_slot_s) as utilization_share,
    coalesce(c.messaging_conversations, 0) as messaging_conversations,
    coalesce(c.history_only_chats, 0) as history_only_chats,
    coalesce(c.short_abandoned_chats, 0) as short_abandoned_chats,
    coalesce(c.within_service_level_chats, 0) as within_service_level_chats,
    coalesce(c.service_level_chats, 0) as service_level_chats,
    mart.share(c.within_service_level_chats, c.service_level_chats) as service_level_share,
    coalesce(s.service_level_target, 0.8) as service_level_target,
    k.day is not null as is_complete,
    exists (
        select from fact.restatement r where r.account_id = d.account_id and r.day = d.day
    ) as is_restated,
    c.change_number, c.changed_at
from mart.account_calendar d
left join fact.day c on c.account_id = d.account_id and c.day = d.day
left join fact.complete_day k on k.account_id = d.account_id and k.day = d.day
left join mart.account_setting s on s.account_id = d.account_id;
comment on view mart.daily_summary is
    'Aggregate: A day of an account in one row, also days without chats. Chats count on the day they were asked for '
    '(started_at); conversations of messaging are none. Measures are those of mart.chat and mart.agent_shift; '
    'averages leave out chats whose measure is NULL. Needs the feeds of mart.chat, and agent_activity for agents, '
    'online_s, chatting_share and utilization_share, which are 0 or NULL while it is missing. The last day or two '
    'still grow: see mart.freshness.';
comment on column mart.daily_summary.account_id is 'LivePerson account (site) number.';
comment on column mart.daily_summary.day is
    'The day, in the time zone of the account (mart.account_setting). Group by it.';
comment on column mart.daily_summary.day_local_at is
    'Midnight of day on the clock of the account, without a time zone: for tools that want a time in place of a date. '
    'Group by it or by day: truncated to the day, it stays the same day in every session.';
comment on column mart.daily_summary.day_started_at is
    'First moment of day, UTC: to filter on, and for a chart that wants a moment. Do not truncate it and do not group '
    'by its date: east of UTC that is the day before. Group by day or day_local_at.';
comment on column mart.daily_summary.chats is 'Chats asked for on the day, without conversations of messaging.';
comment on column mart.daily_summary.connected_chats is 'Of them those that an agent took (is_connected).';
comment on column mart.daily_summary.abandoned_chats is 'Of them those that no agent took (is_abandoned).';
comment on column mart.daily_summary.abandonment_share is
    'abandoned_chats / offered chats (abandoned_chats + connected_chats), 0 to 1, as mart.chat.is_abandoned defines '
    'it; NULL without chats. For longer spans divide sums by sums.';
comment on column mart.daily_summary.interactive_chats is 'Of them those in which was written (is_interactive).';
comment on column mart.daily_summary.transferred_chats is
    'Of connected_chats those that were transferred (is_transferred); NULL when transfers are known of none of them.';
comment on column mart.daily_summary.transfer_known_chats is
    'Of connected_chats those whose transfers are known: all but those that only Engagement History has.';
comment on column mart.daily_summary.transfer_share is
    'transferred_chats / transfer_known_chats, 0 to 1, as mart.chat.is_transferred defines it; NULL when transfers are '
    'known of none. For longer spans divide sums by sums.';
comment on column mart.daily_summary.wait_avg_s is 'Average of wait_s of mart.chat, in seconds.';
comment on column mart.daily_summary.wait_median_s is 'Median of wait_s: half of the connected chats waited less.';
comment on column mart.daily_summary.wait_p90_s is
    '90th percentile of wait_s: nine of ten connected chats waited less.';
comment on column mart.daily_summary.abandon_wait_avg_s is 'Average of abandon_wait_s of mart.chat, in seconds.';
comment on column mart.daily_summary.first_response_avg_s is 'Average of first_response_s of mart.chat, in seconds.';
comment on column mart.daily_summary.handling_avg_s is 'Average of handling_s of mart.chat, in seconds.';
comment on column mart.daily_summary.duration_avg_s is 'Average of duration_s of mart.chat, in seconds.';
comment on column mart.daily_summary.surveyed_chats is
    'Chats whose visitor answered a question of the survey after the chat (has_post_chat_answer).';
comment on column mart.daily_summary.scored_chats is 'Chats with a survey_score.';
comment on column mart.daily_summary.survey_score_avg is 'Average of survey_score of mart.chat, a chat counting once.';
comment on column mart.daily_summary.chats_with_lead is 'Chats with a lead (has_lead).';
comment on column mart.daily_summary.chats_with_purchase is 'Chats with a purchase (has_purchase).';
comment on column mart.daily_summary.agents is 'Agents who were logged in on the day.';
comment on column mart.daily_summary.online_s is 'Seconds that agents were online, together.';
comment on column mart.daily_summary.chatting_share is
    'Share of that time with at least one chat, 0 to 1, as in mart.agent_shift.';
comment on column mart.daily_summary.utilization_share is
    'Chats had as a share of chats there was room for, as in mart.agent_shift.';
comment on column mart.daily_summary.messaging_conversations is
    'Conversations of messaging that began on the day, as Data Access tells of them; in no other column.';
comment on column mart.daily_summary.history_only_chats is
    'Of chats those that rest on Engagement History alone (mart.chat.sources): their transfers are not known.';
comment on column mart.daily_summary.short_abandoned_chats is
    'Of abandoned_chats those that were abandoned at once (mart.chat.is_short_abandon).';
comment on column mart.daily_summary.within_service_level_chats is 'Chats with mart.chat.is_within_service_level.';
comment on column mart.daily_summary.service_level_chats is
    'Chats that count for the service level: the connected ones whose wait is known and the abandoned ones without the '
    'short abandons.';
comment on column mart.daily_summary.service_level_share is
    'Service level: within_service_level_chats / service_level_chats, 0 to 1. For longer spans divide sums by sums.';
comment on column mart.daily_summary.service_level_target is
    'The share that the account aims at (mart.account_setting), 0.8 unless set.';
comment on column mart.daily_summary.is_complete is
    'Whether all feeds that the day rests on were loaded completely when it was last looked at. FALSE: it still grows.';
comment on column mart.daily_summary.is_restated is
    'Whether a measure changed after the day was complete: mart.restatement says which, and why.';
comment on column mart.daily_summary.change_number is
    'Grows with every change of the row, as in mart.chat: a copy elsewhere takes over the rows with a greater number than the '
    'greatest that it has. Rows that are gone are in mart.deletion.';
comment on column mart.daily_summary.changed_at is
    'When the row was written with this change_number, UTC, clock of the database.';
