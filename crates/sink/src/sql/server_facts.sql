select
    current_setting('server_version') as version,
    current_setting('server_version_num')::integer as version_num,
    (select pg_encoding_to_char(encoding)::text from pg_database where datname = current_database()) as encoding,
    coalesce((select ssl from pg_stat_ssl where pid = pg_backend_pid()), false) as is_encrypted,
    quote_ident(current_user) as role,
    pg_is_in_recovery() as is_standby,
    (
        select source from pg_settings where name = 'default_transaction_read_only' and setting = 'on'
    ) as read_only_by,
    has_database_privilege(current_database(), 'create') as may_create,
    (select rolsuper or rolcreaterole from pg_roles where rolname = current_user) as may_create_roles,
    to_regnamespace('mart') is not null as is_migrated,
    array(
        select format('%I.%I', nspname, relname)
        from pg_class join pg_namespace on pg_namespace.oid = relnamespace
        where (nspname in ('ingest', 'liveperson', 'fact') and relkind = 'r' or (nspname, relname) = ('mart', 'seen_name'))
            and not (
                has_schema_privilege(pg_namespace.oid, 'usage')
                and has_table_privilege(pg_class.oid, 'select')
                and has_table_privilege(pg_class.oid, 'insert')
                and has_table_privilege(pg_class.oid, 'update')
                and has_table_privilege(pg_class.oid, 'delete')
            )
        order by 1
    ) as not_writable,
    current_setting('max_connections')::integer
        - current_setting('superuser_reserved_connections')::integer
        - (select count(*) from pg_stat_activity where backend_type = 'client backend')::integer as connections_free
