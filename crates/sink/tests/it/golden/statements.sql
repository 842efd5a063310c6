select k.place, t.version_at, t.content_rev, t.content_hash, t.rank
from unnest($2::text[], $3::bytea[]) with ordinality as k(agent_session_id, event_key, place)
cross join lateral (
    select t.source_version_at as version_at, t.content_rev, t.content_hash, 0::smallint as rank
    from liveperson.agent_event t
    where t.account_id = $1 and t.agent_session_id = k.agent_session_id and t.event_key = k.event_key
    limit 1
) t;

select k.place, t.version_at, t.content_rev, t.content_hash, t.rank
from unnest($2::text[], $3::bytea[]) with ordinality as k(agent_session_id, event_key, place)
cross join lateral (
    select t.source_version_at as version_at, t.content_rev, t.content_hash, 0::smallint as rank
    from liveperson.agent_event t
    where t.account_id = $1 and t.agent_session_id = k.agent_session_id and t.event_key = k.event_key
    limit 1
    for update
) t;

update liveperson.agent_event t set source_version_at = $4, content_rev = $5
from unnest($2::text[], $3::bytea[]) with ordinality as k(agent_session_id, event_key, place)
where t.account_id = $1 and t.agent_session_id = k.agent_session_id and t.event_key = k.event_key;

update liveperson.agent_event set agent_id = $4, event_type_id = $5, state_id = $6, previous_state_id = $7, occurred_at = $8, concurrent_engagements = $9, previous_concurrent_engagements = $10, max_concurrent_engagements = $11, employee_id = $12, user_name = $13, nickname = $14, login_name = $15, agent_group_id = $16, user_profile_ids = $17, extra = $18, source_version_at = $19, content_rev = $20, content_hash = $21, unit_id = $22, loaded_at = default where account_id = $1 and agent_session_id = $2 and event_key = $3;

copy liveperson.agent_event (account_id, agent_session_id, event_key, agent_id, event_type_id, state_id, previous_state_id, occurred_at, concurrent_engagements, previous_concurrent_engagements, max_concurrent_engagements, employee_id, user_name, nickname, login_name, agent_group_id, user_profile_ids, extra, source_version_at, content_rev, content_hash, unit_id) from stdin (format binary);

select k.place, t.version_at, t.content_rev, t.content_hash, t.rank
from unnest($2::timestamp with time zone[], $3::text[]) with ordinality as k(sampled_at, agent_id, place)
cross join lateral (
    select t.fetched_at as version_at, t.content_rev, t.content_hash, t.is_final::integer::smallint as rank
    from liveperson.agent_status_sample t
    where t.account_id = $1 and t.sampled_at = k.sampled_at and t.agent_id = k.agent_id
    limit 1
) t;

select k.place, t.version_at, t.content_rev, t.content_hash, t.rank
from unnest($2::timestamp with time zone[], $3::text[]) with ordinality as k(sampled_at, agent_id, place)
cross join lateral (
    select t.fetched_at as version_at, t.content_rev, t.content_hash, t.is_final::integer::smallint as rank
    from liveperson.agent_status_sample t
    where t.account_id = $1 and t.sampled_at = k.sampled_at and t.agent_id = k.agent_id
    limit 1
    for update
) t;

update liveperson.agent_status_sample t set fetched_at = $4, content_rev = $5
from unnest($2::timestamp with time zone[], $3::text[]) with ordinality as k(sampled_at, agent_id, place)
where t.account_id = $1 and t.sampled_at = k.sampled_at and t.agent_id = k.agent_id;

update liveperson.agent_status_sample set status = $4, status_started_at = $5, status_duration_ms = $6, reason_id = $7, reason_started_at = $8, reason_duration_ms = $9, load = $10, ringing_slots = $11, busy_slots = $12, configured_max_slots = $13, open_assigned_conversations = $14, intense_conversations = $15, connection_state = $16, is_present = $17, last_updated_at = $18, is_partial = $19, is_final = $20, extra = $21, fetched_at = $22, content_rev = $23, content_hash = $24, unit_id = $25, loaded_at = default where account_id = $1 and sampled_at = $2 and agent_id = $3;

copy liveperson.agent_status_sample (account_id, sampled_at, agent_id, status, status_started_at, status_duration_ms, reason_id, reason_started_at, reason_duration_ms, load, ringing_slots, busy_slots, configured_max_slots, open_assigned_conversations, intense_conversations, connection_state, is_present, last_updated_at, is_partial, is_final, extra, fetched_at, content_rev, content_hash, unit_id) from stdin (format binary);

select k.place, t.version_at, t.content_rev, t.content_hash, t.rank
from unnest($2::text[]) with ordinality as k(agent_id, place)
cross join lateral (
    select t.fetched_at as version_at, t.content_rev, t.content_hash, t.is_final::integer::smallint as rank
    from liveperson.agent_profile t
    where t.account_id = $1 and t.agent_id = k.agent_id
    limit 1
) t;

select k.place, t.version_at, t.content_rev, t.content_hash, t.rank
from unnest($2::text[]) with ordinality as k(agent_id, place)
cross join lateral (
    select t.fetched_at as version_at, t.content_rev, t.content_hash, t.is_final::integer::smallint as rank
    from liveperson.agent_profile t
    where t.account_id = $1 and t.agent_id = k.agent_id
    limit 1
    for update
) t;

update liveperson.agent_profile t set fetched_at = $3, content_rev = $4
from unnest($2::text[]) with ordinality as k(agent_id, place)
where t.account_id = $1 and t.agent_id = k.agent_id;

update liveperson.agent_profile set full_name = $3, nickname = $4, login_name = $5, picture_url = $6, agent_group_id = $7, agent_group_name = $8, skills = $9, is_final = $10, fetched_at = $11, content_rev = $12, content_hash = $13, unit_id = $14, loaded_at = default where account_id = $1 and agent_id = $2;

copy liveperson.agent_profile (account_id, agent_id, full_name, nickname, login_name, picture_url, agent_group_id, agent_group_name, skills, is_final, fetched_at, content_rev, content_hash, unit_id) from stdin (format binary);

select k.place, t.version_at, t.content_rev, t.content_hash, t.rank
from unnest($2::timestamp with time zone[]) with ordinality as k(sampled_at, place)
cross join lateral (
    select t.fetched_at as version_at, t.content_rev, t.content_hash, t.is_final::integer::smallint as rank
    from liveperson.agent_load_sample t
    where t.account_id = $1 and t.sampled_at = k.sampled_at
    limit 1
) t;

select k.place, t.version_at, t.content_rev, t.content_hash, t.rank
from unnest($2::timestamp with time zone[]) with ordinality as k(sampled_at, place)
cross join lateral (
    select t.fetched_at as version_at, t.content_rev, t.content_hash, t.is_final::integer::smallint as rank
    from liveperson.agent_load_sample t
    where t.account_id = $1 and t.sampled_at = k.sampled_at
    limit 1
    for update
) t;

update liveperson.agent_load_sample t set fetched_at = $3, content_rev = $4
from unnest($2::timestamp with time zone[]) with ordinality as k(sampled_at, place)
where t.account_id = $1 and t.sampled_at = k.sampled_at;

update liveperson.agent_load_sample set open_assigned_conversations = $3, weighted_avg_load = $4, min_load = $5, max_load = $6, min_configured_max_slots = $7, max_configured_max_slots = $8, num_away_agents = $9, num_back_soon_agents = $10, num_online_agents = $11, is_final = $12, extra = $13, fetched_at = $14, content_rev = $15, content_hash = $16, unit_id = $17, loaded_at = default where account_id = $1 and sampled_at = $2;

copy liveperson.agent_load_sample (account_id, sampled_at, open_assigned_conversations, weighted_avg_load, min_load, max_load, min_configured_max_slots, max_configured_max_slots, num_away_agents, num_back_soon_agents, num_online_agents, is_final, extra, fetched_at, content_rev, content_hash, unit_id) from stdin (format binary);

select k.place, t.version_at, t.content_rev, t.content_hash, t.rank
from unnest($2::text[]) with ordinality as k(agent_id, place)
cross join lateral (
    select t.source_version_at as version_at, t.content_rev, t.content_hash, 0::smallint as rank
    from liveperson.agent t
    where t.account_id = $1 and t.agent_id = k.agent_id
    limit 1
) t;

select k.place, t.version_at, t.content_rev, t.content_hash, t.rank
from unnest($2::text[]) with ordinality as k(agent_id, place)
cross join lateral (
    select t.source_version_at as version_at, t.content_rev, t.content_hash, 0::smallint as rank
    from liveperson.agent t
    where t.account_id = $1 and t.agent_id = k.agent_id
    limit 1
    for update
) t;

update liveperson.agent t set source_version_at = $3, content_rev = $4
from unnest($2::text[]) with ordinality as k(agent_id, place)
where t.account_id = $1 and t.agent_id = k.agent_id;

update liveperson.agent set pid = $3, login_name = $4, nickname = $5, full_name = $6, employee_id = $7, email = $8, mobile_number = $9, description = $10, user_type_id = $11, is_deleted = $12, is_enabled = $13, is_disabled_manually = $14, is_api_user = $15, has_to_change_password = $16, max_chats = $17, max_async_chats = $18, agent_group_id = $19, agent_group_assignment_date = $20, managed_agent_groups = $21, skill_ids = $22, profile_ids = $23, lob_ids = $24, permission_group_ids = $25, allowed_app_keys = $26, picture_url = $27, picture_id = $28, background_image_url = $29, pn_cert_name = $30, date_updated = $31, last_password_change_date = $32, assignment_date = $33, extra = $34, source_version_at = $35, content_rev = $36, content_hash = $37, unit_id = $38, loaded_at = default where account_id = $1 and agent_id = $2;

with ended as (
select k.agent_id, v.valid_from, t.version_at
from unnest($2::text[]) with ordinality as k(agent_id, place)
cross join lateral (
    select t.source_version_at as version_at, t.login_name, t.nickname, t.full_name, t.employee_id, t.user_type_id, t.is_deleted, t.is_enabled, t.max_chats, t.max_async_chats, t.agent_group_id, t.skill_ids, t.profile_ids, t.lob_ids, t.permission_group_ids
    from liveperson.agent t
    where t.account_id = $1 and t.agent_id = k.agent_id
    limit 1
) t
cross join lateral (
    select v.valid_from, v.valid_to, v.login_name, v.nickname, v.full_name, v.employee_id, v.user_type_id, v.is_deleted, v.is_enabled, v.max_chats, v.max_async_chats, v.agent_group_id, v.skill_ids, v.profile_ids, v.lob_ids, v.permission_group_ids
    from liveperson.agent_version v
    where v.account_id = $1 and v.agent_id = k.agent_id
    order by v.valid_from desc
    limit 1
) v
where v.valid_to is null and v.valid_from < t.version_at and not ((v.login_name, v.nickname, v.full_name, v.employee_id, v.user_type_id, v.is_deleted, v.is_enabled, v.max_chats, v.max_async_chats, v.agent_group_id, v.skill_ids, v.profile_ids, v.lob_ids, v.permission_group_ids) is not distinct from (t.login_name, t.nickname, t.full_name, t.employee_id, t.user_type_id, t.is_deleted, t.is_enabled, t.max_chats, t.max_async_chats, t.agent_group_id, t.skill_ids, t.profile_ids, t.lob_ids, t.permission_group_ids))
)
update liveperson.agent_version v set valid_to = ended.version_at
from ended
where v.account_id = $1 and v.agent_id = ended.agent_id and v.valid_from = ended.valid_from;

insert into liveperson.agent_version (account_id, agent_id, valid_from, login_name, nickname, full_name, employee_id, user_type_id, is_deleted, is_enabled, max_chats, max_async_chats, agent_group_id, skill_ids, profile_ids, lob_ids, permission_group_ids)
select $1, k.agent_id, t.version_at, t.login_name, t.nickname, t.full_name, t.employee_id, t.user_type_id, t.is_deleted, t.is_enabled, t.max_chats, t.max_async_chats, t.agent_group_id, t.skill_ids, t.profile_ids, t.lob_ids, t.permission_group_ids
from unnest($2::text[]) with ordinality as k(agent_id, place)
cross join lateral (
    select t.source_version_at as version_at, t.login_name, t.nickname, t.full_name, t.employee_id, t.user_type_id, t.is_deleted, t.is_enabled, t.max_chats, t.max_async_chats, t.agent_group_id, t.skill_ids, t.profile_ids, t.lob_ids, t.permission_group_ids
    from liveperson.agent t
    where t.account_id = $1 and t.agent_id = k.agent_id
    limit 1
) t
left join lateral (
    select v.valid_from, v.valid_to, v.login_name, v.nickname, v.full_name, v.employee_id, v.user_type_id, v.is_deleted, v.is_enabled, v.max_chats, v.max_async_chats, v.agent_group_id, v.skill_ids, v.profile_ids, v.lob_ids, v.permission_group_ids
    from liveperson.agent_version v
    where v.account_id = $1 and v.agent_id = k.agent_id
    order by v.valid_from desc
    limit 1
) v on true
where v.valid_from is null
    or v.valid_from <= t.version_at and not (v.valid_to is null and (v.login_name, v.nickname, v.full_name, v.employee_id, v.user_type_id, v.is_deleted, v.is_enabled, v.max_chats, v.max_async_chats, v.agent_group_id, v.skill_ids, v.profile_ids, v.lob_ids, v.permission_group_ids) is not distinct from (t.login_name, t.nickname, t.full_name, t.employee_id, t.user_type_id, t.is_deleted, t.is_enabled, t.max_chats, t.max_async_chats, t.agent_group_id, t.skill_ids, t.profile_ids, t.lob_ids, t.permission_group_ids))
on conflict (account_id, agent_id, valid_from) do update set valid_to = null, login_name = excluded.login_name, nickname = excluded.nickname, full_name = excluded.full_name, employee_id = excluded.employee_id, user_type_id = excluded.user_type_id, is_deleted = excluded.is_deleted, is_enabled = excluded.is_enabled, max_chats = excluded.max_chats, max_async_chats = excluded.max_async_chats, agent_group_id = excluded.agent_group_id, skill_ids = excluded.skill_ids, profile_ids = excluded.profile_ids, lob_ids = excluded.lob_ids, permission_group_ids = excluded.permission_group_ids;

copy liveperson.agent (account_id, agent_id, pid, login_name, nickname, full_name, employee_id, email, mobile_number, description, user_type_id, is_deleted, is_enabled, is_disabled_manually, is_api_user, has_to_change_password, max_chats, max_async_chats, agent_group_id, agent_group_assignment_date, managed_agent_groups, skill_ids, profile_ids, lob_ids, permission_group_ids, allowed_app_keys, picture_url, picture_id, background_image_url, pn_cert_name, date_updated, last_password_change_date, assignment_date, extra, source_version_at, content_rev, content_hash, unit_id) from stdin (format binary);

select k.place, t.version_at, t.content_rev, t.content_hash, t.rank
from unnest($2::text[]) with ordinality as k(skill_id, place)
cross join lateral (
    select t.source_version_at as version_at, t.content_rev, t.content_hash, 0::smallint as rank
    from liveperson.skill t
    where t.account_id = $1 and t.skill_id = k.skill_id
    limit 1
) t;

select k.place, t.version_at, t.content_rev, t.content_hash, t.rank
from unnest($2::text[]) with ordinality as k(skill_id, place)
cross join lateral (
    select t.source_version_at as version_at, t.content_rev, t.content_hash, 0::smallint as rank
    from liveperson.skill t
    where t.account_id = $1 and t.skill_id = k.skill_id
    limit 1
    for update
) t;

update liveperson.skill t set source_version_at = $3, content_rev = $4
from unnest($2::text[]) with ordinality as k(skill_id, place)
where t.account_id = $1 and t.skill_id = k.skill_id;

update liveperson.skill set pid = $3, name = $4, description = $5, is_deleted = $6, skill_order = $7, max_wait_time = $8, wrap_up_time = $9, default_post_chat_survey_id = $10, default_offline_survey_id = $11, default_agent_survey_id = $12, agent_survey_for_messaging_id = $13, agent_survey_for_messaging_timeout_min = $14, post_conversation_survey_app_install_association_id = $15, sla_default_response_time = $16, sla_urgent_response_time = $17, sla_first_response_time = $18, lob_ids = $19, is_transfer_allowed = $20, transfer_skill_ids = $21, fallback_skill_id = $22, is_fallback_when_all_away = $23, transfer_to_agent_max_wait_s = $24, auto_close_s = $25, working_hours_id = $26, special_occasion_id = $27, routing_configuration = $28, date_updated = $29, extra = $30, source_version_at = $31, content_rev = $32, content_hash = $33, unit_id = $34, loaded_at = default where account_id = $1 and skill_id = $2;

with ended as (
select k.skill_id, v.valid_from, t.version_at
from unnest($2::text[]) with ordinality as k(skill_id, place)
cross join lateral (
    select t.source_version_at as version_at, t.name, t.description, t.is_deleted, t.skill_order, t.max_wait_time, t.wrap_up_time, t.default_post_chat_survey_id, t.default_offline_survey_id, t.default_agent_survey_id, t.agent_survey_for_messaging_id, t.agent_survey_for_messaging_timeout_min, t.post_conversation_survey_app_install_association_id, t.sla_default_response_time, t.sla_urgent_response_time, t.sla_first_response_time, t.lob_ids, t.is_transfer_allowed, t.transfer_skill_ids, t.fallback_skill_id, t.is_fallback_when_all_away, t.transfer_to_agent_max_wait_s, t.auto_close_s, t.working_hours_id, t.special_occasion_id, t.routing_configuration
    from liveperson.skill t
    where t.account_id = $1 and t.skill_id = k.skill_id
    limit 1
) t
cross join lateral (
    select v.valid_from, v.valid_to, v.name, v.description, v.is_deleted, v.skill_order, v.max_wait_time, v.wrap_up_time, v.default_post_chat_survey_id, v.default_offline_survey_id, v.default_agent_survey_id, v.agent_survey_for_messaging_id, v.agent_survey_for_messaging_timeout_min, v.post_conversation_survey_app_install_association_id, v.sla_default_response_time, v.sla_urgent_response_time, v.sla_first_response_time, v.lob_ids, v.is_transfer_allowed, v.transfer_skill_ids, v.fallback_skill_id, v.is_fallback_when_all_away, v.transfer_to_agent_max_wait_s, v.auto_close_s, v.working_hours_id, v.special_occasion_id, v.routing_configuration
    from liveperson.skill_version v
    where v.account_id = $1 and v.skill_id = k.skill_id
    order by v.valid_from desc
    limit 1
) v
where v.valid_to is null and v.valid_from < t.version_at and not ((v.name, v.description, v.is_deleted, v.skill_order, v.max_wait_time, v.wrap_up_time, v.default_post_chat_survey_id, v.default_offline_survey_id, v.default_agent_survey_id, v.agent_survey_for_messaging_id, v.agent_survey_for_messaging_timeout_min, v.post_conversation_survey_app_install_association_id, v.sla_default_response_time, v.sla_urgent_response_time, v.sla_first_response_time, v.lob_ids, v.is_transfer_allowed, v.transfer_skill_ids, v.fallback_skill_id, v.is_fallback_when_all_away, v.transfer_to_agent_max_wait_s, v.auto_close_s, v.working_hours_id, v.special_occasion_id, v.routing_configuration) is not distinct from (t.name, t.description, t.is_deleted, t.skill_order, t.max_wait_time, t.wrap_up_time, t.default_post_chat_survey_id, t.default_offline_survey_id, t.default_agent_survey_id, t.agent_survey_for_messaging_id, t.agent_survey_for_messaging_timeout_min, t.post_conversation_survey_app_install_association_id, t.sla_default_response_time, t.sla_urgent_response_time, t.sla_first_response_time, t.lob_ids, t.is_transfer_allowed, t.transfer_skill_ids, t.fallback_skill_id, t.is_fallback_when_all_away, t.transfer_to_agent_max_wait_s, t.auto_close_s, t.working_hours_id, t.special_occasion_id, t.routing_configuration))
)
update liveperson.skill_version v set valid_to = ended.version_at
from ended
where v.account_id = $1 and v.skill_id = ended.skill_id and v.valid_from = ended.valid_from;

insert into liveperson.skill_version (account_id, skill_id, valid_from, name, description, is_deleted, skill_order, max_wait_time, wrap_up_time, default_post_chat_survey_id, default_offline_survey_id, default_agent_survey_id, agent_survey_for_messaging_id, agent_survey_for_messaging_timeout_min, post_conversation_survey_app_install_association_id, sla_default_response_time, sla_urgent_response_time, sla_first_response_time, lob_ids, is_transfer_allowed, transfer_skill_ids, fallback_skill_id, is_fallback_when_all_away, transfer_to_agent_max_wait_s, auto_close_s, working_hours_id, special_occasion_id, routing_configuration)
select $1, k.skill_id, t.version_at, t.name, t.description, t.is_deleted, t.skill_order, t.max_wait_time, t.wrap_up_time, t.default_post_chat_survey_id, t.default_offline_survey_id, t.default_agent_survey_id, t.agent_survey_for_messaging_id, t.agent_survey_for_messaging_timeout_min, t.post_conversation_survey_app_install_association_id, t.sla_default_response_time, t.sla_urgent_response_time, t.sla_first_response_time, t.lob_ids, t.is_transfer_allowed, t.transfer_skill_ids, t.fallback_skill_id, t.is_fallback_when_all_away, t.transfer_to_agent_max_wait_s, t.auto_close_s, t.working_hours_id, t.special_occasion_id, t.routing_configuration
from unnest($2::text[]) with ordinality as k(skill_id, place)
cross join lateral (
    select t.source_version_at as version_at, t.name, t.description, t.is_deleted, t.skill_order, t.max_wait_time, t.wrap_up_time, t.default_post_chat_survey_id, t.default_offline_survey_id, t.default_agent_survey_id, t.agent_survey_for_messaging_id, t.agent_survey_for_messaging_timeout_min, t.post_conversation_survey_app_install_association_id, t.sla_default_response_time, t.sla_urgent_response_time, t.sla_first_response_time, t.lob_ids, t.is_transfer_allowed, t.transfer_skill_ids, t.fallback_skill_id, t.is_fallback_when_all_away, t.transfer_to_agent_max_wait_s, t.auto_close_s, t.working_hours_id, t.special_occasion_id, t.routing_configuration
    from liveperson.skill t
    where t.account_id = $1 and t.skill_id = k.skill_id
    limit 1
) t
left join lateral (
    select v.valid_from, v.valid_to, v.name, v.description, v.is_deleted, v.skill_order, v.max_wait_time, v.wrap_up_time, v.default_post_chat_survey_id, v.default_offline_survey_id, v.default_agent_survey_id, v.agent_survey_for_messaging_id, v.agent_survey_for_messaging_timeout_min, v.post_conversation_survey_app_install_association_id, v.sla_default_response_time, v.sla_urgent_response_time, v.sla_first_response_time, v.lob_ids, v.is_transfer_allowed, v.transfer_skill_ids, v.fallback_skill_id, v.is_fallback_when_all_away, v.transfer_to_agent_max_wait_s, v.auto_close_s, v.working_hours_id, v.special_occasion_id, v.routing_configuration
    from liveperson.skill_version v
    where v.account_id = $1 and v.skill_id = k.skill_id
    order by v.valid_from desc
    limit 1
) v on true
where v.valid_from is null
    or v.valid_from <= t.version_at and not (v.valid_to is null and (v.name, v.description, v.is_deleted, v.skill_order, v.max_wait_time, v.wrap_up_time, v.default_post_chat_survey_id, v.default_offline_survey_id, v.default_agent_survey_id, v.agent_survey_for_messaging_id, v.agent_survey_for_messaging_timeout_min, v.post_conversation_survey_app_install_association_id, v.sla_default_response_time, v.sla_urgent_response_time, v.sla_first_response_time, v.lob_ids, v.is_transfer_allowed, v.transfer_skill_ids, v.fallback_skill_id, v.is_fallback_when_all_away, v.transfer_to_agent_max_wait_s, v.auto_close_s, v.working_hours_id, v.special_occasion_id, v.routing_configuration) is not distinct from (t.name, t.description, t.is_deleted, t.skill_order, t.max_wait_time, t.wrap_up_time, t.default_post_chat_survey_id, t.default_offline_survey_id, t.default_agent_survey_id, t.agent_survey_for_messaging_id, t.agent_survey_for_messaging_timeout_min, t.post_conversation_survey_app_install_association_id, t.sla_default_response_time, t.sla_urgent_response_time, t.sla_first_response_time, t.lob_ids, t.is_transfer_allowed, t.transfer_skill_ids, t.fallback_skill_id, t.is_fallback_when_all_away, t.transfer_to_agent_max_wait_s, t.auto_close_s, t.working_hours_id, t.special_occasion_id, t.routing_configuration))
on conflict (account_id, skill_id, valid_from) do update set valid_to = null, name = excluded.name, description = excluded.description, is_deleted = excluded.is_deleted, skill_order = excluded.skill_order, max_wait_time = excluded.max_wait_time, wrap_up_time = excluded.wrap_up_time, default_post_chat_survey_id = excluded.default_post_chat_survey_id, default_offline_survey_id = excluded.default_offline_survey_id, default_agent_survey_id = excluded.default_agent_survey_id, agent_survey_for_messaging_id = excluded.agent_survey_for_messaging_id, agent_survey_for_messaging_timeout_min = excluded.agent_survey_for_messaging_timeout_min, post_conversation_survey_app_install_association_id = excluded.post_conversation_survey_app_install_association_id, sla_default_response_time = excluded.sla_default_response_time, sla_urgent_response_time = excluded.sla_urgent_response_time, sla_first_response_time = excluded.sla_first_response_time, lob_ids = excluded.lob_ids, is_transfer_allowed = excluded.is_transfer_allowed, transfer_skill_ids = excluded.transfer_skill_ids, fallback_skill_id = excluded.fallback_skill_id, is_fallback_when_all_away = excluded.is_fallback_when_all_away, transfer_to_agent_max_wait_s = excluded.transfer_to_agent_max_wait_s, auto_close_s = excluded.auto_close_s, working_hours_id = excluded.working_hours_id, special_occasion_id = excluded.special_occasion_id, routing_configuration = excluded.routing_configuration;

copy liveperson.skill (account_id, skill_id, pid, name, description, is_deleted, skill_order, max_wait_time, wrap_up_time, default_post_chat_survey_id, default_offline_survey_id, default_agent_survey_id, agent_survey_for_messaging_id, agent_survey_for_messaging_timeout_min, post_conversation_survey_app_install_association_id, sla_default_response_time, sla_urgent_response_time, sla_first_response_time, lob_ids, is_transfer_allowed, transfer_skill_ids, fallback_skill_id, is_fallback_when_all_away, transfer_to_agent_max_wait_s, auto_close_s, working_hours_id, special_occasion_id, routing_configuration, date_updated, extra, source_version_at, content_rev, content_hash, unit_id) from stdin (format binary);

select k.place, t.version_at, t.content_rev, t.content_hash, t.rank
from unnest($2::text[]) with ordinality as k(agent_group_id, place)
cross join lateral (
    select t.source_version_at as version_at, t.content_rev, t.content_hash, 0::smallint as rank
    from liveperson.agent_group t
    where t.account_id = $1 and t.agent_group_id = k.agent_group_id
    limit 1
) t;

select k.place, t.version_at, t.content_rev, t.content_hash, t.rank
from unnest($2::text[]) with ordinality as k(agent_group_id, place)
cross join lateral (
    select t.source_version_at as version_at, t.content_rev, t.content_hash, 0::smallint as rank
    from liveperson.agent_group t
    where t.account_id = $1 and t.agent_group_id = k.agent_group_id
    limit 1
    for update
) t;

update liveperson.agent_group t set source_version_at = $3, content_rev = $4
from unnest($2::text[]) with ordinality as k(agent_group_id, place)
where t.account_id = $1 and t.agent_group_id = k.agent_group_id;

update liveperson.agent_group set name = $3, description = $4, parent_agent_group_id = $5, is_enabled = $6, is_deleted = $7, date_updated = $8, extra = $9, source_version_at = $10, content_rev = $11, content_hash = $12, unit_id = $13, loaded_at = default where account_id = $1 and agent_group_id = $2;

with ended as (
select k.agent_group_id, v.valid_from, t.version_at
from unnest($2::text[]) with ordinality as k(agent_group_id, place)
cross join lateral (
    select t.source_version_at as version_at, t.name, t.description, t.parent_agent_group_id, t.is_enabled, t.is_deleted
    from liveperson.agent_group t
    where t.account_id = $1 and t.agent_group_id = k.agent_group_id
    limit 1
) t
cross join lateral (
    select v.valid_from, v.valid_to, v.name, v.description, v.parent_agent_group_id, v.is_enabled, v.is_deleted
    from liveperson.agent_group_version v
    where v.account_id = $1 and v.agent_group_id = k.agent_group_id
    order by v.valid_from desc
    limit 1
) v
where v.valid_to is null and v.valid_from < t.version_at and not ((v.name, v.description, v.parent_agent_group_id, v.is_enabled, v.is_deleted) is not distinct from (t.name, t.description, t.parent_agent_group_id, t.is_enabled, t.is_deleted))
)
update liveperson.agent_group_version v set valid_to = ended.version_at
from ended
where v.account_id = $1 and v.agent_group_id = ended.agent_group_id and v.valid_from = ended.valid_from;

insert into liveperson.agent_group_version (account_id, agent_group_id, valid_from, name, description, parent_agent_group_id, is_enabled, is_deleted)
select $1, k.agent_group_id, t.version_at, t.name, t.description, t.parent_agent_group_id, t.is_enabled, t.is_deleted
from unnest($2::text[]) with ordinality as k(agent_group_id, place)
cross join lateral (
    select t.source_version_at as version_at, t.name, t.description, t.parent_agent_group_id, t.is_enabled, t.is_deleted
    from liveperson.agent_group t
    where t.account_id = $1 and t.agent_group_id = k.agent_group_id
    limit 1
) t
left join lateral (
    select v.valid_from, v.valid_to, v.name, v.description, v.parent_agent_group_id, v.is_enabled, v.is_deleted
    from liveperson.agent_group_version v
    where v.account_id = $1 and v.agent_group_id = k.agent_group_id
    order by v.valid_from desc
    limit 1
) v on true
where v.valid_from is null
    or v.valid_from <= t.version_at and not (v.valid_to is null and (v.name, v.description, v.parent_agent_group_id, v.is_enabled, v.is_deleted) is not distinct from (t.name, t.description, t.parent_agent_group_id, t.is_enabled, t.is_deleted))
on conflict (account_id, agent_group_id, valid_from) do update set valid_to = null, name = excluded.name, description = excluded.description, parent_agent_group_id = excluded.parent_agent_group_id, is_enabled = excluded.is_enabled, is_deleted = excluded.is_deleted;

copy liveperson.agent_group (account_id, agent_group_id, name, description, parent_agent_group_id, is_enabled, is_deleted, date_updated, extra, source_version_at, content_rev, content_hash, unit_id) from stdin (format binary);

select k.place, t.version_at, t.content_rev, t.content_hash, t.rank
from unnest($2::text[]) with ordinality as k(lob_id, place)
cross join lateral (
    select t.source_version_at as version_at, t.content_rev, t.content_hash, 0::smallint as rank
    from liveperson.line_of_business t
    where t.account_id = $1 and t.lob_id = k.lob_id
    limit 1
) t;

select k.place, t.version_at, t.content_rev, t.content_hash, t.rank
from unnest($2::text[]) with ordinality as k(lob_id, place)
cross join lateral (
    select t.source_version_at as version_at, t.content_rev, t.content_hash, 0::smallint as rank
    from liveperson.line_of_business t
    where t.account_id = $1 and t.lob_id = k.lob_id
    limit 1
    for update
) t;

update liveperson.line_of_business t set source_version_at = $3, content_rev = $4
from unnest($2::text[]) with ordinality as k(lob_id, place)
where t.account_id = $1 and t.lob_id = k.lob_id;

update liveperson.line_of_business set name = $3, description = $4, is_deleted = $5, date_updated = $6, extra = $7, source_version_at = $8, content_rev = $9, content_hash = $10, unit_id = $11, loaded_at = default where account_id = $1 and lob_id = $2;

copy liveperson.line_of_business (account_id, lob_id, name, description, is_deleted, date_updated, extra, source_version_at, content_rev, content_hash, unit_id) from stdin (format binary);

select k.place, t.version_at, t.content_rev, t.content_hash, t.rank
from unnest($2::text[]) with ordinality as k(profile_id, place)
cross join lateral (
    select t.source_version_at as version_at, t.content_rev, t.content_hash, 0::smallint as rank
    from liveperson.profile t
    where t.account_id = $1 and t.profile_id = k.profile_id
    limit 1
) t;

select k.place, t.version_at, t.content_rev, t.content_hash, t.rank
from unnest($2::text[]) with ordinality as k(profile_id, place)
cross join lateral (
    select t.source_version_at as version_at, t.content_rev, t.content_hash, 0::smallint as rank
    from liveperson.profile t
    where t.account_id = $1 and t.profile_id = k.profile_id
    limit 1
    for update
) t;

update liveperson.profile t set source_version_at = $3, content_rev = $4
from unnest($2::text[]) with ordinality as k(profile_id, place)
where t.account_id = $1 and t.profile_id = k.profile_id;

update liveperson.profile set name = $3, description = $4, role_type_id = $5, assigned_user_count = $6, is_deleted = $7, date_updated = $8, extra = $9, source_version_at = $10, content_rev = $11, content_hash = $12, unit_id = $13, loaded_at = default where account_id = $1 and profile_id = $2;

copy liveperson.profile (account_id, profile_id, name, description, role_type_id, assigned_user_count, is_deleted, date_updated, extra, source_version_at, content_rev, content_hash, unit_id) from stdin (format binary);

select k.place, t.version_at, t.content_rev, t.content_hash, t.rank
from unnest($2::text[]) with ordinality as k(reason_id, place)
cross join lateral (
    select t.source_version_at as version_at, t.content_rev, t.content_hash, 0::smallint as rank
    from liveperson.status_reason t
    where t.account_id = $1 and t.reason_id = k.reason_id
    limit 1
) t;

select k.place, t.version_at, t.content_rev, t.content_hash, t.rank
from unnest($2::text[]) with ordinality as k(reason_id, place)
cross join lateral (
    select t.source_version_at as version_at, t.content_rev, t.content_hash, 0::smallint as rank
    from liveperson.status_reason t
    where t.account_id = $1 and t.reason_id = k.reason_id
    limit 1
    for update
) t;

update liveperson.status_reason t set source_version_at = $3, content_rev = $4
from unnest($2::text[]) with ordinality as k(reason_id, place)
where t.account_id = $1 and t.reason_id = k.reason_id;

update liveperson.status_reason set text = $3, state = $4, is_enabled = $5, is_deleted = $6, extra = $7, source_version_at = $8, content_rev = $9, content_hash = $10, unit_id = $11, loaded_at = default where account_id = $1 and reason_id = $2;

copy liveperson.status_reason (account_id, reason_id, text, state, is_enabled, is_deleted, extra, source_version_at, content_rev, content_hash, unit_id) from stdin (format binary);

select k.place, t.version_at, t.content_rev, t.content_hash, t.rank
from unnest($2::text[]) with ordinality as k(conversation_id, place)
cross join lateral (
    select t.source_version_at as version_at, t.content_rev, t.content_hash, 0::smallint as rank
    from liveperson.conversation t
    where t.account_id = $1 and t.conversation_id = k.conversation_id
    limit 1
) t;

select k.place, t.version_at, t.content_rev, t.content_hash, t.rank
from unnest($2::text[]) with ordinality as k(conversation_id, place)
cross join lateral (
    select t.source_version_at as version_at, t.content_rev, t.content_hash, 0::smallint as rank
    from liveperson.conversation t
    where t.account_id = $1 and t.conversation_id = k.conversation_id
    limit 1
    for update
) t;

update liveperson.conversation t set source_version_at = $3, content_rev = $4
from unnest($2::text[]) with ordinality as k(conversation_id, place)
where t.account_id = $1 and t.conversation_id = k.conversation_id;

update liveperson.conversation set type = $3, started_at = $4, interaction_started_at = $5, ended_at = $6, consumer_id = $7, is_interactive = $8, source_origin = $9, source_device = $10, end_reason_id = $11, start_reason_id = $12, campaign_id = $13, campaign_engagement_id = $14, agent_id = $15, skill_id = $16, skill_name = $17, start_page = $18, start_url = $19, queue_started_at = $20, queue_ended_at = $21, visit_id = $22, visitor_id = $23, context_id = $24, mcs = $25, mcs_score = $26, extra = $27, source_version_at = $28, content_rev = $29, content_hash = $30, unit_id = $31, loaded_at = default where account_id = $1 and conversation_id = $2;

delete from liveperson.conversation_skill where account_id = $1 and conversation_id = any($2::text[]);

delete from liveperson.message where account_id = $1 and conversation_id = any($2::text[]);

delete from liveperson.transfer where account_id = $1 and conversation_id = any($2::text[]);

delete from liveperson.secure_form where account_id = $1 and conversation_id = any($2::text[]);

copy liveperson.conversation (account_id, conversation_id, type, started_at, interaction_started_at, ended_at, consumer_id, is_interactive, source_origin, source_device, end_reason_id, start_reason_id, campaign_id, campaign_engagement_id, agent_id, skill_id, skill_name, start_page, start_url, queue_started_at, queue_ended_at, visit_id, visitor_id, context_id, mcs, mcs_score, extra, source_version_at, content_rev, content_hash, unit_id) from stdin (format binary);

copy liveperson.conversation_skill (account_id, conversation_id, position, skill_id) from stdin (format binary);

copy liveperson.message (account_id, conversation_id, position, message_id, dialog_id, sent_at, sender_name, line_type_id, control_type_id, agent_id, content_format, text, file_caption, file_type, link_url, link_file_type, link_caption, mcs, extra) from stdin (format binary);

copy liveperson.transfer (account_id, conversation_id, position, transferred_at, skill_id, skill_name, target_skill_id, target_skill_name, agent_id, target_agent_id, reason_id, queue_started_at, queue_ended_at, is_interactive, extra) from stdin (format binary);

copy liveperson.secure_form (account_id, conversation_id, position, filled_at, form_id, form_name, form_uuid, extra) from stdin (format binary);

select k.place, t.version_at, t.content_rev, t.content_hash, t.rank
from unnest($2::bytea[]) with ordinality as k(content_key, place)
cross join lateral (
    select t.source_version_at as version_at, t.content_rev, t.content_hash, 0::smallint as rank
    from liveperson.content_engagement t
    where t.account_id = $1 and t.content_key = k.content_key
    limit 1
) t;

select k.place, t.version_at, t.content_rev, t.content_hash, t.rank
from unnest($2::bytea[]) with ordinality as k(content_key, place)
cross join lateral (
    select t.source_version_at as version_at, t.content_rev, t.content_hash, 0::smallint as rank
    from liveperson.content_engagement t
    where t.account_id = $1 and t.content_key = k.content_key
    limit 1
    for update
) t;

update liveperson.content_engagement t set source_version_at = $3, content_rev = $4
from unnest($2::bytea[]) with ordinality as k(content_key, place)
where t.account_id = $1 and t.content_key = k.content_key;

update liveperson.content_engagement set occurred_at = $3, visit_id = $4, visitor_id = $5, context_id = $6, extra = $7, source_version_at = $8, content_rev = $9, content_hash = $10, unit_id = $11, loaded_at = default where account_id = $1 and content_key = $2;

copy liveperson.content_engagement (account_id, content_key, occurred_at, visit_id, visitor_id, context_id, extra, source_version_at, content_rev, content_hash, unit_id) from stdin (format binary);

select k.place, t.version_at, t.content_rev, t.content_hash, t.rank
from unnest($2::text[]) with ordinality as k(engagement_id, place)
cross join lateral (
    select t.source_version_at as version_at, t.content_rev, t.content_hash, t.version_rank as rank
    from liveperson.engagement t
    where t.account_id = $1 and t.engagement_id = k.engagement_id
    limit 1
) t;

select k.place, t.version_at, t.content_rev, t.content_hash, t.rank
from unnest($2::text[]) with ordinality as k(engagement_id, place)
cross join lateral (
    select t.source_version_at as version_at, t.content_rev, t.content_hash, t.version_rank as rank
    from liveperson.engagement t
    where t.account_id = $1 and t.engagement_id = k.engagement_id
    limit 1
    for update
) t;

update liveperson.engagement t set source_version_at = $3, content_rev = $4
from unnest($2::text[]) with ordinality as k(engagement_id, place)
where t.account_id = $1 and t.engagement_id = k.engagement_id;

update liveperson.engagement set shark_engagement_id = $3, requested_at = $4, started_at = $5, ended_at = $6, duration_s = $7, visitor_id = $8, visitor_name = $9, agent_id = $10, agent_name = $11, agent_login_name = $12, agent_full_name = $13, is_agent_deleted = $14, agent_group_id = $15, agent_group_name = $16, skill_id = $17, skill_name = $18, channel_id = $19, start_reason_id = $20, start_reason_name = $21, end_reason_id = $22, end_reason_name = $23, engagement_set = $24, engagement_sequence = $25, is_interactive = $26, has_agent_survey = $27, has_pre_chat_survey = $28, has_post_chat_survey = $29, mcs = $30, alerted_mcs = $31, chat_mcs = $32, is_ended = $33, is_enriched = $34, is_partial = $35, start_url = $36, start_page = $37, campaign_engagement_id = $38, campaign_engagement_name = $39, campaign_id = $40, campaign_name = $41, goal_id = $42, goal_name = $43, engagement_agent_note = $44, visitor_behavior_id = $45, visitor_behavior_name = $46, visitor_profile_id = $47, visitor_profile_name = $48, lob_id = $49, lob_name = $50, engagement_source = $51, engagement_application_id = $52, engagement_application_name = $53, engagement_application_type_id = $54, engagement_application_type_name = $55, location_id = $56, location_name = $57, is_profile_system_default = $58, is_behavior_system_default = $59, visitor_country = $60, visitor_country_code = $61, visitor_state = $62, visitor_city = $63, visitor_isp = $64, visitor_org = $65, visitor_device = $66, visitor_ip_address = $67, visitor_browser = $68, visitor_browser_type = $69, visitor_operating_system = $70, extra = $71, source_version_at = $72, content_rev = $73, content_hash = $74, unit_id = $75, version_rank = $76, loaded_at = default where account_id = $1 and engagement_id = $2;

delete from liveperson.engagement_line where account_id = $1 and engagement_id = any($2::text[]);

delete from liveperson.engagement_line_score where account_id = $1 and engagement_id = any($2::text[]);

delete from liveperson.survey_answer where account_id = $1 and engagement_id = any($2::text[]);

delete from liveperson.cobrowse_session where account_id = $1 and engagement_id = any($2::text[]);

delete from liveperson.engagement_attribute where account_id = $1 and engagement_id = any($2::text[]);

delete from liveperson.engagement_attribute_product where account_id = $1 and engagement_id = any($2::text[]);

copy liveperson.engagement (account_id, engagement_id, shark_engagement_id, requested_at, started_at, ended_at, duration_s, visitor_id, visitor_name, agent_id, agent_name, agent_login_name, agent_full_name, is_agent_deleted, agent_group_id, agent_group_name, skill_id, skill_name, channel_id, start_reason_id, start_reason_name, end_reason_id, end_reason_name, engagement_set, engagement_sequence, is_interactive, has_agent_survey, has_pre_chat_survey, has_post_chat_survey, mcs, alerted_mcs, chat_mcs, is_ended, is_enriched, is_partial, start_url, start_page, campaign_engagement_id, campaign_engagement_name, campaign_id, campaign_name, goal_id, goal_name, engagement_agent_note, visitor_behavior_id, visitor_behavior_name, visitor_profile_id, visitor_profile_name, lob_id, lob_name, engagement_source, engagement_application_id, engagement_application_name, engagement_application_type_id, engagement_application_type_name, location_id, location_name, is_profile_system_default, is_behavior_system_default, visitor_country, visitor_country_code, visitor_state, visitor_city, visitor_isp, visitor_org, visitor_device, visitor_ip_address, visitor_browser, visitor_browser_type, visitor_operating_system, extra, source_version_at, content_rev, content_hash, unit_id, version_rank) from stdin (format binary);

copy liveperson.engagement_line (account_id, engagement_id, position, sent_at, line_seq, source, sender_name, agent_id, text, rich_content, text_type, sub_type, control_type_id, canned_answer_type, extra) from stdin (format binary);

copy liveperson.engagement_line_score (account_id, engagement_id, position, line_seq, raw_score, mcs, extra) from stdin (format binary);

copy liveperson.survey_answer (account_id, engagement_id, survey_kind, position, survey_id, survey_name, question_id, question, answer, answers, answer_ids, scope, source, answered_at, extra) from stdin (format binary);

copy liveperson.cobrowse_session (account_id, engagement_id, session_id, started_at, ended_at, interactive_at, end_reason, duration_ms, is_interactive, type, agent_id, extra) from stdin (format binary);

copy liveperson.engagement_attribute (account_id, engagement_id, position, type, sde_type, server_at, original_at, is_authenticated, authenticated_conversation_id, total, currency, item_count, order_id, customer_status, customer_type, balance, customer_id, social_id, imei, user_name, account_name, role, company_branch, company_size, store_number, store_zip_code, last_payment_on, registered_on, topic, value, lead_id, originating_channel_id, affiliate, campaign_id, name, surname, gender, company, language, age_years, birth_year, birth_month, birth_day, email, phone, country, region, zip_code, category, service_id, status_id, context_id, message, code, level, is_resolved, keywords, payload) from stdin (format binary);

copy liveperson.engagement_attribute_product (account_id, engagement_id, position, product_position, name, category, sku, price, quantity, status_in_stock, quantity_in_stock) from stdin (format binary);

select k.place, t.version_at, t.content_rev, t.content_hash, t.rank
from unnest($2::text[]) with ordinality as k(conversation_id, place)
cross join lateral (
    select t.source_version_at as version_at, t.content_rev, t.content_hash, t.version_rank as rank
    from liveperson.messaging_conversation t
    where t.account_id = $1 and t.conversation_id = k.conversation_id
    limit 1
) t;

select k.place, t.version_at, t.content_rev, t.content_hash, t.rank
from unnest($2::text[]) with ordinality as k(conversation_id, place)
cross join lateral (
    select t.source_version_at as version_at, t.content_rev, t.content_hash, t.version_rank as rank
    from liveperson.messaging_conversation t
    where t.account_id = $1 and t.conversation_id = k.conversation_id
    limit 1
    for update
) t;

update liveperson.messaging_conversation t set source_version_at = $3, content_rev = $4
from unnest($2::text[]) with ordinality as k(conversation_id, place)
where t.account_id = $1 and t.conversation_id = k.conversation_id;

update liveperson.messaging_conversation set status = $3, full_dialog_status = $4, started_at = $5, ended_at = $6, conversation_ended_at = $7, full_dialog_ended_at = $8, latest_updated_at = $9, duration = $10, close_reason = $11, close_reason_description = $12, is_first_conversation = $13, is_agent_deleted = $14, is_partial = $15, has_step_up = $16, has_pending_agent_survey = $17, csat = $18, csat_rate = $19, mcs = $20, alerted_mcs = $21, source = $22, device = $23, device_model = $24, browser = $25, browser_version = $26, operating_system = $27, operating_system_version = $28, latest_skill_id = $29, latest_skill_name = $30, latest_agent_id = $31, latest_agent_name = $32, latest_agent_login_name = $33, latest_agent_full_name = $34, latest_agent_group_id = $35, latest_agent_group_name = $36, latest_queue_state = $37, session_id = $38, interaction_context_id = $39, time_zone = $40, features = $41, language = $42, integration = $43, integration_version = $44, app_id = $45, app_version = $46, ip_address = $47, first_intent_id = $48, first_intent_label = $49, campaign_engagement_id = $50, campaign_engagement_name = $51, campaign_id = $52, campaign_name = $53, goal_id = $54, goal_name = $55, engagement_agent_note = $56, engagement_source = $57, visitor_behavior_id = $58, visitor_behavior_name = $59, engagement_application_id = $60, engagement_application_name = $61, engagement_application_type_id = $62, engagement_application_type_name = $63, visitor_profile_id = $64, visitor_profile_name = $65, lob_id = $66, lob_name = $67, location_id = $68, location_name = $69, is_profile_system_default = $70, is_behavior_system_default = $71, visitor_country = $72, visitor_country_code = $73, visitor_state = $74, visitor_city = $75, visitor_isp = $76, visitor_org = $77, visitor_device = $78, visitor_ip_address = $79, visitor_browser = $80, visitor_operating_system = $81, start_url = $82, start_page = $83, summary_text = $84, summary_updated_at = $85, response_due_at = $86, configured_response_time = $87, unique_intent_ids = $88, unique_intent_labels = $89, extra = $90, source_version_at = $91, content_rev = $92, content_hash = $93, unit_id = $94, version_rank = $95, loaded_at = default where account_id = $1 and conversation_id = $2;

delete from liveperson.messaging_dialog where account_id = $1 and conversation_id = any($2::text[]);

delete from liveperson.messaging_message where account_id = $1 and conversation_id = any($2::text[]);

delete from liveperson.messaging_message_status where account_id = $1 and conversation_id = any($2::text[]);

delete from liveperson.messaging_message_score where account_id = $1 and conversation_id = any($2::text[]);

delete from liveperson.messaging_agent_participant where account_id = $1 and conversation_id = any($2::text[]);

delete from liveperson.messaging_consumer_participant where account_id = $1 and conversation_id = any($2::text[]);

delete from liveperson.messaging_transfer where account_id = $1 and conversation_id = any($2::text[]);

delete from liveperson.messaging_interaction where account_id = $1 and conversation_id = any($2::text[]);

delete from liveperson.messaging_skill_change where account_id = $1 and conversation_id = any($2::text[]);

delete from liveperson.messaging_survey where account_id = $1 and conversation_id = any($2::text[]);

delete from liveperson.messaging_survey_answer where account_id = $1 and conversation_id = any($2::text[]);

delete from liveperson.messaging_agent_survey where account_id = $1 and conversation_id = any($2::text[]);

delete from liveperson.messaging_agent_survey_answer where account_id = $1 and conversation_id = any($2::text[]);

delete from liveperson.messaging_cobrowse_session where account_id = $1 and conversation_id = any($2::text[]);

delete from liveperson.messaging_intent where account_id = $1 and conversation_id = any($2::text[]);

select k.place
from unnest($2::text[], $3::bytea[]) with ordinality as k(conversation_id, attribute_key, place)
left join lateral (
    select true as is_stored
    from liveperson.messaging_attribute t
    where t.account_id = $1 and t.conversation_id = k.conversation_id and t.attribute_key = k.attribute_key
    limit 1
) t on true
where t.is_stored is null;

delete from liveperson.messaging_attribute where account_id = $1 and conversation_id = any($2::text[]);

delete from liveperson.messaging_attribute_product where account_id = $1 and conversation_id = any($2::text[]);

copy liveperson.messaging_conversation (account_id, conversation_id, status, full_dialog_status, started_at, ended_at, conversation_ended_at, full_dialog_ended_at, latest_updated_at, duration, close_reason, close_reason_description, is_first_conversation, is_agent_deleted, is_partial, has_step_up, has_pending_agent_survey, csat, csat_rate, mcs, alerted_mcs, source, device, device_model, browser, browser_version, operating_system, operating_system_version, latest_skill_id, latest_skill_name, latest_agent_id, latest_agent_name, latest_agent_login_name, latest_agent_full_name, latest_agent_group_id, latest_agent_group_name, latest_queue_state, session_id, interaction_context_id, time_zone, features, language, integration, integration_version, app_id, app_version, ip_address, first_intent_id, first_intent_label, campaign_engagement_id, campaign_engagement_name, campaign_id, campaign_name, goal_id, goal_name, engagement_agent_note, engagement_source, visitor_behavior_id, visitor_behavior_name, engagement_application_id, engagement_application_name, engagement_application_type_id, engagement_application_type_name, visitor_profile_id, visitor_profile_name, lob_id, lob_name, location_id, location_name, is_profile_system_default, is_behavior_system_default, visitor_country, visitor_country_code, visitor_state, visitor_city, visitor_isp, visitor_org, visitor_device, visitor_ip_address, visitor_browser, visitor_operating_system, start_url, start_page, summary_text, summary_updated_at, response_due_at, configured_response_time, unique_intent_ids, unique_intent_labels, extra, source_version_at, content_rev, content_hash, unit_id, version_rank) from stdin (format binary);

copy liveperson.messaging_dialog (account_id, conversation_id, dialog_id, type, status, channel, started_at, ended_at, close_reason, close_reason_description, skill_id, skill_name, extra) from stdin (format binary);

copy liveperson.messaging_message (account_id, conversation_id, position, message_id, dialog_id, seq, type, audience, sent_at, sent_by, participant_id, source, device, text, file_relative_path, file_type, file_caption, file_preview, link_url, link_file_type, link_caption, form_id, form_name, form_submission_id, form_invitation_id, rich_content, quick_replies, metadata, raw_metadata, extra) from stdin (format binary);

copy liveperson.messaging_message_status (account_id, conversation_id, position, message_id, dialog_id, seq, status, occurred_at, participant_id, participant_type, extra) from stdin (format binary);

copy liveperson.messaging_message_score (account_id, conversation_id, position, message_id, raw_score, mcs, scored_at, extra) from stdin (format binary);

copy liveperson.messaging_agent_participant (account_id, conversation_id, position, state, agent_id, pid, agent_name, agent_login_name, agent_full_name, is_agent_deleted, user_type_id, user_type_name, role, agent_group_id, agent_group_name, permission, joined_at, dialog_id, metadata, raw_metadata, extra) from stdin (format binary);

copy liveperson.messaging_consumer_participant (account_id, conversation_id, position, participant_id, first_name, last_name, consumer_name, phone, email, token, avatar_url, joined_at, updated_at, dialog_id, extra) from stdin (format binary);

copy liveperson.messaging_transfer (account_id, conversation_id, position, transferred_at, source_skill_id, source_skill_name, source_agent_id, source_agent_name, source_agent_login_name, source_agent_full_name, target_skill_id, target_skill_name, target_agent_id, target_agent_name, target_agent_login_name, target_agent_full_name, reason, transferred_by_id, dialog_id, metadata, raw_metadata, extra) from stdin (format binary);

copy liveperson.messaging_interaction (account_id, conversation_id, position, agent_id, agent_name, agent_login_name, agent_full_name, started_at, sequence, dialog_id, extra) from stdin (format binary);

copy liveperson.messaging_skill_change (account_id, conversation_id, position, changed_at, source_skill_id, source_skill_name, target_skill_id, target_skill_name, reason, dialog_id, extra) from stdin (format binary);

copy liveperson.messaging_survey (account_id, conversation_id, position, survey_id, type, status, dialog_id, extra) from stdin (format binary);

copy liveperson.messaging_survey_answer (account_id, conversation_id, survey_position, position, question_id, question, question_type, question_format, answer_id, answer, answer_seq, is_valid, extra) from stdin (format binary);

copy liveperson.messaging_agent_survey (account_id, conversation_id, position, is_latest, survey_id, status, status_reason, dialog_id, ac_survey_id, ac_survey_name, ac_survey_revision, skill_id, skill_name, assigned_agent_id, assigned_agent_name, assigned_agent_full_name, performed_by_agent_id, performed_by_agent_name, performed_by_agent_full_name, updated_at, extra) from stdin (format binary);

copy liveperson.messaging_agent_survey_answer (account_id, conversation_id, position, answer_position, question_id, question, question_definition, question_category, answers, answer_ids, extra) from stdin (format binary);

copy liveperson.messaging_cobrowse_session (account_id, conversation_id, session_id, started_at, ended_at, interactive_at, end_reason, duration_ms, is_interactive, type, capabilities, agent_id, extra) from stdin (format binary);

copy liveperson.messaging_intent (account_id, conversation_id, position, message_id, is_selected, intent_id, intent_label, confidence_score, model_names, model_versions, extra) from stdin (format binary);

copy liveperson.messaging_attribute (account_id, conversation_id, attribute_key, type, sde_type, server_at, original_at, login_status, is_authenticated, authenticated_conversation_id, total, currency, item_count, order_id, customer_status, customer_type, balance, customer_id, social_id, imei, user_name, account_name, role, company_branch, company_size, store_number, store_zip_code, last_payment_on, registered_on, topic, value, lead_id, originating_channel_id, affiliate, campaign_id, name, surname, gender, company, language, age_years, birth_year, birth_month, birth_day, email, phone, country, region, zip_code, category, service_id, status_id, context_id, message, code, level, is_resolved, keywords, payload) from stdin (format binary);

copy liveperson.messaging_attribute_product (account_id, conversation_id, attribute_key, product_position, name, category, sku, price, quantity, status_in_stock, quantity_in_stock) from stdin (format binary);

select k.place, t.version_at, t.content_rev, t.content_hash, t.rank
from unnest($2::integer[], $3::timestamp with time zone[], $4::text[], $5::text[], $6::text[]) with ordinality as k(interval_s, interval_end_at, grain, skill_id, agent_id, place)
cross join lateral (
    select t.fetched_at as version_at, t.content_rev, t.content_hash, t.is_final::integer::smallint as rank
    from liveperson.messaging_activity t
    where t.account_id = $1 and t.interval_s = k.interval_s and t.interval_end_at = k.interval_end_at and t.grain = k.grain and t.skill_id = k.skill_id and t.agent_id = k.agent_id
    limit 1
) t;

select k.place, t.version_at, t.content_rev, t.content_hash, t.rank
from unnest($2::integer[], $3::timestamp with time zone[], $4::text[], $5::text[], $6::text[]) with ordinality as k(interval_s, interval_end_at, grain, skill_id, agent_id, place)
cross join lateral (
    select t.fetched_at as version_at, t.content_rev, t.content_hash, t.is_final::integer::smallint as rank
    from liveperson.messaging_activity t
    where t.account_id = $1 and t.interval_s = k.interval_s and t.interval_end_at = k.interval_end_at and t.grain = k.grain and t.skill_id = k.skill_id and t.agent_id = k.agent_id
    limit 1
    for update
) t;

update liveperson.messaging_activity t set fetched_at = $7, content_rev = $8
from unnest($2::integer[], $3::timestamp with time zone[], $4::text[], $5::text[], $6::text[]) with ordinality as k(interval_s, interval_end_at, grain, skill_id, agent_id, place)
where t.account_id = $1 and t.interval_s = k.interval_s and t.interval_end_at = k.interval_end_at and t.grain = k.grain and t.skill_id = k.skill_id and t.agent_id = k.agent_id;

update liveperson.messaging_activity set resolved_conversations_by_ccp = $7, resolved_conversations_by_consumer = $8, resolved_conversations_by_system = $9, total_resolved_conversations = $10, total_handling_time_resolved_conversations_by_ccp = $11, total_handling_time_resolved_conversations_by_consumer = $12, total_handling_time_resolved_conversations_by_system = $13, total_handling_time_resolved_conversations = $14, avg_time_resolved_conversations_by_ccp = $15, avg_time_resolved_conversations_by_consumer = $16, avg_time_resolved_conversations_by_system = $17, avg_time_resolved_conversations = $18, is_final = $19, extra = $20, fetched_at = $21, content_rev = $22, content_hash = $23, unit_id = $24, loaded_at = default where account_id = $1 and interval_s = $2 and interval_end_at = $3 and grain = $4 and skill_id = $5 and agent_id = $6;

copy liveperson.messaging_activity (account_id, interval_s, interval_end_at, grain, skill_id, agent_id, resolved_conversations_by_ccp, resolved_conversations_by_consumer, resolved_conversations_by_system, total_resolved_conversations, total_handling_time_resolved_conversations_by_ccp, total_handling_time_resolved_conversations_by_consumer, total_handling_time_resolved_conversations_by_system, total_handling_time_resolved_conversations, avg_time_resolved_conversations_by_ccp, avg_time_resolved_conversations_by_consumer, avg_time_resolved_conversations_by_system, avg_time_resolved_conversations, is_final, extra, fetched_at, content_rev, content_hash, unit_id) from stdin (format binary);

select k.place, t.version_at, t.content_rev, t.content_hash, t.rank
from unnest($2::integer[], $3::timestamp with time zone[], $4::text[], $5::text[]) with ordinality as k(interval_s, interval_end_at, grain, skill_id, place)
cross join lateral (
    select t.fetched_at as version_at, t.content_rev, t.content_hash, t.is_final::integer::smallint as rank
    from liveperson.messaging_queue_health t
    where t.account_id = $1 and t.interval_s = k.interval_s and t.interval_end_at = k.interval_end_at and t.grain = k.grain and t.skill_id = k.skill_id
    limit 1
) t;

select k.place, t.version_at, t.content_rev, t.content_hash, t.rank
from unnest($2::integer[], $3::timestamp with time zone[], $4::text[], $5::text[]) with ordinality as k(interval_s, interval_end_at, grain, skill_id, place)
cross join lateral (
    select t.fetched_at as version_at, t.content_rev, t.content_hash, t.is_final::integer::smallint as rank
    from liveperson.messaging_queue_health t
    where t.account_id = $1 and t.interval_s = k.interval_s and t.interval_end_at = k.interval_end_at and t.grain = k.grain and t.skill_id = k.skill_id
    limit 1
    for update
) t;

update liveperson.messaging_queue_health t set fetched_at = $6, content_rev = $7
from unnest($2::integer[], $3::timestamp with time zone[], $4::text[], $5::text[]) with ordinality as k(interval_s, interval_end_at, grain, skill_id, place)
where t.account_id = $1 and t.interval_s = k.interval_s and t.interval_end_at = k.interval_end_at and t.grain = k.grain and t.skill_id = k.skill_id;

update liveperson.messaging_queue_health set unassigned_conversations = $6, actionable_conversations = $7, not_actionable_conversations = $8, actionable_and_manual_sla = $9, actionable_and_during_transfer = $10, actionable_and_consumer_last_message = $11, not_actionable_during_transfer = $12, not_actionable_and_manual_sla = $13, unassigned_conversations_and_first_time_consumer = $14, avg_wait_time_for_agent_assignment_new_conversation_ms = $15, avg_wait_time_for_agent_assignment_after_transfer_ms = $16, avg_wait_time_for_agent_assignment_after_transfer_from_bot_ms = $17, avg_wait_time_for_agent_assignment_after_transfer_from_agent_ms = $18, max_wait_time_for_agent_assignment_ms = $19, max_wait_time_for_agent_assignment_after_transfer_from_agent_ms = $20, wait_time_for_agent_assignment_50th_percentile_ms = $21, wait_time_for_agent_assignment_90th_percentile_ms = $22, is_final = $23, extra = $24, fetched_at = $25, content_rev = $26, content_hash = $27, unit_id = $28, loaded_at = default where account_id = $1 and interval_s = $2 and interval_end_at = $3 and grain = $4 and skill_id = $5;

copy liveperson.messaging_queue_health (account_id, interval_s, interval_end_at, grain, skill_id, unassigned_conversations, actionable_conversations, not_actionable_conversations, actionable_and_manual_sla, actionable_and_during_transfer, actionable_and_consumer_last_message, not_actionable_during_transfer, not_actionable_and_manual_sla, unassigned_conversations_and_first_time_consumer, avg_wait_time_for_agent_assignment_new_conversation_ms, avg_wait_time_for_agent_assignment_after_transfer_ms, avg_wait_time_for_agent_assignment_after_transfer_from_bot_ms, avg_wait_time_for_agent_assignment_after_transfer_from_agent_ms, max_wait_time_for_agent_assignment_ms, max_wait_time_for_agent_assignment_after_transfer_from_agent_ms, wait_time_for_agent_assignment_50th_percentile_ms, wait_time_for_agent_assignment_90th_percentile_ms, is_final, extra, fetched_at, content_rev, content_hash, unit_id) from stdin (format binary);

select k.place, t.version_at, t.content_rev, t.content_hash, t.rank
from unnest($2::integer[], $3::timestamp with time zone[], $4::text[], $5::text[], $6::text[]) with ordinality as k(interval_s, interval_end_at, grain, skill_id, user_type, place)
cross join lateral (
    select t.fetched_at as version_at, t.content_rev, t.content_hash, t.is_final::integer::smallint as rank
    from liveperson.skill_segment_interval t
    where t.account_id = $1 and t.interval_s = k.interval_s and t.interval_end_at = k.interval_end_at and t.grain = k.grain and t.skill_id = k.skill_id and t.user_type = k.user_type
    limit 1
) t;

select k.place, t.version_at, t.content_rev, t.content_hash, t.rank
from unnest($2::integer[], $3::timestamp with time zone[], $4::text[], $5::text[], $6::text[]) with ordinality as k(interval_s, interval_end_at, grain, skill_id, user_type, place)
cross join lateral (
    select t.fetched_at as version_at, t.content_rev, t.content_hash, t.is_final::integer::smallint as rank
    from liveperson.skill_segment_interval t
    where t.account_id = $1 and t.interval_s = k.interval_s and t.interval_end_at = k.interval_end_at and t.grain = k.grain and t.skill_id = k.skill_id and t.user_type = k.user_type
    limit 1
    for update
) t;

update liveperson.skill_segment_interval t set fetched_at = $7, content_rev = $8
from unnest($2::integer[], $3::timestamp with time zone[], $4::text[], $5::text[], $6::text[]) with ordinality as k(interval_s, interval_end_at, grain, skill_id, user_type, place)
where t.account_id = $1 and t.interval_s = k.interval_s and t.interval_end_at = k.interval_end_at and t.grain = k.grain and t.skill_id = k.skill_id and t.user_type = k.user_type;

update liveperson.skill_segment_interval set total_skill_conversation_segments = $7, skill_segments_abandoned_by_consumers = $8, skill_segments_abandoned_by_consumers_in_queue = $9, skill_segments_with_non_responsive_consumers = $10, skill_segments_with_non_responsive_agents = $11, interactive_skill_segments = $12, avg_time_to_first_agent_message_from_agent_assignment_ms = $13, is_final = $14, extra = $15, fetched_at = $16, content_rev = $17, content_hash = $18, unit_id = $19, loaded_at = default where account_id = $1 and interval_s = $2 and interval_end_at = $3 and grain = $4 and skill_id = $5 and user_type = $6;

copy liveperson.skill_segment_interval (account_id, interval_s, interval_end_at, grain, skill_id, user_type, total_skill_conversation_segments, skill_segments_abandoned_by_consumers, skill_segments_abandoned_by_consumers_in_queue, skill_segments_with_non_responsive_consumers, skill_segments_with_non_responsive_agents, interactive_skill_segments, avg_time_to_first_agent_message_from_agent_assignment_ms, is_final, extra, fetched_at, content_rev, content_hash, unit_id) from stdin (format binary);

select k.place, t.version_at, t.content_rev, t.content_hash, t.rank
from unnest($2::integer[], $3::timestamp with time zone[], $4::text[], $5::text[], $6::text[], $7::text[]) with ordinality as k(interval_s, interval_end_at, grain, skill_id, agent_id, user_type, place)
cross join lateral (
    select t.fetched_at as version_at, t.content_rev, t.content_hash, t.is_final::integer::smallint as rank
    from liveperson.agent_segment_interval t
    where t.account_id = $1 and t.interval_s = k.interval_s and t.interval_end_at = k.interval_end_at and t.grain = k.grain and t.skill_id = k.skill_id and t.agent_id = k.agent_id and t.user_type = k.user_type
    limit 1
) t;

select k.place, t.version_at, t.content_rev, t.content_hash, t.rank
from unnest($2::integer[], $3::timestamp with time zone[], $4::text[], $5::text[], $6::text[], $7::text[]) with ordinality as k(interval_s, interval_end_at, grain, skill_id, agent_id, user_type, place)
cross join lateral (
    select t.fetched_at as version_at, t.content_rev, t.content_hash, t.is_final::integer::smallint as rank
    from liveperson.agent_segment_interval t
    where t.account_id = $1 and t.interval_s = k.interval_s and t.interval_end_at = k.interval_end_at and t.grain = k.grain and t.skill_id = k.skill_id and t.agent_id = k.agent_id and t.user_type = k.user_type
    limit 1
    for update
) t;

update liveperson.agent_segment_interval t set fetched_at = $8, content_rev = $9
from unnest($2::integer[], $3::timestamp with time zone[], $4::text[], $5::text[], $6::text[], $7::text[]) with ordinality as k(interval_s, interval_end_at, grain, skill_id, agent_id, user_type, place)
where t.account_id = $1 and t.interval_s = k.interval_s and t.interval_end_at = k.interval_end_at and t.grain = k.grain and t.skill_id = k.skill_id and t.agent_id = k.agent_id and t.user_type = k.user_type;

update liveperson.agent_segment_interval set total_agent_conversation_segments = $8, avg_agent_messages_in_agent_segment = $9, avg_agent_segment_duration = $10, interactive_agent_segments = $11, agent_segments_abandoned_by_consumers = $12, agent_segments_with_non_responsive_consumers = $13, agent_segments_with_non_responsive_agents = $14, avg_time_to_first_agent_message_from_agent_assignment_ms = $15, avg_time_to_first_agent_message_after_transfer_ms = $16, avg_time_to_first_agent_message_new_conversation_ms = $17, avg_time_to_response_from_agent_assignment_ms = $18, is_final = $19, extra = $20, fetched_at = $21, content_rev = $22, content_hash = $23, unit_id = $24, loaded_at = default where account_id = $1 and interval_s = $2 and interval_end_at = $3 and grain = $4 and skill_id = $5 and agent_id = $6 and user_type = $7;

copy liveperson.agent_segment_interval (account_id, interval_s, interval_end_at, grain, skill_id, agent_id, user_type, total_agent_conversation_segments, avg_agent_messages_in_agent_segment, avg_agent_segment_duration, interactive_agent_segments, agent_segments_abandoned_by_consumers, agent_segments_with_non_responsive_consumers, agent_segments_with_non_responsive_agents, avg_time_to_first_agent_message_from_agent_assignment_ms, avg_time_to_first_agent_message_after_transfer_ms, avg_time_to_first_agent_message_new_conversation_ms, avg_time_to_response_from_agent_assignment_ms, is_final, extra, fetched_at, content_rev, content_hash, unit_id) from stdin (format binary);

select k.place, t.version_at, t.content_rev, t.content_hash, t.rank
from unnest($2::integer[], $3::timestamp with time zone[], $4::text[], $5::text[], $6::text[]) with ordinality as k(interval_s, interval_end_at, grain, skill_id, agent_id, place)
cross join lateral (
    select t.fetched_at as version_at, t.content_rev, t.content_hash, t.is_final::integer::smallint as rank
    from liveperson.messaging_csat t
    where t.account_id = $1 and t.interval_s = k.interval_s and t.interval_end_at = k.interval_end_at and t.grain = k.grain and t.skill_id = k.skill_id and t.agent_id = k.agent_id
    limit 1
) t;

select k.place, t.version_at, t.content_rev, t.content_hash, t.rank
from unnest($2::integer[], $3::timestamp with time zone[], $4::text[], $5::text[], $6::text[]) with ordinality as k(interval_s, interval_end_at, grain, skill_id, agent_id, place)
cross join lateral (
    select t.fetched_at as version_at, t.content_rev, t.content_hash, t.is_final::integer::smallint as rank
    from liveperson.messaging_csat t
    where t.account_id = $1 and t.interval_s = k.interval_s and t.interval_end_at = k.interval_end_at and t.grain = k.grain and t.skill_id = k.skill_id and t.agent_id = k.agent_id
    limit 1
    for update
) t;

update liveperson.messaging_csat t set fetched_at = $7, content_rev = $8
from unnest($2::integer[], $3::timestamp with time zone[], $4::text[], $5::text[], $6::text[]) with ordinality as k(interval_s, interval_end_at, grain, skill_id, agent_id, place)
where t.account_id = $1 and t.interval_s = k.interval_s and t.interval_end_at = k.interval_end_at and t.grain = k.grain and t.skill_id = k.skill_id and t.agent_id = k.agent_id;

update liveperson.messaging_csat set csat_score1_answers = $7, csat_score2_answers = $8, csat_score3_answers = $9, csat_score4_answers = $10, csat_score5_answers = $11, total_answers = $12, positive_answers = $13, csat_score = $14, is_final = $15, extra = $16, fetched_at = $17, content_rev = $18, content_hash = $19, unit_id = $20, loaded_at = default where account_id = $1 and interval_s = $2 and interval_end_at = $3 and grain = $4 and skill_id = $5 and agent_id = $6;

copy liveperson.messaging_csat (account_id, interval_s, interval_end_at, grain, skill_id, agent_id, csat_score1_answers, csat_score2_answers, csat_score3_answers, csat_score4_answers, csat_score5_answers, total_answers, positive_answers, csat_score, is_final, extra, fetched_at, content_rev, content_hash, unit_id) from stdin (format binary);

select k.place, t.version_at, t.content_rev, t.content_hash, t.rank
from unnest($2::timestamp with time zone[], $3::text[], $4::text[]) with ordinality as k(sampled_at, grain, skill_id, place)
cross join lateral (
    select t.fetched_at as version_at, t.content_rev, t.content_hash, t.is_final::integer::smallint as rank
    from liveperson.messaging_queue_state t
    where t.account_id = $1 and t.sampled_at = k.sampled_at and t.grain = k.grain and t.skill_id = k.skill_id
    limit 1
) t;

select k.place, t.version_at, t.content_rev, t.content_hash, t.rank
from unnest($2::timestamp with time zone[], $3::text[], $4::text[]) with ordinality as k(sampled_at, grain, skill_id, place)
cross join lateral (
    select t.fetched_at as version_at, t.content_rev, t.content_hash, t.is_final::integer::smallint as rank
    from liveperson.messaging_queue_state t
    where t.account_id = $1 and t.sampled_at = k.sampled_at and t.grain = k.grain and t.skill_id = k.skill_id
    limit 1
    for update
) t;

update liveperson.messaging_queue_state t set fetched_at = $5, content_rev = $6
from unnest($2::timestamp with time zone[], $3::text[], $4::text[]) with ordinality as k(sampled_at, grain, skill_id, place)
where t.account_id = $1 and t.sampled_at = k.sampled_at and t.grain = k.grain and t.skill_id = k.skill_id;

update liveperson.messaging_queue_state set state_at = $5, unassigned_conversations = $6, actionable_conversations = $7, not_actionable_conversations = $8, actionable_and_manual_sla = $9, actionable_and_during_transfer = $10, actionable_and_consumer_last_message = $11, not_actionable_during_transfer = $12, not_actionable_and_manual_sla = $13, unassigned_conversations_and_first_time_consumer = $14, avg_wait_time_for_agent_assignment_new_conversation_ms = $15, avg_wait_time_for_agent_assignment_after_transfer_ms = $16, avg_wait_time_for_agent_assignment_after_transfer_from_bot_ms = $17, avg_wait_time_for_agent_assignment_after_transfer_from_agent_ms = $18, max_wait_time_for_agent_assignment_ms = $19, max_wait_time_for_agent_assignment_after_transfer_from_agent_ms = $20, wait_time_for_agent_assignment_50th_percentile_ms = $21, wait_time_for_agent_assignment_90th_percentile_ms = $22, overdue_conversations_in_queue = $23, overdue_conversations_assigned = $24, overdue_conversations_total = $25, is_final = $26, extra = $27, fetched_at = $28, content_rev = $29, content_hash = $30, unit_id = $31, loaded_at = default where account_id = $1 and sampled_at = $2 and grain = $3 and skill_id = $4;

copy liveperson.messaging_queue_state (account_id, sampled_at, grain, skill_id, state_at, unassigned_conversations, actionable_conversations, not_actionable_conversations, actionable_and_manual_sla, actionable_and_during_transfer, actionable_and_consumer_last_message, not_actionable_during_transfer, not_actionable_and_manual_sla, unassigned_conversations_and_first_time_consumer, avg_wait_time_for_agent_assignment_new_conversation_ms, avg_wait_time_for_agent_assignment_after_transfer_ms, avg_wait_time_for_agent_assignment_after_transfer_from_bot_ms, avg_wait_time_for_agent_assignment_after_transfer_from_agent_ms, max_wait_time_for_agent_assignment_ms, max_wait_time_for_agent_assignment_after_transfer_from_agent_ms, wait_time_for_agent_assignment_50th_percentile_ms, wait_time_for_agent_assignment_90th_percentile_ms, overdue_conversations_in_queue, overdue_conversations_assigned, overdue_conversations_total, is_final, extra, fetched_at, content_rev, content_hash, unit_id) from stdin (format binary);

select k.place, t.version_at, t.content_rev, t.content_hash, t.rank
from unnest($2::timestamp with time zone[], $3::text[], $4::text[]) with ordinality as k(sampled_at, skill_id, agent_group_id, place)
cross join lateral (
    select t.fetched_at as version_at, t.content_rev, t.content_hash, t.is_final::integer::smallint as rank
    from liveperson.messaging_queue_state_by_group t
    where t.account_id = $1 and t.sampled_at = k.sampled_at and t.skill_id = k.skill_id and t.agent_group_id = k.agent_group_id
    limit 1
) t;

select k.place, t.version_at, t.content_rev, t.content_hash, t.rank
from unnest($2::timestamp with time zone[], $3::text[], $4::text[]) with ordinality as k(sampled_at, skill_id, agent_group_id, place)
cross join lateral (
    select t.fetched_at as version_at, t.content_rev, t.content_hash, t.is_final::integer::smallint as rank
    from liveperson.messaging_queue_state_by_group t
    where t.account_id = $1 and t.sampled_at = k.sampled_at and t.skill_id = k.skill_id and t.agent_group_id = k.agent_group_id
    limit 1
    for update
) t;

update liveperson.messaging_queue_state_by_group t set fetched_at = $5, content_rev = $6
from unnest($2::timestamp with time zone[], $3::text[], $4::text[]) with ordinality as k(sampled_at, skill_id, agent_group_id, place)
where t.account_id = $1 and t.sampled_at = k.sampled_at and t.skill_id = k.skill_id and t.agent_group_id = k.agent_group_id;

update liveperson.messaging_queue_state_by_group set unassigned_conversations = $5, unassigned_conversations_and_first_time_consumer = $6, actionable_conversations = $7, actionable_and_during_transfer_to_agent = $8, actionable_and_during_transfer_to_skill = $9, actionable_and_during_back_to_queue = $10, not_actionable_conversations = $11, not_actionable_and_during_transfer_to_agent = $12, not_actionable_and_during_transfer_to_skill = $13, not_actionable_and_during_back_to_queue = $14, is_final = $15, extra = $16, fetched_at = $17, content_rev = $18, content_hash = $19, unit_id = $20, loaded_at = default where account_id = $1 and sampled_at = $2 and skill_id = $3 and agent_group_id = $4;

copy liveperson.messaging_queue_state_by_group (account_id, sampled_at, skill_id, agent_group_id, unassigned_conversations, unassigned_conversations_and_first_time_consumer, actionable_conversations, actionable_and_during_transfer_to_agent, actionable_and_during_transfer_to_skill, actionable_and_during_back_to_queue, not_actionable_conversations, not_actionable_and_during_transfer_to_agent, not_actionable_and_during_transfer_to_skill, not_actionable_and_during_back_to_queue, is_final, extra, fetched_at, content_rev, content_hash, unit_id) from stdin (format binary);

select k.place, t.version_at, t.content_rev, t.content_hash, t.rank
from unnest($2::timestamp with time zone[], $3::text[]) with ordinality as k(sampled_at, skill_id, place)
cross join lateral (
    select t.fetched_at as version_at, t.content_rev, t.content_hash, t.is_final::integer::smallint as rank
    from liveperson.wait_time_estimate t
    where t.account_id = $1 and t.sampled_at = k.sampled_at and t.skill_id = k.skill_id
    limit 1
) t;

select k.place, t.version_at, t.content_rev, t.content_hash, t.rank
from unnest($2::timestamp with time zone[], $3::text[]) with ordinality as k(sampled_at, skill_id, place)
cross join lateral (
    select t.fetched_at as version_at, t.content_rev, t.content_hash, t.is_final::integer::smallint as rank
    from liveperson.wait_time_estimate t
    where t.account_id = $1 and t.sampled_at = k.sampled_at and t.skill_id = k.skill_id
    limit 1
    for update
) t;

update liveperson.wait_time_estimate t set fetched_at = $4, content_rev = $5
from unnest($2::timestamp with time zone[], $3::text[]) with ordinality as k(sampled_at, skill_id, place)
where t.account_id = $1 and t.sampled_at = k.sampled_at and t.skill_id = k.skill_id;

update liveperson.wait_time_estimate set estimated_wait_time_s = $4, estimated_at = $5, is_final = $6, extra = $7, fetched_at = $8, content_rev = $9, content_hash = $10, unit_id = $11, loaded_at = default where account_id = $1 and sampled_at = $2 and skill_id = $3;

copy liveperson.wait_time_estimate (account_id, sampled_at, skill_id, estimated_wait_time_s, estimated_at, is_final, extra, fetched_at, content_rev, content_hash, unit_id) from stdin (format binary);

select k.place, t.version_at, t.content_rev, t.content_hash, t.rank
from unnest($2::integer[], $3::timestamp with time zone[], $4::text[], $5::text[], $6::text[]) with ordinality as k(interval_s, interval_end_at, grain, skill_id, agent_id, place)
cross join lateral (
    select t.fetched_at as version_at, t.content_rev, t.content_hash, t.is_final::integer::smallint as rank
    from liveperson.engagement_activity t
    where t.account_id = $1 and t.interval_s = k.interval_s and t.interval_end_at = k.interval_end_at and t.grain = k.grain and t.skill_id = k.skill_id and t.agent_id = k.agent_id
    limit 1
) t;

select k.place, t.version_at, t.content_rev, t.content_hash, t.rank
from unnest($2::integer[], $3::timestamp with time zone[], $4::text[], $5::text[], $6::text[]) with ordinality as k(interval_s, interval_end_at, grain, skill_id, agent_id, place)
cross join lateral (
    select t.fetched_at as version_at, t.content_rev, t.content_hash, t.is_final::integer::smallint as rank
    from liveperson.engagement_activity t
    where t.account_id = $1 and t.interval_s = k.interval_s and t.interval_end_at = k.interval_end_at and t.grain = k.grain and t.skill_id = k.skill_id and t.agent_id = k.agent_id
    limit 1
    for update
) t;

update liveperson.engagement_activity t set fetched_at = $7, content_rev = $8
from unnest($2::integer[], $3::timestamp with time zone[], $4::text[], $5::text[], $6::text[]) with ordinality as k(interval_s, interval_end_at, grain, skill_id, agent_id, place)
where t.account_id = $1 and t.interval_s = k.interval_s and t.interval_end_at = k.interval_end_at and t.grain = k.grain and t.skill_id = k.skill_id and t.agent_id = k.agent_id;

update liveperson.engagement_activity set total_interactive_chats = $7, total_non_interactive_chats = $8, total_handling_time_s = $9, non_interactive_total_handling_time_s = $10, connected_engagements = $11, is_final = $12, extra = $13, fetched_at = $14, content_rev = $15, content_hash = $16, unit_id = $17, loaded_at = default where account_id = $1 and interval_s = $2 and interval_end_at = $3 and grain = $4 and skill_id = $5 and agent_id = $6;

copy liveperson.engagement_activity (account_id, interval_s, interval_end_at, grain, skill_id, agent_id, total_interactive_chats, total_non_interactive_chats, total_handling_time_s, non_interactive_total_handling_time_s, connected_engagements, is_final, extra, fetched_at, content_rev, content_hash, unit_id) from stdin (format binary);

select k.place, t.version_at, t.content_rev, t.content_hash, t.rank
from unnest($2::integer[], $3::timestamp with time zone[], $4::text[], $5::text[]) with ordinality as k(interval_s, interval_end_at, grain, skill_id, place)
cross join lateral (
    select t.fetched_at as version_at, t.content_rev, t.content_hash, t.is_final::integer::smallint as rank
    from liveperson.queue_health t
    where t.account_id = $1 and t.interval_s = k.interval_s and t.interval_end_at = k.interval_end_at and t.grain = k.grain and t.skill_id = k.skill_id
    limit 1
) t;

select k.place, t.version_at, t.content_rev, t.content_hash, t.rank
from unnest($2::integer[], $3::timestamp with time zone[], $4::text[], $5::text[]) with ordinality as k(interval_s, interval_end_at, grain, skill_id, place)
cross join lateral (
    select t.fetched_at as version_at, t.content_rev, t.content_hash, t.is_final::integer::smallint as rank
    from liveperson.queue_health t
    where t.account_id = $1 and t.interval_s = k.interval_s and t.interval_end_at = k.interval_end_at and t.grain = k.grain and t.skill_id = k.skill_id
    limit 1
    for update
) t;

update liveperson.queue_health t set fetched_at = $6, content_rev = $7
from unnest($2::integer[], $3::timestamp with time zone[], $4::text[], $5::text[]) with ordinality as k(interval_s, interval_end_at, grain, skill_id, place)
where t.account_id = $1 and t.interval_s = k.interval_s and t.interval_end_at = k.interval_end_at and t.grain = k.grain and t.skill_id = k.skill_id;

update liveperson.queue_health set entered_engagements = $6, connected_engagements = $7, abandoned_engagements = $8, abandonment_rate = $9, total_time_to_answer_s = $10, avg_time_to_answer_s = $11, total_time_to_abandon_s = $12, avg_time_to_abandon_s = $13, max_queue_size = $14, min_queue_size = $15, max_available_slots = $16, min_available_slots = $17, average_queue_size = $18, queue_size_sum = $19, queue_size_count = $20, average_available_slots = $21, available_slots_sum = $22, available_slots_count = $23, current_queue_size = $24, current_available_slots = $25, is_final = $26, extra = $27, fetched_at = $28, content_rev = $29, content_hash = $30, unit_id = $31, loaded_at = default where account_id = $1 and interval_s = $2 and interval_end_at = $3 and grain = $4 and skill_id = $5;

copy liveperson.queue_health (account_id, interval_s, interval_end_at, grain, skill_id, entered_engagements, connected_engagements, abandoned_engagements, abandonment_rate, total_time_to_answer_s, avg_time_to_answer_s, total_time_to_abandon_s, avg_time_to_abandon_s, max_queue_size, min_queue_size, max_available_slots, min_available_slots, average_queue_size, queue_size_sum, queue_size_count, average_available_slots, available_slots_sum, available_slots_count, current_queue_size, current_available_slots, is_final, extra, fetched_at, content_rev, content_hash, unit_id) from stdin (format binary);

select k.place, t.version_at, t.content_rev, t.content_hash, t.rank
from unnest($2::integer[], $3::timestamp with time zone[], $4::text[], $5::text[], $6::text[], $7::text[]) with ordinality as k(interval_s, interval_end_at, grain, agent_id, state_id, reason_id, place)
cross join lateral (
    select t.fetched_at as version_at, t.content_rev, t.content_hash, t.is_final::integer::smallint as rank
    from liveperson.agent_state_interval t
    where t.account_id = $1 and t.interval_s = k.interval_s and t.interval_end_at = k.interval_end_at and t.grain = k.grain and t.agent_id = k.agent_id and t.state_id = k.state_id and t.reason_id = k.reason_id
    limit 1
) t;

select k.place, t.version_at, t.content_rev, t.content_hash, t.rank
from unnest($2::integer[], $3::timestamp with time zone[], $4::text[], $5::text[], $6::text[], $7::text[]) with ordinality as k(interval_s, interval_end_at, grain, agent_id, state_id, reason_id, place)
cross join lateral (
    select t.fetched_at as version_at, t.content_rev, t.content_hash, t.is_final::integer::smallint as rank
    from liveperson.agent_state_interval t
    where t.account_id = $1 and t.interval_s = k.interval_s and t.interval_end_at = k.interval_end_at and t.grain = k.grain and t.agent_id = k.agent_id and t.state_id = k.state_id and t.reason_id = k.reason_id
    limit 1
    for update
) t;

update liveperson.agent_state_interval t set fetched_at = $8, content_rev = $9
from unnest($2::integer[], $3::timestamp with time zone[], $4::text[], $5::text[], $6::text[], $7::text[]) with ordinality as k(interval_s, interval_end_at, grain, agent_id, state_id, reason_id, place)
where t.account_id = $1 and t.interval_s = k.interval_s and t.interval_end_at = k.interval_end_at and t.grain = k.grain and t.agent_id = k.agent_id and t.state_id = k.state_id and t.reason_id = k.reason_id;

update liveperson.agent_state_interval set state_name = $8, total_s = $9, chatting_s = $10, not_chatting_s = $11, chatting_in_max_concurrency_s = $12, is_final = $13, extra = $14, fetched_at = $15, content_rev = $16, content_hash = $17, unit_id = $18, loaded_at = default where account_id = $1 and interval_s = $2 and interval_end_at = $3 and grain = $4 and agent_id = $5 and state_id = $6 and reason_id = $7;

copy liveperson.agent_state_interval (account_id, interval_s, interval_end_at, grain, agent_id, state_id, reason_id, state_name, total_s, chatting_s, not_chatting_s, chatting_in_max_concurrency_s, is_final, extra, fetched_at, content_rev, content_hash, unit_id) from stdin (format binary);

select k.place, t.version_at, t.content_rev, t.content_hash, t.rank
from unnest($2::timestamp with time zone[], $3::text[], $4::text[]) with ordinality as k(sampled_at, grain, skill_id, place)
cross join lateral (
    select t.fetched_at as version_at, t.content_rev, t.content_hash, t.is_final::integer::smallint as rank
    from liveperson.queue_state t
    where t.account_id = $1 and t.sampled_at = k.sampled_at and t.grain = k.grain and t.skill_id = k.skill_id
    limit 1
) t;

select k.place, t.version_at, t.content_rev, t.content_hash, t.rank
from unnest($2::timestamp with time zone[], $3::text[], $4::text[]) with ordinality as k(sampled_at, grain, skill_id, place)
cross join lateral (
    select t.fetched_at as version_at, t.content_rev, t.content_hash, t.is_final::integer::smallint as rank
    from liveperson.queue_state t
    where t.account_id = $1 and t.sampled_at = k.sampled_at and t.grain = k.grain and t.skill_id = k.skill_id
    limit 1
    for update
) t;

update liveperson.queue_state t set fetched_at = $5, content_rev = $6
from unnest($2::timestamp with time zone[], $3::text[], $4::text[]) with ordinality as k(sampled_at, grain, skill_id, place)
where t.account_id = $1 and t.sampled_at = k.sampled_at and t.grain = k.grain and t.skill_id = k.skill_id;

update liveperson.queue_state set current_queue_size = $5, current_available_slots = $6, current_max_wait_time_in_queue_ms = $7, is_final = $8, extra = $9, fetched_at = $10, content_rev = $11, content_hash = $12, unit_id = $13, loaded_at = default where account_id = $1 and sampled_at = $2 and grain = $3 and skill_id = $4;

copy liveperson.queue_state (account_id, sampled_at, grain, skill_id, current_queue_size, current_available_slots, current_max_wait_time_in_queue_ms, is_final, extra, fetched_at, content_rev, content_hash, unit_id) from stdin (format binary);

select k.place, t.version_at, t.content_rev, t.content_hash, t.rank
from unnest($2::integer[], $3::timestamp with time zone[], $4::text[], $5::integer[]) with ordinality as k(interval_s, interval_end_at, group_id, lower_bound_s, place)
cross join lateral (
    select t.fetched_at as version_at, t.content_rev, t.content_hash, t.is_final::integer::smallint as rank
    from liveperson.sla_histogram t
    where t.account_id = $1 and t.interval_s = k.interval_s and t.interval_end_at = k.interval_end_at and t.group_id = k.group_id and t.lower_bound_s = k.lower_bound_s
    limit 1
) t;

select k.place, t.version_at, t.content_rev, t.content_hash, t.rank
from unnest($2::integer[], $3::timestamp with time zone[], $4::text[], $5::integer[]) with ordinality as k(interval_s, interval_end_at, group_id, lower_bound_s, place)
cross join lateral (
    select t.fetched_at as version_at, t.content_rev, t.content_hash, t.is_final::integer::smallint as rank
    from liveperson.sla_histogram t
    where t.account_id = $1 and t.interval_s = k.interval_s and t.interval_end_at = k.interval_end_at and t.group_id = k.group_id and t.lower_bound_s = k.lower_bound_s
    limit 1
    for update
) t;

update liveperson.sla_histogram t set fetched_at = $6, content_rev = $7
from unnest($2::integer[], $3::timestamp with time zone[], $4::text[], $5::integer[]) with ordinality as k(interval_s, interval_end_at, group_id, lower_bound_s, place)
where t.account_id = $1 and t.interval_s = k.interval_s and t.interval_end_at = k.interval_end_at and t.group_id = k.group_id and t.lower_bound_s = k.lower_bound_s;

update liveperson.sla_histogram set chats = $6, share = $7, accumulated_share = $8, is_final = $9, extra = $10, fetched_at = $11, content_rev = $12, content_hash = $13, unit_id = $14, loaded_at = default where account_id = $1 and interval_s = $2 and interval_end_at = $3 and group_id = $4 and lower_bound_s = $5;

copy liveperson.sla_histogram (account_id, interval_s, interval_end_at, group_id, lower_bound_s, chats, share, accumulated_share, is_final, extra, fetched_at, content_rev, content_hash, unit_id) from stdin (format binary);

select k.place, t.version_at, t.content_rev, t.content_hash, t.rank
from unnest($2::bytea[]) with ordinality as k(survey_key, place)
cross join lateral (
    select t.source_version_at as version_at, t.content_rev, t.content_hash, 0::smallint as rank
    from liveperson.survey t
    where t.account_id = $1 and t.survey_key = k.survey_key
    limit 1
) t;

select k.place, t.version_at, t.content_rev, t.content_hash, t.rank
from unnest($2::bytea[]) with ordinality as k(survey_key, place)
cross join lateral (
    select t.source_version_at as version_at, t.content_rev, t.content_hash, 0::smallint as rank
    from liveperson.survey t
    where t.account_id = $1 and t.survey_key = k.survey_key
    limit 1
    for update
) t;

update liveperson.survey t set source_version_at = $3, content_rev = $4
from unnest($2::bytea[]) with ordinality as k(survey_key, place)
where t.account_id = $1 and t.survey_key = k.survey_key;

update liveperson.survey set survey_id = $3, survey_kind = $4, viewed_at = $5, conversation_id = $6, visit_id = $7, visitor_id = $8, context_id = $9, extra = $10, source_version_at = $11, content_rev = $12, content_hash = $13, unit_id = $14, loaded_at = default where account_id = $1 and survey_key = $2;

delete from liveperson.survey_content where account_id = $1 and survey_key = any($2::bytea[]);

copy liveperson.survey (account_id, survey_key, survey_id, survey_kind, viewed_at, conversation_id, visit_id, visitor_id, context_id, extra, source_version_at, content_rev, content_hash, unit_id) from stdin (format binary);

copy liveperson.survey_content (account_id, survey_key, position, question, answer, survey_name, answered_at, answer_type_id, csat_threshold, extra) from stdin (format binary);

select k.place, t.version_at, t.content_rev, t.content_hash, t.rank
from unnest($2::text[], $3::text[]) with ordinality as k(visit_id, body_kind, place)
cross join lateral (
    select t.source_version_at as version_at, t.content_rev, t.content_hash, 0::smallint as rank
    from liveperson.visit_body t
    where t.account_id = $1 and t.visit_id = k.visit_id and t.body_kind = k.body_kind
    limit 1
) t;

select k.place, t.version_at, t.content_rev, t.content_hash, t.rank
from unnest($2::text[], $3::text[]) with ordinality as k(visit_id, body_kind, place)
cross join lateral (
    select t.source_version_at as version_at, t.content_rev, t.content_hash, 0::smallint as rank
    from liveperson.visit_body t
    where t.account_id = $1 and t.visit_id = k.visit_id and t.body_kind = k.body_kind
    limit 1
    for update
) t;

update liveperson.visit_body t set source_version_at = $4, content_rev = $5
from unnest($2::text[], $3::text[]) with ordinality as k(visit_id, body_kind, place)
where t.account_id = $1 and t.visit_id = k.visit_id and t.body_kind = k.body_kind;

update liveperson.visit_body set is_identified = $4, visitor_id = $5, context_id = $6, item_count = $7, extra = $8, source_version_at = $9, content_rev = $10, content_hash = $11, unit_id = $12, loaded_at = default where account_id = $1 and visit_id = $2 and body_kind = $3;

delete from liveperson.page_view where account_id = $1 and visit_id = any($2::text[]);

copy liveperson.visit_body (account_id, visit_id, body_kind, is_identified, visitor_id, context_id, item_count, extra, source_version_at, content_rev, content_hash, unit_id) from stdin (format binary);

copy liveperson.page_view (account_id, visit_id, position, viewed_at, url, referrer_url, sections, extra) from stdin (format binary);

delete from liveperson.visit where account_id = $1 and visit_id = any($2::text[]);

copy liveperson.visit (account_id, visit_id, visitor_id, context_id, started_at, user_agent, device_os, device_family, control_group, search_engine, search_engine_key, extra) from stdin (format binary);

delete from liveperson.visit_location where account_id = $1 and visit_id = any($2::text[]);

copy liveperson.visit_location (account_id, visit_id, position, country, country_code, state, city, isp, org, ip_v4, ip_v6, extra) from stdin (format binary);

delete from liveperson.impression where account_id = $1 and visit_id = any($2::text[]);

copy liveperson.impression (account_id, visit_id, position, shown_at, engagement_instance_id, impression_type, state, control_group, campaign_id, campaign_engagement_id, channel, engagement_type, skill_id, skill_name, is_offsite_engagement, availability_policy, interaction_type_id, rendering_type_id, visitor_behaviors, survey_skills, visitor_profiles, goal_id, goal_type_id, goal_indicator_type_id, extra) from stdin (format binary);

delete from liveperson.campaign_eligibility where account_id = $1 and visit_id = any($2::text[]);

copy liveperson.campaign_eligibility (account_id, visit_id, position, eligible_at, campaign_id, visitor_profiles, goal_id, goal_type_id, goal_indicator_type_id, control_group, engagement_ids, engagements, extra) from stdin (format binary);

delete from liveperson.achieved_goal where account_id = $1 and visit_id = any($2::text[]);

copy liveperson.achieved_goal (account_id, visit_id, position, achievement_id, achieved_at, goal_id, goal_revision, goal_type_id, metadata_type, url, total, order_id, cart_total, cart_item_count, cart_products, page_count, topic, lead_id, lead_value, service_status_id, service_category, service_id, engagement, campaign, extra) from stdin (format binary);

delete from liveperson.visit_attribute where account_id = $1 and visit_id = any($2::text[]);

delete from liveperson.visit_attribute_product where account_id = $1 and visit_id = any($2::text[]);

copy liveperson.visit_attribute (account_id, visit_id, position, type, reported_at, extra, is_authenticated, authenticated_conversation_id, total, currency, item_count, order_id, customer_status, customer_type, balance, customer_id, social_id, imei, user_name, account_name, role, company_branch, company_size, store_number, store_zip_code, last_payment_on, registered_on, topic, value, lead_id, originating_channel_id, affiliate, campaign_id, name, surname, gender, company, language, age_years, birth_year, birth_month, birth_day, email, phone, country, region, zip_code, category, service_id, status_id, context_id, message, code, level, is_resolved, keywords, payload) from stdin (format binary);

copy liveperson.visit_attribute_product (account_id, visit_id, position, product_position, name, category, sku, price, quantity, status_in_stock, quantity_in_stock) from stdin (format binary);
