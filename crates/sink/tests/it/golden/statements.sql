select k.place, t.source_version_at, t.content_rev, t.content_hash
from unnest($2::text[]) with ordinality as k(id, place)
cross join lateral (
    select t.source_version_at, t.content_rev, t.content_hash
    from liveperson.conversation t
    where t.account_id = $1 and t.conversation_id = k.id
    limit 1
) t;

select k.place, t.source_version_at, t.content_rev, t.content_hash
from unnest($2::text[]) with ordinality as k(id, place)
cross join lateral (
    select t.source_version_at, t.content_rev, t.content_hash
    from liveperson.conversation t
    where t.account_id = $1 and t.conversation_id = k.id
    limit 1
    for update
) t;

update liveperson.conversation t set source_version_at = $3, content_rev = $4
from unnest($2::text[]) with ordinality as k(id, place)
where t.account_id = $1 and t.conversation_id = k.id;

update liveperson.conversation set type = $3, started_at = $4, interaction_started_at = $5, ended_at = $6, consumer_id = $7, is_interactive = $8, source_origin = $9, source_device = $10, end_reason_id = $11, start_reason_id = $12, campaign_id = $13, campaign_engagement_id = $14, agent_id = $15, skill_id = $16, start_page = $17, start_url = $18, queue_started_at = $19, queue_ended_at = $20, visit_id = $21, visitor_id = $22, context_id = $23, mcs = $24, extra = $25, source_version_at = $26, content_rev = $27, content_hash = $28, unit_id = $29, loaded_at = default where account_id = $1 and conversation_id = $2;

delete from liveperson.conversation_skill where account_id = $1 and conversation_id = any($2::text[]);

delete from liveperson.message where account_id = $1 and conversation_id = any($2::text[]);

delete from liveperson.transfer where account_id = $1 and conversation_id = any($2::text[]);

delete from liveperson.secure_form where account_id = $1 and conversation_id = any($2::text[]);

copy liveperson.conversation (account_id, conversation_id, type, started_at, interaction_started_at, ended_at, consumer_id, is_interactive, source_origin, source_device, end_reason_id, start_reason_id, campaign_id, campaign_engagement_id, agent_id, skill_id, start_page, start_url, queue_started_at, queue_ended_at, visit_id, visitor_id, context_id, mcs, extra, source_version_at, content_rev, content_hash, unit_id) from stdin (format binary);

copy liveperson.conversation_skill (account_id, conversation_id, position, skill_id) from stdin (format binary);

copy liveperson.message (account_id, conversation_id, position, message_id, dialog_id, sent_at, sender_name, line_type_id, control_type_id, agent_id, content_format, text, file_caption, file_type, link_url, link_file_type, link_caption, mcs, extra) from stdin (format binary);

copy liveperson.transfer (account_id, conversation_id, position, transferred_at, skill_id, target_skill_id, agent_id, target_agent_id, reason_id, queue_started_at, queue_ended_at, is_interactive, extra) from stdin (format binary);

copy liveperson.secure_form (account_id, conversation_id, position, fields) from stdin (format binary);

select k.place, t.source_version_at, t.content_rev, t.content_hash
from unnest($2::text[], $3::bytea[]) with ordinality as k(id, event_key, place)
cross join lateral (
    select t.source_version_at, t.content_rev, t.content_hash
    from liveperson.agent_event t
    where t.account_id = $1 and t.agent_session_id = k.id and t.event_key = k.event_key
    limit 1
) t;

select k.place, t.source_version_at, t.content_rev, t.content_hash
from unnest($2::text[], $3::bytea[]) with ordinality as k(id, event_key, place)
cross join lateral (
    select t.source_version_at, t.content_rev, t.content_hash
    from liveperson.agent_event t
    where t.account_id = $1 and t.agent_session_id = k.id and t.event_key = k.event_key
    limit 1
    for update
) t;

update liveperson.agent_event t set source_version_at = $4, content_rev = $5
from unnest($2::text[], $3::bytea[]) with ordinality as k(id, event_key, place)
where t.account_id = $1 and t.agent_session_id = k.id and t.event_key = k.event_key;

update liveperson.agent_event set agent_id = $4, event_type_id = $5, state_id = $6, previous_state_id = $7, occurred_at = $8, concurrent_engagements = $9, previous_concurrent_engagements = $10, max_concurrent_engagements = $11, employee_id = $12, user_name = $13, nickname = $14, login_name = $15, agent_group_id = $16, user_profile_ids = $17, extra = $18, source_version_at = $19, content_rev = $20, content_hash = $21, unit_id = $22, loaded_at = default where account_id = $1 and agent_session_id = $2 and event_key = $3;

copy liveperson.agent_event (account_id, agent_session_id, event_key, agent_id, event_type_id, state_id, previous_state_id, occurred_at, concurrent_engagements, previous_concurrent_engagements, max_concurrent_engagements, employee_id, user_name, nickname, login_name, agent_group_id, user_profile_ids, extra, source_version_at, content_rev, content_hash, unit_id) from stdin (format binary);
