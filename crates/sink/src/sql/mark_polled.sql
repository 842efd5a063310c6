-- A method or a list that was polled: it stays loaded, and is due again.
with finished as (
    update ingest.load set
        outcome = 'loaded', finished_at = clock_timestamp(), file_bytes = $3,
        records_read = $7, records_new = $8, records_changed = $9, records_unchanged = $10,
        records_superseded = $11, records_rejected = $12
    where unit_id = $1 and lease_token = $2
),
answered as (
    -- What began before the feed was paused says nothing against the pause.
    update ingest.feed set
        last_success_at = clock_timestamp(),
        file_outage_count = case when feed.last_error_at > $14 then feed.file_outage_count else 0 end,
        last_error = case when feed.outage_count > 0 or feed.last_error_at > $14 then feed.last_error end,
        paused_until_at = case when feed.outage_count > 0 or feed.last_error_at > $14 then feed.paused_until_at end
    from ingest.unit
    where unit.unit_id = $1 and feed.account_id = unit.account_id and feed.feed = unit.feed
)
update ingest.unit set
    state = 'loaded', loaded_at = clock_timestamp(), lease_until_at = null, attempts = 0,
    file_bytes = $3, inflated_bytes = $4, file_sha256 = $5, documents = $6,
    records_read = $7, records_new = $8, records_changed = $9, records_unchanged = $10,
    records_superseded = $11, records_rejected = $12, replaced_characters = $13,
    rows_stored = rows_stored + $8,
    read_count = read_count + 1, read_begun_at = $14, scope_start_at = $15, scope_end_at = $16, reread_at = $17,
    silent_since_at = $18, unavailable_since_at = null,
    list_revision = $19, list_version = $20, list_content_rev = $21, records_counted = coalesce($22, records_counted)
where unit_id = $1 and lease_token = $2
