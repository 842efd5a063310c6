create or replace view mart.contact_daily as
select
    i.account_id, i.day, i.day::timestamp as day_local_at, mart.day_start(i.day, s.time_zone) as day_started_at,
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
        mart.day_start(i.day + 1, s.time_zone) <= case i.channel when 'chat' then t.chats_through_at else t.messaging_through_at end, false
    ) as is_complete,
    i.change_number, i.changed_at
from (
    select
        c.account_id, c.day, c.channel, c.skill_id,
        sum(c.offered_contacts) as offered_contacts,
        sum(c.answered_contacts) as answered_contacts,
        sum(c.abandoned_contacts) as abandoned_contacts,
        sum(c.short_abandoned_contacts) as short_abandoned_contacts,
        sum(c.within_service_level_contacts) as within_service_level_contacts,
        sum(c.service_level_contacts) as service_level_contacts,
        sum(c.transferred_contacts) as transferred_contacts,
        sum(c.transfer_known_contacts) as transfer_known_contacts,
        sum(c.wait_total_s) as wait_total_s,
        sum(c.waited_contacts) as waited_contacts,
        sum(c.abandon_wait_total_s) as abandon_wait_total_s,
        sum(c.abandon_waited_contacts) as abandon_waited_contacts,
        sum(c.first_response_total_s) as first_response_total_s,
        sum(c.responded_contacts) as responded_contacts,
        sum(c.handling_total_s) as handling_total_s,
        sum(c.handled_contacts) as handled_contacts,
        sum(c.survey_score_total) as survey_score_total,
        sum(c.scored_contacts) as scored_contacts,
        max(c.change_number) as change_number, max(c.changed_at) as changed_at
    from fact.contact_quarter_hourly c
    group by c.account_id, c.day, c.channel, c.skill_id
) i
left join mart.account_setting s on s.account_id = i.account_id
left join mart.skill_setting k on k.account_id = i.account_id and k.skill_id = i.skill_id
left join mart.skill n on n.account_id = i.account_id and n.skill_id = i.skill_id
left join fact.complete_through t on t.account_id = i.account_id;
comment on view mart.contact_daily is
    'Aggregate: Contacts by day, channel and skill, by the time they began, with the measures of mart.contact to add up: '
    'offered, answered, abandoned, within the service level, handling time. Days without a contact have no row. '
    'mart.contact_quarter_hourly, mart.contact_half_hourly, mart.contact_hourly and mart.contact_daily show the same '
    'contacts by longer spans. Needs the feeds of mart.contact. Filter on account_id and day.';
comment on column mart.contact_daily.account_id is 'LivePerson account (site) number.';
comment on column mart.contact_daily.day is 'Day of the contacts, in the time zone of the account. Group by it.';
comment on column mart.contact_daily.day_local_at is
    'Midnight of day on the clock of the account, without a time zone: for tools that want a time in place of a date. '
    'Group by it or by day: truncated to the day, it stays the same day in every session.';
comment on column mart.contact_daily.day_started_at is
    'First moment of day, UTC: to filter on, and for a chart that wants a moment. Do not truncate it and do not group '
    'by its date: east of UTC that is the day before. Group by day or day_local_at.';
comment on column mart.contact_daily.channel is 'chat or messaging.';
comment on column mart.contact_daily.skill_id is
    'The (last) skill of the contacts; -1 is unassigned; NULL when not known.';
comment on column mart.contact_daily.skill_name is
    'Name of skill_id today (mart.skill.name), or the id while nothing names the skill.';
comment on column mart.contact_daily.offered_contacts is
    'Contacts that began in the interval and asked for an agent: the answered and the abandoned ones; open '
    'conversations that no agent took yet are left out.';
comment on column mart.contact_daily.answered_contacts is 'Of them those that an agent took (is_connected).';
comment on column mart.contact_daily.abandoned_contacts is 'Of them those that ended without an agent (is_abandoned).';
comment on column mart.contact_daily.short_abandoned_contacts is
    'Of abandoned_contacts those that ended at once (is_short_abandon).';
comment on column mart.contact_daily.within_service_level_contacts is 'Contacts with is_within_service_level.';
comment on column mart.contact_daily.service_level_contacts is
    'Contacts that count for the service level (is_within_service_level is TRUE or FALSE).';
comment on column mart.contact_daily.transferred_contacts is 'Of answered_contacts those that were transferred.';
comment on column mart.contact_daily.transfer_known_contacts is 'Of answered_contacts those whose transfers are known.';
comment on column mart.contact_daily.wait_total_s is 'Sum of wait_s, in seconds.';
comment on column mart.contact_daily.waited_contacts is
    'Contacts with a wait_s: wait_total_s / waited_contacts is the average speed of answer.';
comment on column mart.contact_daily.abandon_wait_total_s is 'Sum of abandon_wait_s, in seconds.';
comment on column mart.contact_daily.abandon_waited_contacts is
    'Contacts with an abandon_wait_s: what abandon_wait_total_s is divided by.';
comment on column mart.contact_daily.first_response_total_s is 'Sum of first_response_s, in seconds.';
comment on column mart.contact_daily.responded_contacts is
    'Contacts with a first_response_s: what first_response_total_s is divided by.';
comment on column mart.contact_daily.handling_total_s is 'Sum of handling_s, in seconds.';
comment on column mart.contact_daily.handled_contacts is
    'Contacts with a handling_s: handling_total_s / handled_contacts is the average handling time.';
comment on column mart.contact_daily.survey_score_total is 'Sum of survey_score.';
comment on column mart.contact_daily.scored_contacts is
    'Contacts with a survey_score: what survey_score_total is divided by.';
comment on column mart.contact_daily.service_level_share is
    'Service level: within_service_level_contacts / service_level_contacts, 0 to 1; NULL when none counts. For more '
    'rows divide sums by sums.';
comment on column mart.contact_daily.service_level_target is
    'The share that is aimed at: of mart.skill_setting, otherwise of mart.account_setting, otherwise 0.8.';
comment on column mart.contact_daily.abandonment_share is
    'abandoned_contacts / offered_contacts, 0 to 1. For more rows divide sums by sums.';
comment on column mart.contact_daily.is_complete is
    'Whether the feeds of the channel are complete through the end of it (mart.complete_through). FALSE: it may still '
    'grow.';
comment on column mart.contact_daily.change_number is
    'Greatest change_number of the quarters of an hour in it: it grows when one of them changes, not when one is gone '
    '(mart.deletion).';
comment on column mart.contact_daily.changed_at is 'When one of them was last written, UTC, clock of the database.';
