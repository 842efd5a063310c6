create or replace view mart.cart as
select
    a.account_id, a.engagement_id as chat_id, a.position,
    a.original_at as reported_at, a.server_at as processed_at, a.is_authenticated,
    a.total, a.currency, a.item_count,
    h.loaded_at as changed_at
from liveperson.engagement_attribute a
left join liveperson.engagement h on h.account_id = a.account_id and h.engagement_id = a.engagement_id
where a.type = 'cartStatus';
comment on view mart.cart is
    'Fact: States of the cart that the site reported, one row each; a chat may have several, the last one counts. '
    'From engagement attributes; joins mart.chat on (account_id, chat_id). Needs feed engagement_history; empty '
    'while it is missing. Arrives up to 2 hours after the end of the chat.';
comment on column mart.cart.account_id is 'LivePerson account (site) number.';
comment on column mart.cart.chat_id is 'The chat in whose visit it was reported.';
comment on column mart.cart.position is 'Order within the chat, counted from 0.';
comment on column mart.cart.reported_at is
    'When the site reported it, UTC; NULL when upstream does not say. Engagement History field originalTimeStamp.';
comment on column mart.cart.processed_at is
    'When upstream processed it, UTC. Filter on it: it is indexed. Engagement History field serverTimeStamp.';
comment on column mart.cart.is_authenticated is
    'Whether the visitor had signed in. Engagement History field isAuthenticated.';
comment on column mart.cart.total is 'Value of the cart, in currency. Field cartStatus.total.';
comment on column mart.cart.currency is
    'Currency of the total; NULL when the site did not say. Field cartStatus.currency.';
comment on column mart.cart.item_count is 'Number of items in the cart. Field cartStatus.numItems.';
comment on column mart.cart.changed_at is
    'When the chat or a part of it was last changed in Engagement History''s copy, UTC, clock of the database.';
