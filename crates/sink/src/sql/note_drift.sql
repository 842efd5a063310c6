insert into ingest.drift as known (account_id, feed, path, json_type, first_seen_at, first_unit_id, last_seen_on)
select $1, $2, seen.path, seen.json_type, now(), $3, (now() at time zone 'UTC')::date
from unnest($4::text[], $5::text[]) as seen (path, json_type)
where not exists (
    select from ingest.drift today
    where today.account_id = $1 and today.feed = $2 and today.path = seen.path and today.json_type = seen.json_type
        and today.last_seen_on >= (now() at time zone 'UTC')::date
)
order by seen.path, seen.json_type
on conflict (account_id, feed, path, json_type) do update set last_seen_on = excluded.last_seen_on
