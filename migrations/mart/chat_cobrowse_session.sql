create or replace view mart.chat_cobrowse_session as
select
    s.account_id, s.engagement_id as chat_id, s.session_id, e.requested_at as chat_started_at, s.started_at,
    s.interactive_at, s.ended_at, round(s.duration_ms / 1000.0, 3) as duration_s,
    coalesce(s.is_interactive, false) as is_interactive, s.type,
    case s.end_reason when 'UNKOWN' then 'UNKNOWN' else s.end_reason end as end_reason,
    mart.agent_or_null(s.agent_id) as agent_id, coalesce(n.name, mart.agent_or_null(s.agent_id)) as agent_name,
    e.loaded_at as changed_at
from liveperson.cobrowse_session s
left join liveperson.engagement e on e.account_id = s.account_id and e.engagement_id = s.engagement_id
left join mart.agent n on n.account_id = s.account_id and n.agent_id = mart.agent_or_null(s.agent_id);
comment on view mart.chat_cobrowse_session is
    'Fact: Co-browse sessions of chats, one row each. Joins mart.chat on (account_id, chat_id). Needs feed engagement_history; '
    'empty while it is missing. The twin of mart.messaging_cobrowse_session. Filter on account_id and chat_started_at, on '
    'started_at, or on the key.';
comment on column mart.chat_cobrowse_session.account_id is 'LivePerson account (site) number.';
comment on column mart.chat_cobrowse_session.chat_id is 'The chat, as in mart.chat.';
comment on column mart.chat_cobrowse_session.session_id is
    'Id of the session within it; # and its place in the list where upstream gave none. Engagement History field sessionId.';
comment on column mart.chat_cobrowse_session.chat_started_at is
    'When the visitor asked for the chat, UTC, as Engagement History says; started_at of mart.chat is that of Data Access '
    'where both know the chat.';
comment on column mart.chat_cobrowse_session.started_at is
    'When the session began, UTC. Engagement History field startTimeL.';
comment on column mart.chat_cobrowse_session.interactive_at is
    'When it became interactive, UTC; NULL if it never did. Engagement History field interactiveTimeL.';
comment on column mart.chat_cobrowse_session.ended_at is 'When it ended, UTC. Engagement History field endTimeL.';
comment on column mart.chat_cobrowse_session.duration_s is
    'Its length in seconds, as upstream says. Engagement History field duration.';
comment on column mart.chat_cobrowse_session.is_interactive is
    'Whether it became interactive; FALSE also when upstream does not say. Engagement History field interactive.';
comment on column mart.chat_cobrowse_session.type is
    'Kind of session, in upstream''s words: inApp, web, …. Engagement History field type.';
comment on column mart.chat_cobrowse_session.end_reason is
    'Who ended it: SERVER, VISITOR, AGENT, TIMEOUT or UNKNOWN. Engagement History field endReason.';
comment on column mart.chat_cobrowse_session.agent_id is 'Agent of the session; NULL when nobody.';
comment on column mart.chat_cobrowse_session.agent_name is
    'Name of the agent today (mart.agent.name), or the id while nothing names the agent.';
comment on column mart.chat_cobrowse_session.changed_at is
    'When the chat or a part of it was last changed in Engagement History''s copy, UTC, clock of the database.';
