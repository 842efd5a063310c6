-- Do visitors who wait longer buy less? The wait is from Data Access, the purchase from Engagement History.
with chat as (
    select
        c.account_id,
        c.conversation_id,
        least(floor(extract(epoch from c.queue_ended_at - c.queue_started_at) / 300), 3) as waited_5_min,
        exists (
            select from liveperson.engagement_attribute a
            where a.account_id = c.account_id and a.engagement_id = c.conversation_id and a.type = 'purchase'
        ) as has_bought
    from liveperson.conversation c
    join liveperson.engagement e on e.account_id = c.account_id and e.engagement_id = c.conversation_id
    where c.queue_ended_at >= c.queue_started_at
)
select
    case waited_5_min
        when 0 then 'less than 5 min' when 1 then '5 to 10 min' when 2 then '10 to 15 min' else '15 min and more'
    end as waited,
    count(*) as chats,
    count(*) filter (where has_bought) as with_purchase,
    round(100.0 * count(*) filter (where has_bought) / count(*), 1) as with_purchase_percent
from chat
group by waited_5_min
order by waited_5_min;
