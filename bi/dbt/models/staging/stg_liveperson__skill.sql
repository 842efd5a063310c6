select
    account_id, skill_id, name, description, is_deleted, lob_ids, is_listed, last_seen_on
from {{ source('mart', 'skill') }}
