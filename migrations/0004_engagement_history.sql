-- Engagement History: chats that have ended, what the search says of them, typed.
-- No foreign keys: a child is only ever written, replaced and deleted with its parent, in one transaction. Children therefore
-- carry no lineage either: they follow their parent.

create table liveperson.engagement (
    account_id                        text collate "C" not null,
    engagement_id                     text collate "C" not null,
    shark_engagement_id               text collate "C",
    requested_at                      timestamptz,
    started_at                        timestamptz,
    ended_at                          timestamptz,
    duration_s                        integer,
    visitor_id                        text collate "C",
    visitor_name                      text,
    agent_id                          text collate "C",
    agent_name                        text,
    agent_login_name                  text,
    agent_full_name                   text,
    is_agent_deleted                  boolean,
    agent_group_id                    text collate "C",
    agent_group_name                  text,
    skill_id                          text collate "C",
    skill_name                        text,
    channel_id                        integer,
    start_reason_id                   integer,
    start_reason_name                 text,
    end_reason_id                     integer,
    end_reason_name                   text,
    engagement_set                    integer,
    engagement_sequence               integer,
    is_interactive                    boolean,
    has_agent_survey                  boolean,
    has_pre_chat_survey               boolean,
    has_post_chat_survey              boolean,
    mcs                               integer,
    alerted_mcs                       integer,
    chat_mcs                          integer,
    is_ended                          boolean,
    is_enriched                       boolean,
    is_partial                        boolean,
    start_url                         text,
    start_page                        text,
    campaign_engagement_id            text collate "C",
    campaign_engagement_name          text,
    campaign_id                       text collate "C",
    campaign_name                     text,
    goal_id                           text collate "C",
    goal_name                         text,
    engagement_agent_note             text,
    visitor_behavior_id               text collate "C",
    visitor_behavior_name             text,
    visitor_profile_id                text collate "C",
    visitor_profile_name              text,
    lob_id                            text collate "C",
    lob_name                          text,
    engagement_source                 text,
    engagement_application_id         text collate "C",
    engagement_application_name       text,
    engagement_application_type_id    text collate "C",
    engagement_application_type_name  text,
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
    visitor_browser_type              text,
    visitor_operating_system          text,
    extra                             jsonb,
    version_rank                      smallint not null,
    source_version_at                 timestamptz not null,
    content_rev                       integer not null,
    content_hash                      bytea not null,
    unit_id                           bigint not null,
    loaded_at                         timestamptz not null default now(),
    primary key (account_id, engagement_id)
);
create index engagement_account_id_started_at_idx on liveperson.engagement (account_id, started_at);
-- For questions of mart about one day: a chat that only Engagement History knows begins when it was requested.
create index engagement_account_id_requested_at_idx on liveperson.engagement (account_id, requested_at);
-- For changed_at of schema mart: a copy elsewhere asks what changed lately. Rows come about in the order of time.
create index engagement_loaded_at_idx on liveperson.engagement using brin (loaded_at);
comment on table liveperson.engagement is
    'One row per chat that has ended, its best version. Joins conversation on (account_id, conversation_id = engagement_id). From Engagement History, a record: info with campaign and visitorInfo.';
comment on column liveperson.engagement.account_id is
    'LivePerson account (site) number that was searched. Part of the key.';
comment on column liveperson.engagement.engagement_id is
    'Id of the engagement: account id and chat id; equals conversation.conversation_id of the same chat. Part of the key. Engagement History field info.engagementId.';
comment on column liveperson.engagement.shark_engagement_id is
    'Upstream''s internal id of the engagement. Engagement History field info.sharkEngagementId.';
comment on column liveperson.engagement.requested_at is
    'When the visitor entered the queue, UTC, to the millisecond. Engagement History field info.chatRequestedTimeL.';
comment on column liveperson.engagement.started_at is
    'When the visitor was connected to an agent, UTC, to the millisecond. Engagement History field info.startTimeL.';
comment on column liveperson.engagement.ended_at is
    'When the chat was closed, UTC, to the millisecond. Engagement History field info.endTimeL.';
comment on column liveperson.engagement.duration_s is
    'Length of the connected part in seconds. Engagement History field info.duration.';
comment on column liveperson.engagement.visitor_id is
    'Id of the visitor. Engagement History field info.visitorId.';
comment on column liveperson.engagement.visitor_name is
    'Name of the visitor as shown in the chat. Engagement History field info.visitorName.';
comment on column liveperson.engagement.agent_id is
    'Id of the agent. Engagement History field info.agentId.';
comment on column liveperson.engagement.agent_name is
    'Nickname of the agent. Engagement History field info.agentNickName (formerly agentName).';
comment on column liveperson.engagement.agent_login_name is
    'Login name of the agent. Engagement History field info.agentLoginName.';
comment on column liveperson.engagement.agent_full_name is
    'Full name of the agent. Engagement History field info.agentFullName (also agentFullname).';
comment on column liveperson.engagement.is_agent_deleted is
    'Whether the agent has been deleted since. Engagement History field info.agentDeleted.';
comment on column liveperson.engagement.agent_group_id is
    'Id of the agent''s group; -1 is the root group. Engagement History field info.agentGroupId.';
comment on column liveperson.engagement.agent_group_name is
    'Name of the agent''s group; NA or Main Group for the root group. Engagement History field info.agentGroupName.';
comment on column liveperson.engagement.skill_id is
    'Id of the skill; -1 is unassigned. Engagement History field info.skillId.';
comment on column liveperson.engagement.skill_name is
    'Name of the skill. Engagement History field info.skillName.';
comment on column liveperson.engagement.channel_id is
    'Channel: -1 unknown, 1 web, 2 voice; names in channel, source engagement_history. Engagement History field info.channel.';
comment on column liveperson.engagement.start_reason_id is
    'Why it started: 0 to 8; names in start_reason, source engagement_history. Engagement History field info.startReason.';
comment on column liveperson.engagement.start_reason_name is
    'Why it started, in upstream''s words. Engagement History field info.startReasonDesc.';
comment on column liveperson.engagement.end_reason_id is
    'Why it ended: 101, 106, 201, 202, 205, 208, 210; names in end_reason, source engagement_history. Engagement History field info.endReason.';
comment on column liveperson.engagement.end_reason_name is
    'Why it ended, in upstream''s words. Engagement History field info.endReasonDesc.';
comment on column liveperson.engagement.engagement_set is
    'Number of the chat within the visit; goes up when a chat is split. Engagement History field info.engagementSet.';
comment on column liveperson.engagement.engagement_sequence is
    'Number of the part within the chat; goes up with each transfer. Engagement History field info.engagementSequence.';
comment on column liveperson.engagement.is_interactive is
    'Whether both visitor and agent wrote. Engagement History field info.isInteractive (also interactive).';
comment on column liveperson.engagement.has_agent_survey is
    'Whether the agent answered a survey. Engagement History field info.isAgentSurvey.';
comment on column liveperson.engagement.has_pre_chat_survey is
    'Whether there was a survey before the chat. Engagement History field info.isPreChatSurvey.';
comment on column liveperson.engagement.has_post_chat_survey is
    'Whether there was a survey after the chat. Engagement History field info.isPostChatSurvey.';
comment on column liveperson.engagement.mcs is
    'Meaningful Connection Score: -1 negative, 0 neutral, 1 positive; deprecated upstream; NULL when not scored. Engagement History field info.mcs.';
comment on column liveperson.engagement.alerted_mcs is
    'Meaningful Connection Score that alerts were raised on: -1, 0, 1; NULL when not scored. Engagement History field info.alertedMCS.';
comment on column liveperson.engagement.chat_mcs is
    'Meaningful Connection Score of the whole chat, 0 to 100; NULL when not scored. Engagement History field info.chatMCS.';
comment on column liveperson.engagement.is_ended is
    'Whether the chat has ended; the search returns no others. Engagement History field info.ended.';
comment on column liveperson.engagement.is_enriched is
    'Whether surveys, scores and engagement attributes were added; upstream needs up to 2 h after the end. Engagement History field info.chatDataEnriched.';
comment on column liveperson.engagement.is_partial is
    'Whether upstream could not give all of the chat; it is read again until it can. Engagement History field info.isPartial.';
comment on column liveperson.engagement.start_url is
    'Address of the page on which the chat started. Engagement History field info.chatStartUrl.';
comment on column liveperson.engagement.start_page is
    'Title of the page on which the chat started. Engagement History field info.chatStartPage.';
comment on column liveperson.engagement.campaign_engagement_id is
    'Id of the engagement (button, invitation) within the campaign. Engagement History field campaign.campaignEngagementId.';
comment on column liveperson.engagement.campaign_engagement_name is
    'Name of the engagement within the campaign. Engagement History field campaign.campaignEngagementName.';
comment on column liveperson.engagement.campaign_id is
    'Id of the campaign. Engagement History field campaign.campaignId.';
comment on column liveperson.engagement.campaign_name is
    'Name of the campaign. Engagement History field campaign.campaignName.';
comment on column liveperson.engagement.goal_id is
    'Id of the campaign''s goal. Engagement History field campaign.goalId.';
comment on column liveperson.engagement.goal_name is
    'Name of the campaign''s goal. Engagement History field campaign.goalName.';
comment on column liveperson.engagement.engagement_agent_note is
    'Note for agents that the engagement carries. Engagement History field campaign.engagementAgentNote.';
comment on column liveperson.engagement.visitor_behavior_id is
    'Id of the visitor behavior that the engagement was offered for. Engagement History field campaign.visitorBehaviorId.';
comment on column liveperson.engagement.visitor_behavior_name is
    'Name of that visitor behavior. Engagement History field campaign.visitorBehaviorName.';
comment on column liveperson.engagement.visitor_profile_id is
    'Id of the visitor profile (audience) that the engagement was offered to. Engagement History field campaign.visitorProfileId.';
comment on column liveperson.engagement.visitor_profile_name is
    'Name of that visitor profile. Engagement History field campaign.visitorProfileName.';
comment on column liveperson.engagement.lob_id is
    'Id of the line of business; -1 is none. Engagement History field campaign.lobId.';
comment on column liveperson.engagement.lob_name is
    'Name of the line of business; NA is none. Engagement History field campaign.lobName.';
comment on column liveperson.engagement.engagement_source is
    'Where the engagement was offered, in upstream''s words. Engagement History field campaign.engagementSource.';
comment on column liveperson.engagement.engagement_application_id is
    'Id of the application that offered the engagement. Engagement History field campaign.engagementApplicationId.';
comment on column liveperson.engagement.engagement_application_name is
    'Name of that application. Engagement History field campaign.engagementApplicationName.';
comment on column liveperson.engagement.engagement_application_type_id is
    'Id of the type of that application. Engagement History field campaign.engagementApplicationTypeId.';
comment on column liveperson.engagement.engagement_application_type_name is
    'Name of the type of that application. Engagement History field campaign.engagementApplicationTypeName.';
comment on column liveperson.engagement.location_id is
    'Id of the location (place on the site) of the engagement. Engagement History field campaign.locationId.';
comment on column liveperson.engagement.location_name is
    'Name of that location. Engagement History field campaign.locationName.';
comment on column liveperson.engagement.is_profile_system_default is
    'Whether the visitor profile is the one that upstream provides. Engagement History field campaign.profileSystemDefault.';
comment on column liveperson.engagement.is_behavior_system_default is
    'Whether the visitor behavior is the one that upstream provides. Engagement History field campaign.behaviorSystemDefault.';
comment on column liveperson.engagement.visitor_country is
    'Country of the visitor; empty when unknown. Engagement History field visitorInfo.country.';
comment on column liveperson.engagement.visitor_country_code is
    'Code of that country; empty when unknown. Engagement History field visitorInfo.countryCode.';
comment on column liveperson.engagement.visitor_state is
    'State or region of the visitor; empty when unknown. Engagement History field visitorInfo.state.';
comment on column liveperson.engagement.visitor_city is
    'City of the visitor; empty when unknown. Engagement History field visitorInfo.city.';
comment on column liveperson.engagement.visitor_isp is
    'Internet provider of the visitor; empty when unknown. Engagement History field visitorInfo.isp.';
comment on column liveperson.engagement.visitor_org is
    'Organization of the visitor''s address; empty when unknown. Engagement History field visitorInfo.org.';
comment on column liveperson.engagement.visitor_device is
    'Kind of device of the visitor: DESKTOP, TABLET, MOBILE or NA. Engagement History field visitorInfo.device.';
comment on column liveperson.engagement.visitor_ip_address is
    'IP address of the visitor. Engagement History field visitorInfo.ipAddress.';
comment on column liveperson.engagement.visitor_browser is
    'Browser of the visitor with its version. Engagement History field visitorInfo.browser.';
comment on column liveperson.engagement.visitor_browser_type is
    'Browser of the visitor without version. Engagement History field visitorInfo.browserType.';
comment on column liveperson.engagement.visitor_operating_system is
    'Operating system of the visitor: WINDOWS, MAC_OSX, LINUX, IOS, ANDROID or NA. Engagement History field visitorInfo.operatingSystem.';
comment on column liveperson.engagement.extra is
    'Fields and values that fit no column, as they came; NULL when none. Their paths are in ingest.drift.';
comment on column liveperson.engagement.version_rank is
    'Lineage: how good this copy is: 4 erased + 2 complete + 1 enriched, added; a copy of lesser rank never replaces one of greater.';
comment on column liveperson.engagement.source_version_at is
    'Lineage: version of this content, when it was fetched. Of copies with the same rank the newest wins.';
comment on column liveperson.engagement.content_rev is
    'Lineage: revision of the program''s reading rules that made the row; where it makes other rows, a higher one replaces a lower one when a window is read again.';
comment on column liveperson.engagement.content_hash is
    'Lineage: hash (16 bytes) of the row with its children, lineage left out. Equal hash means equal content.';
comment on column liveperson.engagement.unit_id is
    'Lineage: the window that last changed the row or its children. Joins ingest.unit on unit_id.';
comment on column liveperson.engagement.loaded_at is
    'Lineage: when the row or its children were last changed here (start of that transaction), clock of the database.';

create table liveperson.engagement_line (
    account_id          text collate "C" not null,
    engagement_id       text collate "C" not null,
    position            integer not null,
    sent_at             timestamptz,
    line_seq            text collate "C",
    source              text,
    sender_name         text,
    agent_id            text collate "C",
    text                text,
    rich_content        jsonb,
    text_type           text,
    sub_type            text,
    control_type_id     integer,
    canned_answer_type  integer,
    extra               jsonb,
    primary key (account_id, engagement_id, position)
);
create index engagement_line_sent_at_idx on liveperson.engagement_line using brin (sent_at);
comment on table liveperson.engagement_line is
    'Lines of the transcript, one row each; joins engagement on (account_id, engagement_id). From Engagement History, item of transcript.lines.';
comment on column liveperson.engagement_line.account_id is
    'LivePerson account (site) number, as in engagement. Part of the key.';
comment on column liveperson.engagement_line.engagement_id is
    'The engagement it belongs to. Part of the key. Engagement History field info.engagementId.';
comment on column liveperson.engagement_line.position is
    'Order within the engagement, counted from 0 as upstream lists it. Part of the key. Index in Engagement History field transcript.lines.';
comment on column liveperson.engagement_line.sent_at is
    'When the line was written, UTC, to the millisecond. Engagement History field transcript.lines[].timeL.';
comment on column liveperson.engagement_line.line_seq is
    'Number that upstream gives the line, as text; joins engagement_line_score; NULL in older chats. Engagement History field transcript.lines[].lineSeq.';
comment on column liveperson.engagement_line.source is
    'Who wrote it: visitor, agent or system. Engagement History field transcript.lines[].source.';
comment on column liveperson.engagement_line.sender_name is
    'Name of who wrote it; info for lines of the system. Engagement History field transcript.lines[].by.';
comment on column liveperson.engagement_line.agent_id is
    'Id of the agent who wrote it; 0 means none. Engagement History field transcript.lines[].agentId.';
comment on column liveperson.engagement_line.text is
    'Text of the line; may hold HTML, see text_type. Engagement History field transcript.lines[].text.';
comment on column liveperson.engagement_line.rich_content is
    'Structured content of a rich-content line, as it came. Engagement History field transcript.lines[].json.';
comment on column liveperson.engagement_line.text_type is
    'Format of the content: plain, html, url or rich-content. Engagement History field transcript.lines[].textType.';
comment on column liveperson.engagement_line.sub_type is
    'REGULAR, or ONLY_TO_REP for lines that the visitor does not see. Engagement History field transcript.lines[].subType.';
comment on column liveperson.engagement_line.control_type_id is
    'Kind of predefined line: 0 normal, 3 connected, 4 greeting, 5 closing; names in engagement_line_control_type. Engagement History field transcript.lines[].controlType.';
comment on column liveperson.engagement_line.canned_answer_type is
    '0 no canned answer; above 0 the id of the canned answer; below 0 the negative id of one that was edited. Engagement History field transcript.lines[].cannedAnswerType.';
comment on column liveperson.engagement_line.extra is
    'Fields and values that fit no column, as they came; NULL when none. Their paths are in ingest.drift.';

create table liveperson.engagement_line_score (
    account_id     text collate "C" not null,
    engagement_id  text collate "C" not null,
    position       integer not null,
    line_seq       text collate "C",
    raw_score      numeric,
    mcs            integer,
    extra          jsonb,
    primary key (account_id, engagement_id, position)
);
comment on table liveperson.engagement_line_score is
    'Scores of lines, one row each; joins engagement_line on (account_id, engagement_id, line_seq). From Engagement History, item of lineScores.';
comment on column liveperson.engagement_line_score.account_id is
    'LivePerson account (site) number, as in engagement. Part of the key.';
comment on column liveperson.engagement_line_score.engagement_id is
    'The engagement it belongs to. Part of the key. Engagement History field info.engagementId.';
comment on column liveperson.engagement_line_score.position is
    'Order within the engagement, counted from 0 as upstream lists it. Part of the key. Index in Engagement History field lineScores.';
comment on column liveperson.engagement_line_score.line_seq is
    'The line that is scored, as in engagement_line. Engagement History field lineScores[].lineSeq.';
comment on column liveperson.engagement_line_score.raw_score is
    'Score of the line alone, internal to upstream. Engagement History field lineScores[].lineRawScore.';
comment on column liveperson.engagement_line_score.mcs is
    'Meaningful Connection Score of the chat up to this line, 0 to 100. Engagement History field lineScores[].mcs.';
comment on column liveperson.engagement_line_score.extra is
    'Fields and values that fit no column, as they came; NULL when none. Their paths are in ingest.drift.';

create table liveperson.survey_answer (
    account_id     text collate "C" not null,
    engagement_id  text collate "C" not null,
    survey_kind    text collate "C" not null,
    position       integer not null,
    survey_id      text collate "C",
    survey_name    text,
    question_id    text collate "C",
    question       text,
    answer         text,
    answers        text[],
    answer_ids     integer[],
    scope          text,
    source         text,
    answered_at    timestamptz,
    extra          jsonb,
    primary key (account_id, engagement_id, survey_kind, position)
);
create index survey_answer_answered_at_idx on liveperson.survey_answer using brin (answered_at);
comment on table liveperson.survey_answer is
    'Answers to surveys, one row per question; joins engagement on (account_id, engagement_id). From Engagement History, item of surveys.preChat, surveys.postChat and surveys.operator.';
comment on column liveperson.survey_answer.account_id is
    'LivePerson account (site) number, as in engagement. Part of the key.';
comment on column liveperson.survey_answer.engagement_id is
    'The engagement it belongs to. Part of the key. Engagement History field info.engagementId.';
comment on column liveperson.survey_answer.survey_kind is
    'Which survey: pre_chat, post_chat or operator. Part of the key. Engagement History fields surveys.preChat, surveys.postChat, surveys.operator.';
comment on column liveperson.survey_answer.position is
    'Order within the survey of that kind, counted from 0 as upstream lists it. Part of the key. Index in Engagement History field surveys.*.';
comment on column liveperson.survey_answer.survey_id is
    'Id of the survey. Engagement History field surveys.*[].surveyID (also surveyId).';
comment on column liveperson.survey_answer.survey_name is
    'Name of the survey. Engagement History field surveys.*[].name.';
comment on column liveperson.survey_answer.question_id is
    'Id of the question within the survey. Engagement History field surveys.*[].questionID (also questionId).';
comment on column liveperson.survey_answer.question is
    'The question as shown. Engagement History field surveys.*[].displayName.';
comment on column liveperson.survey_answer.answer is
    'The answer as one text. Engagement History field surveys.*[].value.';
comment on column liveperson.survey_answer.answers is
    'The answers, in upstream''s order; several where several may be chosen. Engagement History field surveys.*[].values.';
comment on column liveperson.survey_answer.answer_ids is
    'Ids of the answers, in upstream''s order: 0 none, -1 not indexed, -2 invalid. Engagement History field surveys.*[].answersId.';
comment on column liveperson.survey_answer.scope is
    'What the answer belongs to, e.g. Session. Engagement History field surveys.*[].scope.';
comment on column liveperson.survey_answer.source is
    'Survey it came from, in upstream''s words, e.g. Pre-Chat or Exit. Engagement History field surveys.*[].source.';
comment on column liveperson.survey_answer.answered_at is
    'When it was answered, UTC, to the millisecond. Engagement History field surveys.*[].timeL; upstream''s own text field time may say otherwise.';
comment on column liveperson.survey_answer.extra is
    'Fields and values that fit no column, as they came; NULL when none. Their paths are in ingest.drift.';

create table liveperson.cobrowse_session (
    account_id      text collate "C" not null,
    engagement_id   text collate "C" not null,
    session_id      text collate "C" not null,
    started_at      timestamptz,
    ended_at        timestamptz,
    interactive_at  timestamptz,
    end_reason      text,
    duration_ms     bigint,
    is_interactive  boolean,
    type            text,
    agent_id        text collate "C",
    extra           jsonb,
    primary key (account_id, engagement_id, session_id)
);
create index cobrowse_session_started_at_idx on liveperson.cobrowse_session using brin (started_at);
comment on table liveperson.cobrowse_session is
    'Co-browse sessions, one row each; joins engagement on (account_id, engagement_id). From Engagement History, item of coBrowseSessions.coBrowseSessionsList.';
comment on column liveperson.cobrowse_session.account_id is
    'LivePerson account (site) number, as in engagement. Part of the key.';
comment on column liveperson.cobrowse_session.engagement_id is
    'The engagement it belongs to. Part of the key. Engagement History field info.engagementId.';
comment on column liveperson.cobrowse_session.session_id is
    'Id of the session; # and its place in the list (from 0) if upstream gave none, or one twice. Part of the key. Engagement History field coBrowseSessions.coBrowseSessionsList[].sessionId.';
comment on column liveperson.cobrowse_session.started_at is
    'When the session began, UTC, to the millisecond. Engagement History field coBrowseSessions.coBrowseSessionsList[].startTimeL.';
comment on column liveperson.cobrowse_session.ended_at is
    'When the session ended, UTC, to the millisecond. Engagement History field coBrowseSessions.coBrowseSessionsList[].endTimeL; may equal the start although there is a duration.';
comment on column liveperson.cobrowse_session.interactive_at is
    'When it became interactive; NULL if it never did, UTC, to the millisecond. Engagement History field coBrowseSessions.coBrowseSessionsList[].interactiveTimeL.';
comment on column liveperson.cobrowse_session.end_reason is
    'Who ended it: SERVER, VISITOR, AGENT, TIMEOUT or UNKOWN (upstream''s spelling). Engagement History field coBrowseSessions.coBrowseSessionsList[].endReason.';
comment on column liveperson.cobrowse_session.duration_ms is
    'Length of the session in milliseconds. Engagement History field coBrowseSessions.coBrowseSessionsList[].duration.';
comment on column liveperson.cobrowse_session.is_interactive is
    'Whether it became interactive. Engagement History field coBrowseSessions.coBrowseSessionsList[].interactive.';
comment on column liveperson.cobrowse_session.type is
    'Kind of session, in upstream''s words. Engagement History field coBrowseSessions.coBrowseSessionsList[].type.';
comment on column liveperson.cobrowse_session.agent_id is
    'Id of the agent. Engagement History field coBrowseSessions.coBrowseSessionsList[].agentId.';
comment on column liveperson.cobrowse_session.extra is
    'Fields and values that fit no column, as they came; NULL when none. Their paths are in ingest.drift.';

create table liveperson.engagement_attribute (
    account_id                     text collate "C" not null,
    engagement_id                  text collate "C" not null,
    position                       integer not null,
    type                           text,
    sde_type                       text,
    server_at                      timestamptz,
    original_at                    timestamptz,
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
    primary key (account_id, engagement_id, position)
);
create index engagement_attribute_server_at_idx on liveperson.engagement_attribute using brin (server_at);
-- Purchases alone have an order.
create index engagement_attribute_account_id_order_id_idx on liveperson.engagement_attribute (account_id, order_id)
    where order_id is not null;
comment on table liveperson.engagement_attribute is
    'Engagement attributes (SDEs), what the site reported of the visitor, one row each; a column is filled where the type has it. Joins engagement on (account_id, engagement_id). From Engagement History, item of sdes.events.';
comment on column liveperson.engagement_attribute.account_id is
    'LivePerson account (site) number, as in engagement. Part of the key.';
comment on column liveperson.engagement_attribute.engagement_id is
    'The engagement it belongs to. Part of the key. Engagement History field info.engagementId.';
comment on column liveperson.engagement_attribute.position is
    'Order within the engagement, counted from 0; an event with several attributes counts for each. Part of the key. Order in Engagement History field sdes.events.';
comment on column liveperson.engagement_attribute.type is
    'Name of the attribute as upstream prints it, e.g. cartStatus, purchase, personalInfo; NULL for an event without one. Field name in an item of Engagement History field sdes.events.';
comment on column liveperson.engagement_attribute.sde_type is
    'Upstream''s constant for the kind of event, e.g. CART_STATUS; only in newer answers. Engagement History field sdes.events[].sdeType.';
comment on column liveperson.engagement_attribute.server_at is
    'When upstream processed it, UTC, to the millisecond. Engagement History field serverTimeStamp of the attribute, else of the event.';
comment on column liveperson.engagement_attribute.original_at is
    'When the site reported it, UTC, to the millisecond. Engagement History field originalTimeStamp of the attribute, else of the event.';
comment on column liveperson.engagement_attribute.is_authenticated is
    'Whether the visitor had signed in. Engagement History field sdes.events[].isAuthenticated.';
comment on column liveperson.engagement_attribute.authenticated_conversation_id is
    'The conversation in which the visitor signed in. Engagement History field authenticatedConversationId of customerInfo and personalInfo.';
comment on column liveperson.engagement_attribute.total is
    'Value of the cart or the purchase, in currency. Engagement History fields cartStatus.total and purchase.total.';
comment on column liveperson.engagement_attribute.currency is
    'Currency of the amounts, e.g. USD. Field currency of Engagement History attributes cartStatus, purchase, customerInfo, lead and viewedProduct.';
comment on column liveperson.engagement_attribute.item_count is
    'Number of items in the cart. Engagement History fields cartStatus.numItems and purchase.cart.numItems.';
comment on column liveperson.engagement_attribute.order_id is
    'Id of the order. Engagement History field purchase.orderId.';
comment on column liveperson.engagement_attribute.customer_status is
    'Status of the customer. Engagement History field customerInfo.customerStatus.';
comment on column liveperson.engagement_attribute.customer_type is
    'Type of the customer. Engagement History field customerInfo.customerType.';
comment on column liveperson.engagement_attribute.balance is
    'Balance of the customer, in currency. Engagement History field customerInfo.balance.';
comment on column liveperson.engagement_attribute.customer_id is
    'Id of the customer at the site''s owner. Engagement History field customerInfo.customerId.';
comment on column liveperson.engagement_attribute.social_id is
    'Id of the customer in a social network. Engagement History field customerInfo.socialId.';
comment on column liveperson.engagement_attribute.imei is
    'Number of the customer''s device. Engagement History field customerInfo.imei.';
comment on column liveperson.engagement_attribute.user_name is
    'User name of the customer. Engagement History field customerInfo.userName.';
comment on column liveperson.engagement_attribute.account_name is
    'Name of the customer''s account. Engagement History field customerInfo.accountName.';
comment on column liveperson.engagement_attribute.role is
    'Role of the customer, e.g. broker. Engagement History field customerInfo.role.';
comment on column liveperson.engagement_attribute.company_branch is
    'Branch of the company the customer belongs to. Engagement History field customerInfo.companyBranch.';
comment on column liveperson.engagement_attribute.company_size is
    'Size of the customer''s company, as text. Engagement History field customerInfo.companySize.';
comment on column liveperson.engagement_attribute.store_number is
    'Number of the customer''s store. Engagement History field customerInfo.storeNumber.';
comment on column liveperson.engagement_attribute.store_zip_code is
    'Postal code of the customer''s store. Engagement History field customerInfo.storeZipCode.';
comment on column liveperson.engagement_attribute.last_payment_on is
    'Day of the customer''s last payment. Engagement History field customerInfo.lastPaymentDate.';
comment on column liveperson.engagement_attribute.registered_on is
    'Day on which the customer registered. Engagement History field customerInfo.registrationDate.';
comment on column liveperson.engagement_attribute.topic is
    'Topic of the lead or of the service activity. Engagement History fields lead.topic and serviceActivity.topic.';
comment on column liveperson.engagement_attribute.value is
    'Value of the lead, in currency. Engagement History field lead.value.';
comment on column liveperson.engagement_attribute.lead_id is
    'Id of the lead. Engagement History field lead.leadId.';
comment on column liveperson.engagement_attribute.originating_channel_id is
    'How the visitor came: 0 direct to 6 display; names in originating_channel. Engagement History field marketingCampaignInfo.originatingChannel.';
comment on column liveperson.engagement_attribute.affiliate is
    'Site the visitor came from. Engagement History field marketingCampaignInfo.affiliate.';
comment on column liveperson.engagement_attribute.campaign_id is
    'Id of the marketing campaign; not the campaign of engagement. Engagement History field marketingCampaignInfo.campaignId.';
comment on column liveperson.engagement_attribute.name is
    'First name of the visitor. Engagement History field personalInfo.name.';
comment on column liveperson.engagement_attribute.surname is
    'Surname of the visitor. Engagement History field personalInfo.surname.';
comment on column liveperson.engagement_attribute.gender is
    'Gender of the visitor: MALE, FEMALE or OTHER. Engagement History field personalInfo.gender.';
comment on column liveperson.engagement_attribute.company is
    'Company of the visitor. Engagement History field personalInfo.company.';
comment on column liveperson.engagement_attribute.language is
    'Language of the visitor. Engagement History field personalInfo.language.';
comment on column liveperson.engagement_attribute.age_years is
    'Age of the visitor in years. Engagement History field personalInfo.customerAge.customerAgeInYears.';
comment on column liveperson.engagement_attribute.birth_year is
    'Year of the visitor''s birth. Engagement History field personalInfo.customerAge.customerYearOfBirth.';
comment on column liveperson.engagement_attribute.birth_month is
    'Month of the visitor''s birth, 1 to 12. Engagement History field personalInfo.customerAge.customerMonthOfBirth.';
comment on column liveperson.engagement_attribute.birth_day is
    'Day of the month of the visitor''s birth. Engagement History field personalInfo.customerAge.customerDateOfBirth.';
comment on column liveperson.engagement_attribute.email is
    'E-mail address of the visitor''s first contact; others are in payload. Engagement History field personalInfo.contacts[].personalContact.email.';
comment on column liveperson.engagement_attribute.phone is
    'Telephone number of that contact. Engagement History field personalInfo.contacts[].personalContact.phone.';
comment on column liveperson.engagement_attribute.country is
    'Country of that contact. Engagement History field personalInfo.contacts[].personalContact.address.country.';
comment on column liveperson.engagement_attribute.region is
    'Region of that contact. Engagement History field personalInfo.contacts[].personalContact.address.region.';
comment on column liveperson.engagement_attribute.zip_code is
    'Postal code of that contact. Engagement History field personalInfo.contacts[].personalContact.address.zipCode.';
comment on column liveperson.engagement_attribute.category is
    'Category of the service activity. Engagement History field serviceActivity.category.';
comment on column liveperson.engagement_attribute.service_id is
    'Id of the service. Engagement History field serviceActivity.serviceId.';
comment on column liveperson.engagement_attribute.status_id is
    'Status of the service activity: 0 complete to 13 resolved; names in service_status. Engagement History field serviceActivity.status.';
comment on column liveperson.engagement_attribute.context_id is
    'Id of the context of the visitor''s error. Engagement History field visitorError.contextId.';
comment on column liveperson.engagement_attribute.message is
    'Text of the error the visitor met. Engagement History field visitorError.message.';
comment on column liveperson.engagement_attribute.code is
    'Code of that error. Engagement History field visitorError.code.';
comment on column liveperson.engagement_attribute.level is
    'Severity of that error. Engagement History field visitorError.level.';
comment on column liveperson.engagement_attribute.is_resolved is
    'Whether that error was resolved. Engagement History field visitorError.resolved.';
comment on column liveperson.engagement_attribute.keywords is
    'What the visitor searched for, in upstream''s order. Engagement History field searchContent.keywords.';
comment on column liveperson.engagement_attribute.payload is
    'The event whole, as it came: also what fits no column. Item of Engagement History field sdes.events.';

create table liveperson.engagement_attribute_product (
    account_id         text collate "C" not null,
    engagement_id      text collate "C" not null,
    position           integer not null,
    product_position   integer not null,
    name               text,
    category           text,
    sku                text,
    price              numeric,
    quantity           numeric,
    status_in_stock    text,
    quantity_in_stock  numeric,
    primary key (account_id, engagement_id, position, product_position)
);
comment on table liveperson.engagement_attribute_product is
    'Products of an engagement attribute, one row each; joins engagement_attribute on (account_id, engagement_id, position). From Engagement History, products of cartStatus, purchase.cart and viewedProduct.';
comment on column liveperson.engagement_attribute_product.account_id is
    'LivePerson account (site) number, as in engagement. Part of the key.';
comment on column liveperson.engagement_attribute_product.engagement_id is
    'The engagement it belongs to. Part of the key. Engagement History field info.engagementId.';
comment on column liveperson.engagement_attribute_product.position is
    'The engagement attribute it belongs to. Part of the key. Order in Engagement History field sdes.events.';
comment on column liveperson.engagement_attribute_product.product_position is
    'Order within the attribute, counted from 0 as upstream lists it. Part of the key. Index in Engagement History field products.';
comment on column liveperson.engagement_attribute_product.name is
    'Name of the product. Engagement History field products[].product.name.';
comment on column liveperson.engagement_attribute_product.category is
    'Category of the product. Engagement History field products[].product.category.';
comment on column liveperson.engagement_attribute_product.sku is
    'Stock keeping unit of the product. Engagement History field products[].product.sku.';
comment on column liveperson.engagement_attribute_product.price is
    'Price of one, in the currency of the attribute. Engagement History field products[].product.price.';
comment on column liveperson.engagement_attribute_product.quantity is
    'How many. Engagement History field products[].quantity.';
comment on column liveperson.engagement_attribute_product.status_in_stock is
    'Availability, in the site''s words. Engagement History field products[].product.statusInStock.';
comment on column liveperson.engagement_attribute_product.quantity_in_stock is
    'How many are in stock. Engagement History field products[].product.quantityInStock.';
