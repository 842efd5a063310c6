create or replace view mart.agent_state as
select n.id as state_id, n.name from liveperson.agent_state n where n.source = 'data_access';
comment on view mart.agent_state is
    'Dimension: States of agents: names of the codes of mart.agent_state_span.state_id; samples use the same for 2, '
    '3 and 4. Fixed; needs no feed.';
comment on column mart.agent_state.state_id is 'The code.';
comment on column mart.agent_state.name is 'What the code means.';
