select
    n.nspname, c.relname, c.relkind = 'v',
    coalesce(obj_description(c.oid, 'pg_class'), ''),
    a.attname, format_type(a.atttypid, a.atttypmod),
    coalesce(col_description(c.oid, a.attnum), ''),
    coalesce(array_position(i.indkey::smallint[], a.attnum) + 1, 0)
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
left join pg_index i on i.indrelid = c.oid and i.indisprimary
where n.nspname in ('mart', 'mart_input', 'liveperson', 'ingest') and c.relkind in ('r', 'v')
order by array_position(array['mart', 'mart_input', 'liveperson', 'ingest'], n.nspname::text), c.relname collate "C", a.attnum
