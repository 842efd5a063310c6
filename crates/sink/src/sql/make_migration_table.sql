-- One transaction: whoever is killed in it leaves nothing behind. The place is ours whatever search_path is, and whatever
-- other program keeps its migrations in this database.
create schema if not exists ingest;
create table if not exists ingest.migration (
    version     bigint primary key,
    name        text not null,
    sha256      bytea not null,
    applied_at  timestamptz not null default now()
);
comment on table ingest.migration is 'One row per numbered migration that was applied to this database.';
comment on column ingest.migration.version is 'Number of the migration.';
comment on column ingest.migration.name is 'Name of its file, without its number.';
comment on column ingest.migration.sha256 is 'SHA-256 of its text: a program whose text is another does not touch the database.';
comment on column ingest.migration.applied_at is 'When it was applied.';
