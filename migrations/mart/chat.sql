create or replace view mart.chat as
select
    c.chat_account_id as account_id, c.chat_id,
    mart.local_day(c.chat_started_at, s.time_zone) as started_on,
    c.chat_started_at as started_at, x.connected_at,
    coalesce(c.ended_at, e.ended_at) as ended_at,
    coalesce(c.type, case when e.engagement_id is not null then 'LIVE_CHAT' end) as type,
    x.agent_id, coalesce(na.name, x.agent_id) as agent_name,
    y.agent_group_id, coalesce(ng.name, y.agent_group_id) as agent_group_name,
    x.skill_id, coalesce(ns.name, x.skill_id) as skill_name,
    x.campaign_id, coalesce(nc.name, x.campaign_id) as campaign_name,
    x.campaign_engagement_id,
    case when x.campaign_engagement_id is not distinct from e.campaign_engagement_id
        then mart.name_or_null(e.campaign_engagement_name) end as campaign_engagement_name,
    nc.goal_name, nc.lob_name,
    -- A name belongs to the id that history has: with another id it would be a wrong name.
    case when x.agent_id = e.agent_id then coalesce(
        mart.name_or_null(e.agent_full_name), mart.name_or_null(e.agent_name)
    ) end as agent_name_at_chat,
    case when x.agent_id = e.agent_id then mart.name_or_null(e.agent_group_name) end
        as agent_group_name_at_chat,
    case when x.skill_id = e.skill_id then mart.name_or_null(e.skill_name) end as skill_name_at_chat,
    case when x.campaign_id = e.campaign_id then mart.name_or_null(e.campaign_name) end
        as campaign_name_at_chat,
    case when x.campaign_id = e.campaign_id then mart.name_or_null(e.goal_name) end as goal_name_at_chat,
    case when x.campaign_id = e.campaign_id then mart.name_or_null(e.lob_name) end as lob_name_at_chat,
    mart.name_or_null(e.visitor_profile_name) as visitor_profile_name,
    mart.name_or_null(e.visitor_behavior_name) as visitor_behavior_name,
    mart.prefer(x.prefers_history, e.visitor_id, c.visitor_id) as visitor_id,
    c.visit_id, c.consumer_id, nullif(e.visitor_name, '') as visitor_name,
    nullif(e.visitor_country, '') as visitor_country,
    nullif(e.visitor_state, '') as visitor_state,
    nullif(e.visitor_city, '') as visitor_city,
    mart.prefer(x.prefers_history, nullif(e.visitor_device, 'NA'), nullif(c.source_device, 'NA')) as visitor_device,
    nullif(e.visitor_browser_type, '') as visitor_browser,
    nullif(e.visitor_operating_system, 'NA') as visitor_operating_system,
    mart.prefer(x.prefers_history, e.start_page, c.start_page) as start_page,
    mart.prefer(x.prefers_history, e.start_url, c.start_url) as start_url,
    x.start_reason_source,
    case x.start_reason_source when 'engagement_history' then e.start_reason_id else c.start_reason_id end
        as start_reason_id,
    coalesce(
        (
            select n.name from liveperson.start_reason n where n.source = x.start_reason_source
                and n.id = case x.start_reason_source when 'engagement_history' then e.start_reason_id
                    else c.start_reason_id end
        ),
        case when x.start_reason_source is distinct from 'data_access' then e.start_reason_name end
    ) as start_reason_name,
    x.end_reason_id,
    coalesce(
        (select n.name from liveperson.end_reason n where n.source = x.end_reason_source and n.id = x.end_reason_id),
        case when x.end_reason_source is distinct from 'data_access' then e.end_reason_name end
    ) as end_reason_name,
    x.is_connected,
    not x.is_connected as is_abandoned,
    mart.prefer(x.prefers_history, e.is_interactive, c.is_interactive) as is_interactive,
    f.transfer_count > 0 as is_transferred,
    f.transfer_count,
    case x.start_reason_source when 'engagement_history' then e.start_reason_id = 1 else c.start_reason_id = 2 end
        as is_begun_by_transfer,
    x.end_reason_id in (101, 106) as is_ended_by_transfer,
    case when x.is_connected then coalesce(x.data_access_wait_s, x.history_wait_s) end as wait_s,
    case when not x.is_connected then coalesce(
        mart.seconds_between(coalesce(c.queue_started_at, c.started_at), c.ended_at),
        mart.seconds_between(e.requested_at, e.ended_at)
    ) end as abandon_wait_s,
    case when x.is_connected then coalesce(x.data_access_duration_s, x.history_duration_s) end as duration_s,
    mart.seconds_between(t.connected_at, t.first_agent_line_at) as first_response_s,
    mart.seconds_between(t.connected_at, t.last_line_at) as handling_s,
    t.visitor_line_count, t.agent_line_count,
    e.chat_mcs as mcs_score,
    (
        select round(avg(r.score), 2) from mart.survey_response r
        where r.account_id = c.chat_account_id and r.chat_id = c.chat_id and r.survey_kind = 'post_chat'
            and (s.score_question_ids is null or r.question_id = any (s.score_question_ids))
    ) as survey_score,
    case when e.engagement_id is not null or exists (
        select from liveperson.survey v where v.account_id = c.chat_account_id and v.conversation_id = c.chat_id
    ) then exists (
        select from mart.survey_response r
        where r.account_id = c.chat_account_id and r.chat_id = c.chat_id and r.survey_kind = 'post_chat'
            and r.is_answered
    ) end as has_post_chat_answer,
    case when e.engagement_id is not null then exists (
        select from liveperson.engagement_attribute a
        where a.account_id = c.chat_account_id and a.engagement_id = c.chat_id and a.type = 'lead'
    ) end as has_lead,
    case when e.engagement_id is not null then exists (
        select from liveperson.engagement_attribute a
        where a.account_id = c.chat_account_id and a.engagement_id = c.chat_id and a.type = 'purchase'
    ) end as has_purchase,
    case when c.conversation_id is null then 'engagement_history' when e.engagement_id is null then 'data_access'
        else 'both' end as sources,
    c.conversation_id is not null as has_data_access,
    e.engagement_id is not null as has_history,
    e.engagement_id is not null and e.is_partial is not true and e.is_enriched is not false as is_history_complete,
    x.data_access_wait_s, x.history_wait_s, x.data_access_duration_s, x.history_duration_s,
    c.type is distinct from 'MESSAGING' as is_live_chat,
    a.agent_group_id as agent_group_id_then, a.agent_group_name as agent_group_name_then,
    a.is_known as is_agent_group_then_known
-- A branch for each place that the start can be in, so that a condition on account and start reaches an index in each.
from (
    select c.account_id as chat_account_id, c.conversation_id as chat_id, c.started_at as chat_started_at, c.*
    from liveperson.conversation c
    where c.started_at is not null
    union all
    select c.account_id, c.conversation_id, c.queue_started_at, c.*
    from liveperson.conversation c
    where c.started_at is null and c.queue_started_at is not null
    union all
    select
        c.account_id, c.conversation_id,
        coalesce(h.requested_at, c.interaction_started_at, h.started_at, c.ended_at, h.ended_at),
        c.*
    from liveperson.conversation c
    left join liveperson.engagement h on h.account_id = c.account_id and h.engagement_id = c.conversation_id
    where c.started_at is null and c.queue_started_at is null
    union all
    select h.account_id, h.engagement_id, h.requested_at, c.*
    from liveperson.engagement h
    left join liveperson.conversation c on c.account_id = h.account_id and c.conversation_id = h.engagement_id
    where h.requested_at is not null and c.conversation_id is null
    union all
    select h.account_id, h.engagement_id, h.started_at, c.*
    from liveperson.engagement h
    left join liveperson.conversation c on c.account_id = h.account_id and c.conversation_id = h.engagement_id
    where h.requested_at is null and c.conversation_id is null
) c
left join liveperson.engagement e on e.account_id = c.chat_account_id and e.engagement_id = c.chat_id
left join mart.account_setting s on s.account_id = c.chat_account_id
cross join lateral (
    -- Where one source knows nobody, or no skill but -1, what the other knows is better.
    select
        e.engagement_id is not null and e.is_partial is not true as prefers_history,
        mart.agent_or_null(e.agent_id) as history_agent_id,
        mart.agent_or_null(c.agent_id) as data_access_agent_id,
        coalesce(c.interaction_started_at, c.queue_ended_at) as data_access_connected_at,
        case when mart.agent_or_null(e.agent_id) is not null then e.started_at end as history_connected_at
) p
-- The first line of an agent, of a chat that neither source says to be connected. A join, because with a condition that
-- looks into a table Postgres would rather read all of history.
left join lateral (
    select min(m.sent_at) as sent_at
    from mart.chat_message m
    where m.account_id = c.chat_account_id and m.chat_id = c.chat_id and m.sender = 'agent' and m.is_visible
        and coalesce(p.data_access_connected_at, p.history_connected_at) is null
) w on true
cross join lateral (
    select
        p.prefers_history,
        p.data_access_connected_at,
        p.history_connected_at,
        mart.seconds_between(
            coalesce(c.queue_started_at, c.started_at), coalesce(c.queue_ended_at, c.interaction_started_at)
        ) as data_access_wait_s,
        case when p.history_agent_id is not null then mart.seconds_between(e.requested_at, e.started_at) end
            as history_wait_s,
        mart.seconds_between(p.data_access_connected_at, c.ended_at) as data_access_duration_s,
        case when p.history_agent_id is not null
            then coalesce(e.duration_s, mart.seconds_between(e.started_at, e.ended_at)) end as history_duration_s,
        coalesce(p.data_access_connected_at, p.history_connected_at, w.sent_at) as connected_at,
        coalesce(p.data_access_connected_at, w.sent_at) is not null or p.history_agent_id is not null as is_connected,
        coalesce(
            mart.prefer(p.prefers_history, p.history_agent_id, p.data_access_agent_id),
            (
                select m.agent_id from mart.chat_message m
                where m.account_id = c.chat_account_id and m.chat_id = c.chat_id
                    and m.sender = 'agent' and m.is_visible and m.agent_id is not null
                order by m.position desc limit 1
            )
        ) as agent_id,
        coalesce(
            mart.prefer(
                p.prefers_history, case when e.skill_id <> '-1' then e.skill_id end,
                case when c.skill_id <> '-1' then c.skill_id end
            ),
            (
                select k.skill_id from liveperson.conversation_skill k
                where k.account_id = c.chat_account_id and k.conversation_id = c.chat_id and k.skill_id <> '-1'
                order by k.position desc limit 1
            ),
            e.skill_id, c.skill_id
        ) as skill_id,
        mart.prefer(p.prefers_history, e.campaign_id, c.campaign_id) as campaign_id,
        mart.prefer(p.prefers_history, e.campaign_engagement_id, c.campaign_engagement_id) as campaign_engagement_id,
        mart.prefer(p.prefers_history, e.end_reason_id, c.end_reason_id) as end_reason_id,
        mart.prefer(
            p.prefers_history, case when e.end_reason_id is not null then 'engagement_history' end,
            case when c.end_reason_id is not null then 'data_access' end
        ) as end_reason_source,
        mart.prefer(
            p.prefers_history, case when e.start_reason_id is not null then 'engagement_history' end,
            case when c.start_reason_id is not null then 'data_access' end
        ) as start_reason_source
) x
-- By the key, chat by chat, and not at all when no column of it is asked for. Lines are compared with the moment of connection
-- of their own source, whose clock they have.
left join lateral (
    select
        count(*) filter (where m.sender = 'visitor') as visitor_line_count,
        count(*) filter (where m.sender = 'agent' and m.is_visible) as agent_line_count,
        min(k.connected_at) as connected_at,
        min(m.sent_at) filter (where m.sender = 'agent' and m.is_visible and m.sent_at >= k.connected_at)
            as first_agent_line_at,
        max(m.sent_at) filter (where m.sender in ('agent', 'visitor') and m.is_visible and m.sent_at >= k.connected_at)
            as last_line_at
    -- Whether Data Access has lines is looked up once per chat; mart.chat_message does so for each line of history.
    from (
        select m.source, m.sender, m.is_visible, m.sent_at from mart.chat_message m
        where m.account_id = c.chat_account_id and m.chat_id = c.chat_id and m.source = 'data_access'
        union all
        select m.source, m.sender, m.is_visible, m.sent_at from mart.chat_message m
        where m.account_id = c.chat_account_id and m.chat_id = c.chat_id and m.source = 'engagement_history' and (
            select min(d.position) from liveperson.message d
            where d.account_id = c.chat_account_id and d.conversation_id = c.chat_id
        ) is null
    ) m
    cross join lateral (
        select case m.source
            when 'data_access' then coalesce(x.data_access_connected_at, x.history_connected_at)
            else coalesce(x.history_connected_at, x.data_access_connected_at)
        end as connected_at
    ) k
) t on true
-- By the key, too. Only Data Access lists transfers.
left join lateral (
    select case when c.conversation_id is not null then count(*) end as transfer_count
    from liveperson.transfer f
    where f.account_id = c.chat_account_id and f.conversation_id = c.chat_id
) f on true
left join lateral (
    select
        min(v.agent_group_id) as agent_group_id,
        min(coalesce(
            n.name,
            (
                select g.name from mart.agent_group g
                where g.account_id = c.chat_account_id and g.agent_group_id = v.agent_group_id
            ),
            case v.agent_group_id when '-1' then 'Main Group' else v.agent_group_id end
        )) as agent_group_name,
        case when min(k.agent_id) is not null then coalesce(bool_or(v.is_known), false) end as is_known
    -- The offset has Postgres reckon the agent once.
    from (select x.agent_id offset 0) k
    left join lateral mart.agent_at(c.chat_account_id, k.agent_id, c.chat_started_at) v on true
    left join lateral mart.agent_group_at(c.chat_account_id, v.agent_group_id, c.chat_started_at) n on true
) a on true
cross join lateral (select case when x.agent_id = e.agent_id then e.agent_group_id end as agent_group_id) y
-- Names of today. Postgres leaves out each of them that is not asked for.
left join mart.agent na on na.account_id = c.chat_account_id and na.agent_id = x.agent_id
left join mart.agent_group ng on ng.account_id = c.chat_account_id and ng.agent_group_id = y.agent_group_id
left join mart.skill ns on ns.account_id = c.chat_account_id and ns.skill_id = x.skill_id
left join mart.campaign nc on nc.account_id = c.chat_account_id and nc.campaign_id = x.campaign_id;
comment on view mart.chat is
    'Chats, one row each, merged from Data Access (feed engagement) and Engagement History (feed engagement_history), '
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
    'Name of the visitor as shown in the chat; NULL when none. Engagement History field visitorName.';
comment on column mart.chat.visitor_country is
    'Country of the visitor; NULL when unknown. Engagement History field country.';
comment on column mart.chat.visitor_state is
    'State or region of the visitor; NULL when unknown. Engagement History field state.';
comment on column mart.chat.visitor_city is 'City of the visitor; NULL when unknown. Engagement History field city.';
comment on column mart.chat.visitor_device is
    'DESKTOP, TABLET or MOBILE; NULL when unknown. Engagement History device, Data Access sourceDevice.';
comment on column mart.chat.visitor_browser is
    'Browser of the visitor, without version. Engagement History field browserType.';
comment on column mart.chat.visitor_operating_system is
    'WINDOWS, MAC_OSX, LINUX, IOS or ANDROID; NULL when unknown. Engagement History field operatingSystem.';
comment on column mart.chat.start_page is
    'Title of the page the chat began on. Engagement History chatStartPage, Data Access startPage.';
comment on column mart.chat.start_url is 'Address of that page. Engagement History chatStartUrl, Data Access startUrl.';
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
    'group. agent_group_id is another thing: what the record of the chat said, so it is missing without Engagement '
    'History. A chat from before the first read of the lists has the earliest group that is known, and '
    'is_agent_group_then_known is FALSE. NULL when there is no agent, or the list never had the agent or a group. '
    'Needs feed configuration.';
comment on column mart.chat.agent_group_name_then is
    'Name of agent_group_id_then when the chat began, as the list of groups said, or its earliest known name; the '
    'name in mart.agent_group, or the id, when the list never had the group.';
comment on column mart.chat.is_agent_group_then_known is
    'TRUE: the list of users had been read with the agent when the chat began, so that agent_group_id_then was so. '
    'FALSE: it began before that, and the earliest state stands in, or the list never had the agent. NULL when there '
    'is no agent.';
