-- Hour by hour through the index on account and start; so a condition on day and hour reads these alone. The bars of
-- mart.wait_histogram are no source: they end at 15 and 30 seconds, and have no skills.
create or replace view mart.service_level_interval as
select
    h.account_id, h.day, h.day_local_at, h.day_started_at, h.hour_at,
    i.channel, i.skill_id, coalesce(n.name, i.skill_id) as skill_name,
    i.interval_started_at, i.interval_started_at + interval '5 min' as interval_end_at, 300 as interval_s,
    i.contacts, i.answered_contacts, i.answered_within_contacts, i.lost_contacts, i.lost_within_contacts,
    i.waiting_contacts,
    i.answered_within_contacts + i.answered_late_contacts + i.lost_contacts as decided_contacts,
    mart.share(
        i.answered_within_contacts, i.answered_within_contacts + i.answered_late_contacts + i.lost_contacts
    ) as service_level_share,
    i.threshold_s, i.target_share,
    coalesce(
        i.interval_started_at + interval '5 min'
            <= case i.channel when 'chat' then t.chats_through_at else t.messaging_through_at end,
        false
    ) as is_complete
from (
    select
        d.account_id, d.day, d.day_local_at, d.day_started_at, g.hour_at,
        least(g.hour_at + interval '1 hour', d.day_ended_at) as hour_ended_at
    from mart.account_calendar d
    cross join lateral generate_series(
        d.day_started_at, d.day_ended_at - interval '1 microsecond', interval '1 hour'
    ) as g (hour_at)
) h
cross join lateral (
    select
        w.channel, w.skill_id, w.threshold_s, w.target_share,
        date_bin('5 min', w.started_at, '2000-01-01 00:00+00') as interval_started_at,
        count(*) as contacts,
        count(*) filter (where w.is_answered) as answered_contacts,
        count(*) filter (where w.is_answered and w.answer_s <= w.threshold_s) as answered_within_contacts,
        count(*) filter (where w.is_answered and w.answer_s > w.threshold_s) as answered_late_contacts,
        count(*) filter (where not w.is_answered and not w.is_open) as lost_contacts,
        count(*) filter (where not w.is_answered and not w.is_open and w.abandon_wait_s <= w.threshold_s)
            as lost_within_contacts,
        count(*) filter (where not w.is_answered and w.is_open) as waiting_contacts
    from (
        select
            c.channel, c.skill_id, c.started_at, c.is_open, c.abandon_wait_s,
            case c.channel
                when 'chat' then coalesce(k.service_level_threshold_s, s.service_level_threshold_s, 20)
                else coalesce(k.messaging_service_level_threshold_s, s.messaging_service_level_threshold_s, 60)
            end as threshold_s,
            coalesce(k.service_level_target, s.service_level_target, 0.8) as target_share,
            case c.channel when 'chat' then c.is_connected else c.first_response_s is not null end as is_answered,
            case c.channel when 'chat' then c.wait_s else c.wait_s + c.first_response_s end as answer_s
        from mart.contact c
        left join mart.account_setting s on s.account_id = c.account_id
        left join mart.skill_setting k on k.account_id = c.account_id and k.skill_id = c.skill_id
        where c.account_id = h.account_id and c.started_at >= h.hour_at and c.started_at < h.hour_ended_at
        -- Has Postgres calculate a measure once, not once per count.
        offset 0
    ) w
    group by w.channel, w.skill_id, w.threshold_s, w.target_share, date_bin('5 min', w.started_at, '2000-01-01 00:00+00')
) i
left join mart.skill n on n.account_id = h.account_id and n.skill_id = i.skill_id
left join fact.complete_through t on t.account_id = h.account_id;
comment on view mart.service_level_interval is
    'Aggregate: Service level over chat and messaging, one row per interval of 5 minutes, channel and skill in which '
    'contacts began. The definition: of the contacts that began in the interval and were answered or lost, the share '
    'that was answered within the threshold. A chat is answered when an agent takes it, a conversation of messaging '
    'when the consumer sees the first message by an agent, human or bot; one that ends before is lost. Threshold '
    'and target are those of mart.account_setting and mart.skill_setting. Who gave up within the threshold counts as '
    'lost (subtract lost_within_contacts from decided_contacts to leave them out); who still waits does not count '
    'yet, so look at waiting_contacts too. Contacts of mart.contact, each for its last skill; chats are known when '
    'they have ended, so the last hour still grows. For longer spans and all skills add up both parts and divide. '
    'Needs the feeds of mart.contact. Filter on account_id and day, and on hour_at where a day is too much.';
comment on column mart.service_level_interval.account_id is 'LivePerson account (site) number.';
comment on column mart.service_level_interval.day is
    'Day of the interval, in the time zone of the account. Group by it.';
comment on column mart.service_level_interval.day_local_at is
    'Midnight of day on the clock of the account, without a time zone: for tools that want a time in place of a date. '
    'Group by it or by day: truncated to the day, it stays the same day in every session.';
comment on column mart.service_level_interval.day_started_at is
    'First moment of day, UTC: to filter on, and for a chart that wants a moment. Do not truncate it and do not group '
    'by its date: east of UTC that is the day before. Group by day or day_local_at.';
comment on column mart.service_level_interval.hour_at is
    'First moment of the hour of the interval, UTC; hours are counted from the begin of the day.';
comment on column mart.service_level_interval.channel is 'chat or messaging.';
comment on column mart.service_level_interval.skill_id is 'The (last) skill; -1 is unassigned, NULL when not known.';
comment on column mart.service_level_interval.skill_name is
    'Name of the skill today, from mart.skill, or the id while nothing names it.';
comment on column mart.service_level_interval.interval_started_at is 'Begin of the interval, UTC.';
comment on column mart.service_level_interval.interval_end_at is 'End of the interval, UTC.';
comment on column mart.service_level_interval.interval_s is 'Length of the interval in seconds: 300.';
comment on column mart.service_level_interval.contacts is 'Contacts that began in the interval.';
comment on column mart.service_level_interval.answered_contacts is 'Of them those that were answered.';
comment on column mart.service_level_interval.answered_within_contacts is
    'Of them those that were answered within threshold_s.';
comment on column mart.service_level_interval.lost_contacts is 'Contacts that ended without an answer.';
comment on column mart.service_level_interval.lost_within_contacts is
    'Of them those that nobody took and that ended within threshold_s.';
comment on column mart.service_level_interval.waiting_contacts is
    'Open conversations of messaging without an answer: not decided yet.';
comment on column mart.service_level_interval.decided_contacts is
    'Contacts that count: answered within threshold_s or later, or lost. An answer whose time is not known does not '
    'count.';
comment on column mart.service_level_interval.service_level_share is
    'answered_within_contacts / decided_contacts, 0 to 1; NULL while nothing is decided.';
comment on column mart.service_level_interval.threshold_s is 'Longest time to an answer that is in time, in seconds.';
comment on column mart.service_level_interval.target_share is 'Share that is aimed at, 0 to 1.';
comment on column mart.service_level_interval.is_complete is
    'Whether the feeds of the channel are complete through the end of it (mart.complete_through). FALSE: it may still grow.';
