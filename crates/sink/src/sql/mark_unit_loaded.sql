with finished as (
    update ingest.load set
        outcome = 'loaded', finished_at = clock_timestamp(), file_bytes = $3,
        records_read = $7, records_new = $8, records_changed = $9, records_unchanged = $10,
        records_superseded = $11, records_rejected = $12
    where unit_id = $1 and lease_token = $2
)
update ingest.unit set
    state = 'loaded', loaded_at = clock_timestamp(), lease_until_at = null, missing_since_at = null,
    file_bytes = $3, inflated_bytes = $4, file_sha256 = $5, documents = $6,
    records_read = $7, records_new = $8, records_changed = $9, records_unchanged = $10,
    records_superseded = $11, records_rejected = $12, replaced_characters = $13,
    acknowledged_at = null
where unit_id = $1 and lease_token = $2
