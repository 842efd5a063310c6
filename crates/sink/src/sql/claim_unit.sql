-- Takes the unit that is due, if there is one: an attempt that was abandoned is closed, a new one begins. What is taken over
-- from an abandoned attempt tells how many were abandoned in a row: stopping and outages between them say nothing of the unit.
with
{due},
abandoned as (
    update ingest.load set outcome = 'abandoned', finished_at = clock_timestamp()
    from due
    join ingest.unit using (unit_id)
    where load.unit_id = unit.unit_id and load.lease_token = unit.lease_token and load.finished_at is null
    returning load.unit_id
),
claimed as (
    update ingest.unit set
        state = 'leased', lease_owner = $1, lease_until_at = clock_timestamp() + make_interval(secs => $2),
        lease_token = unit.lease_token + 1
    from due
    where unit.unit_id = due.unit_id
    returning unit.*
),
attempt as (
    insert into ingest.load (unit_id, lease_token, owner, started_at)
    select unit_id, lease_token, lease_owner, clock_timestamp() from claimed
)
select
    unit_id, account_id, feed, name, href, scope_start_at, scope_end_at, lane, attempts, missing_since_at, lease_token,
    incomplete_reads, read_begun_at, records_counted, watermark_at, unavailable_since_at, silent_since_at,
    list_revision, list_version, list_content_rev,
    coalesce(records_unsettled > 0, false) as is_unsettled, final_at is not null as is_final,
    case when exists (select from abandoned) then 1 + (
        select count(*) from ingest.load
        where load.unit_id = claimed.unit_id and outcome = 'abandoned' and load.lease_token > coalesce((
            select max(ended.lease_token) from ingest.load ended
            where ended.unit_id = claimed.unit_id and ended.outcome not in ('abandoned', 'released', 'outage')
        ), 0)
    ) else 0 end as abandoned_in_row
from claimed
