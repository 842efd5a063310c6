create or replace view mart.agent_load_snapshot as
select
    s.account_id, s.sampled_at, s.num_online_agents as online_agents, s.num_back_soon_agents as back_soon_agents,
    s.num_away_agents as away_agents, s.open_assigned_conversations as open_conversations,
    s.weighted_avg_load as load_avg, s.min_load, s.max_load,
    s.min_configured_max_slots as min_slots, s.max_configured_max_slots as max_slots,
    s.loaded_at as changed_at
from liveperson.agent_load_sample s;
comment on view mart.agent_load_snapshot is
    'Snapshot: Agents of messaging and their load at a moment, one row per moment it was asked for, also when nobody '
    'is logged in. Needs feed agent_metrics; a gap cannot be filled later. Filter on account_id and sampled_at.';
comment on column mart.agent_load_snapshot.account_id is 'LivePerson account (site) number.';
comment on column mart.agent_load_snapshot.sampled_at is 'The moment, UTC, by the clock of upstream.';
comment on column mart.agent_load_snapshot.online_agents is 'Agents in status online. Field numOnlineAgents.';
comment on column mart.agent_load_snapshot.back_soon_agents is 'Agents in status back soon. Field numBackSoonAgents.';
comment on column mart.agent_load_snapshot.away_agents is 'Agents in status away. Field numAwayAgents.';
comment on column mart.agent_load_snapshot.open_conversations is
    'Open conversations that an agent has. Field openAssignedConversations.';
comment on column mart.agent_load_snapshot.load_avg is
    'Load of the agents on average, weighted by upstream, in percent of what they may have. Field weightedAvgLoad.';
comment on column mart.agent_load_snapshot.min_load is 'Lowest load of an agent, in percent. Field minLoad.';
comment on column mart.agent_load_snapshot.max_load is 'Highest load of an agent, in percent. Field maxLoad.';
comment on column mart.agent_load_snapshot.min_slots is
    'Fewest conversations that an agent may have at once. Field minConfiguredMaxSlots.';
comment on column mart.agent_load_snapshot.max_slots is
    'Most conversations that an agent may have at once. Field maxConfiguredMaxSlots.';
comment on column mart.agent_load_snapshot.changed_at is
    'When the sample was last stored or replaced here, UTC, clock of the database.';
