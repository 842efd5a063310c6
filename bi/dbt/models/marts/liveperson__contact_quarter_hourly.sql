{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key=['account_id', 'day', 'channel', 'interval_started_at', 'skill_id_or_empty'],
    on_schema_change='append_new_columns',
    indexes=[{'columns': ['account_id', 'day']}, {'columns': ['change_number']}],
    post_hook="{{ remove_deleted({'contact_quarter_hourly': \"
        t.day = (d.key ->> 'day')::date and t.channel = d.key ->> 'channel' and t.skill_id_or_empty = d.key ->> 'skill_id'
        and t.interval_started_at = (d.key ->> 'interval_started_at')::timestamptz\"}) }}",
) }}
-- Sums, so that any times, channels and skills add up: a share is sum(part) / sum(whole), an average sum(total) / sum(count).
select
    account_id, day, channel, interval_started_at, skill_id, {{ warehouse_key('skill_id') }} as skill_key,
    -- A key of rows that are replaced has no NULL.
    coalesce(skill_id, '') as skill_id_or_empty,
    offered_contacts, answered_contacts, abandoned_contacts, short_abandoned_contacts,
    within_service_level_contacts, service_level_contacts, transferred_contacts, transfer_known_contacts,
    wait_total_s, waited_contacts, abandon_wait_total_s, abandon_waited_contacts, first_response_total_s,
    responded_contacts, handling_total_s, handled_contacts, survey_score_total, scored_contacts,
    change_number, changed_at
from {{ ref('stg_liveperson__contact_quarter_hourly') }}
{% if is_incremental() %}
where change_number > {{ changed_since() }}
{% endif %}
