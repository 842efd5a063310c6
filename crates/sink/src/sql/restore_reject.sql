-- The record is stored: its unit's tally tells so, its place in the quarantine is closed, and who wanted it is written down.
with stored as (
    update ingest.unit set rows_stored = rows_stored + $2, (
        records_rejected, records_new, records_changed, records_unchanged, records_superseded
    ) = (
        -- A unit that was read again without its record, and so without this reject, has a tally that adds up already.
        select unit.records_rejected - m.n, unit.records_new + m.n * $2, unit.records_changed + m.n * $3,
            unit.records_unchanged + m.n * $4, unit.records_superseded + m.n * $5
        from (select case when unit.records_rejected > 0 then 1 else 0 end) as m (n)
    )
    where unit_id = (select unit_id from ingest.reject where reject_id = $1)
), closed as (
    update ingest.reject set closed_at = now(), resolution = 'loaded' where reject_id = $1
)
insert into ingest.operator_action (actor, action, reject_id, reason) values ($6, 'reject_retry', $1, $7)
