-- Who worked on the marked chats: the stretches between the transfers, then agents who wrote without having been given the chat.
-- Chat by chat, as each has few stretches and lines. The columns are explained in mart.chat_participation.
select c.account_id, c.chat_id, p.*, c.is_live_chat
from marked m
join fact.chat c on c.account_id = m.account_id and c.chat_id = m.chat_id
cross join lateral (
    with transfer as materialized (
        select
            row_number() over by_position as number,
            f.transferred_at, f.queue_started_at, f.queue_ended_at, f.skill_id,
            mart.agent_or_null(f.agent_id) as agent_id,
            mart.agent_or_null(f.target_agent_id) as target_agent_id, f.target_skill_id,
            mart.agent_or_null(lead(f.agent_id) over by_position) as next_agent_id,
            lead(f.skill_id) over by_position as next_skill_id,
            count(*) over () as transfers
        from liveperson.transfer f
        where f.account_id = m.account_id and f.conversation_id = m.chat_id
        window by_position as (order by f.position)
    ), begun as (
        -- From the connection to the first transfer: where the transfer came from.
        select
            0 as position,
            case when t.number is null then c.agent_id else t.agent_id end as agent_id,
            case when t.number is null then c.skill_id else t.skill_id end as skill_id,
            c.started_at as queue_started_at, c.connected_at as started_at
        from (select) o
        left join transfer t on t.number = 1
        union all
        -- From a transfer to the next: where it went to, or where the next came from.
        select
            t.number::integer,
            coalesce(t.target_agent_id, t.next_agent_id, case when t.number = t.transfers then c.agent_id end),
            coalesce(t.target_skill_id, t.next_skill_id, case when t.number = t.transfers then c.skill_id end),
            coalesce(t.queue_started_at, t.transferred_at),
            coalesce(t.queue_ended_at, t.transferred_at)
        from transfer t
    ), stretch as materialized (
        select b.*, lead(b.queue_started_at, 1, c.ended_at) over (order by b.position) as ended_at
        from begun b
        where c.is_connected
    ), line as materialized (
        select
            g.sent_at, g.sender, g.agent_id,
            -- The stretch that a line was written in: the last that had begun; lines before the first are of none.
            (
                select s.position from stretch s where s.started_at <= g.sent_at
                order by s.started_at desc, s.position desc limit 1
            ) as position
        from mart.chat_message g
        where g.account_id = m.account_id and g.chat_id = m.chat_id and g.is_visible and g.sender in ('agent', 'visitor')
    )
    select
        s.position, false as is_helper, s.agent_id, s.skill_id, s.started_at, s.ended_at,
        mart.seconds_between(s.queue_started_at, s.started_at) as wait_s,
        mart.seconds_between(s.started_at, s.ended_at) as duration_s,
        mart.seconds_between(s.started_at, l.last_line_at) as handling_s,
        mart.seconds_between(s.started_at, l.first_agent_line_at) as first_response_s,
        l.agent_lines as agent_line_count, l.visitor_lines as visitor_line_count
    from stretch s
    cross join lateral (
        select
            min(l.sent_at) filter (where l.sender = 'agent') as first_agent_line_at,
            max(l.sent_at) as last_line_at,
            count(*) filter (where l.sender = 'agent' and (l.agent_id is null or l.agent_id = s.agent_id)) as agent_lines,
            count(*) filter (where l.sender = 'visitor') as visitor_lines
        from line l
        where l.position = s.position
            and (l.sender = 'visitor' or l.agent_id is null or s.agent_id is null or l.agent_id = s.agent_id)
    ) l
    union all
    select
        (1000 + row_number() over (order by min(l.sent_at), l.agent_id))::integer, true, l.agent_id, null,
        min(l.sent_at), max(l.sent_at), null, mart.seconds_between(min(l.sent_at), max(l.sent_at)), null, null, count(*), 0
    from line l
    where l.sender = 'agent' and l.agent_id is not null and not exists (
        select from stretch s where s.agent_id = l.agent_id
    )
    group by l.agent_id
) p
