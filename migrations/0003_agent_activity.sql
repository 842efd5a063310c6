-- Data Access, files agentActivity: what upstream said, typed.

create table liveperson.agent_event (
    account_id                       text collate "C" not null,
    agent_session_id                 text collate "C" not null,
    event_key                        bytea not null,
    agent_id                         text collate "C",
    event_type_id                    integer,
    state_id                         integer,
    previous_state_id                integer,
    occurred_at                      timestamptz,
    concurrent_engagements           integer,
    previous_concurrent_engagements  integer,
    max_concurrent_engagements       integer,
    employee_id                      text collate "C",
    user_name                        text,
    nickname                         text,
    login_name                       text,
    agent_group_id                   text collate "C",
    user_profile_ids                 text[],
    extra                            jsonb,
    source_version_at                timestamptz not null,
    content_rev                      integer not null,
    content_hash                     bytea not null,
    unit_id                          bigint not null,
    loaded_at                        timestamptz not null default now(),
    primary key (account_id, agent_session_id, event_key)
);
create index agent_event_account_id_agent_id_occurred_at_idx on liveperson.agent_event (account_id, agent_id, occurred_at);
-- For questions of mart about one day: agents' time is looked for by account and time, whoever the agent.
create index agent_event_account_id_occurred_at_idx on liveperson.agent_event (account_id, occurred_at);
-- For changed_at of schema mart: a copy elsewhere asks what changed lately. Rows come about in the order of time.
create index agent_event_loaded_at_idx on liveperson.agent_event using brin (loaded_at);
comment on table liveperson.agent_event is
    'One row per change in an agent''s session. From Data Access agentActivity files, item of agentSessionsData with its AgentHeader.';
comment on column liveperson.agent_event.account_id is
    'LivePerson account (site) number whose files were read. Part of the key.';
comment on column liveperson.agent_event.agent_session_id is
    'Id of the agent''s session, the run from login to logout. Part of the key. Data Access field AgentHeader.agentSessionId.';
comment on column liveperson.agent_event.event_key is
    'Hash (16 bytes) of agent, type, both states, time, chat counts and group: tells events of one millisecond apart. Part of the key.';
comment on column liveperson.agent_event.agent_id is
    'Id of the agent. Data Access field agentID.';
comment on column liveperson.agent_event.event_type_id is
    'Kind of event: -1 unknown, 1 chat, 3 login, 4 logout; names in agent_event_type. Data Access field type.';
comment on column liveperson.agent_event.state_id is
    'State from this event on: -1 unknown, 0 irrelevant, 1 offline, 2 online, 3 back soon, 4 away (agent_state). Data Access field state.';
comment on column liveperson.agent_event.previous_state_id is
    'State before this event, codes as in state_id; names in agent_state. Data Access field prevState.';
comment on column liveperson.agent_event.occurred_at is
    'When the change happened, UTC, to the millisecond. Data Access field timestamp.';
comment on column liveperson.agent_event.concurrent_engagements is
    'Chats in parallel at the change. Data Access field concurrentEng.';
comment on column liveperson.agent_event.previous_concurrent_engagements is
    'Chats in parallel before the change. Data Access field prevConcurrentEng.';
comment on column liveperson.agent_event.max_concurrent_engagements is
    'Most chats in parallel the agent may have; -9 at login and logout. Data Access field maxConcurrentEng.';
comment on column liveperson.agent_event.employee_id is
    'Employee id of the agent. Data Access field agentEmployeeId.';
comment on column liveperson.agent_event.user_name is
    'User name of the agent at the time. Data Access field agentUsername (also agentUserName).';
comment on column liveperson.agent_event.nickname is
    'Nickname of the agent at the time. Data Access field agentNickname (also agentNickName).';
comment on column liveperson.agent_event.login_name is
    'Login name of the agent at the time. Data Access field agentLoginname (also agentLoginName).';
comment on column liveperson.agent_event.agent_group_id is
    'Id of the agent''s group; -1 is the root group. Data Access field agentGroupID.';
comment on column liveperson.agent_event.user_profile_ids is
    'Ids of the agent''s profiles, in upstream''s order. Data Access field userProfileIDs.';
comment on column liveperson.agent_event.extra is
    'Fields and values that fit no column, as they came; NULL when none. Their paths are in ingest.drift.';
comment on column liveperson.agent_event.source_version_at is
    'Lineage: version of this content, the end of the hour (UTC) that its newest file was written for. The newest version wins.';
comment on column liveperson.agent_event.content_rev is
    'Lineage: revision of the program''s reading rules that made the row; a higher one replaces a lower one when a file is loaded again.';
comment on column liveperson.agent_event.content_hash is
    'Lineage: hash (16 bytes) of the row, lineage left out. Equal hash means equal content.';
comment on column liveperson.agent_event.unit_id is
    'Lineage: the file that last changed the row. Joins ingest.unit on unit_id.';
comment on column liveperson.agent_event.loaded_at is
    'Lineage: when the row was last changed here (start of that transaction), clock of the database.';
