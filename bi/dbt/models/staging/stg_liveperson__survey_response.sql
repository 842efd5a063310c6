-- Without the answers as texts, as no table of dbt holds them.
select
    account_id, 'chat' as channel, chat_id as contact_id, survey_kind, 0 as survey_position, position,
    answered_at, survey_id, question_id, question, null as question_type, is_answered, score
from {{ source('mart', 'survey_response') }}
union all
select
    account_id, 'messaging', conversation_id, 'post_conversation', survey_position, position,
    conversation_started_at, survey_id, question_id, question, question_type, is_answered, score
from {{ source('mart', 'messaging_survey_response') }}
