create or replace view mart.survey_response as
select
    a.account_id, a.engagement_id as chat_id, a.survey_kind, a.position,
    a.answered_at, a.survey_id, a.survey_name, a.question_id, a.question, a.answer, a.answers,
    coalesce(a.answer, '') <> '' as is_answered,
    mart.survey_score(a.answer) as score
from liveperson.survey_answer a;
comment on view mart.survey_response is
    'Answers to surveys, one row per question asked. Joins mart.chat on (account_id, chat_id). Needs feed '
    'engagement_history; empty while it is missing. Surveys arrive up to 2 hours after the end of a chat.';
comment on column mart.survey_response.account_id is 'LivePerson account (site) number.';
comment on column mart.survey_response.chat_id is 'The chat the survey belongs to.';
comment on column mart.survey_response.survey_kind is
    'Which survey: pre_chat (before), post_chat (after, by the visitor) or operator (by the agent).';
comment on column mart.survey_response.position is 'Order within the survey, counted from 0.';
comment on column mart.survey_response.answered_at is 'When it was answered, UTC. Engagement History field timeL.';
comment on column mart.survey_response.survey_id is 'Id of the survey. Engagement History field surveyID.';
comment on column mart.survey_response.survey_name is 'Name of the survey. Engagement History field name.';
comment on column mart.survey_response.question_id is
    'Id of the question within the survey. Engagement History field questionID.';
comment on column mart.survey_response.question is 'The question as shown. Engagement History field displayName.';
comment on column mart.survey_response.answer is
    'The answer as one text; NULL or empty when not answered. Engagement History field value.';
comment on column mart.survey_response.answers is
    'The answers, where several may be chosen. Engagement History field values.';
comment on column mart.survey_response.is_answered is 'Whether there is an answer that is not empty.';
comment on column mart.survey_response.score is
    'The answer as a number when it is one from 0 to 100, otherwise NULL (mart.survey_score). The scale is that '
    'of the survey: compare within one question.';
