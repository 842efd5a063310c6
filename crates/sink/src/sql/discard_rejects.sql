with closed as (
    update ingest.reject r set closed_at = now(), resolution = 'discarded'
    where {filter} and r.closed_at is null
    returning r.reject_id
), noted as (
    insert into ingest.operator_action (actor, action, reject_id, reason)
    select $6, 'reject_discard', reject_id, $7 from closed
    returning reject_id
)
select count(*) from noted
