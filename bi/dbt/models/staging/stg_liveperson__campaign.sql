select
    account_id, campaign_id, name, goal_name, lob_name, last_seen_on
from {{ source('mart', 'campaign') }}
