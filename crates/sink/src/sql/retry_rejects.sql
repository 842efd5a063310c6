with chosen as (
    select r.reject_id, r.unit_id from ingest.reject r where {filter} and r.closed_at is null
), due as (
    update ingest.unit set {set_due}
    where unit_id in (select unit_id from chosen) and {may_be_due}
    returning unit_id
), noted as (
    insert into ingest.operator_action (actor, action, reject_id, reason)
    select $6, 'reject_retry', reject_id, $7 from chosen where unit_id in (select unit_id from due)
    returning reject_id
)
select (select count(*) from noted), (select count(*) from due),
    (select count(*) from chosen where unit_id not in (select unit_id from due))
