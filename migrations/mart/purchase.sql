-- A site reports an order again when its page is loaded again.
create or replace view mart.purchase as
select
    a.account_id, a.engagement_id as chat_id, a.position,
    a.original_at as reported_at, a.server_at as processed_at, a.is_authenticated,
    a.order_id, a.total, a.currency, a.item_count,
    h.loaded_at as changed_at
from liveperson.engagement_attribute a
left join liveperson.engagement h on h.account_id = a.account_id and h.engagement_id = a.engagement_id
where a.type = 'purchase' and not exists (
    select from liveperson.engagement_attribute b
    where b.account_id = a.account_id and b.engagement_id = a.engagement_id and b.type = 'purchase'
        and b.order_id = a.order_id
        and (coalesce(b.server_at, '-infinity'), b.position) > (coalesce(a.server_at, '-infinity'), a.position)
);
comment on view mart.purchase is
    'Fact: Purchases that the site reported of visitors who chatted, one row per chat and order: of several reports of an '
    'order the last counts; a report without order_id is one. From engagement attributes; joins mart.chat on '
    '(account_id, chat_id). Two chats of one visit both have its purchases: to add up over chats, use mart.purchase_order. '
    'Needs feed engagement_history; empty while it is missing. Arrives up to 2 hours after the end of the chat.';
comment on column mart.purchase.account_id is 'LivePerson account (site) number.';
comment on column mart.purchase.chat_id is 'The chat in whose visit it was reported.';
comment on column mart.purchase.position is 'Order within the chat, counted from 0.';
comment on column mart.purchase.reported_at is
    'When the site reported it, UTC; NULL when upstream does not say. Engagement History field originalTimeStamp.';
comment on column mart.purchase.processed_at is
    'When upstream processed it, UTC. Filter on it: it is indexed. Engagement History field serverTimeStamp.';
comment on column mart.purchase.is_authenticated is
    'Whether the visitor had signed in. Engagement History field isAuthenticated.';
comment on column mart.purchase.order_id is 'Id of the order. Field purchase.orderId.';
comment on column mart.purchase.total is
    'Value of the purchase, in currency. Never add up several currencies. Field purchase.total.';
comment on column mart.purchase.currency is
    'Currency of the total, e.g. USD; NULL when the site did not say. Field purchase.currency.';
comment on column mart.purchase.item_count is 'Number of items bought. Field purchase.cart.numItems.';
comment on column mart.purchase.changed_at is
    'When the chat or a part of it was last changed in Engagement History''s copy, UTC, clock of the database.';
