-- A file that is listed under another address now, and not loaded yet, is fetched from there.
update ingest.unit set href = listed.href
from unnest($3::text[], $4::text[]) as listed (name, href)
where unit.account_id = $1 and unit.feed = $2 and unit.name = listed.name
    and unit.state in ('pending', 'failed') and unit.href <> listed.href
