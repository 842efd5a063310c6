select
    {{ warehouse_key('campaign_id') }} as campaign_key, account_id, campaign_id, name, goal_name, lob_name, last_seen_on
from {{ ref('stg_liveperson__campaign') }}
