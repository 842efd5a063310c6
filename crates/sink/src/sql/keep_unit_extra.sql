-- A value that is kept is not replaced, whatever came later: asked for before it is written, so that reading again writes
-- nothing.
insert into ingest.unit_extra (unit_id, path, value)
select $1, seen.path, seen.value::jsonb
from unnest($2::text[], $3::text[]) as seen (path, value)
where not exists (select from ingest.unit_extra kept where kept.unit_id = $1 and kept.path = seen.path)
order by seen.path
on conflict (unit_id, path) do nothing
