create or replace view mart.messaging_rich_content as
select
    m.account_id, m.conversation_id, m.position, c.started_at as conversation_started_at, m.dialog_id, m.message_id,
    m.sent_at, m.sent_by, m.rich_content ->> 'type' as element_type, m.rich_content, m.quick_replies, m.text,
    c.loaded_at as changed_at
from liveperson.messaging_message m
left join liveperson.messaging_conversation c
    on c.account_id = m.account_id and c.conversation_id = m.conversation_id
where m.rich_content is not null or m.quick_replies is not null;
comment on view mart.messaging_rich_content is
    'Fact: Messages of conversations with structured content (cards, buttons) or quick replies, one row each. The twin of '
    'mart.chat_rich_content. Joins mart.messaging_conversation on (account_id, conversation_id). Needs feed '
    'messaging_interactions; empty while it is missing. Filter on account_id and conversation_started_at, on sent_at, or on '
    'the key.';
comment on column mart.messaging_rich_content.account_id is 'LivePerson account (site) number.';
comment on column mart.messaging_rich_content.conversation_id is 'The conversation, as in mart.messaging_conversation.';
comment on column mart.messaging_rich_content.position is
    'Order within the conversation as upstream lists it, counted from 0.';
comment on column mart.messaging_rich_content.conversation_started_at is
    'When the conversation began, UTC (mart.messaging_conversation.started_at).';
comment on column mart.messaging_rich_content.dialog_id is 'The dialog it belongs to, as in mart.messaging_dialog.';
comment on column mart.messaging_rich_content.message_id is
    'Id of the message, as in mart.messaging_message. Messaging Interactions field messageId.';
comment on column mart.messaging_rich_content.sent_at is 'When it was sent, UTC. Messaging Interactions field timeL.';
comment on column mart.messaging_rich_content.sent_by is
    'Who sent it: Agent (human or bot) or Consumer. Messaging Interactions field sentBy.';
comment on column mart.messaging_rich_content.element_type is
    'Type of the outermost element of rich_content, as vertical, horizontal, carousel, text, button; NULL when it has none.';
comment on column mart.messaging_rich_content.rich_content is
    'The structured content (cards, buttons, pictures), JSON; NULL when the message has quick replies only. Messaging '
    'Interactions field richContent.content. Personal.';
comment on column mart.messaging_rich_content.quick_replies is
    'Answers that the consumer may choose from, JSON; NULL when none. Messaging Interactions field quickReplies.content. Personal.';
comment on column mart.messaging_rich_content.text is
    'Text beside it; NULL when none. Messaging Interactions field msg.text. Personal.';
comment on column mart.messaging_rich_content.changed_at is
    'When the conversation or a part of it was last changed here, UTC, clock of the database.';
