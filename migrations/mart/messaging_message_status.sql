create or replace view mart.messaging_message_status as
select
    s.account_id, s.conversation_id, s.position, c.started_at as conversation_started_at, s.message_id, s.dialog_id,
    s.seq, s.status, s.occurred_at, s.participant_id, s.participant_type, c.loaded_at as changed_at
from liveperson.messaging_message_status s
left join liveperson.messaging_conversation c
    on c.account_id = s.account_id and c.conversation_id = s.conversation_id;
comment on view mart.messaging_message_status is
    'Fact: What became of the messages of conversations (sent, arrived, read), one row per message, participant and status. Joins '
    'mart.messaging_conversation on (account_id, conversation_id). Needs feed messaging_interactions; empty while it is '
    'missing. Filter on account_id and conversation_started_at, on occurred_at, or on the key.';
comment on column mart.messaging_message_status.account_id is 'LivePerson account (site) number.';
comment on column mart.messaging_message_status.conversation_id is
    'The conversation, as in mart.messaging_conversation.';
comment on column mart.messaging_message_status.position is
    'Order within the conversation as upstream lists it, counted from 0.';
comment on column mart.messaging_message_status.conversation_started_at is
    'When the conversation began, UTC (mart.messaging_conversation.started_at).';
comment on column mart.messaging_message_status.message_id is
    'The message, as in mart.messaging_message. Messaging Interactions field messageId.';
comment on column mart.messaging_message_status.dialog_id is 'The dialog it belongs to, as in mart.messaging_dialog.';
comment on column mart.messaging_message_status.seq is
    'Number of the message within the dialog, as in mart.messaging_message. Messaging Interactions field seq.';
comment on column mart.messaging_message_status.status is
    'What became of it: SENT, ACCEPT (it arrived) or READ. Messaging Interactions field messageDeliveryStatus.';
comment on column mart.messaging_message_status.occurred_at is
    'When that happened, UTC. Messaging Interactions field timeL.';
comment on column mart.messaging_message_status.participant_id is
    'Participant at whom it happened. Messaging Interactions field participantId.';
comment on column mart.messaging_message_status.participant_type is
    'What that participant is: Agent, Consumer, …. Messaging Interactions field participantType.';
comment on column mart.messaging_message_status.changed_at is
    'When the conversation or a part of it was last changed here, UTC, clock of the database.';
