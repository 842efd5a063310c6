create or replace view mart.messaging_secure_form as
select
    m.account_id, m.conversation_id, m.position, c.started_at as conversation_started_at, m.dialog_id, m.message_id,
    m.sent_at,
    case when m.type = 'SECURE_FORM_SUBMIT' or m.form_submission_id is not null then 'submission' else 'invitation' end as event,
    m.form_id, mart.name_or_null(m.form_name) as form_name, m.form_invitation_id, m.form_submission_id,
    c.loaded_at as changed_at
from liveperson.messaging_message m
left join liveperson.messaging_conversation c
    on c.account_id = m.account_id and c.conversation_id = m.conversation_id
where m.type in ('SECURE_FORM_INVITATION', 'SECURE_FORM_SUBMIT') or m.form_id is not null;
comment on view mart.messaging_secure_form is
    'Fact: Secure forms in conversations, one row per message: invitations to fill one in, and submissions; what was filled in is '
    'not loaded. The twin of mart.chat_secure_form. Joins mart.messaging_conversation on (account_id, conversation_id). '
    'Needs feed messaging_interactions; empty while it is missing. Filter on account_id and conversation_started_at, on '
    'sent_at, or on the key.';
comment on column mart.messaging_secure_form.account_id is 'LivePerson account (site) number.';
comment on column mart.messaging_secure_form.conversation_id is 'The conversation, as in mart.messaging_conversation.';
comment on column mart.messaging_secure_form.position is
    'Order within the conversation as upstream lists it, counted from 0.';
comment on column mart.messaging_secure_form.conversation_started_at is
    'When the conversation began, UTC (mart.messaging_conversation.started_at).';
comment on column mart.messaging_secure_form.dialog_id is 'The dialog it belongs to, as in mart.messaging_dialog.';
comment on column mart.messaging_secure_form.message_id is
    'Id of the message, as in mart.messaging_message. Messaging Interactions field messageId.';
comment on column mart.messaging_secure_form.sent_at is 'When it was sent, UTC. Messaging Interactions field timeL.';
comment on column mart.messaging_secure_form.event is
    'invitation: an agent asked for the form; submission: the consumer filled it in. Messaging Interactions field type.';
comment on column mart.messaging_secure_form.form_id is
    'Id of the form as it was designed. Messaging Interactions field formId.';
comment on column mart.messaging_secure_form.form_name is 'Name of the form. Messaging Interactions field formName.';
comment on column mart.messaging_secure_form.form_invitation_id is
    'Id of the invitation; its submission has the same. Messaging Interactions field invitationId.';
comment on column mart.messaging_secure_form.form_submission_id is
    'Id of what the consumer submitted; NULL for an invitation. Messaging Interactions field submissionId.';
comment on column mart.messaging_secure_form.changed_at is
    'When the conversation or a part of it was last changed here, UTC, clock of the database.';
