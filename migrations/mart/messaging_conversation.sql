create or replace view mart.messaging_conversation as
select
    c.account_id, c.conversation_id,
    c.started_at, mart.local_day(c.started_at, s.time_zone) as started_on,
    c.started_at at time zone coalesce(s.time_zone, 'UTC') as started_local_at,
    extract(hour from c.started_at at time zone coalesce(s.time_zone, 'UTC'))::integer as started_hour,
    extract(isodow from c.started_at at time zone coalesce(s.time_zone, 'UTC'))::integer as started_weekday,
    c.connected_at, c.human_connected_at, c.ended_at,
    c.is_open, c.status, c.close_reason, c.close_reason_description,
    c.agent_id, coalesce(na.name, c.agent_id) as agent_name,
    c.agent_group_id, coalesce(ng.name, c.agent_group_id) as agent_group_name,
    c.skill_id, coalesce(ns.name, c.skill_id) as skill_name, c.queue_state,
    c.campaign_id, coalesce(nc.name, c.campaign_id) as campaign_name, c.campaign_engagement_id,
    c.campaign_engagement_name, nc.goal_name, nc.lob_name,
    c.agent_name_at_conversation, c.agent_group_name_at_conversation, c.skill_name_at_conversation,
    c.campaign_name_at_conversation, c.goal_name_at_conversation, c.lob_name_at_conversation,
    c.visitor_profile_name, c.visitor_behavior_name, c.consumer_id, c.consumer_name, c.visit_id,
    c.source, c.integration, c.language,
    c.visitor_country, c.visitor_state, c.visitor_city, c.visitor_device, c.visitor_browser, c.visitor_operating_system,
    c.start_page, c.start_url, c.is_first_conversation,
    c.is_connected, c.is_abandoned, c.is_short_abandon, c.is_within_service_level,
    c.transfer_count > 0 as is_transferred, c.transfer_count,
    c.wait_s, c.human_wait_s, c.abandon_wait_s, c.duration_s, c.first_answer_s, c.first_response_s, c.handling_s,
    c.consumer_message_count, c.agent_message_count, c.bot_message_count,
    c.mcs_score, c.alerted_mcs, c.csat, c.survey_score, c.has_survey_answer, c.first_intent_label,
    c.has_summary, c.is_erased, c.is_partial,
    a.agent_group_id as agent_group_id_then, a.agent_group_name as agent_group_name_then,
    a.is_known as is_agent_group_then_known,
    c.loaded_at, c.change_number, c.changed_at
from fact.messaging_conversation c
left join mart.account_setting s on s.account_id = c.account_id
left join lateral (
    select
        min(v.agent_group_id) as agent_group_id,
        min(coalesce(
            n.name,
            (
                select g.name from mart.agent_group g
                where g.account_id = c.account_id and g.agent_group_id = v.agent_group_id
            ),
            case v.agent_group_id when '-1' then 'Main Group' else v.agent_group_id end
        )) as agent_group_name,
        case when c.agent_id is not null then coalesce(bool_or(v.is_known), false) end as is_known
    from mart.agent_at(c.account_id, c.agent_id, c.started_at) v
    left join lateral mart.agent_group_at(c.account_id, v.agent_group_id, c.started_at) n on true
) a on true
-- Names of today. Postgres leaves out each of them that is not asked for.
left join mart.agent na on na.account_id = c.account_id and na.agent_id = c.agent_id
left join mart.agent_group ng on ng.account_id = c.account_id and ng.agent_group_id = c.agent_group_id
left join mart.skill ns on ns.account_id = c.account_id and ns.skill_id = c.skill_id
left join mart.campaign nc on nc.account_id = c.account_id and nc.campaign_id = c.campaign_id;
comment on view mart.messaging_conversation is
    'Fact: Conversations of messaging, open and closed, one row each, as upstream last showed them. The twin of mart.chat: '
    'a measure of the same name has the same definition; agent means human or bot, unless the comment says human. A '
    'conversation lasts days and its consumer may pause, so durations are those of a conversation, not of work: keep '
    'them apart from those of chats. Times and numbers of messages leave out the dialog of the survey after the '
    'conversation: its bot, its messages, its end. A conversation that was opened again is one row: its wait is that '
    'for the first agent. A name, such as agent_name, is the one of today, so that one agent has one name; the same '
    'with _at_conversation is what the record said. Needs feed messaging_interactions; empty while it is missing. '
    'Joins mart.messaging_message, mart.messaging_transfer and the surveys on (account_id, conversation_id), '
    'mart.visit on (account_id, visit_id). Filter on account_id and started_at.';
comment on column mart.messaging_conversation.account_id is 'LivePerson account (site) number.';
comment on column mart.messaging_conversation.conversation_id is
    'Id of the conversation, a UUID. Messaging Interactions field conversationId.';
comment on column mart.messaging_conversation.started_on is
    'Day on which the conversation began, in the time zone of the account (account_setting). To find the '
    'conversations of a day fast, filter on started_at as well.';
comment on column mart.messaging_conversation.started_at is
    'When the conversation began and waiting with it, UTC. Messaging Interactions field startTimeL.';
comment on column mart.messaging_conversation.connected_at is
    'When an agent, human or bot, was first assigned, UTC; NULL when none was. The earlier of two: the first joining '
    '(agentParticipants, agentParticipantsActive) with permission ASSIGNED_AGENT, or none that is printed, of somebody '
    'who is not of user type system; the first of interactions. Without both the first message by an agent that the '
    'consumer sees.';
comment on column mart.messaging_conversation.human_connected_at is
    'When a human agent was first assigned, UTC: as connected_at, of user type human or none that is printed, by the '
    'joining alone. NULL when none was.';
comment on column mart.messaging_conversation.ended_at is
    'When the conversation ended, UTC, without the survey after it; NULL while it is open. Messaging Interactions '
    'field conversationEndTimeL, otherwise endTimeL.';
comment on column mart.messaging_conversation.is_open is
    'Whether it is open: status is OPEN, or upstream prints neither status nor end.';
comment on column mart.messaging_conversation.status is
    'OPEN or CLOSE, survey left out. Messaging Interactions field status.';
comment on column mart.messaging_conversation.close_reason is
    'Who closed it: AGENT, CONSUMER, …; NULL while it is open. Messaging Interactions field closeReason.';
comment on column mart.messaging_conversation.close_reason_description is
    'How it was closed, e.g. MANUAL_CLOSE. Messaging Interactions field closeReasonDescription.';
comment on column mart.messaging_conversation.agent_id is
    'The (last) agent, human or bot; NULL when none (upstream also prints -1 and 0). Messaging Interactions field '
    'latestAgentId, otherwise the last who was assigned.';
comment on column mart.messaging_conversation.agent_name is
    'Name of agent_id today (mart.agent.name), or the id while nothing names the agent: one name per agent, to group '
    'by.';
comment on column mart.messaging_conversation.agent_group_id is
    'Group of that agent as the record said it, at the time; -1 is the main group; see agent_group_id_then. Messaging '
    'Interactions field latestAgentGroupId.';
comment on column mart.messaging_conversation.agent_group_name is
    'Name of agent_group_id today (mart.agent_group.name), or the id while nothing names the group.';
comment on column mart.messaging_conversation.skill_id is
    'The (last) skill; -1 is unassigned. Messaging Interactions field latestSkillId.';
comment on column mart.messaging_conversation.skill_name is
    'Name of skill_id today (mart.skill.name), or the id while nothing names the skill.';
comment on column mart.messaging_conversation.queue_state is
    'IN_QUEUE while it waits for an agent, ACTIVE when it has one; the last state once it is closed. Messaging '
    'Interactions field latestQueueState.';
comment on column mart.messaging_conversation.campaign_id is
    'The campaign that offered the conversation. Messaging Interactions field campaignId.';
comment on column mart.messaging_conversation.campaign_name is
    'Latest name of campaign_id (mart.campaign.name), or the id while nothing names the campaign.';
comment on column mart.messaging_conversation.campaign_engagement_id is
    'The engagement (button, invitation) of the campaign. Messaging Interactions field campaignEngagementId.';
comment on column mart.messaging_conversation.campaign_engagement_name is
    'Name of that engagement, as the record said it: no list has them.';
comment on column mart.messaging_conversation.goal_name is
    'Latest goal of campaign_id (mart.campaign.goal_name); NULL when none.';
comment on column mart.messaging_conversation.lob_name is
    'Latest line of business of campaign_id (mart.campaign.lob_name); NULL when none.';
comment on column mart.messaging_conversation.agent_name_at_conversation is
    'Full name of the agent, otherwise the nickname, as the record of the conversation said it; NULL when it names '
    'neither.';
comment on column mart.messaging_conversation.agent_group_name_at_conversation is
    'Name of agent_group_id as the record said it. Messaging Interactions field latestAgentGroupName.';
comment on column mart.messaging_conversation.skill_name_at_conversation is
    'Name of skill_id as the record said it. Messaging Interactions field latestSkillName.';
comment on column mart.messaging_conversation.campaign_name_at_conversation is
    'Name of campaign_id as the record said it. Messaging Interactions field campaignName.';
comment on column mart.messaging_conversation.goal_name_at_conversation is
    'Goal of the campaign as the record said it. Messaging Interactions field goalName.';
comment on column mart.messaging_conversation.lob_name_at_conversation is
    'Line of business of the campaign as the record said it. Messaging Interactions field lobName.';
comment on column mart.messaging_conversation.visitor_profile_name is
    'Name of the visitor profile (audience) of the campaign.';
comment on column mart.messaging_conversation.visitor_behavior_name is 'Name of the visitor behavior of the campaign.';
comment on column mart.messaging_conversation.consumer_id is
    'Id of the consumer, the same in all conversations of the consumer. Messaging Interactions field '
    'consumerParticipants[].participantId, the first.';
comment on column mart.messaging_conversation.consumer_name is
    'Name of the consumer as shown, otherwise first and last name. Messaging Interactions field '
    'consumerParticipants[].consumerName. Personal.';
comment on column mart.messaging_conversation.visit_id is
    'Id of the visit that it was started in. Messaging Interactions field sessionId.';
comment on column mart.messaging_conversation.source is
    'Where the consumer wrote: APP, SHARK (web), AGENT, SMS, FACEBOOK, Apple Business Chat, WhatsApp Business, …. '
    'Messaging Interactions field source.';
comment on column mart.messaging_conversation.integration is
    'What the consumer wrote with: mobile-sdk, web-sdk, brand-sdk. Messaging Interactions field integration.';
comment on column mart.messaging_conversation.language is
    'Language of the consumer''s client. Messaging Interactions field language.';
comment on column mart.messaging_conversation.visitor_country is 'Country of the consumer; NULL when not known.';
comment on column mart.messaging_conversation.visitor_state is
    'State or region of the consumer; NULL when not known.';
comment on column mart.messaging_conversation.visitor_city is 'City of the consumer; NULL when not known. Personal.';
comment on column mart.messaging_conversation.visitor_device is
    'Kind of device of the consumer: DESKTOP, TABLET or MOBILE; NULL when not known. Messaging Interactions field '
    'info.device, otherwise monitoring.device.';
comment on column mart.messaging_conversation.visitor_browser is
    'Browser of the consumer. Messaging Interactions field info.browser, otherwise monitoring.browser.';
comment on column mart.messaging_conversation.visitor_operating_system is
    'Operating system of the consumer; NULL when not known. Messaging Interactions field info.operatingSystem, '
    'otherwise monitoring.operatingSystem.';
comment on column mart.messaging_conversation.start_page is 'Title of the page on which the conversation started.';
comment on column mart.messaging_conversation.start_url is
    'Address of the page on which the conversation started. Personal.';
comment on column mart.messaging_conversation.is_first_conversation is
    'Whether it is the first of the consumer. Messaging Interactions field firstConversation.';
comment on column mart.messaging_conversation.is_connected is
    'Whether an agent, human or bot, was ever assigned: connected_at or agent_id is known.';
comment on column mart.messaging_conversation.is_abandoned is
    'Whether it was closed and no agent, human or bot, was ever assigned. FALSE while it is open. The abandonment '
    'share is abandoned conversations / offered ones, and the offered ones are the abandoned and the connected '
    'together.';
comment on column mart.messaging_conversation.is_transferred is
    'Whether it has a transfer (mart.messaging_transfer), also one back to the queue: transfer_count > 0, as in '
    'mart.chat.';
comment on column mart.messaging_conversation.transfer_count is
    'Number of transfers, those back to the queue included.';
comment on column mart.messaging_conversation.wait_s is
    'Seconds that the consumer waited for the first agent, human or bot: started_at to connected_at. NULL when none '
    'was assigned, or before the start. The waits after transfers are in mart.messaging_transfer.';
comment on column mart.messaging_conversation.human_wait_s is
    'Seconds that the consumer waited for the first human agent: started_at to human_connected_at. NULL when a bot '
    'alone had the conversation.';
comment on column mart.messaging_conversation.abandon_wait_s is
    'Seconds from the start of an abandoned conversation to its end: started_at to ended_at. NULL when connected, and '
    'while it is open.';
comment on column mart.messaging_conversation.duration_s is
    'Seconds from the first assignment to the end: connected_at to ended_at. NULL when abandoned, and while it is '
    'open.';
comment on column mart.messaging_conversation.first_response_s is
    'Seconds from the first assignment to the first message by an agent at or after it that the consumer sees: '
    'connected_at to that message, as in mart.chat. Messages of user type system do not count. NULL when there is '
    'none.';
comment on column mart.messaging_conversation.handling_s is
    'Handling time in seconds: from the first assignment to the last message of agent or consumer that the consumer '
    'sees, as in mart.chat; it grows while the conversation is open, and holds the pauses of the consumer. NULL '
    'without such a message.';
comment on column mart.messaging_conversation.consumer_message_count is 'Messages by the consumer.';
comment on column mart.messaging_conversation.agent_message_count is
    'Messages by human agents that the consumer sees; an agent whose user type upstream does not print counts here.';
comment on column mart.messaging_conversation.bot_message_count is 'Messages by bots that the consumer sees.';
comment on column mart.messaging_conversation.mcs_score is
    'Meaningful Connection Score of the whole conversation, 0 to 100; NULL when not scored. Messaging Interactions '
    'field mcs.';
comment on column mart.messaging_conversation.alerted_mcs is
    'Meaningful Connection Score in three groups: -1 negative, 0 neutral, 1 positive; NULL when not scored. Messaging '
    'Interactions field alertedMCS.';
comment on column mart.messaging_conversation.csat is
    'Customer satisfaction of the survey, 1 to 5; NULL when none. Messaging Interactions field csat, otherwise '
    'csatRate.';
comment on column mart.messaging_conversation.survey_score is
    'Average of the scores (mart.messaging_survey_response.score) of the surveys after the conversation, to two '
    'digits; NULL when no answer is a number. Of the questions that mart.account_setting.score_question_ids names; '
    'while it names none, of all, whatever their scales.';
comment on column mart.messaging_conversation.has_survey_answer is
    'Whether the consumer answered a question of the survey after the conversation.';
comment on column mart.messaging_conversation.first_intent_label is
    'Name of the first intent that upstream saw. Messaging Interactions field firstIntentLabel.';
comment on column mart.messaging_conversation.has_summary is
    'Whether an agent wrote a summary; the text is in liveperson.messaging_conversation.';
comment on column mart.messaging_conversation.is_erased is
    'Whether upstream has erased personal data of the conversation (mart.erasure): ** LP deleted data ** stands in the '
    'place of names and texts.';
comment on column mart.messaging_conversation.is_partial is
    'Whether upstream left something out for size or load, so that numbers and times may be too low; FALSE once the '
    'whole was fetched.';
comment on column mart.messaging_conversation.agent_group_id_then is
    'Group of agent_id when the conversation began, as the list of users said (mart.agent_at at started_at); -1 is '
    'the main group. agent_group_id may differ: it is what the record of the conversation last said. A conversation '
    'from before the first read of the lists has the earliest group that is known, and is_agent_group_then_known is '
    'FALSE. NULL when there is no agent, or the list never had the agent or a group. Needs feed configuration.';
comment on column mart.messaging_conversation.agent_group_name_then is
    'Name of agent_group_id_then when the conversation began, as the list of groups said, or its earliest known name; '
    'the name in mart.agent_group, or the id, when the list never had the group.';
comment on column mart.messaging_conversation.is_agent_group_then_known is
    'TRUE: the list of users already had the agent when the conversation began, so agent_group_id_then is the group of that '
    'time. FALSE: it is the earliest group that is known, because the list was first read later, or the list never had the '
    'agent. NULL when there is no agent.';
comment on column mart.messaging_conversation.started_local_at is
    'started_at on the clock of the account, without a time zone (account_setting).';
comment on column mart.messaging_conversation.started_hour is 'Hour of started_local_at, 0 to 23.';
comment on column mart.messaging_conversation.started_weekday is 'Day of the week of started_local_at, 1 is Monday, 7 is Sunday.';
comment on column mart.messaging_conversation.is_short_abandon is
    'Whether the conversation was abandoned before short_abandon_threshold_s of mart.account_setting or mart.skill_setting, 5 s unless '
    'set: the service level leaves it out.';
comment on column mart.messaging_conversation.loaded_at is
    'When a source of the row was last written, UTC, clock of the database.';
comment on column mart.messaging_conversation.change_number is
    'Grows with every change of the row. A copy elsewhere takes over the rows with a greater number than the greatest that it '
    'has, and misses nothing: numbers become visible in their order. Rows that are gone are in mart.deletion.';
comment on column mart.messaging_conversation.changed_at is
    'When the row was written with this change_number, UTC, clock of the database.';
comment on column mart.messaging_conversation.first_answer_s is
    'Seconds from the start of the conversation to the first message by an agent, human or bot, that the consumer sees: wait '
    'and first response together; NULL when there is none.';
comment on column mart.messaging_conversation.is_within_service_level is
    'TRUE: first_answer_s is at most messaging_service_level_threshold_s of mart.account_setting or mart.skill_setting, 60 s '
    'unless set. FALSE: the answer came later, or the conversation ended without one, short abandons left out. NULL: a '
    'short abandon, or still open without an answer.';
