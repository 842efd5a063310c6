update ingest.feed set
    next_poll_at = $4, listed_through_at = greatest(listed_through_at, $5), listed_all_at = coalesce($6, listed_all_at),
    last_success_at = coalesce($7, last_success_at), outage_count = 0, lease_until_at = null,
    -- While downloads fail, a listing that succeeds is no reason to think that all is well.
    last_error = case when file_outage_count > 0 then last_error end,
    paused_until_at = case when file_outage_count > 0 then paused_until_at end
where account_id = $1 and feed = $2 and lease_token = $3
