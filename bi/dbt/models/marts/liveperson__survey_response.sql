-- The day is that of the contact; of a survey outside of one, that of the answer.
select
    c.contact_key, s.account_id, s.channel, s.contact_id, s.survey_kind, s.survey_position, s.position,
    coalesce(c.started_on, mart.account_day(s.account_id, s.answered_at)) as started_on,
    c.agent_key, c.skill_key,
    s.survey_id, s.question_id, s.question, s.question_type, s.is_answered, s.score
from {{ ref('stg_liveperson__survey_response') }} s
left join {{ ref('liveperson__contact') }} c on c.account_id = s.account_id and c.contact_id = s.contact_id
