-- Who worked on the marked chats: the stretches between the transfers, then agents who wrote without having been given the chat.
-- The columns are explained in mart.chat_participation.
with stretch as (
    select
        c.account_id, c.chat_id, c.is_live_chat, c.connected_at as chat_connected_at, t.transfer_count,
        p.position, p.agent_id, p.skill_id, p.queue_started_at, p.started_at,
        lead(p.queue_started_at, 1, c.ended_at) over (partition by c.account_id, c.chat_id order by p.position) as ended_at
    from marked m
    join fact.chat c on c.account_id = m.account_id and c.chat_id = m.chat_id
    cross join lateral (
        select count(*)::integer as transfer_count from liveperson.transfer f
        where f.account_id = m.account_id and f.conversation_id = m.chat_id
    ) t
    cross join lateral (
        -- From the connection to the first transfer: where the transfer came from.
        select
            0 as position,
            case when t.transfer_count = 0 then c.agent_id else (
                select mart.agent_or_null(f.agent_id) from liveperson.transfer f
                where f.account_id = m.account_id and f.conversation_id = m.chat_id order by f.position limit 1
            ) end as agent_id,
            case when t.transfer_count = 0 then c.skill_id else (
                select f.skill_id from liveperson.transfer f
                where f.account_id = m.account_id and f.conversation_id = m.chat_id order by f.position limit 1
            ) end as skill_id,
            c.started_at as queue_started_at, c.connected_at as started_at
        union all
        -- From a transfer to the next: where it went to, or where the next came from.
        select
            f.number::integer,
            coalesce(f.target_agent_id, f.next_agent_id, case when f.number = t.transfer_count then c.agent_id end),
            coalesce(f.target_skill_id, f.next_skill_id, case when f.number = t.transfer_count then c.skill_id end),
            coalesce(f.queue_started_at, f.transferred_at),
            coalesce(f.queue_ended_at, f.transferred_at)
        from (
            select
                row_number() over by_position as number,
                f.transferred_at, f.queue_started_at, f.queue_ended_at,
                mart.agent_or_null(f.target_agent_id) as target_agent_id, f.target_skill_id,
                mart.agent_or_null(lead(f.agent_id) over by_position) as next_agent_id,
                lead(f.skill_id) over by_position as next_skill_id
            from liveperson.transfer f
            where f.account_id = m.account_id and f.conversation_id = m.chat_id
            window by_position as (order by f.position)
        ) f
    ) p
    where c.is_connected
), line as (
    select
        g.account_id, g.chat_id, g.sent_at, g.sender, g.agent_id, s.position
    from marked m
    join mart.chat_message g on g.account_id = m.account_id and g.chat_id = m.chat_id
    -- The stretch that a line was written in: the last that had begun; lines before the first are of none.
    left join lateral (
        select s.position from stretch s
        where s.account_id = g.account_id and s.chat_id = g.chat_id and s.started_at <= g.sent_at
        order by s.started_at desc, s.position desc limit 1
    ) s on true
    where g.is_visible and g.sender in ('agent', 'visitor')
)
select
    s.account_id, s.chat_id, s.position::integer as position, false as is_helper,
    s.agent_id, s.skill_id, s.started_at, s.ended_at,
    mart.seconds_between(s.queue_started_at, s.started_at) as wait_s,
    mart.seconds_between(s.started_at, s.ended_at) as duration_s,
    mart.seconds_between(s.started_at, l.last_line_at) as handling_s,
    mart.seconds_between(s.started_at, l.first_agent_line_at) as first_response_s,
    coalesce(l.agent_lines, 0) as agent_line_count, coalesce(l.visitor_lines, 0) as visitor_line_count,
    s.is_live_chat
from stretch s
left join lateral (
    select
        min(l.sent_at) filter (where l.sender = 'agent') as first_agent_line_at,
        max(l.sent_at) as last_line_at,
        count(*) filter (where l.sender = 'agent' and (l.agent_id is null or l.agent_id = s.agent_id)) as agent_lines,
        count(*) filter (where l.sender = 'visitor') as visitor_lines
    from line l
    where l.account_id = s.account_id and l.chat_id = s.chat_id and l.position = s.position
        and (l.sender = 'visitor' or l.agent_id is null or s.agent_id is null or l.agent_id = s.agent_id)
) l on true
union all
select
    l.account_id, l.chat_id,
    (1000 + row_number() over (partition by l.account_id, l.chat_id order by min(l.sent_at), l.agent_id))::integer,
    true,
    l.agent_id, null, min(l.sent_at), max(l.sent_at), null,
    mart.seconds_between(min(l.sent_at), max(l.sent_at)),
    null, null, count(*), 0,
    coalesce(bool_and(s.is_live_chat), true)
from line l
left join stretch s on s.account_id = l.account_id and s.chat_id = l.chat_id and s.position = 0
where l.sender = 'agent' and l.agent_id is not null and not exists (
    select from stretch s
    where s.account_id = l.account_id and s.chat_id = l.chat_id and s.agent_id = l.agent_id
)
group by l.account_id, l.chat_id, l.agent_id
