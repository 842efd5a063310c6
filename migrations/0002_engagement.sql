-- Data Access, files engagement: what upstream said, typed.
-- No foreign keys: a child is only ever written, replaced and deleted with its parent, in one transaction, and a check per row
-- would cost a large part of the load. Children therefore carry no lineage either: they follow their parent.

create table liveperson.conversation (
    account_id              text collate "C" not null,
    conversation_id         text collate "C" not null,
    type                    text,
    started_at              timestamptz,
    interaction_started_at  timestamptz,
    ended_at                timestamptz,
    consumer_id             text collate "C",
    is_interactive          boolean,
    source_origin           text,
    source_device           text,
    end_reason_id           integer,
    start_reason_id         integer,
    campaign_id             text collate "C",
    campaign_engagement_id  text collate "C",
    agent_id                text collate "C",
    skill_id                text collate "C",
    skill_name              text,
    start_page              text,
    start_url               text,
    queue_started_at        timestamptz,
    queue_ended_at          timestamptz,
    visit_id                text collate "C",
    visitor_id              text collate "C",
    context_id              text collate "C",
    mcs                     jsonb,
    mcs_score               integer,
    extra                   jsonb,
    source_version_at       timestamptz not null,
    content_rev             integer not null,
    content_hash            bytea not null,
    unit_id                 bigint not null,
    loaded_at               timestamptz not null default now(),
    primary key (account_id, conversation_id)
);
create index conversation_account_id_started_at_idx on liveperson.conversation (account_id, started_at);
-- For mart.chat and mart.account: the few conversations without a start are found by their time in the queue, not by reading
-- all of them for each day.
create index conversation_account_id_queue_started_at_idx on liveperson.conversation (account_id, queue_started_at)
    where started_at is null;
create index conversation_loaded_at_idx on liveperson.conversation using brin (loaded_at);
comment on table liveperson.conversation is
    'One row per conversation (chat), its newest version. From Data Access engagement files, record Conversation with VisitorHeader.';
comment on column liveperson.conversation.account_id is
    'LivePerson account (site) number whose files were read. Part of the key.';
comment on column liveperson.conversation.conversation_id is
    'Id of the conversation: account id and chat id. Part of the key. Data Access field conversationId.';
comment on column liveperson.conversation.type is
    'Kind of conversation: LIVE_CHAT or MESSAGING. Data Access field type.';
comment on column liveperson.conversation.started_at is
    'When the visitor entered the queue, UTC, to the millisecond. Data Access field conversationStartTime.';
comment on column liveperson.conversation.interaction_started_at is
    'When the visitor was connected to an agent, UTC, to the millisecond. Data Access field interactionStartTime.';
comment on column liveperson.conversation.ended_at is
    'When the conversation ended, UTC, to the millisecond. Data Access field conversationEndTime.';
comment on column liveperson.conversation.consumer_id is
    'Id of the consumer; NULL for chats. Data Access field consumerId.';
comment on column liveperson.conversation.is_interactive is
    'Whether the visitor wrote. Of a transferred chat it concerns the last part only. Data Access field isInteractive.';
comment on column liveperson.conversation.source_origin is
    'Where the conversation came from, e.g. Web. Data Access field sourceOrigin.';
comment on column liveperson.conversation.source_device is
    'Kind of device of the visitor: NA, DESKTOP, TABLET or MOBILE. Data Access field sourceDevice.';
comment on column liveperson.conversation.end_reason_id is
    'Why it ended: 101, 106, 201, 202, 205, 208, 210; names in end_reason, source data_access. Data Access field endReasonId.';
comment on column liveperson.conversation.start_reason_id is
    'Why it started: 0, 2, 3; names in start_reason, source data_access. Data Access field startReasonId.';
comment on column liveperson.conversation.campaign_id is
    'Id of the campaign. Data Access field campaignData.campaignId.';
comment on column liveperson.conversation.campaign_engagement_id is
    'Id of the engagement (button, invitation) within the campaign. Data Access field campaignData.campaignEngagementId.';
comment on column liveperson.conversation.agent_id is
    'Id of the last agent. Data Access field agentId.';
comment on column liveperson.conversation.skill_id is
    'Id of the last skill. Data Access field skillID.';
comment on column liveperson.conversation.skill_name is
    'Name of that skill at the time; may be empty. Data Access field skillName (schema 1.0.0.39).';
comment on column liveperson.conversation.start_page is
    'Title of the page on which the conversation started. Data Access field startPage.';
comment on column liveperson.conversation.start_url is
    'Address of the page on which the conversation started. Data Access field startUrl.';
comment on column liveperson.conversation.queue_started_at is
    'When the chat was asked for and waiting began, UTC, to the millisecond. Data Access field queueStartTime.';
comment on column liveperson.conversation.queue_ended_at is
    'When waiting ended by connecting to an agent, UTC, to the millisecond. Data Access field queueEndTime.';
comment on column liveperson.conversation.visit_id is
    'Id of the visit to the site (session of the visitor). Data Access field VisitorHeader.visitId.';
comment on column liveperson.conversation.visitor_id is
    'Id of the visitor. Data Access field VisitorHeader.visitorId.';
comment on column liveperson.conversation.context_id is
    'Id of the context of the visit. Data Access field VisitorHeader.contextId.';
comment on column liveperson.conversation.mcs is
    'Meaningful Connection Score of the conversation as it came. Data Access field mcs.';
comment on column liveperson.conversation.mcs_score is
    'Meaningful Connection Score of the conversation: higher is better. Data Access field mcs.score (schema 1.0.0.39).';
comment on column liveperson.conversation.extra is
    'Fields and values that fit no column, as they came; NULL when none. Their paths are in ingest.drift.';
comment on column liveperson.conversation.source_version_at is
    'Lineage: version of this content, the end of the hour (UTC) that its newest file was written for. The newest version wins.';
comment on column liveperson.conversation.content_rev is
    'Lineage: revision of the program''s reading rules that made the row; a higher one replaces a lower one when a file is loaded again.';
comment on column liveperson.conversation.content_hash is
    'Lineage: hash (16 bytes) of the row with its children, lineage left out. Equal hash means equal content.';
comment on column liveperson.conversation.unit_id is
    'Lineage: the file that last changed the row or its children. Joins ingest.unit on unit_id.';
comment on column liveperson.conversation.loaded_at is
    'Lineage: when the row or its children were last changed here (start of that transaction), clock of the database.';

create table liveperson.conversation_skill (
    account_id       text collate "C" not null,
    conversation_id  text collate "C" not null,
    position         integer not null,
    skill_id         text collate "C",
    primary key (account_id, conversation_id, position)
);
comment on table liveperson.conversation_skill is
    'Skills of a conversation, one row each; joins conversation on (account_id, conversation_id). From Data Access, item of skills.';
comment on column liveperson.conversation_skill.account_id is
    'LivePerson account (site) number, as in conversation. Part of the key.';
comment on column liveperson.conversation_skill.conversation_id is
    'The conversation it belongs to. Part of the key. Data Access field conversationId.';
comment on column liveperson.conversation_skill.position is
    'Order within the conversation, counted from 0 as upstream lists it. Part of the key. Index in Data Access field skills.';
comment on column liveperson.conversation_skill.skill_id is
    'Id of the skill. Item of Data Access field skills.';

create table liveperson.message (
    account_id       text collate "C" not null,
    conversation_id  text collate "C" not null,
    position         integer not null,
    message_id       text collate "C",
    dialog_id        text collate "C",
    sent_at          timestamptz,
    sender_name      text,
    line_type_id     integer,
    control_type_id  integer,
    agent_id         text collate "C",
    content_format   text,
    text             text,
    file_caption     text,
    file_type        text,
    link_url         text,
    link_file_type   text,
    link_caption     text,
    mcs              jsonb,
    extra            jsonb,
    primary key (account_id, conversation_id, position)
);
create index message_sent_at_idx on liveperson.message using brin (sent_at);
comment on table liveperson.message is
    'Lines of the transcript, one row each; joins conversation on (account_id, conversation_id). From Data Access, item of transcripts.';
comment on column liveperson.message.account_id is
    'LivePerson account (site) number, as in conversation. Part of the key.';
comment on column liveperson.message.conversation_id is
    'The conversation it belongs to. Part of the key. Data Access field conversationId.';
comment on column liveperson.message.position is
    'Order within the conversation, counted from 0 as upstream lists it. Part of the key. Index in Data Access field transcripts.';
comment on column liveperson.message.message_id is
    'Id of the message as upstream gives it; not a key here. Data Access field messageId.';
comment on column liveperson.message.dialog_id is
    'Id of the dialog within the conversation. Data Access field dialogId.';
comment on column liveperson.message.sent_at is
    'When the line was written, UTC, to the millisecond. Data Access field timestamp.';
comment on column liveperson.message.sender_name is
    'Who wrote it: name of the visitor, nickname of the agent, or info for lines of the system. Data Access field by.';
comment on column liveperson.message.line_type_id is
    'Kind of line: 0 visitor, 1 agent, 2 control, 3 agent URL, 4 agent HTML, 5 comment; see message_line_type. Data Access field type.';
comment on column liveperson.message.control_type_id is
    'Kind of predefined line. Undocumented; Engagement History shows 3 connected, 4 welcome, 5 closed. Data Access field controlType.';
comment on column liveperson.message.agent_id is
    'Id of the agent who wrote the line; 0 means none. Data Access field agentId.';
comment on column liveperson.message.content_format is
    'Format of the content: NA, TEXT_PLAIN, IMG, TEXT_HTML, LINK, HOSTED_FILE; Text was seen too. Data Access field contentFormat.';
comment on column liveperson.message.text is
    'Text of the line; may hold HTML. Data Access field text.';
comment on column liveperson.message.file_caption is
    'Caption of a file in the conversation (messaging only). Data Access field fileData.caption.';
comment on column liveperson.message.file_type is
    'Type of that file: JPG, PNG, GIF, TXT or PDF (messaging only). Data Access field fileData.fileType.';
comment on column liveperson.message.link_url is
    'Address of a linked file (messaging only). Data Access field linkData.externalFileLink.';
comment on column liveperson.message.link_file_type is
    'Type of the linked file: JPG, PNG, GIF, TXT or PDF (messaging only). Data Access field linkData.fileType.';
comment on column liveperson.message.link_caption is
    'Caption of the linked file (messaging only). Data Access field linkData.caption.';
comment on column liveperson.message.mcs is
    'Meaningful Connection Score at this line as it came; upstream does not document its fields. Data Access field mcs.';
comment on column liveperson.message.extra is
    'Fields and values that fit no column, as they came; NULL when none. Their paths are in ingest.drift.';

create table liveperson.transfer (
    account_id         text collate "C" not null,
    conversation_id    text collate "C" not null,
    position           integer not null,
    transferred_at     timestamptz,
    skill_id           text collate "C",
    skill_name         text,
    target_skill_id    text collate "C",
    target_skill_name  text,
    agent_id           text collate "C",
    target_agent_id    text collate "C",
    reason_id          integer,
    queue_started_at   timestamptz,
    queue_ended_at     timestamptz,
    is_interactive     boolean,
    extra              jsonb,
    primary key (account_id, conversation_id, position)
);
create index transfer_transferred_at_idx on liveperson.transfer using brin (transferred_at);
comment on table liveperson.transfer is
    'Transfers of a conversation, one row each; joins conversation on (account_id, conversation_id). From Data Access, item of transfers.';
comment on column liveperson.transfer.account_id is
    'LivePerson account (site) number, as in conversation. Part of the key.';
comment on column liveperson.transfer.conversation_id is
    'The conversation it belongs to. Part of the key. Data Access field conversationId.';
comment on column liveperson.transfer.position is
    'Order within the conversation, counted from 0 as upstream lists it. Part of the key. Index in Data Access field transfers.';
comment on column liveperson.transfer.transferred_at is
    'When the transfer happened, UTC, to the millisecond. Data Access field timestamp.';
comment on column liveperson.transfer.skill_id is
    'Id of the skill it was transferred from. Data Access field skillId.';
comment on column liveperson.transfer.skill_name is
    'Name of that skill at the time; may be empty. Data Access field skillName (schema 1.0.0.39).';
comment on column liveperson.transfer.target_skill_id is
    'Id of the skill it was transferred to. Data Access field targetSkillId.';
comment on column liveperson.transfer.target_skill_name is
    'Name of the skill it went to at the time; may be empty. Data Access field targetSkillName (schema 1.0.0.39).';
comment on column liveperson.transfer.agent_id is
    'Id of the agent it was transferred from. Data Access field agentId.';
comment on column liveperson.transfer.target_agent_id is
    'Id of the agent it was transferred to. Data Access field targetAgentId.';
comment on column liveperson.transfer.reason_id is
    'Code of the reason. Upstream does not document the codes, so there is no table of names. Data Access field reason.';
comment on column liveperson.transfer.queue_started_at is
    'When waiting in the queue began, UTC, to the millisecond. Data Access field queueStartTime.';
comment on column liveperson.transfer.queue_ended_at is
    'When waiting ended by connecting to an agent, UTC, to the millisecond. Data Access field queueEndTime.';
comment on column liveperson.transfer.is_interactive is
    'Whether the visitor wrote in the transferred part; absent before schema 1.0.0.34 (June 2017). Data Access field isInteractive.';
comment on column liveperson.transfer.extra is
    'Fields and values that fit no column, as they came; NULL when none. Their paths are in ingest.drift.';

create table liveperson.secure_form (
    account_id       text collate "C" not null,
    conversation_id  text collate "C" not null,
    position         integer not null,
    filled_at        timestamptz,
    form_id          text collate "C",
    form_name        text,
    form_uuid        text collate "C",
    extra            jsonb,
    primary key (account_id, conversation_id, position)
);
comment on table liveperson.secure_form is
    'Secure forms, one row each; joins conversation on (account_id, conversation_id). From Data Access, item of secureForms (fields of schema 1.0.0.39).';
comment on column liveperson.secure_form.account_id is
    'LivePerson account (site) number, as in conversation. Part of the key.';
comment on column liveperson.secure_form.conversation_id is
    'The conversation it belongs to. Part of the key. Data Access field conversationId.';
comment on column liveperson.secure_form.position is
    'Order within the conversation, counted from 0 as upstream lists it. Part of the key. Index in Data Access field secureForms.';
comment on column liveperson.secure_form.filled_at is
    'When the form was filled in, UTC, to the millisecond. Data Access field timestamp.';
comment on column liveperson.secure_form.form_id is
    'Id of the form as it was designed. Data Access field formId.';
comment on column liveperson.secure_form.form_name is
    'Name of the form. Data Access field formName.';
comment on column liveperson.secure_form.form_uuid is
    'Id of this filled-in form. Data Access field formUuid.';
comment on column liveperson.secure_form.extra is
    'Fields and values that fit no column, as they came; NULL when none. Their paths are in ingest.drift.';

create table liveperson.content_engagement (
    account_id         text collate "C" not null,
    content_key        bytea not null,
    occurred_at        timestamptz,
    visit_id           text collate "C",
    visitor_id         text collate "C",
    context_id         text collate "C",
    extra              jsonb,
    source_version_at  timestamptz not null,
    content_rev        integer not null,
    content_hash       bytea not null,
    unit_id            bigint not null,
    loaded_at          timestamptz not null default now(),
    primary key (account_id, content_key)
);
create index content_engagement_account_id_occurred_at_idx on liveperson.content_engagement (account_id, occurred_at);
-- For changed_at of schema mart: a copy elsewhere asks what changed lately. Rows come about in the order of time.
create index content_engagement_loaded_at_idx on liveperson.content_engagement using brin (loaded_at);
comment on table liveperson.content_engagement is
    'Engagements that showed content and were no chat, one row each. From Data Access engagement files, record Content with VisitorHeader (schema 1.0.0.39 has a time and nothing else).';
comment on column liveperson.content_engagement.account_id is
    'LivePerson account (site) number whose files were read. Part of the key.';
comment on column liveperson.content_engagement.content_key is
    'Hash (16 bytes) of visit, visitor, time and what else the record holds: upstream gives it no id. Part of the key.';
comment on column liveperson.content_engagement.occurred_at is
    'When it happened, UTC, to the millisecond. Data Access field timestamp.';
comment on column liveperson.content_engagement.visit_id is
    'Id of the visit to the site (session of the visitor). Data Access field VisitorHeader.visitId.';
comment on column liveperson.content_engagement.visitor_id is
    'Id of the visitor. Data Access field VisitorHeader.visitorId.';
comment on column liveperson.content_engagement.context_id is
    'Id of the context of the visit. Data Access field VisitorHeader.contextId.';
comment on column liveperson.content_engagement.extra is
    'Fields and values that fit no column, as they came; NULL when none. Their paths are in ingest.drift.';
comment on column liveperson.content_engagement.source_version_at is
    'Lineage: version of this content, the end of the hour (UTC) that its newest file was written for. The newest version wins.';
comment on column liveperson.content_engagement.content_rev is
    'Lineage: revision of the program''s reading rules that made the row; a higher one replaces a lower one when a file is loaded again.';
comment on column liveperson.content_engagement.content_hash is
    'Lineage: hash (16 bytes) of the row, lineage left out. Equal hash means equal content.';
comment on column liveperson.content_engagement.unit_id is
    'Lineage: the file that last changed the row. Joins ingest.unit on unit_id.';
comment on column liveperson.content_engagement.loaded_at is
    'Lineage: when the row was last changed here (start of that transaction), clock of the database.';
