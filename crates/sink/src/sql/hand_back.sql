-- Ends an attempt of a person and puts the unit back as it was. The claim changed state, owner and lease; attempts, last
-- error and next try were not touched, and the error of this attempt stands in ingest.load only.
with finished as (
    update ingest.load set outcome = 'failed', finished_at = clock_timestamp(), error = $3
    where unit_id = $1 and lease_token = $2 and finished_at is null
)
update ingest.unit set state = $4, lease_owner = $5, lease_until_at = $6
where unit_id = $1 and lease_token = $2 and state = 'leased'
