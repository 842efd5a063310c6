create or replace view mart.messaging_cobrowse_session as
select
    s.account_id, s.conversation_id, s.session_id, c.started_at as conversation_started_at, s.started_at,
    s.interactive_at, s.ended_at, round(s.duration_ms / 1000.0, 3) as duration_s,
    coalesce(s.is_interactive, false) as is_interactive, s.type,
    case s.end_reason when 'UNKOWN' then 'UNKNOWN' else s.end_reason end as end_reason,
    mart.agent_or_null(s.agent_id) as agent_id, coalesce(n.name, mart.agent_or_null(s.agent_id)) as agent_name,
    c.loaded_at as changed_at
from liveperson.messaging_cobrowse_session s
left join liveperson.messaging_conversation c
    on c.account_id = s.account_id and c.conversation_id = s.conversation_id
left join mart.agent n on n.account_id = s.account_id and n.agent_id = mart.agent_or_null(s.agent_id);
comment on view mart.messaging_cobrowse_session is
    'Fact: Co-browse sessions of conversations of messaging, one row each. Joins mart.messaging_conversation on (account_id, '
    'conversation_id). Needs feed messaging_interactions; empty while it is missing. The twin of '
    'mart.chat_cobrowse_session. Filter on account_id and conversation_started_at, on started_at, or on the key.';
comment on column mart.messaging_cobrowse_session.account_id is 'LivePerson account (site) number.';
comment on column mart.messaging_cobrowse_session.conversation_id is
    'The conversation, as in mart.messaging_conversation.';
comment on column mart.messaging_cobrowse_session.session_id is
    'Id of the session within it; # and its place in the list where upstream gave none. Messaging Interactions field '
    'sessionId.';
comment on column mart.messaging_cobrowse_session.conversation_started_at is
    'When the conversation began, UTC (mart.messaging_conversation.started_at).';
comment on column mart.messaging_cobrowse_session.started_at is
    'When the session began, UTC. Messaging Interactions field startTimeL.';
comment on column mart.messaging_cobrowse_session.interactive_at is
    'When it became interactive, UTC; NULL if it never did. Messaging Interactions field interactiveTimeL.';
comment on column mart.messaging_cobrowse_session.ended_at is
    'When it ended, UTC. Messaging Interactions field endTimeL.';
comment on column mart.messaging_cobrowse_session.duration_s is
    'Its length in seconds, as upstream says. Messaging Interactions field duration.';
comment on column mart.messaging_cobrowse_session.is_interactive is
    'Whether it became interactive; FALSE also when upstream does not say. Messaging Interactions field interactive.';
comment on column mart.messaging_cobrowse_session.type is
    'Kind of session, in upstream''s words: inApp, web, …. Messaging Interactions field type.';
comment on column mart.messaging_cobrowse_session.end_reason is
    'Who ended it: SERVER, VISITOR, AGENT, TIMEOUT or UNKNOWN. Messaging Interactions field endReason.';
comment on column mart.messaging_cobrowse_session.agent_id is 'Agent of the session; NULL when nobody.';
comment on column mart.messaging_cobrowse_session.agent_name is
    'Name of the agent today (mart.agent.name), or the id while nothing names the agent.';
comment on column mart.messaging_cobrowse_session.changed_at is
    'When the conversation or a part of it was last changed here, UTC, clock of the database.';
