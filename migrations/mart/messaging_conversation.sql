create or replace view mart.messaging_conversation as
select
    c.account_id, c.conversation_id,
    mart.local_day(c.started_at, s.time_zone) as started_on,
    c.started_at, x.connected_at, x.human_connected_at, x.ended_at,
    o.is_open, c.status, c.close_reason, c.close_reason_description,
    x.agent_id,
    coalesce(na.name, x.agent_id) as agent_name,
    x.agent_group_id, coalesce(ng.name, x.agent_group_id) as agent_group_name,
    c.latest_skill_id as skill_id, coalesce(ns.name, c.latest_skill_id) as skill_name,
    c.latest_queue_state as queue_state,
    c.campaign_id, coalesce(nc.name, c.campaign_id) as campaign_name, c.campaign_engagement_id,
    mart.name_or_null(c.campaign_engagement_name) as campaign_engagement_name, nc.goal_name, nc.lob_name,
    -- A name belongs to the id that it came with: with another id it would be a wrong name.
    case when x.is_latest_agent then coalesce(
        mart.name_or_null(c.latest_agent_full_name), mart.name_or_null(c.latest_agent_name)
    ) else p.agent_name end as agent_name_at_conversation,
    case when x.agent_group_id is not null then mart.name_or_null(
        case when x.is_latest_agent then c.latest_agent_group_name else p.agent_group_name end
    ) end as agent_group_name_at_conversation,
    case when c.latest_skill_id is not null then mart.name_or_null(c.latest_skill_name) end
        as skill_name_at_conversation,
    case when c.campaign_id is not null then mart.name_or_null(c.campaign_name) end as campaign_name_at_conversation,
    case when c.campaign_id is not null then mart.name_or_null(c.goal_name) end as goal_name_at_conversation,
    case when c.campaign_id is not null then mart.name_or_null(c.lob_name) end as lob_name_at_conversation,
    mart.name_or_null(c.visitor_profile_name) as visitor_profile_name,
    mart.name_or_null(c.visitor_behavior_name) as visitor_behavior_name,
    n.consumer_id, n.consumer_name,
    c.session_id as visit_id,
    c.source, c.integration, c.language,
    nullif(c.visitor_country, '') as visitor_country,
    nullif(c.visitor_state, '') as visitor_state,
    nullif(c.visitor_city, '') as visitor_city,
    coalesce(c.device, c.visitor_device) as visitor_device,
    coalesce(c.browser, c.visitor_browser) as visitor_browser,
    coalesce(c.operating_system, c.visitor_operating_system) as visitor_operating_system,
    c.start_page, c.start_url,
    c.is_first_conversation,
    x.is_connected,
    not o.is_open and not x.is_connected as is_abandoned,
    f.transfer_count > 0 as is_transferred,
    f.transfer_count,
    mart.seconds_between(c.started_at, x.connected_at) as wait_s,
    mart.seconds_between(c.started_at, x.human_connected_at) as human_wait_s,
    case when not x.is_connected then mart.seconds_between(c.started_at, x.ended_at) end as abandon_wait_s,
    mart.seconds_between(x.connected_at, x.ended_at) as duration_s,
    mart.seconds_between(x.connected_at, t.first_agent_message_at) as first_response_s,
    mart.seconds_between(x.connected_at, t.last_message_at) as handling_s,
    t.consumer_message_count, t.agent_message_count, t.bot_message_count,
    c.mcs as mcs_score, c.alerted_mcs,
    coalesce(c.csat, c.csat_rate) as csat,
    r.survey_score, r.has_survey_answer,
    c.first_intent_label,
    coalesce(c.summary_text, '') <> '' as has_summary,
    (c.version_rank & 4) <> 0 as is_erased,
    coalesce(c.is_partial, false) as is_partial,
    c.loaded_at as changed_at,
    a.agent_group_id as agent_group_id_then, a.agent_group_name as agent_group_name_then,
    a.is_known as is_agent_group_then_known
from liveperson.messaging_conversation c
left join mart.account_setting s on s.account_id = c.account_id
-- Each by the key, conversation by conversation, and not at all when no column of it is asked for.
left join lateral (
    select
        min(p.joined_at) as joined_at,
        min(p.joined_at) filter (where p.user_type_id is null or p.user_type_id = 1) as human_joined_at,
        (array_agg(p.agent_id order by p.joined_at desc nulls last, p.position desc))[1] as agent_id,
        (array_agg(
            coalesce(mart.name_or_null(p.agent_full_name), mart.name_or_null(p.agent_name))
            order by p.joined_at desc nulls last, p.position desc
        ))[1] as agent_name,
        (array_agg(p.agent_group_id order by p.joined_at desc nulls last, p.position desc))[1] as agent_group_id,
        (array_agg(p.agent_group_name order by p.joined_at desc nulls last, p.position desc))[1] as agent_group_name
    from liveperson.messaging_agent_participant p
    where p.account_id = c.account_id and p.conversation_id = c.conversation_id and p.state <> 'left'
        and coalesce(p.permission, 'ASSIGNED_AGENT') = 'ASSIGNED_AGENT' and p.user_type_id is distinct from 0
        and p.agent_id not in ('-1', '0')
        and (
            select d.type from liveperson.messaging_dialog d
            where d.account_id = p.account_id and d.conversation_id = p.conversation_id and d.dialog_id = p.dialog_id
        ) is distinct from 'POST_SURVEY'
) p on true
left join lateral (
    select min(i.started_at) as started_at
    from liveperson.messaging_interaction i
    where i.account_id = c.account_id and i.conversation_id = c.conversation_id and i.agent_id not in ('-1', '0')
        and (
            select d.type from liveperson.messaging_dialog d
            where d.account_id = i.account_id and d.conversation_id = i.conversation_id and d.dialog_id = i.dialog_id
        ) is distinct from 'POST_SURVEY'
) i on true
left join lateral (
    select count(*) as transfer_count
    from liveperson.messaging_transfer f
    where f.account_id = c.account_id and f.conversation_id = c.conversation_id
) f on true
left join lateral (
    select
        (array_agg(n.participant_id order by n.position))[1] as consumer_id,
        (array_agg(
            coalesce(n.consumer_name, nullif(concat_ws(' ', n.first_name, n.last_name), '')) order by n.position
        ))[1] as consumer_name
    from liveperson.messaging_consumer_participant n
    where n.account_id = c.account_id and n.conversation_id = c.conversation_id
) n on true
left join lateral (
    select
        round(avg(r.score) filter (
            where s.score_question_ids is null or r.question_id = any (s.score_question_ids)
        ), 2) as survey_score,
        coalesce(bool_or(r.is_answered), false) as has_survey_answer
    from mart.messaging_survey_response r
    where r.account_id = c.account_id and r.conversation_id = c.conversation_id
) r on true
cross join lateral (
    select
        coalesce(c.status = 'OPEN', coalesce(c.conversation_ended_at, c.ended_at) is null) as is_open,
        mart.agent_or_null(c.latest_agent_id) as latest_agent_id,
        coalesce(
            least(p.joined_at, i.started_at),
            (
                select min(m.sent_at) from mart.messaging_message m
                where m.account_id = c.account_id and m.conversation_id = c.conversation_id
                    and m.sender in ('agent', 'bot') and m.is_visible and not m.is_survey
            )
        ) as connected_at
) o
cross join lateral (
    select
        o.connected_at, p.human_joined_at as human_connected_at,
        case when not o.is_open then coalesce(c.conversation_ended_at, c.ended_at) end as ended_at,
        coalesce(o.latest_agent_id, p.agent_id) as agent_id,
        o.latest_agent_id is not null as is_latest_agent,
        case when o.latest_agent_id is not null then c.latest_agent_group_id else p.agent_group_id end
            as agent_group_id,
        o.connected_at is not null or coalesce(o.latest_agent_id, p.agent_id) is not null as is_connected
) x
left join lateral (
    select
        count(*) filter (where m.sender = 'consumer') as consumer_message_count,
        count(*) filter (where m.sender = 'agent' and m.is_visible) as agent_message_count,
        count(*) filter (where m.sender = 'bot' and m.is_visible) as bot_message_count,
        min(m.sent_at) filter (
            where m.sender in ('agent', 'bot') and m.is_visible and m.sent_at >= x.connected_at
        ) as first_agent_message_at,
        max(m.sent_at) filter (
            where m.sender in ('agent', 'bot', 'consumer') and m.is_visible and m.sent_at >= x.connected_at
        ) as last_message_at
    -- The offset has Postgres look up the sender of a message once, not once per measure.
    from (
        select m.sender, m.is_visible, m.sent_at
        from mart.messaging_message m
        where m.account_id = c.account_id and m.conversation_id = c.conversation_id and not m.is_survey
        offset 0
    ) m
) t on true
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
        case when min(k.agent_id) is not null then coalesce(bool_or(v.is_known), false) end as is_known
    -- The offset has Postgres reckon the agent once.
    from (select x.agent_id offset 0) k
    left join lateral mart.agent_at(c.account_id, k.agent_id, c.started_at) v on true
    left join lateral mart.agent_group_at(c.account_id, v.agent_group_id, c.started_at) n on true
) a on true
-- Names of today. Postgres leaves out each of them that is not asked for.
left join mart.agent na on na.account_id = c.account_id and na.agent_id = x.agent_id
left join mart.agent_group ng on ng.account_id = c.account_id and ng.agent_group_id = x.agent_group_id
left join mart.skill ns on ns.account_id = c.account_id and ns.skill_id = c.latest_skill_id
left join mart.campaign nc on nc.account_id = c.account_id and nc.campaign_id = c.campaign_id;
comment on view mart.messaging_conversation is
    'Conversations of messaging, open and closed, one row each, as upstream last showed them. The twin of mart.chat: '
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
    'consumerParticipants[].consumerName.';
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
comment on column mart.messaging_conversation.visitor_city is 'City of the consumer; NULL when not known.';
comment on column mart.messaging_conversation.visitor_device is
    'Kind of device of the consumer: DESKTOP, TABLET or MOBILE; NULL when not known. Messaging Interactions field '
    'info.device, otherwise monitoring.device.';
comment on column mart.messaging_conversation.visitor_browser is
    'Browser of the consumer. Messaging Interactions field info.browser, otherwise monitoring.browser.';
comment on column mart.messaging_conversation.visitor_operating_system is
    'Operating system of the consumer; NULL when not known. Messaging Interactions field info.operatingSystem, '
    'otherwise monitoring.operatingSystem.';
comment on column mart.messaging_conversation.start_page is 'Title of the page on which the conversation started.';
comment on column mart.messaging_conversation.start_url is 'Address of the page on which the conversation started.';
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
comment on column mart.messaging_conversation.changed_at is
    'When the conversation or a part of it was last changed here, UTC, clock of the database.';
comment on column mart.messaging_conversation.agent_group_id_then is
    'Group of agent_id when the conversation began, as the list of users said (mart.agent_at at started_at); -1 is '
    'the main group. agent_group_id is another thing: what the record of the conversation last said. A conversation '
    'from before the first read of the lists has the earliest group that is known, and is_agent_group_then_known is '
    'FALSE. NULL when there is no agent, or the list never had the agent or a group. Needs feed configuration.';
comment on column mart.messaging_conversation.agent_group_name_then is
    'Name of agent_group_id_then when the conversation began, as the list of groups said, or its earliest known name; '
    'the name in mart.agent_group, or the id, when the list never had the group.';
comment on column mart.messaging_conversation.is_agent_group_then_known is
    'TRUE: the list of users had been read with the agent when the conversation began, so that agent_group_id_then '
    'was so. FALSE: it began before that, and the earliest state stands in, or the list never had the agent. NULL '
    'when there is no agent.';
