select {{ warehouse_key('skill_id') }} as skill_key, account_id, skill_id, name, description, is_deleted, last_seen_on
from {{ ref('stg_liveperson__skill') }}
