-- Writes what a daemon writes: into the ledger a feed, a unit and an attempt, into each data table nothing, with every right
-- that a row would take.
insert into ingest.feed (account_id, feed, kind, kept_upstream, usual_lag, loss_near)
values ('of no account', 'rehearsal', 'files', interval '1 day', interval '1 day', interval '1 day');
insert into ingest.unit (account_id, feed, name, scope_start_at, scope_end_at, href, next_attempt_at, first_listed_at)
values ('of no account', 'rehearsal', 'rehearsal', now(), now(), '', now(), now());
insert into ingest.load (unit_id, lease_token, owner, started_at)
select unit_id, 1, 'rehearsal', now() from ingest.unit where account_id = 'of no account';
update ingest.unit set state = 'leased', lease_token = 1, lease_owner = 'rehearsal', lease_until_at = now()
where account_id = 'of no account';
delete from ingest.load where owner = 'rehearsal' and unit_id in (
    select unit_id from ingest.unit where account_id = 'of no account'
);
do $$
declare
    relation regclass;
begin
    for relation in
        select oid from pg_class
        where relnamespace in ('liveperson'::regnamespace, 'fact'::regnamespace) and relkind = 'r'
            or oid in ('mart.seen_name'::regclass, 'ingest.fact_mark'::regclass)
        order by relname
    loop
        execute format('insert into %1$s overriding user value select * from %1$s where false', relation);
        execute format('delete from %s where false', relation);
    end loop;
end
$$;
