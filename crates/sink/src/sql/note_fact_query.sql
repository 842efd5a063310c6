-- A table that is calculated otherwise now is calculated again.
with noted as (
    insert into ingest.fact_query (name, sha256, version) values ($1, $2, $3)
    on conflict (name) do update set sha256 = excluded.sha256, version = excluded.version, applied_at = excluded.applied_at
    where fact_query.sha256 <> excluded.sha256
    returning name
)
insert into ingest.fact_mark (subject)
select 'account' from noted where not exists (select from ingest.fact_mark where subject = 'account' and account_id is null)
