create or replace view mart.purchase_report as
select
    a.account_id, 'chat' as source, a.engagement_id as source_id, a.position, null::text as attribute_id,
    a.server_at as reported_at, a.order_id, a.total, a.currency, a.item_count,
    (
        select h.loaded_at from liveperson.engagement h
        where h.account_id = a.account_id and h.engagement_id = a.engagement_id
    ) as changed_at
from liveperson.engagement_attribute a
where a.type = 'purchase'
union all
select
    m.account_id, 'messaging', m.conversation_id, null, encode(m.attribute_key, 'hex'),
    m.server_at, m.order_id, m.total, m.currency, m.item_count,
    greatest(m.loaded_at, (
        select c.loaded_at from liveperson.messaging_conversation c
        where c.account_id = m.account_id and c.conversation_id = m.conversation_id
    ))
from liveperson.messaging_attribute m
where m.type = 'purchase'
union all
select
    v.account_id, 'visit', v.visit_id, v.position, null,
    v.reported_at, v.order_id, v.total, v.currency, v.item_count,
    (
        select b.loaded_at from liveperson.visit_body b
        where b.account_id = v.account_id and b.visit_id = v.visit_id and b.body_kind = 'attribute'
    )
from liveperson.visit_attribute v
where v.type = 'Purchase';
comment on view mart.purchase_report is
    'Fact: Reports of purchases by the site, one row each, of chats, conversations of messaging and visits. One purchase is '
    'reported in several places, and again when a page is loaded again: to count purchases use mart.purchase_order, or '
    'mart.purchase for those of chats. Key: account_id, source, source_id, position, attribute_id. Needs feed '
    'engagement_history, messaging_interactions or web_session; what only a missing one knows is not here. Filter on '
    'account_id and reported_at, or order_id.';
comment on column mart.purchase_report.account_id is 'LivePerson account (site) number.';
comment on column mart.purchase_report.source is
    'Where it was reported: chat (mart.purchase has it too), messaging or visit.';
comment on column mart.purchase_report.source_id is 'Id of that chat, conversation or visit.';
comment on column mart.purchase_report.position is
    'Order within the chat or the visit, counted from 0; NULL for conversations.';
comment on column mart.purchase_report.attribute_id is
    'Id of the attribute of a conversation, as in mart.messaging_attribute; NULL for chats and visits.';
comment on column mart.purchase_report.reported_at is
    'When it was reported, UTC: when upstream processed it (chats, conversations), or when the site sent it (visits). '
    'Filter on it: it is indexed.';
comment on column mart.purchase_report.order_id is 'Id of the order; NULL when the site gave none. Field orderId.';
comment on column mart.purchase_report.total is
    'Value of the purchase, in currency. Never add up several currencies. Field total.';
comment on column mart.purchase_report.currency is
    'Currency of the total; NULL when the site did not say, and for visits: Data Access has no currency.';
comment on column mart.purchase_report.item_count is 'Number of items bought. Field cart.numItems.';
comment on column mart.purchase_report.changed_at is
    'When the chat, conversation or visit that reported it was last changed here, UTC, clock of the database.';
