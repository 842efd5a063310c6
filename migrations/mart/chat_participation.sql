create or replace view mart.chat_participation as
select
    p.account_id, p.chat_id, p.position, p.started_at, p.ended_at, p.is_helper,
    p.agent_id, coalesce(na.name, p.agent_id) as agent_name,
    p.skill_id, coalesce(ns.name, p.skill_id) as skill_name,
    p.wait_s, p.duration_s, p.handling_s, p.first_response_s, p.agent_line_count, p.visitor_line_count, p.is_live_chat,
    p.change_number, p.changed_at
from fact.chat_participation p
left join mart.agent na on na.account_id = p.account_id and na.agent_id = p.agent_id
left join mart.skill ns on ns.account_id = p.account_id and ns.skill_id = p.skill_id;
comment on view mart.chat_participation is
    'Fact: Who worked on a chat, when, and for which skill: one row for each stretch between transfers of a connected chat, '
    'and one for each other agent who wrote in it. A transfer to a skill whose agent is not known gives a stretch '
    'without an agent. Without Data Access transfers are not known: the chat is one stretch of its last agent. Joins '
    'mart.chat on (account_id, chat_id). Needs the feeds of mart.chat. Filter on account_id and started_at.';
comment on column mart.chat_participation.account_id is 'LivePerson account (site) number.';
comment on column mart.chat_participation.chat_id is 'The chat (mart.chat.chat_id).';
comment on column mart.chat_participation.position is
    'Order of the stretches, counted from 0; of helpers from 1001 on.';
comment on column mart.chat_participation.started_at is
    'When the stretch began: the connection of the chat, or the transfer and the wait after it; of a helper the first '
    'line. UTC.';
comment on column mart.chat_participation.ended_at is
    'When it was transferred, or the chat ended; of a helper the last line. UTC.';
comment on column mart.chat_participation.is_helper is
    'TRUE: the agent wrote in the chat without being assigned to it, as a manager who joins does.';
comment on column mart.chat_participation.agent_id is 'The agent of the stretch; NULL when not known.';
comment on column mart.chat_participation.agent_name is
    'Name of agent_id today (mart.agent.name), or the id while nothing names the agent.';
comment on column mart.chat_participation.skill_id is
    'The skill that the stretch was for; -1 is unassigned; NULL of a helper.';
comment on column mart.chat_participation.skill_name is
    'Name of skill_id today (mart.skill.name), or the id while nothing names the skill.';
comment on column mart.chat_participation.wait_s is
    'Seconds in the queue before the stretch: of the first one from the start of the chat, of others from the '
    'transfer. NULL of a helper.';
comment on column mart.chat_participation.duration_s is 'Seconds from started_at to ended_at.';
comment on column mart.chat_participation.handling_s is
    'Seconds from started_at to the last line of the agent or the visitor in the stretch that the visitor sees; NULL '
    'without one, and of a helper.';
comment on column mart.chat_participation.first_response_s is
    'Seconds from started_at to the first line of the agent in the stretch; NULL without one, and of a helper.';
comment on column mart.chat_participation.agent_line_count is 'Lines of the agent in it that the visitor sees.';
comment on column mart.chat_participation.visitor_line_count is 'Lines of the visitor in it.';
comment on column mart.chat_participation.is_live_chat is
    'FALSE for a conversation of messaging that Data Access has, as in mart.chat.';
comment on column mart.chat_participation.change_number is
    'Grows with every change of the row, as in mart.chat: a copy elsewhere takes over the rows with a greater number than the '
    'greatest that it has. Rows that are gone are in mart.deletion.';
comment on column mart.chat_participation.changed_at is
    'When the row was written with this change_number, UTC, clock of the database.';
