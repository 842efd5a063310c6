-- Statements that grant lp_warehouse_analyst of these views of mart the columns that are not personal, and take away the rest.
-- None where the role does not exist. A column without a comment is nobody's to read: it may be personal.
with granted as (
    select
        c.relname,
        count(*) filter (where not may_read) as withheld,
        string_agg(quote_ident(a.attname), ', ' order by a.attnum) filter (where may_read) as columns
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    cross join lateral (select coalesce(col_description(c.oid, a.attnum) not like '% Personal.', false) as may_read) m
    where c.relnamespace = 'mart'::regnamespace and c.relkind = 'v' and c.relname = any($1)
        and exists (select from pg_roles where rolname = 'lp_warehouse_analyst')
    group by c.relname
)
select
    format('revoke all on mart.%I from lp_warehouse_analyst', relname)
    || case
        when columns is null then ''
        when withheld = 0 then format('; grant select on mart.%I to lp_warehouse_analyst', relname)
        else format('; grant select (%s) on mart.%I to lp_warehouse_analyst', columns, relname)
    end
from granted
order by relname
