-- The three roles of the migrations: is each there, and does it lack a right that they grant on what there is?
with wanted (role, schema, relation, privileges) as (
    values
        ('lp_warehouse_analyst', 'mart', 'account_setting', array['select']),
        ('lp_warehouse_analyst', 'mart', 'skill_setting', array['select']),
        ('lp_warehouse_analyst', 'mart_input', null, array['select']),
        ('lp_warehouse_reader', 'mart', null, array['select']),
        ('lp_warehouse_reader', 'liveperson', null, array['select']),
        ('lp_warehouse_reader', 'mart_input', null, array['select']),
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
), lacking (role) as (
    select wanted.role
    from wanted
    join pg_roles on pg_roles.rolname = wanted.role
    join pg_namespace on pg_namespace.nspname = wanted.schema
    left join pg_class on pg_class.relnamespace = pg_namespace.oid and pg_class.relkind in ('r', 'p', 'v', 'm')
        and (wanted.relation is null or pg_class.relname = wanted.relation)
    where not has_schema_privilege(pg_roles.oid, pg_namespace.oid, 'usage')
        or exists (
            select from unnest(privileges) as privilege
            where not has_table_privilege(pg_roles.oid, pg_class.oid, privilege)
        )
    union all
    -- Columns: of views those that are not personal, of the tables that functions read all.
    select 'lp_warehouse_analyst'
    from pg_class
    join pg_namespace on pg_namespace.oid = pg_class.relnamespace
    join pg_attribute on pg_attribute.attrelid = pg_class.oid and attnum > 0 and not attisdropped
    join pg_roles on pg_roles.rolname = 'lp_warehouse_analyst'
    where (
            nspname = 'mart' and relkind = 'v' and col_description(pg_class.oid, attnum) not like '% Personal.'
            or nspname = 'liveperson' and relname in ('agent_version', 'agent_group_version')
        ) and not has_column_privilege(pg_roles.oid, pg_class.oid, attnum, 'select')
)
select
    role as name,
    exists (select from pg_roles where rolname = role) as is_there,
    role in (select lacking.role from lacking) as lacks_rights
from (select distinct role from wanted) known
order by role
