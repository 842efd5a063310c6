-- Unseen names become units. A name is asked for before it is inserted, so that a listing with nothing new writes nothing.
insert into ingest.unit (account_id, feed, name, href, scope_start_at, scope_end_at, next_attempt_at, first_listed_at)
select $1, $2, listed.name, listed.href, listed.scope_start_at, listed.scope_end_at, $7, $7
from unnest($3::text[], $4::text[], $5::timestamptz[], $6::timestamptz[])
    as listed (name, href, scope_start_at, scope_end_at)
where not exists (
    select from ingest.unit seen
    where seen.account_id = $1 and seen.feed = $2 and seen.name = listed.name
)
order by listed.name
on conflict (account_id, feed, name) do nothing
