create or replace view mart.profile as
select
    p.account_id, p.profile_id, coalesce(nullif(p.name, ''), p.profile_id) as name,
    nullif(p.description, '') as description,
    case p.role_type_id when 1 then 'administrator' when 2 then 'agent' when 3 then 'agent manager'
        when 4 then 'campaign manager' when 5 then 'LivePerson' end as role_type,
    p.assigned_user_count as assigned_users, coalesce(p.is_deleted, false) as is_deleted
from liveperson.profile p;
comment on view mart.profile is
    'Dimension: Profiles, which say what a user may do, one row each that the list ever had, as they are today. '
    'Needs feed configuration; empty while it is missing.';
comment on column mart.profile.account_id is 'LivePerson account (site) number.';
comment on column mart.profile.profile_id is
    'Id of the profile, as in profile_ids of mart.agent. Profiles field id.';
comment on column mart.profile.name is 'Its name, or its id while it has none. Profiles field name.';
comment on column mart.profile.description is 'Description; NULL when none. Profiles field description.';
comment on column mart.profile.role_type is
    'Kind of role: administrator, agent, agent manager, campaign manager or LivePerson; NULL for a code that upstream '
    'never documented. Profiles field roleTypeId.';
comment on column mart.profile.assigned_users is
    'Users who have the profile, as upstream counts them. Profiles field numOfAssignedUsers.';
comment on column mart.profile.is_deleted is 'Whether it was deleted upstream. Profiles field deleted.';
