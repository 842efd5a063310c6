create or replace view mart.status_reason as
select
    r.account_id, r.reason_id, coalesce(nullif(r.text, ''), r.reason_id) as name, r.state, r.is_enabled,
    coalesce(r.is_deleted, false) as is_deleted
from liveperson.status_reason r;
comment on view mart.status_reason is
    'Dimension: Reasons that agents give for a state, as lunch for being away, one row each that the list ever had, '
    'as they are today: names of reason_id in mart.agent_state_reason_interval and mart.agent_status_interval. Needs '
    'feed configuration; empty while it is missing.';
comment on column mart.status_reason.account_id is 'LivePerson account (site) number.';
comment on column mart.status_reason.reason_id is 'Id of the reason. Status reasons field id.';
comment on column mart.status_reason.name is
    'What agents read when they choose it, or its id while it has no text. Status reasons field text.';
comment on column mart.status_reason.state is
    'State that it is a reason for, in upstream''s words, as Away. Status reasons field state.';
comment on column mart.status_reason.is_enabled is 'Whether agents can choose it today. Status reasons field enabled.';
comment on column mart.status_reason.is_deleted is 'Whether it was deleted upstream. Status reasons field deleted.';
