-- The reports of an order are looked up by its id; the last one gives the row, so that a condition on its time reaches an index.
create or replace view mart.purchase_order as
select
    r.account_id, r.order_id, r.reported_at as last_reported_at, o.first_reported_at,
    r.total, coalesce(r.currency, o.known_currency) as currency, r.item_count,
    o.report_count, o.chat_ids, o.conversation_ids, o.visit_ids, o.changed_at
from mart.purchase_report r
cross join lateral (
    select
        min(p.reported_at) as first_reported_at, count(*) as report_count,
        -- Data Access has no currency.
        case when min(p.currency) = max(p.currency) then min(p.currency) end as known_currency,
        coalesce(array_agg(distinct p.source_id) filter (where p.source = 'chat'), '{}') as chat_ids,
        coalesce(array_agg(distinct p.source_id) filter (where p.source = 'messaging'), '{}') as conversation_ids,
        coalesce(array_agg(distinct p.source_id) filter (where p.source = 'visit'), '{}') as visit_ids,
        max(p.changed_at) as changed_at,
        bool_or(
            (coalesce(p.reported_at, '-infinity'), p.source, p.source_id, coalesce(p.position, 0), coalesce(p.attribute_id, ''))
            > (coalesce(r.reported_at, '-infinity'), r.source, r.source_id, coalesce(r.position, 0), coalesce(r.attribute_id, ''))
        ) as has_later
    from mart.purchase_report p
    where p.account_id = r.account_id and p.order_id = r.order_id
) o
where r.order_id <> '' and not o.has_later;
comment on view mart.purchase_order is
    'Fact: Orders that the site reported, one row each, however many chats, conversations and visits report it: totals may be '
    'added up, by currency. Purchases without an order id are not here: mart.purchase_report has them. Needs feed '
    'engagement_history, messaging_interactions or web_session; what only a missing one knows is not here. Filter on '
    'account_id and last_reported_at, or on the key.';
comment on column mart.purchase_order.account_id is 'LivePerson account (site) number.';
comment on column mart.purchase_order.order_id is 'Id of the order. Field orderId.';
comment on column mart.purchase_order.last_reported_at is
    'When it was last reported, UTC, as reported_at of mart.purchase_report. Filter on it: it is indexed.';
comment on column mart.purchase_order.first_reported_at is 'When it was first reported, UTC.';
comment on column mart.purchase_order.total is
    'Value of the order, in currency, by the last report. Never add up several currencies.';
comment on column mart.purchase_order.currency is
    'Currency of the total by the last report; where that has none, the one that all other reports name; otherwise NULL.';
comment on column mart.purchase_order.item_count is 'Number of items bought, by the last report.';
comment on column mart.purchase_order.report_count is 'How many reports there are.';
comment on column mart.purchase_order.chat_ids is
    'Chats in whose visit it was reported, sorted; empty when none. Two chats of one visit both have it.';
comment on column mart.purchase_order.conversation_ids is
    'Conversations of messaging in which it was reported, sorted; empty when none.';
comment on column mart.purchase_order.visit_ids is
    'Visits in which it was reported, sorted; empty when none, and while feed web_session is missing.';
comment on column mart.purchase_order.changed_at is
    'When a chat, conversation or visit that reported the order was last changed here, UTC, clock of the database.';
