with finished as (
    update ingest.load set outcome = $3, finished_at = clock_timestamp(), error = $8
    where unit_id = $1 and lease_token = $2 and finished_at is null
)
update ingest.unit set
    -- What was loaded once and is read again by a person's wish stays loaded when upstream has deleted it meanwhile.
    state = case when $4 = 'gone' and loaded_at is not null then 'loaded' else $4 end,
    attempts = attempts + $5,
    next_attempt_at = coalesce($6, next_attempt_at),
    missing_since_at = coalesce($7, missing_since_at),
    reread_at = case when $3 = 'counted' then $9 else reread_at end,
    unavailable_since_at = case when $3 = 'unavailable' then coalesce(unavailable_since_at, $11) else unavailable_since_at end,
    last_error = coalesce($8, last_error),
    last_error_at = case when $8 is null then last_error_at else clock_timestamp() end,
    is_refused = case when $8 is null then is_refused else $10 end,
    lease_until_at = null
where unit_id = $1 and lease_token = $2 and state = 'leased'
