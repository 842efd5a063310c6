create or replace view mart.restatement as
select
    r.account_id, r.day, r.day::timestamp as day_local_at, mart.day_start(r.day, s.time_zone) as day_started_at,
    r.measure_group, r.before, r.after, r.restated_at,
    u.feeds, u.units, r.change_number
from fact.restatement r
left join mart.account_setting s on s.account_id = r.account_id
left join lateral (
    select array_agg(distinct u.feed) as feeds, array_agg(distinct u.name) as units
    from ingest.unit u where u.unit_id = any (r.unit_ids)
) u on true;
comment on view mart.restatement is
    'Operations: Measures of mart.daily_summary that changed after the day was complete, one row per day, group of measures and '
    'change: a file that came late, a record that upstream changed. Days that the backfill still loads are not '
    'complete, so that they are not here. Filter on account_id and day.';
comment on column mart.restatement.account_id is 'LivePerson account (site) number.';
comment on column mart.restatement.day is 'The day that changed, in the time zone of the account. Group by it.';
comment on column mart.restatement.day_local_at is
    'Midnight of day on the clock of the account, without a time zone: for tools that want a time in place of a date. '
    'Group by it or by day: truncated to the day, it stays the same day in every session.';
comment on column mart.restatement.day_started_at is
    'First moment of day, UTC: to filter on, and for a chart that wants a moment. Do not truncate it and do not group '
    'by its date: east of UTC that is the day before. Group by day or day_local_at.';
comment on column mart.restatement.measure_group is
    'What changed: volume, service_level (with waits), handling, transfers, surveys, sales or agents.';
comment on column mart.restatement.before is
    'The measures of the group that changed, as they were; NULL: there were none.';
comment on column mart.restatement.after is 'The same measures as they are since.';
comment on column mart.restatement.restated_at is 'When they changed here, UTC, clock of the database.';
comment on column mart.restatement.feeds is
    'Feeds whose units changed them; NULL when a setting of the account or a new version of lp-warehouse did.';
comment on column mart.restatement.units is 'Files and windows that changed them (ingest.unit.name).';
comment on column mart.restatement.change_number is 'Number of that change, as in mart.daily_summary.';
