create or replace view mart.impression as
select
    i.account_id, i.visit_id, i.position,
    mart.local_day(i.shown_at, a.time_zone) as occurred_on,
    i.shown_at as occurred_at,
    lower(i.impression_type) as action,
    i.engagement_instance_id as display_id,
    i.campaign_id, i.campaign_engagement_id,
    case i.engagement_type when '0' then 'peeling_corner' when '1' then 'overlay' when '2' then 'toaster'
        when '3' then 'slide_out' when '5' then 'embedded' when '6' then 'sticky' else i.engagement_type end as form,
    i.state,
    nullif(i.skill_id, '-1') as skill_id,
    coalesce(n.name, nullif(i.skill_id, '-1')) as skill_name,
    case when i.skill_id <> '-1' then mart.name_or_null(i.skill_name) end as skill_name_at_impression,
    i.goal_id,
    nullif(i.control_group, 'NA') as control_group,
    i.is_offsite_engagement as is_offsite,
    b.visitor_id,
    b.loaded_at as changed_at
from liveperson.impression i
left join mart.account_setting a on a.account_id = i.account_id
left join liveperson.visit_body b
    on b.account_id = i.account_id and b.visit_id = i.visit_id and b.body_kind = 'impression'
left join mart.skill n on n.account_id = i.account_id and n.skill_id = nullif(i.skill_id, '-1');
comment on view mart.impression is
    'Fact: Displays of engagements (buttons, invitations) and what visitors did with them, one row each: a display '
    'that is clicked has two rows, show and accept, with one display_id. Joins mart.visit on (account_id, visit_id). '
    'Needs feed web_session; empty while it is missing. Filter on occurred_at, or on the key.';
comment on column mart.impression.account_id is 'LivePerson account (site) number.';
comment on column mart.impression.visit_id is 'The visit it belongs to.';
comment on column mart.impression.position is 'Order within the visit as upstream lists it, counted from 0.';
comment on column mart.impression.occurred_on is
    'Day on which it happened, in the time zone of the account (account_setting). To find a day fast, filter on '
    'occurred_at as well.';
comment on column mart.impression.occurred_at is 'When it happened, UTC. Data Access field timestamp.';
comment on column mart.impression.action is
    'What happened: show, accept (the visitor clicked), close (the visitor closed it) or timeout. Data Access field '
    'impressionType.';
comment on column mart.impression.display_id is
    'Id of this display: what the visitor did with it has the same. Data Access field engagementInstanceId.';
comment on column mart.impression.campaign_id is 'Id of the campaign. Data Access field campaign.id.';
comment on column mart.impression.campaign_engagement_id is
    'Id of the engagement (button, invitation) within the campaign, as in mart.chat. Data Access field '
    'engagement.id.';
comment on column mart.impression.form is
    'Form of the engagement: peeling_corner, overlay, toaster, slide_out, embedded or sticky; a code without a name '
    'as it came. Data Access field engagement.type.';
comment on column mart.impression.state is
    'What was shown: content, chatonline or chatoffline; 0 and 1 were seen too. Data Access field state.';
comment on column mart.impression.skill_id is
    'Skill that chats of this engagement go to; NULL for none (upstream: -1). Data Access field engagement.skillId.';
comment on column mart.impression.skill_name is
    'Name of skill_id today (mart.skill.name), or the id while nothing names the skill.';
comment on column mart.impression.skill_name_at_impression is
    'Name of skill_id as the record said it. Data Access field engagement.skillName.';
comment on column mart.impression.goal_id is
    'Id of the goal of the campaign; joins mart.achieved_goal. Data Access field goal.id.';
comment on column mart.impression.control_group is
    'Group of the site''s experiment: CONTROL or TEST; NULL when in none (upstream: NA). Data Access field '
    'siteControlGroup.';
comment on column mart.impression.is_offsite is
    'Whether the engagement stands on another site. Data Access field engagement.isOffsiteEngagement.';
comment on column mart.impression.visitor_id is 'Id of the visitor. Data Access field visitorId.';
comment on column mart.impression.changed_at is
    'When the impressions of the visit were last changed here, UTC, clock of the database.';
