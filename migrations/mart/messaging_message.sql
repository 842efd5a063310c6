-- One bare table, so that Postgres can look up the messages of a conversation by the key from within a join. Each value
-- of another table is looked up by the key, and only when it is asked for. A message names an agent by one id or the other.
create or replace view mart.messaging_message as
select
    m.account_id, m.conversation_id, m.position, m.dialog_id, m.seq, m.message_id, m.sent_at,
    case lower(m.sent_by)
        when 'consumer' then 'consumer'
        when 'agent' then case (
            select min(p.user_type_id) from liveperson.messaging_agent_participant p
            where p.account_id = m.account_id and p.conversation_id = m.conversation_id
                and (p.agent_id = m.participant_id or p.pid = m.participant_id)
        ) when 2 then 'bot' when 0 then 'system' else 'agent' end
    end as sender,
    case lower(m.sent_by)
        when 'agent' then (
            select min(coalesce(p.agent_full_name, p.agent_name)) from liveperson.messaging_agent_participant p
            where p.account_id = m.account_id and p.conversation_id = m.conversation_id
                and (p.agent_id = m.participant_id or p.pid = m.participant_id)
        )
        when 'consumer' then (
            select min(coalesce(n.consumer_name, nullif(concat_ws(' ', n.first_name, n.last_name), '')))
            from liveperson.messaging_consumer_participant n
            where n.account_id = m.account_id and n.conversation_id = m.conversation_id
                and n.participant_id = m.participant_id
        )
    end as sender_name,
    case when lower(m.sent_by) = 'agent' then (
        select case when min(p.user_type_id) is distinct from 0
            then nullif(nullif(coalesce(min(p.agent_id), m.participant_id), '-1'), '0') end
        from liveperson.messaging_agent_participant p
        where p.account_id = m.account_id and p.conversation_id = m.conversation_id
            and (p.agent_id = m.participant_id or p.pid = m.participant_id)
    ) end as agent_id,
    case when lower(m.sent_by) = 'consumer' then m.participant_id end as consumer_id,
    m.audience is distinct from 'AGENTS_AND_MANAGERS' as is_visible,
    (
        select d.type from liveperson.messaging_dialog d
        where d.account_id = m.account_id and d.conversation_id = m.conversation_id and d.dialog_id = m.dialog_id
    ) is not distinct from 'POST_SURVEY' as is_survey,
    case m.type
        when 'TEXT_PLAIN' then 'plain' when 'TEXT_HTML' then 'html' when 'LINK' then 'url' when 'IMG' then 'image'
        when 'HOSTED_FILE' then 'file' when 'RICH_CONTENT' then 'rich-content'
        when 'SECURE_FORM_INVITATION' then 'secure-form' when 'SECURE_FORM_SUBMIT' then 'secure-form'
    end as format,
    m.text, m.link_url,
    coalesce(m.file_caption, m.link_caption) as caption,
    (
        select c.loaded_at from liveperson.messaging_conversation c
        where c.account_id = m.account_id and c.conversation_id = m.conversation_id
    ) as changed_at
from liveperson.messaging_message m;
comment on view mart.messaging_message is
    'Fact: Messages of conversations, one row each. The twin of mart.chat_message. Joins mart.messaging_conversation '
    'on (account_id, conversation_id). Needs feed messaging_interactions; empty while it is missing. Filter on '
    'sent_at, or on the key.';
comment on column mart.messaging_message.account_id is 'LivePerson account (site) number.';
comment on column mart.messaging_message.conversation_id is 'The conversation it belongs to.';
comment on column mart.messaging_message.position is
    'Order within the conversation as upstream lists it, counted from 0.';
comment on column mart.messaging_message.dialog_id is
    'The dialog it belongs to: the conversation itself, one after it was opened again, or the survey.';
comment on column mart.messaging_message.seq is
    'Number of the message within the dialog, its order there; gaps are normal. Messaging Interactions field seq.';
comment on column mart.messaging_message.message_id is
    'Id of the message, unique only within the conversation. Messaging Interactions field messageId.';
comment on column mart.messaging_message.sent_at is
    'When it was sent, UTC, to the millisecond; two messages may share it. Messaging Interactions field timeL.';
comment on column mart.messaging_message.sender is
    'Who sent it: consumer, agent (a human, also one whose user type upstream does not print), bot or system (texts '
    'that LivePerson sends by itself); NULL when upstream did not say. Messaging Interactions field sentBy, with '
    'userType of the participant.';
comment on column mart.messaging_message.sender_name is
    'Full name of the agent, otherwise the nickname, or name of the consumer; NULL when no participant has that id. '
    'Personal.';
comment on column mart.messaging_message.agent_id is
    'Id of the agent or bot who sent it; NULL for messages of consumers and of the system. Messaging Interactions field '
    'participantId.';
comment on column mart.messaging_message.consumer_id is
    'Id of the consumer who sent it; NULL for all others. Messaging Interactions field participantId.';
comment on column mart.messaging_message.is_visible is
    'Whether the consumer sees it: FALSE for messages among agents (audience AGENTS_AND_MANAGERS).';
comment on column mart.messaging_message.is_survey is
    'Whether it belongs to the dialog of the survey after the conversation (dialogType POST_SURVEY). No measure of '
    'mart.messaging_conversation counts it.';
comment on column mart.messaging_message.format is
    'Format of the content: plain, html, url, image, file, rich-content or secure-form; NULL when not known. Messaging '
    'Interactions field type.';
comment on column mart.messaging_message.text is
    'What was written; may hold HTML. NULL without a text; rich content and quick replies are in '
    'mart.messaging_rich_content. Personal.';
comment on column mart.messaging_message.link_url is 'Address of the link; NULL when none. Personal.';
comment on column mart.messaging_message.caption is 'Caption of the file or of the link; NULL when none. Personal.';
comment on column mart.messaging_message.changed_at is
    'When the conversation or a part of it was last changed here, UTC, clock of the database.';
