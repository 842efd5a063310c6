-- What fails while the feed is paused already, two downloads at once say, is one outage.
update ingest.feed set
    last_error = $3, last_error_at = $4, is_refused = $7,
    unavailable_since_at = case when $8 then coalesce(unavailable_since_at, $4) else unavailable_since_at end,
    outage_count = outage_count + case when not $6 and coalesce(paused_until_at, '-infinity') <= $4 then 1 else 0 end,
    file_outage_count = file_outage_count + case when $6 and coalesce(paused_until_at, '-infinity') <= $4 then 1 else 0 end,
    paused_until_at = greatest(paused_until_at, case when $8 and last_success_at is null then $9 else $5 end),
    next_poll_at = case when $6 then next_poll_at else least(next_poll_at, $5) end
where account_id = $1 and feed = $2
returning $8 and unavailable_since_at = $4
