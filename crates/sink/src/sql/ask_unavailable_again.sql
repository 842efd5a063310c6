-- What upstream refused to the account is due at once: the methods of a feed, or the whole feed.
with methods as (
    update ingest.unit set next_attempt_at = $3
    where account_id = $1 and feed = $2 and state = 'failed' and unavailable_since_at is not null and next_attempt_at > $3
)
update ingest.feed set paused_until_at = null
where account_id = $1 and feed = $2 and unavailable_since_at is not null and paused_until_at > $3
