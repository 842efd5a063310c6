-- What depends on these views, or on their types, and is no view: it could not be made again, so it keeps them.
with part (classid, objid) as (
    select 'pg_class'::regclass, unnest($1::oid[])
    union all
    select 'pg_type'::regclass, t.oid
    from pg_type t
    where t.typrelid = any($1) or t.oid in (select typarray from pg_type where typrelid = any($1))
)
select distinct format(
    '%s depends on %s', pg_describe_object(d.classid, d.objid, d.objsubid), pg_describe_object(d.refclassid, d.refobjid, 0)
)
from part p
join pg_depend d on d.refclassid = p.classid and d.refobjid = p.objid and d.deptype = 'n'
left join pg_rewrite r on d.classid = 'pg_rewrite'::regclass and r.oid = d.objid
where r.oid is null or r.ev_class <> all($1)
order by 1
