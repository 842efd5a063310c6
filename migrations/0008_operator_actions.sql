-- What people decided about the quarantine: who, when, why.

create table ingest.operator_action (
    action_id   bigint generated always as identity primary key,
    acted_at    timestamptz not null default now(),
    actor       text not null,
    action      text not null check (action in ('reject_retry', 'reject_discard')),
    reject_id   bigint not null references ingest.reject,
    reason      text not null
);
create index operator_action_reject_idx on ingest.operator_action (reject_id);
comment on table ingest.operator_action is 'What people did by hand, one row per record of the quarantine that was concerned. Only ever added to.';
comment on column ingest.operator_action.action_id is 'Number of the action.';
comment on column ingest.operator_action.acted_at is 'When, on the clock of the database.';
comment on column ingest.operator_action.actor is 'Who: the name of the person on the machine where the command ran, and the machine; or what was said with --as.';
comment on column ingest.operator_action.action is 'reject_retry: its unit was made due, to read the record again; reject_discard: it is not to be loaded.';
comment on column ingest.operator_action.reject_id is 'The record of the quarantine.';
comment on column ingest.operator_action.reason is 'Why, in the words of the person; empty when none were given.';
