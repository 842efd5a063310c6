create or replace view mart.viewed_product as
select
    a.account_id, a.engagement_id as chat_id, a.position, p.product_position,
    a.original_at as reported_at, a.server_at as processed_at,
    p.name, p.category, p.sku, p.price, a.currency, p.quantity,
    p.status_in_stock, p.quantity_in_stock,
    h.loaded_at as changed_at
from liveperson.engagement_attribute a
join liveperson.engagement_attribute_product p
    on p.account_id = a.account_id and p.engagement_id = a.engagement_id and p.position = a.position
left join liveperson.engagement h on h.account_id = a.account_id and h.engagement_id = a.engagement_id
where a.type in ('viewedProduct', 'viewProduct');
comment on view mart.viewed_product is
    'Fact: Products the visitor looked at, one row per product of each report. From engagement attributes; joins '
    'mart.chat on (account_id, chat_id). Needs feed engagement_history; empty while it is missing. Arrives up to 2 '
    'hours after the end of the chat.';
comment on column mart.viewed_product.account_id is 'LivePerson account (site) number.';
comment on column mart.viewed_product.chat_id is 'The chat in whose visit it was reported.';
comment on column mart.viewed_product.position is 'Order within the chat, counted from 0.';
comment on column mart.viewed_product.product_position is 'Order within the attribute, counted from 0.';
comment on column mart.viewed_product.reported_at is
    'When the site reported it, UTC; NULL when upstream does not say. Engagement History field originalTimeStamp.';
comment on column mart.viewed_product.processed_at is
    'When upstream processed it, UTC. Filter on it: it is indexed. Engagement History field serverTimeStamp.';
comment on column mart.viewed_product.name is 'Name of the product. Field product.name.';
comment on column mart.viewed_product.category is 'Category of the product. Field product.category.';
comment on column mart.viewed_product.sku is 'Stock keeping unit of the product. Field product.sku.';
comment on column mart.viewed_product.price is 'Price of one, in currency. Field product.price.';
comment on column mart.viewed_product.currency is
    'Currency of the price; NULL when the site did not say. Field currency of the attribute.';
comment on column mart.viewed_product.quantity is 'How many; NULL when the site did not say. Field quantity.';
comment on column mart.viewed_product.status_in_stock is
    'Availability, in the words of the site. Field product.statusInStock.';
comment on column mart.viewed_product.quantity_in_stock is 'How many are in stock. Field product.quantityInStock.';
comment on column mart.viewed_product.changed_at is
    'When the chat or a part of it was last changed in Engagement History''s copy, UTC, clock of the database.';
