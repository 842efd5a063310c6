create or replace view mart.customer_info as
select
    a.account_id, a.engagement_id as chat_id, a.position,
    a.original_at as reported_at, a.server_at as processed_at, a.is_authenticated,
    a.customer_id, a.customer_status, a.customer_type, a.balance, a.currency, a.social_id, a.imei, a.user_name,
    a.account_name, a.role, a.company_branch, a.company_size, a.store_number, a.store_zip_code, a.last_payment_on,
    a.registered_on,
    h.loaded_at as changed_at
from liveperson.engagement_attribute a
left join liveperson.engagement h on h.account_id = a.account_id and h.engagement_id = a.engagement_id
where a.type = 'customerInfo';
comment on view mart.customer_info is
    'Fact: What the site knows of the customer, one row per report; a chat may have several, the last one counts. '
    'From engagement attributes; joins mart.chat on (account_id, chat_id). Needs feed engagement_history; empty '
    'while it is missing. Arrives up to 2 hours after the end of the chat.';
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
    'Id of the customer at the owner of the site. Field customerInfo.customerId. Personal.';
comment on column mart.customer_info.customer_status is 'Status of the customer. Field customerInfo.customerStatus.';
comment on column mart.customer_info.customer_type is 'Type of the customer. Field customerInfo.customerType.';
comment on column mart.customer_info.balance is 'Balance of the customer, in currency. Field customerInfo.balance.';
comment on column mart.customer_info.currency is 'Currency of the balance. Field customerInfo.currency.';
comment on column mart.customer_info.social_id is
    'Id of the customer in a social network. Field customerInfo.socialId. Personal.';
comment on column mart.customer_info.imei is
    'Number of the device of the customer. Field customerInfo.imei. Personal.';
comment on column mart.customer_info.user_name is 'User name of the customer. Field customerInfo.userName. Personal.';
comment on column mart.customer_info.account_name is
    'Name of the account of the customer. Field customerInfo.accountName. Personal.';
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
comment on column mart.customer_info.changed_at is
    'When the chat or a part of it was last changed in Engagement History''s copy, UTC, clock of the database.';
