-- What others than its owner may do with a view, or with a column of it.
with view as (
    select oid, relowner, relacl from pg_class where oid = $1
), granted as (
    select a.grantee, lower(a.privilege_type) as privilege, a.is_grantable
    from view cross join lateral aclexplode(view.relacl) a
    union all
    select a.grantee, format('%s (%I)', lower(a.privilege_type), c.attname), a.is_grantable
    from view
    join pg_attribute c on c.attrelid = view.oid and c.attnum > 0 and not c.attisdropped
    cross join lateral aclexplode(c.attacl) a
)
select coalesce(quote_ident(r.rolname), 'public') as role, g.privilege, bool_or(g.is_grantable) as may_grant
from granted g
cross join view
left join pg_roles r on r.oid = g.grantee
where g.grantee <> view.relowner
group by 1, 2
order by 1, 2
