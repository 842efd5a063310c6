-- Without names and texts, as no table of dbt holds them.
select
    account_id, conversation_id as contact_id, position, sent_at, sender, agent_id, is_visible, is_survey, format,
    'messaging_interactions' as source
from {{ source('mart', 'messaging_message') }}
union all
select account_id, chat_id, position, sent_at, sender, agent_id, is_visible, false, format, source
from {{ source('mart', 'chat_message') }}
