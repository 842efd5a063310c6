-- Messaging Interactions: messaging conversations, open and closed, what the search says of them, typed.
-- No foreign keys: a child is only ever written, replaced and deleted with its parent, in one transaction. Children therefore
-- carry no lineage either: they follow their parent.
-- Upstream's words for nothing (undefined, null, NA, -1 for a person or a moment) are NULL here.

create table liveperson.messaging_conversation (
    account_id                        text collate "C" not null,
    conversation_id                   text collate "C" not null,
    status                            text,
    full_dialog_status                text,
    started_at                        timestamptz,
    ended_at                          timestamptz,
    conversation_ended_at             timestamptz,
    full_dialog_ended_at              timestamptz,
    latest_updated_at                 timestamptz,
    duration                          bigint,
    close_reason                      text,
    close_reason_description          text,
    is_first_conversation             boolean,
    is_agent_deleted                  boolean,
    is_partial                        boolean,
    has_step_up                       boolean,
    has_pending_agent_survey          boolean,
    csat                              integer,
    csat_rate                         numeric,
    mcs                               integer,
    alerted_mcs                       integer,
    source                            text,
    device                            text,
    device_model                      text,
    browser                           text,
    browser_version                   text,
    operating_system                  text,
    operating_system_version          text,
    latest_skill_id                   text collate "C",
    latest_skill_name                 text,
    latest_agent_id                   text collate "C",
    latest_agent_name                 text,
    latest_agent_login_name           text,
    latest_agent_full_name            text,
    latest_agent_group_id             text collate "C",
    latest_agent_group_name           text,
    latest_queue_state                text,
    session_id                        text collate "C",
    interaction_context_id            text collate "C",
    time_zone                         text,
    features                          text[],
    language                          text,
    integration                       text,
    integration_version               text,
    app_id                            text collate "C",
    app_version                       text,
    ip_address                        text,
    first_intent_id                   text collate "C",
    first_intent_label                text,
    campaign_engagement_id            text collate "C",
    campaign_engagement_name          text,
    campaign_id                       text collate "C",
    campaign_name                     text,
    goal_id                           text collate "C",
    goal_name                         text,
    engagement_agent_note             text,
    engagement_source                 text,
    visitor_behavior_id               text collate "C",
    visitor_behavior_name             text,
    engagement_application_id         text collate "C",
    engagement_application_name       text,
    engagement_application_type_id    text collate "C",
    engagement_application_type_name  text,
    visitor_profile_id                text collate "C",
    visitor_profile_name              text,
    lob_id                            text collate "C",
    lob_name                          text,
    location_id                       text collate "C",
    location_name                     text,
    is_profile_system_default         boolean,
    is_behavior_system_default        boolean,
    visitor_country                   text,
    visitor_country_code              text,
    visitor_state                     text,
    visitor_city                      text,
    visitor_isp                       text,
    visitor_org                       text,
    visitor_device                    text,
    visitor_ip_address                text,
    visitor_browser                   text,
    visitor_operating_system          text,
    start_url                         text,
    start_page                        text,
    summary_text                      text,
    summary_updated_at                timestamptz,
    response_due_at                   timestamptz,
    configured_response_time          bigint,
    unique_intent_ids                 text[],
    unique_intent_labels              text[],
    extra                             jsonb,
    version_rank                      smallint not null,
    source_version_at                 timestamptz not null,
    content_rev                       integer not null,
    content_hash                      bytea not null,
    unit_id                           bigint not null,
    loaded_at                         timestamptz not null default now(),
    primary key (account_id, conversation_id)
);
create index messaging_conversation_account_id_started_at_idx on liveperson.messaging_conversation (account_id, started_at);
-- For changed_at of schema mart: a copy elsewhere asks what changed lately. Rows come about in the order of time.
create index messaging_conversation_loaded_at_idx on liveperson.messaging_conversation using brin (loaded_at);
comment on table liveperson.messaging_conversation is
    'One row per messaging conversation, open or closed, its best version. From Messaging Interactions, a record: info with campaign, monitoring, summary, responseTime and uniqueIntents.';
comment on column liveperson.messaging_conversation.account_id is
    'LivePerson account (site) number that was searched. Part of the key. Messaging Interactions field info.brandId says the same.';
comment on column liveperson.messaging_conversation.conversation_id is
    'Id of the conversation, a UUID. Part of the key. Messaging Interactions field info.conversationId.';
comment on column liveperson.messaging_conversation.status is
    'OPEN or CLOSE, survey left out. Messaging Interactions field info.status.';
comment on column liveperson.messaging_conversation.full_dialog_status is
    'OPEN or CLOSE, with the dialog of the survey. Messaging Interactions field info.fullDialogStatus.';
comment on column liveperson.messaging_conversation.started_at is
    'When the conversation began, UTC, to the millisecond. Messaging Interactions field info.startTimeL.';
comment on column liveperson.messaging_conversation.ended_at is
    'When the conversation ended, UTC, to the millisecond; NULL while it is open; moves when the survey is sent or times out. Messaging Interactions field info.endTimeL.';
comment on column liveperson.messaging_conversation.conversation_ended_at is
    'When the conversation ended without the dialog of the survey, UTC, to the millisecond; NULL while it is open. Messaging Interactions field info.conversationEndTimeL.';
comment on column liveperson.messaging_conversation.full_dialog_ended_at is
    'When the conversation ended with the dialog of the survey, UTC, to the millisecond; NULL while that is open. Messaging Interactions field info.fullDialogEndTimeL.';
comment on column liveperson.messaging_conversation.latest_updated_at is
    'When upstream last changed the conversation, UTC, to the millisecond; NULL where upstream does not print it. Messaging Interactions field info.latestUpdateTimeL (also latestUpdateTime).';
comment on column liveperson.messaging_conversation.duration is
    'Length as upstream prints it; its pages say neither seconds nor milliseconds: for a length take ended_at and started_at. Messaging Interactions field info.duration.';
comment on column liveperson.messaging_conversation.close_reason is
    'Who closed it: AGENT, CONSUMER, …; NULL while it is open. Messaging Interactions field info.closeReason.';
comment on column liveperson.messaging_conversation.close_reason_description is
    'How it was closed, e.g. MANUAL_CLOSE. Messaging Interactions field info.closeReasonDescription.';
comment on column liveperson.messaging_conversation.is_first_conversation is
    'Whether it is the consumer''s first. Messaging Interactions field info.firstConversation.';
comment on column liveperson.messaging_conversation.is_agent_deleted is
    'Whether the latest agent has been deleted since. Messaging Interactions field info.agentDeleted.';
comment on column liveperson.messaging_conversation.is_partial is
    'Whether upstream left something out for size or load; the conversation is then fetched by its id. Messaging Interactions field info.isPartial.';
comment on column liveperson.messaging_conversation.has_step_up is
    'Whether the consumer signed in during the conversation. Messaging Interactions field info.wasStepUp.';
comment on column liveperson.messaging_conversation.has_pending_agent_survey is
    'Whether an agent still has to fill in a survey. Messaging Interactions field info.pendingAgentSurvey.';
comment on column liveperson.messaging_conversation.csat is
    'Customer satisfaction of the survey, 1 to 5; NULL when none. Messaging Interactions field info.csat.';
comment on column liveperson.messaging_conversation.csat_rate is
    'Customer satisfaction under the name that newer answers use, 1 to 5; NULL when none. Messaging Interactions field info.csatRate.';
comment on column liveperson.messaging_conversation.mcs is
    'Meaningful Connection Score of the conversation, 0 to 100; NULL when not scored. Messaging Interactions field info.mcs.';
comment on column liveperson.messaging_conversation.alerted_mcs is
    'Meaningful Connection Score in three groups: -1 negative, 0 neutral, 1 positive; NULL when not scored. Messaging Interactions field info.alertedMCS.';
comment on column liveperson.messaging_conversation.source is
    'Where the consumer wrote: APP, SHARK (web), AGENT, SMS, FACEBOOK, Apple Business Chat, WhatsApp Business, …. Messaging Interactions field info.source.';
comment on column liveperson.messaging_conversation.device is
    'Kind of device of the consumer: DESKTOP, TABLET, MOBILE; NULL when unknown. Messaging Interactions field info.device.';
comment on column liveperson.messaging_conversation.device_model is
    'Model of that device. Messaging Interactions field info.deviceModel.';
comment on column liveperson.messaging_conversation.browser is
    'Browser, or application that shows the conversation. Messaging Interactions field info.browser.';
comment on column liveperson.messaging_conversation.browser_version is
    'Version of that browser. Messaging Interactions field info.browserVersion.';
comment on column liveperson.messaging_conversation.operating_system is
    'Operating system: WINDOWS, MAC_OSX, LINUX, IOS, ANDROID; NULL when unknown. Messaging Interactions field info.operatingSystem.';
comment on column liveperson.messaging_conversation.operating_system_version is
    'Version of that operating system. Messaging Interactions field info.operatingSystemVersion.';
comment on column liveperson.messaging_conversation.latest_skill_id is
    'Id of the skill that it was last assigned to; -1 is unassigned. Messaging Interactions field info.latestSkillId.';
comment on column liveperson.messaging_conversation.latest_skill_name is
    'Name of that skill. Messaging Interactions field info.latestSkillName.';
comment on column liveperson.messaging_conversation.latest_agent_id is
    'Id of the agent that it was last assigned to, a number or a UUID; NULL when nobody. Messaging Interactions field info.latestAgentId.';
comment on column liveperson.messaging_conversation.latest_agent_name is
    'Nickname of that agent. Messaging Interactions field info.latestAgentNickname.';
comment on column liveperson.messaging_conversation.latest_agent_login_name is
    'Login name of that agent. Messaging Interactions field info.latestAgentLoginName.';
comment on column liveperson.messaging_conversation.latest_agent_full_name is
    'Full name of that agent. Messaging Interactions field info.latestAgentFullName.';
comment on column liveperson.messaging_conversation.latest_agent_group_id is
    'Id of the group of that agent; -1 is the root group. Messaging Interactions field info.latestAgentGroupId.';
comment on column liveperson.messaging_conversation.latest_agent_group_name is
    'Name of that group; Unassigned for the root group. Messaging Interactions field info.latestAgentGroupName.';
comment on column liveperson.messaging_conversation.latest_queue_state is
    'IN_QUEUE while it waits for an agent, ACTIVE when it has one. Messaging Interactions field info.latestQueueState.';
comment on column liveperson.messaging_conversation.session_id is
    'Id of the visit that it was started in. Messaging Interactions field info.sessionId.';
comment on column liveperson.messaging_conversation.interaction_context_id is
    'Upstream''s id of the context of the interaction. Messaging Interactions field info.interactionContextId.';
comment on column liveperson.messaging_conversation.time_zone is
    'Time zone of the consumer. Messaging Interactions field info.timeZone.';
comment on column liveperson.messaging_conversation.features is
    'What the consumer''s client can do, in upstream''s order. Messaging Interactions field info.features.';
comment on column liveperson.messaging_conversation.language is
    'Language of the consumer''s client. Messaging Interactions field info.language.';
comment on column liveperson.messaging_conversation.integration is
    'What the consumer wrote with: mobile-sdk, web-sdk, brand-sdk. Messaging Interactions field info.integration.';
comment on column liveperson.messaging_conversation.integration_version is
    'Version of that. Messaging Interactions field info.integrationVersion.';
comment on column liveperson.messaging_conversation.app_id is
    'Id of the application that shows the conversation. Messaging Interactions field info.appId.';
comment on column liveperson.messaging_conversation.app_version is
    'Version of that application. Messaging Interactions field info.appVersion.';
comment on column liveperson.messaging_conversation.ip_address is
    'IP address of the consumer. Messaging Interactions field info.ipAddress.';
comment on column liveperson.messaging_conversation.first_intent_id is
    'Id of the first intent that upstream saw; joins messaging_intent.intent_id. Messaging Interactions field info.firstIntentName.';
comment on column liveperson.messaging_conversation.first_intent_label is
    'Name of that intent, as people read it. Messaging Interactions field info.firstIntentLabel.';
comment on column liveperson.messaging_conversation.campaign_engagement_id is
    'Id of the engagement (button, invitation) within the campaign. Messaging Interactions field campaign.campaignEngagementId.';
comment on column liveperson.messaging_conversation.campaign_engagement_name is
    'Name of the engagement within the campaign. Messaging Interactions field campaign.campaignEngagementName.';
comment on column liveperson.messaging_conversation.campaign_id is
    'Id of the campaign. Messaging Interactions field campaign.campaignId.';
comment on column liveperson.messaging_conversation.campaign_name is
    'Name of the campaign. Messaging Interactions field campaign.campaignName.';
comment on column liveperson.messaging_conversation.goal_id is
    'Id of the campaign''s goal. Messaging Interactions field campaign.goalId.';
comment on column liveperson.messaging_conversation.goal_name is
    'Name of the campaign''s goal. Messaging Interactions field campaign.goalName.';
comment on column liveperson.messaging_conversation.engagement_agent_note is
    'Note for agents that the engagement carries. Messaging Interactions field campaign.engagementAgentNote.';
comment on column liveperson.messaging_conversation.engagement_source is
    'Where the engagement was offered, in upstream''s words. Messaging Interactions field campaign.engagementSource.';
comment on column liveperson.messaging_conversation.visitor_behavior_id is
    'Id of the visitor behavior that the engagement was offered for. Messaging Interactions field campaign.visitorBehaviorId.';
comment on column liveperson.messaging_conversation.visitor_behavior_name is
    'Name of that visitor behavior. Messaging Interactions field campaign.visitorBehaviorName.';
comment on column liveperson.messaging_conversation.engagement_application_id is
    'Id of the application that offered the engagement. Messaging Interactions field campaign.engagementApplicationId.';
comment on column liveperson.messaging_conversation.engagement_application_name is
    'Name of that application. Messaging Interactions field campaign.engagementApplicationName.';
comment on column liveperson.messaging_conversation.engagement_application_type_id is
    'Id of the type of that application. Messaging Interactions field campaign.engagementApplicationTypeId.';
comment on column liveperson.messaging_conversation.engagement_application_type_name is
    'Name of the type of that application. Messaging Interactions field campaign.engagementApplicationTypeName.';
comment on column liveperson.messaging_conversation.visitor_profile_id is
    'Id of the visitor profile (audience) that the engagement was offered to. Messaging Interactions field campaign.visitorProfileId.';
comment on column liveperson.messaging_conversation.visitor_profile_name is
    'Name of that visitor profile. Messaging Interactions field campaign.visitorProfileName.';
comment on column liveperson.messaging_conversation.lob_id is
    'Id of the line of business; -1 is none. Messaging Interactions field campaign.lobId.';
comment on column liveperson.messaging_conversation.lob_name is
    'Name of the line of business; NA is none. Messaging Interactions field campaign.lobName.';
comment on column liveperson.messaging_conversation.location_id is
    'Id of the location (place on the site) of the engagement. Messaging Interactions field campaign.locationId.';
comment on column liveperson.messaging_conversation.location_name is
    'Name of that location. Messaging Interactions field campaign.locationName.';
comment on column liveperson.messaging_conversation.is_profile_system_default is
    'Whether the visitor profile is the one that upstream provides. Messaging Interactions field campaign.profileSystemDefault.';
comment on column liveperson.messaging_conversation.is_behavior_system_default is
    'Whether the visitor behavior is the one that upstream provides. Messaging Interactions field campaign.behaviorSystemDefault.';
comment on column liveperson.messaging_conversation.visitor_country is
    'Country of the consumer. Messaging Interactions field monitoring.country.';
comment on column liveperson.messaging_conversation.visitor_country_code is
    'Code of that country. Messaging Interactions field monitoring.countryCode.';
comment on column liveperson.messaging_conversation.visitor_state is
    'State or region of the consumer. Messaging Interactions field monitoring.state.';
comment on column liveperson.messaging_conversation.visitor_city is
    'City of the consumer. Messaging Interactions field monitoring.city.';
comment on column liveperson.messaging_conversation.visitor_isp is
    'Internet provider of the consumer. Messaging Interactions field monitoring.isp.';
comment on column liveperson.messaging_conversation.visitor_org is
    'Organization of the consumer''s address. Messaging Interactions field monitoring.org.';
comment on column liveperson.messaging_conversation.visitor_device is
    'Kind of device that was seen on the site: DESKTOP, TABLET, MOBILE; NULL when unknown. Messaging Interactions field monitoring.device.';
comment on column liveperson.messaging_conversation.visitor_ip_address is
    'IP address that was seen on the site. Messaging Interactions field monitoring.ipAddress.';
comment on column liveperson.messaging_conversation.visitor_browser is
    'Browser that was seen on the site, with its version. Messaging Interactions field monitoring.browser.';
comment on column liveperson.messaging_conversation.visitor_operating_system is
    'Operating system that was seen on the site; NULL when unknown. Messaging Interactions field monitoring.operatingSystem.';
comment on column liveperson.messaging_conversation.start_url is
    'Address of the page on which the conversation started. Messaging Interactions field monitoring.conversationStartPage.';
comment on column liveperson.messaging_conversation.start_page is
    'Title of the page on which the conversation started. Messaging Interactions field monitoring.conversationStartPageTitle.';
comment on column liveperson.messaging_conversation.summary_text is
    'Summary that an agent wrote. Messaging Interactions field summary.text.';
comment on column liveperson.messaging_conversation.summary_updated_at is
    'When the summary was last changed, UTC, to the millisecond. Messaging Interactions field summary.lastUpdatedTime.';
comment on column liveperson.messaging_conversation.response_due_at is
    'When the agent has to answer, UTC, to the millisecond; NULL when it is the consumer''s turn. Messaging Interactions field responseTime.latestEffectiveResponseDueTime.';
comment on column liveperson.messaging_conversation.configured_response_time is
    'Time in which agents are to answer, as upstream prints it; its pages name no unit. Messaging Interactions field responseTime.configuredResponseTime.';
comment on column liveperson.messaging_conversation.unique_intent_ids is
    'Ids of the intents of the whole conversation, each once, in upstream''s order. Messaging Interactions field uniqueIntents[].intentName.';
comment on column liveperson.messaging_conversation.unique_intent_labels is
    'Names of these intents, in the same order. Messaging Interactions field uniqueIntents[].intentLabel.';
comment on column liveperson.messaging_conversation.extra is
    'Fields and values that fit no column, as they came; NULL when none. Their paths are in ingest.drift.';
comment on column liveperson.messaging_conversation.version_rank is
    'Lineage: how good this copy is: 4 erased + 2 complete + 1 always, added; a copy of lesser rank never replaces one of greater.';
comment on column liveperson.messaging_conversation.source_version_at is
    'Lineage: version of this content: when it was fetched, or last updated if that is later. Among copies of the same rank the newest wins.';
comment on column liveperson.messaging_conversation.content_rev is
    'Lineage: revision of the program''s reading rules that made the row; where it makes other rows, a higher one replaces a lower one when the conversation is read again.';
comment on column liveperson.messaging_conversation.content_hash is
    'Lineage: hash (16 bytes) of the row with its children, lineage left out. Equal hash means equal content.';
comment on column liveperson.messaging_conversation.unit_id is
    'Lineage: the unit that last changed the row or its children. Joins ingest.unit on unit_id.';
comment on column liveperson.messaging_conversation.loaded_at is
    'Lineage: when the row or its children were last changed here (start of that transaction), clock of the database.';

create table liveperson.messaging_dialog (
    account_id                text collate "C" not null,
    conversation_id           text collate "C" not null,
    dialog_id                 text collate "C" not null,
    type                      text,
    status                    text,
    channel                   text,
    started_at                timestamptz,
    ended_at                  timestamptz,
    close_reason              text,
    close_reason_description  text,
    skill_id                  text collate "C",
    skill_name                text,
    extra                     jsonb,
    primary key (account_id, conversation_id, dialog_id)
);
create index messaging_dialog_started_at_idx on liveperson.messaging_dialog using brin (started_at);
comment on table liveperson.messaging_dialog is
    'Dialogs of a conversation (the main one, the survey), one row each; joins messaging_conversation on (account_id, conversation_id). From Messaging Interactions, item of dialogs.';
comment on column liveperson.messaging_dialog.account_id is
    'LivePerson account (site) number, as in messaging_conversation. Part of the key.';
comment on column liveperson.messaging_dialog.conversation_id is
    'The conversation it belongs to. Part of the key. Messaging Interactions field info.conversationId.';
comment on column liveperson.messaging_dialog.dialog_id is
    'Id of the dialog; that of the main one equals the conversation''s; # and its place in the list (from 0) if upstream gave none, or one twice. Part of the key. Messaging Interactions field dialogs[].dialogId.';
comment on column liveperson.messaging_dialog.type is
    'MAIN, or POST_SURVEY for the survey. Messaging Interactions field dialogs[].dialogType.';
comment on column liveperson.messaging_dialog.status is
    'OPEN or CLOSE. Messaging Interactions field dialogs[].status.';
comment on column liveperson.messaging_dialog.channel is
    'Channel of the dialog, e.g. MESSAGING. Messaging Interactions field dialogs[].dialogChannelType.';
comment on column liveperson.messaging_dialog.started_at is
    'When the dialog began, UTC, to the millisecond. Messaging Interactions field dialogs[].startTimeL.';
comment on column liveperson.messaging_dialog.ended_at is
    'When the dialog ended, UTC, to the millisecond; NULL while it is open. Messaging Interactions field dialogs[].endTimeL.';
comment on column liveperson.messaging_dialog.close_reason is
    'Who closed it: AGENT, CONSUMER, …. Messaging Interactions field dialogs[].closeReason.';
comment on column liveperson.messaging_dialog.close_reason_description is
    'How it was closed, e.g. MANUAL_CLOSE. Messaging Interactions field dialogs[].closeReasonDescription.';
comment on column liveperson.messaging_dialog.skill_id is
    'Id of the skill; -1 is unassigned. Messaging Interactions field dialogs[].skillId.';
comment on column liveperson.messaging_dialog.skill_name is
    'Name of that skill. Messaging Interactions field dialogs[].skillName.';
comment on column liveperson.messaging_dialog.extra is
    'Fields and values that fit no column, as they came; NULL when none. Their paths are in ingest.drift.';

create table liveperson.messaging_message (
    account_id          text collate "C" not null,
    conversation_id     text collate "C" not null,
    position            integer not null,
    message_id          text collate "C",
    dialog_id           text collate "C",
    seq                 integer,
    type                text,
    audience            text,
    sent_at             timestamptz,
    sent_by             text,
    participant_id      text collate "C",
    source              text,
    device              text,
    text                text,
    file_relative_path  text,
    file_type           text,
    file_caption        text,
    file_preview        text,
    link_url            text,
    link_file_type      text,
    link_caption        text,
    form_id             text collate "C",
    form_name           text,
    form_submission_id  text collate "C",
    form_invitation_id  text collate "C",
    rich_content        jsonb,
    quick_replies       jsonb,
    metadata            jsonb,
    raw_metadata        jsonb,
    extra               jsonb,
    primary key (account_id, conversation_id, position)
);
create index messaging_message_sent_at_idx on liveperson.messaging_message using brin (sent_at);
comment on table liveperson.messaging_message is
    'Messages of a conversation, one row each; joins messaging_conversation on (account_id, conversation_id). Several kinds of content may stand in one. From Messaging Interactions, item of messageRecords.';
comment on column liveperson.messaging_message.account_id is
    'LivePerson account (site) number, as in messaging_conversation. Part of the key.';
comment on column liveperson.messaging_message.conversation_id is
    'The conversation it belongs to. Part of the key. Messaging Interactions field info.conversationId.';
comment on column liveperson.messaging_message.position is
    'Order within the conversation, counted from 0 as upstream lists it. Part of the key. Index in Messaging Interactions field messageRecords.';
comment on column liveperson.messaging_message.message_id is
    'Id of the message, unique only within the conversation; joins messaging_message_status and messaging_message_score. Messaging Interactions field messageRecords[].messageId.';
comment on column liveperson.messaging_message.dialog_id is
    'The dialog it belongs to, as in messaging_dialog. Messaging Interactions field messageRecords[].dialogId.';
comment on column liveperson.messaging_message.seq is
    'Number of the message within the dialog, its order there; gaps are normal. Messaging Interactions field messageRecords[].seq.';
comment on column liveperson.messaging_message.type is
    'Kind of content: TEXT_PLAIN, TEXT_HTML, LINK, HOSTED_FILE, IMG, SECURE_FORM_INVITATION, SECURE_FORM_SUBMIT, RICH_CONTENT. Messaging Interactions field messageRecords[].type.';
comment on column liveperson.messaging_message.audience is
    'Who sees it: ALL or AGENTS_AND_MANAGERS. Messaging Interactions field messageRecords[].audience.';
comment on column liveperson.messaging_message.sent_at is
    'When it was sent, UTC, to the millisecond; two messages may share it: order by seq. Messaging Interactions field messageRecords[].timeL.';
comment on column liveperson.messaging_message.sent_by is
    'Who sent it: Agent or Consumer. Messaging Interactions field messageRecords[].sentBy.';
comment on column liveperson.messaging_message.participant_id is
    'Id of who sent it: an agent, or a consumer in messaging_consumer_participant. Messaging Interactions field messageRecords[].participantId.';
comment on column liveperson.messaging_message.source is
    'Where it was written, as in messaging_conversation; upstream no longer supports it. Messaging Interactions field messageRecords[].source.';
comment on column liveperson.messaging_message.device is
    'Device it was written on; upstream no longer supports it. Messaging Interactions field messageRecords[].device.';
comment on column liveperson.messaging_message.text is
    'Text of the message; may hold HTML, see type. Messaging Interactions field messageRecords[].messageData.msg.text.';
comment on column liveperson.messaging_message.file_relative_path is
    'Path of the file on upstream''s server. Messaging Interactions field messageRecords[].messageData.file.relativePath.';
comment on column liveperson.messaging_message.file_type is
    'Type of the file: JPG, PNG, GIF, TXT, PDF. Messaging Interactions field messageRecords[].messageData.file.fileType.';
comment on column liveperson.messaging_message.file_caption is
    'Caption of the file. Messaging Interactions field messageRecords[].messageData.file.caption.';
comment on column liveperson.messaging_message.file_preview is
    'Small picture of the file in base64; only in conversations that were fetched by their id. Messaging Interactions field messageRecords[].messageData.file.preview.';
comment on column liveperson.messaging_message.link_url is
    'Address of the link. Messaging Interactions field messageRecords[].messageData.link.externalFileLink.';
comment on column liveperson.messaging_message.link_file_type is
    'Type of the file behind the link. Messaging Interactions field messageRecords[].messageData.link.fileType.';
comment on column liveperson.messaging_message.link_caption is
    'Caption of the link. Messaging Interactions field messageRecords[].messageData.link.caption.';
comment on column liveperson.messaging_message.form_id is
    'Id of the secure form. Messaging Interactions field messageRecords[].formId of the secure form in messageData.';
comment on column liveperson.messaging_message.form_name is
    'Name of the secure form. Messaging Interactions field messageRecords[].formName of the secure form in messageData.';
comment on column liveperson.messaging_message.form_submission_id is
    'Id of what the consumer submitted. Messaging Interactions field messageRecords[].submissionId of the secure form in messageData.';
comment on column liveperson.messaging_message.form_invitation_id is
    'Id of the invitation to fill in the form. Messaging Interactions field messageRecords[].invitationId of the secure form in messageData.';
comment on column liveperson.messaging_message.rich_content is
    'Structured content; upstream prints this JSON as text. Messaging Interactions field messageRecords[].messageData.richContent.content.';
comment on column liveperson.messaging_message.quick_replies is
    'Answers that the consumer may choose from; upstream prints this JSON as text. Messaging Interactions field messageRecords[].messageData.quickReplies.content.';
comment on column liveperson.messaging_message.metadata is
    'What bots and agents add, an array of botResponse (intents, business cases) and actionReason, as it came. Messaging Interactions field messageRecords[].contextData.structuredMetadata.';
comment on column liveperson.messaging_message.raw_metadata is
    'The same as the bot sent it; upstream prints this JSON as text. Messaging Interactions field messageRecords[].contextData.rawMetadata.';
comment on column liveperson.messaging_message.extra is
    'Fields and values that fit no column, as they came; NULL when none. Their paths are in ingest.drift.';

create table liveperson.messaging_message_status (
    account_id        text collate "C" not null,
    conversation_id   text collate "C" not null,
    position          integer not null,
    message_id        text collate "C",
    dialog_id         text collate "C",
    seq               integer,
    status            text,
    occurred_at       timestamptz,
    participant_id    text collate "C",
    participant_type  text,
    extra             jsonb,
    primary key (account_id, conversation_id, position)
);
create index messaging_message_status_occurred_at_idx on liveperson.messaging_message_status using brin (occurred_at);
comment on table liveperson.messaging_message_status is
    'What became of a message at a participant: several rows per message; joins messaging_conversation on (account_id, conversation_id), messaging_message on message_id as well. From Messaging Interactions, item of messageStatuses.';
comment on column liveperson.messaging_message_status.account_id is
    'LivePerson account (site) number, as in messaging_conversation. Part of the key.';
comment on column liveperson.messaging_message_status.conversation_id is
    'The conversation it belongs to. Part of the key. Messaging Interactions field info.conversationId.';
comment on column liveperson.messaging_message_status.position is
    'Order within the conversation, counted from 0 as upstream lists it. Part of the key. Index in Messaging Interactions field messageStatuses.';
comment on column liveperson.messaging_message_status.message_id is
    'The message. Messaging Interactions field messageStatuses[].messageId.';
comment on column liveperson.messaging_message_status.dialog_id is
    'The dialog it belongs to, as in messaging_dialog. Messaging Interactions field messageStatuses[].dialogId.';
comment on column liveperson.messaging_message_status.seq is
    'Number of the message, as in messaging_message. Messaging Interactions field messageStatuses[].seq.';
comment on column liveperson.messaging_message_status.status is
    'SENT, ACCEPT (it arrived) or READ. Messaging Interactions field messageStatuses[].messageDeliveryStatus.';
comment on column liveperson.messaging_message_status.occurred_at is
    'When that happened, UTC, to the millisecond. Messaging Interactions field messageStatuses[].timeL.';
comment on column liveperson.messaging_message_status.participant_id is
    'Id of the participant it happened at. Messaging Interactions field messageStatuses[].participantId.';
comment on column liveperson.messaging_message_status.participant_type is
    'What that participant is: Agent, Consumer, …. Messaging Interactions field messageStatuses[].participantType.';
comment on column liveperson.messaging_message_status.extra is
    'Fields and values that fit no column, as they came; NULL when none. Their paths are in ingest.drift.';

create table liveperson.messaging_message_score (
    account_id       text collate "C" not null,
    conversation_id  text collate "C" not null,
    position         integer not null,
    message_id       text collate "C",
    raw_score        numeric,
    mcs              integer,
    scored_at        timestamptz,
    extra            jsonb,
    primary key (account_id, conversation_id, position)
);
create index messaging_message_score_scored_at_idx on liveperson.messaging_message_score using brin (scored_at);
comment on table liveperson.messaging_message_score is
    'Scores of messages, one row each; joins messaging_conversation on (account_id, conversation_id), messaging_message on message_id as well. From Messaging Interactions, item of messageScores.';
comment on column liveperson.messaging_message_score.account_id is
    'LivePerson account (site) number, as in messaging_conversation. Part of the key.';
comment on column liveperson.messaging_message_score.conversation_id is
    'The conversation it belongs to. Part of the key. Messaging Interactions field info.conversationId.';
comment on column liveperson.messaging_message_score.position is
    'Order within the conversation, counted from 0 as upstream lists it. Part of the key. Index in Messaging Interactions field messageScores.';
comment on column liveperson.messaging_message_score.message_id is
    'The message that is scored. Messaging Interactions field messageScores[].messageId.';
comment on column liveperson.messaging_message_score.raw_score is
    'Score of the message alone, internal to upstream. Messaging Interactions field messageScores[].messageRawScore.';
comment on column liveperson.messaging_message_score.mcs is
    'Meaningful Connection Score of the conversation up to this message, 0 to 100. Messaging Interactions field messageScores[].mcs.';
comment on column liveperson.messaging_message_score.scored_at is
    'When it was scored, UTC, to the millisecond. Messaging Interactions field messageScores[].timeL.';
comment on column liveperson.messaging_message_score.extra is
    'Fields and values that fit no column, as they came; NULL when none. Their paths are in ingest.drift.';

create table liveperson.messaging_agent_participant (
    account_id        text collate "C" not null,
    conversation_id   text collate "C" not null,
    position          integer not null,
    state             text not null,
    agent_id          text collate "C",
    pid               text collate "C",
    agent_name        text,
    agent_login_name  text,
    agent_full_name   text,
    is_agent_deleted  boolean,
    user_type_id      integer,
    user_type_name    text,
    role              text,
    agent_group_id    text collate "C",
    agent_group_name  text,
    permission        text,
    joined_at         timestamptz,
    dialog_id         text collate "C",
    metadata          jsonb,
    raw_metadata      jsonb,
    extra             jsonb,
    primary key (account_id, conversation_id, position)
);
create index messaging_agent_participant_joined_at_idx on liveperson.messaging_agent_participant using brin (joined_at);
comment on table liveperson.messaging_agent_participant is
    'Agents, bots and managers in a conversation, one row per list that names them; joins messaging_conversation on (account_id, conversation_id). From Messaging Interactions, item of agentParticipants, agentParticipantsActive and agentParticipantsLeave.';
comment on column liveperson.messaging_agent_participant.account_id is
    'LivePerson account (site) number, as in messaging_conversation. Part of the key.';
comment on column liveperson.messaging_agent_participant.conversation_id is
    'The conversation it belongs to. Part of the key. Messaging Interactions field info.conversationId.';
comment on column liveperson.messaging_agent_participant.position is
    'Order within the conversation, counted from 0 through all three lists: joined, active, left. Part of the key. Index in Messaging Interactions fields agentParticipants, agentParticipantsActive, agentParticipantsLeave.';
comment on column liveperson.messaging_agent_participant.state is
    'List that it comes from: joined (all who ever joined), active or left. Messaging Interactions fields agentParticipants, agentParticipantsActive, agentParticipantsLeave.';
comment on column liveperson.messaging_agent_participant.agent_id is
    'Id of the agent, a number or a UUID; NULL when nobody. Messaging Interactions field agentParticipants[].agentId.';
comment on column liveperson.messaging_agent_participant.pid is
    'Id of the agent as a participant. Messaging Interactions field agentParticipants[].agentPid.';
comment on column liveperson.messaging_agent_participant.agent_name is
    'Nickname of the agent. Messaging Interactions field agentParticipants[].agentNickname.';
comment on column liveperson.messaging_agent_participant.agent_login_name is
    'Login name of the agent. Messaging Interactions field agentParticipants[].agentLoginName.';
comment on column liveperson.messaging_agent_participant.agent_full_name is
    'Full name of the agent. Messaging Interactions field agentParticipants[].agentFullName.';
comment on column liveperson.messaging_agent_participant.is_agent_deleted is
    'Whether the agent has been deleted since. Messaging Interactions field agentParticipants[].agentDeleted.';
comment on column liveperson.messaging_agent_participant.user_type_id is
    'What the agent is: 0 system, 1 human, 2 bot; user_type_name has upstream''s word. Messaging Interactions field agentParticipants[].userType.';
comment on column liveperson.messaging_agent_participant.user_type_name is
    'The same in upstream''s words: System, Human or Bot. Messaging Interactions field agentParticipants[].userTypeName.';
comment on column liveperson.messaging_agent_participant.role is
    'Role of the agent, e.g. AGENT. Messaging Interactions field agentParticipants[].role.';
comment on column liveperson.messaging_agent_participant.agent_group_id is
    'Id of the agent''s group; -1 is the root group. Messaging Interactions field agentParticipants[].agentGroupId.';
comment on column liveperson.messaging_agent_participant.agent_group_name is
    'Name of the agent''s group; Unassigned for the root group. Messaging Interactions field agentParticipants[].agentGroupName.';
comment on column liveperson.messaging_agent_participant.permission is
    'What the agent may do: ASSIGNED_AGENT, READER, SUGGESTED_ASSIGNED_AGENT. Messaging Interactions field agentParticipants[].permission.';
comment on column liveperson.messaging_agent_participant.joined_at is
    'When the agent was added to the conversation, UTC, to the millisecond. Messaging Interactions field agentParticipants[].timeL.';
comment on column liveperson.messaging_agent_participant.dialog_id is
    'The dialog it belongs to, as in messaging_dialog. Messaging Interactions field agentParticipants[].dialogId.';
comment on column liveperson.messaging_agent_participant.metadata is
    'What bots and agents add, an array of botResponse (intents, business cases) and actionReason, as it came. Messaging Interactions field agentParticipants[].contextData.structuredMetadata.';
comment on column liveperson.messaging_agent_participant.raw_metadata is
    'The same as the bot sent it; upstream prints this JSON as text. Messaging Interactions field agentParticipants[].contextData.rawMetadata.';
comment on column liveperson.messaging_agent_participant.extra is
    'Fields and values that fit no column, as they came; NULL when none. Their paths are in ingest.drift.';

create table liveperson.messaging_consumer_participant (
    account_id       text collate "C" not null,
    conversation_id  text collate "C" not null,
    position         integer not null,
    participant_id   text collate "C",
    first_name       text,
    last_name        text,
    consumer_name    text,
    phone            text,
    email            text,
    token            text,
    avatar_url       text,
    joined_at        timestamptz,
    updated_at       timestamptz,
    dialog_id        text collate "C",
    extra            jsonb,
    primary key (account_id, conversation_id, position)
);
create index messaging_consumer_participant_updated_at_idx on liveperson.messaging_consumer_participant using brin (updated_at);
comment on table liveperson.messaging_consumer_participant is
    'Consumers in a conversation, one row each; joins messaging_conversation on (account_id, conversation_id). From Messaging Interactions, item of consumerParticipants.';
comment on column liveperson.messaging_consumer_participant.account_id is
    'LivePerson account (site) number, as in messaging_conversation. Part of the key.';
comment on column liveperson.messaging_consumer_participant.conversation_id is
    'The conversation it belongs to. Part of the key. Messaging Interactions field info.conversationId.';
comment on column liveperson.messaging_consumer_participant.position is
    'Order within the conversation, counted from 0 as upstream lists it. Part of the key. Index in Messaging Interactions field consumerParticipants.';
comment on column liveperson.messaging_consumer_participant.participant_id is
    'Upstream''s id of the consumer; the same in other conversations of the consumer. Messaging Interactions field consumerParticipants[].participantId.';
comment on column liveperson.messaging_consumer_participant.first_name is
    'First name, as the consumer gave it. Messaging Interactions field consumerParticipants[].firstName.';
comment on column liveperson.messaging_consumer_participant.last_name is
    'Last name, as the consumer gave it. Messaging Interactions field consumerParticipants[].lastName.';
comment on column liveperson.messaging_consumer_participant.consumer_name is
    'Name as shown in the conversation. Messaging Interactions field consumerParticipants[].consumerName.';
comment on column liveperson.messaging_consumer_participant.phone is
    'Telephone number; NULL when none. Messaging Interactions field consumerParticipants[].phone.';
comment on column liveperson.messaging_consumer_participant.email is
    'E-mail address; NULL when none. Messaging Interactions field consumerParticipants[].email.';
comment on column liveperson.messaging_consumer_participant.token is
    'Private identifier of the consumer; NULL when none. Messaging Interactions field consumerParticipants[].token.';
comment on column liveperson.messaging_consumer_participant.avatar_url is
    'Address of the consumer''s picture; NULL when none. Messaging Interactions field consumerParticipants[].avatarURL.';
comment on column liveperson.messaging_consumer_participant.joined_at is
    'When the consumer joined, UTC, to the millisecond. Messaging Interactions field consumerParticipants[].joinTimeL.';
comment on column liveperson.messaging_consumer_participant.updated_at is
    'When these data were last changed, UTC, to the millisecond. Messaging Interactions field consumerParticipants[].timeL.';
comment on column liveperson.messaging_consumer_participant.dialog_id is
    'The dialog it belongs to, as in messaging_dialog. Messaging Interactions field consumerParticipants[].dialogId.';
comment on column liveperson.messaging_consumer_participant.extra is
    'Fields and values that fit no column, as they came; NULL when none. Their paths are in ingest.drift.';

create table liveperson.messaging_transfer (
    account_id               text collate "C" not null,
    conversation_id          text collate "C" not null,
    position                 integer not null,
    transferred_at           timestamptz,
    source_skill_id          text collate "C",
    source_skill_name        text,
    source_agent_id          text collate "C",
    source_agent_name        text,
    source_agent_login_name  text,
    source_agent_full_name   text,
    target_skill_id          text collate "C",
    target_skill_name        text,
    target_agent_id          text collate "C",
    target_agent_name        text,
    target_agent_login_name  text,
    target_agent_full_name   text,
    reason                   text,
    transferred_by_id        text collate "C",
    dialog_id                text collate "C",
    metadata                 jsonb,
    raw_metadata             jsonb,
    extra                    jsonb,
    primary key (account_id, conversation_id, position)
);
create index messaging_transfer_transferred_at_idx on liveperson.messaging_transfer using brin (transferred_at);
comment on table liveperson.messaging_transfer is
    'Transfers between skills and agents, one row each; joins messaging_conversation on (account_id, conversation_id). From Messaging Interactions, item of transfers.';
comment on column liveperson.messaging_transfer.account_id is
    'LivePerson account (site) number, as in messaging_conversation. Part of the key.';
comment on column liveperson.messaging_transfer.conversation_id is
    'The conversation it belongs to. Part of the key. Messaging Interactions field info.conversationId.';
comment on column liveperson.messaging_transfer.position is
    'Order within the conversation, counted from 0 as upstream lists it. Part of the key. Index in Messaging Interactions field transfers.';
comment on column liveperson.messaging_transfer.transferred_at is
    'When it was transferred, UTC, to the millisecond. Messaging Interactions field transfers[].timeL.';
comment on column liveperson.messaging_transfer.source_skill_id is
    'Id of the skill it left; -1 is unassigned. Messaging Interactions field transfers[].sourceSkillId.';
comment on column liveperson.messaging_transfer.source_skill_name is
    'Name of that skill. Messaging Interactions field transfers[].sourceSkillName.';
comment on column liveperson.messaging_transfer.source_agent_id is
    'Id of the agent it left; NULL when nobody. Messaging Interactions field transfers[].sourceAgentId.';
comment on column liveperson.messaging_transfer.source_agent_name is
    'Nickname of that agent. Messaging Interactions field transfers[].sourceAgentNickname.';
comment on column liveperson.messaging_transfer.source_agent_login_name is
    'Login name of that agent. Messaging Interactions field transfers[].sourceAgentLoginName.';
comment on column liveperson.messaging_transfer.source_agent_full_name is
    'Full name of that agent. Messaging Interactions field transfers[].sourceAgentFullName.';
comment on column liveperson.messaging_transfer.target_skill_id is
    'Id of the skill it went to; -1 is unassigned. Messaging Interactions field transfers[].targetSkillId.';
comment on column liveperson.messaging_transfer.target_skill_name is
    'Name of that skill. Messaging Interactions field transfers[].targetSkillName.';
comment on column liveperson.messaging_transfer.target_agent_id is
    'Id of the agent it went to; NULL when it went to a skill. Messaging Interactions field transfers[].assignedAgentId.';
comment on column liveperson.messaging_transfer.target_agent_name is
    'Nickname of that agent. Messaging Interactions field transfers[].assignedAgentNickname.';
comment on column liveperson.messaging_transfer.target_agent_login_name is
    'Login name of that agent. Messaging Interactions field transfers[].assignedAgentLoginName.';
comment on column liveperson.messaging_transfer.target_agent_full_name is
    'Full name of that agent. Messaging Interactions field transfers[].assignedAgentFullName.';
comment on column liveperson.messaging_transfer.reason is
    'Why: back2Q (back to the queue), Agent, SuggestedAgentTimeout, Skill, TakeOver. Messaging Interactions field transfers[].reason.';
comment on column liveperson.messaging_transfer.transferred_by_id is
    'Id of who transferred it. Messaging Interactions field transfers[].by.';
comment on column liveperson.messaging_transfer.dialog_id is
    'The dialog it belongs to, as in messaging_dialog. Messaging Interactions field transfers[].dialogId.';
comment on column liveperson.messaging_transfer.metadata is
    'What bots and agents add, an array of botResponse (intents, business cases) and actionReason, as it came. Messaging Interactions field transfers[].contextData.structuredMetadata.';
comment on column liveperson.messaging_transfer.raw_metadata is
    'The same as the bot sent it; upstream prints this JSON as text. Messaging Interactions field transfers[].contextData.rawMetadata.';
comment on column liveperson.messaging_transfer.extra is
    'Fields and values that fit no column, as they came; NULL when none. Their paths are in ingest.drift.';

create table liveperson.messaging_interaction (
    account_id        text collate "C" not null,
    conversation_id   text collate "C" not null,
    position          integer not null,
    agent_id          text collate "C",
    agent_name        text,
    agent_login_name  text,
    agent_full_name   text,
    started_at        timestamptz,
    sequence          integer,
    dialog_id         text collate "C",
    extra             jsonb,
    primary key (account_id, conversation_id, position)
);
create index messaging_interaction_started_at_idx on liveperson.messaging_interaction using brin (started_at);
comment on table liveperson.messaging_interaction is
    'Spans in which one agent had the conversation, one row each; joins messaging_conversation on (account_id, conversation_id). From Messaging Interactions, item of interactions.';
comment on column liveperson.messaging_interaction.account_id is
    'LivePerson account (site) number, as in messaging_conversation. Part of the key.';
comment on column liveperson.messaging_interaction.conversation_id is
    'The conversation it belongs to. Part of the key. Messaging Interactions field info.conversationId.';
comment on column liveperson.messaging_interaction.position is
    'Order within the conversation, counted from 0 as upstream lists it. Part of the key. Index in Messaging Interactions field interactions.';
comment on column liveperson.messaging_interaction.agent_id is
    'Id of the agent; NULL when nobody. Messaging Interactions field interactions[].assignedAgentId (also agentId).';
comment on column liveperson.messaging_interaction.agent_name is
    'Nickname of the agent. Messaging Interactions field interactions[].assignedAgentNickname (also agentNickname).';
comment on column liveperson.messaging_interaction.agent_login_name is
    'Login name of the agent. Messaging Interactions field interactions[].assignedAgentLoginName (also agentLoginName).';
comment on column liveperson.messaging_interaction.agent_full_name is
    'Full name of the agent. Messaging Interactions field interactions[].assignedAgentFullName (also agentFullName).';
comment on column liveperson.messaging_interaction.started_at is
    'When it began, UTC, to the millisecond. Messaging Interactions field interactions[].interactionTimeL.';
comment on column liveperson.messaging_interaction.sequence is
    'Number of the span within the conversation. Messaging Interactions field interactions[].interactiveSequence.';
comment on column liveperson.messaging_interaction.dialog_id is
    'The dialog it belongs to, as in messaging_dialog. Messaging Interactions field interactions[].dialogId.';
comment on column liveperson.messaging_interaction.extra is
    'Fields and values that fit no column, as they came; NULL when none. Their paths are in ingest.drift.';

create table liveperson.messaging_skill_change (
    account_id         text collate "C" not null,
    conversation_id    text collate "C" not null,
    position           integer not null,
    changed_at         timestamptz,
    source_skill_id    text collate "C",
    source_skill_name  text,
    target_skill_id    text collate "C",
    target_skill_name  text,
    reason             text,
    dialog_id          text collate "C",
    extra              jsonb,
    primary key (account_id, conversation_id, position)
);
create index messaging_skill_change_changed_at_idx on liveperson.messaging_skill_change using brin (changed_at);
comment on table liveperson.messaging_skill_change is
    'Changes to the default or the fallback skill, one row each; joins messaging_conversation on (account_id, conversation_id). Upstream does not document the fields: what is called otherwise is in extra. From Messaging Interactions, item of skillChanges.';
comment on column liveperson.messaging_skill_change.account_id is
    'LivePerson account (site) number, as in messaging_conversation. Part of the key.';
comment on column liveperson.messaging_skill_change.conversation_id is
    'The conversation it belongs to. Part of the key. Messaging Interactions field info.conversationId.';
comment on column liveperson.messaging_skill_change.position is
    'Order within the conversation, counted from 0 as upstream lists it. Part of the key. Index in Messaging Interactions field skillChanges.';
comment on column liveperson.messaging_skill_change.changed_at is
    'When it was changed, UTC, to the millisecond; upstream does not document it, the name is that of a transfer. Messaging Interactions field skillChanges[].timeL.';
comment on column liveperson.messaging_skill_change.source_skill_id is
    'Id of the skill it left; -1 is unassigned; upstream does not document it, the name is that of a transfer. Messaging Interactions field skillChanges[].sourceSkillId.';
comment on column liveperson.messaging_skill_change.source_skill_name is
    'Name of that skill; upstream does not document it, the name is that of a transfer. Messaging Interactions field skillChanges[].sourceSkillName.';
comment on column liveperson.messaging_skill_change.target_skill_id is
    'Id of the skill it went to; -1 is unassigned; upstream does not document it, the name is that of a transfer. Messaging Interactions field skillChanges[].targetSkillId.';
comment on column liveperson.messaging_skill_change.target_skill_name is
    'Name of that skill; upstream does not document it, the name is that of a transfer. Messaging Interactions field skillChanges[].targetSkillName.';
comment on column liveperson.messaging_skill_change.reason is
    'Why; upstream does not document it, the name is that of a transfer. Messaging Interactions field skillChanges[].reason.';
comment on column liveperson.messaging_skill_change.dialog_id is
    'The dialog it belongs to, as in messaging_dialog; upstream does not document it, the name is that of a transfer. Messaging Interactions field skillChanges[].dialogId.';
comment on column liveperson.messaging_skill_change.extra is
    'Fields and values that fit no column, as they came; NULL when none. Their paths are in ingest.drift.';

create table liveperson.messaging_survey (
    account_id       text collate "C" not null,
    conversation_id  text collate "C" not null,
    position         integer not null,
    survey_id        text collate "C",
    type             text,
    status           text,
    dialog_id        text collate "C",
    extra            jsonb,
    primary key (account_id, conversation_id, position)
);
comment on table liveperson.messaging_survey is
    'Surveys that the consumer was asked, one row each; joins messaging_conversation on (account_id, conversation_id). From Messaging Interactions, item of conversationSurveys.';
comment on column liveperson.messaging_survey.account_id is
    'LivePerson account (site) number, as in messaging_conversation. Part of the key.';
comment on column liveperson.messaging_survey.conversation_id is
    'The conversation it belongs to. Part of the key. Messaging Interactions field info.conversationId.';
comment on column liveperson.messaging_survey.position is
    'Order within the conversation, counted from 0 as upstream lists it. Part of the key. Index in Messaging Interactions field conversationSurveys.';
comment on column liveperson.messaging_survey.survey_id is
    'Id of the survey. Messaging Interactions field conversationSurveys[].surveyId.';
comment on column liveperson.messaging_survey.type is
    'Kind of survey: CSAT, PostSurvey or Satisfaction. Messaging Interactions field conversationSurveys[].surveyType.';
comment on column liveperson.messaging_survey.status is
    'FILLED, PARTIALLY_FILLED, SKIPPED. Messaging Interactions field conversationSurveys[].surveyStatus.';
comment on column liveperson.messaging_survey.dialog_id is
    'The dialog it belongs to, as in messaging_dialog. Messaging Interactions field conversationSurveys[].dialogId.';
comment on column liveperson.messaging_survey.extra is
    'Fields and values that fit no column, as they came; NULL when none. Their paths are in ingest.drift.';

create table liveperson.messaging_survey_answer (
    account_id       text collate "C" not null,
    conversation_id  text collate "C" not null,
    survey_position  integer not null,
    position         integer not null,
    question_id      text collate "C",
    question         text,
    question_type    text,
    question_format  text,
    answer_id        text collate "C",
    answer           text,
    answer_seq       integer,
    is_valid         boolean,
    extra            jsonb,
    primary key (account_id, conversation_id, survey_position, position)
);
comment on table liveperson.messaging_survey_answer is
    'Answers of consumers, one row per question; joins messaging_survey on (account_id, conversation_id, position = survey_position). From Messaging Interactions, item of conversationSurveys[].surveyData.';
comment on column liveperson.messaging_survey_answer.account_id is
    'LivePerson account (site) number, as in messaging_conversation. Part of the key.';
comment on column liveperson.messaging_survey_answer.conversation_id is
    'The conversation it belongs to. Part of the key. Messaging Interactions field info.conversationId.';
comment on column liveperson.messaging_survey_answer.survey_position is
    'The survey it belongs to, its position in messaging_survey. Part of the key. Index in Messaging Interactions field conversationSurveys.';
comment on column liveperson.messaging_survey_answer.position is
    'Order within the survey, counted from 0 as upstream lists it. Part of the key. Index in Messaging Interactions field conversationSurveys[].surveyData.';
comment on column liveperson.messaging_survey_answer.question_id is
    'Id of the question. Messaging Interactions field conversationSurveys[].surveyData[].questionId.';
comment on column liveperson.messaging_survey_answer.question is
    'The question as shown. Messaging Interactions field conversationSurveys[].surveyData[].question.';
comment on column liveperson.messaging_survey_answer.question_type is
    'What is measured: csat, nps, fcr or custom. Messaging Interactions field conversationSurveys[].surveyData[].questionType.';
comment on column liveperson.messaging_survey_answer.question_format is
    'How it is answered: single (a choice) or open. Messaging Interactions field conversationSurveys[].surveyData[].questionFormat.';
comment on column liveperson.messaging_survey_answer.answer_id is
    'Id of the answer; InvalidAnswer for a text that fits none. Messaging Interactions field conversationSurveys[].surveyData[].answerId.';
comment on column liveperson.messaging_survey_answer.answer is
    'The answer. Messaging Interactions field conversationSurveys[].surveyData[].answer.';
comment on column liveperson.messaging_survey_answer.answer_seq is
    'Number of the answer within the survey. Messaging Interactions field conversationSurveys[].surveyData[].answerSeq.';
comment on column liveperson.messaging_survey_answer.is_valid is
    'Whether the answer fits the question. Messaging Interactions field conversationSurveys[].surveyData[].isValidAnswer.';
comment on column liveperson.messaging_survey_answer.extra is
    'Fields and values that fit no column, as they came; NULL when none. Their paths are in ingest.drift.';

create table liveperson.messaging_agent_survey (
    account_id                    text collate "C" not null,
    conversation_id               text collate "C" not null,
    position                      integer not null,
    is_latest                     boolean not null,
    survey_id                     text collate "C",
    status                        text,
    status_reason                 text,
    dialog_id                     text collate "C",
    ac_survey_id                  text collate "C",
    ac_survey_name                text,
    ac_survey_revision            bigint,
    skill_id                      text collate "C",
    skill_name                    text,
    assigned_agent_id             text collate "C",
    assigned_agent_name           text,
    assigned_agent_full_name      text,
    performed_by_agent_id         text collate "C",
    performed_by_agent_name       text,
    performed_by_agent_full_name  text,
    updated_at                    timestamptz,
    extra                         jsonb,
    primary key (account_id, conversation_id, position)
);
create index messaging_agent_survey_updated_at_idx on liveperson.messaging_agent_survey using brin (updated_at);
comment on table liveperson.messaging_agent_survey is
    'Surveys that agents fill in after a conversation, the latest and earlier ones, one row each; joins messaging_conversation on (account_id, conversation_id). From Messaging Interactions, latestAgentSurvey and item of previouslySubmittedAgentSurveys.';
comment on column liveperson.messaging_agent_survey.account_id is
    'LivePerson account (site) number, as in messaging_conversation. Part of the key.';
comment on column liveperson.messaging_agent_survey.conversation_id is
    'The conversation it belongs to. Part of the key. Messaging Interactions field info.conversationId.';
comment on column liveperson.messaging_agent_survey.position is
    'Order within the conversation, counted from 0: the latest first, then the earlier ones as upstream lists them. Part of the key. Index in Messaging Interactions fields latestAgentSurvey, previouslySubmittedAgentSurveys.';
comment on column liveperson.messaging_agent_survey.is_latest is
    'Whether it is the latest. Messaging Interactions fields latestAgentSurvey, previouslySubmittedAgentSurveys.';
comment on column liveperson.messaging_agent_survey.survey_id is
    'Id of the survey; several rows may share it. Messaging Interactions field latestAgentSurvey.surveyId.';
comment on column liveperson.messaging_agent_survey.status is
    'OPEN, SUBMITTED, DISMISSED, CLOSED. Messaging Interactions field latestAgentSurvey.surveyStatus.';
comment on column liveperson.messaging_agent_survey.status_reason is
    'Why: skillChanged, timeout, OPEN, SUBMITTED, PARTIALLY_SUBMITTED, DISMISSED. Messaging Interactions field latestAgentSurvey.statusReason.';
comment on column liveperson.messaging_agent_survey.dialog_id is
    'The dialog it belongs to, as in messaging_dialog. Messaging Interactions field latestAgentSurvey.dialogId.';
comment on column liveperson.messaging_agent_survey.ac_survey_id is
    'Id of the survey''s design in the account''s configuration. Messaging Interactions field latestAgentSurvey.acSurveyId.';
comment on column liveperson.messaging_agent_survey.ac_survey_name is
    'Name of that design. Messaging Interactions field latestAgentSurvey.acSurveyName.';
comment on column liveperson.messaging_agent_survey.ac_survey_revision is
    'Revision of that design. Messaging Interactions field latestAgentSurvey.acSurveyRevision.';
comment on column liveperson.messaging_agent_survey.skill_id is
    'Id of the skill that the survey is for. Messaging Interactions field latestAgentSurvey.surveySkillId.';
comment on column liveperson.messaging_agent_survey.skill_name is
    'Name of that skill. Messaging Interactions field latestAgentSurvey.surveySkillName.';
comment on column liveperson.messaging_agent_survey.assigned_agent_id is
    'Id of the agent who has to fill it in; NULL when nobody. Messaging Interactions field latestAgentSurvey.assignedAgentId.';
comment on column liveperson.messaging_agent_survey.assigned_agent_name is
    'Nickname of that agent. Messaging Interactions field latestAgentSurvey.assignedAgentNickName.';
comment on column liveperson.messaging_agent_survey.assigned_agent_full_name is
    'Full name of that agent. Messaging Interactions field latestAgentSurvey.assignedAgentName.';
comment on column liveperson.messaging_agent_survey.performed_by_agent_id is
    'Id of the agent who filled it in; NULL when nobody. Messaging Interactions field latestAgentSurvey.performedByAgentId.';
comment on column liveperson.messaging_agent_survey.performed_by_agent_name is
    'Nickname of that agent. Messaging Interactions field latestAgentSurvey.performedByAgentNickName.';
comment on column liveperson.messaging_agent_survey.performed_by_agent_full_name is
    'Full name of that agent. Messaging Interactions field latestAgentSurvey.performedByAgentName.';
comment on column liveperson.messaging_agent_survey.updated_at is
    'When it was last changed, UTC, to the millisecond. Messaging Interactions field latestAgentSurvey.lastUpdateTime.';
comment on column liveperson.messaging_agent_survey.extra is
    'Fields and values that fit no column, as they came; NULL when none. Their paths are in ingest.drift.';

create table liveperson.messaging_agent_survey_answer (
    account_id           text collate "C" not null,
    conversation_id      text collate "C" not null,
    position             integer not null,
    answer_position      integer not null,
    question_id          text collate "C",
    question             text,
    question_definition  text,
    question_category    text,
    answers              text[],
    answer_ids           text[],
    extra                jsonb,
    primary key (account_id, conversation_id, position, answer_position)
);
comment on table liveperson.messaging_agent_survey_answer is
    'Answers of agents, one row per question; joins messaging_agent_survey on (account_id, conversation_id, position). From Messaging Interactions, item of submittedAnswers.';
comment on column liveperson.messaging_agent_survey_answer.account_id is
    'LivePerson account (site) number, as in messaging_conversation. Part of the key.';
comment on column liveperson.messaging_agent_survey_answer.conversation_id is
    'The conversation it belongs to. Part of the key. Messaging Interactions field info.conversationId.';
comment on column liveperson.messaging_agent_survey_answer.position is
    'The survey it belongs to, its position in messaging_agent_survey. Part of the key. Index in Messaging Interactions fields latestAgentSurvey, previouslySubmittedAgentSurveys.';
comment on column liveperson.messaging_agent_survey_answer.answer_position is
    'Order within the survey, counted from 0 as upstream lists it. Part of the key. Index in Messaging Interactions field submittedAnswers.';
comment on column liveperson.messaging_agent_survey_answer.question_id is
    'Id of the question. Messaging Interactions field latestAgentSurvey.submittedAnswers[].questionId.';
comment on column liveperson.messaging_agent_survey_answer.question is
    'The question as shown. Messaging Interactions field latestAgentSurvey.submittedAnswers[].questionText.';
comment on column liveperson.messaging_agent_survey_answer.question_definition is
    'How the question is answered, in upstream''s words. Messaging Interactions field latestAgentSurvey.submittedAnswers[].questionDefinition.';
comment on column liveperson.messaging_agent_survey_answer.question_category is
    'Category of the question. Messaging Interactions field latestAgentSurvey.submittedAnswers[].questionCategory.';
comment on column liveperson.messaging_agent_survey_answer.answers is
    'The answers, in upstream''s order. Messaging Interactions field latestAgentSurvey.submittedAnswers[].answers[].answer.';
comment on column liveperson.messaging_agent_survey_answer.answer_ids is
    'Ids of these answers, in the same order. Messaging Interactions field latestAgentSurvey.submittedAnswers[].answers[].answerId.';
comment on column liveperson.messaging_agent_survey_answer.extra is
    'Fields and values that fit no column, as they came; NULL when none. Their paths are in ingest.drift.';

create table liveperson.messaging_cobrowse_session (
    account_id       text collate "C" not null,
    conversation_id  text collate "C" not null,
    session_id       text collate "C" not null,
    started_at       timestamptz,
    ended_at         timestamptz,
    interactive_at   timestamptz,
    end_reason       text,
    duration_ms      bigint,
    is_interactive   boolean,
    type             text,
    capabilities     text[],
    agent_id         text collate "C",
    extra            jsonb,
    primary key (account_id, conversation_id, session_id)
);
create index messaging_cobrowse_session_started_at_idx on liveperson.messaging_cobrowse_session using brin (started_at);
comment on table liveperson.messaging_cobrowse_session is
    'Co-browse sessions, one row each; joins messaging_conversation on (account_id, conversation_id). From Messaging Interactions, item of coBrowseSessions.coBrowseSessionsList.';
comment on column liveperson.messaging_cobrowse_session.account_id is
    'LivePerson account (site) number, as in messaging_conversation. Part of the key.';
comment on column liveperson.messaging_cobrowse_session.conversation_id is
    'The conversation it belongs to. Part of the key. Messaging Interactions field info.conversationId.';
comment on column liveperson.messaging_cobrowse_session.session_id is
    'Id of the session; # and its place in the list (from 0) if upstream gave none, or one twice. Part of the key. Messaging Interactions field coBrowseSessions.coBrowseSessionsList[].sessionId.';
comment on column liveperson.messaging_cobrowse_session.started_at is
    'When the session began, UTC, to the millisecond. Messaging Interactions field coBrowseSessions.coBrowseSessionsList[].startTimeL.';
comment on column liveperson.messaging_cobrowse_session.ended_at is
    'When the session ended, UTC, to the millisecond. Messaging Interactions field coBrowseSessions.coBrowseSessionsList[].endTimeL.';
comment on column liveperson.messaging_cobrowse_session.interactive_at is
    'When it became interactive, UTC, to the millisecond; NULL if it never did. Messaging Interactions field coBrowseSessions.coBrowseSessionsList[].interactiveTimeL.';
comment on column liveperson.messaging_cobrowse_session.end_reason is
    'Who ended it: SERVER, VISITOR, AGENT, TIMEOUT or UNKOWN (upstream''s spelling). Messaging Interactions field coBrowseSessions.coBrowseSessionsList[].endReason.';
comment on column liveperson.messaging_cobrowse_session.duration_ms is
    'Length of the session in milliseconds. Messaging Interactions field coBrowseSessions.coBrowseSessionsList[].duration.';
comment on column liveperson.messaging_cobrowse_session.is_interactive is
    'Whether it became interactive. Messaging Interactions field coBrowseSessions.coBrowseSessionsList[].interactive (also isInteractive).';
comment on column liveperson.messaging_cobrowse_session.type is
    'Kind of session: inApp or web. Messaging Interactions field coBrowseSessions.coBrowseSessionsList[].type.';
comment on column liveperson.messaging_cobrowse_session.capabilities is
    'What the session can do, e.g. AGENT_APP_CONTROL, in upstream''s order. Messaging Interactions field coBrowseSessions.coBrowseSessionsList[].capabilities.';
comment on column liveperson.messaging_cobrowse_session.agent_id is
    'Id of the agent; NULL when nobody. Messaging Interactions field coBrowseSessions.coBrowseSessionsList[].agentId.';
comment on column liveperson.messaging_cobrowse_session.extra is
    'Fields and values that fit no column, as they came; NULL when none. Their paths are in ingest.drift.';

create table liveperson.messaging_intent (
    account_id        text collate "C" not null,
    conversation_id   text collate "C" not null,
    position          integer not null,
    message_id        text collate "C",
    is_selected       boolean,
    intent_id         text collate "C",
    intent_label      text,
    confidence_score  numeric,
    model_names       text[],
    model_versions    text[],
    extra             jsonb,
    primary key (account_id, conversation_id, position)
);
comment on table liveperson.messaging_intent is
    'What upstream took a consumer''s message to mean: a row per message and possible intent; joins messaging_conversation on (account_id, conversation_id), messaging_message on message_id as well. From Messaging Interactions, item of intents[].allClassifications and intents[].selectedClassification.';
comment on column liveperson.messaging_intent.account_id is
    'LivePerson account (site) number, as in messaging_conversation. Part of the key.';
comment on column liveperson.messaging_intent.conversation_id is
    'The conversation it belongs to. Part of the key. Messaging Interactions field info.conversationId.';
comment on column liveperson.messaging_intent.position is
    'Order within the conversation, counted from 0; a message counts for each of its intents. Part of the key. Order in Messaging Interactions field intents.';
comment on column liveperson.messaging_intent.message_id is
    'The message. Messaging Interactions field intents[].messageId.';
comment on column liveperson.messaging_intent.is_selected is
    'Whether upstream selected this intent; NULL for a message without any. Messaging Interactions field intents[].selectedClassification.';
comment on column liveperson.messaging_intent.intent_id is
    'Id of the intent. Messaging Interactions field intents[].allClassifications[].intentName.';
comment on column liveperson.messaging_intent.intent_label is
    'Name of the intent, as people read it. Messaging Interactions field intents[].allClassifications[].intentLabel.';
comment on column liveperson.messaging_intent.confidence_score is
    'How sure the model is, 0 to 1. Messaging Interactions field intents[].allClassifications[].confidenceScore.';
comment on column liveperson.messaging_intent.model_names is
    'Models that say so, in upstream''s order. Messaging Interactions field intents[].allClassifications[].versions[].modelName.';
comment on column liveperson.messaging_intent.model_versions is
    'Versions of these models, in the same order. Messaging Interactions field intents[].allClassifications[].versions[].modelVersion.';
comment on column liveperson.messaging_intent.extra is
    'Fields and values that fit no column, as they came; NULL when none. Their paths are in ingest.drift.';

create table liveperson.messaging_attribute (
    account_id                     text collate "C" not null,
    conversation_id                text collate "C" not null,
    attribute_key                  bytea not null,
    type                           text,
    sde_type                       text,
    server_at                      timestamptz,
    original_at                    timestamptz,
    login_status                   text,
    is_authenticated               boolean,
    authenticated_conversation_id  text collate "C",
    total                          numeric,
    currency                       text,
    item_count                     integer,
    order_id                       text collate "C",
    customer_status                text,
    customer_type                  text,
    balance                        numeric,
    customer_id                    text collate "C",
    social_id                      text collate "C",
    imei                           text collate "C",
    user_name                      text,
    account_name                   text,
    role                           text,
    company_branch                 text,
    company_size                   text,
    store_number                   text,
    store_zip_code                 text,
    last_payment_on                date,
    registered_on                  date,
    topic                          text,
    value                          numeric,
    lead_id                        text collate "C",
    originating_channel_id         integer,
    affiliate                      text,
    campaign_id                    text collate "C",
    name                           text,
    surname                        text,
    gender                         text,
    company                        text,
    language                       text,
    age_years                      numeric,
    birth_year                     integer,
    birth_month                    integer,
    birth_day                      integer,
    email                          text,
    phone                          text,
    country                        text,
    region                         text,
    zip_code                       text,
    category                       text,
    service_id                     text collate "C",
    status_id                      integer,
    context_id                     text collate "C",
    message                        text,
    code                           text,
    level                          text,
    is_resolved                    boolean,
    keywords                       text[],
    payload                        jsonb,
    loaded_at                      timestamptz not null default now(),
    primary key (account_id, conversation_id, attribute_key)
);
create index messaging_attribute_server_at_idx on liveperson.messaging_attribute using brin (server_at);
-- Purchases alone have an order.
create index messaging_attribute_account_id_order_id_idx on liveperson.messaging_attribute (account_id, order_id)
    where order_id is not null;
comment on table liveperson.messaging_attribute is
    'Engagement attributes (SDEs), what the site reported of the consumer, one row each; a column is filled where the type has it, and is called as in engagement_attribute. A set: rows are added, and go only with the conversation or when upstream erases it. Joins messaging_conversation on (account_id, conversation_id). From Messaging Interactions, item of sdes.events and unAuthSdes.events.';
comment on column liveperson.messaging_attribute.account_id is
    'LivePerson account (site) number, as in messaging_conversation. Part of the key.';
comment on column liveperson.messaging_attribute.conversation_id is
    'The conversation it belongs to. Part of the key. Messaging Interactions field info.conversationId.';
comment on column liveperson.messaging_attribute.attribute_key is
    'Hash (16 bytes) of type, server_at, is_authenticated and all that the event says: an attribute is a member of a set, one that is seen again is the same row. Part of the key.';
comment on column liveperson.messaging_attribute.type is
    'Name of the attribute as upstream prints it, e.g. cartStatus, purchase, personalInfo; NULL for an event without one. Field name in an item of Messaging Interactions fields sdes.events and unAuthSdes.events.';
comment on column liveperson.messaging_attribute.sde_type is
    'Upstream''s constant for the kind of event, e.g. CART_STATUS. Messaging Interactions field sdes.events[].sdeType.';
comment on column liveperson.messaging_attribute.server_at is
    'When upstream processed it, UTC, to the millisecond. Messaging Interactions field serverTimeStamp of the attribute, else of the event.';
comment on column liveperson.messaging_attribute.original_at is
    'When the site reported it, UTC, to the millisecond. Messaging Interactions field originalTimeStamp of the attribute, else of the event.';
comment on column liveperson.messaging_attribute.login_status is
    'Whether the customer had signed in, in the site''s words. Messaging Interactions field customerInfo.loginStatus.';
comment on column liveperson.messaging_attribute.is_authenticated is
    'Whether the consumer had signed in: as the attribute says, else true in sdes and false in unAuthSdes. Messaging Interactions fields isAuthenticated, sdes, unAuthSdes.';
comment on column liveperson.messaging_attribute.authenticated_conversation_id is
    'The conversation in which the consumer signed in. Messaging Interactions field authenticatedConversationId of customerInfo and personalInfo.';
comment on column liveperson.messaging_attribute.total is
    'Value of the cart or the purchase, in currency. Messaging Interactions fields cartStatus.total and purchase.total.';
comment on column liveperson.messaging_attribute.currency is
    'Currency of the amounts, e.g. USD. Field currency of Messaging Interactions attributes cartStatus, purchase, customerInfo, lead and viewedProduct.';
comment on column liveperson.messaging_attribute.item_count is
    'Number of items in the cart. Messaging Interactions fields cartStatus.numItems and purchase.cart.numItems.';
comment on column liveperson.messaging_attribute.order_id is
    'Id of the order. Messaging Interactions field purchase.orderId.';
comment on column liveperson.messaging_attribute.customer_status is
    'Status of the customer. Messaging Interactions field customerInfo.customerStatus.';
comment on column liveperson.messaging_attribute.customer_type is
    'Type of the customer. Messaging Interactions field customerInfo.customerType.';
comment on column liveperson.messaging_attribute.balance is
    'Balance of the customer, in currency. Messaging Interactions field customerInfo.balance.';
comment on column liveperson.messaging_attribute.customer_id is
    'Id of the customer at the site''s owner. Messaging Interactions field customerInfo.customerId.';
comment on column liveperson.messaging_attribute.social_id is
    'Id of the customer in a social network. Messaging Interactions field customerInfo.socialId.';
comment on column liveperson.messaging_attribute.imei is
    'Number of the customer''s device. Messaging Interactions field customerInfo.imei.';
comment on column liveperson.messaging_attribute.user_name is
    'User name of the customer. Messaging Interactions field customerInfo.userName.';
comment on column liveperson.messaging_attribute.account_name is
    'Name of the customer''s account. Messaging Interactions field customerInfo.accountName.';
comment on column liveperson.messaging_attribute.role is
    'Role of the customer, e.g. broker. Messaging Interactions field customerInfo.role.';
comment on column liveperson.messaging_attribute.company_branch is
    'Branch of the company the customer belongs to. Messaging Interactions field customerInfo.companyBranch.';
comment on column liveperson.messaging_attribute.company_size is
    'Size of the customer''s company, as text. Messaging Interactions field customerInfo.companySize.';
comment on column liveperson.messaging_attribute.store_number is
    'Number of the customer''s store. Messaging Interactions field customerInfo.storeNumber.';
comment on column liveperson.messaging_attribute.store_zip_code is
    'Postal code of the customer''s store. Messaging Interactions field customerInfo.storeZipCode.';
comment on column liveperson.messaging_attribute.last_payment_on is
    'Day of the customer''s last payment. Messaging Interactions field customerInfo.lastPaymentDate.';
comment on column liveperson.messaging_attribute.registered_on is
    'Day on which the customer registered. Messaging Interactions field customerInfo.registrationDate.';
comment on column liveperson.messaging_attribute.topic is
    'Topic of the lead or of the service activity. Messaging Interactions fields lead.topic and serviceActivity.topic.';
comment on column liveperson.messaging_attribute.value is
    'Value of the lead, in currency. Messaging Interactions field lead.value.';
comment on column liveperson.messaging_attribute.lead_id is
    'Id of the lead. Messaging Interactions field lead.leadId.';
comment on column liveperson.messaging_attribute.originating_channel_id is
    'How the consumer came: 0 direct to 6 display; names in originating_channel. Messaging Interactions field marketingCampaignInfo.originatingChannel.';
comment on column liveperson.messaging_attribute.affiliate is
    'Site the consumer came from. Messaging Interactions field marketingCampaignInfo.affiliate.';
comment on column liveperson.messaging_attribute.campaign_id is
    'Id of the marketing campaign; not the campaign of messaging_conversation. Messaging Interactions field marketingCampaignInfo.campaignId.';
comment on column liveperson.messaging_attribute.name is
    'First name of the consumer. Messaging Interactions field personalInfo.name.';
comment on column liveperson.messaging_attribute.surname is
    'Surname of the consumer. Messaging Interactions field personalInfo.surname.';
comment on column liveperson.messaging_attribute.gender is
    'Gender of the consumer: MALE, FEMALE or OTHER. Messaging Interactions field personalInfo.gender.';
comment on column liveperson.messaging_attribute.company is
    'Company of the consumer. Messaging Interactions field personalInfo.company.';
comment on column liveperson.messaging_attribute.language is
    'Language of the consumer. Messaging Interactions field personalInfo.language.';
comment on column liveperson.messaging_attribute.age_years is
    'Age of the consumer in years. Messaging Interactions field personalInfo.customerAge.customerAgeInYears.';
comment on column liveperson.messaging_attribute.birth_year is
    'Year of the consumer''s birth. Messaging Interactions field personalInfo.customerAge.customerYearOfBirth.';
comment on column liveperson.messaging_attribute.birth_month is
    'Month of the consumer''s birth, 1 to 12. Messaging Interactions field personalInfo.customerAge.customerMonthOfBirth.';
comment on column liveperson.messaging_attribute.birth_day is
    'Day of the month of the consumer''s birth. Messaging Interactions field personalInfo.customerAge.customerDateOfBirth.';
comment on column liveperson.messaging_attribute.email is
    'E-mail address of the consumer''s first contact; others are in payload. Messaging Interactions field personalInfo.contacts[].personalContact.email.';
comment on column liveperson.messaging_attribute.phone is
    'Telephone number of that contact. Messaging Interactions field personalInfo.contacts[].personalContact.phone.';
comment on column liveperson.messaging_attribute.country is
    'Country of that contact. Messaging Interactions field personalInfo.contacts[].personalContact.address.country.';
comment on column liveperson.messaging_attribute.region is
    'Region of that contact. Messaging Interactions field personalInfo.contacts[].personalContact.address.region.';
comment on column liveperson.messaging_attribute.zip_code is
    'Postal code of that contact. Messaging Interactions field personalInfo.contacts[].personalContact.address.zipCode.';
comment on column liveperson.messaging_attribute.category is
    'Category of the service activity. Messaging Interactions field serviceActivity.category.';
comment on column liveperson.messaging_attribute.service_id is
    'Id of the service. Messaging Interactions field serviceActivity.serviceId.';
comment on column liveperson.messaging_attribute.status_id is
    'Status of the service activity: 0 complete to 13 resolved; names in service_status. Messaging Interactions field serviceActivity.status.';
comment on column liveperson.messaging_attribute.context_id is
    'Id of the context of the consumer''s error. Messaging Interactions field visitorError.contextId.';
comment on column liveperson.messaging_attribute.message is
    'Text of the error the consumer met. Messaging Interactions field visitorError.message.';
comment on column liveperson.messaging_attribute.code is
    'Code of that error. Messaging Interactions field visitorError.code.';
comment on column liveperson.messaging_attribute.level is
    'Severity of that error. Messaging Interactions field visitorError.level.';
comment on column liveperson.messaging_attribute.is_resolved is
    'Whether that error was resolved. Messaging Interactions field visitorError.resolved.';
comment on column liveperson.messaging_attribute.keywords is
    'What the consumer searched for, in upstream''s order. Messaging Interactions field searchContent.keywords.';
comment on column liveperson.messaging_attribute.payload is
    'The event whole, as it came: also what fits no column. Item of Messaging Interactions field sdes.events or unAuthSdes.events.';
comment on column liveperson.messaging_attribute.loaded_at is
    'Lineage: when the row was stored here (start of that transaction), clock of the database. A member of the set does not change its conversation.';

create table liveperson.messaging_attribute_product (
    account_id         text collate "C" not null,
    conversation_id    text collate "C" not null,
    attribute_key      bytea not null,
    product_position   integer not null,
    name               text,
    category           text,
    sku                text,
    price              numeric,
    quantity           numeric,
    status_in_stock    text,
    quantity_in_stock  numeric,
    primary key (account_id, conversation_id, attribute_key, product_position)
);
comment on table liveperson.messaging_attribute_product is
    'Products of an attribute, one row each; joins messaging_attribute on (account_id, conversation_id, attribute_key). From Messaging Interactions, products of cartStatus, purchase.cart and viewedProduct.';
comment on column liveperson.messaging_attribute_product.account_id is
    'LivePerson account (site) number, as in messaging_conversation. Part of the key.';
comment on column liveperson.messaging_attribute_product.conversation_id is
    'The conversation it belongs to. Part of the key. Messaging Interactions field info.conversationId.';
comment on column liveperson.messaging_attribute_product.attribute_key is
    'The attribute it belongs to, as in messaging_attribute. Part of the key.';
comment on column liveperson.messaging_attribute_product.product_position is
    'Order within the attribute, counted from 0 as upstream lists it. Part of the key. Index in Messaging Interactions field products.';
comment on column liveperson.messaging_attribute_product.name is
    'Name of the product. Messaging Interactions field products[].product.name.';
comment on column liveperson.messaging_attribute_product.category is
    'Category of the product. Messaging Interactions field products[].product.category.';
comment on column liveperson.messaging_attribute_product.sku is
    'Stock keeping unit of the product. Messaging Interactions field products[].product.sku.';
comment on column liveperson.messaging_attribute_product.price is
    'Price of one, in the currency of the attribute. Messaging Interactions field products[].product.price.';
comment on column liveperson.messaging_attribute_product.quantity is
    'How many. Messaging Interactions field products[].quantity.';
comment on column liveperson.messaging_attribute_product.status_in_stock is
    'Availability, in the site''s words. Messaging Interactions field products[].product.statusInStock.';
comment on column liveperson.messaging_attribute_product.quantity_in_stock is
    'How many are in stock. Messaging Interactions field products[].product.quantityInStock.';
