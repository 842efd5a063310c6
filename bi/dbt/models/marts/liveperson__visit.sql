{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key=['account_id', 'visit_id'],
    on_schema_change='append_new_columns',
    indexes=[{'columns': ['account_id', 'visit_id'], 'unique': true}, {'columns': ['changed_at']}],
) }}
-- A chat that comes later changes its visit, and moves the time of the pair alone.
with chats_of_visit as (
    select account_id, visit_id, max(changed_at) as changed_at
    from {{ ref('stg_liveperson__visit_chat') }}
    group by account_id, visit_id
)
select
    v.account_id || ':' || v.visit_id as visit_key,
    v.account_id, v.visit_id, v.started_on, v.started_at, v.ended_at, v.duration_s,
    v.device, v.operating_system, v.country, v.control_group,
    v.page_views, v.impressions_shown, v.impressions_accepted, v.goals_achieved, v.is_converted,
    v.has_chat, v.chat_id, greatest(v.changed_at, c.changed_at) as changed_at
from {{ ref('stg_liveperson__visit') }} v
left join chats_of_visit c on c.account_id = v.account_id and c.visit_id = v.visit_id
-- What a load that still runs will bring is older than what is here already by then: it is read when nothing older can come any more.
join {{ ref('stg_liveperson__changed_through') }} w on w.account_id = v.account_id
    and greatest(v.changed_at, c.changed_at) <= w.changed_through_at
{% if is_incremental() %}
left join (
    select account_id, max(changed_at) as changed_at from {{ this }} group by account_id
) here on here.account_id = v.account_id
where greatest(v.changed_at, c.changed_at) > coalesce(here.changed_at, '-infinity')
{% endif %}
