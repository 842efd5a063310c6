-- Which chats took longest, how many lines did they have, and how did they end?
select
    c.account_id,
    c.conversation_id,
    date_trunc('second', c.ended_at - c.started_at) as duration,
    (
        select count(*)
        from liveperson.message m
        where m.account_id = c.account_id and m.conversation_id = c.conversation_id
    ) as lines,
    coalesce(r.name, c.end_reason_id::text) as ended_because
from liveperson.conversation c
left join liveperson.end_reason r on r.source = 'data_access' and r.id = c.end_reason_id
where c.ended_at is not null
order by c.ended_at - c.started_at desc nulls last, c.account_id, c.conversation_id
limit 10;
