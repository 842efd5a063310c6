create or replace view mart.skill_version as
select
    v.account_id, v.skill_id, v.valid_from, v.valid_to, v.valid_to is null as is_current,
    coalesce(nullif(v.name, ''), v.skill_id) as name, nullif(v.description, '') as description,
    coalesce(v.is_deleted, false) as is_deleted, v.lob_ids
from liveperson.skill_version v;
comment on view mart.skill_version is
    'Version: States of skills over time, one row per skill and state that the list of skills showed, the one of '
    'today too. A state begins when a read first showed it; before the first one of a skill nothing is known. Two '
    'states may look alike here, because a setting changed that only liveperson.skill_version has. Needs feed '
    'configuration; empty while it is missing.';
comment on column mart.skill_version.account_id is 'LivePerson account (site) number.';
comment on column mart.skill_version.skill_id is 'The skill.';
comment on column mart.skill_version.valid_from is 'When this state was first seen, UTC.';
comment on column mart.skill_version.valid_to is
    'When the next state was first seen, UTC; this one held until just before it. NULL for the state of today.';
comment on column mart.skill_version.is_current is 'Whether it is the state of today.';
comment on column mart.skill_version.name is 'Name of the skill then, or its id when it had none. Skills field name.';
comment on column mart.skill_version.description is 'Description then; NULL when none. Skills field description.';
comment on column mart.skill_version.is_deleted is 'Whether the skill was deleted then. Skills field deleted.';
comment on column mart.skill_version.lob_ids is
    'Ids of the lines of business then, sorted; empty when none. Skills field lobIds.';
