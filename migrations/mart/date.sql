create or replace view mart.date as
select
    d.day,
    extract(year from d.day)::integer as year,
    extract(quarter from d.day)::integer as quarter,
    extract(month from d.day)::integer as month,
    date_trunc('month', d.day)::date as month_start,
    extract(isoyear from d.day)::integer as iso_year,
    extract(week from d.day)::integer as iso_week,
    date_trunc('week', d.day)::date as week_start,
    extract(isodow from d.day)::integer as day_of_week,
    (array['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'])[extract(isodow from d.day)]
        as day_name,
    extract(isodow from d.day) > 5 as is_weekend
from (select min(c.day) as first_day, max(c.day) as last_day from mart.account_calendar c) b
cross join lateral mart.days(
    date_trunc('year', coalesce(b.first_day, current_date)::timestamp)::date,
    (date_trunc('year', coalesce(b.last_day, current_date)::timestamp) + interval '1 year')::date - 1
) as d (day);
comment on view mart.date is
    'Dimension: Calendar, one row per day, whole years, from the first chat, conversation of messaging or change of '
    'an agent to the current year. Joins any column day or started_on. Needs no feed.';
comment on column mart.date.day is 'The day.';
comment on column mart.date.year is 'Year, e.g. 2026.';
comment on column mart.date.quarter is 'Quarter of the year, 1 to 4.';
comment on column mart.date.month is 'Month of the year, 1 to 12.';
comment on column mart.date.month_start is 'First day of the month.';
comment on column mart.date.iso_year is 'Year of the ISO week; differs from year around New Year.';
comment on column mart.date.iso_week is 'ISO week of iso_year, 1 to 53.';
comment on column mart.date.week_start is 'Monday of the week.';
comment on column mart.date.day_of_week is 'Day of the week, 1 Monday to 7 Sunday.';
comment on column mart.date.day_name is 'Name of the day, in English.';
comment on column mart.date.is_weekend is 'Whether it is Saturday or Sunday.';
