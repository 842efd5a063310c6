-- Each day that may have a visit is read through the index on account and start: a condition on the day reads that day.
create or replace view mart.visit_funnel as
select
    a.account_id, d.day, d.day::timestamp as day_local_at, t.started_at as day_started_at, f.campaign_id,
    f.visits, f.page_views, f.visits_with_impression, f.visits_with_accept, f.visits_with_chat, f.visits_converted,
    f.goals_achieved,
    coalesce(t.ended_at <= c.visits_through_at, false) as is_complete
from mart.account a
cross join lateral (
    select min(s.started_at) as first_at, max(s.started_at) as last_at
    from liveperson.visit s where s.account_id = a.account_id
) s
cross join lateral mart.days(
    -- No index knows the first visit without session information, so 30 days more are looked at. Bounded, so that one
    -- wrong time does not make millions of days.
    mart.local_day(greatest(
        least(coalesce(s.first_at, a.first_seen_at), now()) - interval '30 days', timestamptz '2000-01-01 00:00+00'
    ), a.time_zone),
    mart.local_day(least(greatest(s.last_at, now()), now() + interval '1 year'), a.time_zone)
) as d (day)
-- Kept apart (offset 0), or Postgres would compute the bounds of the day again for each row that it compares with them.
cross join lateral (
    select mart.day_start(d.day, a.time_zone) as started_at, mart.day_start(d.day + 1, a.time_zone) as ended_at
    offset 0
) t
-- Which visits there are, when they began and which chats are of them is as in mart.visit: change both together. That
-- asks for parts and chats visit by visit; here each part of a visit is read once, and the chats of a day once.
cross join lateral (
    with started as (
        select s.visit_id, s.started_at
        from liveperson.visit s
        where s.account_id = a.account_id and s.started_at >= t.started_at and s.started_at < t.ended_at
    ), seen as (
        -- Most page views and impressions are of visits that started that day: what is left is little, and looked up.
        select o.visit_id
        from (
            select p.visit_id
            from liveperson.page_view p
            where p.account_id = a.account_id and p.viewed_at >= t.started_at and p.viewed_at < t.ended_at
            union all
            select i.visit_id
            from liveperson.impression i
            where i.account_id = a.account_id and i.shown_at >= t.started_at and i.shown_at < t.ended_at
        ) o
        where not exists (select from started s where s.visit_id = o.visit_id)
        group by o.visit_id
    ), visit as (
        select
            u.visit_id, u.started_at,
            greatest(u.started_at, p.last_at, i.last_at) + interval '10 minutes' as chat_until_at,
            b.visitor_id, p.page_views, i.is_shown, i.is_accepted, i.campaign_ids, i.impression_types,
            (
                select count(*) from liveperson.achieved_goal o
                where o.account_id = a.account_id and o.visit_id = u.visit_id
            ) as goals_achieved
        from (
            select s.visit_id, s.started_at, 'session_info' as body_kind
            from started s
            union all
            select
                s.visit_id, least(p.first_at, i.first_at),
                case when p.first_at <= i.first_at or i.first_at is null then 'navigation' else 'impression' end
            from seen s
            cross join lateral (
                select min(o.viewed_at) as first_at
                from liveperson.page_view o
                where o.account_id = a.account_id and o.visit_id = s.visit_id
            ) p
            cross join lateral (
                select min(o.shown_at) as first_at
                from liveperson.impression o
                where o.account_id = a.account_id and o.visit_id = s.visit_id
            ) i
            where least(p.first_at, i.first_at) >= t.started_at and (
                select o.started_at from liveperson.visit o
                where o.account_id = a.account_id and o.visit_id = s.visit_id
            ) is null
        ) u
        cross join lateral (
            select count(*) as page_views, max(o.viewed_at) as last_at
            from liveperson.page_view o
            where o.account_id = a.account_id and o.visit_id = u.visit_id
        ) p
        cross join lateral (
            select
                max(o.shown_at) as last_at,
                bool_or(o.impression_type = 'Show') as is_shown, bool_or(o.impression_type = 'Accept') as is_accepted,
                array_agg(o.campaign_id) as campaign_ids, array_agg(o.impression_type) as impression_types
            from liveperson.impression o
            where o.account_id = a.account_id and o.visit_id = u.visit_id
        ) i
        -- The least array is that of the first kind: an array_agg in order would sort for each visit.
        cross join lateral (
            select
                bool_or(o.is_identified) filter (where o.body_kind = u.body_kind) as is_identified,
                (min(array[o.body_kind, o.visitor_id]) filter (where o.visitor_id is not null))[2] as visitor_id
            from liveperson.visit_body o
            where o.account_id = a.account_id and o.visit_id = u.visit_id
        ) b
        where b.is_identified
    ), chat as (
        select k.engagement_id, k.started_at, k.visit_id, k.visitor_id
        from (select max(v.chat_until_at) as until_at from visit v) u
        cross join lateral (
            select null as engagement_id, n.started_at, n.visit_id, n.visitor_id
            from liveperson.conversation n
            where n.account_id = a.account_id and n.started_at >= t.started_at and n.started_at <= u.until_at
            union all
            select null, n.queue_started_at, n.visit_id, n.visitor_id
            from liveperson.conversation n
            where n.account_id = a.account_id and n.started_at is null
                and n.queue_started_at >= t.started_at and n.queue_started_at <= u.until_at
            union all
            select h.engagement_id, h.requested_at, null, h.visitor_id
            from liveperson.engagement h
            where h.account_id = a.account_id and h.requested_at >= t.started_at and h.requested_at <= u.until_at
        ) k
    ), visit_with_chat as (
        select k.visit_id
        from (
            select v.visit_id, k.visit_id as named_visit_id
            from visit v
            join chat k
                on k.visit_id = v.visit_id and k.started_at >= v.started_at and k.started_at <= v.chat_until_at
            union all
            select
                v.visit_id,
                case when k.engagement_id is null then k.visit_id else (
                    select n.visit_id from liveperson.conversation n
                    where n.account_id = a.account_id and n.conversation_id = k.engagement_id
                ) end
            from visit v
            join chat k
                on k.visitor_id = v.visitor_id and k.started_at >= v.started_at and k.started_at <= v.chat_until_at
        ) k
        where k.named_visit_id = k.visit_id or (
            select x.visit_id from liveperson.visit_body x
            where x.account_id = a.account_id and x.visit_id = k.named_visit_id limit 1
        ) is null
        group by k.visit_id
    ), visit_campaign as (
        select
            c.visit_id, c.campaign_id,
            coalesce(bool_or(c.impression_type = 'Show'), false) as is_shown,
            coalesce(bool_or(c.impression_type = 'Accept'), false) as is_accepted
        from (
            select v.visit_id, i.campaign_id, i.impression_type
            from visit v
            cross join lateral unnest(v.campaign_ids, v.impression_types) as i (campaign_id, impression_type)
            union all
            -- Kept apart (offset 0), or Postgres may read the whole table for one day.
            select v.visit_id, e.campaign_id, null
            from visit v
            cross join lateral (
                select e.campaign_id
                from liveperson.campaign_eligibility e
                where e.account_id = a.account_id and e.visit_id = v.visit_id
                offset 0
            ) e
        ) c
        where c.campaign_id is not null
        group by c.visit_id, c.campaign_id
    )
    select
        k.campaign_id,
        count(*) as visits,
        sum(v.page_views) as page_views,
        count(*) filter (where coalesce(k.is_shown, v.is_shown)) as visits_with_impression,
        count(*) filter (where coalesce(k.is_accepted, v.is_accepted)) as visits_with_accept,
        count(c.visit_id) as visits_with_chat,
        count(*) filter (where v.goals_achieved > 0) as visits_converted,
        sum(v.goals_achieved) as goals_achieved
    from visit v
    left join visit_campaign k on k.visit_id = v.visit_id
    left join visit_with_chat c on c.visit_id = v.visit_id
    group by k.campaign_id
) f
left join fact.complete_through c on c.account_id = a.account_id;
comment on view mart.visit_funnel is
    'Aggregate: From visits to goals, one row per account, day and campaign: how many visits went how far. A visit '
    'is of each campaign that it was eligible for or that an impression of it names, so it counts in several rows; '
    'without any it counts in the row whose campaign_id is NULL. Days without visits have no row. The rows of a day '
    'do not add up: for totals count mart.visit, where each visit is one row, e.g. select started_on, count(*) as '
    'visits, sum(page_views) as page_views, count(*) filter (where impressions_shown > 0) as visits_with_impression, '
    'count(*) filter (where has_chat) as visits_with_chat, count(*) filter (where is_converted) as visits_converted '
    'from mart.visit where account_id = … and started_at >= … group by started_on. Visits without any time are not '
    'here, nor those of before 2000. Needs feed web_session; empty while it is missing; for chats see mart.visit. '
    'Filter on account_id and day.';
comment on column mart.visit_funnel.account_id is 'LivePerson account (site) number.';
comment on column mart.visit_funnel.day is
    'Day on which the visits began, in the time zone of the account (mart.account_setting). Group by it.';
comment on column mart.visit_funnel.day_local_at is
    'Midnight of day on the clock of the account, without a time zone: for tools that want a time in place of a date. '
    'Group by it or by day: truncated to the day, it stays the same day in every session.';
comment on column mart.visit_funnel.day_started_at is
    'First moment of day, UTC: to filter on, and for a chart that wants a moment. Do not truncate it and do not group '
    'by its date: east of UTC that is the day before. Group by day or day_local_at.';
comment on column mart.visit_funnel.campaign_id is
    'Id of the campaign; NULL for visits that were eligible for none and saw none. Name in mart.campaign, if a chat '
    'names the campaign.';
comment on column mart.visit_funnel.visits is 'Visits of the campaign that began on the day.';
comment on column mart.visit_funnel.page_views is 'Their page views.';
comment on column mart.visit_funnel.visits_with_impression is
    'Of the visits those that were shown an engagement of this campaign; without a campaign, any engagement.';
comment on column mart.visit_funnel.visits_with_accept is
    'Of the visits those whose visitor clicked an engagement of this campaign; without a campaign, any engagement.';
comment on column mart.visit_funnel.visits_with_chat is
    'Of the visits those with a chat (mart.visit.has_chat), whatever campaign the chat names.';
comment on column mart.visit_funnel.visits_converted is
    'Of the visits those that achieved a goal (mart.visit.is_converted), of whatever campaign.';
comment on column mart.visit_funnel.goals_achieved is 'Goals that the visits achieved, of whatever campaign.';
comment on column mart.visit_funnel.is_complete is
    'Whether feed web_session is complete through the day (mart.complete_through). FALSE: it may still grow.';
