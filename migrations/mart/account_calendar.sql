create or replace view mart.account_calendar as
select
    a.account_id, d.day, d.day::timestamp as day_local_at,
    mart.day_start(d.day, a.time_zone) as day_started_at,
    mart.day_start(d.day + 1, a.time_zone) as day_ended_at,
    a.time_zone
from mart.account a
cross join lateral mart.days(
    -- Bounded, so that one wrong time does not make a calendar of millions of days.
    mart.local_day(greatest(least(a.first_seen_at, now()), timestamptz '2000-01-01 00:00+00'), a.time_zone),
    mart.local_day(least(greatest(a.last_seen_at, now()), now() + interval '1 year'), a.time_zone)
) as d (day);
comment on view mart.account_calendar is
    'Dimension: Days of each account, one row per account and day, from the first chat, conversation of messaging or change of '
    'an agent to today, with the moments the day begins and ends at in the time zone of the account. Not before 2000 '
    'and at most a year ahead, whatever times upstream sends. Needs no feed.';
comment on column mart.account_calendar.account_id is 'LivePerson account (site) number.';
comment on column mart.account_calendar.day is 'The day, in the time zone of the account. Group by it.';
comment on column mart.account_calendar.day_local_at is
    'Midnight of day on the clock of the account, without a time zone: for tools that want a time in place of a date. '
    'Group by it or by day: truncated to the day, it stays the same day in every session.';
comment on column mart.account_calendar.day_started_at is
    'First moment of day, UTC: to filter on, and for a chart that wants a moment. Do not truncate it and do not group '
    'by its date: east of UTC that is the day before. Group by day or day_local_at.';
comment on column mart.account_calendar.day_ended_at is 'First moment of the next day, UTC; 23, 24 or 25 hours later.';
comment on column mart.account_calendar.time_zone is 'Time zone of the account.';
