insert into ingest.stray (unit_id, record_kind, rows)
select $1, stray.record_kind, stray.rows from unnest($2::text[], $3::bigint[]) as stray (record_kind, rows)
on conflict (unit_id, record_kind) do update set rows = stray.rows + excluded.rows
