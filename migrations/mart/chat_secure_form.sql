create or replace view mart.chat_secure_form as
select
    s.account_id, s.conversation_id as chat_id, s.position, c.started_at as chat_started_at, s.filled_at, s.form_id,
    mart.name_or_null(s.form_name) as form_name, s.form_uuid as filled_form_id, c.loaded_at as changed_at
from liveperson.secure_form s
left join liveperson.conversation c on c.account_id = s.account_id and c.conversation_id = s.conversation_id;
comment on view mart.chat_secure_form is
    'Fact: Secure forms that visitors filled in during chats, one row each; what they filled in is not loaded. Joins mart.chat on '
    '(account_id, chat_id). Needs feed engagement; empty while it is missing. Filter on account_id and chat_started_at, or '
    'on the key.';
comment on column mart.chat_secure_form.account_id is 'LivePerson account (site) number.';
comment on column mart.chat_secure_form.chat_id is 'The chat, as in mart.chat.';
comment on column mart.chat_secure_form.position is 'Order within the chat as upstream lists it, counted from 0.';
comment on column mart.chat_secure_form.chat_started_at is
    'When the chat began, UTC, as Data Access says; NULL where it has no start.';
comment on column mart.chat_secure_form.filled_at is
    'When the visitor filled the form in, UTC. Data Access field timestamp.';
comment on column mart.chat_secure_form.form_id is 'Id of the form as it was designed. Data Access field formId.';
comment on column mart.chat_secure_form.form_name is 'Name of the form. Data Access field formName.';
comment on column mart.chat_secure_form.filled_form_id is 'Id of this filled-in form. Data Access field formUuid.';
comment on column mart.chat_secure_form.changed_at is
    'When the chat or a part of it was last changed in Data Access'' copy, UTC, clock of the database.';
