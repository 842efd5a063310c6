-- What was planned and is unseen becomes a unit, asked for before it is inserted, so that planning again writes nothing.
insert into ingest.unit (
    account_id, feed, name, href, scope_start_at, scope_end_at, lane, is_snapshot, watermark_at, next_attempt_at, first_listed_at
)
select $1, $2, planned.name, '', planned.scope_start_at, planned.scope_end_at, planned.lane, planned.is_snapshot,
    planned.watermark_at, $7, $7
from unnest($3::text[], $4::timestamptz[], $5::timestamptz[], $6::text[], $8::boolean[], $9::timestamptz[])
    as planned (name, scope_start_at, scope_end_at, lane, is_snapshot, watermark_at)
where not exists (
    select from ingest.unit seen
    where seen.account_id = $1 and seen.feed = $2 and seen.name = planned.name
)
order by planned.name
on conflict (account_id, feed, name) do nothing
