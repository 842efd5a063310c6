-- How many chats were there per day and account, and how long did visitors wait for an agent?
select
    (started_at at time zone 'UTC')::date as day,
    account_id,
    count(*) as chats,
    count(queue_ended_at) as connected,
    round(extract(epoch from percentile_cont(0.5) within group (order by queue_ended_at - queue_started_at)), 1)
        as median_wait_s,
    round(extract(epoch from percentile_cont(0.9) within group (order by queue_ended_at - queue_started_at)), 1)
        as p90_wait_s
from liveperson.conversation
group by day, account_id
order by day, account_id;
