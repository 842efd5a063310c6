create or replace view mart.messaging_intent as
select
    i.account_id, i.conversation_id, i.position, c.started_at as conversation_started_at, i.message_id, i.intent_id,
    coalesce(mart.name_or_null(i.intent_label), i.intent_id) as intent_name,
    coalesce(i.is_selected, false) as is_selected, i.confidence_score, i.model_names, i.model_versions,
    c.loaded_at as changed_at
from liveperson.messaging_intent i
left join liveperson.messaging_conversation c
    on c.account_id = i.account_id and c.conversation_id = i.conversation_id;
comment on view mart.messaging_intent is
    'Fact: What upstream took messages of consumers to mean, one row per message and possible intent. Joins '
    'mart.messaging_conversation on (account_id, conversation_id). Needs feed messaging_interactions; empty while it is '
    'missing. Filter on account_id and conversation_started_at, or on the key.';
comment on column mart.messaging_intent.account_id is 'LivePerson account (site) number.';
comment on column mart.messaging_intent.conversation_id is 'The conversation, as in mart.messaging_conversation.';
comment on column mart.messaging_intent.position is
    'Order within the conversation as upstream lists it, counted from 0.';
comment on column mart.messaging_intent.conversation_started_at is
    'When the conversation began, UTC (mart.messaging_conversation.started_at).';
comment on column mart.messaging_intent.message_id is
    'The message of the consumer, as in mart.messaging_message. Messaging Interactions field messageId.';
comment on column mart.messaging_intent.intent_id is 'Id of the intent. Messaging Interactions field intentName.';
comment on column mart.messaging_intent.intent_name is
    'Name of the intent as people read it, or its id. Messaging Interactions field intentLabel.';
comment on column mart.messaging_intent.is_selected is
    'Whether upstream selected this intent for the message: at most one of them. Count these. Messaging Interactions field '
    'selectedClassification.';
comment on column mart.messaging_intent.confidence_score is
    'How sure the model is, 0 to 1. Messaging Interactions field confidenceScore.';
comment on column mart.messaging_intent.model_names is
    'Models that say so, in upstream''s order. Messaging Interactions field modelName.';
comment on column mart.messaging_intent.model_versions is
    'Versions of these models, in the same order. Messaging Interactions field modelVersion.';
comment on column mart.messaging_intent.changed_at is
    'When the conversation or a part of it was last changed here, UTC, clock of the database.';
