-- What analysts use: views in the business's words over liveperson. A column keeps its name and meaning.
-- Views only, so nothing has to be refreshed. Every measure is computed once; its column comment is its definition.

create schema mart;
comment on schema mart is
    'For analysts: chats, agents, queues, days and their dimensions, in the business''s words. Views over liveperson.';

create table mart.account_setting (
    account_id  text collate "C" primary key,
    time_zone   text not null default 'UTC',
    -- A zone that Postgres does not know fails here, not in a report.
    constraint account_setting_time_zone_exists
        check (timezone(time_zone, timestamptz '2000-01-01 00:00+00') is not null)
);
comment on table mart.account_setting is
    'Settings of an account for reports, made by hand: insert a row to give an account its time zone. An account '
    'without a row is reckoned in UTC.';
comment on column mart.account_setting.account_id is 'LivePerson account (site) number.';
comment on column mart.account_setting.time_zone is
    'Time zone that days and hours of the account are reckoned in: a name of pg_timezone_names, as Europe/Berlin. '
    'A name, not an offset, follows daylight saving.';

-- Functions are plain SQL without settings, so that Postgres can dissolve them in the query that calls them.

create function mart.local_day(moment timestamptz, time_zone text) returns date
language sql immutable parallel safe
return (moment at time zone coalesce(time_zone, 'UTC'))::date;
comment on function mart.local_day(timestamptz, text) is
    'The day a moment belongs to in a time zone; UTC when the zone is NULL. Every day in mart is reckoned by it.';

create function mart.day_start(day date, time_zone text) returns timestamptz
language sql immutable parallel safe
return day::timestamp at time zone coalesce(time_zone, 'UTC');
comment on function mart.day_start(date, text) is
    'The first moment of a day in a time zone. The day ends at day_start(day + 1), after 23, 24 or 25 hours.';

create function mart.account_time_zone(account_id text) returns text
language sql stable parallel safe
return coalesce((select s.time_zone from mart.account_setting s where s.account_id = $1), 'UTC');
comment on function mart.account_time_zone(text) is 'Time zone of an account, from account_setting; UTC without a row.';

create function mart.account_day(account_id text, moment timestamptz) returns date
language sql stable parallel safe
return mart.local_day($2, mart.account_time_zone($1));
comment on function mart.account_day(text, timestamptz) is
    'The day a moment belongs to in the time zone of the account, correct over changes of daylight saving.';

create function mart.seconds_between(from_at timestamptz, to_at timestamptz) returns numeric
language sql immutable parallel safe
return case when to_at >= from_at then round(extract(epoch from to_at - from_at), 3) end;
comment on function mart.seconds_between(timestamptz, timestamptz) is
    'Seconds from one moment to another, to the millisecond. NULL when one is missing or the second is earlier.';

create function mart.share(part numeric, whole numeric) returns numeric
language sql immutable parallel safe
return round(part / nullif(whole, 0), 4);
comment on function mart.share(numeric, numeric) is
    'Part of a whole as a fraction, to four digits; NULL when the whole is 0. Every share in mart is reckoned by it.';

create function mart.survey_score(answer text) returns numeric
language sql immutable parallel safe
return case when answer ~ '^\s*(\d{1,2}([.,]\d{1,4})?|100)\s*$' then replace(trim(answer), ',', '.')::numeric end;
comment on function mart.survey_score(text) is
    'An answer of a survey as a score: a number from 0 to 100, on the scale of the survey; NULL when it is no such.';

create function mart.prefer(prefers_first boolean, first anyelement, second anyelement) returns anyelement
language sql immutable parallel safe
as $$ select case when prefers_first then coalesce(first, second) else coalesce(second, first) end $$;
comment on function mart.prefer(boolean, anyelement, anyelement) is
    'The first value when it is preferred and there is one, otherwise the second, otherwise whichever there is.';

-- Chats

-- Two bare tables under one condition, so that Postgres can look up the lines of a chat by the key from within a join.
create view mart.chat_message as
select
    l.account_id, l.chat_id, l.position, l.sent_at, l.sender, l.sender_name, l.agent_id, l.is_visible, l.format,
    l.control_type_id, l.text, l.source
from (
    select
        m.account_id, m.conversation_id as chat_id, m.position, m.sent_at,
        case when m.line_type_id = 0 then 'visitor' when m.line_type_id in (1, 3, 4, 5) then 'agent'
            when m.line_type_id = 2 then 'system' end as sender,
        m.sender_name,
        nullif(m.agent_id, '0') as agent_id,
        m.line_type_id is distinct from 5 as is_visible,
        case when m.line_type_id = 3 then 'url' when m.line_type_id = 4 then 'html'
            when m.content_format in ('TEXT_PLAIN', 'Text') then 'plain' when m.content_format = 'TEXT_HTML' then 'html'
            when m.content_format = 'LINK' then 'url' when m.content_format = 'IMG' then 'image'
            when m.content_format = 'HOSTED_FILE' then 'file' end as format,
        m.control_type_id,
        m.text,
        'data_access' as source
    from liveperson.message m
    union all
    select
        h.account_id, h.engagement_id, h.position, h.sent_at,
        case when h.source in ('visitor', 'agent', 'system') then h.source end,
        h.sender_name,
        nullif(h.agent_id, '0'),
        h.sub_type is distinct from 'ONLY_TO_REP',
        h.text_type,
        nullif(h.control_type_id, 0),
        h.text,
        'engagement_history'
    from liveperson.engagement_line h
) l
where l.source = 'data_access' or not exists (
    select from liveperson.message m where m.account_id = l.account_id and m.conversation_id = l.chat_id
);
comment on view mart.chat_message is
    'Lines of the transcripts, one row each. The transcript of a chat comes from Data Access when that has any '
    'line of it, otherwise from Engagement History; never from both. Joins mart.chat on (account_id, chat_id). '
    'Needs feed engagement or engagement_history; while one is missing, chats that only it knows have no lines. '
    'Filter on sent_at, or on the key.';
comment on column mart.chat_message.account_id is 'LivePerson account (site) number.';
comment on column mart.chat_message.chat_id is 'The chat it belongs to.';
comment on column mart.chat_message.position is 'Order within the chat, counted from 0.';
comment on column mart.chat_message.sent_at is
    'When the line was written, UTC, to the millisecond. Data Access timestamp; Engagement History timeL.';
comment on column mart.chat_message.sender is
    'Who wrote it: visitor, agent or system; NULL when upstream did not say. Data Access type; Engagement History '
    'source.';
comment on column mart.chat_message.sender_name is
    'Name of who wrote it; info for lines of the system. Data Access and Engagement History field by.';
comment on column mart.chat_message.agent_id is
    'Id of the agent who wrote it; NULL for lines of visitors and of the system.';
comment on column mart.chat_message.is_visible is
    'Whether the visitor sees it: FALSE for comments among agents (Data Access type 5, Engagement History subType '
    'ONLY_TO_REP).';
comment on column mart.chat_message.format is
    'Format of the text: plain, html, url, image, file or rich-content; NULL when not known.';
comment on column mart.chat_message.control_type_id is
    'Kind of predefined line: 3 connected to an agent, 4 greeting, 5 closing; NULL for all others.';
comment on column mart.chat_message.text is
    'What was written; may hold HTML. NULL for rich content, which is in liveperson.engagement_line.';
comment on column mart.chat_message.source is 'Where the line comes from: data_access or engagement_history.';

create view mart.chat_transfer as
select
    t.account_id, t.conversation_id as chat_id, t.position, t.transferred_at,
    t.skill_id as from_skill_id, t.target_skill_id as to_skill_id,
    t.agent_id as from_agent_id, t.target_agent_id as to_agent_id,
    t.reason_id,
    t.queue_started_at, t.queue_ended_at,
    mart.seconds_between(t.queue_started_at, t.queue_ended_at) as wait_s,
    t.is_interactive
from liveperson.transfer t;
comment on view mart.chat_transfer is
    'Transfers of chats, one row each. Joins mart.chat on (account_id, chat_id). Needs feed engagement: '
    'Engagement History does not list transfers, so a chat that only it knows has none here, even when '
    'is_transferred says TRUE.';
comment on column mart.chat_transfer.account_id is 'LivePerson account (site) number.';
comment on column mart.chat_transfer.chat_id is 'The chat that was transferred.';
comment on column mart.chat_transfer.position is 'Order within the chat, counted from 0.';
comment on column mart.chat_transfer.transferred_at is 'When it was transferred, UTC. Data Access field timestamp.';
comment on column mart.chat_transfer.from_skill_id is 'Skill it was transferred from. Data Access field skillId.';
comment on column mart.chat_transfer.to_skill_id is 'Skill it was transferred to. Data Access field targetSkillId.';
comment on column mart.chat_transfer.from_agent_id is 'Agent it was transferred from. Data Access field agentId.';
comment on column mart.chat_transfer.to_agent_id is
    'Agent it was transferred to; NULL when it went to a skill. Data Access field targetAgentId.';
comment on column mart.chat_transfer.reason_id is
    'Code of the reason; upstream does not document the codes. Data Access field reason.';
comment on column mart.chat_transfer.queue_started_at is
    'When waiting for the next agent began, UTC. Data Access field queueStartTime.';
comment on column mart.chat_transfer.queue_ended_at is
    'When the next agent took the chat, UTC. Data Access field queueEndTime.';
comment on column mart.chat_transfer.wait_s is
    'Seconds that the visitor waited for the next agent: queue_started_at to queue_ended_at; NULL when one is '
    'missing.';
comment on column mart.chat_transfer.is_interactive is
    'Whether the visitor wrote in the part before the transfer. Data Access field isInteractive.';

create view mart.survey_response as
select
    a.account_id, a.engagement_id as chat_id, a.survey_kind, a.position,
    a.answered_at, a.survey_id, a.survey_name, a.question_id, a.question, a.answer, a.answers,
    coalesce(a.answer, '') <> '' as is_answered,
    mart.survey_score(a.answer) as score
from liveperson.survey_answer a;
comment on view mart.survey_response is
    'Answers to surveys, one row per question asked. Joins mart.chat on (account_id, chat_id). Needs feed '
    'engagement_history; empty while it is missing. Surveys arrive up to 2 hours after the end of a chat.';
comment on column mart.survey_response.account_id is 'LivePerson account (site) number.';
comment on column mart.survey_response.chat_id is 'The chat the survey belongs to.';
comment on column mart.survey_response.survey_kind is
    'Which survey: pre_chat (before), post_chat (after, by the visitor) or operator (by the agent).';
comment on column mart.survey_response.position is 'Order within the survey, counted from 0.';
comment on column mart.survey_response.answered_at is 'When it was answered, UTC. Engagement History field timeL.';
comment on column mart.survey_response.survey_id is 'Id of the survey. Engagement History field surveyID.';
comment on column mart.survey_response.survey_name is 'Name of the survey. Engagement History field name.';
comment on column mart.survey_response.question_id is
    'Id of the question within the survey. Engagement History field questionID.';
comment on column mart.survey_response.question is 'The question as shown. Engagement History field displayName.';
comment on column mart.survey_response.answer is
    'The answer as one text; NULL or empty when not answered. Engagement History field value.';
comment on column mart.survey_response.answers is
    'The answers, where several may be chosen. Engagement History field values.';
comment on column mart.survey_response.is_answered is 'Whether there is an answer that is not empty.';
comment on column mart.survey_response.score is
    'The answer as a number when it is one from 0 to 100, otherwise NULL (mart.survey_score). The scale is that '
    'of the survey: compare within one question.';

create view mart.chat as
select
    c.chat_account_id as account_id, c.chat_id,
    mart.local_day(c.chat_started_at, s.time_zone) as started_on,
    c.chat_started_at as started_at, x.connected_at,
    coalesce(c.ended_at, e.ended_at) as ended_at,
    coalesce(c.type, case when e.engagement_id is not null then 'LIVE_CHAT' end) as type,
    -- A name belongs to the id that history has: with another id it would be a wrong name.
    x.agent_id,
    case when x.agent_id is not distinct from e.agent_id then coalesce(e.agent_full_name, e.agent_name) end
        as agent_name,
    case when x.agent_id is not distinct from e.agent_id then e.agent_group_id end as agent_group_id,
    case when x.agent_id is not distinct from e.agent_id then e.agent_group_name end as agent_group_name,
    x.skill_id,
    case when x.skill_id is not distinct from e.skill_id then e.skill_name end as skill_name,
    x.campaign_id,
    case when x.campaign_id is not distinct from e.campaign_id then e.campaign_name end as campaign_name,
    x.campaign_engagement_id,
    case when x.campaign_engagement_id is not distinct from e.campaign_engagement_id then e.campaign_engagement_name end
        as campaign_engagement_name,
    case when x.campaign_id is not distinct from e.campaign_id then e.goal_name end as goal_name,
    case when x.campaign_id is not distinct from e.campaign_id then e.lob_name end as lob_name,
    e.visitor_profile_name, e.visitor_behavior_name,
    mart.prefer(x.prefers_history, e.visitor_id, c.visitor_id) as visitor_id,
    c.visit_id, c.consumer_id, e.visitor_name,
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
    coalesce(
        x.end_reason_id in (101, 106) or c.start_reason_id = 2 or e.start_reason_id = 1, false
    ) or exists (
        select from mart.chat_transfer f where f.account_id = c.chat_account_id and f.chat_id = c.chat_id
    ) as is_transferred,
    case when c.conversation_id is not null then (
        select count(*) from mart.chat_transfer f where f.account_id = c.chat_account_id and f.chat_id = c.chat_id
    ) end as transfer_count,
    case when x.is_connected then coalesce(
        mart.seconds_between(
            coalesce(c.queue_started_at, c.started_at), coalesce(c.queue_ended_at, c.interaction_started_at)
        ),
        case when x.has_history_agent then mart.seconds_between(e.requested_at, e.started_at) end
    ) end as wait_s,
    case when not x.is_connected then coalesce(
        mart.seconds_between(coalesce(c.queue_started_at, c.started_at), c.ended_at),
        mart.seconds_between(e.requested_at, e.ended_at)
    ) end as abandon_wait_s,
    case when x.is_connected then coalesce(
        mart.seconds_between(coalesce(c.interaction_started_at, c.queue_ended_at), c.ended_at),
        e.duration_s,
        mart.seconds_between(e.started_at, e.ended_at)
    ) end as duration_s,
    mart.seconds_between(x.connected_at, t.first_agent_line_at) as first_response_s,
    mart.seconds_between(x.connected_at, t.last_line_at) as handling_s,
    t.visitor_line_count, t.agent_line_count,
    e.chat_mcs as mcs_score,
    (
        select round(avg(r.score), 2) from mart.survey_response r
        where r.account_id = c.chat_account_id and r.chat_id = c.chat_id and r.survey_kind = 'post_chat'
    ) as survey_score,
    exists (
        select from mart.survey_response r
        where r.account_id = c.chat_account_id and r.chat_id = c.chat_id and r.survey_kind = 'post_chat'
            and r.is_answered
    ) as has_post_chat_answer,
    exists (
        select from liveperson.engagement_attribute a
        where a.account_id = c.chat_account_id and a.engagement_id = c.chat_id and a.type = 'lead'
    ) as has_lead,
    exists (
        select from liveperson.engagement_attribute a
        where a.account_id = c.chat_account_id and a.engagement_id = c.chat_id and a.type = 'purchase'
    ) as has_purchase,
    c.conversation_id is not null as has_data_access,
    e.engagement_id is not null as has_history,
    e.engagement_id is not null and e.is_partial is not true and e.is_enriched is not false as is_history_complete
-- A branch for each place that the start can be in, so that a condition on account and start reaches an index in each.
from (
    select c.account_id as chat_account_id, c.conversation_id as chat_id, c.started_at as chat_started_at, c.*
    from liveperson.conversation c
    where c.started_at is not null
    union all
    select
        c.account_id, c.conversation_id,
        coalesce(c.queue_started_at, h.requested_at, c.interaction_started_at, h.started_at, c.ended_at, h.ended_at),
        c.*
    from liveperson.conversation c
    left join liveperson.engagement h on h.account_id = c.account_id and h.engagement_id = c.conversation_id
    where c.started_at is null
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
    select
        e.engagement_id is not null and e.is_partial is not true as prefers_history,
        coalesce(e.agent_id not in ('-1', '0'), false) as has_history_agent
) p
cross join lateral (
    select
        p.prefers_history, p.has_history_agent,
        coalesce(c.interaction_started_at, c.queue_ended_at, case when p.has_history_agent then e.started_at end)
            as connected_at,
        coalesce(c.interaction_started_at, c.queue_ended_at) is not null or p.has_history_agent as is_connected,
        mart.prefer(p.prefers_history, e.agent_id, c.agent_id) as agent_id,
        mart.prefer(p.prefers_history, e.skill_id, c.skill_id) as skill_id,
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
-- By the key, chat by chat, and not at all when no column of it is asked for.
left join lateral (
    select
        count(*) filter (where m.sender = 'visitor') as visitor_line_count,
        count(*) filter (where m.sender = 'agent' and m.is_visible) as agent_line_count,
        min(m.sent_at) filter (where m.sender = 'agent' and m.is_visible and m.sent_at >= x.connected_at)
            as first_agent_line_at,
        max(m.sent_at) filter (where m.sender in ('agent', 'visitor') and m.is_visible and m.sent_at >= x.connected_at)
            as last_line_at
    from mart.chat_message m
    where m.account_id = c.chat_account_id and m.chat_id = c.chat_id
) t on true;
comment on view mart.chat is
    'Chats, one row each, merged from Data Access (feed engagement) and Engagement History (feed '
    'engagement_history), which give a chat the same id. Rule: what describes the chat (agent, skill, campaign, '
    'visitor, page, reasons, is_interactive) is taken from Engagement History, which is richer, unless upstream '
    'marked its copy as partial; what it lacks is filled in from Data Access, and the other way round for a '
    'partial copy. A name of history is shown only beside the id that history has. Times are taken from Data '
    'Access and filled in from Engagement History; a duration is always the difference of two times of one '
    'source. While feed engagement is missing: no transfers, and chats only up to what history searches found. '
    'While engagement_history is missing: no names, campaign names, places, surveys, purchases and leads, and no '
    'chat from before what the files still held at the first start. Filter on account_id and started_at.';
comment on column mart.chat.account_id is 'LivePerson account (site) number.';
comment on column mart.chat.chat_id is
    'Id of the chat: account id and chat number. Data Access conversationId, Engagement History engagementId.';
comment on column mart.chat.started_on is
    'Day on which the chat was asked for, in the time zone of the account (account_setting). To find the chats of '
    'a day fast, filter on started_at as well.';
comment on column mart.chat.started_at is
    'When the visitor asked for the chat and waiting began, UTC. Data Access conversationStartTime, otherwise its '
    'other times or Engagement History chatRequestedTimeL, otherwise startTimeL.';
comment on column mart.chat.connected_at is
    'When an agent took the chat, UTC; NULL when none did. Data Access interactionStartTime, otherwise '
    'queueEndTime, otherwise Engagement History startTimeL of a chat that has an agent.';
comment on column mart.chat.ended_at is
    'When the chat ended, UTC. Data Access conversationEndTime, otherwise Engagement History endTimeL.';
comment on column mart.chat.type is
    'LIVE_CHAT or MESSAGING. Data Access field type; a chat that only history knows is a LIVE_CHAT.';
comment on column mart.chat.agent_id is
    'The (last) agent; NULL when none. Engagement History and Data Access field agentId.';
comment on column mart.chat.agent_name is
    'Full name of the agent, otherwise the nickname, at the time of the chat; NULL when history does not know the '
    'agent, see mart.agent.';
comment on column mart.chat.agent_group_id is
    'Group of that agent at the time; -1 is the root group; NULL when history does not know the agent. Engagement '
    'History field agentGroupId.';
comment on column mart.chat.agent_group_name is 'Name of that group. Engagement History field agentGroupName.';
comment on column mart.chat.skill_id is
    'The (last) skill; -1 is unassigned. Engagement History skillId, Data Access skillID.';
comment on column mart.chat.skill_name is
    'Name of the skill at the time; NULL when history does not know it, see mart.skill.';
comment on column mart.chat.campaign_id is
    'The campaign that offered the chat. Engagement History and Data Access field campaignId.';
comment on column mart.chat.campaign_name is
    'Name of the campaign at the time; NULL when history does not know it, see mart.campaign.';
comment on column mart.chat.campaign_engagement_id is
    'The engagement (button, invitation) of the campaign. Field campaignEngagementId of both.';
comment on column mart.chat.campaign_engagement_name is
    'Name of that engagement. Engagement History field campaignEngagementName.';
comment on column mart.chat.goal_name is 'Goal of the campaign. Engagement History field goalName.';
comment on column mart.chat.lob_name is 'Line of business. Engagement History field lobName.';
comment on column mart.chat.visitor_profile_name is
    'Visitor profile (audience) it was offered to. Engagement History field visitorProfileName.';
comment on column mart.chat.visitor_behavior_name is
    'Visitor behavior it was offered for. Engagement History field visitorBehaviorName.';
comment on column mart.chat.visitor_id is 'Id of the visitor. Engagement History and Data Access field visitorId.';
comment on column mart.chat.visit_id is 'Id of the visit to the site. Data Access field visitId.';
comment on column mart.chat.consumer_id is 'Id of the consumer, messaging only. Data Access field consumerId.';
comment on column mart.chat.visitor_name is
    'Name of the visitor as shown in the chat. Engagement History field visitorName.';
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
    'History an agent.';
comment on column mart.chat.is_abandoned is
    'Whether no agent took the chat before it ended: the opposite of is_connected.';
comment on column mart.chat.is_interactive is
    'Whether both visitor and agent wrote (history); without history, whether the visitor wrote in the last part '
    '(Data Access). Field isInteractive.';
comment on column mart.chat.is_transferred is
    'Whether the chat went to another agent or skill: it has a transfer (Data Access), or ended by one (reason '
    '101, 106), or began by one (start reason 2 of Data Access, 1 of history). History''s engagementSequence is '
    'not used: upstream does not say where it begins.';
comment on column mart.chat.transfer_count is 'Number of transfers; NULL without Data Access, which alone lists them.';
comment on column mart.chat.wait_s is
    'Seconds that the visitor of a connected chat waited for the first agent: queueStartTime (else '
    'conversationStartTime) to queueEndTime (else interactionStartTime) of Data Access; otherwise '
    'chatRequestedTimeL to startTimeL of history. NULL when abandoned.';
comment on column mart.chat.abandon_wait_s is
    'Seconds that the visitor of an abandoned chat waited until it ended: queueStartTime (else '
    'conversationStartTime) to conversationEndTime of Data Access; otherwise chatRequestedTimeL to endTimeL of '
    'history. NULL when connected.';
comment on column mart.chat.duration_s is
    'Seconds from being connected to the end: interactionStartTime (else queueEndTime) to conversationEndTime of '
    'Data Access; otherwise duration of history. NULL when abandoned.';
comment on column mart.chat.first_response_s is
    'Seconds from connected_at to the first line by an agent at or after it that the visitor sees. NULL when '
    'there is none.';
comment on column mart.chat.handling_s is
    'Handling time in seconds: from connected_at to the last line of agent or visitor that the visitor sees. '
    'Unlike duration_s without the time a chat stays open when nobody writes any more. NULL without such a line.';
comment on column mart.chat.visitor_line_count is 'Lines by the visitor in the transcript.';
comment on column mart.chat.agent_line_count is 'Lines by agents in the transcript that the visitor sees.';
comment on column mart.chat.mcs_score is
    'Meaningful Connection Score of the whole chat, 0 to 100; NULL when not scored. Engagement History field '
    'chatMCS.';
comment on column mart.chat.survey_score is
    'Average of the scores (mart.survey_response.score) of the survey after the chat, to two digits; NULL when no '
    'answer is a number.';
comment on column mart.chat.has_post_chat_answer is
    'Whether the visitor answered a question of the survey after the chat.';
comment on column mart.chat.has_lead is 'Whether the site reported a lead during the chat''s visit (mart.lead).';
comment on column mart.chat.has_purchase is
    'Whether the site reported a purchase during the chat''s visit (mart.purchase).';
comment on column mart.chat.has_data_access is 'Whether a Data Access file told of the chat.';
comment on column mart.chat.has_history is 'Whether Engagement History told of the chat.';
comment on column mart.chat.is_history_complete is
    'Whether history''s copy is whole and enriched; FALSE: surveys, purchases and leads may still come.';
