create or replace view mart.messaging_dialog as
select
    d.account_id, d.conversation_id, d.dialog_id, c.started_at as conversation_started_at, d.type, d.status,
    d.status = 'OPEN' as is_open, d.channel, d.started_at, d.ended_at,
    mart.seconds_between(d.started_at, d.ended_at) as duration_s, d.close_reason, d.close_reason_description,
    d.skill_id, coalesce(k.name, d.skill_id) as skill_name, mart.name_or_null(d.skill_name) as skill_name_at_dialog,
    c.loaded_at as changed_at
from liveperson.messaging_dialog d
left join liveperson.messaging_conversation c
    on c.account_id = d.account_id and c.conversation_id = d.conversation_id
left join mart.skill k on k.account_id = d.account_id and k.skill_id = d.skill_id;
comment on view mart.messaging_dialog is
    'Fact: Dialogs of conversations, one row each: the main one, one after a conversation was opened again, and the survey. Joins '
    'mart.messaging_conversation on (account_id, conversation_id). Needs feed messaging_interactions; empty while it is '
    'missing. Filter on account_id and conversation_started_at, on started_at, or on the key.';
comment on column mart.messaging_dialog.account_id is 'LivePerson account (site) number.';
comment on column mart.messaging_dialog.conversation_id is 'The conversation, as in mart.messaging_conversation.';
comment on column mart.messaging_dialog.dialog_id is
    'Id of the dialog; that of the main one is the id of the conversation. Messaging Interactions field dialogId.';
comment on column mart.messaging_dialog.conversation_started_at is
    'When the conversation began, UTC (mart.messaging_conversation.started_at).';
comment on column mart.messaging_dialog.type is
    'MAIN, or POST_SURVEY for the survey after the conversation. Messaging Interactions field dialogType.';
comment on column mart.messaging_dialog.status is 'OPEN or CLOSE. Messaging Interactions field dialogs[].status.';
comment on column mart.messaging_dialog.is_open is 'Whether it is open.';
comment on column mart.messaging_dialog.channel is
    'Channel of the dialog, e.g. MESSAGING. Messaging Interactions field dialogChannelType.';
comment on column mart.messaging_dialog.started_at is
    'When the dialog began, UTC. Messaging Interactions field startTimeL.';
comment on column mart.messaging_dialog.ended_at is
    'When it ended, UTC; NULL while it is open. Messaging Interactions field endTimeL.';
comment on column mart.messaging_dialog.duration_s is 'Seconds from started_at to ended_at; NULL while it is open.';
comment on column mart.messaging_dialog.close_reason is
    'Who closed it: AGENT, CONSUMER, …. Messaging Interactions field closeReason.';
comment on column mart.messaging_dialog.close_reason_description is
    'How it was closed, e.g. MANUAL_CLOSE. Messaging Interactions field closeReasonDescription.';
comment on column mart.messaging_dialog.skill_id is
    'Skill of the dialog; -1 is unassigned. Messaging Interactions field skillId.';
comment on column mart.messaging_dialog.skill_name is
    'Name of that skill today (mart.skill.name), or the id while nothing names it.';
comment on column mart.messaging_dialog.skill_name_at_dialog is
    'Name of that skill as the record said it. Messaging Interactions field skillName.';
comment on column mart.messaging_dialog.changed_at is
    'When the conversation or a part of it was last changed here, UTC, clock of the database.';
