-- Freshness of a source looks at the freshest row of all. Here each account and feed must not be further behind than is usual,
-- in hours (as the alerts of deploy/prometheus have it).
select account_id, feed, complete_through_at, behind_s
from {{ source('mart', 'freshness') }}
where behind_s is null
    or behind_s > 3600 * case feed when 'operational' then 2 when 'engagement_history' then 36 else 10 end
