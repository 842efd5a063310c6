{{ config(
    materialized='incremental',
    incremental_strategy='delete+insert',
    unique_key=['account_id', 'channel', 'contact_id'],
    on_schema_change='append_new_columns',
    indexes=[{'columns': ['account_id', 'channel', 'contact_id']}, {'columns': ['change_number']}],
    post_hook="delete from {{ this }} t where not exists (
        select from {{ ref('liveperson__contact') }} c
        where c.account_id = t.account_id and c.channel = t.channel and c.contact_id = t.contact_id
            and c.change_number = t.change_number
    )",
) }}
-- All messages of a contact that changed, in place of those that were here. A contact that has none any more leaves its old ones behind,
-- with an older number: the hook removes them.
select
    c.contact_key, c.account_id, c.channel, c.contact_id, m.position, c.started_on, m.sent_at,
    m.sender, m.agent_id, c.account_id || ':' || m.agent_id as agent_key, m.is_visible, m.is_survey, m.format,
    c.change_number, c.changed_at
from {{ ref('liveperson__contact') }} c
-- A conversation of messaging may be in Data Access as well: its messages come from where the contact does.
join {{ ref('stg_liveperson__message') }} m on m.account_id = c.account_id and m.contact_id = c.contact_id
    and (m.source = 'messaging_interactions') = (c.sources = 'messaging_interactions')
{% if is_incremental() %}
where c.change_number > {{ changed_since() }}
{% endif %}
