create or replace view mart.purchase_product as
select
    a.account_id, a.chat_id, a.position, p.product_position,
    a.reported_at, a.processed_at,
    p.name, p.category, p.sku, p.price, a.currency, p.quantity,
    a.changed_at
from mart.purchase a
join liveperson.engagement_attribute_product p
    on p.account_id = a.account_id and p.engagement_id = a.chat_id and p.position = a.position;
comment on view mart.purchase_product is
    'Fact: Products of purchases, one row each. Joins mart.purchase on (account_id, chat_id, position). From '
    'engagement attributes; joins mart.chat on (account_id, chat_id). Needs feed engagement_history; empty while it '
    'is missing. Arrives up to 2 hours after the end of the chat.';
comment on column mart.purchase_product.account_id is 'LivePerson account (site) number.';
comment on column mart.purchase_product.chat_id is 'The chat in whose visit it was reported.';
comment on column mart.purchase_product.position is 'Order within the chat, counted from 0.';
comment on column mart.purchase_product.product_position is 'Order within the attribute, counted from 0.';
comment on column mart.purchase_product.reported_at is
    'When the site reported it, UTC; NULL when upstream does not say. Engagement History field originalTimeStamp.';
comment on column mart.purchase_product.processed_at is
    'When upstream processed it, UTC. Filter on it: it is indexed. Engagement History field serverTimeStamp.';
comment on column mart.purchase_product.name is 'Name of the product. Field product.name.';
comment on column mart.purchase_product.category is 'Category of the product. Field product.category.';
comment on column mart.purchase_product.sku is 'Stock keeping unit of the product. Field product.sku.';
comment on column mart.purchase_product.price is 'Price of one, in currency. Field product.price.';
comment on column mart.purchase_product.currency is
    'Currency of the price; NULL when the site did not say. Field currency of the attribute.';
comment on column mart.purchase_product.quantity is 'How many; NULL when the site did not say. Field quantity.';
comment on column mart.purchase_product.changed_at is
    'When the chat or a part of it was last changed in Engagement History''s copy, UTC, clock of the database.';
