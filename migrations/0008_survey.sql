-- Data Access, files survey: the surveys that visitors and agents filled in, typed.

create table liveperson.survey (
    account_id         text collate "C" not null,
    survey_key         bytea not null,
    survey_id          text collate "C",
    survey_kind        text,
    viewed_at          timestamptz,
    conversation_id    text collate "C",
    visit_id           text collate "C",
    visitor_id         text collate "C",
    context_id         text collate "C",
    extra              jsonb,
    source_version_at  timestamptz not null,
    content_rev        integer not null,
    content_hash       bytea not null,
    unit_id            bigint not null,
    loaded_at          timestamptz not null default now(),
    primary key (account_id, survey_key)
);
create index survey_account_id_conversation_id_idx on liveperson.survey (account_id, conversation_id);
create index survey_account_id_viewed_at_idx on liveperson.survey (account_id, viewed_at);
-- For changed_at of schema mart: a copy elsewhere asks what changed lately. Rows come about in the order of time.
create index survey_loaded_at_idx on liveperson.survey using brin (loaded_at);
comment on table liveperson.survey is
    'One row per survey that somebody filled in, its newest version. From Data Access survey files, item of surveys with its VisitorHeader.';
comment on column liveperson.survey.account_id is
    'LivePerson account (site) number whose files were read. Part of the key.';
comment on column liveperson.survey.survey_key is
    'Hash (16 bytes) of conversation, kind and survey id; without a conversation of visit, view time, kind and survey id; without these of the whole record. Part of the key.';
comment on column liveperson.survey.survey_id is
    'Id of the survey as it was designed; many visitors fill in one. Data Access field id.';
comment on column liveperson.survey.survey_kind is
    'Kind of survey: pre_chat, exit, agent (filled in by the agent) or offline; a code without a name as it came. Data Access field type: 1, 2, 3, 4.';
comment on column liveperson.survey.viewed_at is
    'When the survey was shown, UTC, to the millisecond. Data Access field viewTime.';
comment on column liveperson.survey.conversation_id is
    'The chat that the survey belongs to; joins conversation and engagement. NULL for one outside of a chat, e.g. offline. Data Access field conversationId.';
comment on column liveperson.survey.visit_id is
    'Id of the visit to the site (session of the visitor). Data Access field VisitorHeader.visitId.';
comment on column liveperson.survey.visitor_id is
    'Id of the visitor. Data Access field VisitorHeader.visitorId.';
comment on column liveperson.survey.context_id is
    'Id of the context of the visit. Data Access field VisitorHeader.contextId.';
comment on column liveperson.survey.extra is
    'Fields and values that fit no column, as they came; NULL when none. Their paths are in ingest.drift.';
comment on column liveperson.survey.source_version_at is
    'Lineage: version of this content, the end of the hour (UTC) that its newest file was written for. The newest version wins.';
comment on column liveperson.survey.content_rev is
    'Lineage: revision of the program''s reading rules that made the row; a higher one replaces a lower one when a file is loaded again.';
comment on column liveperson.survey.content_hash is
    'Lineage: hash (16 bytes) of the row with its children, lineage left out. Equal hash means equal content.';
comment on column liveperson.survey.unit_id is
    'Lineage: the file that last changed the row or its children. Joins ingest.unit on unit_id.';
comment on column liveperson.survey.loaded_at is
    'Lineage: when the row or its children were last changed here (start of that transaction), clock of the database.';

create table liveperson.survey_content (
    account_id      text collate "C" not null,
    survey_key      bytea not null,
    position        integer not null,
    question        text,
    answer          text,
    survey_name     text,
    answered_at     timestamptz,
    answer_type_id  integer,
    csat_threshold  numeric,
    extra           jsonb,
    primary key (account_id, survey_key, position)
);
create index survey_content_answered_at_idx on liveperson.survey_content using brin (answered_at);
comment on table liveperson.survey_content is
    'Questions and answers of a survey, one row each; joins survey on (account_id, survey_key). From Data Access, item of contents.';
comment on column liveperson.survey_content.account_id is
    'LivePerson account (site) number, as in survey. Part of the key.';
comment on column liveperson.survey_content.survey_key is
    'The survey it belongs to. Part of the key.';
comment on column liveperson.survey_content.position is
    'Order within the survey, counted from 0 as upstream lists it. Part of the key. Index in Data Access field contents.';
comment on column liveperson.survey_content.question is
    'The question, as it was shown. Upstream gives no question id here. Data Access field question.';
comment on column liveperson.survey_content.answer is
    'The answer: one row per selected choice or text. Data Access field answer.';
comment on column liveperson.survey_content.survey_name is
    'Name of the survey. Data Access field surveyName.';
comment on column liveperson.survey_content.answered_at is
    'When it was answered, UTC, to the millisecond; one question may be answered several times. Data Access field answerSubmitTime.';
comment on column liveperson.survey_content.answer_type_id is
    'Kind of question; upstream does not document the codes (2 and 4 were seen). Data Access field answerType.';
comment on column liveperson.survey_content.csat_threshold is
    'From this answer on the visitor counts as satisfied; NULL for a question that measures no satisfaction (upstream: -1). Data Access field csatThreshold.';
comment on column liveperson.survey_content.extra is
    'Fields and values that fit no column, as they came; NULL when none. Their paths are in ingest.drift.';
