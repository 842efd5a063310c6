-- Which agents wrote most, in how many chats, and how much of their time online were they chatting?
with state as (
    select
        account_id, agent_id, state_id, concurrent_engagements,
        lead(occurred_at) over (partition by account_id, agent_session_id order by occurred_at) - occurred_at as lasted
    from liveperson.agent_event
), online as (
    select
        account_id, agent_id,
        sum(lasted) as lasted,
        coalesce(sum(lasted) filter (where concurrent_engagements > 0), interval '0') as chatting
    from state
    where state_id = 2  -- online
    group by account_id, agent_id
), written as (
    select account_id, agent_id, count(*) as messages, count(distinct conversation_id) as chats
    from liveperson.message
    where line_type_id in (1, 3, 4)  -- agent, agent URL, agent HTML
    group by account_id, agent_id
)
select
    account_id, agent_id, messages, chats,
    round((extract(epoch from lasted) / 3600)::numeric, 1) as online_h,
    round((100 * extract(epoch from chatting) / nullif(extract(epoch from lasted), 0))::numeric, 1) as chatting_percent
from written
left join online using (account_id, agent_id)
order by messages desc, account_id, agent_id
limit 10;
