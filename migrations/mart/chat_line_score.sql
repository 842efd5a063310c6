-- The line is looked up by the key of its chat.
create or replace view mart.chat_line_score as
select
    s.account_id, s.engagement_id as chat_id, s.position, e.requested_at as chat_started_at, s.line_seq, l.sent_at,
    l.sender, mart.agent_or_null(l.agent_id) as agent_id,
    coalesce(n.name, mart.agent_or_null(l.agent_id)) as agent_name, s.mcs as mcs_score, s.raw_score,
    e.loaded_at as changed_at
from liveperson.engagement_line_score s
left join liveperson.engagement e on e.account_id = s.account_id and e.engagement_id = s.engagement_id
left join lateral (
    select o.sent_at, o.source as sender, o.agent_id
    from liveperson.engagement_line o
    where o.account_id = s.account_id and o.engagement_id = s.engagement_id and o.line_seq = s.line_seq
    order by o.position
    limit 1
) l on true
left join mart.agent n on n.account_id = s.account_id and n.agent_id = mart.agent_or_null(l.agent_id);
comment on view mart.chat_line_score is
    'Fact: Scores of the lines of chats, one row each: how the Meaningful Connection Score went from line to line; the last is '
    'mcs_score of mart.chat. Joins mart.chat on (account_id, chat_id). Needs feed engagement_history; empty while it is '
    'missing. Scores arrive up to 2 hours after the end of a chat. Filter on account_id and chat_started_at, or on the key.';
comment on column mart.chat_line_score.account_id is 'LivePerson account (site) number.';
comment on column mart.chat_line_score.chat_id is 'The chat, as in mart.chat.';
comment on column mart.chat_line_score.position is 'Order within the chat as upstream lists it, counted from 0.';
comment on column mart.chat_line_score.chat_started_at is
    'When the visitor asked for the chat, UTC, as Engagement History says; started_at of mart.chat is that of Data Access '
    'where both know the chat.';
comment on column mart.chat_line_score.line_seq is
    'Number of the scored line within the chat. Engagement History field lineSeq.';
comment on column mart.chat_line_score.sent_at is
    'When the scored line was written, UTC; NULL when the transcript does not have it.';
comment on column mart.chat_line_score.sender is 'Who wrote it: visitor, agent or system.';
comment on column mart.chat_line_score.agent_id is 'Agent who wrote it; NULL for other senders.';
comment on column mart.chat_line_score.agent_name is
    'Name of the agent today (mart.agent.name), or the id while nothing names the agent.';
comment on column mart.chat_line_score.mcs_score is
    'Meaningful Connection Score of the chat up to this line, 0 to 100. Engagement History field mcs.';
comment on column mart.chat_line_score.raw_score is
    'Score of the line alone, on a scale internal to upstream. Engagement History field lineRawScore.';
comment on column mart.chat_line_score.changed_at is
    'When the chat or a part of it was last changed in Engagement History''s copy, UTC, clock of the database.';
