insert into ingest.reject as kept (
    account_id, feed, record_sha256, unit_id, document, record, offset_bytes, reason, detail, record_bytes, header_bytes
)
select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11
where not exists (
    select from ingest.reject
    where account_id = $1 and feed = $2 and record_sha256 = $3 and resolution is distinct from 'loaded'
)
on conflict (account_id, feed, record_sha256) do update set
    closed_at = null, resolution = null, unit_id = excluded.unit_id, document = excluded.document,
    record = excluded.record, offset_bytes = excluded.offset_bytes, reason = excluded.reason, detail = excluded.detail,
    rejected_at = excluded.rejected_at
where kept.resolution = 'loaded'
