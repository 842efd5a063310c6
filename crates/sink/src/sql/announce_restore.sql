-- Announces that a record of the quarantine is about to be stored, and removes what killed commands left behind.
with left_behind as (
    delete from ingest.restore_attempt where begun_at < clock_timestamp() - interval '1 hour'
)
insert into ingest.restore_attempt (account_id)
select r.account_id from ingest.reject r where r.reject_id = $1 and r.closed_at is null
returning attempt_id
