-- For questions of mart about one day, which would otherwise read all that was ever loaded: a chat that only Engagement
-- History knows begins when it was requested; agents' time is looked for by account and time, whoever the agent.

create index engagement_account_id_requested_at_idx on liveperson.engagement (account_id, requested_at);
create index agent_event_account_id_occurred_at_idx on liveperson.agent_event (account_id, occurred_at);
