-- Freshness of a source looks at the freshest row of all. Here each account and feed must not be further behind than is usual
-- for it.
select account_id, feed, complete_through_at, behind_s
from {{ source('mart', 'freshness') }}
where behind_s is null or behind_s > usual_lag_s
