-- The message is looked up by the key of its conversation.
create or replace view mart.messaging_message_score as
select
    s.account_id, s.conversation_id, s.position, c.started_at as conversation_started_at, s.message_id, l.sent_at,
    l.sent_by, s.scored_at, s.mcs as mcs_score, s.raw_score, c.loaded_at as changed_at
from liveperson.messaging_message_score s
left join liveperson.messaging_conversation c
    on c.account_id = s.account_id and c.conversation_id = s.conversation_id
left join lateral (
    select m.sent_at, m.sent_by
    from liveperson.messaging_message m
    where m.account_id = s.account_id and m.conversation_id = s.conversation_id and m.message_id = s.message_id
    order by m.position
    limit 1
) l on true;
comment on view mart.messaging_message_score is
    'Fact: Scores of the messages of conversations, one row each: how the Meaningful Connection Score went from message to '
    'message. The twin of mart.chat_line_score. Joins mart.messaging_conversation on (account_id, conversation_id). Needs '
    'feed messaging_interactions; empty while it is missing. Filter on account_id and conversation_started_at, on '
    'scored_at, or on the key.';
comment on column mart.messaging_message_score.account_id is 'LivePerson account (site) number.';
comment on column mart.messaging_message_score.conversation_id is
    'The conversation, as in mart.messaging_conversation.';
comment on column mart.messaging_message_score.position is
    'Order within the conversation as upstream lists it, counted from 0.';
comment on column mart.messaging_message_score.conversation_started_at is
    'When the conversation began, UTC (mart.messaging_conversation.started_at).';
comment on column mart.messaging_message_score.message_id is
    'The scored message, as in mart.messaging_message. Messaging Interactions field messageId.';
comment on column mart.messaging_message_score.sent_at is
    'When the scored message was sent, UTC; NULL when the transcript does not have it.';
comment on column mart.messaging_message_score.sent_by is
    'Who sent it: Agent (human or bot) or Consumer. Messaging Interactions field sentBy.';
comment on column mart.messaging_message_score.scored_at is
    'When it was scored, UTC. Messaging Interactions field messageScores[].timeL.';
comment on column mart.messaging_message_score.mcs_score is
    'Meaningful Connection Score of the conversation up to this message, 0 to 100. Messaging Interactions field mcs.';
comment on column mart.messaging_message_score.raw_score is
    'Score of the message alone, on a scale internal to upstream. Messaging Interactions field messageRawScore.';
comment on column mart.messaging_message_score.changed_at is
    'When the conversation or a part of it was last changed here, UTC, clock of the database.';
