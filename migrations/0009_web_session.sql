-- Data Access, files webSession: what visitors did on the site, typed.
-- Upstream tells a visit in bodies of seven kinds, each a document of its own with its own version: a document is (visit, kind).
-- visit_body is the parent of them all and has the lineage; each of the other tables belongs to one kind.

create table liveperson.visit_body (
    account_id         text collate "C" not null,
    visit_id           text collate "C" not null,
    body_kind          text collate "C" not null,
    is_identified      boolean not null,
    visitor_id         text collate "C",
    context_id         text collate "C",
    item_count         integer not null,
    extra              jsonb,
    source_version_at  timestamptz not null,
    content_rev        integer not null,
    content_hash       bytea not null,
    unit_id            bigint not null,
    loaded_at          timestamptz not null default now(),
    primary key (account_id, visit_id, body_kind)
);
create index visit_body_account_id_visitor_id_idx on liveperson.visit_body (account_id, visitor_id);
-- For changed_at of schema mart: a copy elsewhere asks what changed lately. Rows come about in the order of time.
create index visit_body_loaded_at_idx on liveperson.visit_body using brin (loaded_at);
comment on table liveperson.visit_body is
    'One row per part of a visit that upstream told, its newest version; its items are in the table of its kind. From Data Access webSession files, a body with its VisitorHeader.';
comment on column liveperson.visit_body.account_id is
    'LivePerson account (site) number whose files were read. Part of the key.';
comment on column liveperson.visit_body.visit_id is
    'Id of the visit (session of the visitor); where upstream names none, a number sign and the hash of the record. Part of the key. Data Access field VisitorHeader.visitId.';
comment on column liveperson.visit_body.body_kind is
    'Which part of the visit: session_info, geo, navigation, impression, eligibility, goal or attribute. Part of the key. Name of the Data Access body, e.g. WebSessionNavigationData.';
comment on column liveperson.visit_body.is_identified is
    'Whether upstream named the visit. FALSE: visit_id was made here, and the part joins nothing.';
comment on column liveperson.visit_body.visitor_id is
    'Id of the visitor. Data Access field VisitorHeader.visitorId.';
comment on column liveperson.visit_body.context_id is
    'Id of the context of the visit. Data Access field VisitorHeader.contextId.';
comment on column liveperson.visit_body.item_count is
    'Items that the part has: page views, impressions and so on; 0 for an empty one.';
comment on column liveperson.visit_body.extra is
    'Fields and values that fit no column, as they came; NULL when none. Their paths are in ingest.drift.';
comment on column liveperson.visit_body.source_version_at is
    'Lineage: version of this content, the end of the hour (UTC) that its newest file was written for. The newest version wins.';
comment on column liveperson.visit_body.content_rev is
    'Lineage: revision of the program''s reading rules that made the row; a higher one replaces a lower one when a file is loaded again.';
comment on column liveperson.visit_body.content_hash is
    'Lineage: hash (16 bytes) of the row with its children, lineage left out. Equal hash means equal content.';
comment on column liveperson.visit_body.unit_id is
    'Lineage: the file that last changed the row or its children. Joins ingest.unit on unit_id.';
comment on column liveperson.visit_body.loaded_at is
    'Lineage: when the row or its children were last changed here (start of that transaction), clock of the database.';

create table liveperson.visit (
    account_id         text collate "C" not null,
    visit_id           text collate "C" not null,
    visitor_id         text collate "C",
    context_id         text collate "C",
    started_at         timestamptz,
    user_agent         text,
    device_os          text,
    device_family      text,
    control_group      text,
    search_engine      text,
    search_engine_key  text,
    extra              jsonb,
    primary key (account_id, visit_id)
);
create index visit_account_id_started_at_idx on liveperson.visit (account_id, started_at);
comment on table liveperson.visit is
    'Session information of a visit, one row per visit that has it; mart.visit has every visit. Joins visit_body on (account_id, visit_id), body_kind session_info. From Data Access, the first item of sessionInfoData with its VisitorHeader.';
comment on column liveperson.visit.account_id is
    'LivePerson account (site) number, as in visit_body. Part of the key.';
comment on column liveperson.visit.visit_id is
    'The visit. Part of the key. Data Access field VisitorHeader.visitId.';
comment on column liveperson.visit.visitor_id is
    'Id of the visitor. Data Access field VisitorHeader.visitorId.';
comment on column liveperson.visit.context_id is
    'Id of the context of the visit. Data Access field VisitorHeader.contextId.';
comment on column liveperson.visit.started_at is
    'When the visit began, UTC, to the millisecond. Data Access field startTime (also sessionStartTime).';
comment on column liveperson.visit.user_agent is
    'User agent of the browser. Data Access field userAgent.';
comment on column liveperson.visit.device_os is
    'Operating system: NA, WINDOWS, MAC_OS, LINUX, IOS or ANDROID. Data Access field deviceOS.';
comment on column liveperson.visit.device_family is
    'Kind of device: NA, DESKTOP, TABLET or MOBILE. Data Access field deviceFamily.';
comment on column liveperson.visit.control_group is
    'Group of the site''s experiment that the visitor is in: NA, CONTROL or TEST. Data Access field siteControlGroup.';
comment on column liveperson.visit.search_engine is
    'Search engine that the visitor came from. Data Access field searchEngine.';
comment on column liveperson.visit.search_engine_key is
    'What the visitor searched for there. Data Access field searchEngineKey.';
comment on column liveperson.visit.extra is
    'Fields and values that fit no column, as they came; NULL when none. Their paths are in ingest.drift.';

create table liveperson.visit_location (
    account_id    text collate "C" not null,
    visit_id      text collate "C" not null,
    position      integer not null,
    country       text,
    country_code  text,
    state         text,
    city          text,
    isp           text,
    org           text,
    ip_v4         text,
    ip_v6         text,
    extra         jsonb,
    primary key (account_id, visit_id, position)
);
comment on table liveperson.visit_location is
    'Where visitors were, one row each, as upstream derives it from the network address. Joins visit_body on (account_id, visit_id), body_kind geo. From Data Access, item of geoData.';
comment on column liveperson.visit_location.account_id is
    'LivePerson account (site) number, as in visit_body. Part of the key.';
comment on column liveperson.visit_location.visit_id is
    'The visit it belongs to. Part of the key. Data Access field VisitorHeader.visitId.';
comment on column liveperson.visit_location.position is
    'Order within the visit, counted from 0 as upstream lists it. Part of the key. Index in Data Access field geoData.';
comment on column liveperson.visit_location.country is
    'Country, by the address of the visitor. Data Access field country.';
comment on column liveperson.visit_location.country_code is
    'Code of the country. Data Access field countryCode.';
comment on column liveperson.visit_location.state is
    'State or region. Data Access field state.';
comment on column liveperson.visit_location.city is
    'City. Data Access field city.';
comment on column liveperson.visit_location.isp is
    'Internet provider. Data Access field isp.';
comment on column liveperson.visit_location.org is
    'Organization that the address belongs to. Data Access field org.';
comment on column liveperson.visit_location.ip_v4 is
    'Address of the visitor (IPv4); personal data. Data Access field iPV4.';
comment on column liveperson.visit_location.ip_v6 is
    'Address of the visitor (IPv6); personal data. Data Access field iPV6.';
comment on column liveperson.visit_location.extra is
    'Fields and values that fit no column, as they came; NULL when none. Their paths are in ingest.drift.';

create table liveperson.page_view (
    account_id    text collate "C" not null,
    visit_id      text collate "C" not null,
    position      integer not null,
    viewed_at     timestamptz,
    url           text,
    referrer_url  text,
    sections      text[],
    extra         jsonb,
    primary key (account_id, visit_id, position)
);
create index page_view_viewed_at_idx on liveperson.page_view using brin (viewed_at);
comment on table liveperson.page_view is
    'Page views of a visit, one row each. Joins visit_body on (account_id, visit_id), body_kind navigation. From Data Access, item of navigationData.';
comment on column liveperson.page_view.account_id is
    'LivePerson account (site) number, as in visit_body. Part of the key.';
comment on column liveperson.page_view.visit_id is
    'The visit it belongs to. Part of the key. Data Access field VisitorHeader.visitId.';
comment on column liveperson.page_view.position is
    'Order within the visit, counted from 0 as upstream lists it. Part of the key. Index in Data Access field navigationData.';
comment on column liveperson.page_view.viewed_at is
    'When the page was viewed, UTC, to the millisecond. Data Access field timestamp.';
comment on column liveperson.page_view.url is
    'Address of the page. Data Access field url.';
comment on column liveperson.page_view.referrer_url is
    'Address of the page before; may be empty. Data Access field referrerUrl.';
comment on column liveperson.page_view.sections is
    'Sections of the site that the page belongs to, in upstream''s order; {} for none. Data Access field sections.';
comment on column liveperson.page_view.extra is
    'Fields and values that fit no column, as they came; NULL when none. Their paths are in ingest.drift.';

create table liveperson.impression (
    account_id              text collate "C" not null,
    visit_id                text collate "C" not null,
    position                integer not null,
    shown_at                timestamptz,
    engagement_instance_id  text collate "C",
    impression_type         text,
    state                   text,
    control_group           text,
    campaign_id             text collate "C",
    campaign_engagement_id  text collate "C",
    channel                 text collate "C",
    engagement_type         text collate "C",
    skill_id                text collate "C",
    skill_name              text,
    is_offsite_engagement   boolean,
    availability_policy     text,
    interaction_type_id     integer,
    rendering_type_id       integer,
    visitor_behaviors       jsonb,
    survey_skills           jsonb,
    visitor_profiles        jsonb,
    goal_id                 text collate "C",
    goal_type_id            integer,
    goal_indicator_type_id  integer,
    extra                   jsonb,
    primary key (account_id, visit_id, position)
);
create index impression_shown_at_idx on liveperson.impression using brin (shown_at);
comment on table liveperson.impression is
    'Displays of engagements (buttons, invitations) and what the visitor did with them, one row each. Joins visit_body on (account_id, visit_id), body_kind impression. From Data Access, item of impressions.';
comment on column liveperson.impression.account_id is
    'LivePerson account (site) number, as in visit_body. Part of the key.';
comment on column liveperson.impression.visit_id is
    'The visit it belongs to. Part of the key. Data Access field VisitorHeader.visitId.';
comment on column liveperson.impression.position is
    'Order within the visit, counted from 0 as upstream lists it. Part of the key. Index in Data Access field impressions.';
comment on column liveperson.impression.shown_at is
    'When it happened, UTC, to the millisecond. Data Access field timestamp.';
comment on column liveperson.impression.engagement_instance_id is
    'Id of this display of the engagement: its Show, Accept, Close and Timeout share it. Data Access field engagementInstanceId.';
comment on column liveperson.impression.impression_type is
    'What happened: Show, Accept, Close or Timeout. Data Access field impressionType.';
comment on column liveperson.impression.state is
    'What was shown: content, chatonline or chatoffline; 0 and 1 were seen too. Data Access field state.';
comment on column liveperson.impression.control_group is
    'Group of the site''s experiment that the visitor is in: NA, CONTROL or TEST. Data Access field siteControlGroup (also controlGroup).';
comment on column liveperson.impression.campaign_id is
    'Id of the campaign. Data Access field campaign.id.';
comment on column liveperson.impression.campaign_engagement_id is
    'Id of the engagement (button, invitation) within the campaign. Data Access field engagement.id.';
comment on column liveperson.impression.channel is
    'Channel of the engagement as upstream prints it, e.g. 1 or 100. Data Access field engagement.channel.';
comment on column liveperson.impression.engagement_type is
    'Form of the engagement: 0 peeling corner, 1 overlay, 2 toaster, 3 slide-out, 5 embedded, 6 sticky. Data Access field engagement.type.';
comment on column liveperson.impression.skill_id is
    'Id of the skill that chats of this engagement go to; -1 for none. Data Access field engagement.skillId.';
comment on column liveperson.impression.skill_name is
    'Name of that skill at the time. Data Access field engagement.skillName.';
comment on column liveperson.impression.is_offsite_engagement is
    'Whether the engagement stands on another site. Data Access field engagement.isOffsiteEngagement.';
comment on column liveperson.impression.availability_policy is
    'When the engagement is shown, by the availability of agents. Data Access field engagement.availabilityPolicy.';
comment on column liveperson.impression.interaction_type_id is
    'Kind of interaction; upstream does not document the codes. Data Access field engagement.interactionType.';
comment on column liveperson.impression.rendering_type_id is
    'How it is drawn; upstream does not document the codes. Data Access field engagement.renderingType.';
comment on column liveperson.impression.visitor_behaviors is
    'Visitor behaviors that the engagement is for: a list of id and revision. Data Access field engagement.visitorBehaviors.';
comment on column liveperson.impression.survey_skills is
    'Skills that a survey before the chat offers: a list of id and name. Data Access field engagement.surveySkills.';
comment on column liveperson.impression.visitor_profiles is
    'Visitor profiles that the campaign is for: a list of id and revision. Data Access field campaign.visitorProfiles.';
comment on column liveperson.impression.goal_id is
    'Id of the goal of the campaign. Data Access field goal.id.';
comment on column liveperson.impression.goal_type_id is
    'Kind of that goal: 1 was seen with a number of pages; upstream does not document the codes. Data Access field goal.type.';
comment on column liveperson.impression.goal_indicator_type_id is
    'Indicator of that goal; upstream does not document the codes. Data Access field goal.indicatorType.';
comment on column liveperson.impression.extra is
    'Fields and values that fit no column, as they came; NULL when none. Their paths are in ingest.drift.';

create table liveperson.campaign_eligibility (
    account_id              text collate "C" not null,
    visit_id                text collate "C" not null,
    position                integer not null,
    eligible_at             timestamptz,
    campaign_id             text collate "C",
    visitor_profiles        jsonb,
    goal_id                 text collate "C",
    goal_type_id            integer,
    goal_indicator_type_id  integer,
    control_group           text,
    engagement_ids          text[],
    engagements             jsonb,
    extra                   jsonb,
    primary key (account_id, visit_id, position)
);
comment on table liveperson.campaign_eligibility is
    'Campaigns that a visitor was eligible for, one row per moment and campaign. Joins visit_body on (account_id, visit_id), body_kind eligibility. From Data Access, item of eligibilityData.';
comment on column liveperson.campaign_eligibility.account_id is
    'LivePerson account (site) number, as in visit_body. Part of the key.';
comment on column liveperson.campaign_eligibility.visit_id is
    'The visit it belongs to. Part of the key. Data Access field VisitorHeader.visitId.';
comment on column liveperson.campaign_eligibility.position is
    'Order within the visit, counted from 0 as upstream lists it. Part of the key. Index in Data Access field eligibilityData.';
comment on column liveperson.campaign_eligibility.eligible_at is
    'When the visitor became eligible, UTC, to the millisecond. Data Access field timestamp.';
comment on column liveperson.campaign_eligibility.campaign_id is
    'Id of the campaign; NULL where upstream lists none. Data Access field eligibleCampaigns[].campaign.id.';
comment on column liveperson.campaign_eligibility.visitor_profiles is
    'Visitor profiles that the campaign is for: a list of id and revision. Data Access field eligibleCampaigns[].campaign.visitorProfiles.';
comment on column liveperson.campaign_eligibility.goal_id is
    'Id of the goal of the campaign. Data Access field eligibleCampaigns[].goal.id.';
comment on column liveperson.campaign_eligibility.goal_type_id is
    'Kind of that goal; upstream does not document the codes. Data Access field eligibleCampaigns[].goal.type.';
comment on column liveperson.campaign_eligibility.goal_indicator_type_id is
    'Indicator of that goal; upstream does not document the codes. Data Access field eligibleCampaigns[].goal.indicatorType.';
comment on column liveperson.campaign_eligibility.control_group is
    'Group of the campaign''s experiment that the visitor is in: NA, CONTROL or TEST. Data Access field eligibleCampaigns[].controlGroupType.';
comment on column liveperson.campaign_eligibility.engagement_ids is
    'Ids of the engagements that the visitor may see, in upstream''s order; {} for none. Data Access field eligibleCampaigns[].engagements[].id.';
comment on column liveperson.campaign_eligibility.engagements is
    'These engagements whole, as they came. Data Access field eligibleCampaigns[].engagements.';
comment on column liveperson.campaign_eligibility.extra is
    'Fields and values that fit no column, as they came; NULL when none. Their paths are in ingest.drift.';

create table liveperson.achieved_goal (
    account_id         text collate "C" not null,
    visit_id           text collate "C" not null,
    position           integer not null,
    achievement_id     text collate "C",
    achieved_at        timestamptz,
    goal_id            text collate "C",
    goal_revision      bigint,
    goal_type_id       integer,
    metadata_type      text,
    url                text,
    total              numeric,
    order_id           text collate "C",
    cart_total         numeric,
    cart_item_count    integer,
    cart_products      jsonb,
    page_count         integer,
    topic              text,
    lead_id            text collate "C",
    lead_value         numeric,
    service_status_id  integer,
    service_category   text,
    service_id         text collate "C",
    engagement         jsonb,
    campaign           jsonb,
    extra              jsonb,
    primary key (account_id, visit_id, position)
);
create index achieved_goal_achieved_at_idx on liveperson.achieved_goal using brin (achieved_at);
comment on table liveperson.achieved_goal is
    'Goals of campaigns that a visitor achieved (conversions), one row each. Joins visit_body on (account_id, visit_id), body_kind goal. From Data Access, item of achievedGoals.';
comment on column liveperson.achieved_goal.account_id is
    'LivePerson account (site) number, as in visit_body. Part of the key.';
comment on column liveperson.achieved_goal.visit_id is
    'The visit it belongs to. Part of the key. Data Access field VisitorHeader.visitId.';
comment on column liveperson.achieved_goal.position is
    'Order within the visit, counted from 0 as upstream lists it. Part of the key. Index in Data Access field achievedGoals.';
comment on column liveperson.achieved_goal.achievement_id is
    'Id of the achievement. Data Access field id.';
comment on column liveperson.achieved_goal.achieved_at is
    'When the goal was achieved, UTC, to the millisecond. Data Access field timestamp.';
comment on column liveperson.achieved_goal.goal_id is
    'Id of the goal of the campaign. Data Access field campaignGoalId.';
comment on column liveperson.achieved_goal.goal_revision is
    'Revision of that goal. Data Access field campaignGoalRevision.';
comment on column liveperson.achieved_goal.goal_type_id is
    'Kind of that goal; upstream does not document the codes. Data Access field campaignGoalType.';
comment on column liveperson.achieved_goal.metadata_type is
    'Record with the details, as upstream names it: UrlGoalMetadata, PurchaseMetadata, ReduceAbandonmentGoalMetadata, IncreaseInteractionGoalMetadata, LeadMetaData or ServiceActivityMetaData; NULL where it names none. Record name in Data Access field goalMetaData.';
comment on column liveperson.achieved_goal.url is
    'Address of the page that achieved the goal. Data Access field goalMetaData.url.';
comment on column liveperson.achieved_goal.total is
    'Value of the purchase. Data Access field goalMetaData.total.';
comment on column liveperson.achieved_goal.order_id is
    'Id of the order. Data Access field goalMetaData.orderId.';
comment on column liveperson.achieved_goal.cart_total is
    'Value of the cart. Data Access field goalMetaData.cartStatus.total.';
comment on column liveperson.achieved_goal.cart_item_count is
    'Number of items in the cart. Data Access field goalMetaData.cartStatus.numItems.';
comment on column liveperson.achieved_goal.cart_products is
    'Products of the cart, as they came. Data Access field goalMetaData.cartStatus.products.';
comment on column liveperson.achieved_goal.page_count is
    'Pages that were viewed. Data Access field goalMetaData.numberOfPages.';
comment on column liveperson.achieved_goal.topic is
    'Topic of the lead or of the service activity. Data Access field goalMetaData.topic.';
comment on column liveperson.achieved_goal.lead_id is
    'Id of the lead. Data Access field goalMetaData.leadId.';
comment on column liveperson.achieved_goal.lead_value is
    'Value of the lead. Data Access field goalMetaData.value.';
comment on column liveperson.achieved_goal.service_status_id is
    'Status of the service activity; names in service_status, source data_access. Data Access field goalMetaData.status.';
comment on column liveperson.achieved_goal.service_category is
    'Category of the service activity. Data Access field goalMetaData.category.';
comment on column liveperson.achieved_goal.service_id is
    'Id of the service. Data Access field goalMetaData.serviceId.';
comment on column liveperson.achieved_goal.engagement is
    'Engagement of an increased interaction, as it came. Data Access field goalMetaData.engagement.';
comment on column liveperson.achieved_goal.campaign is
    'Campaign of an increased interaction, as it came. Data Access field goalMetaData.campaign.';
comment on column liveperson.achieved_goal.extra is
    'Fields and values that fit no column, as they came; NULL when none. Their paths are in ingest.drift.';

create table liveperson.visit_attribute (
    account_id                     text collate "C" not null,
    visit_id                       text collate "C" not null,
    position                       integer not null,
    type                           text,
    reported_at                    timestamptz,
    extra                          jsonb,
    is_authenticated               boolean,
    authenticated_conversation_id  text collate "C",
    total                          numeric,
    currency                       text,
    item_count                     integer,
    order_id                       text collate "C",
    customer_status                text,
    customer_type                  text,
    balance                        numeric,
    customer_id                    text collate "C",
    social_id                      text collate "C",
    imei                           text collate "C",
    user_name                      text,
    account_name                   text,
    role                           text,
    company_branch                 text,
    company_size                   text,
    store_number                   text,
    store_zip_code                 text,
    last_payment_on                date,
    registered_on                  date,
    topic                          text,
    value                          numeric,
    lead_id                        text collate "C",
    originating_channel_id         integer,
    affiliate                      text,
    campaign_id                    text collate "C",
    name                           text,
    surname                        text,
    gender                         text,
    company                        text,
    language                       text,
    age_years                      numeric,
    birth_year                     integer,
    birth_month                    integer,
    birth_day                      integer,
    email                          text,
    phone                          text,
    country                        text,
    region                         text,
    zip_code                       text,
    category                       text,
    service_id                     text collate "C",
    status_id                      integer,
    context_id                     text collate "C",
    message                        text,
    code                           text,
    level                          text,
    is_resolved                    boolean,
    keywords                       text[],
    payload                        jsonb,
    primary key (account_id, visit_id, position)
);
create index visit_attribute_reported_at_idx on liveperson.visit_attribute using brin (reported_at);
-- Purchases alone have an order.
create index visit_attribute_account_id_order_id_idx on liveperson.visit_attribute (account_id, order_id)
    where order_id is not null;
comment on table liveperson.visit_attribute is
    'Attributes (SDEs), what the site reported of the visitor during the visit, one row each; a column is filled where the type has it, and is called as in engagement_attribute. Joins visit_body on (account_id, visit_id), body_kind attribute. From Data Access, item of engagementAttributes.';
comment on column liveperson.visit_attribute.account_id is
    'LivePerson account (site) number, as in visit_body. Part of the key.';
comment on column liveperson.visit_attribute.visit_id is
    'The visit it belongs to. Part of the key. Data Access field VisitorHeader.visitId.';
comment on column liveperson.visit_attribute.position is
    'Order within the visit, counted from 0 as upstream lists it. Part of the key. Index in Data Access field engagementAttributes.';
comment on column liveperson.visit_attribute.type is
    'Name of the attribute, its record: CartStatus, CustomerInfo, Lead, MarketingCampaignInfo, PersonalInfo, Purchase, ServiceActivity, VisitorError, ViewedProduct; an unknown one as it came, NULL where none is named and its fields tell none. Record name in Data Access field data.';
comment on column liveperson.visit_attribute.reported_at is
    'When the site reported it, UTC, to the millisecond. Data Access field timestamp.';
comment on column liveperson.visit_attribute.extra is
    'Fields beside the attribute that fit no column, as they came; NULL when none. Their paths are in ingest.drift.';
comment on column liveperson.visit_attribute.is_authenticated is
    'Whether the visitor had signed in. Data Access field isAuthenticated of CustomerInfo and PersonalInfo.';
comment on column liveperson.visit_attribute.authenticated_conversation_id is
    'The conversation in which the visitor signed in. Data Access field authenticatedConversationId of CustomerInfo and PersonalInfo.';
comment on column liveperson.visit_attribute.total is
    'Value of the cart or the purchase, in currency. Data Access fields data of CartStatus: total and data of Purchase: total.';
comment on column liveperson.visit_attribute.currency is
    'Currency of the amounts, e.g. USD. Field currency of Engagement History attributes; Data Access files have none.';
comment on column liveperson.visit_attribute.item_count is
    'Number of items in the cart. Data Access fields data of CartStatus: numItems and data of Purchase: cart.numItems.';
comment on column liveperson.visit_attribute.order_id is
    'Id of the order. Data Access field data of Purchase: orderId.';
comment on column liveperson.visit_attribute.customer_status is
    'Status of the customer. Data Access field data of CustomerInfo: customerStatus.';
comment on column liveperson.visit_attribute.customer_type is
    'Type of the customer. Data Access field data of CustomerInfo: customerType.';
comment on column liveperson.visit_attribute.balance is
    'Balance of the customer, in currency. Data Access field data of CustomerInfo: balance.';
comment on column liveperson.visit_attribute.customer_id is
    'Id of the customer at the site''s owner. Data Access field data of CustomerInfo: customerId.';
comment on column liveperson.visit_attribute.social_id is
    'Id of the customer in a social network. Data Access field data of CustomerInfo: socialId.';
comment on column liveperson.visit_attribute.imei is
    'Number of the customer''s device. Data Access field data of CustomerInfo: imei.';
comment on column liveperson.visit_attribute.user_name is
    'User name of the customer. Data Access field data of CustomerInfo: userName.';
comment on column liveperson.visit_attribute.account_name is
    'Name of the customer''s account. Data Access field data of CustomerInfo: accountName.';
comment on column liveperson.visit_attribute.role is
    'Role of the customer, e.g. broker. Data Access field data of CustomerInfo: role.';
comment on column liveperson.visit_attribute.company_branch is
    'Branch of the company the customer belongs to. Known of Engagement History; no Data Access schema has it, and a file that does fills it.';
comment on column liveperson.visit_attribute.company_size is
    'Size of the customer''s company, as text. Data Access field data of CustomerInfo: companySize.';
comment on column liveperson.visit_attribute.store_number is
    'Number of the customer''s store. Data Access field data of CustomerInfo: storeNumber.';
comment on column liveperson.visit_attribute.store_zip_code is
    'Postal code of the customer''s store. Data Access field data of CustomerInfo: storeZipCode.';
comment on column liveperson.visit_attribute.last_payment_on is
    'Day of the customer''s last payment. Data Access field data of CustomerInfo: lastPaymentDate.';
comment on column liveperson.visit_attribute.registered_on is
    'Day on which the customer registered. Data Access field data of CustomerInfo: registrationDate.';
comment on column liveperson.visit_attribute.topic is
    'Topic of the lead or of the service activity. Data Access fields data of Lead: topic and data of ServiceActivity: topic.';
comment on column liveperson.visit_attribute.value is
    'Value of the lead, in currency. Data Access field data of Lead: value.';
comment on column liveperson.visit_attribute.lead_id is
    'Id of the lead. Data Access field data of Lead: leadId.';
comment on column liveperson.visit_attribute.originating_channel_id is
    'How the visitor came: 0 direct to 6 display; names in originating_channel. Data Access field data of MarketingCampaignInfo: originatingChannel.';
comment on column liveperson.visit_attribute.affiliate is
    'Site the visitor came from. Data Access field data of MarketingCampaignInfo: affiliate.';
comment on column liveperson.visit_attribute.campaign_id is
    'Id of the marketing campaign; not the campaign of impression. Data Access field data of MarketingCampaignInfo: campaignId.';
comment on column liveperson.visit_attribute.name is
    'First name of the visitor. Data Access field data of PersonalInfo: name.';
comment on column liveperson.visit_attribute.surname is
    'Surname of the visitor. Data Access field data of PersonalInfo: surname.';
comment on column liveperson.visit_attribute.gender is
    'Gender of the visitor: MALE, FEMALE or OTHER. Data Access field data of PersonalInfo: gender.';
comment on column liveperson.visit_attribute.company is
    'Company of the visitor. Data Access field data of PersonalInfo: company.';
comment on column liveperson.visit_attribute.language is
    'Language of the visitor. Known of Engagement History; no Data Access schema has it, and a file that does fills it.';
comment on column liveperson.visit_attribute.age_years is
    'Age of the visitor in years. Data Access field data of PersonalInfo: customerAge.customerAgeInYears.';
comment on column liveperson.visit_attribute.birth_year is
    'Year of the visitor''s birth. Data Access field data of PersonalInfo: customerAge.customerYearOfBirth.';
comment on column liveperson.visit_attribute.birth_month is
    'Month of the visitor''s birth, 1 to 12. Data Access field data of PersonalInfo: customerAge.customerMonthOfBirth.';
comment on column liveperson.visit_attribute.birth_day is
    'Day of the month of the visitor''s birth. Data Access field data of PersonalInfo: customerAge.customerDateOfBirth.';
comment on column liveperson.visit_attribute.email is
    'E-mail address of the visitor''s first contact; others are in payload. Data Access field data of PersonalInfo: contacts[].email.';
comment on column liveperson.visit_attribute.phone is
    'Telephone number of that contact. Data Access field data of PersonalInfo: contacts[].phone.';
comment on column liveperson.visit_attribute.country is
    'Country of that contact. Known of Engagement History; no Data Access schema has it, and a file that does fills it.';
comment on column liveperson.visit_attribute.region is
    'Region of that contact. Known of Engagement History; no Data Access schema has it, and a file that does fills it.';
comment on column liveperson.visit_attribute.zip_code is
    'Postal code of that contact. Known of Engagement History; no Data Access schema has it, and a file that does fills it.';
comment on column liveperson.visit_attribute.category is
    'Category of the service activity. Data Access field data of ServiceActivity: category.';
comment on column liveperson.visit_attribute.service_id is
    'Id of the service. Data Access field data of ServiceActivity: serviceId.';
comment on column liveperson.visit_attribute.status_id is
    'Status of the service activity: 0 complete to 13 resolved; names in service_status. Data Access field data of ServiceActivity: status.';
comment on column liveperson.visit_attribute.context_id is
    'Id of the context of the visitor''s error. Data Access field data of VisitorError: contextId.';
comment on column liveperson.visit_attribute.message is
    'Text of the error the visitor met. Data Access field data of VisitorError: message.';
comment on column liveperson.visit_attribute.code is
    'Code of that error. Data Access field data of VisitorError: code.';
comment on column liveperson.visit_attribute.level is
    'Severity of that error. Data Access field data of VisitorError: level.';
comment on column liveperson.visit_attribute.is_resolved is
    'Whether that error was resolved. Data Access field data of VisitorError: resolved.';
comment on column liveperson.visit_attribute.keywords is
    'What the visitor searched for, in upstream''s order. Known of Engagement History; no Data Access schema has it, and a file that does fills it.';
comment on column liveperson.visit_attribute.payload is
    'The attribute whole, as it came: also what fits no column. Data Access field data.';

create table liveperson.visit_attribute_product (
    account_id         text collate "C" not null,
    visit_id           text collate "C" not null,
    position           integer not null,
    product_position   integer not null,
    name               text,
    category           text,
    sku                text,
    price              numeric,
    quantity           numeric,
    status_in_stock    text,
    quantity_in_stock  numeric,
    primary key (account_id, visit_id, position, product_position)
);
comment on table liveperson.visit_attribute_product is
    'Products of an attribute of a visit (cart, purchase, viewed product), one row each; joins visit_attribute on (account_id, visit_id, position). From Data Access, item of products.';
comment on column liveperson.visit_attribute_product.account_id is
    'LivePerson account (site) number, as in visit_attribute. Part of the key.';
comment on column liveperson.visit_attribute_product.visit_id is
    'The visit it belongs to. Part of the key. Data Access field VisitorHeader.visitId.';
comment on column liveperson.visit_attribute_product.position is
    'The attribute it belongs to. Part of the key. Position in visit_attribute.';
comment on column liveperson.visit_attribute_product.product_position is
    'Order within the attribute, counted from 0 as upstream lists it. Part of the key. Index in Data Access field products.';
comment on column liveperson.visit_attribute_product.name is
    'Name of the product. Data Access field product.name.';
comment on column liveperson.visit_attribute_product.category is
    'Category of the product. Data Access field product.category.';
comment on column liveperson.visit_attribute_product.sku is
    'Stock keeping unit of the product. Data Access field product.sku.';
comment on column liveperson.visit_attribute_product.price is
    'Price of one, in the currency of the attribute. Data Access field product.price.';
comment on column liveperson.visit_attribute_product.quantity is
    'How many. Data Access field quantity.';
comment on column liveperson.visit_attribute_product.status_in_stock is
    'Availability, in the site''s words. Data Access field statusInStock (known of Engagement History).';
comment on column liveperson.visit_attribute_product.quantity_in_stock is
    'How many are in stock. Data Access field quantityInStock (known of Engagement History).';
