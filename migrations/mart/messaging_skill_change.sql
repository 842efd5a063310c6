create or replace view mart.messaging_skill_change as
select
    s.account_id, s.conversation_id, s.position, c.started_at as conversation_started_at,
    s.changed_at as skill_changed_at, s.source_skill_id as from_skill_id,
    coalesce(fs.name, s.source_skill_id) as from_skill_name, s.target_skill_id as to_skill_id,
    coalesce(ts.name, s.target_skill_id) as to_skill_name,
    mart.name_or_null(s.source_skill_name) as from_skill_name_at_change,
    mart.name_or_null(s.target_skill_name) as to_skill_name_at_change, s.reason, s.dialog_id,
    c.loaded_at as changed_at
from liveperson.messaging_skill_change s
left join liveperson.messaging_conversation c
    on c.account_id = s.account_id and c.conversation_id = s.conversation_id
left join mart.skill fs on fs.account_id = s.account_id and fs.skill_id = s.source_skill_id
left join mart.skill ts on ts.account_id = s.account_id and ts.skill_id = s.target_skill_id;
comment on view mart.messaging_skill_change is
    'Fact: Changes of conversations to the default or the fallback skill, one row each; transfers are in mart.messaging_transfer. '
    'Upstream does not document the fields: a column may stay NULL, and then the value is in extra of '
    'liveperson.messaging_skill_change. Joins mart.messaging_conversation on (account_id, conversation_id). Needs feed '
    'messaging_interactions; empty while it is missing. Filter on account_id and conversation_started_at, or on the key.';
comment on column mart.messaging_skill_change.account_id is 'LivePerson account (site) number.';
comment on column mart.messaging_skill_change.conversation_id is 'The conversation, as in mart.messaging_conversation.';
comment on column mart.messaging_skill_change.position is
    'Order within the conversation as upstream lists it, counted from 0.';
comment on column mart.messaging_skill_change.conversation_started_at is
    'When the conversation began, UTC (mart.messaging_conversation.started_at).';
comment on column mart.messaging_skill_change.skill_changed_at is
    'When the skill was changed, UTC. Messaging Interactions field timeL.';
comment on column mart.messaging_skill_change.from_skill_id is
    'Skill it left; -1 is unassigned. Messaging Interactions field sourceSkillId.';
comment on column mart.messaging_skill_change.from_skill_name is
    'Name of that skill today (mart.skill.name), or the id while nothing names it.';
comment on column mart.messaging_skill_change.to_skill_id is
    'Skill it went to; -1 is unassigned. Messaging Interactions field targetSkillId.';
comment on column mart.messaging_skill_change.to_skill_name is
    'Name of that skill today (mart.skill.name), or the id while nothing names it.';
comment on column mart.messaging_skill_change.from_skill_name_at_change is
    'Name of from_skill_id as the record said it. Messaging Interactions field sourceSkillName.';
comment on column mart.messaging_skill_change.to_skill_name_at_change is
    'Name of to_skill_id as the record said it. Messaging Interactions field targetSkillName.';
comment on column mart.messaging_skill_change.reason is
    'Why, in upstream''s words. Messaging Interactions field reason.';
comment on column mart.messaging_skill_change.dialog_id is 'The dialog it belongs to, as in mart.messaging_dialog.';
comment on column mart.messaging_skill_change.changed_at is
    'When the conversation or a part of it was last changed here, UTC, clock of the database.';
