-- How many visits lead to page views, impressions, chats and goals? The ten campaign days with most visits.
select
    f.account_id,
    f.day,
    coalesce(f.campaign_id, 'no campaign') as campaign,
    f.visits,
    f.page_views,
    f.visits_with_impression as with_impression,
    f.visits_with_chat as with_chat,
    f.visits_converted as converted,
    f.goals_achieved as goals
from mart.visit_funnel f
order by f.visits desc, f.account_id, f.day, f.campaign_id
limit 10;
