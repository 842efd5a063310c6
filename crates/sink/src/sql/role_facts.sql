-- The two roles of the migrations: is each there, and does it lack a right that they grant on what there is?
with wanted (role, schema, relation, privileges) as (
    values
        ('lp_warehouse_reader', 'mart', null, array['select']),
        ('lp_warehouse_reader', 'liveperson', null, array['select']),
        ('lp_warehouse_reader', 'ingest', 'feed', array['select']),
        ('lp_warehouse_reader', 'ingest', 'unit', array['select']),
        ('lp_warehouse_reader', 'ingest', 'load', array['select']),
        ('lp_warehouse_writer', 'liveperson', null, array['select', 'insert', 'update', 'delete']),
        ('lp_warehouse_writer', 'ingest', null, array['select', 'insert', 'update', 'delete']),
        ('lp_warehouse_writer', 'fact', null, array['select', 'insert', 'update', 'delete']),
        ('lp_warehouse_writer', 'mart', null, array['select']),
        ('lp_warehouse_writer', 'mart', 'account_setting', array['insert', 'update', 'delete']),
        ('lp_warehouse_writer', 'mart', 'skill_setting', array['insert', 'update', 'delete']),
        ('lp_warehouse_writer', 'mart', 'seen_name', array['insert', 'update', 'delete'])
)
select
    wanted.role as name,
    bool_or(pg_roles.oid is not null) as is_there,
    coalesce(bool_or(
        not has_schema_privilege(pg_roles.oid, pg_namespace.oid, 'usage')
        or exists (
            select from unnest(privileges) as privilege
            where not has_table_privilege(pg_roles.oid, pg_class.oid, privilege)
        )
    ), false) as lacks_rights
from wanted
left join pg_roles on pg_roles.rolname = wanted.role
left join pg_namespace on pg_namespace.nspname = wanted.schema
left join pg_class on pg_class.relnamespace = pg_namespace.oid and pg_class.relkind in ('r', 'p', 'v', 'm')
    and (wanted.relation is null or pg_class.relname = wanted.relation)
group by wanted.role
order by wanted.role
