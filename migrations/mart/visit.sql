-- A branch for each place that the start can be in, so that a condition on account and start reaches an index in each.
-- Subqueries give values instead of asking what exists: so each is a probe of a key, and never a list of everything.
create or replace view mart.visit as
select
    v.account_id, v.visit_id,
    mart.local_day(v.started_at, a.time_zone) as started_on,
    v.started_at,
    e.ended_at,
    mart.seconds_between(v.started_at, e.ended_at) as duration_s,
    b.visitor_id,
    p.entry_page_url, p.exit_page_url,
    p.page_views,
    nullif(s.device_family, 'NA') as device,
    nullif(s.device_os, 'NA') as operating_system,
    nullif(g.country, '') as country,
    nullif(g.state, '') as region,
    nullif(g.city, '') as city,
    nullif(s.control_group, 'NA') as control_group,
    nullif(s.search_engine, '') as search_engine,
    i.impressions_shown, i.impressions_accepted,
    d.goals_achieved > 0 as is_converted,
    d.goals_achieved,
    c.chat_ids is not null as has_chat,
    c.chat_ids[1] as chat_id,
    b.changed_at,
    coalesce(c.chat_ids, '{}') as chat_ids
from (
    select s.account_id, s.visit_id, s.started_at
    from liveperson.visit s
    where s.started_at is not null and (
        select b.is_identified from liveperson.visit_body b
        where b.account_id = s.account_id and b.visit_id = s.visit_id and b.body_kind = 'session_info'
    )
    union all
    select p.account_id, p.visit_id, p.viewed_at
    from liveperson.page_view p
    where p.viewed_at is not null and (
        select s.started_at from liveperson.visit s where s.account_id = p.account_id and s.visit_id = p.visit_id
    ) is null and (
        select o.position from liveperson.page_view o
        where o.account_id = p.account_id and o.visit_id = p.visit_id and o.viewed_at is not null
        order by o.viewed_at, o.position limit 1
    ) = p.position and (
        select coalesce(min(o.shown_at) >= p.viewed_at, true) from liveperson.impression o
        where o.account_id = p.account_id and o.visit_id = p.visit_id
    ) and (
        select b.is_identified from liveperson.visit_body b
        where b.account_id = p.account_id and b.visit_id = p.visit_id and b.body_kind = 'navigation'
    )
    union all
    select i.account_id, i.visit_id, i.shown_at
    from liveperson.impression i
    where i.shown_at is not null and (
        select s.started_at from liveperson.visit s where s.account_id = i.account_id and s.visit_id = i.visit_id
    ) is null and (
        select o.position from liveperson.impression o
        where o.account_id = i.account_id and o.visit_id = i.visit_id and o.shown_at is not null
        order by o.shown_at, o.position limit 1
    ) = i.position and (
        select coalesce(min(o.viewed_at) > i.shown_at, true) from liveperson.page_view o
        where o.account_id = i.account_id and o.visit_id = i.visit_id
    ) and (
        select b.is_identified from liveperson.visit_body b
        where b.account_id = i.account_id and b.visit_id = i.visit_id and b.body_kind = 'impression'
    )
    union all
    select b.account_id, b.visit_id, null
    from liveperson.visit_body b
    where b.is_identified and b.body_kind = (
        select min(o.body_kind) from liveperson.visit_body o
        where o.account_id = b.account_id and o.visit_id = b.visit_id
    ) and coalesce(
        (select s.started_at from liveperson.visit s where s.account_id = b.account_id and s.visit_id = b.visit_id),
        (
            select min(o.viewed_at) from liveperson.page_view o
            where o.account_id = b.account_id and o.visit_id = b.visit_id
        ),
        (
            select min(o.shown_at) from liveperson.impression o
            where o.account_id = b.account_id and o.visit_id = b.visit_id
        )
    ) is null
) v
left join mart.account_setting a on a.account_id = v.account_id
left join liveperson.visit s on s.account_id = v.account_id and s.visit_id = v.visit_id
-- Each by its key, visit by visit, and not at all when no column of it is asked for.
left join lateral (
    select
        max(o.loaded_at) as changed_at,
        (array_agg(o.visitor_id order by o.body_kind) filter (where o.visitor_id is not null))[1] as visitor_id
    from liveperson.visit_body o
    where o.account_id = v.account_id and o.visit_id = v.visit_id
) b on true
left join lateral (
    select
        count(*) as page_views,
        max(o.viewed_at) as last_at,
        (array_agg(o.url order by o.viewed_at, o.position))[1] as entry_page_url,
        (array_agg(o.url order by o.viewed_at desc, o.position desc))[1] as exit_page_url
    from liveperson.page_view o
    where o.account_id = v.account_id and o.visit_id = v.visit_id
) p on true
left join lateral (
    select
        count(*) filter (where o.impression_type = 'Show') as impressions_shown,
        count(*) filter (where o.impression_type = 'Accept') as impressions_accepted,
        max(o.shown_at) as last_at
    from liveperson.impression o
    where o.account_id = v.account_id and o.visit_id = v.visit_id
) i on true
cross join lateral (
    -- A survey before the chat takes its time: the chat begins some minutes after the click.
    select
        greatest(v.started_at, p.last_at, i.last_at) as ended_at,
        greatest(v.started_at, p.last_at, i.last_at) + interval '10 minutes' as chat_until_at
) e
left join lateral (
    select count(*) as goals_achieved
    from liveperson.achieved_goal o
    where o.account_id = v.account_id and o.visit_id = v.visit_id
) d on true
left join lateral (
    select
        (array_agg(o.country order by o.position))[1] as country,
        (array_agg(o.state order by o.position))[1] as state,
        (array_agg(o.city order by o.position))[1] as city
    from liveperson.visit_location o
    where o.account_id = v.account_id and o.visit_id = v.visit_id
) g on true
-- Chats are looked up by their start, which has an index, unlike their visit and visitor. A chat that names a visit
-- belongs to no other one; when no file tells of the visit that it names, the visitor decides.
left join lateral (
    select array_agg(o.chat_id order by o.started_at, o.chat_id) as chat_ids
    from (
        select k.chat_id, min(k.started_at) as started_at
        from (
            select n.conversation_id as chat_id, n.started_at, n.visit_id, n.visitor_id
            from liveperson.conversation n
            where n.account_id = v.account_id and n.started_at >= v.started_at and n.started_at <= e.chat_until_at
            union all
            select n.conversation_id, n.queue_started_at, n.visit_id, n.visitor_id
            from liveperson.conversation n
            where n.account_id = v.account_id and n.started_at is null
                and n.queue_started_at >= v.started_at and n.queue_started_at <= e.chat_until_at
            union all
            select h.engagement_id, h.requested_at, n.visit_id, h.visitor_id
            from liveperson.engagement h
            left join liveperson.conversation n on n.account_id = h.account_id and n.conversation_id = h.engagement_id
            where h.account_id = v.account_id and h.requested_at >= v.started_at and h.requested_at <= e.chat_until_at
                and h.visitor_id = b.visitor_id
        ) k
        where k.visit_id = v.visit_id or k.visitor_id = b.visitor_id and (
            select x.visit_id from liveperson.visit_body x
            where x.account_id = v.account_id and x.visit_id = k.visit_id limit 1
        ) is null
        group by k.chat_id
    ) o
) c on true;
comment on view mart.visit is
    'Fact: Visits to the site, one row each: every visit that upstream names, whichever of its parts have come. '
    'Without page views, for example, page_views is 0 and the pages are NULL. Joins mart.page_view, mart.impression '
    'and mart.achieved_goal on (account_id, visit_id), and mart.visit_chat to its chats. Needs feed web_session; '
    'empty while it is missing. For chats it needs engagement or engagement_history, too: without both has_chat is '
    'FALSE. A visit arrives in parts, in the files of the hour in which it ended or later. Filter on account_id and '
    'started_at.';
comment on column mart.visit.account_id is 'LivePerson account (site) number.';
comment on column mart.visit.visit_id is 'Id of the visit. Data Access field visitId.';
comment on column mart.visit.started_on is
    'Day on which the visit began, in the time zone of the account (account_setting). To find the visits of a day '
    'fast, filter on started_at as well.';
comment on column mart.visit.started_at is
    'When the visit began, UTC. Data Access startTime of the session information, otherwise the earliest time of '
    'its page views and impressions; NULL when none of them has come.';
comment on column mart.visit.ended_at is
    'The last that is known of the visit, UTC: the latest of its start, its page views and its impressions. The '
    'time on the last page is not in it.';
comment on column mart.visit.duration_s is 'Seconds from started_at to ended_at; 0 for a visit of one page view.';
comment on column mart.visit.visitor_id is
    'Id of the visitor, who may come back with another visit. Data Access field visitorId.';
comment on column mart.visit.entry_page_url is 'Address of the first page view; NULL without any. Personal.';
comment on column mart.visit.exit_page_url is 'Address of the last page view; NULL without any. Personal.';
comment on column mart.visit.page_views is 'Number of page views; 0 without any.';
comment on column mart.visit.device is
    'Kind of device: DESKTOP, TABLET or MOBILE; NULL when not known (upstream: NA). Data Access field deviceFamily.';
comment on column mart.visit.operating_system is
    'Operating system: WINDOWS, MAC_OS, LINUX, IOS or ANDROID; NULL when not known (upstream: NA). Data Access '
    'field deviceOS.';
comment on column mart.visit.country is
    'Country, by the address of the visitor, at the first place that upstream tells. Data Access field country.';
comment on column mart.visit.region is 'State or region of that place. Data Access field state.';
comment on column mart.visit.city is 'City of that place. Data Access field city. Personal.';
comment on column mart.visit.control_group is
    'Group of the site''s experiment: CONTROL (is shown nothing) or TEST; NULL when in none (upstream: NA). Data '
    'Access field siteControlGroup.';
comment on column mart.visit.search_engine is
    'Search engine that the visitor came from; NULL when from none. Data Access field searchEngine.';
comment on column mart.visit.impressions_shown is
    'Displays of engagements (buttons, invitations): impressions with action show.';
comment on column mart.visit.impressions_accepted is
    'Of the displays those that the visitor clicked: impressions with action accept.';
comment on column mart.visit.is_converted is
    'Whether the visitor achieved a goal of a campaign (goals_achieved > 0).';
comment on column mart.visit.goals_achieved is 'Number of goals achieved (mart.achieved_goal).';
comment on column mart.visit.has_chat is
    'Whether the visitor asked for a chat, or began a conversation of messaging, in the visit (mart.visit_chat).';
comment on column mart.visit.chat_id is 'The first of these chats; NULL without any. Joins mart.chat.';
comment on column mart.visit.changed_at is
    'When a part of the visit was last changed here, UTC, clock of the database. A chat that comes later does not '
    'move it; that moves changed_at of mart.visit_chat.';
comment on column mart.visit.chat_ids is 'All these chats, the first first; {} without any.';
