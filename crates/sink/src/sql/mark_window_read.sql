-- A window that was read: for once completely ($14 is null), or as far as it came.
with finished as (
    update ingest.load set
        outcome = case when $14::text is null then 'loaded' else 'incomplete' end, error = $14,
        finished_at = clock_timestamp(), file_bytes = $3,
        records_read = $7, records_new = $8, records_changed = $9, records_unchanged = $10,
        records_superseded = $11, records_rejected = $12
    where unit_id = $1 and lease_token = $2
),
answered as (
    -- What began before the feed was paused says nothing against the pause.
    update ingest.feed set
        last_success_at = case when $14::text is null then clock_timestamp() else feed.last_success_at end,
        file_outage_count = case when feed.last_error_at > $15 then feed.file_outage_count else 0 end,
        unavailable_since_at = null,
        last_error = case when feed.outage_count > 0 or feed.last_error_at > $15 then feed.last_error end,
        paused_until_at = case when feed.outage_count > 0 or feed.last_error_at > $15 then feed.paused_until_at end
    from ingest.unit
    where unit.unit_id = $1 and feed.account_id = unit.account_id and feed.feed = unit.feed
)
update ingest.unit set
    state = case when $14::text is null then 'loaded' else 'failed' end,
    loaded_at = case when $14::text is null then clock_timestamp() else loaded_at end,
    lease_until_at = null, missing_since_at = null,
    file_bytes = $3, inflated_bytes = $4, file_sha256 = $5, documents = $6,
    records_read = $7, records_new = $8, records_changed = $9, records_unchanged = $10,
    records_superseded = $11, records_rejected = $12, replaced_characters = $13,
    rows_stored = rows_stored + $8,
    read_count = read_count + case when $14::text is null then 1 else 0 end,
    incomplete_reads = case when $14::text is null then 0 else incomplete_reads + 1 end,
    read_begun_at = case when $14::text is null then $15 else read_begun_at end,
    records_counted = case when $14::text is null then $16 else records_counted end,
    records_unsettled = $17,
    final_at = case when $18 then coalesce(final_at, clock_timestamp()) else final_at end,
    reread_at = $19,
    watermark_at = coalesce($21, watermark_at),
    next_attempt_at = coalesce($20, next_attempt_at),
    attempts = case when $14::text is null then 0 else attempts end,
    last_error = coalesce($14, last_error),
    last_error_at = case when $14::text is null then last_error_at else clock_timestamp() end,
    acknowledged_at = null
where unit_id = $1 and lease_token = $2
