-- A moment is text, because it can be -infinity.
select
    account_id, chats_through_at::text, agents_through_at::text, messaging_through_at::text, visits_through_at::text
from mart.feeds_complete_through
