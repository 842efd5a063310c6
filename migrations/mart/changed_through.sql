-- loaded_at is the start of the loader's transaction, so a row may become visible after rows with a later time. Each loader commits a
-- lease (or an attempt to restore) before that transaction begins, and gives it up within it. So of a transaction that a reader does
-- not see yet, the reader either sees the lease, which is older, or the lease was committed after the reader's snapshot, and then the
-- transaction is younger than now(). A standby may be behind now(): there the latest moment that its copy of the ledger has counts.
-- A lease that ran out a day ago is of a daemon that was killed.
create or replace view mart.changed_through as
select
    k.account_id,
    least(
        u.begun_at,
        (select min(r.begun_at) from ingest.restore_attempt r
         where r.account_id = k.account_id and r.begun_at > now() - interval '1 hour'),
        case when pg_is_in_recovery() then (
            select max(greatest(l.started_at, l.finished_at))
            from (select l.started_at, l.finished_at from ingest.load l order by l.load_id desc limit 100) l
        ) else now() end
    ) as changed_through_at,
    u.unit_id as held_by_unit_id
from (select distinct f.account_id from ingest.feed f) k
left join lateral (
    select n.unit_id, l.started_at as begun_at
    from ingest.unit n
    join ingest.load l on l.unit_id = n.unit_id and l.lease_token = n.lease_token
    where n.account_id = k.account_id and n.state = 'leased' and n.lease_until_at > now() - interval '1 day'
        and l.finished_at is null
    order by l.started_at
    limit 1
) u on true;
comment on view mart.changed_through is
    'Operations: One line per account: up to which changed_at a copy elsewhere can read. Read it before the rows, or in the same '
    'statement: rows with changed_at after what the last run read through, and up to changed_through_at. The views with a '
    'change_number do not need it.';
comment on column mart.changed_through.account_id is 'LivePerson account (site) number.';
comment on column mart.changed_through.changed_through_at is
    'Every row whose changed_at is up to this moment is visible, and none is added later, UTC, clock of the database. While '
    'nothing is being loaded it is the begin of the reader''s transaction, otherwise the begin of the oldest load.';
comment on column mart.changed_through.held_by_unit_id is
    'The unit (ingest.unit) whose load began first, of those that are being loaded at this moment; NULL when none is. The load of '
    'a killed daemon counts until another daemon takes the unit over, or a day after its lease ran out.';
