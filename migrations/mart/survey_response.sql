create or replace view mart.survey_response as
select
    a.account_id, a.engagement_id as chat_id, a.survey_kind, a.position,
    a.answered_at, a.survey_id, mart.name_or_null(a.survey_name) as survey_name,
    a.question_id, a.question, a.answer, a.answers,
    coalesce(a.answer, '') <> '' as is_answered,
    mart.survey_score(a.answer) as score,
    'engagement_history' as source,
    e.loaded_at as changed_at
from liveperson.survey_answer a
left join liveperson.engagement e on e.account_id = a.account_id and e.engagement_id = a.engagement_id
union all
select
    s.account_id, s.conversation_id,
    case s.survey_kind when 'exit' then 'post_chat' when 'agent' then 'operator' else s.survey_kind end collate "C",
    -- A chat may have several surveys of a kind: the rows of the later ones are counted on.
    q.position + coalesce((
        select count(*)
        from liveperson.survey o
        join liveperson.survey_content k on k.account_id = o.account_id and k.survey_key = o.survey_key
        where o.account_id = s.account_id and o.conversation_id = s.conversation_id
            and o.survey_kind is not distinct from s.survey_kind
            and (coalesce(o.viewed_at, '-infinity'), o.survey_key) < (coalesce(s.viewed_at, '-infinity'), s.survey_key)
    ), 0)::integer,
    q.answered_at, s.survey_id, mart.name_or_null(q.survey_name), null, q.question, q.answer, null,
    coalesce(q.answer, '') <> '',
    mart.survey_score(q.answer),
    'data_access',
    s.loaded_at
from liveperson.survey s
join liveperson.survey_content q on q.account_id = s.account_id and q.survey_key = s.survey_key
-- By a value, as what only exists may be looked up in a table of all chats that Postgres makes first.
where (
    select h.engagement_id from liveperson.engagement h
    where h.account_id = s.account_id and h.engagement_id = s.conversation_id
) is null;
comment on view mart.survey_response is
    'Fact: Answers to surveys, one row per question asked; Data Access has a row for each choice where several were '
    'made. The surveys of a chat come from Engagement History when that knows the chat, otherwise from Data Access; '
    'never from both. Those outside of a chat (offline) come from Data Access. Joins mart.chat on (account_id, '
    'chat_id). Needs feed engagement_history or survey; while one is missing, what only it knows is not here. '
    'Surveys of Engagement History arrive up to 2 hours after the end of a chat.';
comment on column mart.survey_response.account_id is 'LivePerson account (site) number.';
comment on column mart.survey_response.chat_id is
    'The chat that the survey belongs to; NULL for a survey outside of a chat. Such rows have no unique key: (account_id, '
    'chat_id, survey_kind, position) is one only within chats.';
comment on column mart.survey_response.survey_kind is
    'Which survey: pre_chat (before), post_chat (after, by the visitor; Data Access: exit), operator (by the agent; '
    'Data Access: agent) or offline (when no agent was there).';
comment on column mart.survey_response.position is
    'Order within the surveys of that kind of the chat, counted from 0.';
comment on column mart.survey_response.answered_at is
    'When it was answered, UTC. Engagement History field timeL, Data Access field answerSubmitTime.';
comment on column mart.survey_response.survey_id is
    'Id of the survey. Engagement History field surveyID, Data Access field id.';
comment on column mart.survey_response.survey_name is
    'Name of the survey; NULL when it has none. Engagement History field name, Data Access field surveyName.';
comment on column mart.survey_response.question_id is
    'Id of the question within the survey; NULL from Data Access, which has none. Engagement History field '
    'questionID.';
comment on column mart.survey_response.question is
    'The question as shown. Engagement History field displayName, Data Access field question.';
comment on column mart.survey_response.answer is
    'The answer as one text; NULL or empty when not answered. Engagement History field value, Data Access field '
    'answer. Personal.';
comment on column mart.survey_response.answers is
    'The answers, where several may be chosen; NULL from Data Access, which has a row for each. Engagement History '
    'field values. Personal.';
comment on column mart.survey_response.is_answered is 'Whether there is an answer that is not empty.';
comment on column mart.survey_response.score is
    'The answer as a number when it is one from 0 to 100, otherwise NULL (mart.survey_score). The scale is that of '
    'the survey: compare within one question.';
comment on column mart.survey_response.source is 'Where the answer comes from: engagement_history or data_access.';
comment on column mart.survey_response.changed_at is
    'When the survey, or in Engagement History the chat or a part of it, was last changed here, UTC, clock of the '
    'database.';
