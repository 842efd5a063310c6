update ingest.feed set
    lease_owner = $3, lease_until_at = clock_timestamp() + make_interval(secs => $5), lease_token = lease_token + 1
where account_id = $1 and feed = $2
    and ($6 or next_poll_at <= $4)
    and (paused_until_at is null or paused_until_at <= $4)
    and (lease_until_at is null or lease_until_at < clock_timestamp())
returning lease_token, listed_through_at, listed_all_at
