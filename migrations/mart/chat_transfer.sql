create or replace view mart.chat_transfer as
select
    t.account_id, t.conversation_id as chat_id, t.position, t.transferred_at,
    t.skill_id as from_skill_id, t.target_skill_id as to_skill_id,
    mart.agent_or_null(t.agent_id) as from_agent_id, mart.agent_or_null(t.target_agent_id) as to_agent_id,
    t.reason_id,
    t.queue_started_at, t.queue_ended_at,
    mart.seconds_between(t.queue_started_at, t.queue_ended_at) as wait_s,
    t.is_interactive,
    c.loaded_at as changed_at
from liveperson.transfer t
left join liveperson.conversation c on c.account_id = t.account_id and c.conversation_id = t.conversation_id;
comment on view mart.chat_transfer is
    'Fact: Transfers of chats, one row each. Joins mart.chat on (account_id, chat_id). Needs feed engagement: '
    'Engagement History does not list transfers, so a chat that only it knows has no row here, and mart.chat says '
    'NULL for is_transferred and transfer_count.';
comment on column mart.chat_transfer.account_id is 'LivePerson account (site) number.';
comment on column mart.chat_transfer.chat_id is 'The chat that was transferred.';
comment on column mart.chat_transfer.position is 'Order within the chat, counted from 0.';
comment on column mart.chat_transfer.transferred_at is 'When it was transferred, UTC. Data Access field timestamp.';
comment on column mart.chat_transfer.from_skill_id is 'Skill it was transferred from. Data Access field skillId.';
comment on column mart.chat_transfer.to_skill_id is 'Skill it was transferred to. Data Access field targetSkillId.';
comment on column mart.chat_transfer.from_agent_id is
    'Agent it was transferred from; NULL when nobody had it. Data Access field agentId.';
comment on column mart.chat_transfer.to_agent_id is
    'Agent it was transferred to; NULL when it went to a skill. Data Access field targetAgentId.';
comment on column mart.chat_transfer.reason_id is
    'Code of the reason; upstream does not document the codes. Data Access field reason.';
comment on column mart.chat_transfer.queue_started_at is
    'When waiting for the next agent began, UTC. Data Access field queueStartTime.';
comment on column mart.chat_transfer.queue_ended_at is
    'When the next agent took the chat, UTC. Data Access field queueEndTime.';
comment on column mart.chat_transfer.wait_s is
    'Seconds that the visitor waited for the next agent: queue_started_at to queue_ended_at; NULL when one is '
    'missing.';
comment on column mart.chat_transfer.is_interactive is
    'Whether the visitor wrote in the part before the transfer. Data Access field isInteractive.';
comment on column mart.chat_transfer.changed_at is
    'When the chat or a part of it was last changed in Data Access''s copy, UTC, clock of the database.';
