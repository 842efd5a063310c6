select account_id, changed_through_at
from {{ source('mart', 'changed_through') }}
