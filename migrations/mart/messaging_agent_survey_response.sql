create or replace view mart.messaging_agent_survey_response as
select
    a.account_id, a.conversation_id, a.position as survey_position, a.answer_position as position,
    c.started_at as conversation_started_at,
    s.is_latest, s.survey_id, s.ac_survey_name as survey_name, s.status as survey_status,
    s.status_reason as survey_status_reason,
    s.skill_id, coalesce(n.name, s.skill_id) as skill_name, mart.name_or_null(s.skill_name) as skill_name_at_survey,
    mart.agent_or_null(s.assigned_agent_id) as assigned_agent_id,
    mart.agent_or_null(s.performed_by_agent_id) as performed_by_agent_id,
    s.updated_at,
    a.question_id, a.question, a.question_category, a.answers,
    coalesce(array_to_string(a.answers, ''), '') <> '' as is_answered,
    case when cardinality(a.answers) = 1 then mart.survey_score(a.answers[1]) end as score,
    c.loaded_at as changed_at
from liveperson.messaging_agent_survey_answer a
left join liveperson.messaging_agent_survey s
    on s.account_id = a.account_id and s.conversation_id = a.conversation_id and s.position = a.position
left join liveperson.messaging_conversation c
    on c.account_id = a.account_id and c.conversation_id = a.conversation_id
left join mart.skill n on n.account_id = a.account_id and n.skill_id = s.skill_id;
comment on view mart.messaging_agent_survey_response is
    'Fact: Answers of agents to the surveys about a conversation of messaging that they fill in themselves, one row '
    'per question of the latest survey and of those that were submitted earlier. Joins mart.messaging_conversation '
    'on (account_id, conversation_id). Needs feed messaging_interactions; empty while it is missing. Filter on '
    'account_id and conversation_started_at, or on the key.';
comment on column mart.messaging_agent_survey_response.account_id is 'LivePerson account (site) number.';
comment on column mart.messaging_agent_survey_response.conversation_id is 'The conversation the survey is about.';
comment on column mart.messaging_agent_survey_response.survey_position is
    'Which survey of the conversation, counted from 0: the latest first, then the earlier ones as upstream lists them.';
comment on column mart.messaging_agent_survey_response.position is 'Order within the survey, counted from 0.';
comment on column mart.messaging_agent_survey_response.conversation_started_at is
    'When the conversation began, UTC (mart.messaging_conversation.started_at).';
comment on column mart.messaging_agent_survey_response.is_latest is
    'Whether the survey is the latest of the conversation; TRUE for one survey, so that a count by conversation is '
    'right.';
comment on column mart.messaging_agent_survey_response.survey_id is
    'Id of the survey; several rows may share it. Messaging Interactions field surveyId.';
comment on column mart.messaging_agent_survey_response.survey_name is
    'Name of the design of the survey. Messaging Interactions field acSurveyName.';
comment on column mart.messaging_agent_survey_response.survey_status is
    'OPEN, SUBMITTED, DISMISSED or CLOSED. Messaging Interactions field surveyStatus.';
comment on column mart.messaging_agent_survey_response.survey_status_reason is
    'Why: skillChanged, timeout, OPEN, SUBMITTED, PARTIALLY_SUBMITTED or DISMISSED. Messaging Interactions field '
    'statusReason.';
comment on column mart.messaging_agent_survey_response.skill_id is
    'Skill that the survey is for. Messaging Interactions field surveySkillId.';
comment on column mart.messaging_agent_survey_response.skill_name is
    'Name of that skill today (mart.skill.name), or the id while nothing names it.';
comment on column mart.messaging_agent_survey_response.skill_name_at_survey is
    'Name of that skill as the record of the survey said it.';
comment on column mart.messaging_agent_survey_response.assigned_agent_id is
    'Agent who has to fill it in; NULL when nobody. Messaging Interactions field assignedAgentId.';
comment on column mart.messaging_agent_survey_response.performed_by_agent_id is
    'Agent who filled it in; NULL when nobody. Messaging Interactions field performedByAgentId.';
comment on column mart.messaging_agent_survey_response.updated_at is
    'When the survey was last changed upstream, UTC. Messaging Interactions field lastUpdateTime.';
comment on column mart.messaging_agent_survey_response.question_id is
    'Id of the question. Messaging Interactions field questionId.';
comment on column mart.messaging_agent_survey_response.question is
    'The question as shown. Messaging Interactions field questionText.';
comment on column mart.messaging_agent_survey_response.question_category is
    'Category of the question. Messaging Interactions field questionCategory.';
comment on column mart.messaging_agent_survey_response.answers is
    'The answers: several where the question allows them. Messaging Interactions field answers[].answer. Personal.';
comment on column mart.messaging_agent_survey_response.is_answered is 'Whether there is an answer that is not empty.';
comment on column mart.messaging_agent_survey_response.score is
    'The only answer as a number when it is one from 0 to 100, otherwise NULL (mart.survey_score). The scale is that '
    'of the question: compare within one question.';
comment on column mart.messaging_agent_survey_response.changed_at is
    'When the conversation or a part of it was last changed here, UTC, clock of the database.';
