-- Building one takes several passes: how far the current one is. What belongs to another role shows no phase.
select
    c.relname::text as table_name,
    p.phase,
    case when greatest(p.blocks_total, p.tuples_total) > 0
        then (100 * greatest(p.blocks_done, p.tuples_done) / greatest(p.blocks_total, p.tuples_total))::integer
    end as done_percent,
    nullif(p.current_locker_pid, 0)::integer as waits_for_pid
from pg_stat_progress_create_index p
join pg_class c on c.oid = p.relid
where p.datname = current_database() and p.phase is not null
limit 1
