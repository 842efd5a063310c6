-- Names of upstream's codes, keyed on (source, id) because its APIs give one code different meanings.
-- No foreign keys point here: upstream may send a code it never documented; it is stored and has no name (join left).

create table liveperson.end_reason (
    source  text collate "C" not null,
    id      integer not null,
    name    text,
    primary key (source, id)
);
comment on table liveperson.end_reason is
    'Why a chat ended; conversation.end_reason_id is of source data_access, engagement.end_reason_id of engagement_history. An unknown code has no row here, yet is stored.';
comment on column liveperson.end_reason.source is
    'The API whose code it is: data_access or engagement_history. Part of the key; always join on it.';
comment on column liveperson.end_reason.id is
    'The code as upstream sends it. Part of the key. Data Access field endReasonId; Engagement History field endReason.';
comment on column liveperson.end_reason.name is
    'What the code means, in plain English, after upstream''s documentation; NULL for a code that was seen and is not documented.';
insert into liveperson.end_reason (source, id, name) values
    ('data_access',        101, 'transferred to another agent'),
    ('data_access',        106, 'transferred to a skill'),
    ('data_access',        201, 'agent stopped the chat'),
    ('data_access',        202, 'agent was disconnected'),
    ('data_access',        205, 'visitor was disconnected'),
    ('data_access',        206, null),
    ('data_access',        208, 'visitor was gone'),
    ('data_access',        210, 'visitor closed the chat'),
    ('engagement_history', 101, 'transferred to another agent'),
    ('engagement_history', 106, 'transferred to a skill'),
    ('engagement_history', 201, 'agent stopped the chat'),
    ('engagement_history', 202, 'agent was disconnected'),
    ('engagement_history', 205, 'visitor was disconnected'),
    ('engagement_history', 208, 'visitor was gone'),
    ('engagement_history', 210, 'visitor closed the chat');

create table liveperson.start_reason (
    source  text collate "C" not null,
    id      integer not null,
    name    text,
    primary key (source, id)
);
comment on table liveperson.start_reason is
    'Why a chat started; conversation.start_reason_id is of source data_access, engagement.start_reason_id of engagement_history. An unknown code has no row here, yet is stored.';
comment on column liveperson.start_reason.source is
    'The API whose code it is: data_access or engagement_history. Part of the key; always join on it.';
comment on column liveperson.start_reason.id is
    'The code as upstream sends it. Part of the key. Data Access field startReasonId; Engagement History field startReason.';
comment on column liveperson.start_reason.name is
    'What the code means, in plain English, after upstream''s documentation; NULL for a code that was seen and is not documented.';
insert into liveperson.start_reason (source, id, name) values
    ('data_access',        0, 'visitor asked for a chat'),
    ('data_access',        2, 'transfer'),
    ('data_access',        3, 'transfer failed'),
    ('engagement_history', 0, 'visitor asked for a chat'),
    ('engagement_history', 1, 'transfer to an agent'),
    ('engagement_history', 2, 'transfer failed'),
    ('engagement_history', 3, 'attempt of automatic chat distribution'),
    ('engagement_history', 4, 'automatic chat distribution without assignment'),
    ('engagement_history', 5, 'assigned by an operator'),
    ('engagement_history', 6, 'skill reassignment'),
    ('engagement_history', 7, 'requested by an agent'),
    ('engagement_history', 8, 'account to account');

create table liveperson.message_line_type (
    source  text collate "C" not null,
    id      integer not null,
    name    text,
    primary key (source, id)
);
comment on table liveperson.message_line_type is
    'Kinds of transcript lines; message.line_type_id is of source data_access. An unknown code has no row here, yet is stored.';
comment on column liveperson.message_line_type.source is
    'The API whose code it is: data_access. Part of the key; always join on it.';
comment on column liveperson.message_line_type.id is
    'The code as upstream sends it. Part of the key. Data Access field type of a message.';
comment on column liveperson.message_line_type.name is
    'What the code means, in plain English, after upstream''s documentation; NULL for a code that was seen and is not documented.';
insert into liveperson.message_line_type (source, id, name) values
    ('data_access', 0, 'visitor'),
    ('data_access', 1, 'agent'),
    ('data_access', 2, 'control line'),
    ('data_access', 3, 'agent URL'),
    ('data_access', 4, 'agent HTML'),
    ('data_access', 5, 'agent comment');

create table liveperson.message_control_type (
    source  text collate "C" not null,
    id      integer not null,
    name    text,
    primary key (source, id)
);
comment on table liveperson.message_control_type is
    'Kinds of predefined lines; message.control_type_id is of source data_access. An unknown code has no row here, yet is stored.';
comment on column liveperson.message_control_type.source is
    'The API whose code it is: data_access. Part of the key; always join on it.';
comment on column liveperson.message_control_type.id is
    'The code as upstream sends it. Part of the key. Data Access field controlType of a message; upstream does not document the codes, these were seen.';
comment on column liveperson.message_control_type.name is
    'What the code means; a name with (guess) is that of the same code in Engagement History; NULL for a code that was seen and is not documented.';
insert into liveperson.message_control_type (source, id, name) values
    ('data_access',  0, 'normal (guess)'),
    ('data_access',  3, 'connected to an agent (guess)'),
    ('data_access',  4, 'greeting (guess)'),
    ('data_access',  5, 'closing (guess)'),
    ('data_access', 13, null),
    ('data_access', 14, null),
    ('data_access', 15, null),
    ('data_access', 24, null),
    ('data_access', 36, null);

create table liveperson.transfer_reason (
    source  text collate "C" not null,
    id      integer not null,
    name    text,
    primary key (source, id)
);
comment on table liveperson.transfer_reason is
    'Why chats were transferred; transfer.reason_id is of source data_access. An unknown code has no row here, yet is stored.';
comment on column liveperson.transfer_reason.source is
    'The API whose code it is: data_access. Part of the key; always join on it.';
comment on column liveperson.transfer_reason.id is
    'The code as upstream sends it. Part of the key. Data Access field reason of a transfer; upstream does not document the codes, these were seen.';
comment on column liveperson.transfer_reason.name is
    'What the code means; a name with (guess) is that of the same start reason in Engagement History.';
insert into liveperson.transfer_reason (source, id, name) values
    ('data_access', 1, 'transfer to an agent (guess)'),
    ('data_access', 6, 'skill reassignment (guess)');

create table liveperson.agent_event_type (
    source  text collate "C" not null,
    id      integer not null,
    name    text,
    primary key (source, id)
);
comment on table liveperson.agent_event_type is
    'Kinds of agent events; agent_event.event_type_id is of source data_access. An unknown code has no row here, yet is stored.';
comment on column liveperson.agent_event_type.source is
    'The API whose code it is: data_access. Part of the key; always join on it.';
comment on column liveperson.agent_event_type.id is
    'The code as upstream sends it. Part of the key. Data Access field type of an agent event.';
comment on column liveperson.agent_event_type.name is
    'What the code means, in plain English, after upstream''s documentation; NULL for a code that was seen and is not documented.';
insert into liveperson.agent_event_type (source, id, name) values
    ('data_access', -1, 'unknown'),
    ('data_access',  1, 'chat'),
    ('data_access',  3, 'login'),
    ('data_access',  4, 'logout');

create table liveperson.agent_state (
    source  text collate "C" not null,
    id      integer not null,
    name    text,
    primary key (source, id)
);
comment on table liveperson.agent_state is
    'States of agents; agent_event.state_id, previous_state_id are of source data_access. An unknown code has no row here, yet is stored.';
comment on column liveperson.agent_state.source is
    'The API whose code it is: data_access. Part of the key; always join on it.';
comment on column liveperson.agent_state.id is
    'The code as upstream sends it. Part of the key. Data Access fields state and prevState.';
comment on column liveperson.agent_state.name is
    'What the code means, in plain English, after upstream''s documentation; NULL for a code that was seen and is not documented.';
insert into liveperson.agent_state (source, id, name) values
    ('data_access', -1, 'unknown'),
    ('data_access',  0, 'irrelevant'),
    ('data_access',  1, 'offline'),
    ('data_access',  2, 'online'),
    ('data_access',  3, 'back soon'),
    ('data_access',  4, 'away');

create table liveperson.engagement_line_control_type (
    source  text collate "C" not null,
    id      integer not null,
    name    text,
    primary key (source, id)
);
comment on table liveperson.engagement_line_control_type is
    'Kinds of predefined lines; engagement_line.control_type_id is of source engagement_history. An unknown code has no row here, yet is stored.';
comment on column liveperson.engagement_line_control_type.source is
    'The API whose code it is: engagement_history. Part of the key; always join on it.';
comment on column liveperson.engagement_line_control_type.id is
    'The code as upstream sends it. Part of the key. Engagement History field controlType of a line; upstream does not document the codes, these were seen.';
comment on column liveperson.engagement_line_control_type.name is
    'What the code means, in plain English, after upstream''s documentation; NULL for a code that was seen and is not documented.';
insert into liveperson.engagement_line_control_type (source, id, name) values
    ('engagement_history', 0, 'normal'),
    ('engagement_history', 3, 'connected to an agent'),
    ('engagement_history', 4, 'greeting'),
    ('engagement_history', 5, 'closing');

create table liveperson.channel (
    source  text collate "C" not null,
    id      integer not null,
    name    text,
    primary key (source, id)
);
comment on table liveperson.channel is
    'Channels; engagement.channel_id is of source engagement_history. An unknown code has no row here, yet is stored.';
comment on column liveperson.channel.source is
    'The API whose code it is: engagement_history. Part of the key; always join on it.';
comment on column liveperson.channel.id is
    'The code as upstream sends it. Part of the key. Engagement History field channel.';
comment on column liveperson.channel.name is
    'What the code means, in plain English, after upstream''s documentation; NULL for a code that was seen and is not documented.';
insert into liveperson.channel (source, id, name) values
    ('engagement_history', -1, 'unknown'),
    ('engagement_history',  1, 'web'),
    ('engagement_history',  2, 'voice');

create table liveperson.originating_channel (
    source  text collate "C" not null,
    id      integer not null,
    name    text,
    primary key (source, id)
);
comment on table liveperson.originating_channel is
    'How visitors came; visit_attribute.originating_channel_id is of source data_access, engagement_attribute.originating_channel_id of engagement_history. An unknown code has no row here, yet is stored.';
comment on column liveperson.originating_channel.source is
    'The API whose code it is: data_access or engagement_history. Part of the key; always join on it.';
comment on column liveperson.originating_channel.id is
    'The code as upstream sends it. Part of the key. Data Access field originatingChannel; Engagement History field marketingCampaignInfo.originatingChannel.';
comment on column liveperson.originating_channel.name is
    'What the code means, in plain English, after upstream''s documentation; NULL for a code that was seen and is not documented.';
insert into liveperson.originating_channel (source, id, name) values
    ('data_access',        0, 'direct'),
    ('data_access',        1, 'search'),
    ('data_access',        2, 'social'),
    ('data_access',        3, 'email'),
    ('data_access',        4, 'referral'),
    ('data_access',        5, 'paid search'),
    ('data_access',        6, 'display'),
    ('engagement_history', 0, 'direct'),
    ('engagement_history', 1, 'search'),
    ('engagement_history', 2, 'social'),
    ('engagement_history', 3, 'email'),
    ('engagement_history', 4, 'referral'),
    ('engagement_history', 5, 'paid search'),
    ('engagement_history', 6, 'display');

create table liveperson.service_status (
    source  text collate "C" not null,
    id      integer not null,
    name    text,
    primary key (source, id)
);
comment on table liveperson.service_status is
    'Statuses of service activities; visit_attribute.status_id and achieved_goal.service_status_id are of source data_access, engagement_attribute.status_id of engagement_history. An unknown code has no row here, yet is stored.';
comment on column liveperson.service_status.source is
    'The API whose code it is: data_access or engagement_history. Part of the key; always join on it.';
comment on column liveperson.service_status.id is
    'The code as upstream sends it. Part of the key. Data Access field status of a service activity; Engagement History field serviceActivity.status.';
comment on column liveperson.service_status.name is
    'What the code means, in plain English, after upstream''s documentation; NULL for a code that was seen and is not documented.';
insert into liveperson.service_status (source, id, name) values
    ('data_access',         0, 'complete'),
    ('data_access',         1, 'in progress'),
    ('data_access',         2, 'approved'),
    ('data_access',         3, 'cancelled'),
    ('data_access',         4, 'not approved'),
    ('data_access',         5, 'reviewed'),
    ('data_access',         6, 'missing details'),
    ('data_access',         7, 'closed'),
    ('data_access',         8, 'removed'),
    ('data_access',         9, 'assigned'),
    ('data_access',        10, 'waiting for customer'),
    ('data_access',        11, 'waiting'),
    ('data_access',        12, 'pending'),
    ('data_access',        13, 'resolved'),
    ('engagement_history',  0, 'complete'),
    ('engagement_history',  1, 'in progress'),
    ('engagement_history',  2, 'approved'),
    ('engagement_history',  3, 'cancelled'),
    ('engagement_history',  4, 'not approved'),
    ('engagement_history',  5, 'reviewed'),
    ('engagement_history',  6, 'missing details'),
    ('engagement_history',  7, 'closed'),
    ('engagement_history',  8, 'removed'),
    ('engagement_history',  9, 'assigned'),
    ('engagement_history', 10, 'waiting for customer'),
    ('engagement_history', 11, 'waiting'),
    ('engagement_history', 12, 'pending'),
    ('engagement_history', 13, 'resolved');
