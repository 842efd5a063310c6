create or replace view mart.personal_info as
select
    a.account_id, a.engagement_id as chat_id, a.position,
    a.original_at as reported_at, a.server_at as processed_at, a.is_authenticated,
    a.name, a.surname, a.gender, a.company, a.language, a.age_years, a.birth_year, a.birth_month, a.birth_day,
    a.email, a.phone, a.country, a.region, a.zip_code,
    h.loaded_at as changed_at
from liveperson.engagement_attribute a
left join liveperson.engagement h on h.account_id = a.account_id and h.engagement_id = a.engagement_id
where a.type = 'personalInfo';
comment on view mart.personal_info is
    'Fact: Personal data of the visitor, one row per report. Upstream may overwrite texts with ** LP deleted data '
    '**. From engagement attributes; joins mart.chat on (account_id, chat_id). Needs feed engagement_history; empty '
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
comment on column mart.personal_info.name is 'First name. Field personalInfo.name. Personal.';
comment on column mart.personal_info.surname is 'Surname. Field personalInfo.surname. Personal.';
comment on column mart.personal_info.gender is 'MALE, FEMALE or OTHER. Field personalInfo.gender.';
comment on column mart.personal_info.company is 'Company. Field personalInfo.company. Personal.';
comment on column mart.personal_info.language is 'Language. Field personalInfo.language.';
comment on column mart.personal_info.age_years is 'Age in years. Field personalInfo.customerAge.customerAgeInYears.';
comment on column mart.personal_info.birth_year is
    'Year of birth. Field personalInfo.customerAge.customerYearOfBirth. Personal.';
comment on column mart.personal_info.birth_month is
    'Month of birth, 1 to 12. Field personalInfo.customerAge.customerMonthOfBirth. Personal.';
comment on column mart.personal_info.birth_day is
    'Day of the month of birth. Field personalInfo.customerAge.customerDateOfBirth. Personal.';
comment on column mart.personal_info.email is
    'E-mail address of the first contact. Field personalContact.email. Personal.';
comment on column mart.personal_info.phone is
    'Telephone number of that contact. Field personalContact.phone. Personal.';
comment on column mart.personal_info.country is 'Country of that contact. Field personalContact.address.country.';
comment on column mart.personal_info.region is 'Region of that contact. Field personalContact.address.region.';
comment on column mart.personal_info.zip_code is
    'Postal code of that contact. Field personalContact.address.zipCode. Personal.';
comment on column mart.personal_info.changed_at is
    'When the chat or a part of it was last changed in Engagement History''s copy, UTC, clock of the database.';
