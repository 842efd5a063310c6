select
    account_id, day, day_local_at, day_started_at, hour_at, channel, skill_id, skill_name, interval_started_at,
    interval_end_at, interval_s, contacts, answered_contacts, answered_within_contacts, lost_contacts,
    lost_within_contacts, waiting_contacts, decided_contacts, service_level_share, threshold_s, target_share
from {{ source('mart', 'service_level_interval') }}
