-- Which skills are the busiest, and how often is a chat transferred away from them?
with handled as (
    -- The last skill of a chat stands on the conversation, those before it on the transfers.
    select account_id, conversation_id, skill_id, false as is_transferred from liveperson.conversation
    union all
    select account_id, conversation_id, skill_id, true from liveperson.transfer
)
select
    account_id,
    skill_id,
    count(distinct conversation_id) as chats,
    count(distinct conversation_id) filter (where is_transferred) as transferred,
    round(100.0 * count(distinct conversation_id) filter (where is_transferred) / count(distinct conversation_id), 1)
        as transferred_percent
from handled
where skill_id is not null
group by account_id, skill_id
order by chats desc, account_id, skill_id
limit 10;
