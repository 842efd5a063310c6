-- Each day that may have a visit is read through the index on account and start: a condition on the day reads that day.
create or replace view mart.visit_funnel as
select
    a.account_id, d.day, f.campaign_id,
    f.visits, f.page_views, f.visits_with_impression, f.visits_with_accept, f.visits_with_chat, f.visits_converted,
    f.goals_achieved,
    t.started_at as day_started_at
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
cross join lateral (
    select
        k.campaign_id,
        count(*) as visits,
        sum(v.page_views) as page_views,
        count(*) filter (where coalesce(k.is_shown, v.impressions_shown > 0)) as visits_with_impression,
        count(*) filter (where coalesce(k.is_accepted, v.impressions_accepted > 0)) as visits_with_accept,
        count(*) filter (where v.has_chat) as visits_with_chat,
        count(*) filter (where v.is_converted) as visits_converted,
        sum(v.goals_achieved) as goals_achieved
    from mart.visit v
    left join lateral (
        select c.campaign_id, bool_or(c.is_shown) as is_shown, bool_or(c.is_accepted) as is_accepted
        from (
            select
                i.campaign_id,
                i.impression_type is not distinct from 'Show' as is_shown,
                i.impression_type is not distinct from 'Accept' as is_accepted
            from liveperson.impression i
            where i.account_id = v.account_id and i.visit_id = v.visit_id
            union all
            select e.campaign_id, false, false
            from liveperson.campaign_eligibility e
            where e.account_id = v.account_id and e.visit_id = v.visit_id
        ) c
        where c.campaign_id is not null
        group by c.campaign_id
    ) k on true
    where v.account_id = a.account_id and v.started_at >= t.started_at and v.started_at < t.ended_at
    group by k.campaign_id
) f;
comment on view mart.visit_funnel is
    'From visits to goals, one row per account, day and campaign: how many visits went how far. A visit is of each '
    'campaign that it was eligible for or that an impression of it names, so it counts in several rows; without any '
    'it counts in the row whose campaign_id is NULL. Days without visits have no row. The rows of a day do not add '
    'up: for totals count mart.visit, where each visit is one row, e.g. select started_on, count(*) as visits, '
    'sum(page_views) as page_views, count(*) filter (where impressions_shown > 0) as visits_with_impression, '
    'count(*) filter (where has_chat) as visits_with_chat, count(*) filter (where is_converted) as visits_converted '
    'from mart.visit where account_id = … and started_at >= … group by started_on. Visits without any time are not '
    'here, nor those of before 2000. Needs feed web_session; empty while it is missing; for chats see mart.visit. '
    'Filter on account_id and day.';
comment on column mart.visit_funnel.account_id is 'LivePerson account (site) number.';
comment on column mart.visit_funnel.day is
    'Day on which the visits began, in the time zone of the account (mart.account_setting).';
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
comment on column mart.visit_funnel.day_started_at is 'First moment of the day, UTC: what a chart over time wants.';
