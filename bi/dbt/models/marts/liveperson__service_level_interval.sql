{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key=['account_id', 'day'],
    on_schema_change='append_new_columns',
    indexes=[{'columns': ['account_id', 'day']}],
) }}
-- Whole days: those on which a contact began that changed.
with changed as (
    select distinct account_id, started_on as day
    from {{ ref('liveperson__contact') }}
    {% if is_incremental() %}
    where changed_at >= {{ last_change('contacts_changed_at') }}
    {% endif %}
), newest as (
    select max(changed_at) as contacts_changed_at from {{ ref('liveperson__contact') }}
)
select
    i.account_id, i.day, i.channel, i.skill_id, i.account_id || ':' || i.skill_id as skill_key,
    i.interval_started_at, i.contacts, i.answered_contacts, i.answered_within_contacts, i.lost_contacts,
    i.lost_within_contacts, i.waiting_contacts, i.decided_contacts, i.threshold_s, n.contacts_changed_at
from changed d
join {{ ref('stg_liveperson__service_level_interval') }} i on i.account_id = d.account_id and i.day = d.day
cross join newest n
