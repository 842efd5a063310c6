-- This unit, which the transaction has locked: a person wants it, whatever its state is and whenever it is due.
due as (
    select unit_id from ingest.unit where unit_id = $4 and $3::timestamptz is not null
)
