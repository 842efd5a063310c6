-- A branch for each place that the start can be in, so that a condition on account and start reaches an index in each.
create or replace view mart.erasure as
select
    e.account_id, 'engagement_history' as source, e.engagement_id as conversation_id,
    e.requested_at as started_at,
    e.source_version_at as erased_seen_at,
    e.unit_id, e.loaded_at as changed_at
from liveperson.engagement e
where (e.version_rank & 4) <> 0 and e.requested_at is not null
union all
select
    e.account_id, 'engagement_history', e.engagement_id,
    e.started_at,
    e.source_version_at,
    e.unit_id, e.loaded_at
from liveperson.engagement e
where (e.version_rank & 4) <> 0 and e.requested_at is null
union all
select
    c.account_id, 'messaging_interactions', c.conversation_id,
    c.started_at,
    c.source_version_at,
    c.unit_id, c.loaded_at
from liveperson.messaging_conversation c
where (c.version_rank & 4) <> 0;
comment on view mart.erasure is
    'Operations: Erasures of personal data by LivePerson, one row per chat of Engagement History or conversation of '
    'messaging whose copy here is an erased one. The erased copy replaces all others and stays, so names and texts '
    'are gone here as well; Data Access does not say what was erased, and its copy of the same chat is kept. Needs '
    'feed engagement_history or messaging_interactions. Filter on account_id and started_at, or it reads every chat '
    'and conversation.';
comment on column mart.erasure.account_id is 'LivePerson account (site) number.';
comment on column mart.erasure.source is
    'Which API showed the erased copy: engagement_history (a chat) or messaging_interactions (a conversation of '
    'messaging).';
comment on column mart.erasure.conversation_id is
    'Id of the chat (mart.chat.chat_id) or of the conversation (mart.messaging_conversation.conversation_id).';
comment on column mart.erasure.started_at is
    'When the chat was asked for (otherwise connected), or when the conversation began, UTC.';
comment on column mart.erasure.erased_seen_at is
    'When the erased copy was fetched, UTC, or when upstream last updated it if that is later: upstream had erased it by '
    'then. It is the first time the erased copy was read: reading the same copy again does not move it. If upstream '
    'changed anything of the erased chat or conversation since, it is the time of that change''s reading.';
comment on column mart.erasure.unit_id is
    'The unit that brought the erased copy. Joins ingest.unit on unit_id.';
comment on column mart.erasure.changed_at is
    'When the erased copy was stored here, UTC, clock of the database.';
