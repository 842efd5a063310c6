-- The account's configuration: users, skills, groups and other names as the lists say them now, and the states they had
-- before.

create table liveperson.agent (
    account_id                   text collate "C" not null,
    agent_id                     text collate "C" not null,
    pid                          text collate "C",
    login_name                   text,
    nickname                     text,
    full_name                    text,
    employee_id                  text collate "C",
    email                        text,
    mobile_number                text,
    description                  text,
    user_type_id                 integer,
    is_deleted                   boolean,
    is_enabled                   boolean,
    is_disabled_manually         boolean,
    is_api_user                  boolean,
    has_to_change_password       boolean,
    max_chats                    integer,
    max_async_chats              integer,
    agent_group_id               text collate "C",
    agent_group_assignment_date  text,
    managed_agent_groups         jsonb,
    skill_ids                    text[],
    profile_ids                  text[],
    lob_ids                      text[],
    permission_group_ids         text[],
    allowed_app_keys             text,
    picture_url                  text,
    picture_id                   text collate "C",
    background_image_url         text,
    pn_cert_name                 text,
    date_updated                 text,
    last_password_change_date    text,
    assignment_date              text,
    extra                        jsonb,
    source_version_at            timestamptz not null,
    content_rev                  integer not null,
    content_hash                 bytea not null,
    unit_id                      bigint not null,
    loaded_at                    timestamptz not null default now(),
    primary key (account_id, agent_id)
);
comment on table liveperson.agent is
    'Users of the account as they are now, human, bot or system: one row per user that the list ever had. A user who '
    'was deleted upstream keeps the row with is_deleted; one whom the list lacks without saying so stays as last '
    'seen. Former states: agent_version. Passwords are never stored. From the configuration list users.';
comment on column liveperson.agent.account_id is
    'LivePerson account (site) number whose list was read. Part of the key.';
comment on column liveperson.agent.agent_id is
    'Id of the agent; the same as agent_id everywhere else. Part of the key. Users field id.';
comment on column liveperson.agent.pid is
    'Second id of the user, which messaging uses (participant id). Users field pid.';
comment on column liveperson.agent.login_name is
    'Name to log in with, often an e-mail address. Users field loginName.';
comment on column liveperson.agent.nickname is
    'Name that consumers and visitors see. Users field nickname.';
comment on column liveperson.agent.full_name is
    'Full name; upstream may leave it empty for privacy, then NULL. Users field fullName.';
comment on column liveperson.agent.employee_id is
    'Employee id; upstream may leave it empty for privacy, then NULL. Users field employeeId.';
comment on column liveperson.agent.email is
    'E-mail address. Personal data. Users field email.';
comment on column liveperson.agent.mobile_number is
    'Mobile number. Personal data. Users field mobileNumber.';
comment on column liveperson.agent.description is
    'Description of the user. Users field description.';
comment on column liveperson.agent.user_type_id is
    'What the user is: 0 system, 1 human, 2 bot. Users field userTypeId.';
comment on column liveperson.agent.is_deleted is
    'Whether the user was deleted upstream; the row stays. Users field deleted.';
comment on column liveperson.agent.is_enabled is
    'Whether the user may log in. Users field isEnabled.';
comment on column liveperson.agent.is_disabled_manually is
    'Whether a person disabled the user. Users field disabledManually.';
comment on column liveperson.agent.is_api_user is
    'Whether it is a user for programs. Users field isApiUser.';
comment on column liveperson.agent.has_to_change_password is
    'Whether the user must change the password at the next login. Users field changePwdNextLogin.';
comment on column liveperson.agent.max_chats is
    'Most chats at one time. Users field maxChats.';
comment on column liveperson.agent.max_async_chats is
    'Most messaging conversations at one time; NULL is the default of the account. Users field maxAsyncChats.';
comment on column liveperson.agent.agent_group_id is
    'Group that the agent belongs to; -1 is the main group. Users field memberOf.agentGroupId.';
comment on column liveperson.agent.agent_group_assignment_date is
    'When the agent joined the group, as upstream prints it: date and time without a zone, so it is kept as text. '
    'Users field memberOf.assignmentDate.';
comment on column liveperson.agent.managed_agent_groups is
    'Groups that the user manages: a list of objects with agentGroupId and assignmentDate, as it came. Users field '
    'managerOf.';
comment on column liveperson.agent.skill_ids is
    'Ids of the skills, sorted; empty when none. Users field skillIds.';
comment on column liveperson.agent.profile_ids is
    'Ids of the profiles (roles), sorted; empty when none. Users field profileIds.';
comment on column liveperson.agent.lob_ids is
    'Ids of the lines of business, sorted; empty when none. Users field lobIds.';
comment on column liveperson.agent.permission_group_ids is
    'Ids of the permission groups, sorted; empty when none. Users field permissionGroups.';
comment on column liveperson.agent.allowed_app_keys is
    'Keys of the API applications that the user may use. Users field allowedAppKeys.';
comment on column liveperson.agent.picture_url is
    'Address of the picture. Users field pictureUrl.';
comment on column liveperson.agent.picture_id is
    'Id of the picture. Users field pictureId.';
comment on column liveperson.agent.background_image_url is
    'Address of the background picture. Users field backgndImgUri.';
comment on column liveperson.agent.pn_cert_name is
    'Name of the certificate for push notifications. Users field pnCertName.';
comment on column liveperson.agent.date_updated is
    'When it was last changed upstream, as upstream prints it: date and time without a zone, so it is kept as text. '
    'Users field dateUpdated.';
comment on column liveperson.agent.last_password_change_date is
    'When the password was last changed, as upstream prints it: date and time without a zone, so it is kept as text. '
    'Users field lastPwdChangeDate.';
comment on column liveperson.agent.assignment_date is
    'Date of an assignment, as upstream prints it: date and time without a zone, so it is kept as text. Users field '
    'assignmentDate.';
comment on column liveperson.agent.extra is
    'Fields and values that fit no column, as they came; NULL when none. Passwords and their hashes are never kept. '
    'Paths are in ingest.drift.';
comment on column liveperson.agent.source_version_at is
    'Lineage: version of this content, when upstream answered, by its own clock, UTC. The newest copy wins.';
comment on column liveperson.agent.content_rev is
    'Lineage: revision of the program''s reading rules that made the row; a higher one replaces a lower one when the '
    'list is read again.';
comment on column liveperson.agent.content_hash is
    'Lineage: hash (16 bytes) of the row, lineage left out. Equal hash means equal content.';
comment on column liveperson.agent.unit_id is
    'Lineage: the list that last changed the row. Joins ingest.unit on unit_id.';
comment on column liveperson.agent.loaded_at is
    'Lineage: when the row was last changed here (start of that transaction), clock of the database.';

create table liveperson.skill (
    account_id                                           text collate "C" not null,
    skill_id                                             text collate "C" not null,
    pid                                                  text collate "C",
    name                                                 text,
    description                                          text,
    is_deleted                                           boolean,
    skill_order                                          integer,
    max_wait_time                                        integer,
    wrap_up_time                                         integer,
    default_post_chat_survey_id                          text collate "C",
    default_offline_survey_id                            text collate "C",
    default_agent_survey_id                              text collate "C",
    agent_survey_for_messaging_id                        text collate "C",
    agent_survey_for_messaging_timeout_min               integer,
    post_conversation_survey_app_install_association_id  text collate "C",
    sla_default_response_time                            integer,
    sla_urgent_response_time                             integer,
    sla_first_response_time                              integer,
    lob_ids                                              text[],
    is_transfer_allowed                                  boolean,
    transfer_skill_ids                                   text[],
    fallback_skill_id                                    text collate "C",
    is_fallback_when_all_away                            boolean,
    transfer_to_agent_max_wait_s                         integer,
    auto_close_s                                         integer,
    working_hours_id                                     text collate "C",
    special_occasion_id                                  text collate "C",
    routing_configuration                                jsonb,
    date_updated                                         text,
    extra                                                jsonb,
    source_version_at                                    timestamptz not null,
    content_rev                                          integer not null,
    content_hash                                         bytea not null,
    unit_id                                              bigint not null,
    loaded_at                                            timestamptz not null default now(),
    primary key (account_id, skill_id)
);
comment on table liveperson.skill is
    'Skills of the account as they are now: one row per skill that the list ever had. Former states: skill_version. '
    'From the configuration list skills.';
comment on column liveperson.skill.account_id is
    'LivePerson account (site) number whose list was read. Part of the key.';
comment on column liveperson.skill.skill_id is
    'Id of the skill. Part of the key. -1, unassigned, is in no list. Skills field id.';
comment on column liveperson.skill.pid is
    'Second id of the skill. Skills field pid.';
comment on column liveperson.skill.name is
    'Name. Skills field name.';
comment on column liveperson.skill.description is
    'Description. Skills field description.';
comment on column liveperson.skill.is_deleted is
    'Whether the skill was deleted upstream; the row stays. Skills field deleted.';
comment on column liveperson.skill.skill_order is
    'Place in the order of skills. Skills field skillOrder.';
comment on column liveperson.skill.max_wait_time is
    'Longest wait of a chat in the queue, in upstream''s unit (default 120). Skills field maxWaitTime.';
comment on column liveperson.skill.wrap_up_time is
    'Time after a chat before the agent gets the next one, in upstream''s unit. Skills field wrapUpTime.';
comment on column liveperson.skill.default_post_chat_survey_id is
    'Survey after a chat. Skills field defaultPostChatSurveyId.';
comment on column liveperson.skill.default_offline_survey_id is
    'Survey while nobody is online. Skills field defaultOfflineSurveyId.';
comment on column liveperson.skill.default_agent_survey_id is
    'Survey that the agent fills in. Skills field defaultAgentSurveyId.';
comment on column liveperson.skill.agent_survey_for_messaging_id is
    'Survey that the agent fills in after a messaging conversation. Skills field agentSurveyForMsgId.';
comment on column liveperson.skill.agent_survey_for_messaging_timeout_min is
    'Minutes that the agent has for it. Skills field agentSurveyForMsgTimeoutInMinutes.';
comment on column liveperson.skill.post_conversation_survey_app_install_association_id is
    'Survey bot after a messaging conversation. Skills field postConversationSurveyAppInstallAssociationId.';
comment on column liveperson.skill.sla_default_response_time is
    'Response time of messaging that is the goal, in upstream''s unit. Skills field slaDefaultResponseTime.';
comment on column liveperson.skill.sla_urgent_response_time is
    'The same for urgent conversations, in upstream''s unit. Skills field slaUrgentResponseTime.';
comment on column liveperson.skill.sla_first_response_time is
    'The same for the first response, in upstream''s unit. Skills field slaFirstTimeResponseTime.';
comment on column liveperson.skill.lob_ids is
    'Ids of the lines of business, sorted; empty when none. Skills field lobIds.';
comment on column liveperson.skill.is_transfer_allowed is
    'Whether agents may transfer to other skills (default TRUE). Skills field canTransfer.';
comment on column liveperson.skill.transfer_skill_ids is
    'Ids of the skills that may be transferred to, sorted; NULL is all. Skills field skillTransferList.';
comment on column liveperson.skill.fallback_skill_id is
    'Skill that takes over. Skills field fallbackSkill.';
comment on column liveperson.skill.is_fallback_when_all_away is
    'Whether it takes over while all agents are away. Skills field fallbackWhenAllAgentsAreAway.';
comment on column liveperson.skill.transfer_to_agent_max_wait_s is
    'Longest wait in seconds for the agent a conversation is transferred to. Skills field '
    'transferToAgentMaxWaitInSeconds.';
comment on column liveperson.skill.auto_close_s is
    'Seconds of silence after which a conversation is closed. Skills field autoCloseInSeconds.';
comment on column liveperson.skill.working_hours_id is
    'Working hours of the skill. Skills field workingHoursId.';
comment on column liveperson.skill.special_occasion_id is
    'Special occasions (holidays) of the skill. Skills field specialOccasionId.';
comment on column liveperson.skill.routing_configuration is
    'Groups that the skill routes to: a list of objects with agentGroupId, priority and splitPercentage, as it came. '
    'Skills field skillRoutingConfiguration.';
comment on column liveperson.skill.date_updated is
    'When it was last changed upstream, as upstream prints it: date and time without a zone, so it is kept as text. '
    'Skills field dateUpdated.';
comment on column liveperson.skill.extra is
    'Fields and values that fit no column, as they came; NULL when none. Passwords and their hashes are never kept. '
    'Paths are in ingest.drift.';
comment on column liveperson.skill.source_version_at is
    'Lineage: version of this content, when upstream answered, by its own clock, UTC. The newest copy wins.';
comment on column liveperson.skill.content_rev is
    'Lineage: revision of the program''s reading rules that made the row; a higher one replaces a lower one when the '
    'list is read again.';
comment on column liveperson.skill.content_hash is
    'Lineage: hash (16 bytes) of the row, lineage left out. Equal hash means equal content.';
comment on column liveperson.skill.unit_id is
    'Lineage: the list that last changed the row. Joins ingest.unit on unit_id.';
comment on column liveperson.skill.loaded_at is
    'Lineage: when the row was last changed here (start of that transaction), clock of the database.';

create table liveperson.agent_group (
    account_id             text collate "C" not null,
    agent_group_id         text collate "C" not null,
    name                   text,
    description            text,
    parent_agent_group_id  text collate "C",
    is_enabled             boolean,
    is_deleted             boolean,
    date_updated           text,
    extra                  jsonb,
    source_version_at      timestamptz not null,
    content_rev            integer not null,
    content_hash           bytea not null,
    unit_id                bigint not null,
    loaded_at              timestamptz not null default now(),
    primary key (account_id, agent_group_id)
);
comment on table liveperson.agent_group is
    'Groups of agents as they are now: one row per group that the list ever had. Former states: agent_group_version. '
    'From the configuration list agentGroups.';
comment on column liveperson.agent_group.account_id is
    'LivePerson account (site) number whose list was read. Part of the key.';
comment on column liveperson.agent_group.agent_group_id is
    'Id of the group; -1 is the main group. Part of the key. Agent groups field id.';
comment on column liveperson.agent_group.name is
    'Name. Agent groups field name.';
comment on column liveperson.agent_group.description is
    'Description. Agent groups field description.';
comment on column liveperson.agent_group.parent_agent_group_id is
    'Group above it; NULL only at the root. Agent groups field parentGroupId.';
comment on column liveperson.agent_group.is_enabled is
    'Whether the group is in use. Agent groups field isEnabled.';
comment on column liveperson.agent_group.is_deleted is
    'Whether the group was deleted upstream; the row stays. Agent groups field deleted.';
comment on column liveperson.agent_group.date_updated is
    'When it was last changed upstream, as upstream prints it: date and time without a zone, so it is kept as text. '
    'Agent groups field dateUpdated.';
comment on column liveperson.agent_group.extra is
    'Fields and values that fit no column, as they came; NULL when none. Passwords and their hashes are never kept. '
    'Paths are in ingest.drift.';
comment on column liveperson.agent_group.source_version_at is
    'Lineage: version of this content, when upstream answered, by its own clock, UTC. The newest copy wins.';
comment on column liveperson.agent_group.content_rev is
    'Lineage: revision of the program''s reading rules that made the row; a higher one replaces a lower one when the '
    'list is read again.';
comment on column liveperson.agent_group.content_hash is
    'Lineage: hash (16 bytes) of the row, lineage left out. Equal hash means equal content.';
comment on column liveperson.agent_group.unit_id is
    'Lineage: the list that last changed the row. Joins ingest.unit on unit_id.';
comment on column liveperson.agent_group.loaded_at is
    'Lineage: when the row was last changed here (start of that transaction), clock of the database.';

create table liveperson.line_of_business (
    account_id         text collate "C" not null,
    lob_id             text collate "C" not null,
    name               text,
    description        text,
    is_deleted         boolean,
    date_updated       text,
    extra              jsonb,
    source_version_at  timestamptz not null,
    content_rev        integer not null,
    content_hash       bytea not null,
    unit_id            bigint not null,
    loaded_at          timestamptz not null default now(),
    primary key (account_id, lob_id)
);
comment on table liveperson.line_of_business is
    'Lines of business as they are now: one row each that the list ever had. From the configuration list lobs.';
comment on column liveperson.line_of_business.account_id is
    'LivePerson account (site) number whose list was read. Part of the key.';
comment on column liveperson.line_of_business.lob_id is
    'Id of the line of business. Part of the key. LOBs field id.';
comment on column liveperson.line_of_business.name is
    'Name. LOBs field name.';
comment on column liveperson.line_of_business.description is
    'Description. LOBs field description.';
comment on column liveperson.line_of_business.is_deleted is
    'Whether it was deleted upstream; the row stays. LOBs field deleted.';
comment on column liveperson.line_of_business.date_updated is
    'When it was last changed upstream, as upstream prints it: date and time without a zone, so it is kept as text. '
    'LOBs field dateUpdated.';
comment on column liveperson.line_of_business.extra is
    'Fields and values that fit no column, as they came; NULL when none. Passwords and their hashes are never kept. '
    'Paths are in ingest.drift.';
comment on column liveperson.line_of_business.source_version_at is
    'Lineage: version of this content, when upstream answered, by its own clock, UTC. The newest copy wins.';
comment on column liveperson.line_of_business.content_rev is
    'Lineage: revision of the program''s reading rules that made the row; a higher one replaces a lower one when the '
    'list is read again.';
comment on column liveperson.line_of_business.content_hash is
    'Lineage: hash (16 bytes) of the row, lineage left out. Equal hash means equal content.';
comment on column liveperson.line_of_business.unit_id is
    'Lineage: the list that last changed the row. Joins ingest.unit on unit_id.';
comment on column liveperson.line_of_business.loaded_at is
    'Lineage: when the row was last changed here (start of that transaction), clock of the database.';

create table liveperson.profile (
    account_id           text collate "C" not null,
    profile_id           text collate "C" not null,
    name                 text,
    description          text,
    role_type_id         integer,
    assigned_user_count  integer,
    is_deleted           boolean,
    date_updated         text,
    extra                jsonb,
    source_version_at    timestamptz not null,
    content_rev          integer not null,
    content_hash         bytea not null,
    unit_id              bigint not null,
    loaded_at            timestamptz not null default now(),
    primary key (account_id, profile_id)
);
comment on table liveperson.profile is
    'Profiles (roles of users) as they are now: one row each that the list ever had. From the configuration list '
    'profiles.';
comment on column liveperson.profile.account_id is
    'LivePerson account (site) number whose list was read. Part of the key.';
comment on column liveperson.profile.profile_id is
    'Id of the profile; the same as in Data Access userProfileIDs. Part of the key. Profiles field id.';
comment on column liveperson.profile.name is
    'Name. Profiles field name.';
comment on column liveperson.profile.description is
    'Description. Profiles field description.';
comment on column liveperson.profile.role_type_id is
    'Kind of role: 1 administrator, 2 agent, 3 agent manager, 4 campaign manager, 5 LivePerson. Profiles field '
    'roleTypeId.';
comment on column liveperson.profile.assigned_user_count is
    'Users who have the profile. Profiles field numOfAssignedUsers.';
comment on column liveperson.profile.is_deleted is
    'Whether it was deleted upstream; the row stays. Profiles field deleted.';
comment on column liveperson.profile.date_updated is
    'When it was last changed upstream, as upstream prints it: date and time without a zone, so it is kept as text. '
    'Profiles field dateUpdated.';
comment on column liveperson.profile.extra is
    'Fields and values that fit no column, as they came; NULL when none. Passwords and their hashes are never kept. '
    'Paths are in ingest.drift.';
comment on column liveperson.profile.source_version_at is
    'Lineage: version of this content, when upstream answered, by its own clock, UTC. The newest copy wins.';
comment on column liveperson.profile.content_rev is
    'Lineage: revision of the program''s reading rules that made the row; a higher one replaces a lower one when the '
    'list is read again.';
comment on column liveperson.profile.content_hash is
    'Lineage: hash (16 bytes) of the row, lineage left out. Equal hash means equal content.';
comment on column liveperson.profile.unit_id is
    'Lineage: the list that last changed the row. Joins ingest.unit on unit_id.';
comment on column liveperson.profile.loaded_at is
    'Lineage: when the row was last changed here (start of that transaction), clock of the database.';

create table liveperson.status_reason (
    account_id         text collate "C" not null,
    reason_id          text collate "C" not null,
    text               text,
    state              text,
    is_enabled         boolean,
    is_deleted         boolean,
    extra              jsonb,
    source_version_at  timestamptz not null,
    content_rev        integer not null,
    content_hash       bytea not null,
    unit_id            bigint not null,
    loaded_at          timestamptz not null default now(),
    primary key (account_id, reason_id)
);
comment on table liveperson.status_reason is
    'Reasons of agents for a state, as lunch for being away, as they are now: one row each that the list ever had. '
    'From the configuration list status-reasons.';
comment on column liveperson.status_reason.account_id is
    'LivePerson account (site) number whose list was read. Part of the key.';
comment on column liveperson.status_reason.reason_id is
    'Id of the reason; the same as reason_id of agent_state_interval and of agent_status_sample. Part of the key. '
    'Status reasons field id.';
comment on column liveperson.status_reason.text is
    'What agents read when they choose it. Status reasons field text.';
comment on column liveperson.status_reason.state is
    'State that it is a reason for, as Away. Status reasons field state.';
comment on column liveperson.status_reason.is_enabled is
    'Whether agents can choose it. Status reasons field enabled.';
comment on column liveperson.status_reason.is_deleted is
    'Whether it was deleted upstream; the row stays. Status reasons field deleted.';
comment on column liveperson.status_reason.extra is
    'Fields and values that fit no column, as they came; NULL when none. Passwords and their hashes are never kept. '
    'Paths are in ingest.drift.';
comment on column liveperson.status_reason.source_version_at is
    'Lineage: version of this content, when upstream answered, by its own clock, UTC. The newest copy wins.';
comment on column liveperson.status_reason.content_rev is
    'Lineage: revision of the program''s reading rules that made the row; a higher one replaces a lower one when the '
    'list is read again.';
comment on column liveperson.status_reason.content_hash is
    'Lineage: hash (16 bytes) of the row, lineage left out. Equal hash means equal content.';
comment on column liveperson.status_reason.unit_id is
    'Lineage: the list that last changed the row. Joins ingest.unit on unit_id.';
comment on column liveperson.status_reason.loaded_at is
    'Lineage: when the row was last changed here (start of that transaction), clock of the database.';

create table liveperson.agent_version (
    account_id            text collate "C" not null,
    agent_id              text collate "C" not null,
    valid_from            timestamptz not null,
    valid_to              timestamptz,
    login_name            text,
    nickname              text,
    full_name             text,
    employee_id           text collate "C",
    user_type_id          integer,
    is_deleted            boolean,
    is_enabled            boolean,
    max_chats             integer,
    max_async_chats       integer,
    agent_group_id        text collate "C",
    skill_ids             text[],
    profile_ids           text[],
    lob_ids               text[],
    permission_group_ids  text[],
    primary key (account_id, agent_id, valid_from)
);
comment on table liveperson.agent_version is
    'States of a user over time (a slowly changing dimension, type 2): one row per state that was seen, the current '
    'one too. Before the first valid_from nothing was known of the user here. Only a change in one of these columns '
    'makes a new state. Written with agent.';
comment on column liveperson.agent_version.account_id is
    'LivePerson account (site) number. Part of the key.';
comment on column liveperson.agent_version.agent_id is
    'Id of the user. Part of the key.';
comment on column liveperson.agent_version.valid_from is
    'When this state was first seen, upstream''s clock, UTC: the user changed between the read before it and this '
    'moment. Part of the key.';
comment on column liveperson.agent_version.valid_to is
    'When the next state was first seen, UTC; this one held until just before it. NULL while it is the current state.';
comment on column liveperson.agent_version.login_name is
    'Name to log in with, often an e-mail address. Users field loginName.';
comment on column liveperson.agent_version.nickname is
    'Name that consumers and visitors see. Users field nickname.';
comment on column liveperson.agent_version.full_name is
    'Full name; upstream may leave it empty for privacy, then NULL. Users field fullName.';
comment on column liveperson.agent_version.employee_id is
    'Employee id; upstream may leave it empty for privacy, then NULL. Users field employeeId.';
comment on column liveperson.agent_version.user_type_id is
    'What the user is: 0 system, 1 human, 2 bot. Users field userTypeId.';
comment on column liveperson.agent_version.is_deleted is
    'Whether the user was deleted upstream; the row stays. Users field deleted.';
comment on column liveperson.agent_version.is_enabled is
    'Whether the user may log in. Users field isEnabled.';
comment on column liveperson.agent_version.max_chats is
    'Most chats at one time. Users field maxChats.';
comment on column liveperson.agent_version.max_async_chats is
    'Most messaging conversations at one time; NULL is the default of the account. Users field maxAsyncChats.';
comment on column liveperson.agent_version.agent_group_id is
    'Group that the agent belongs to; -1 is the main group. Users field memberOf.agentGroupId.';
comment on column liveperson.agent_version.skill_ids is
    'Ids of the skills, sorted; empty when none. Users field skillIds.';
comment on column liveperson.agent_version.profile_ids is
    'Ids of the profiles (roles), sorted; empty when none. Users field profileIds.';
comment on column liveperson.agent_version.lob_ids is
    'Ids of the lines of business, sorted; empty when none. Users field lobIds.';
comment on column liveperson.agent_version.permission_group_ids is
    'Ids of the permission groups, sorted; empty when none. Users field permissionGroups.';

create table liveperson.skill_version (
    account_id                                           text collate "C" not null,
    skill_id                                             text collate "C" not null,
    valid_from                                           timestamptz not null,
    valid_to                                             timestamptz,
    name                                                 text,
    description                                          text,
    is_deleted                                           boolean,
    skill_order                                          integer,
    max_wait_time                                        integer,
    wrap_up_time                                         integer,
    default_post_chat_survey_id                          text collate "C",
    default_offline_survey_id                            text collate "C",
    default_agent_survey_id                              text collate "C",
    agent_survey_for_messaging_id                        text collate "C",
    agent_survey_for_messaging_timeout_min               integer,
    post_conversation_survey_app_install_association_id  text collate "C",
    sla_default_response_time                            integer,
    sla_urgent_response_time                             integer,
    sla_first_response_time                              integer,
    lob_ids                                              text[],
    is_transfer_allowed                                  boolean,
    transfer_skill_ids                                   text[],
    fallback_skill_id                                    text collate "C",
    is_fallback_when_all_away                            boolean,
    transfer_to_agent_max_wait_s                         integer,
    auto_close_s                                         integer,
    working_hours_id                                     text collate "C",
    special_occasion_id                                  text collate "C",
    routing_configuration                                jsonb,
    primary key (account_id, skill_id, valid_from)
);
comment on table liveperson.skill_version is
    'States of a skill over time (a slowly changing dimension, type 2): one row per state that was seen, the current '
    'one too. Before the first valid_from nothing was known of the skill here. Only a change in one of these columns '
    'makes a new state. Written with skill.';
comment on column liveperson.skill_version.account_id is
    'LivePerson account (site) number. Part of the key.';
comment on column liveperson.skill_version.skill_id is
    'Id of the skill. Part of the key.';
comment on column liveperson.skill_version.valid_from is
    'When this state was first seen, upstream''s clock, UTC: the skill changed between the read before it and this '
    'moment. Part of the key.';
comment on column liveperson.skill_version.valid_to is
    'When the next state was first seen, UTC; this one held until just before it. NULL while it is the current state.';
comment on column liveperson.skill_version.name is
    'Name. Skills field name.';
comment on column liveperson.skill_version.description is
    'Description. Skills field description.';
comment on column liveperson.skill_version.is_deleted is
    'Whether the skill was deleted upstream; the row stays. Skills field deleted.';
comment on column liveperson.skill_version.skill_order is
    'Place in the order of skills. Skills field skillOrder.';
comment on column liveperson.skill_version.max_wait_time is
    'Longest wait of a chat in the queue, in upstream''s unit (default 120). Skills field maxWaitTime.';
comment on column liveperson.skill_version.wrap_up_time is
    'Time after a chat before the agent gets the next one, in upstream''s unit. Skills field wrapUpTime.';
comment on column liveperson.skill_version.default_post_chat_survey_id is
    'Survey after a chat. Skills field defaultPostChatSurveyId.';
comment on column liveperson.skill_version.default_offline_survey_id is
    'Survey while nobody is online. Skills field defaultOfflineSurveyId.';
comment on column liveperson.skill_version.default_agent_survey_id is
    'Survey that the agent fills in. Skills field defaultAgentSurveyId.';
comment on column liveperson.skill_version.agent_survey_for_messaging_id is
    'Survey that the agent fills in after a messaging conversation. Skills field agentSurveyForMsgId.';
comment on column liveperson.skill_version.agent_survey_for_messaging_timeout_min is
    'Minutes that the agent has for it. Skills field agentSurveyForMsgTimeoutInMinutes.';
comment on column liveperson.skill_version.post_conversation_survey_app_install_association_id is
    'Survey bot after a messaging conversation. Skills field postConversationSurveyAppInstallAssociationId.';
comment on column liveperson.skill_version.sla_default_response_time is
    'Response time of messaging that is the goal, in upstream''s unit. Skills field slaDefaultResponseTime.';
comment on column liveperson.skill_version.sla_urgent_response_time is
    'The same for urgent conversations, in upstream''s unit. Skills field slaUrgentResponseTime.';
comment on column liveperson.skill_version.sla_first_response_time is
    'The same for the first response, in upstream''s unit. Skills field slaFirstTimeResponseTime.';
comment on column liveperson.skill_version.lob_ids is
    'Ids of the lines of business, sorted; empty when none. Skills field lobIds.';
comment on column liveperson.skill_version.is_transfer_allowed is
    'Whether agents may transfer to other skills (default TRUE). Skills field canTransfer.';
comment on column liveperson.skill_version.transfer_skill_ids is
    'Ids of the skills that may be transferred to, sorted; NULL is all. Skills field skillTransferList.';
comment on column liveperson.skill_version.fallback_skill_id is
    'Skill that takes over. Skills field fallbackSkill.';
comment on column liveperson.skill_version.is_fallback_when_all_away is
    'Whether it takes over while all agents are away. Skills field fallbackWhenAllAgentsAreAway.';
comment on column liveperson.skill_version.transfer_to_agent_max_wait_s is
    'Longest wait in seconds for the agent a conversation is transferred to. Skills field '
    'transferToAgentMaxWaitInSeconds.';
comment on column liveperson.skill_version.auto_close_s is
    'Seconds of silence after which a conversation is closed. Skills field autoCloseInSeconds.';
comment on column liveperson.skill_version.working_hours_id is
    'Working hours of the skill. Skills field workingHoursId.';
comment on column liveperson.skill_version.special_occasion_id is
    'Special occasions (holidays) of the skill. Skills field specialOccasionId.';
comment on column liveperson.skill_version.routing_configuration is
    'Groups that the skill routes to: a list of objects with agentGroupId, priority and splitPercentage, as it came. '
    'Skills field skillRoutingConfiguration.';

create table liveperson.agent_group_version (
    account_id             text collate "C" not null,
    agent_group_id         text collate "C" not null,
    valid_from             timestamptz not null,
    valid_to               timestamptz,
    name                   text,
    description            text,
    parent_agent_group_id  text collate "C",
    is_enabled             boolean,
    is_deleted             boolean,
    primary key (account_id, agent_group_id, valid_from)
);
comment on table liveperson.agent_group_version is
    'States of a group over time (a slowly changing dimension, type 2): one row per state that was seen, the current '
    'one too. Before the first valid_from nothing was known of the group here. Only a change in one of these columns '
    'makes a new state. Written with agent_group.';
comment on column liveperson.agent_group_version.account_id is
    'LivePerson account (site) number. Part of the key.';
comment on column liveperson.agent_group_version.agent_group_id is
    'Id of the group. Part of the key.';
comment on column liveperson.agent_group_version.valid_from is
    'When this state was first seen, upstream''s clock, UTC: the group changed between the read before it and this '
    'moment. Part of the key.';
comment on column liveperson.agent_group_version.valid_to is
    'When the next state was first seen, UTC; this one held until just before it. NULL while it is the current state.';
comment on column liveperson.agent_group_version.name is
    'Name. Agent groups field name.';
comment on column liveperson.agent_group_version.description is
    'Description. Agent groups field description.';
comment on column liveperson.agent_group_version.parent_agent_group_id is
    'Group above it; NULL only at the root. Agent groups field parentGroupId.';
comment on column liveperson.agent_group_version.is_enabled is
    'Whether the group is in use. Agent groups field isEnabled.';
comment on column liveperson.agent_group_version.is_deleted is
    'Whether the group was deleted upstream; the row stays. Agent groups field deleted.';

-- Names that records carried, for what no list names: where mart looks next. It takes no scan of facts.
create table mart.seen_name (
    account_id     text collate "C" not null,
    dimension      text collate "C" not null check (dimension in ('agent', 'skill', 'agent_group', 'campaign')),
    id             text collate "C" not null,
    attribute      text collate "C" not null,
    value          text not null,
    seen_on        date not null,
    first_seen_on  date,
    primary key (account_id, dimension, id, attribute)
);
comment on table mart.seen_name is
    'Names of agents, skills, groups and campaigns as records carried them: one row per id and attribute, the value '
    'of the latest record. Written by lp-warehouse with the records. Use mart.agent, skill, agent_group and campaign '
    'instead: they prefer the configuration lists.';
comment on column mart.seen_name.account_id is 'LivePerson account (site) number. Part of the key.';
comment on column mart.seen_name.dimension is 'agent, skill, agent_group or campaign. Part of the key.';
comment on column mart.seen_name.id is 'Id of the agent, skill, group or campaign. Part of the key.';
comment on column mart.seen_name.attribute is
    'What the value is; id stands for every id that was seen, named or not. Others: name; of agents full_name, '
    'nickname, login_name, employee_id, agent_group_id, is_deleted; of campaigns goal_name, lob_name. Part of the '
    'key.';
comment on column mart.seen_name.value is 'The value; true or false for is_deleted.';
comment on column mart.seen_name.seen_on is
    'Day (UTC) of the latest record that carried the value. Of values of one day the greatest is kept. 1970-01-01: '
    'the records had no time.';
comment on column mart.seen_name.first_seen_on is
    'Day (UTC) of the earliest record that named the id; only where attribute is id, and NULL while no record had a time.';

-- A state at a moment: the one that was valid then, otherwise the first one. Plain SQL without settings, so that
-- Postgres can dissolve it in the query that calls it. A few looks into the key, whatever the number of states.
-- It reads with the rights of the caller, in views too. As the bodies are parsed here, lp_warehouse_analyst needs no right on
-- schema liveperson to call them.

create function mart.agent_at(account_id text, agent_id text, moment timestamptz)
returns table (
    valid_from timestamptz, valid_to timestamptz, is_known boolean, name text, full_name text, nickname text,
    employee_id text, user_type text, agent_group_id text, is_deleted boolean, is_enabled boolean, max_chats integer,
    skill_ids text[], profile_ids text[], lob_ids text[]
)
language sql stable parallel safe rows 1
begin atomic
    select
        v.valid_from, v.valid_to, coalesce(v.valid_from <= $3, false),
        coalesce(nullif(v.full_name, ''), nullif(v.nickname, ''), nullif(v.login_name, ''), v.agent_id),
        nullif(v.full_name, ''), nullif(v.nickname, ''), v.employee_id,
        case v.user_type_id when 0 then 'system' when 1 then 'human' when 2 then 'bot' end,
        v.agent_group_id, v.is_deleted, v.is_enabled, v.max_chats, v.skill_ids, v.profile_ids, v.lob_ids
    from liveperson.agent_version v
    where v.account_id = $1 and v.agent_id = $2 and v.valid_from = coalesce(
        (
            select max(b.valid_from) from liveperson.agent_version b
            where b.account_id = $1 and b.agent_id = $2 and b.valid_from <= $3
        ),
        (select min(b.valid_from) from liveperson.agent_version b where b.account_id = $1 and b.agent_id = $2)
    );
end;
comment on function mart.agent_at(text, text, timestamptz) is
    'The agent at a moment, as the list of users said: one row, or none when the list never had the agent. Of a moment '
    'before the list was first read the earliest state stands in, with is_known FALSE. A state begins when a read of '
    'the list first showed it, at most an hour after the change. Names are those of then; mart.agent has those of '
    'today. As in: from mart.chat c left join lateral mart.agent_at(c.account_id, c.agent_id, c.started_at) a on true.';

create function mart.agent_group_at(account_id text, agent_group_id text, moment timestamptz)
returns table (
    valid_from timestamptz, valid_to timestamptz, is_known boolean, name text, parent_agent_group_id text,
    is_enabled boolean, is_deleted boolean
)
language sql stable parallel safe rows 1
begin atomic
    select
        v.valid_from, v.valid_to, coalesce(v.valid_from <= $3, false), nullif(v.name, ''), v.parent_agent_group_id,
        v.is_enabled, v.is_deleted
    from liveperson.agent_group_version v
    where v.account_id = $1 and v.agent_group_id = $2 and v.valid_from = coalesce(
        (
            select max(b.valid_from) from liveperson.agent_group_version b
            where b.account_id = $1 and b.agent_group_id = $2 and b.valid_from <= $3
        ),
        (
            select min(b.valid_from) from liveperson.agent_group_version b
            where b.account_id = $1 and b.agent_group_id = $2
        )
    );
end;
comment on function mart.agent_group_at(text, text, timestamptz) is
    'The group at a moment, as the list of groups said: one row, or none when the list never had the group. Of a '
    'moment before the list was first read the earliest state stands in, with is_known FALSE. As mart.agent_at.';
