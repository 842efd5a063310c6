-- After the pause the listing is tried first: its success is what clears the error.
update ingest.feed set
    last_error = $3, last_error_at = $4, outage_count = outage_count + 1, paused_until_at = greatest(paused_until_at, $5),
    next_poll_at = least(next_poll_at, $5), lease_until_at = null
where account_id = $1 and feed = $2
