-- Rejects of a unit that are not in the quarantine, or were closed because they had loaded: those are opened again. Answers
-- their numbers, which are given in the order of the keys.
insert into ingest.reject as kept (
    account_id, feed, unit_id, record_sha256, document, record, offset_bytes, reason, detail, record_bytes, header_bytes, record_kind
)
select $1, $2, $3, met.*
from unnest($4::bytea[], $5::bigint[], $6::bigint[], $7::bigint[], $8::text[], $9::text[], $10::bytea[], $11::bytea[], $12::text[])
    as met (record_sha256, document, record, offset_bytes, reason, detail, record_bytes, header_bytes, record_kind)
order by met.record_sha256
on conflict (account_id, feed, record_sha256) do update set
    closed_at = null, resolution = null, unit_id = excluded.unit_id, document = excluded.document,
    record = excluded.record, offset_bytes = excluded.offset_bytes, reason = excluded.reason, detail = excluded.detail,
    rejected_at = excluded.rejected_at
where kept.resolution = 'loaded'
returning reject_id
