create or replace view mart.contact_quarter_hourly as
select
    i.account_id, i.day, i.day::timestamp as day_local_at, i.interval_started_at,
    i.interval_started_at + interval '15 minutes' as interval_end_at,
    i.interval_started_at at time zone coalesce(s.time_zone, 'UTC') as interval_local_at, 900 as interval_s,
    i.channel, nullif(i.skill_id, '') as skill_id, coalesce(n.name, nullif(i.skill_id, '')) as skill_name,
    i.offered_contacts,
    i.answered_contacts,
    i.abandoned_contacts,
    i.short_abandoned_contacts,
    i.within_service_level_contacts,
    i.service_level_contacts,
    i.transferred_contacts,
    i.transfer_known_contacts,
    i.wait_total_s,
    i.waited_contacts,
    i.abandon_wait_total_s,
    i.abandon_waited_contacts,
    i.first_response_total_s,
    i.responded_contacts,
    i.handling_total_s,
    i.handled_contacts,
    i.survey_score_total,
    i.scored_contacts,
    mart.share(i.within_service_level_contacts, i.service_level_contacts) as service_level_share,
    coalesce(k.service_level_target, s.service_level_target, 0.8) as service_level_target,
    mart.share(i.abandoned_contacts, i.offered_contacts) as abandonment_share,
    coalesce(
        i.interval_started_at + interval '15 minutes' <= case i.channel when 'chat' then t.chats_through_at else t.messaging_through_at end, false
    ) as is_complete,
    i.change_number, i.changed_at
from fact.contact_quarter_hourly i
left join mart.account_setting s on s.account_id = i.account_id
left join mart.skill_setting k on k.account_id = i.account_id and k.skill_id = i.skill_id
left join mart.skill n on n.account_id = i.account_id and n.skill_id = i.skill_id
left join fact.complete_through t on t.account_id = i.account_id;
comment on view mart.contact_quarter_hourly is
    'Aggregate: Contacts by quarter of an hour, channel and skill, by the time they began, with the measures of mart.contact to '
    'add up: offered, answered, abandoned, within the service level, handling time. Quarter of an hours without a '
    'contact have no row. mart.contact_quarter_hourly, mart.contact_half_hourly, mart.contact_hourly and mart.contact_daily '
    'show the same contacts by longer spans. Needs the feeds of mart.contact. Filter on account_id and day, or on '
    'interval_started_at.';
comment on column mart.contact_quarter_hourly.account_id is 'LivePerson account (site) number.';
comment on column mart.contact_quarter_hourly.day is 'Day of the contacts, in the time zone of the account. Group by it.';
comment on column mart.contact_quarter_hourly.day_local_at is
    'Midnight of day on the clock of the account, without a time zone: for tools that want a time in place of a date. '
    'Group by it or by day: truncated to the day, it stays the same day in every session.';
comment on column mart.contact_quarter_hourly.interval_started_at is 'First moment of the quarter of an hour, UTC.';
comment on column mart.contact_quarter_hourly.interval_end_at is 'First moment after the quarter of an hour, UTC.';
comment on column mart.contact_quarter_hourly.interval_local_at is
    'interval_started_at on the clock of the account, without a time zone. Where clocks go back, two intervals have '
    'the same.';
comment on column mart.contact_quarter_hourly.interval_s is 'Length of the interval in seconds: 900.';
comment on column mart.contact_quarter_hourly.channel is 'chat or messaging.';
comment on column mart.contact_quarter_hourly.skill_id is
    'The (last) skill of the contacts; -1 is unassigned; NULL when not known.';
comment on column mart.contact_quarter_hourly.skill_name is
    'Name of skill_id today (mart.skill.name), or the id while nothing names the skill.';
comment on column mart.contact_quarter_hourly.offered_contacts is
    'Contacts that began in the interval and asked for an agent: the answered and the abandoned ones; open '
    'conversations that no agent took yet are left out.';
comment on column mart.contact_quarter_hourly.answered_contacts is 'Of them those that an agent took (is_connected).';
comment on column mart.contact_quarter_hourly.abandoned_contacts is
    'Of them those that ended without an agent (is_abandoned).';
comment on column mart.contact_quarter_hourly.short_abandoned_contacts is
    'Of abandoned_contacts those that ended at once (is_short_abandon).';
comment on column mart.contact_quarter_hourly.within_service_level_contacts is 'Contacts with is_within_service_level.';
comment on column mart.contact_quarter_hourly.service_level_contacts is
    'Contacts that count for the service level (is_within_service_level is TRUE or FALSE).';
comment on column mart.contact_quarter_hourly.transferred_contacts is 'Of answered_contacts those that were transferred.';
comment on column mart.contact_quarter_hourly.transfer_known_contacts is
    'Of answered_contacts those whose transfers are known.';
comment on column mart.contact_quarter_hourly.wait_total_s is 'Sum of wait_s, in seconds.';
comment on column mart.contact_quarter_hourly.waited_contacts is
    'Contacts with a wait_s: wait_total_s / waited_contacts is the average speed of answer.';
comment on column mart.contact_quarter_hourly.abandon_wait_total_s is 'Sum of abandon_wait_s, in seconds.';
comment on column mart.contact_quarter_hourly.abandon_waited_contacts is
    'Contacts with an abandon_wait_s: what abandon_wait_total_s is divided by.';
comment on column mart.contact_quarter_hourly.first_response_total_s is 'Sum of first_response_s, in seconds.';
comment on column mart.contact_quarter_hourly.responded_contacts is
    'Contacts with a first_response_s: what first_response_total_s is divided by.';
comment on column mart.contact_quarter_hourly.handling_total_s is 'Sum of handling_s, in seconds.';
comment on column mart.contact_quarter_hourly.handled_contacts is
    'Contacts with a handling_s: handling_total_s / handled_contacts is the average handling time.';
comment on column mart.contact_quarter_hourly.survey_score_total is 'Sum of survey_score.';
comment on column mart.contact_quarter_hourly.scored_contacts is
    'Contacts with a survey_score: what survey_score_total is divided by.';
comment on column mart.contact_quarter_hourly.service_level_share is
    'Service level: within_service_level_contacts / service_level_contacts, 0 to 1; NULL when none counts. For more '
    'rows divide sums by sums.';
comment on column mart.contact_quarter_hourly.service_level_target is
    'The share that is aimed at: of mart.skill_setting, otherwise of mart.account_setting, otherwise 0.8.';
comment on column mart.contact_quarter_hourly.abandonment_share is
    'abandoned_contacts / offered_contacts, 0 to 1. For more rows divide sums by sums.';
comment on column mart.contact_quarter_hourly.is_complete is
    'Whether the feeds of the channel are complete through the end of it (mart.complete_through). FALSE: it may still '
    'grow.';
comment on column mart.contact_quarter_hourly.change_number is
    'Grows with every change of the row, as in mart.chat: a copy elsewhere takes over the rows with a greater number than the '
    'greatest that it has. Rows that are gone are in mart.deletion.';
comment on column mart.contact_quarter_hourly.changed_at is
    'When the row was written with this change_number, UTC, clock of the database.';
