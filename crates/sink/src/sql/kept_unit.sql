-- The unit of a record in the quarantine, both locked. None: it is settled, or its unit is being loaded.
select
    u.unit_id, u.account_id, u.feed, u.name, u.href, u.scope_start_at, u.scope_end_at, u.lane, u.attempts, u.missing_since_at,
    u.lease_token, u.incomplete_reads, u.read_begun_at, u.records_counted, u.watermark_at, u.unavailable_since_at,
    u.silent_since_at, u.list_revision, u.list_version, u.list_content_rev,
    coalesce(u.records_unsettled > 0, false) as is_unsettled, u.final_at is not null as is_final
from ingest.reject r
join ingest.unit u using (unit_id)
where r.reject_id = $1 and r.closed_at is null and u.state <> 'leased'
for update
