insert into ingest.mart_view (name, sha256, version) values ($1, $2, $3)
on conflict (name) do update set sha256 = excluded.sha256, version = excluded.version, applied_at = excluded.applied_at
