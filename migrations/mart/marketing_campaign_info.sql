create or replace view mart.marketing_campaign_info as
select
    a.account_id, a.engagement_id as chat_id, a.position,
    a.original_at as reported_at, a.server_at as processed_at, a.is_authenticated,
    a.originating_channel_id,
    (
        select n.name from liveperson.originating_channel n
        where n.source = 'engagement_history' and n.id = a.originating_channel_id
    ) as originating_channel_name,
    a.affiliate, a.campaign_id as marketing_campaign_id,
    h.loaded_at as changed_at
from liveperson.engagement_attribute a
left join liveperson.engagement h on h.account_id = a.account_id and h.engagement_id = a.engagement_id
where a.type = 'marketingCampaignInfo';
comment on view mart.marketing_campaign_info is
    'Fact: How the visitor came to the site, one row per report. Not the campaign of mart.chat. From engagement '
    'attributes; joins mart.chat on (account_id, chat_id). Needs feed engagement_history; empty while it is missing. '
    'Arrives up to 2 hours after the end of the chat.';
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
comment on column mart.marketing_campaign_info.changed_at is
    'When the chat or a part of it was last changed in Engagement History''s copy, UTC, clock of the database.';
