create or replace view mart.messaging_attribute as
select
    a.account_id, a.conversation_id, encode(a.attribute_key, 'hex') as attribute_id,
    c.started_at as conversation_started_at, a.type, a.sde_type, a.server_at as processed_at,
    a.original_at as reported_at, a.login_status, a.is_authenticated, a.authenticated_conversation_id, a.total,
    a.currency, a.item_count, a.order_id, a.customer_status, a.customer_type, a.balance, a.customer_id, a.social_id,
    a.imei, a.user_name, a.account_name, a.role, a.company_branch, a.company_size, a.store_number, a.store_zip_code,
    a.last_payment_on, a.registered_on, a.topic, a.value, a.lead_id, a.originating_channel_id,
    (
        select o.name from liveperson.originating_channel o where o.source = 'engagement_history' and o.id = a.originating_channel_id
    ) as originating_channel_name,
    a.affiliate, a.campaign_id as marketing_campaign_id, a.name, a.surname, a.gender, a.company, a.language,
    a.age_years, a.birth_year, a.birth_month, a.birth_day, a.email, a.phone, a.country, a.region, a.zip_code,
    a.category, a.service_id, a.status_id,
    (
        select o.name from liveperson.service_status o where o.source = 'engagement_history' and o.id = a.status_id
    ) as status_name,
    a.context_id, a.message, a.code, a.level, a.is_resolved, a.keywords, a.payload,
    greatest(c.loaded_at, a.loaded_at) as changed_at
from liveperson.messaging_attribute a
left join liveperson.messaging_conversation c
    on c.account_id = a.account_id and c.conversation_id = a.conversation_id;
comment on view mart.messaging_attribute is
    'Fact: Engagement attributes (SDEs) of conversations: what the site or the app reported of the consumer, one row each; a '
    'column is filled where the type has it. For chats there is a view per type: mart.customer_info, mart.purchase, '
    'mart.lead and so on. Joins mart.messaging_conversation on (account_id, conversation_id). Needs feed '
    'messaging_interactions; empty while it is missing. Filter on account_id and conversation_started_at, on processed_at, '
    'or on the key.';
comment on column mart.messaging_attribute.account_id is 'LivePerson account (site) number.';
comment on column mart.messaging_attribute.conversation_id is 'The conversation, as in mart.messaging_conversation.';
comment on column mart.messaging_attribute.attribute_id is
    'Hash of the attribute, hexadecimal: one that upstream lists again is the same row.';
comment on column mart.messaging_attribute.conversation_started_at is
    'When the conversation began, UTC (mart.messaging_conversation.started_at).';
comment on column mart.messaging_attribute.type is
    'Name of the attribute as upstream prints it, e.g. cartStatus, purchase, personalInfo; NULL for an event without one.';
comment on column mart.messaging_attribute.sde_type is 'Upstream''s constant for the kind of event, e.g. CART_STATUS.';
comment on column mart.messaging_attribute.processed_at is
    'When upstream processed it, UTC. Filter on it: it is indexed.';
comment on column mart.messaging_attribute.reported_at is
    'When the site reported it, UTC; NULL when upstream does not say.';
comment on column mart.messaging_attribute.login_status is 'Whether the customer had signed in, in the site''s words.';
comment on column mart.messaging_attribute.is_authenticated is
    'Whether the consumer had signed in: as the attribute says, else true in sdes and false in unAuthSdes.';
comment on column mart.messaging_attribute.authenticated_conversation_id is
    'The conversation in which the consumer signed in.';
comment on column mart.messaging_attribute.total is 'Value of the cart or the purchase, in currency.';
comment on column mart.messaging_attribute.currency is 'Currency of the amounts, e.g. USD.';
comment on column mart.messaging_attribute.item_count is 'Number of items in the cart.';
comment on column mart.messaging_attribute.order_id is 'Id of the order.';
comment on column mart.messaging_attribute.customer_status is 'Status of the customer.';
comment on column mart.messaging_attribute.customer_type is 'Type of the customer.';
comment on column mart.messaging_attribute.balance is 'Balance of the customer, in currency.';
comment on column mart.messaging_attribute.customer_id is 'Id of the customer at the site''s owner. Personal.';
comment on column mart.messaging_attribute.social_id is 'Id of the customer in a social network. Personal.';
comment on column mart.messaging_attribute.imei is 'Number of the customer''s device. Personal.';
comment on column mart.messaging_attribute.user_name is 'User name of the customer. Personal.';
comment on column mart.messaging_attribute.account_name is 'Name of the customer''s account. Personal.';
comment on column mart.messaging_attribute.role is 'Role of the customer, e.g. broker.';
comment on column mart.messaging_attribute.company_branch is 'Branch of the company the customer belongs to.';
comment on column mart.messaging_attribute.company_size is 'Size of the customer''s company, as text.';
comment on column mart.messaging_attribute.store_number is 'Number of the customer''s store.';
comment on column mart.messaging_attribute.store_zip_code is 'Postal code of the customer''s store.';
comment on column mart.messaging_attribute.last_payment_on is 'Day of the customer''s last payment.';
comment on column mart.messaging_attribute.registered_on is 'Day on which the customer registered.';
comment on column mart.messaging_attribute.topic is 'Topic of the lead or of the service activity.';
comment on column mart.messaging_attribute.value is 'Value of the lead, in currency.';
comment on column mart.messaging_attribute.lead_id is 'Id of the lead. Personal.';
comment on column mart.messaging_attribute.originating_channel_id is 'How the consumer came: 0 direct to 6 display.';
comment on column mart.messaging_attribute.originating_channel_name is
    'Channel in words; NULL for a code that upstream never documented.';
comment on column mart.messaging_attribute.affiliate is 'Site the consumer came from.';
comment on column mart.messaging_attribute.marketing_campaign_id is
    'Id of the marketing campaign of the site; not the campaign of mart.campaign.';
comment on column mart.messaging_attribute.name is 'First name of the consumer. Personal.';
comment on column mart.messaging_attribute.surname is 'Surname of the consumer. Personal.';
comment on column mart.messaging_attribute.gender is 'Gender of the consumer: MALE, FEMALE or OTHER.';
comment on column mart.messaging_attribute.company is 'Company of the consumer. Personal.';
comment on column mart.messaging_attribute.language is 'Language of the consumer.';
comment on column mart.messaging_attribute.age_years is 'Age of the consumer in years.';
comment on column mart.messaging_attribute.birth_year is 'Year of the consumer''s birth. Personal.';
comment on column mart.messaging_attribute.birth_month is 'Month of the consumer''s birth, 1 to 12. Personal.';
comment on column mart.messaging_attribute.birth_day is 'Day of the month of the consumer''s birth. Personal.';
comment on column mart.messaging_attribute.email is
    'E-mail address of the consumer''s first contact; others are in payload. Personal.';
comment on column mart.messaging_attribute.phone is 'Telephone number of that contact. Personal.';
comment on column mart.messaging_attribute.country is 'Country of that contact.';
comment on column mart.messaging_attribute.region is 'Region of that contact.';
comment on column mart.messaging_attribute.zip_code is 'Postal code of that contact. Personal.';
comment on column mart.messaging_attribute.category is 'Category of the service activity.';
comment on column mart.messaging_attribute.service_id is 'Id of the service.';
comment on column mart.messaging_attribute.status_id is
    'Status of the service activity: 0 complete to 13 resolved; name in status_name.';
comment on column mart.messaging_attribute.status_name is
    'Status in words; NULL for a code that upstream never documented.';
comment on column mart.messaging_attribute.context_id is 'Id of the context of the consumer''s error.';
comment on column mart.messaging_attribute.message is 'Text of the error the consumer met. Personal.';
comment on column mart.messaging_attribute.code is 'Code of that error.';
comment on column mart.messaging_attribute.level is 'Severity of that error.';
comment on column mart.messaging_attribute.is_resolved is 'Whether that error was resolved.';
comment on column mart.messaging_attribute.keywords is 'What the consumer searched for, in upstream''s order. Personal.';
comment on column mart.messaging_attribute.payload is 'The event whole, as it came: also what fits no column. Personal.';
comment on column mart.messaging_attribute.changed_at is
    'When the attribute was stored, or the conversation or a part of it last changed here, UTC, clock of the database.';
