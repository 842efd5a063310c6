create or replace view mart.visit_attribute_product as
select
    p.account_id, p.visit_id, p.position, p.product_position, s.started_at as visit_started_at, a.type, a.reported_at,
    p.name, p.category, p.sku, p.price, a.currency, p.quantity, p.status_in_stock, p.quantity_in_stock,
    (
        select max(b.loaded_at) from liveperson.visit_body b
        where b.account_id = p.account_id and b.visit_id = p.visit_id and b.body_kind = 'attribute'
    ) as changed_at
from liveperson.visit_attribute_product p
left join liveperson.visit_attribute a
    on a.account_id = p.account_id and a.visit_id = p.visit_id and a.position = p.position
left join liveperson.visit s on s.account_id = p.account_id and s.visit_id = p.visit_id;
comment on view mart.visit_attribute_product is
    'Fact: Products of the attributes of visits (cart, purchase, viewed product), one row each. Joins mart.visit_attribute on '
    '(account_id, visit_id, position). Needs feed web_session; empty while it is missing. Filter on account_id and '
    'visit_started_at, or on the key.';
comment on column mart.visit_attribute_product.account_id is 'LivePerson account (site) number.';
comment on column mart.visit_attribute_product.visit_id is 'The visit, as in mart.visit.';
comment on column mart.visit_attribute_product.position is 'Order within the visit, counted from 0.';
comment on column mart.visit_attribute_product.product_position is 'Order within the attribute, counted from 0.';
comment on column mart.visit_attribute_product.visit_started_at is
    'When the visit began, UTC, as its session data say (mart.visit.started_at where they are loaded); NULL without them.';
comment on column mart.visit_attribute_product.type is 'Name of the attribute: CartStatus, Purchase or ViewedProduct.';
comment on column mart.visit_attribute_product.reported_at is 'When the site reported it, UTC.';
comment on column mart.visit_attribute_product.name is 'Name of the product. Field product.name.';
comment on column mart.visit_attribute_product.category is 'Category of the product. Field product.category.';
comment on column mart.visit_attribute_product.sku is 'Stock keeping unit of the product. Field product.sku.';
comment on column mart.visit_attribute_product.price is 'Price of one, in currency. Field product.price.';
comment on column mart.visit_attribute_product.currency is
    'Currency of the price; NULL when the site did not say. Field currency of the attribute.';
comment on column mart.visit_attribute_product.quantity is 'How many; NULL when the site did not say. Field quantity.';
comment on column mart.visit_attribute_product.status_in_stock is
    'Availability, in the words of the site. Field statusInStock.';
comment on column mart.visit_attribute_product.quantity_in_stock is 'How many are in stock. Field quantityInStock.';
comment on column mart.visit_attribute_product.changed_at is
    'When the attributes of the visit were last changed here, UTC, clock of the database.';
