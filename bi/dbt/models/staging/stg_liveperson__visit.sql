-- Without what identifies a visitor: no table of dbt holds it, so an erasure has nothing to do there.
select
    account_id, visit_id, started_on, started_at, ended_at, duration_s, page_views, device, operating_system,
    country, control_group, search_engine, impressions_shown, impressions_accepted, is_converted,
    goals_achieved, has_chat, chat_id, changed_at, chat_ids
from {{ source('mart', 'visit') }}
