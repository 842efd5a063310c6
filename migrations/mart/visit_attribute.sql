create or replace view mart.visit_attribute as
select
    a.account_id, a.visit_id, a.position, s.started_at as visit_started_at, a.type, a.reported_at, a.is_authenticated,
    a.authenticated_conversation_id, a.total, a.currency, a.item_count, a.order_id, a.customer_status,
    a.customer_type, a.balance, a.customer_id, a.social_id, a.imei, a.user_name, a.account_name, a.role,
    a.company_branch, a.company_size, a.store_number, a.store_zip_code, a.last_payment_on, a.registered_on, a.topic,
    a.value, a.lead_id, a.originating_channel_id,
    (
        select o.name from liveperson.originating_channel o where o.source = 'data_access' and o.id = a.originating_channel_id
    ) as originating_channel_name,
    a.affiliate, a.campaign_id as marketing_campaign_id, a.name, a.surname, a.gender, a.company, a.language,
    a.age_years, a.birth_year, a.birth_month, a.birth_day, a.email, a.phone, a.country, a.region, a.zip_code,
    a.category, a.service_id, a.status_id,
    (
        select o.name from liveperson.service_status o where o.source = 'data_access' and o.id = a.status_id
    ) as status_name,
    a.context_id, a.message, a.code, a.level, a.is_resolved, a.keywords, a.payload,
    (
        select max(b.loaded_at) from liveperson.visit_body b
        where b.account_id = a.account_id and b.visit_id = a.visit_id and b.body_kind = 'attribute'
    ) as changed_at
from liveperson.visit_attribute a
left join liveperson.visit s on s.account_id = a.account_id and s.visit_id = a.visit_id;
comment on view mart.visit_attribute is
    'Fact: Engagement attributes (SDEs) of visits: what the site reported of the visitor, with or without a chat, one row each; a '
    'column is filled where the type has it. Joins mart.visit on (account_id, visit_id). Needs feed web_session; empty '
    'while it is missing. Filter on account_id and visit_started_at, on reported_at, or on the key.';
comment on column mart.visit_attribute.account_id is 'LivePerson account (site) number.';
comment on column mart.visit_attribute.visit_id is 'The visit, as in mart.visit.';
comment on column mart.visit_attribute.position is 'Order within the visit, counted from 0.';
comment on column mart.visit_attribute.visit_started_at is
    'When the visit began, UTC, as its session data say (mart.visit.started_at where they are loaded); NULL without them.';
comment on column mart.visit_attribute.type is
    'Name of the attribute, its record: CartStatus, CustomerInfo, Lead, MarketingCampaignInfo, PersonalInfo, Purchase, '
    'ServiceActivity, VisitorError, ViewedProduct; an unknown one as it came, NULL where none is named and its fields tell '
    'none.';
comment on column mart.visit_attribute.reported_at is 'When the site reported it, UTC, to the millisecond.';
comment on column mart.visit_attribute.is_authenticated is 'Whether the visitor had signed in.';
comment on column mart.visit_attribute.authenticated_conversation_id is
    'The conversation in which the visitor signed in.';
comment on column mart.visit_attribute.total is 'Value of the cart or the purchase, in currency.';
comment on column mart.visit_attribute.currency is 'Currency of the amounts, e.g. USD.';
comment on column mart.visit_attribute.item_count is 'Number of items in the cart.';
comment on column mart.visit_attribute.order_id is 'Id of the order.';
comment on column mart.visit_attribute.customer_status is 'Status of the customer.';
comment on column mart.visit_attribute.customer_type is 'Type of the customer.';
comment on column mart.visit_attribute.balance is 'Balance of the customer, in currency.';
comment on column mart.visit_attribute.customer_id is 'Id of the customer at the site''s owner. Personal.';
comment on column mart.visit_attribute.social_id is 'Id of the customer in a social network. Personal.';
comment on column mart.visit_attribute.imei is 'Number of the customer''s device. Personal.';
comment on column mart.visit_attribute.user_name is 'User name of the customer. Personal.';
comment on column mart.visit_attribute.account_name is 'Name of the customer''s account. Personal.';
comment on column mart.visit_attribute.role is 'Role of the customer, e.g. broker.';
comment on column mart.visit_attribute.company_branch is 'Branch of the company the customer belongs to.';
comment on column mart.visit_attribute.company_size is 'Size of the customer''s company, as text.';
comment on column mart.visit_attribute.store_number is 'Number of the customer''s store.';
comment on column mart.visit_attribute.store_zip_code is 'Postal code of the customer''s store.';
comment on column mart.visit_attribute.last_payment_on is 'Day of the customer''s last payment.';
comment on column mart.visit_attribute.registered_on is 'Day on which the customer registered.';
comment on column mart.visit_attribute.topic is 'Topic of the lead or of the service activity.';
comment on column mart.visit_attribute.value is 'Value of the lead, in currency.';
comment on column mart.visit_attribute.lead_id is 'Id of the lead. Personal.';
comment on column mart.visit_attribute.originating_channel_id is 'How the visitor came: 0 direct to 6 display.';
comment on column mart.visit_attribute.originating_channel_name is
    'Channel in words; NULL for a code that upstream never documented.';
comment on column mart.visit_attribute.affiliate is 'Site the visitor came from.';
comment on column mart.visit_attribute.marketing_campaign_id is
    'Id of the marketing campaign of the site; not the campaign of mart.campaign.';
comment on column mart.visit_attribute.name is 'First name of the visitor. Personal.';
comment on column mart.visit_attribute.surname is 'Surname of the visitor. Personal.';
comment on column mart.visit_attribute.gender is 'Gender of the visitor: MALE, FEMALE or OTHER.';
comment on column mart.visit_attribute.company is 'Company of the visitor. Personal.';
comment on column mart.visit_attribute.language is 'Language of the visitor.';
comment on column mart.visit_attribute.age_years is 'Age of the visitor in years.';
comment on column mart.visit_attribute.birth_year is 'Year of the visitor''s birth. Personal.';
comment on column mart.visit_attribute.birth_month is 'Month of the visitor''s birth, 1 to 12. Personal.';
comment on column mart.visit_attribute.birth_day is 'Day of the month of the visitor''s birth. Personal.';
comment on column mart.visit_attribute.email is
    'E-mail address of the visitor''s first contact; others are in payload. Personal.';
comment on column mart.visit_attribute.phone is 'Telephone number of that contact. Personal.';
comment on column mart.visit_attribute.country is 'Country of that contact.';
comment on column mart.visit_attribute.region is 'Region of that contact.';
comment on column mart.visit_attribute.zip_code is 'Postal code of that contact. Personal.';
comment on column mart.visit_attribute.category is 'Category of the service activity.';
comment on column mart.visit_attribute.service_id is 'Id of the service.';
comment on column mart.visit_attribute.status_id is
    'Status of the service activity: 0 complete to 13 resolved; name in status_name.';
comment on column mart.visit_attribute.status_name is
    'Status in words; NULL for a code that upstream never documented.';
comment on column mart.visit_attribute.context_id is 'Id of the context of the visitor''s error.';
comment on column mart.visit_attribute.message is 'Text of the error the visitor met. Personal.';
comment on column mart.visit_attribute.code is 'Code of that error.';
comment on column mart.visit_attribute.level is 'Severity of that error.';
comment on column mart.visit_attribute.is_resolved is 'Whether that error was resolved.';
comment on column mart.visit_attribute.keywords is 'What the visitor searched for, in upstream''s order. Personal.';
comment on column mart.visit_attribute.payload is 'The attribute whole, as it came: also what fits no column. Personal.';
comment on column mart.visit_attribute.changed_at is
    'When the attributes of the visit were last changed here, UTC, clock of the database.';
