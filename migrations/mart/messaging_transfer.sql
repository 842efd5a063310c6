-- One table, so that Postgres can look up the transfers of a conversation by the key from within a join; names of today
-- are joined to it, and left out when none is asked for.
create or replace view mart.messaging_transfer as
select
    t.account_id, t.conversation_id, t.position, t.transferred_at,
    t.source_skill_id as from_skill_id, coalesce(fs.name, t.source_skill_id) as from_skill_name,
    t.target_skill_id as to_skill_id, coalesce(ts.name, t.target_skill_id) as to_skill_name,
    mart.agent_or_null(t.source_agent_id) as from_agent_id,
    coalesce(fa.name, mart.agent_or_null(t.source_agent_id)) as from_agent_name,
    mart.agent_or_null(t.target_agent_id) as to_agent_id,
    coalesce(ta.name, mart.agent_or_null(t.target_agent_id)) as to_agent_name,
    mart.name_or_null(t.source_skill_name) as from_skill_name_at_transfer,
    mart.name_or_null(t.target_skill_name) as to_skill_name_at_transfer,
    case when mart.agent_or_null(t.source_agent_id) is not null then coalesce(
        mart.name_or_null(t.source_agent_full_name), mart.name_or_null(t.source_agent_name)
    ) end as from_agent_name_at_transfer,
    case when mart.agent_or_null(t.target_agent_id) is not null then coalesce(
        mart.name_or_null(t.target_agent_full_name), mart.name_or_null(t.target_agent_name)
    ) end as to_agent_name_at_transfer,
    t.reason, t.transferred_by_id, t.dialog_id,
    t.queue_ended_at,
    mart.seconds_between(t.transferred_at, t.queue_ended_at) as wait_s,
    (
        select c.loaded_at from liveperson.messaging_conversation c
        where c.account_id = t.account_id and c.conversation_id = t.conversation_id
    ) as changed_at
from (
    select t.*, (
        select min(p.joined_at)
        from liveperson.messaging_agent_participant p
        where p.account_id = t.account_id and p.conversation_id = t.conversation_id and p.state <> 'left'
            and coalesce(p.permission, 'ASSIGNED_AGENT') = 'ASSIGNED_AGENT' and p.user_type_id is distinct from 0
            and p.agent_id not in ('-1', '0') and p.joined_at >= t.transferred_at
            and p.joined_at < coalesce((
                select min(o.transferred_at) from liveperson.messaging_transfer o
                where o.account_id = t.account_id and o.conversation_id = t.conversation_id
                    and o.transferred_at > t.transferred_at
            ), 'infinity')
            and (
                select d.type from liveperson.messaging_dialog d
                where d.account_id = p.account_id and d.conversation_id = p.conversation_id
                    and d.dialog_id = p.dialog_id
            ) is distinct from 'POST_SURVEY'
    ) as queue_ended_at
    from liveperson.messaging_transfer t
) t
left join mart.skill fs on fs.account_id = t.account_id and fs.skill_id = t.source_skill_id
left join mart.skill ts on ts.account_id = t.account_id and ts.skill_id = t.target_skill_id
left join mart.agent fa on fa.account_id = t.account_id and fa.agent_id = mart.agent_or_null(t.source_agent_id)
left join mart.agent ta on ta.account_id = t.account_id and ta.agent_id = mart.agent_or_null(t.target_agent_id);
comment on view mart.messaging_transfer is
    'Fact: Transfers of conversations of messaging between skills and agents, one row each, also those back to the '
    'queue. The twin of mart.chat_transfer. Joins mart.messaging_conversation on (account_id, conversation_id). '
    'Needs feed messaging_interactions; empty while it is missing. Filter on transferred_at, or on the key.';
comment on column mart.messaging_transfer.account_id is 'LivePerson account (site) number.';
comment on column mart.messaging_transfer.conversation_id is 'The conversation that was transferred.';
comment on column mart.messaging_transfer.position is
    'Order within the conversation as upstream lists it, counted from 0.';
comment on column mart.messaging_transfer.transferred_at is
    'When it was transferred and waiting for the next agent began, UTC. Messaging Interactions field timeL.';
comment on column mart.messaging_transfer.from_skill_id is
    'Skill it was transferred from; -1 is unassigned. Messaging Interactions field sourceSkillId.';
comment on column mart.messaging_transfer.from_skill_name is
    'Name of that skill today (mart.skill.name), or the id while nothing names it.';
comment on column mart.messaging_transfer.to_skill_id is
    'Skill it was transferred to; -1 is unassigned. Messaging Interactions field targetSkillId.';
comment on column mart.messaging_transfer.to_skill_name is
    'Name of that skill today (mart.skill.name), or the id while nothing names it.';
comment on column mart.messaging_transfer.from_agent_id is
    'Agent it was transferred from; NULL when nobody had it. Messaging Interactions field sourceAgentId.';
comment on column mart.messaging_transfer.from_agent_name is
    'Name of that agent today (mart.agent.name), or the id while nothing names the agent.';
comment on column mart.messaging_transfer.to_agent_id is
    'Agent it was transferred to; NULL when it went to a skill. Messaging Interactions field assignedAgentId.';
comment on column mart.messaging_transfer.to_agent_name is
    'Name of that agent today (mart.agent.name), or the id while nothing names the agent.';
comment on column mart.messaging_transfer.from_skill_name_at_transfer is
    'Name of from_skill_id as the record said it. Messaging Interactions field sourceSkillName.';
comment on column mart.messaging_transfer.to_skill_name_at_transfer is
    'Name of to_skill_id as the record said it. Messaging Interactions field targetSkillName.';
comment on column mart.messaging_transfer.from_agent_name_at_transfer is
    'Full name of from_agent_id, otherwise the nickname, as the record said it.';
comment on column mart.messaging_transfer.to_agent_name_at_transfer is
    'Full name of to_agent_id, otherwise the nickname, as the record said it.';
comment on column mart.messaging_transfer.reason is
    'Why: back2Q (back to the queue), Agent, SuggestedAgentTimeout, Skill, TakeOver. Messaging Interactions field '
    'reason.';
comment on column mart.messaging_transfer.transferred_by_id is
    'Id of who transferred it. Messaging Interactions field by.';
comment on column mart.messaging_transfer.dialog_id is 'The dialog in which it was transferred.';
comment on column mart.messaging_transfer.queue_ended_at is
    'When the next agent, human or bot, was assigned, UTC: the first joining with permission ASSIGNED_AGENT, or none '
    'that is printed, at or after the transfer and before the next one. NULL when none was.';
comment on column mart.messaging_transfer.wait_s is
    'Seconds that the consumer waited for the next agent: transferred_at to queue_ended_at; NULL when one is missing.';
comment on column mart.messaging_transfer.changed_at is
    'When the conversation or a part of it was last changed here, UTC, clock of the database.';
