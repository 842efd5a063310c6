-- Locks a unit for a person and returns what a claim will overwrite. Returns no row while a daemon holds the lease, or is
-- storing the unit. A lease that ran out holds nobody back.
select state, lease_owner, lease_until_at
from ingest.unit
where unit_id = $1 and (state <> 'leased' or lease_until_at < clock_timestamp())
for update skip locked
