create or replace view mart.messaging_consumer as
select
    p.account_id, p.conversation_id, p.position, c.started_at as conversation_started_at,
    p.participant_id as consumer_id,
    coalesce(nullif(p.consumer_name, ''), nullif(concat_ws(' ', nullif(p.first_name, ''), nullif(p.last_name, '')), '')) as consumer_name,
    nullif(p.first_name, '') as first_name, nullif(p.last_name, '') as last_name, nullif(p.phone, '') as phone,
    nullif(p.email, '') as email, p.joined_at, p.updated_at, p.dialog_id, c.loaded_at as changed_at
from liveperson.messaging_consumer_participant p
left join liveperson.messaging_conversation c
    on c.account_id = p.account_id and c.conversation_id = p.conversation_id;
comment on view mart.messaging_consumer is
    'Fact: Consumers in conversations of messaging, one row each. Joins mart.messaging_conversation on (account_id, '
    'conversation_id). Needs feed messaging_interactions; empty while it is missing. Filter on account_id and '
    'conversation_started_at, or on the key.';
comment on column mart.messaging_consumer.account_id is 'LivePerson account (site) number.';
comment on column mart.messaging_consumer.conversation_id is 'The conversation, as in mart.messaging_conversation.';
comment on column mart.messaging_consumer.position is
    'Order within the conversation as upstream lists it, counted from 0.';
comment on column mart.messaging_consumer.conversation_started_at is
    'When the conversation began, UTC (mart.messaging_conversation.started_at).';
comment on column mart.messaging_consumer.consumer_id is
    'Upstream''s id of the consumer, the same in other conversations of the consumer. Messaging Interactions field '
    'participantId.';
comment on column mart.messaging_consumer.consumer_name is
    'Name as shown in the conversation, otherwise first and last name; NULL when none. Personal.';
comment on column mart.messaging_consumer.first_name is
    'First name, as the consumer gave it. Messaging Interactions field firstName. Personal.';
comment on column mart.messaging_consumer.last_name is
    'Last name, as the consumer gave it. Messaging Interactions field lastName. Personal.';
comment on column mart.messaging_consumer.phone is
    'Telephone number; NULL when none. Messaging Interactions field phone. Personal.';
comment on column mart.messaging_consumer.email is
    'E-mail address; NULL when none. Messaging Interactions field email. Personal.';
comment on column mart.messaging_consumer.joined_at is
    'When the consumer joined, UTC. Messaging Interactions field joinTimeL.';
comment on column mart.messaging_consumer.updated_at is
    'When these data were last changed at upstream, UTC. Messaging Interactions field timeL.';
comment on column mart.messaging_consumer.dialog_id is 'The dialog it belongs to, as in mart.messaging_dialog.';
comment on column mart.messaging_consumer.changed_at is
    'When the conversation or a part of it was last changed here, UTC, clock of the database.';
