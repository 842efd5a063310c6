with finished as (
    update ingest.load set
        outcome = 'loaded', finished_at = clock_timestamp(), file_bytes = $3,
        records_read = $7, records_new = $8, records_changed = $9, records_unchanged = $10,
        records_superseded = $11, records_rejected = $12
    where unit_id = $1 and lease_token = $2
),
recovered as (
    update ingest.feed set
        file_outage_count = 0,
        last_error = case when feed.outage_count > 0 then feed.last_error end,
        paused_until_at = case when feed.outage_count > 0 then feed.paused_until_at end
    from ingest.unit
    where unit.unit_id = $1 and feed.account_id = unit.account_id and feed.feed = unit.feed and feed.file_outage_count > 0
)
update ingest.unit set
    state = 'loaded', loaded_at = clock_timestamp(), lease_until_at = null, missing_since_at = null,
    file_bytes = $3, inflated_bytes = $4, file_sha256 = $5, documents = $6,
    records_read = $7, records_new = $8, records_changed = $9, records_unchanged = $10,
    records_superseded = $11, records_rejected = $12, replaced_characters = $13,
    rows_stored = rows_stored + $8,
    acknowledged_at = null, salvaged_because = $14
where unit_id = $1 and lease_token = $2
