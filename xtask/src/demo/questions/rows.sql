select
    c.relname as "table",
    (xpath('/row/rows/text()', query_to_xml(
        format('select count(*) as rows from liveperson.%I', c.relname), false, true, ''
    )))[1]::text::bigint as rows
from pg_class c
join pg_attribute a on a.attrelid = c.oid and a.attname = 'account_id'
where c.relnamespace = 'liveperson'::regnamespace and c.relkind = 'r'
order by rows desc
