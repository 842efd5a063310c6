-- The record is stored: its unit's tally tells so, its place in the quarantine is closed, and who wanted it is written down.
with counted as (
    update ingest.unit set
        records_rejected = records_rejected - 1, records_new = records_new + $2, records_changed = records_changed + $3,
        records_unchanged = records_unchanged + $4, records_superseded = records_superseded + $5
    where unit_id = (select unit_id from ingest.reject where reject_id = $1) and records_rejected > 0
), closed as (
    update ingest.reject set closed_at = now(), resolution = 'loaded' where reject_id = $1
)
insert into ingest.operator_action (actor, action, reject_id, reason) values ($6, 'reject_retry', $1, $7)
