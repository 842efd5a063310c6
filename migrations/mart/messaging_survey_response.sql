create or replace view mart.messaging_survey_response as
select
    a.account_id, a.conversation_id, a.survey_position, a.position,
    c.started_at as conversation_started_at,
    s.survey_id, s.type as survey_type, s.status as survey_status,
    a.question_id, a.question, a.question_type, a.question_format, a.answer_id, a.answer,
    coalesce(a.answer, '') <> '' as is_answered,
    coalesce(a.is_valid, true) as is_valid,
    case when a.is_valid is not false then mart.survey_score(a.answer) end as score,
    c.loaded_at as changed_at
from liveperson.messaging_survey_answer a
left join liveperson.messaging_survey s
    on s.account_id = a.account_id and s.conversation_id = a.conversation_id and s.position = a.survey_position
left join liveperson.messaging_conversation c
    on c.account_id = a.account_id and c.conversation_id = a.conversation_id;
comment on view mart.messaging_survey_response is
    'Fact: Answers of consumers to the surveys after conversations of messaging, one row per question that was '
    'answered or skipped. The twin of mart.survey_response; upstream prints no time of an answer. Surveys that '
    'agents fill in are in mart.messaging_agent_survey_response. Joins mart.messaging_conversation on (account_id, '
    'conversation_id). Needs feed messaging_interactions; empty while it is missing. Filter on account_id and '
    'conversation_started_at, or on the key.';
comment on column mart.messaging_survey_response.account_id is 'LivePerson account (site) number.';
comment on column mart.messaging_survey_response.conversation_id is 'The conversation the survey belongs to.';
comment on column mart.messaging_survey_response.survey_position is
    'Which survey of the conversation, in the order in which upstream lists them, counted from 0.';
comment on column mart.messaging_survey_response.position is 'Order within the survey, counted from 0.';
comment on column mart.messaging_survey_response.conversation_started_at is
    'When the conversation began, UTC (mart.messaging_conversation.started_at).';
comment on column mart.messaging_survey_response.survey_id is
    'Id of the survey. Messaging Interactions field surveyId.';
comment on column mart.messaging_survey_response.survey_type is
    'Kind of survey: CSAT, PostSurvey or Satisfaction. Messaging Interactions field surveyType.';
comment on column mart.messaging_survey_response.survey_status is
    'FILLED, PARTIALLY_FILLED or SKIPPED. Messaging Interactions field surveyStatus.';
comment on column mart.messaging_survey_response.question_id is
    'Id of the question, as mart.account_setting.score_question_ids names it. Messaging Interactions field questionId.';
comment on column mart.messaging_survey_response.question is
    'The question as shown. Messaging Interactions field question.';
comment on column mart.messaging_survey_response.question_type is
    'What is measured: csat (satisfaction), nps (recommendation), fcr (solved at the first contact) or custom. '
    'Messaging Interactions field questionType.';
comment on column mart.messaging_survey_response.question_format is
    'How it is answered: single (a choice) or open. Messaging Interactions field questionFormat.';
comment on column mart.messaging_survey_response.answer_id is
    'Id of the answer; InvalidAnswer for a text that fits none. Messaging Interactions field answerId.';
comment on column mart.messaging_survey_response.answer is
    'The answer; NULL or empty when not answered. Messaging Interactions field answer. Personal.';
comment on column mart.messaging_survey_response.is_answered is 'Whether there is an answer that is not empty.';
comment on column mart.messaging_survey_response.is_valid is
    'Whether the answer fits the question; TRUE also when upstream does not say. Messaging Interactions field '
    'isValidAnswer.';
comment on column mart.messaging_survey_response.score is
    'The answer as a number when it is a valid one from 0 to 100, otherwise NULL (mart.survey_score). The scale is that '
    'of the question: compare within one question.';
comment on column mart.messaging_survey_response.changed_at is
    'When the conversation or a part of it was last changed here, UTC, clock of the database.';
