-- Views of mart and what reads them, however far: views that a program of ours made, views and materialized views of users.
with recursive reader (oid) as (
    select oid from pg_class where relnamespace = 'mart'::regnamespace and relkind = 'v' and relname = any($1)
    union
    select r.ev_class
    from reader
    join pg_depend d on d.refclassid = 'pg_class'::regclass and d.refobjid = reader.oid
        and d.classid = 'pg_rewrite'::regclass
    join pg_rewrite r on r.oid = d.objid and r.rulename = '_RETURN'
)
select c.oid, c.relname::text as name, m.name is not null as is_ours
from reader
join pg_class c using (oid)
left join ingest.mart_view m on m.name = c.relname and c.relnamespace = 'mart'::regnamespace
