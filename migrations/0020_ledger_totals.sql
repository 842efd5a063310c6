-- What reconcile compares with the tables: kept with the unit, so that old rows of ingest.load may be deleted; and rows that
-- somebody deleted from the tables on purpose.

alter table ingest.unit add column rows_stored bigint not null default 0;
comment on column ingest.unit.rows_stored is
    'Documents that this unit ever stored as new, over all its loads: the sum of records_new of ingest.load, also of loads '
    'whose row there was deleted.';
update ingest.unit u set rows_stored = l.records_new
from (select unit_id, sum(records_new) as records_new from ingest.load where records_new > 0 group by unit_id) l
where l.unit_id = u.unit_id;

create table ingest.deletion (
    deletion_id bigint generated always as identity primary key,
    account_id  text collate "C" not null,
    feed        text collate "C" not null,
    rows        bigint not null check (rows > 0),
    noted_at    timestamptz not null default now(),
    actor       text not null,
    reason      text not null check (reason <> '')
);
comment on table ingest.deletion is
    'Rows that somebody deleted from the tables on purpose, as `lp-warehouse reconcile --deleted` noted it. Only ever added to.';
comment on column ingest.deletion.deletion_id is 'Number of the note.';
comment on column ingest.deletion.account_id is 'LivePerson account (site) number.';
comment on column ingest.deletion.feed is 'Feed whose tables they were in.';
comment on column ingest.deletion.rows is 'How many rows of the parent tables were missing when it was noted, and not noted before.';
comment on column ingest.deletion.noted_at is 'When it was noted, on the clock of the database.';
comment on column ingest.deletion.actor is 'Who noted it: the name of the person on the machine where the command ran, and the machine.';
comment on column ingest.deletion.reason is 'Why they were deleted, in the words of the person.';

comment on column ingest.load.outcome is
    'loaded; failed: the unit is to blame; dead: and that was the last try; missing: 404; gone: given up as deleted upstream; '
    'outage: upstream, network or database; released: given back, as the daemon was stopped or the unit is held back; '
    'abandoned: the daemon died; incomplete: a window was stored as far as it came; counted: a final window was counted again '
    'and has not changed.';
comment on table ingest.unit is
    'One row per file ever listed, per window of time ever planned, per method that is polled, and per span that upstream '
    'deleted before it was polled. Nothing is deleted, but for lost spans that became one: what is not loaded is pending, '
    'failed, dead or gone.';
comment on column ingest.operator_action.action is
    'reject_retry: its unit was made due, to read the record again, or the record was stored from what was kept of it; '
    'reject_discard: it is not to be loaded.';
