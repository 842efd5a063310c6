-- Two branches, so that a condition on account and start reaches an index in each.
create or replace view mart.contact as
select
    c.account_id, c.chat_id as contact_id,
    case when c.is_live_chat then 'chat' else 'messaging' end as channel,
    c.started_at, c.started_on, c.connected_at, c.ended_at,
    not c.is_live_chat and c.ended_at is null as is_open,
    c.agent_id, c.agent_name, c.agent_group_id, c.agent_group_name, c.skill_id, c.skill_name,
    c.campaign_id, c.campaign_name,
    c.agent_name_at_chat as agent_name_at_contact, c.agent_group_name_at_chat as agent_group_name_at_contact,
    c.skill_name_at_chat as skill_name_at_contact, c.campaign_name_at_chat as campaign_name_at_contact,
    c.visitor_country, c.visitor_device,
    c.is_connected,
    c.is_abandoned and (c.is_live_chat or c.ended_at is not null) as is_abandoned,
    c.is_transferred, c.transfer_count,
    c.wait_s, c.abandon_wait_s, c.first_response_s, c.handling_s, c.duration_s,
    c.mcs_score, c.survey_score,
    c.changed_at,
    c.agent_group_id_then, c.agent_group_name_then, c.is_agent_group_then_known, c.sources,
    c.is_short_abandon, case when c.is_live_chat then c.is_within_service_level end as is_within_service_level,
    c.started_local_at, c.change_number
from mart.chat c
where c.is_live_chat or (
    select m.conversation_id from fact.messaging_conversation m
    where m.account_id = c.account_id and m.conversation_id = c.chat_id
) is null
union all
select
    m.account_id, m.conversation_id, 'messaging',
    m.started_at, m.started_on, m.connected_at, m.ended_at,
    m.is_open,
    m.agent_id, m.agent_name, m.agent_group_id, m.agent_group_name, m.skill_id, m.skill_name,
    m.campaign_id, m.campaign_name,
    m.agent_name_at_conversation, m.agent_group_name_at_conversation,
    m.skill_name_at_conversation, m.campaign_name_at_conversation,
    m.visitor_country, m.visitor_device,
    m.is_connected,
    m.is_abandoned,
    m.is_transferred, m.transfer_count,
    m.wait_s, m.abandon_wait_s, m.first_response_s, m.handling_s, m.duration_s,
    m.mcs_score, m.survey_score,
    m.changed_at,
    m.agent_group_id_then, m.agent_group_name_then, m.is_agent_group_then_known, 'messaging_interactions',
    m.is_short_abandon, m.is_within_service_level, m.started_local_at, m.change_number
from mart.messaging_conversation m;
comment on view mart.contact is
    'Fact: Chats and conversations of messaging, one row each: what both have, for figures over both. A chat comes from '
    'mart.chat, a conversation from mart.messaging_conversation; one that only Data Access tells of comes from '
    'mart.chat. A column is defined there. A name, such as agent_name, is the one of today; the same with _at_contact '
    'is what the record said. Averages of durations mix chats of minutes with conversations of days: group '
    'by channel. Needs feed engagement or engagement_history for chats, messaging_interactions for conversations; '
    'while one is missing, its rows are missing here. Filter on account_id and started_at.';
comment on column mart.contact.account_id is 'LivePerson account (site) number.';
comment on column mart.contact.contact_id is
    'Id of the chat (mart.chat.chat_id) or of the conversation (mart.messaging_conversation.conversation_id).';
comment on column mart.contact.channel is 'chat or messaging.';
comment on column mart.contact.started_on is
    'Day on which it began, in the time zone of the account (account_setting). To find the contacts of a day fast, '
    'filter on started_at as well.';
comment on column mart.contact.started_at is 'When it began and waiting with it, UTC.';
comment on column mart.contact.connected_at is
    'When the first agent, human or bot, took it, UTC; NULL when none did.';
comment on column mart.contact.ended_at is 'When it ended, UTC; NULL while a conversation is open.';
comment on column mart.contact.is_open is
    'Whether it is open: a conversation of messaging that is not closed. FALSE for every chat, as upstream tells of '
    'those that have ended.';
comment on column mart.contact.agent_id is 'The (last) agent, human or bot; NULL when none.';
comment on column mart.contact.agent_name is
    'Name of agent_id today (mart.agent.name), or the id while nothing names the agent: one name per agent, to group '
    'by.';
comment on column mart.contact.agent_group_id is
    'Group of that agent as the record said it, at the time; -1 is the main group; NULL when not known; see '
    'agent_group_id_then.';
comment on column mart.contact.agent_group_name is
    'Name of agent_group_id today (mart.agent_group.name), or the id while nothing names the group.';
comment on column mart.contact.skill_id is 'The (last) skill; -1 is unassigned.';
comment on column mart.contact.skill_name is
    'Name of skill_id today (mart.skill.name), or the id while nothing names the skill.';
comment on column mart.contact.campaign_id is 'The campaign that offered it.';
comment on column mart.contact.campaign_name is
    'Latest name of campaign_id (mart.campaign.name), or the id while nothing names the campaign.';
comment on column mart.contact.agent_name_at_contact is
    'Full name of the agent, otherwise the nickname, as the record of the contact said it; NULL when it does not name '
    'agent_id.';
comment on column mart.contact.agent_group_name_at_contact is 'Name of agent_group_id as the record said it.';
comment on column mart.contact.skill_name_at_contact is 'Name of skill_id as the record said it.';
comment on column mart.contact.campaign_name_at_contact is 'Name of campaign_id as the record said it.';
comment on column mart.contact.visitor_country is 'Country of the visitor or consumer; NULL when not known.';
comment on column mart.contact.visitor_device is
    'Kind of device: DESKTOP, TABLET or MOBILE; NULL when not known.';
comment on column mart.contact.is_connected is
    'Whether an agent, human or bot, ever took it: a contact that was handled.';
comment on column mart.contact.is_abandoned is
    'Whether it ended and no agent ever took it; FALSE while a conversation is open. The abandonment share is '
    'abandoned contacts / offered contacts, and the offered ones are the abandoned and the connected together, as in '
    'mart.chat.';
comment on column mart.contact.is_transferred is
    'Whether it went to another agent or skill: transfer_count > 0; NULL when transfers are not known. The transfer '
    'share is transferred connected contacts / connected contacts, both without those whose transfers are not known, '
    'as in mart.chat.';
comment on column mart.contact.transfer_count is
    'Number of transfers; NULL when they are not known: of a chat whose sources are engagement_history.';
comment on column mart.contact.wait_s is
    'Seconds from the start to the first agent, human or bot; NULL when none took it.';
comment on column mart.contact.abandon_wait_s is
    'Seconds that the visitor or consumer waited until the end of an abandoned contact; NULL when connected or open.';
comment on column mart.contact.first_response_s is
    'Seconds from the connection to the first line or message by an agent that the visitor or consumer sees; NULL when '
    'there is none.';
comment on column mart.contact.handling_s is
    'Handling time in seconds: from the connection to the last line or message of either side that the visitor or '
    'consumer sees. In messaging it holds the pauses of the consumer.';
comment on column mart.contact.duration_s is
    'Seconds from the connection to the end; NULL when abandoned or open.';
comment on column mart.contact.mcs_score is 'Meaningful Connection Score, 0 to 100; NULL when not scored.';
comment on column mart.contact.survey_score is
    'Average of the scores of the survey afterwards, to two digits, of the questions that '
    'mart.account_setting.score_question_ids names; NULL when no answer is a number.';
comment on column mart.contact.agent_group_id_then is
    'Group of agent_id when the contact began, as the list of users said; -1 is the main group. agent_group_id is '
    'another thing: what the record said. A contact from before the first read of the lists has the earliest group '
    'that is known, and is_agent_group_then_known is FALSE. NULL when there is no agent, or the list never had the '
    'agent or a group. Needs feed configuration.';
comment on column mart.contact.agent_group_name_then is 'Name of agent_group_id_then when the contact began.';
comment on column mart.contact.is_agent_group_then_known is
    'TRUE: the list of users already had the agent when the contact began, so agent_group_id_then is the group of that '
    'time. FALSE: it is the earliest group that is known, because the list was first read later, or the list never had the '
    'agent. NULL when there is no agent.';
comment on column mart.contact.sources is
    'Which sources the row rests on: of a chat data_access, engagement_history or both; of a conversation '
    'messaging_interactions, or data_access when only that has it.';
comment on column mart.contact.is_short_abandon is
    'Whether it was abandoned before short_abandon_threshold_s of mart.account_setting or mart.skill_setting: the service '
    'level leaves it out.';
comment on column mart.contact.is_within_service_level is
    'Whether it counts as served in time, as defined in mart.chat (taken by an agent) and mart.messaging_conversation (first '
    'answer); NULL when it does not count for the service level, as with a conversation of messaging that only Data Access '
    'has.';
comment on column mart.contact.started_local_at is
    'started_at on the clock of the account, without a time zone (account_setting).';
comment on column mart.contact.change_number is
    'Grows with every change of the row, as in mart.chat: a copy elsewhere takes over the rows with a greater number than the '
    'greatest that it has. Rows that are gone are in mart.deletion.';
comment on column mart.contact.changed_at is
    'When the row was written with this change_number, UTC, clock of the database.';
