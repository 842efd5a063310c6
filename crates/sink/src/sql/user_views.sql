-- Views of users as statements that make them again. Names are qualified only where search_path is empty.
with view as (
    select
        c.oid, c.relkind, c.reloptions, format('%I.%I', n.nspname, c.relname) as name,
        case c.relkind when 'm' then 'materialized view' else 'view' end as kind,
        quote_ident(pg_get_userbyid(c.relowner)) as owner, c.relowner::regrole <> current_user::regrole as is_others,
        a.amname, t.spcname
    from pg_class c
    join pg_namespace n on n.oid = c.relnamespace
    left join pg_am a on a.oid = c.relam and a.amname <> 'heap'
    left join pg_tablespace t on t.oid = c.reltablespace
    where c.oid = any($1)
), statement (oid, place, text) as (
    select
        oid, 1, format('create %s %s', kind, name) || coalesce(' using ' || quote_ident(amname), '')
            || coalesce(' with (' || array_to_string(reloptions, ', ') || ')', '')
            || coalesce(' tablespace ' || quote_ident(spcname), '')
            || ' as' || rtrim(pg_get_viewdef(oid), ';') || case relkind when 'm' then ' with no data' else '' end
    from view
    union all
    -- At once, as an index is made with the rights of its owner: what it calls may be anything.
    select oid, 2, format('alter %s %s owner to %s', kind, name, owner) from view where is_others
    union all
    select v.oid, 3, format('alter view %s alter column %I set default %s', v.name, a.attname, pg_get_expr(d.adbin, d.adrelid))
    from view v
    join pg_attrdef d on d.adrelid = v.oid
    join pg_attribute a on a.attrelid = v.oid and a.attnum = d.adnum
    union all
    select v.oid, 4, pg_get_indexdef(i.indexrelid) from view v join pg_index i on i.indrelid = v.oid
    union all
    select v.oid, 5, pg_get_statisticsobjdef(s.oid) from view v join pg_statistic_ext s on s.stxrelid = v.oid
    union all
    select v.oid, 6, pg_get_triggerdef(t.oid) from view v join pg_trigger t on t.tgrelid = v.oid and not t.tgisinternal
    union all
    select v.oid, 7, rtrim(pg_get_ruledef(r.oid), ';')
    from view v
    join pg_rewrite r on r.ev_class = v.oid and r.rulename <> '_RETURN'
    union all
    select v.oid, 8, format('comment on %s %s is %L', v.kind, v.name, d.description)
    from view v
    join pg_description d on d.classoid = 'pg_class'::regclass and d.objoid = v.oid and d.objsubid = 0
    union all
    select v.oid, 9, format('comment on column %s.%I is %L', v.name, a.attname, d.description)
    from view v
    join pg_description d on d.classoid = 'pg_class'::regclass and d.objoid = v.oid
    join pg_attribute a on a.attrelid = v.oid and a.attnum = d.objsubid
)
select v.oid, v.name, v.kind, v.owner, array_agg(s.text order by s.place, s.text) as statements
from view v
join statement s using (oid)
group by v.oid, v.name, v.kind, v.owner
order by v.name
