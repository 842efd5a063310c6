update ingest.feed set
    next_poll_at = $4, listed_through_at = greatest(listed_through_at, $5), listed_all_at = coalesce($6, listed_all_at),
    last_success_at = $7, last_error = null, outage_count = 0, paused_until_at = null, lease_until_at = null
where account_id = $1 and feed = $2 and lease_token = $3
