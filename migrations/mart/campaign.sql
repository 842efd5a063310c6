-- Names that records carried, by the key; no fact is read. Without common table expressions, as mart.agent.
create or replace view mart.campaign as
select
    n.account_id, n.id as campaign_id,
    coalesce(max(mart.name_or_null(n.value)) filter (where n.attribute = 'name'), n.id) as name,
    max(mart.name_or_null(n.value)) filter (where n.attribute = 'goal_name') as goal_name,
    max(mart.name_or_null(n.value)) filter (where n.attribute = 'lob_name') as lob_name,
    max(nullif(n.seen_on, '1970-01-01')) filter (where n.attribute = 'id') as last_seen_on,
    min(n.first_seen_on) as first_seen_on
from mart.seen_name n
where n.dimension = 'campaign'
group by n.account_id, n.id;
comment on view mart.campaign is
    'Dimension: Campaigns, one row each: all that a chat or a conversation of messaging names, with the latest '
    'names. Needs feed engagement_history or messaging_interactions for names; while they are missing the id stands '
    'for the name.';
comment on column mart.campaign.account_id is 'LivePerson account (site) number.';
comment on column mart.campaign.campaign_id is 'Id of the campaign.';
comment on column mart.campaign.name is
    'Name of the campaign, or its id while no name is known. Engagement History and Messaging Interactions field '
    'campaignName.';
comment on column mart.campaign.goal_name is
    'Goal of the campaign; NULL when none. mart.chat and mart.messaging_conversation show this one. Engagement History '
    'and Messaging Interactions field goalName.';
comment on column mart.campaign.lob_name is
    'Line of business of the campaign; NULL when none (upstream: NA). mart.chat and mart.messaging_conversation show '
    'this one. Engagement History and Messaging Interactions field lobName.';
comment on column mart.campaign.last_seen_on is
    'Day (UTC) of the latest chat or conversation that names the campaign; NULL when the records had no time.';
comment on column mart.campaign.first_seen_on is
    'Day (UTC) of the earliest such record that the warehouse has read; not before its backfill. NULL as last_seen_on.';
