-- What the site reported of visitors (engagement attributes), a view for each kind, and the dimensions.

create view mart.purchase as
select
    a.account_id, a.engagement_id as chat_id, a.position,
    a.original_at as reported_at, a.server_at as processed_at, a.is_authenticated,
    a.order_id, a.total, a.currency, a.item_count
from liveperson.engagement_attribute a
where a.type = 'purchase';
comment on view mart.purchase is
    'Purchases that the site reported of visitors who chatted, one row each. From engagement attributes; joins '
    'mart.chat on (account_id, chat_id). Needs feed engagement_history; empty while it is missing. Arrives up to '
    '2 hours after the end of the chat.';
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

create view mart.cart as
select
    a.account_id, a.engagement_id as chat_id, a.position,
    a.original_at as reported_at, a.server_at as processed_at, a.is_authenticated,
    a.total, a.currency, a.item_count
from liveperson.engagement_attribute a
where a.type = 'cartStatus';
comment on view mart.cart is
    'States of the cart that the site reported, one row each; a chat may have several, the last one counts. From '
    'engagement attributes; joins mart.chat on (account_id, chat_id). Needs feed engagement_history; empty while '
    'it is missing. Arrives up to 2 hours after the end of the chat.';
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

create view mart.lead as
select
    a.account_id, a.engagement_id as chat_id, a.position,
    a.original_at as reported_at, a.server_at as processed_at, a.is_authenticated,
    a.lead_id, a.topic, a.value, a.currency
from liveperson.engagement_attribute a
where a.type = 'lead';
comment on view mart.lead is
    'Leads that the site reported, one row each. From engagement attributes; joins mart.chat on (account_id, '
    'chat_id). Needs feed engagement_history; empty while it is missing. Arrives up to 2 hours after the end of '
    'the chat.';
comment on column mart.lead.account_id is 'LivePerson account (site) number.';
comment on column mart.lead.chat_id is 'The chat in whose visit it was reported.';
comment on column mart.lead.position is 'Order within the chat, counted from 0.';
comment on column mart.lead.reported_at is
    'When the site reported it, UTC; NULL when upstream does not say. Engagement History field originalTimeStamp.';
comment on column mart.lead.processed_at is
    'When upstream processed it, UTC. Filter on it: it is indexed. Engagement History field serverTimeStamp.';
comment on column mart.lead.is_authenticated is
    'Whether the visitor had signed in. Engagement History field isAuthenticated.';
comment on column mart.lead.lead_id is 'Id of the lead. Field lead.leadId.';
comment on column mart.lead.topic is 'Topic of the lead. Field lead.topic.';
comment on column mart.lead.value is
    'Value of the lead, in currency. Never add up several currencies. Field lead.value.';
comment on column mart.lead.currency is 'Currency of the value; NULL when the site did not say. Field lead.currency.';

create view mart.service_activity as
select
    a.account_id, a.engagement_id as chat_id, a.position,
    a.original_at as reported_at, a.server_at as processed_at, a.is_authenticated,
    a.topic, a.category, a.service_id, a.status_id,
    (
        select n.name from liveperson.service_status n
        where n.source = 'engagement_history' and n.id = a.status_id
    ) as status_name
from liveperson.engagement_attribute a
where a.type = 'serviceActivity';
comment on view mart.service_activity is
    'Services the visitor used on the site, one row each. From engagement attributes; joins mart.chat on '
    '(account_id, chat_id). Needs feed engagement_history; empty while it is missing. Arrives up to 2 hours after '
    'the end of the chat.';
comment on column mart.service_activity.account_id is 'LivePerson account (site) number.';
comment on column mart.service_activity.chat_id is 'The chat in whose visit it was reported.';
comment on column mart.service_activity.position is 'Order within the chat, counted from 0.';
comment on column mart.service_activity.reported_at is
    'When the site reported it, UTC; NULL when upstream does not say. Engagement History field originalTimeStamp.';
comment on column mart.service_activity.processed_at is
    'When upstream processed it, UTC. Filter on it: it is indexed. Engagement History field serverTimeStamp.';
comment on column mart.service_activity.is_authenticated is
    'Whether the visitor had signed in. Engagement History field isAuthenticated.';
comment on column mart.service_activity.topic is 'Topic of the service. Field serviceActivity.topic.';
comment on column mart.service_activity.category is 'Category of the service. Field serviceActivity.category.';
comment on column mart.service_activity.service_id is 'Id of the service. Field serviceActivity.serviceId.';
comment on column mart.service_activity.status_id is
    'Status as a code: 0 complete to 13 resolved. Field serviceActivity.status.';
comment on column mart.service_activity.status_name is
    'Status in words; NULL for a code that upstream never documented.';

create view mart.visitor_error as
select
    a.account_id, a.engagement_id as chat_id, a.position,
    a.original_at as reported_at, a.server_at as processed_at, a.is_authenticated,
    a.type = 'formFillingError' as is_form_error, a.context_id, a.message, a.code, a.level, a.is_resolved
from liveperson.engagement_attribute a
where a.type in ('visitorError', 'formFillingError');
comment on view mart.visitor_error is
    'Errors the visitor met on the site, one row each. From engagement attributes; joins mart.chat on '
    '(account_id, chat_id). Needs feed engagement_history; empty while it is missing. Arrives up to 2 hours after '
    'the end of the chat.';
comment on column mart.visitor_error.account_id is 'LivePerson account (site) number.';
comment on column mart.visitor_error.chat_id is 'The chat in whose visit it was reported.';
comment on column mart.visitor_error.position is 'Order within the chat, counted from 0.';
comment on column mart.visitor_error.reported_at is
    'When the site reported it, UTC; NULL when upstream does not say. Engagement History field originalTimeStamp.';
comment on column mart.visitor_error.processed_at is
    'When upstream processed it, UTC. Filter on it: it is indexed. Engagement History field serverTimeStamp.';
comment on column mart.visitor_error.is_authenticated is
    'Whether the visitor had signed in. Engagement History field isAuthenticated.';
comment on column mart.visitor_error.is_form_error is
    'Whether it happened while filling in a form. Attribute formFillingError, otherwise visitorError.';
comment on column mart.visitor_error.context_id is 'Id of the context of the error. Field visitorError.contextId.';
comment on column mart.visitor_error.message is 'Text of the error. Field visitorError.message.';
comment on column mart.visitor_error.code is 'Code of the error. Field visitorError.code.';
comment on column mart.visitor_error.level is
    'Severity of the error, in the words of the site. Field visitorError.level.';
comment on column mart.visitor_error.is_resolved is 'Whether it was resolved. Field visitorError.resolved.';

create view mart.customer_info as
select
    a.account_id, a.engagement_id as chat_id, a.position,
    a.original_at as reported_at, a.server_at as processed_at, a.is_authenticated,
    a.customer_id, a.customer_status, a.customer_type, a.balance, a.currency, a.social_id, a.imei, a.user_name,
    a.account_name, a.role, a.company_branch, a.company_size, a.store_number, a.store_zip_code, a.last_payment_on,
    a.registered_on
from liveperson.engagement_attribute a
where a.type = 'customerInfo';
comment on view mart.customer_info is
    'What the site knows of the customer, one row per report; a chat may have several, the last one counts. From '
    'engagement attributes; joins mart.chat on (account_id, chat_id). Needs feed engagement_history; empty while '
    'it is missing. Arrives up to 2 hours after the end of the chat.';
comment on column mart.customer_info.account_id is 'LivePerson account (site) number.';
comment on column mart.customer_info.chat_id is 'The chat in whose visit it was reported.';
comment on column mart.customer_info.position is 'Order within the chat, counted from 0.';
comment on column mart.customer_info.reported_at is
    'When the site reported it, UTC; NULL when upstream does not say. Engagement History field originalTimeStamp.';
comment on column mart.customer_info.processed_at is
    'When upstream processed it, UTC. Filter on it: it is indexed. Engagement History field serverTimeStamp.';
comment on column mart.customer_info.is_authenticated is
    'Whether the visitor had signed in. Engagement History field isAuthenticated.';
comment on column mart.customer_info.customer_id is
    'Id of the customer at the owner of the site. Field customerInfo.customerId.';
comment on column mart.customer_info.customer_status is 'Status of the customer. Field customerInfo.customerStatus.';
comment on column mart.customer_info.customer_type is 'Type of the customer. Field customerInfo.customerType.';
comment on column mart.customer_info.balance is 'Balance of the customer, in currency. Field customerInfo.balance.';
comment on column mart.customer_info.currency is 'Currency of the balance. Field customerInfo.currency.';
comment on column mart.customer_info.social_id is
    'Id of the customer in a social network. Field customerInfo.socialId.';
comment on column mart.customer_info.imei is 'Number of the device of the customer. Field customerInfo.imei.';
comment on column mart.customer_info.user_name is 'User name of the customer. Field customerInfo.userName.';
comment on column mart.customer_info.account_name is
    'Name of the account of the customer. Field customerInfo.accountName.';
comment on column mart.customer_info.role is 'Role of the customer. Field customerInfo.role.';
comment on column mart.customer_info.company_branch is
    'Branch of the company of the customer. Field customerInfo.companyBranch.';
comment on column mart.customer_info.company_size is 'Size of that company, as text. Field customerInfo.companySize.';
comment on column mart.customer_info.store_number is
    'Number of the store of the customer. Field customerInfo.storeNumber.';
comment on column mart.customer_info.store_zip_code is 'Postal code of that store. Field customerInfo.storeZipCode.';
comment on column mart.customer_info.last_payment_on is 'Day of the last payment. Field customerInfo.lastPaymentDate.';
comment on column mart.customer_info.registered_on is
    'Day on which the customer registered. Field customerInfo.registrationDate.';

create view mart.personal_info as
select
    a.account_id, a.engagement_id as chat_id, a.position,
    a.original_at as reported_at, a.server_at as processed_at, a.is_authenticated,
    a.name, a.surname, a.gender, a.company, a.language, a.age_years, a.birth_year, a.birth_month, a.birth_day,
    a.email, a.phone, a.country, a.region, a.zip_code
from liveperson.engagement_attribute a
where a.type = 'personalInfo';
comment on view mart.personal_info is
    'Personal data of the visitor, one row per report. Upstream may overwrite texts with ** LP deleted data **. '
    'From engagement attributes; joins mart.chat on (account_id, chat_id). Needs feed engagement_history; empty '
    'while it is missing. Arrives up to 2 hours after the end of the chat.';
comment on column mart.personal_info.account_id is 'LivePerson account (site) number.';
comment on column mart.personal_info.chat_id is 'The chat in whose visit it was reported.';
comment on column mart.personal_info.position is 'Order within the chat, counted from 0.';
comment on column mart.personal_info.reported_at is
    'When the site reported it, UTC; NULL when upstream does not say. Engagement History field originalTimeStamp.';
comment on column mart.personal_info.processed_at is
    'When upstream processed it, UTC. Filter on it: it is indexed. Engagement History field serverTimeStamp.';
comment on column mart.personal_info.is_authenticated is
    'Whether the visitor had signed in. Engagement History field isAuthenticated.';
comment on column mart.personal_info.name is 'First name. Field personalInfo.name.';
comment on column mart.personal_info.surname is 'Surname. Field personalInfo.surname.';
comment on column mart.personal_info.gender is 'MALE, FEMALE or OTHER. Field personalInfo.gender.';
comment on column mart.personal_info.company is 'Company. Field personalInfo.company.';
comment on column mart.personal_info.language is 'Language. Field personalInfo.language.';
comment on column mart.personal_info.age_years is 'Age in years. Field personalInfo.customerAge.customerAgeInYears.';
comment on column mart.personal_info.birth_year is 'Year of birth. Field personalInfo.customerAge.customerYearOfBirth.';
comment on column mart.personal_info.birth_month is
    'Month of birth, 1 to 12. Field personalInfo.customerAge.customerMonthOfBirth.';
comment on column mart.personal_info.birth_day is
    'Day of the month of birth. Field personalInfo.customerAge.customerDateOfBirth.';
comment on column mart.personal_info.email is 'E-mail address of the first contact. Field personalContact.email.';
comment on column mart.personal_info.phone is 'Telephone number of that contact. Field personalContact.phone.';
comment on column mart.personal_info.country is 'Country of that contact. Field personalContact.address.country.';
comment on column mart.personal_info.region is 'Region of that contact. Field personalContact.address.region.';
comment on column mart.personal_info.zip_code is 'Postal code of that contact. Field personalContact.address.zipCode.';

create view mart.marketing_campaign_info as
select
    a.account_id, a.engagement_id as chat_id, a.position,
    a.original_at as reported_at, a.server_at as processed_at, a.is_authenticated,
    a.originating_channel_id,
    (
        select n.name from liveperson.originating_channel n
        where n.source = 'engagement_history' and n.id = a.originating_channel_id
    ) as originating_channel_name,
    a.affiliate, a.campaign_id as marketing_campaign_id
from liveperson.engagement_attribute a
where a.type = 'marketingCampaignInfo';
comment on view mart.marketing_campaign_info is
    'How the visitor came to the site, one row per report. Not the campaign of mart.chat. From engagement '
    'attributes; joins mart.chat on (account_id, chat_id). Needs feed engagement_history; empty while it is '
    'missing. Arrives up to 2 hours after the end of the chat.';
comment on column mart.marketing_campaign_info.account_id is 'LivePerson account (site) number.';
comment on column mart.marketing_campaign_info.chat_id is 'The chat in whose visit it was reported.';
comment on column mart.marketing_campaign_info.position is 'Order within the chat, counted from 0.';
comment on column mart.marketing_campaign_info.reported_at is
    'When the site reported it, UTC; NULL when upstream does not say. Engagement History field originalTimeStamp.';
comment on column mart.marketing_campaign_info.processed_at is
    'When upstream processed it, UTC. Filter on it: it is indexed. Engagement History field serverTimeStamp.';
comment on column mart.marketing_campaign_info.is_authenticated is
    'Whether the visitor had signed in. Engagement History field isAuthenticated.';
comment on column mart.marketing_campaign_info.originating_channel_id is
    'Channel as a code: 0 direct to 6 display. Field marketingCampaignInfo.originatingChannel.';
comment on column mart.marketing_campaign_info.originating_channel_name is
    'Channel in words; NULL for a code that upstream never documented.';
comment on column mart.marketing_campaign_info.affiliate is
    'Site the visitor came from. Field marketingCampaignInfo.affiliate.';
comment on column mart.marketing_campaign_info.marketing_campaign_id is
    'Id of the marketing campaign at the owner of the site. Field marketingCampaignInfo.campaignId.';

create view mart.search_content as
select
    a.account_id, a.engagement_id as chat_id, a.position,
    a.original_at as reported_at, a.server_at as processed_at, a.is_authenticated,
    a.keywords
from liveperson.engagement_attribute a
where a.type = 'searchContent';
comment on view mart.search_content is
    'Searches of the visitor on the site, one row each. From engagement attributes; joins mart.chat on '
    '(account_id, chat_id). Needs feed engagement_history; empty while it is missing. Arrives up to 2 hours after '
    'the end of the chat.';
comment on column mart.search_content.account_id is 'LivePerson account (site) number.';
comment on column mart.search_content.chat_id is 'The chat in whose visit it was reported.';
comment on column mart.search_content.position is 'Order within the chat, counted from 0.';
comment on column mart.search_content.reported_at is
    'When the site reported it, UTC; NULL when upstream does not say. Engagement History field originalTimeStamp.';
comment on column mart.search_content.processed_at is
    'When upstream processed it, UTC. Filter on it: it is indexed. Engagement History field serverTimeStamp.';
comment on column mart.search_content.is_authenticated is
    'Whether the visitor had signed in. Engagement History field isAuthenticated.';
comment on column mart.search_content.keywords is
    'What was searched for, in the order of upstream. Field searchContent.keywords.';

create view mart.other_attribute as
select
    a.account_id, a.engagement_id as chat_id, a.position,
    a.original_at as reported_at, a.server_at as processed_at, a.is_authenticated,
    a.type, a.payload
from liveperson.engagement_attribute a
where a.type is null or a.type not in (
    'purchase', 'cartStatus', 'lead', 'serviceActivity', 'visitorError', 'formFillingError', 'customerInfo',
    'personalInfo', 'marketingCampaignInfo', 'searchContent', 'viewedProduct', 'viewProduct'
);
comment on view mart.other_attribute is
    'Engagement attributes that have no view of their own, as kinds that upstream added later, one row each. From '
    'engagement attributes; joins mart.chat on (account_id, chat_id). Needs feed engagement_history; empty while '
    'it is missing. Arrives up to 2 hours after the end of the chat.';
comment on column mart.other_attribute.account_id is 'LivePerson account (site) number.';
comment on column mart.other_attribute.chat_id is 'The chat in whose visit it was reported.';
comment on column mart.other_attribute.position is 'Order within the chat, counted from 0.';
comment on column mart.other_attribute.reported_at is
    'When the site reported it, UTC; NULL when upstream does not say. Engagement History field originalTimeStamp.';
comment on column mart.other_attribute.processed_at is
    'When upstream processed it, UTC. Filter on it: it is indexed. Engagement History field serverTimeStamp.';
comment on column mart.other_attribute.is_authenticated is
    'Whether the visitor had signed in. Engagement History field isAuthenticated.';
comment on column mart.other_attribute.type is 'Name of the attribute as upstream prints it.';
comment on column mart.other_attribute.payload is 'The event whole, as it came.';

create view mart.viewed_product as
select
    a.account_id, a.engagement_id as chat_id, a.position, p.product_position,
    a.original_at as reported_at, a.server_at as processed_at,
    p.name, p.category, p.sku, p.price, a.currency, p.quantity,
    p.status_in_stock, p.quantity_in_stock
from liveperson.engagement_attribute a
join liveperson.engagement_attribute_product p
    on p.account_id = a.account_id and p.engagement_id = a.engagement_id and p.position = a.position
where a.type in ('viewedProduct', 'viewProduct');
comment on view mart.viewed_product is
    'Products the visitor looked at, one row per product of each report. From engagement attributes; joins '
    'mart.chat on (account_id, chat_id). Needs feed engagement_history; empty while it is missing. Arrives up to '
    '2 hours after the end of the chat.';
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

create view mart.purchase_product as
select
    a.account_id, a.engagement_id as chat_id, a.position, p.product_position,
    a.original_at as reported_at, a.server_at as processed_at,
    p.name, p.category, p.sku, p.price, a.currency, p.quantity
from liveperson.engagement_attribute a
join liveperson.engagement_attribute_product p
    on p.account_id = a.account_id and p.engagement_id = a.engagement_id and p.position = a.position
where a.type = 'purchase';
comment on view mart.purchase_product is
    'Products of purchases, one row each. Joins mart.purchase on (account_id, chat_id, position). From engagement '
    'attributes; joins mart.chat on (account_id, chat_id). Needs feed engagement_history; empty while it is '
    'missing. Arrives up to 2 hours after the end of the chat.';
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

create view mart.cart_product as
select
    a.account_id, a.engagement_id as chat_id, a.position, p.product_position,
    a.original_at as reported_at, a.server_at as processed_at,
    p.name, p.category, p.sku, p.price, a.currency, p.quantity
from liveperson.engagement_attribute a
join liveperson.engagement_attribute_product p
    on p.account_id = a.account_id and p.engagement_id = a.engagement_id and p.position = a.position
where a.type = 'cartStatus';
comment on view mart.cart_product is
    'Products in carts, one row each. Joins mart.cart on (account_id, chat_id, position). From engagement '
    'attributes; joins mart.chat on (account_id, chat_id). Needs feed engagement_history; empty while it is '
    'missing. Arrives up to 2 hours after the end of the chat.';
comment on column mart.cart_product.account_id is 'LivePerson account (site) number.';
comment on column mart.cart_product.chat_id is 'The chat in whose visit it was reported.';
comment on column mart.cart_product.position is 'Order within the chat, counted from 0.';
comment on column mart.cart_product.product_position is 'Order within the attribute, counted from 0.';
comment on column mart.cart_product.reported_at is
    'When the site reported it, UTC; NULL when upstream does not say. Engagement History field originalTimeStamp.';
comment on column mart.cart_product.processed_at is
    'When upstream processed it, UTC. Filter on it: it is indexed. Engagement History field serverTimeStamp.';
comment on column mart.cart_product.name is 'Name of the product. Field product.name.';
comment on column mart.cart_product.category is 'Category of the product. Field product.category.';
comment on column mart.cart_product.sku is 'Stock keeping unit of the product. Field product.sku.';
comment on column mart.cart_product.price is 'Price of one, in currency. Field product.price.';
comment on column mart.cart_product.currency is
    'Currency of the price; NULL when the site did not say. Field currency of the attribute.';
comment on column mart.cart_product.quantity is 'How many; NULL when the site did not say. Field quantity.';

-- Dimensions: what the facts carry, so that every id of a chat, a transfer or a shift has a row. The latest name wins.

create view mart.account as
select
    k.account_id,
    coalesce(s.time_zone, 'UTC') as time_zone,
    -- Each an index lookup, of the first or the last entry of the account.
    least(
        (select min(c.started_at) from liveperson.conversation c where c.account_id = k.account_id),
        (select min(e.requested_at) from liveperson.engagement e where e.account_id = k.account_id),
        (select min(e.started_at) from liveperson.engagement e where e.account_id = k.account_id),
        (select min(v.occurred_at) from liveperson.agent_event v where v.account_id = k.account_id)
    ) as first_seen_at,
    greatest(
        (select max(c.started_at) from liveperson.conversation c where c.account_id = k.account_id),
        (select max(e.started_at) from liveperson.engagement e where e.account_id = k.account_id),
        (select max(v.occurred_at) from liveperson.agent_event v where v.account_id = k.account_id)
    ) as last_seen_at
from (select distinct f.account_id from ingest.feed f) k
left join mart.account_setting s on s.account_id = k.account_id;
comment on view mart.account is 'Accounts, one row each: those that a daemon was ever configured for. Needs no feed.';
comment on column mart.account.account_id is 'LivePerson account (site) number.';
comment on column mart.account.time_zone is
    'Time zone that days and hours of the account are reckoned in; set it in mart.account_setting.';
comment on column mart.account.first_seen_at is
    'First chat or change of an agent that the warehouse knows, UTC; NULL without any.';
comment on column mart.account.last_seen_at is
    'Last chat or change of an agent that the warehouse knows, UTC; NULL without any.';

-- Strict, so that the planner keeps it whole and believes its number of rows; of a bare series it expects 1000.
create function mart.days(first_day date, last_day date) returns setof date
language sql immutable strict parallel safe rows 60
as $$ select first_day + n from generate_series(0, last_day - first_day) as s (n) $$;
comment on function mart.days(date, date) is 'The days from the first to the last, both included.';

create view mart.account_calendar as
select
    a.account_id, d.day,
    mart.day_start(d.day, a.time_zone) as day_started_at,
    mart.day_start(d.day + 1, a.time_zone) as day_ended_at,
    a.time_zone
from mart.account a
cross join lateral mart.days(
    -- Bounded, so that one wrong time does not make a calendar of millions of days.
    mart.local_day(greatest(least(a.first_seen_at, now()), timestamptz '2000-01-01 00:00+00'), a.time_zone),
    mart.local_day(least(greatest(a.last_seen_at, now()), now() + interval '1 year'), a.time_zone)
) as d (day);
comment on view mart.account_calendar is
    'Days of each account, one row per account and day, from the first chat or change of an agent to today, with '
    'the moments the day begins and ends at in the time zone of the account. Not before 2000 and at most a year '
    'ahead, whatever times upstream sends. Needs no feed.';
comment on column mart.account_calendar.account_id is 'LivePerson account (site) number.';
comment on column mart.account_calendar.day is 'The day, in the time zone of the account.';
comment on column mart.account_calendar.day_started_at is 'First moment of the day, UTC.';
comment on column mart.account_calendar.day_ended_at is 'First moment of the next day, UTC; 23, 24 or 25 hours later.';
comment on column mart.account_calendar.time_zone is 'Time zone of the account.';

create view mart.date as
select
    d.day,
    extract(year from d.day)::integer as year,
    extract(quarter from d.day)::integer as quarter,
    extract(month from d.day)::integer as month,
    date_trunc('month', d.day)::date as month_start,
    extract(isoyear from d.day)::integer as iso_year,
    extract(week from d.day)::integer as iso_week,
    date_trunc('week', d.day)::date as week_start,
    extract(isodow from d.day)::integer as day_of_week,
    (array['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'])[extract(isodow from d.day)]
        as day_name,
    extract(isodow from d.day) > 5 as is_weekend
from (select min(c.day) as first_day, max(c.day) as last_day from mart.account_calendar c) b
cross join lateral mart.days(
    date_trunc('year', coalesce(b.first_day, current_date)::timestamp)::date,
    (date_trunc('year', coalesce(b.last_day, current_date)::timestamp) + interval '1 year')::date - 1
) as d (day);
comment on view mart.date is
    'Calendar, one row per day, whole years, from the first chat or change of an agent to the current year. Joins '
    'any column day or started_on. Needs no feed.';
comment on column mart.date.day is 'The day.';
comment on column mart.date.year is 'Year, e.g. 2026.';
comment on column mart.date.quarter is 'Quarter of the year, 1 to 4.';
comment on column mart.date.month is 'Month of the year, 1 to 12.';
comment on column mart.date.month_start is 'First day of the month.';
comment on column mart.date.iso_year is 'Year of the ISO week; differs from year around New Year.';
comment on column mart.date.iso_week is 'ISO week of iso_year, 1 to 53.';
comment on column mart.date.week_start is 'Monday of the week.';
comment on column mart.date.day_of_week is 'Day of the week, 1 Monday to 7 Sunday.';
comment on column mart.date.day_name is 'Name of the day, in English.';
comment on column mart.date.is_weekend is 'Whether it is Saturday or Sunday.';

-- In each of these the facts are first reduced to what differs, which is little, and only that is sorted.

create view mart.agent as
with seen as (
    select
        e.account_id, e.agent_id, max(e.started_at) as seen_at,
        e.agent_full_name as full_name, e.agent_name as nickname,
        e.agent_login_name as login_name, e.agent_group_id, null::text as employee_id, e.is_agent_deleted as is_deleted
    from liveperson.engagement e
    group by
        e.account_id, e.agent_id, e.agent_full_name, e.agent_name, e.agent_login_name, e.agent_group_id,
        e.is_agent_deleted
    union all
    select
        v.account_id, v.agent_id, max(v.occurred_at), null, v.nickname, coalesce(v.login_name, v.user_name),
        v.agent_group_id, v.employee_id, null
    from liveperson.agent_event v
    group by
        v.account_id, v.agent_id, v.nickname, coalesce(v.login_name, v.user_name), v.agent_group_id, v.employee_id
    union all
    select c.account_id, c.agent_id, max(c.started_at), null, null, null, null, null, null
    from liveperson.conversation c
    group by c.account_id, c.agent_id
    union all
    select t.account_id, a.agent_id, max(t.transferred_at), null, null, null, null, null, null
    from liveperson.transfer t
    cross join lateral (values (t.agent_id), (t.target_agent_id)) as a (agent_id)
    group by t.account_id, a.agent_id
), latest as (
    select
        s.account_id, s.agent_id, max(s.seen_at) as last_seen_at,
        (array_agg(s.full_name order by s.seen_at desc nulls last) filter (where s.full_name <> ''))[1] as full_name,
        (array_agg(s.nickname order by s.seen_at desc nulls last) filter (where s.nickname <> ''))[1] as nickname,
        (array_agg(s.login_name order by s.seen_at desc nulls last) filter (where s.login_name <> ''))[1] as login_name,
        (array_agg(s.agent_group_id order by s.seen_at desc nulls last) filter (where s.agent_group_id is not null))[1]
            as agent_group_id,
        (array_agg(s.employee_id order by s.seen_at desc nulls last) filter (where s.employee_id is not null))[1]
            as employee_id,
        (array_agg(s.is_deleted order by s.seen_at desc nulls last) filter (where s.is_deleted is not null))[1]
            as is_deleted
    from seen s
    where s.agent_id is not null
    group by s.account_id, s.agent_id
)
select
    l.account_id, l.agent_id, coalesce(l.full_name, l.nickname, l.login_name, l.agent_id) as name,
    l.full_name, l.nickname, l.login_name, l.employee_id, l.agent_group_id,
    coalesce(l.is_deleted, false) as is_deleted, l.last_seen_at
from latest l;
comment on view mart.agent is
    'Agents, one row each: all that a chat, a transfer or a shift names; the latest name wins. Needs feed '
    'engagement_history for full names, agent_activity for nicknames, logins and agents without chats, engagement '
    'for the rest; while one is missing, what it knows is missing. Agents that only operational samples name are '
    'not here.';
comment on column mart.agent.account_id is 'LivePerson account (site) number.';
comment on column mart.agent.agent_id is 'Id of the agent; -1 is no agent, where upstream prints it.';
comment on column mart.agent.name is 'What to show: the full name, otherwise the nickname, the login name or the id.';
comment on column mart.agent.full_name is 'Full name. Engagement History field agentFullName.';
comment on column mart.agent.nickname is
    'Nickname, which visitors see. Engagement History agentNickName, Data Access agentNickname.';
comment on column mart.agent.login_name is 'Login name. Engagement History and Data Access field agentLoginName.';
comment on column mart.agent.employee_id is 'Employee id. Data Access field agentEmployeeId.';
comment on column mart.agent.agent_group_id is 'Group the agent was last seen in; -1 is the root group.';
comment on column mart.agent.is_deleted is
    'Whether upstream said that the agent has been deleted; FALSE also when it said nothing.';
comment on column mart.agent.last_seen_at is 'Last chat, transfer or change of state of the agent, UTC.';

create view mart.skill as
with seen as (
    select e.account_id, e.skill_id, e.skill_name as name, max(e.started_at) as seen_at
    from liveperson.engagement e
    group by e.account_id, e.skill_id, e.skill_name
    union all
    select c.account_id, c.skill_id, null, max(c.started_at)
    from liveperson.conversation c
    group by c.account_id, c.skill_id
    union all
    select c.account_id, c.skill_id, null, null
    from liveperson.conversation_skill c
    group by c.account_id, c.skill_id
    union all
    select t.account_id, k.skill_id, null, max(t.transferred_at)
    from liveperson.transfer t
    cross join lateral (values (t.skill_id), (t.target_skill_id)) as k (skill_id)
    group by t.account_id, k.skill_id
)
select
    s.account_id, s.skill_id,
    coalesce(
        (array_agg(s.name order by s.seen_at desc nulls last) filter (where s.name <> ''))[1],
        case s.skill_id when '-1' then 'Unassigned' else s.skill_id end
    ) as name,
    max(s.seen_at) as last_seen_at
from seen s
where s.skill_id is not null
group by s.account_id, s.skill_id;
comment on view mart.skill is
    'Skills, one row each: all that a chat or a transfer names; the latest name wins. Needs feed '
    'engagement_history for names; while it is missing the id stands for the name. Skills that only operational '
    'samples name are not here.';
comment on column mart.skill.account_id is 'LivePerson account (site) number.';
comment on column mart.skill.skill_id is 'Id of the skill; -1 is unassigned.';
comment on column mart.skill.name is
    'Name of the skill, or its id while no name is known. Engagement History field skillName.';
comment on column mart.skill.last_seen_at is 'Last chat or transfer of the skill, UTC; NULL when not known.';

create view mart.agent_group as
with seen as (
    select e.account_id, e.agent_group_id, e.agent_group_name as name, max(e.started_at) as seen_at
    from liveperson.engagement e
    group by e.account_id, e.agent_group_id, e.agent_group_name
    union all
    select v.account_id, v.agent_group_id, null, max(v.occurred_at)
    from liveperson.agent_event v
    group by v.account_id, v.agent_group_id
)
select
    s.account_id, s.agent_group_id,
    coalesce(
        (array_agg(s.name order by s.seen_at desc nulls last) filter (where s.name not in ('', 'NA')))[1],
        case s.agent_group_id when '-1' then 'Main Group' else s.agent_group_id end
    ) as name,
    max(s.seen_at) as last_seen_at
from seen s
where s.agent_group_id is not null
group by s.account_id, s.agent_group_id;
comment on view mart.agent_group is
    'Groups of agents, one row each: all that a chat or a shift names; the latest name wins. Needs feed '
    'engagement_history for names; while it is missing the id stands for the name.';
comment on column mart.agent_group.account_id is 'LivePerson account (site) number.';
comment on column mart.agent_group.agent_group_id is 'Id of the group; -1 is the root group.';
comment on column mart.agent_group.name is
    'Name of the group, or its id while no name is known. Engagement History field agentGroupName.';
comment on column mart.agent_group.last_seen_at is 'Last chat or shift of an agent of the group, UTC.';

create view mart.campaign as
with seen as (
    select
        e.account_id, e.campaign_id, e.campaign_name as name, e.goal_name, e.lob_name, max(e.started_at) as seen_at
    from liveperson.engagement e
    group by e.account_id, e.campaign_id, e.campaign_name, e.goal_name, e.lob_name
    union all
    select c.account_id, c.campaign_id, null, null, null, max(c.started_at)
    from liveperson.conversation c
    group by c.account_id, c.campaign_id
)
select
    s.account_id, s.campaign_id,
    coalesce(
        (array_agg(s.name order by s.seen_at desc nulls last) filter (where s.name <> ''))[1], s.campaign_id
    ) as name,
    (array_agg(s.goal_name order by s.seen_at desc nulls last) filter (where s.goal_name <> ''))[1] as goal_name,
    (array_agg(s.lob_name order by s.seen_at desc nulls last) filter (where s.lob_name not in ('', 'NA')))[1]
        as lob_name,
    max(s.seen_at) as last_seen_at
from seen s
where s.campaign_id is not null
group by s.account_id, s.campaign_id;
comment on view mart.campaign is
    'Campaigns, one row each: all that a chat names; the latest name wins. Needs feed engagement_history for '
    'names; while it is missing the id stands for the name.';
comment on column mart.campaign.account_id is 'LivePerson account (site) number.';
comment on column mart.campaign.campaign_id is 'Id of the campaign.';
comment on column mart.campaign.name is
    'Name of the campaign, or its id while no name is known. Engagement History field campaignName.';
comment on column mart.campaign.goal_name is 'Goal of the campaign. Engagement History field goalName.';
comment on column mart.campaign.lob_name is
    'Line of business of the campaign; NULL when none. Engagement History field lobName.';
comment on column mart.campaign.last_seen_at is 'Last chat of the campaign, UTC.';

create view mart.end_reason as
select n.source, n.id as end_reason_id, n.name from liveperson.end_reason n;
comment on view mart.end_reason is
    'Why chats end: names of the codes of mart.chat.end_reason_id, which both sources use alike. Fixed; needs no '
    'feed.';
comment on column mart.end_reason.source is 'Whose code it is: data_access or engagement_history.';
comment on column mart.end_reason.end_reason_id is 'The code.';
comment on column mart.end_reason.name is 'What the code means.';

create view mart.start_reason as
select n.source, n.id as start_reason_id, n.name from liveperson.start_reason n;
comment on view mart.start_reason is
    'Why chats begin: names of the codes of mart.chat.start_reason_id. The sources give one code different '
    'meanings: join on start_reason_source as well. Fixed; needs no feed.';
comment on column mart.start_reason.source is
    'Whose code it is: data_access or engagement_history. Joins start_reason_source.';
comment on column mart.start_reason.start_reason_id is 'The code.';
comment on column mart.start_reason.name is 'What the code means.';

create view mart.agent_state as
select n.id as state_id, n.name from liveperson.agent_state n where n.source = 'data_access';
comment on view mart.agent_state is
    'States of agents: names of the codes of mart.agent_state_span.state_id; samples use the same for 2, 3 and 4. '
    'Fixed; needs no feed.';
comment on column mart.agent_state.state_id is 'The code.';
comment on column mart.agent_state.name is 'What the code means.';
