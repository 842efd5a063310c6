-- The facts are first reduced to what differs, which is little, and only that is sorted.
create or replace view mart.campaign as
with seen as (
    select
        e.account_id, e.campaign_id, e.campaign_name as name, e.goal_name, e.lob_name, max(e.started_at) as seen_at
    from liveperson.engagement e
    group by e.account_id, e.campaign_id, e.campaign_name, e.goal_name, e.lob_name
    union all
    select c.account_id, c.campaign_id, null, null, null, max(c.started_at)
    from liveperson.conversation c
    group by c.account_id, c.campaign_id
    union all
    select m.account_id, m.campaign_id, m.campaign_name, m.goal_name, m.lob_name, max(m.started_at)
    from liveperson.messaging_conversation m
    group by m.account_id, m.campaign_id, m.campaign_name, m.goal_name, m.lob_name
)
select
    s.account_id, s.campaign_id,
    coalesce(
        (array_agg(s.name order by s.seen_at desc nulls last) filter (where s.name <> ''))[1], s.campaign_id
    ) as name,
    (array_agg(s.goal_name order by s.seen_at desc nulls last) filter (where s.goal_name <> ''))[1] as goal_name,
    (array_agg(s.lob_name order by s.seen_at desc nulls last) filter (where s.lob_name not in ('', 'NA')))[1]
        as lob_name,
    max(s.seen_at) as last_seen_at
from seen s
where s.campaign_id is not null
group by s.account_id, s.campaign_id;
comment on view mart.campaign is
    'Campaigns, one row each: all that a chat or a conversation of messaging names; the latest name wins. Needs feed '
    'engagement_history or messaging_interactions for names; while they are missing the id stands for the name.';
comment on column mart.campaign.account_id is 'LivePerson account (site) number.';
comment on column mart.campaign.campaign_id is 'Id of the campaign.';
comment on column mart.campaign.name is
    'Name of the campaign, or its id while no name is known. Engagement History and Messaging Interactions field '
    'campaignName.';
comment on column mart.campaign.goal_name is
    'Goal of the campaign. Engagement History and Messaging Interactions field goalName.';
comment on column mart.campaign.lob_name is
    'Line of business of the campaign; NULL when none. Engagement History and Messaging Interactions field '
    'lobName.';
comment on column mart.campaign.last_seen_at is 'Last chat or conversation of the campaign, UTC.';
