-- -infinity: the account has such a feed, and nothing of it is complete.
create or replace view mart.feeds_complete_through as
select
    f.account_id,
    min(coalesce(f.complete_through_at, '-infinity')) filter (
        where f.feed in ('engagement', 'engagement_history', 'survey')
    ) as chats_through_at,
    min(coalesce(f.complete_through_at, '-infinity')) filter (where f.feed = 'agent_activity') - interval '12 hours'
        as agents_through_at,
    min(coalesce(f.complete_through_at, '-infinity')) filter (where f.feed = 'messaging_interactions')
        as messaging_through_at,
    min(coalesce(f.complete_through_at, '-infinity')) filter (where f.feed = 'web_session') as visits_through_at
from mart.freshness f
where f.is_enabled and f.is_available
group by f.account_id;
comment on view mart.feeds_complete_through is
    'Operations: Up to when the feeds behind the facts are complete now, one row per account. Reports use '
    'mart.complete_through, which says up to when the facts are. Feeds that were switched off, or that upstream refuses, do '
    'not count. A moment is -infinity while nothing is complete, and NULL when the account has no such feed.';
comment on column mart.feeds_complete_through.account_id is 'LivePerson account (site) number.';
comment on column mart.feeds_complete_through.chats_through_at is
    'The earliest of feeds engagement, engagement_history and survey, UTC.';
comment on column mart.feeds_complete_through.agents_through_at is
    'Feed agent_activity, half a day earlier, because a shift arrives when it is over, UTC.';
comment on column mart.feeds_complete_through.messaging_through_at is 'Feed messaging_interactions, UTC.';
comment on column mart.feeds_complete_through.visits_through_at is 'Feed web_session, UTC.';
