create or replace view mart.chat as
select
    c.account_id, c.chat_id,
    c.started_at, mart.local_day(c.started_at, s.time_zone) as started_on,
    c.started_at at time zone coalesce(s.time_zone, 'UTC') as started_local_at,
    extract(hour from c.started_at at time zone coalesce(s.time_zone, 'UTC'))::integer as started_hour,
    extract(isodow from c.started_at at time zone coalesce(s.time_zone, 'UTC'))::integer as started_weekday,
    c.connected_at, c.ended_at, c.type,
    c.agent_id, coalesce(na.name, c.agent_id) as agent_name,
    c.agent_group_id, coalesce(ng.name, c.agent_group_id) as agent_group_name,
    c.skill_id, coalesce(ns.name, c.skill_id) as skill_name,
    c.campaign_id, coalesce(nc.name, c.campaign_id) as campaign_name,
    c.campaign_engagement_id, c.campaign_engagement_name, nc.goal_name, nc.lob_name,
    c.agent_name_at_chat, c.agent_group_name_at_chat, c.skill_name_at_chat, c.campaign_name_at_chat, c.goal_name_at_chat,
    c.lob_name_at_chat, c.visitor_profile_name, c.visitor_behavior_name,
    c.visitor_id, c.visit_id, c.consumer_id, c.customer_id, c.visitor_name,
    c.visitor_country, c.visitor_state, c.visitor_city, c.visitor_device, c.visitor_browser, c.visitor_operating_system,
    c.start_page, c.start_url, c.start_reason_source, c.start_reason_id, c.start_reason_name, c.end_reason_id,
    c.end_reason_name,
    c.is_connected, not c.is_connected as is_abandoned, c.is_short_abandon, c.is_within_service_level, c.is_interactive,
    c.transfer_count > 0 as is_transferred, c.transfer_count, c.is_begun_by_transfer, c.is_ended_by_transfer,
    1 as chats, c.is_connected::integer as connected_chats, (not c.is_connected)::integer as abandoned_chats,
    c.is_short_abandon::integer as short_abandoned_chats,
    coalesce(c.is_within_service_level, false)::integer as within_service_level_chats,
    (c.is_within_service_level is not null)::integer as service_level_chats,
    coalesce(c.is_connected and c.transfer_count > 0, false)::integer as transferred_chats,
    (c.is_connected and c.transfer_count is not null)::integer as transfer_known_chats,
    c.wait_s, c.abandon_wait_s, c.duration_s, c.first_response_s, c.handling_s,
    c.reply_count, c.reply_median_s, c.reply_max_s, c.reply_total_s,
    c.visitor_line_count, c.agent_line_count, c.mcs_score, c.survey_score, c.has_post_chat_survey, c.has_post_chat_answer,
    c.has_lead, c.has_purchase, c.sources,
    c.sources <> 'engagement_history' as has_data_access, c.sources <> 'data_access' as has_history,
    c.is_history_complete,
    c.data_access_wait_s, c.history_wait_s, c.data_access_duration_s, c.history_duration_s,
    c.is_live_chat,
    a.agent_group_id as agent_group_id_then, a.agent_group_name as agent_group_name_then,
    a.is_known as is_agent_group_then_known,
    c.loaded_at, c.change_number, c.changed_at
from fact.chat c
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
comment on view mart.chat is
    'Fact: Chats, one row each, merged from Data Access (feed engagement) and Engagement History (feed engagement_history), '
    'which give a chat the same id. Conversations of messaging that Data Access has are here, too: they last '
    'days, so leave them out of averages by is_live_chat, as mart.daily_summary does. Rule: what describes the chat '
    '(agent, skill, campaign, visitor, page, reasons, is_interactive) is taken from Engagement History, which is '
    'richer, unless upstream marked its copy as partial; what it lacks is filled in from Data Access, and the other '
    'way round for a partial copy. A name, such as agent_name, is the one that the agent has today, so that one agent '
    'has one name; the same with _at_chat is what the record of the chat said, and _then what the list said when the '
    'chat began. Times are taken from Data Access and filled in from Engagement History; a duration is always the '
    'difference of two times of one source. While feed engagement is missing: transfers are not known, and chats only '
    'up to what history searches found. While engagement_history is missing: no names at the chat, places, surveys, '
    'purchases and leads, and no chat from before what the files still held at the first start. Filter on account_id '
    'and started_at.';
comment on column mart.chat.account_id is 'LivePerson account (site) number.';
comment on column mart.chat.chat_id is
    'Id of the chat: account id and chat number. Data Access conversationId, Engagement History engagementId.';
comment on column mart.chat.started_on is
    'Day on which the chat was asked for, in the time zone of the account (account_setting). To find the chats of '
    'a day fast, filter on started_at as well.';
comment on column mart.chat.started_at is
    'When the visitor asked for the chat and waiting began, UTC. Data Access conversationStartTime, otherwise '
    'queueStartTime, otherwise Engagement History chatRequestedTimeL, otherwise the first other time that is known.';
comment on column mart.chat.connected_at is
    'When an agent took the chat, UTC; NULL when none did. Data Access interactionStartTime, otherwise '
    'queueEndTime, otherwise Engagement History startTimeL of a chat that has an agent, otherwise the first line by '
    'an agent that the visitor sees.';
comment on column mart.chat.ended_at is
    'When the chat ended, UTC. Data Access conversationEndTime, otherwise Engagement History endTimeL.';
comment on column mart.chat.type is
    'LIVE_CHAT or MESSAGING. Data Access field type; a chat that only history knows is a LIVE_CHAT.';
comment on column mart.chat.agent_id is
    'The (last) agent; NULL when none (upstream also prints -1 and 0). Engagement History and Data Access field '
    'agentId, otherwise the agent of the last line by an agent that the visitor sees.';
comment on column mart.chat.agent_name is
    'Name of agent_id today (mart.agent.name), or the id while nothing names the agent: one name per agent, to group '
    'by.';
comment on column mart.chat.agent_group_id is
    'Group of that agent as Engagement History said it, at the time of the chat; -1 is the main group; NULL when '
    'history does not know the agent; see agent_group_id_then. Engagement History field agentGroupId.';
comment on column mart.chat.agent_group_name is
    'Name of agent_group_id today (mart.agent_group.name), or the id while nothing names the group.';
comment on column mart.chat.skill_id is
    'The (last) skill; -1 is unassigned. Engagement History skillId, Data Access skillID, otherwise the last of Data '
    'Access skills; -1 only where no source knows another.';
comment on column mart.chat.skill_name is
    'Name of skill_id today (mart.skill.name), or the id while nothing names the skill.';
comment on column mart.chat.campaign_id is
    'The campaign that offered the chat. Engagement History and Data Access field campaignId.';
comment on column mart.chat.campaign_name is
    'Latest name of campaign_id (mart.campaign.name), or the id while nothing names the campaign.';
comment on column mart.chat.campaign_engagement_id is
    'The engagement (button, invitation) of the campaign. Field campaignEngagementId of both.';
comment on column mart.chat.campaign_engagement_name is
    'Name of that engagement, as the record said it: no list has them. Engagement History field '
    'campaignEngagementName.';
comment on column mart.chat.goal_name is 'Latest goal of campaign_id (mart.campaign.goal_name); NULL when none.';
comment on column mart.chat.lob_name is
    'Latest line of business of campaign_id (mart.campaign.lob_name); NULL when none.';
comment on column mart.chat.agent_name_at_chat is
    'Full name of the agent, otherwise the nickname, as the record of the chat said it; NULL when history does not '
    'name agent_id. Engagement History fields agentFullName and agentNickName.';
comment on column mart.chat.agent_group_name_at_chat is
    'Name of agent_group_id as the record said it. Engagement History field agentGroupName.';
comment on column mart.chat.skill_name_at_chat is
    'Name of skill_id as the record said it; NULL when history does not name it. Engagement History field skillName.';
comment on column mart.chat.campaign_name_at_chat is
    'Name of campaign_id as the record said it; NULL when history does not name it. Engagement History field '
    'campaignName.';
comment on column mart.chat.goal_name_at_chat is
    'Goal of the campaign as the record said it. Engagement History field goalName.';
comment on column mart.chat.lob_name_at_chat is
    'Line of business of the campaign as the record said it. Engagement History field lobName.';
comment on column mart.chat.visitor_profile_name is
    'Visitor profile (audience) it was offered to. Engagement History field visitorProfileName.';
comment on column mart.chat.visitor_behavior_name is
    'Visitor behavior it was offered for. Engagement History field visitorBehaviorName.';
comment on column mart.chat.visitor_id is 'Id of the visitor. Engagement History and Data Access field visitorId.';
comment on column mart.chat.visit_id is 'Id of the visit to the site. Data Access field visitId.';
comment on column mart.chat.consumer_id is 'Id of the consumer, messaging only. Data Access field consumerId.';
comment on column mart.chat.visitor_name is
    'Name of the visitor as shown in the chat; NULL when none. Engagement History field visitorName. Personal.';
comment on column mart.chat.visitor_country is
    'Country of the visitor; NULL when unknown. Engagement History field country.';
comment on column mart.chat.visitor_state is
    'State or region of the visitor; NULL when unknown. Engagement History field state.';
comment on column mart.chat.visitor_city is
    'City of the visitor; NULL when unknown. Engagement History field city. Personal.';
comment on column mart.chat.visitor_device is
    'DESKTOP, TABLET or MOBILE; NULL when unknown. Engagement History device, Data Access sourceDevice.';
comment on column mart.chat.visitor_browser is
    'Browser of the visitor, without version. Engagement History field browserType.';
comment on column mart.chat.visitor_operating_system is
    'WINDOWS, MAC_OSX, LINUX, IOS or ANDROID; NULL when unknown. Engagement History field operatingSystem.';
comment on column mart.chat.start_page is
    'Title of the page the chat began on. Engagement History chatStartPage, Data Access startPage.';
comment on column mart.chat.start_url is
    'Address of that page. Engagement History chatStartUrl, Data Access startUrl. Personal.';
comment on column mart.chat.start_reason_source is
    'Whose code start_reason_id is: data_access or engagement_history, which give one code different meanings.';
comment on column mart.chat.start_reason_id is
    'Why it began, as a code of start_reason_source; names in mart.start_reason.';
comment on column mart.chat.start_reason_name is
    'Why it began, in words; NULL for a code that upstream never documented.';
comment on column mart.chat.end_reason_id is
    'Why it ended: 101, 106, 201, 202, 205, 208, 210; the same in both sources; names in mart.end_reason.';
comment on column mart.chat.end_reason_name is
    'Why it ended, in words; NULL for a code that upstream never documented.';
comment on column mart.chat.is_connected is
    'Whether an agent took the chat: Data Access has an interactionStartTime or queueEndTime, or Engagement '
    'History an agent, or an agent wrote a line that the visitor sees.';
comment on column mart.chat.is_abandoned is
    'Whether no agent took the chat before it ended: the opposite of is_connected. The abandonment share is abandoned '
    'chats / offered chats, and the offered ones are the abandoned and the connected together; the same in every view '
    'with an abandonment_share.';
comment on column mart.chat.is_interactive is
    'Whether both visitor and agent wrote (history); without history, whether the visitor wrote in the last part '
    '(Data Access). Field isInteractive.';
comment on column mart.chat.is_transferred is
    'Whether the chat went to another agent or skill: transfer_count > 0; NULL when transfers are not known. The '
    'transfer share is transferred connected chats / connected chats, both without those whose transfers are not '
    'known: count(*) filter (where is_connected and is_transferred) / count(is_transferred) filter (where '
    'is_connected). What the reasons say is in is_begun_by_transfer and is_ended_by_transfer.';
comment on column mart.chat.transfer_count is
    'Number of transfers (mart.chat_transfer); NULL when they are not known: only Data Access lists them, so not of a '
    'chat whose sources are engagement_history.';
comment on column mart.chat.is_begun_by_transfer is
    'Whether start_reason_id says that it began by a transfer (2 of Data Access, 1 of Engagement History); NULL '
    'without a reason.';
comment on column mart.chat.is_ended_by_transfer is
    'Whether end_reason_id says that it ended by a transfer (101 to an agent, 106 to a skill); NULL without a reason.';
comment on column mart.chat.wait_s is
    'Seconds that the visitor of a connected chat waited for the first agent: data_access_wait_s, otherwise '
    'history_wait_s. NULL when abandoned.';
comment on column mart.chat.abandon_wait_s is
    'Seconds that the visitor of an abandoned chat waited until it ended: queueStartTime (else '
    'conversationStartTime) to conversationEndTime of Data Access; otherwise chatRequestedTimeL to endTimeL of '
    'history. NULL when connected.';
comment on column mart.chat.duration_s is
    'Seconds from being connected to the end: data_access_duration_s, otherwise history_duration_s. NULL when '
    'abandoned.';
comment on column mart.chat.first_response_s is
    'Seconds from the connection to the first line by an agent at or after it that the visitor sees; both of the '
    'source that the transcript is of (mart.chat_message.source), as far as that has them. NULL when there is none.';
comment on column mart.chat.handling_s is
    'Handling time in seconds: from the connection to the last line of agent or visitor that the visitor sees; both '
    'of the source that the transcript is of, as far as that has them. Unlike duration_s without the time a chat '
    'stays open when nobody writes any more. NULL without such a line.';
comment on column mart.chat.visitor_line_count is 'Lines by the visitor in the transcript.';
comment on column mart.chat.agent_line_count is 'Lines by agents in the transcript that the visitor sees.';
comment on column mart.chat.mcs_score is
    'Meaningful Connection Score of the whole chat, 0 to 100; NULL when not scored. Engagement History field '
    'chatMCS.';
comment on column mart.chat.survey_score is
    'Average of the scores (mart.survey_response.score) of the survey after the chat, to two digits; NULL when no '
    'answer is a number. Of the questions that mart.account_setting.score_question_ids names; while it names none, of '
    'all, whatever their scales.';
comment on column mart.chat.has_post_chat_answer is
    'Whether the visitor answered a question of the survey after the chat; NULL while neither history nor a file of '
    'surveys knows the chat.';
comment on column mart.chat.has_lead is
    'Whether the site reported a lead during the chat''s visit (mart.lead); NULL while history does not know the chat.';
comment on column mart.chat.has_purchase is
    'Whether the site reported a purchase during the chat''s visit (mart.purchase); NULL while history does not know '
    'the chat.';
comment on column mart.chat.sources is
    'Which sources the row rests on: data_access, engagement_history or both. Data Access keeps its files 30 days, so '
    'chats from before the first start of the warehouse are engagement_history: their transfers are not known, and '
    'skill_id knows only the skill that history names.';
comment on column mart.chat.has_data_access is 'Whether a Data Access file has the chat.';
comment on column mart.chat.has_history is 'Whether Engagement History has the chat.';
comment on column mart.chat.is_history_complete is
    'Whether history''s copy is whole and enriched; FALSE: surveys, purchases and leads may still come.';
comment on column mart.chat.data_access_wait_s is
    'Wait as Data Access tells it: queueStartTime (else conversationStartTime) to queueEndTime (else '
    'interactionStartTime). To compare the sources; see wait_s.';
comment on column mart.chat.history_wait_s is
    'Wait as Engagement History tells it, of a chat that has an agent: chatRequestedTimeL to startTimeL. To compare '
    'the sources; see wait_s.';
comment on column mart.chat.data_access_duration_s is
    'Duration as Data Access tells it: interactionStartTime (else queueEndTime) to conversationEndTime. To compare the '
    'sources; see duration_s.';
comment on column mart.chat.history_duration_s is
    'Duration as Engagement History tells it, of a chat that has an agent: duration (else startTimeL to endTimeL). To '
    'compare the sources; see duration_s.';
comment on column mart.chat.is_live_chat is
    'FALSE for a conversation of messaging (type MESSAGING); TRUE also where upstream did not say the type.';
comment on column mart.chat.agent_group_id_then is
    'Group of agent_id when the chat began, as the list of users said (mart.agent_at at started_at); -1 is the main '
    'group. agent_group_id may differ: it is what the record of the chat said, so it is missing without Engagement '
    'History. A chat from before the first read of the lists has the earliest group that is known, and '
    'is_agent_group_then_known is FALSE. NULL when there is no agent, or the list never had the agent or a group. '
    'Needs feed configuration.';
comment on column mart.chat.agent_group_name_then is
    'Name of agent_group_id_then when the chat began, as the list of groups said, or its earliest known name; the '
    'name in mart.agent_group, or the id, when the list never had the group.';
comment on column mart.chat.is_agent_group_then_known is
    'TRUE: the list of users already had the agent when the chat began, so agent_group_id_then is the group of that '
    'time. FALSE: it is the earliest group that is known, because the list was first read later, or the list never had the '
    'agent. NULL when there is no agent.';
comment on column mart.chat.started_local_at is
    'started_at on the clock of the account, without a time zone (account_setting).';
comment on column mart.chat.started_hour is 'Hour of started_local_at, 0 to 23.';
comment on column mart.chat.started_weekday is 'Day of the week of started_local_at, 1 is Monday, 7 is Sunday.';
comment on column mart.chat.is_short_abandon is
    'Whether the chat was abandoned before short_abandon_threshold_s of mart.account_setting or mart.skill_setting, 5 s unless '
    'set: the service level leaves it out.';
comment on column mart.chat.loaded_at is
    'When a source of the row was last written, UTC, clock of the database.';
comment on column mart.chat.change_number is
    'Grows with every change of the row. A copy elsewhere takes over the rows with a greater number than the greatest that it '
    'has, and misses nothing: numbers become visible in their order. Rows that are gone are in mart.deletion.';
comment on column mart.chat.changed_at is
    'When the row was written with this change_number, UTC, clock of the database.';
comment on column mart.chat.customer_id is
    'Latest customer id that the site reported during the chat (mart.customer_info); NULL without one. Personal.';
comment on column mart.chat.is_within_service_level is
    'TRUE: an agent took the chat within service_level_threshold_s of mart.account_setting or mart.skill_setting, 20 s unless '
    'set. FALSE: later, or it was abandoned and no short abandon. NULL: a short abandon, or the wait is not known. The '
    'service level is mart.share(sum(within_service_level_chats), sum(service_level_chats)).';
comment on column mart.chat.chats is '1, to add up.';
comment on column mart.chat.connected_chats is '1 when is_connected, otherwise 0: to add up.';
comment on column mart.chat.abandoned_chats is '1 when is_abandoned, otherwise 0: to add up.';
comment on column mart.chat.short_abandoned_chats is '1 when is_short_abandon, otherwise 0: to add up.';
comment on column mart.chat.within_service_level_chats is '1 when is_within_service_level, otherwise 0: to add up.';
comment on column mart.chat.service_level_chats is
    '1 when is_within_service_level is TRUE or FALSE, otherwise 0: what within_service_level_chats is divided by.';
comment on column mart.chat.transferred_chats is '1 when is_connected and is_transferred, otherwise 0: to add up.';
comment on column mart.chat.transfer_known_chats is
    '1 when is_connected and its transfers are known, otherwise 0: what transferred_chats is divided by.';
comment on column mart.chat.reply_count is
    'Replies of agents: lines that follow one or more lines of the visitor. The first response is one.';
comment on column mart.chat.reply_median_s is
    'Median of the seconds that the visitor waited for a reply, each from the first line that was not answered, or from '
    'the connection when that is later; NULL without a reply.';
comment on column mart.chat.reply_max_s is 'The longest of these waits, in seconds; NULL without a reply.';
comment on column mart.chat.reply_total_s is
    'Sum of these waits, in seconds: sum(reply_total_s) / sum(reply_count) is the average reply time of many chats.';
comment on column mart.chat.has_post_chat_survey is
    'Whether there is a survey after the chat, answered or not; NULL while neither history nor a file of surveys knows the '
    'chat. The response rate is chats with has_post_chat_answer / chats with has_post_chat_survey.';
