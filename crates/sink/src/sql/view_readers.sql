-- A view of mart and those that read it, however far, as far as a program of ours made them.
with recursive reader (oid) as (
    select c.oid from pg_class c where c.relnamespace = 'mart'::regnamespace and c.relname = $1
    union
    select c.oid
    from reader
    join pg_depend d on d.refclassid = 'pg_class'::regclass and d.refobjid = reader.oid
        and d.classid = 'pg_rewrite'::regclass
    join pg_rewrite r on r.oid = d.objid
    join pg_class c on c.oid = r.ev_class and c.relnamespace = 'mart'::regnamespace
    join ingest.mart_view m on m.name = c.relname
)
select c.relname::text from reader join pg_class c using (oid)
