-- Up to when facts are complete: the earliest of the feeds that they rest on and that the account has. A shift arrives when it
-- is over, so agents are complete half a day earlier. A moment is text, because it can be -infinity.
select
    f.account_id,
    min(coalesce(f.complete_through_at, '-infinity')) filter (
        where f.feed in ('engagement', 'engagement_history', 'survey')
    )::text as chats_through_at,
    (
        min(coalesce(f.complete_through_at, '-infinity')) filter (where f.feed = 'agent_activity') - interval '12 hours'
    )::text as agents_through_at,
    min(coalesce(f.complete_through_at, '-infinity')) filter (where f.feed = 'messaging_interactions')::text
        as messaging_through_at,
    min(coalesce(f.complete_through_at, '-infinity')) filter (where f.feed = 'web_session')::text as visits_through_at
from mart.freshness f
where f.is_enabled and f.is_available
group by f.account_id
