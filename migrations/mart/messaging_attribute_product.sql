create or replace view mart.messaging_attribute_product as
select
    p.account_id, p.conversation_id, encode(p.attribute_key, 'hex') as attribute_id, p.product_position,
    c.started_at as conversation_started_at, a.type, p.name, p.category, p.sku, p.price, a.currency, p.quantity,
    p.status_in_stock, p.quantity_in_stock, greatest(c.loaded_at, a.loaded_at) as changed_at
from liveperson.messaging_attribute_product p
left join liveperson.messaging_attribute a
    on a.account_id = p.account_id and a.conversation_id = p.conversation_id and a.attribute_key = p.attribute_key
left join liveperson.messaging_conversation c
    on c.account_id = p.account_id and c.conversation_id = p.conversation_id;
comment on view mart.messaging_attribute_product is
    'Fact: Products of the attributes of conversations (cart, purchase, viewed product), one row each. Joins '
    'mart.messaging_attribute on (account_id, conversation_id, attribute_id). Needs feed messaging_interactions; empty '
    'while it is missing. Filter on account_id and conversation_started_at, or on the key.';
comment on column mart.messaging_attribute_product.account_id is 'LivePerson account (site) number.';
comment on column mart.messaging_attribute_product.conversation_id is
    'The conversation, as in mart.messaging_conversation.';
comment on column mart.messaging_attribute_product.attribute_id is 'The attribute, as in mart.messaging_attribute.';
comment on column mart.messaging_attribute_product.product_position is 'Order within the attribute, counted from 0.';
comment on column mart.messaging_attribute_product.conversation_started_at is
    'When the conversation began, UTC (mart.messaging_conversation.started_at).';
comment on column mart.messaging_attribute_product.type is
    'Name of the attribute: cartStatus, purchase or viewedProduct.';
comment on column mart.messaging_attribute_product.name is 'Name of the product. Field product.name.';
comment on column mart.messaging_attribute_product.category is 'Category of the product. Field product.category.';
comment on column mart.messaging_attribute_product.sku is 'Stock keeping unit of the product. Field product.sku.';
comment on column mart.messaging_attribute_product.price is 'Price of one, in currency. Field product.price.';
comment on column mart.messaging_attribute_product.currency is
    'Currency of the price; NULL when the site did not say. Field currency of the attribute.';
comment on column mart.messaging_attribute_product.quantity is
    'How many; NULL when the site did not say. Field quantity.';
comment on column mart.messaging_attribute_product.status_in_stock is
    'Availability, in the words of the site. Field statusInStock.';
comment on column mart.messaging_attribute_product.quantity_in_stock is 'How many are in stock. Field quantityInStock.';
comment on column mart.messaging_attribute_product.changed_at is
    'When the attribute was stored, or the conversation or a part of it last changed here, UTC, clock of the database.';
