create or replace view mart.achieved_goal as
select
    g.account_id, g.visit_id, g.position,
    mart.local_day(g.achieved_at, a.time_zone) as achieved_on,
    g.achieved_at, g.goal_id, g.goal_revision,
    case g.metadata_type when 'UrlGoalMetadata' then 'page' when 'PurchaseMetadata' then 'purchase'
        when 'ReduceAbandonmentGoalMetadata' then 'less_abandonment'
        when 'IncreaseInteractionGoalMetadata' then 'more_interaction'
        when 'LeadMetaData' then 'lead' when 'ServiceActivityMetaData' then 'service_activity'
        else g.metadata_type end as kind,
    g.url, g.order_id, g.total, g.cart_total, g.cart_item_count, g.page_count,
    g.lead_id, g.lead_value, g.topic, g.service_id, g.service_category,
    (
        select n.name from liveperson.service_status n where n.source = 'data_access' and n.id = g.service_status_id
    ) as service_status,
    b.visitor_id,
    b.loaded_at as changed_at
from liveperson.achieved_goal g
left join mart.account_setting a on a.account_id = g.account_id
left join liveperson.visit_body b
    on b.account_id = g.account_id and b.visit_id = g.visit_id and b.body_kind = 'goal';
comment on view mart.achieved_goal is
    'Fact: Goals of campaigns that visitors achieved (conversions), one row each, with or without a chat. Joins '
    'mart.visit on (account_id, visit_id). Needs feed web_session; empty while it is missing. Filter on achieved_at, '
    'or on the key.';
comment on column mart.achieved_goal.account_id is 'LivePerson account (site) number.';
comment on column mart.achieved_goal.visit_id is 'The visit it belongs to.';
comment on column mart.achieved_goal.position is 'Order within the visit as upstream lists it, counted from 0.';
comment on column mart.achieved_goal.achieved_on is
    'Day on which it was achieved, in the time zone of the account (account_setting). To find a day fast, filter on '
    'achieved_at as well.';
comment on column mart.achieved_goal.achieved_at is 'When it was achieved, UTC. Data Access field timestamp.';
comment on column mart.achieved_goal.goal_id is
    'Id of the goal; joins mart.impression. Data Access field campaignGoalId.';
comment on column mart.achieved_goal.goal_revision is 'Revision of the goal. Data Access field campaignGoalRevision.';
comment on column mart.achieved_goal.kind is
    'What achieved it: page (was reached), purchase, less_abandonment (enough pages were viewed), more_interaction '
    '(an engagement was used), lead or service_activity; a record without a name here as upstream names it; NULL '
    'when it names none. Record in Data Access field goalMetaData.';
comment on column mart.achieved_goal.url is 'The page, of kind page. Data Access field goalMetaData.url. Personal.';
comment on column mart.achieved_goal.order_id is
    'Id of the order, of a purchase. Data Access field goalMetaData.orderId.';
comment on column mart.achieved_goal.total is
    'Value of the purchase, in the currency of the site, which upstream does not name. Data Access field '
    'goalMetaData.total.';
comment on column mart.achieved_goal.cart_total is
    'Value of the cart, of a purchase. Data Access field goalMetaData.cartStatus.total.';
comment on column mart.achieved_goal.cart_item_count is
    'Number of items in the cart. Data Access field goalMetaData.cartStatus.numItems.';
comment on column mart.achieved_goal.page_count is
    'Pages that were viewed, of less_abandonment. Data Access field goalMetaData.numberOfPages.';
comment on column mart.achieved_goal.lead_id is 'Id of the lead. Data Access field goalMetaData.leadId. Personal.';
comment on column mart.achieved_goal.lead_value is
    'Value of the lead, in the currency of the site. Data Access field goalMetaData.value.';
comment on column mart.achieved_goal.topic is
    'Topic of the lead or of the service activity. Data Access field goalMetaData.topic.';
comment on column mart.achieved_goal.service_id is 'Id of the service. Data Access field goalMetaData.serviceId.';
comment on column mart.achieved_goal.service_category is
    'Category of the service activity. Data Access field goalMetaData.category.';
comment on column mart.achieved_goal.service_status is
    'Status of the service activity in words; NULL for a code without a name. Data Access field goalMetaData.status.';
comment on column mart.achieved_goal.visitor_id is 'Id of the visitor. Data Access field visitorId.';
comment on column mart.achieved_goal.changed_at is
    'When the goals of the visit were last changed here, UTC, clock of the database.';
