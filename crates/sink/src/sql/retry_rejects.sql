with chosen as (
    select r.reject_id, r.unit_id from ingest.reject r where {filter} and r.closed_at is null
), due as (
    update ingest.unit u set state = 'pending', attempts = 0, next_attempt_at = $8, missing_since_at = null,
        final_at = null, reread_at = case when read_count > 0 then $8 end, acknowledged_at = null
    from (select distinct unit_id from chosen) c
    where u.unit_id = c.unit_id and u.state <> 'leased'
    returning u.unit_id
), noted as (
    insert into ingest.operator_action (actor, action, reject_id, reason)
    select $6, 'reject_retry', reject_id, $7 from chosen where unit_id in (select unit_id from due)
    returning reject_id
)
select (select count(*) from noted), (select count(*) from due)
