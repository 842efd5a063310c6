-- Samples of the Messaging Operations API and of the Agent Metrics API: metrics of messaging in intervals and snapshots, as
-- upstream reckons them. As with the chats' (0005): one row per key, its best version; a final row gives way only to a later
-- final one. Upstream keeps 24 hours of intervals and no snapshot: what was not sampled by then is lost. No index but the
-- keys, which begin with what every query asks for: account and time.

create table liveperson.messaging_activity (
    account_id                                              text collate "C" not null,
    interval_s                                              integer not null,
    interval_end_at                                         timestamptz not null,
    grain                                                   text collate "C" not null,
    skill_id                                                text collate "C" not null,
    agent_id                                                text collate "C" not null,
    resolved_conversations_by_ccp                           bigint,
    resolved_conversations_by_consumer                      bigint,
    resolved_conversations_by_system                        bigint,
    total_resolved_conversations                            bigint,
    total_handling_time_resolved_conversations_by_ccp       bigint,
    total_handling_time_resolved_conversations_by_consumer  bigint,
    total_handling_time_resolved_conversations_by_system    bigint,
    total_handling_time_resolved_conversations              bigint,
    avg_time_resolved_conversations_by_ccp                  numeric,
    avg_time_resolved_conversations_by_consumer             numeric,
    avg_time_resolved_conversations_by_system               numeric,
    avg_time_resolved_conversations                         numeric,
    is_final                                                boolean not null,
    extra                                                   jsonb,
    fetched_at                                              timestamptz not null,
    content_rev                                             integer not null,
    content_hash                                            bytea not null,
    unit_id                                                 bigint not null,
    loaded_at                                               timestamptz not null default now(),
    primary key (account_id, interval_s, interval_end_at, grain, skill_id, agent_id)
);
create index messaging_activity_loaded_at_idx on liveperson.messaging_activity using brin (loaded_at);
comment on table liveperson.messaging_activity is
    'Conversations that were resolved in an interval. One row per interval and grain: account (all conversations), skill, agent, skill_agent (an agent within a skill). Every grain counts the same conversations again, and totals are upstream''s own and need not add up to their parts: choose one grain, never sum over several. From Messaging Operations, method msgconversation.';
comment on column liveperson.messaging_activity.account_id is
    'LivePerson account (site) number that was asked. Part of the key.';
comment on column liveperson.messaging_activity.interval_s is
    'Length of the interval in seconds. Part of the key; rows of different lengths overlap, so never add them up.';
comment on column liveperson.messaging_activity.interval_end_at is
    'END of the interval, UTC; it begins interval_s earlier. Part of the key. Messaging Operations field timestamp.';
comment on column liveperson.messaging_activity.grain is
    'What the row is of: account, skill, agent, skill_agent. Part of the key; always filter on it.';
comment on column liveperson.messaging_activity.skill_id is
    'Id of the skill; empty text in the grains account and agent. Part of the key. Messaging Operations: the name within metricsPerSkill.';
comment on column liveperson.messaging_activity.agent_id is
    'Id of the agent; empty text in the grains account and skill. Part of the key. Messaging Operations: the name within metricsPerAgent.';
comment on column liveperson.messaging_activity.resolved_conversations_by_ccp is
    'Conversations resolved by the agent''s side (CCP); NULL when there are no data (upstream: -1). Messaging Operations field resolvedConversations_byCCP.';
comment on column liveperson.messaging_activity.resolved_conversations_by_consumer is
    'Conversations resolved by the consumer; NULL when there are no data (upstream: -1). Messaging Operations field resolvedConversations_byConsumer.';
comment on column liveperson.messaging_activity.resolved_conversations_by_system is
    'Conversations resolved by the system; NULL when there are no data (upstream: -1). Messaging Operations field resolvedConversations_bySystem.';
comment on column liveperson.messaging_activity.total_resolved_conversations is
    'Conversations resolved, whoever resolved them; NULL when there are no data (upstream: -1). Messaging Operations field totalResolvedConversations.';
comment on column liveperson.messaging_activity.total_handling_time_resolved_conversations_by_ccp is
    'Handling time of the conversations resolved by the agent''s side (CCP), together (the unit is not stated upstream); NULL when there are no data (upstream: -1). Messaging Operations field totalHandlingTime_resolvedConversations_byCCP.';
comment on column liveperson.messaging_activity.total_handling_time_resolved_conversations_by_consumer is
    'Handling time of the conversations resolved by the consumer, together (the unit is not stated upstream); NULL when there are no data (upstream: -1). Messaging Operations field totalHandlingTime_resolvedConversations_byConsumer.';
comment on column liveperson.messaging_activity.total_handling_time_resolved_conversations_by_system is
    'Handling time of the conversations resolved by the system, together (the unit is not stated upstream); NULL when there are no data (upstream: -1). Messaging Operations field totalHandlingTime_resolvedConversations_bySystem.';
comment on column liveperson.messaging_activity.total_handling_time_resolved_conversations is
    'Handling time of all conversations resolved, together (the unit is not stated upstream); NULL when there are no data (upstream: -1). Messaging Operations field totalHandlingTime_resolvedConversations.';
comment on column liveperson.messaging_activity.avg_time_resolved_conversations_by_ccp is
    'Average handling time of the conversations resolved by the agent''s side (CCP) (the unit is not stated upstream); of longer spans divide the sums; NULL when there are no data (upstream: -1). Messaging Operations field avgTime_resolvedConversations_byCCP.';
comment on column liveperson.messaging_activity.avg_time_resolved_conversations_by_consumer is
    'Average handling time of the conversations resolved by the consumer (the unit is not stated upstream); of longer spans divide the sums; NULL when there are no data (upstream: -1). Messaging Operations field avgTime_resolvedConversations_byConsumer.';
comment on column liveperson.messaging_activity.avg_time_resolved_conversations_by_system is
    'Average handling time of the conversations resolved by the system (the unit is not stated upstream); of longer spans divide the sums; NULL when there are no data (upstream: -1). Messaging Operations field avgTime_resolvedConversations_bySystem.';
comment on column liveperson.messaging_activity.avg_time_resolved_conversations is
    'Average handling time of all conversations resolved (the unit is not stated upstream); of longer spans divide the sums; NULL when there are no data (upstream: -1). Messaging Operations field avgTime_resolvedConversations.';
comment on column liveperson.messaging_activity.is_final is
    'Whether the interval was over when upstream answered. FALSE: its numbers still grow; a later sample replaces them.';
comment on column liveperson.messaging_activity.extra is
    'Fields and values that fit no column, as they came; NULL when none. Their paths are in ingest.drift.';
comment on column liveperson.messaging_activity.fetched_at is
    'Lineage: version of this content, when upstream answered, by its own clock, UTC. Of copies that are equally final the newest wins.';
comment on column liveperson.messaging_activity.content_rev is
    'Lineage: revision of the program''s reading rules that made the row; a higher one replaces a lower one when an interval is read again.';
comment on column liveperson.messaging_activity.content_hash is
    'Lineage: hash (16 bytes) of the row, lineage left out. Equal hash means equal content.';
comment on column liveperson.messaging_activity.unit_id is
    'Lineage: the method that last changed the row. Joins ingest.unit on unit_id.';
comment on column liveperson.messaging_activity.loaded_at is
    'Lineage: when the row was last changed here (start of that transaction), clock of the database.';

create table liveperson.messaging_csat (
    account_id           text collate "C" not null,
    interval_s           integer not null,
    interval_end_at      timestamptz not null,
    grain                text collate "C" not null,
    skill_id             text collate "C" not null,
    agent_id             text collate "C" not null,
    csat_score1_answers  bigint,
    csat_score2_answers  bigint,
    csat_score3_answers  bigint,
    csat_score4_answers  bigint,
    csat_score5_answers  bigint,
    total_answers        bigint,
    positive_answers     bigint,
    csat_score           numeric,
    is_final             boolean not null,
    extra                jsonb,
    fetched_at           timestamptz not null,
    content_rev          integer not null,
    content_hash         bytea not null,
    unit_id              bigint not null,
    loaded_at            timestamptz not null default now(),
    primary key (account_id, interval_s, interval_end_at, grain, skill_id, agent_id)
);
create index messaging_csat_loaded_at_idx on liveperson.messaging_csat using brin (loaded_at);
comment on table liveperson.messaging_csat is
    'How consumers answered the question of satisfaction, by the time at which upstream counts the answer. One row per span and grain: account (all answers), skill, agent, skill_agent (an agent within a skill). A row covers the time since the row before it: an hour as a rule, more after a downtime; spans never overlap. Every grain counts the same answers again: choose one, never sum over several. From Messaging Operations, method msgcsatdistribution.';
comment on column liveperson.messaging_csat.account_id is
    'LivePerson account (site) number that was asked. Part of the key.';
comment on column liveperson.messaging_csat.interval_s is
    'Length of the time that the row covers, in seconds: since the row before it, usually 3600, after a downtime more. Part of the key.';
comment on column liveperson.messaging_csat.interval_end_at is
    'END of the time that the row covers, UTC, to a mark of 5 minutes: the full hour, unless upstream was asked late. What upstream counted between the mark and its answer, mostly 20 seconds, is in this row and in the next one. Part of the key.';
comment on column liveperson.messaging_csat.grain is
    'What the row is of: account, skill, agent, skill_agent. Part of the key; always filter on it.';
comment on column liveperson.messaging_csat.skill_id is
    'Id of the skill; empty text in the grains account and agent. Part of the key. Messaging Operations: the name within metricsPerSkill.';
comment on column liveperson.messaging_csat.agent_id is
    'Id of the agent; empty text in the grains account and skill. Part of the key. Messaging Operations: the name within metricsPerAgent.';
comment on column liveperson.messaging_csat.csat_score1_answers is
    'Answers with score 1 of 5; NULL when there are no data (upstream: -1). Messaging Operations field csat_score1_answers.';
comment on column liveperson.messaging_csat.csat_score2_answers is
    'Answers with score 2 of 5; NULL when there are no data (upstream: -1). Messaging Operations field csat_score2_answers.';
comment on column liveperson.messaging_csat.csat_score3_answers is
    'Answers with score 3 of 5; NULL when there are no data (upstream: -1). Messaging Operations field csat_score3_answers.';
comment on column liveperson.messaging_csat.csat_score4_answers is
    'Answers with score 4 of 5; NULL when there are no data (upstream: -1). Messaging Operations field csat_score4_answers.';
comment on column liveperson.messaging_csat.csat_score5_answers is
    'Answers with score 5 of 5; NULL when there are no data (upstream: -1). Messaging Operations field csat_score5_answers.';
comment on column liveperson.messaging_csat.total_answers is
    'All answers; NULL when there are no data (upstream: -1). Messaging Operations field total_answers.';
comment on column liveperson.messaging_csat.positive_answers is
    'Answers with score 4 or 5; NULL when there are no data (upstream: -1). Messaging Operations field positive_answers.';
comment on column liveperson.messaging_csat.csat_score is
    'Positive answers as a percentage (0 to 100) of all; of longer spans divide the sums; NULL when there are no data (upstream: -1). Messaging Operations field csat_score.';
comment on column liveperson.messaging_csat.is_final is
    'Always TRUE: the time that it covers was over.';
comment on column liveperson.messaging_csat.extra is
    'Fields and values that fit no column, as they came; NULL when none. Their paths are in ingest.drift.';
comment on column liveperson.messaging_csat.fetched_at is
    'Lineage: version of this content, when upstream answered, by its own clock, UTC. Of copies that are equally final the newest wins.';
comment on column liveperson.messaging_csat.content_rev is
    'Lineage: revision of the program''s reading rules that made the row; a higher one replaces a lower one when an interval is read again.';
comment on column liveperson.messaging_csat.content_hash is
    'Lineage: hash (16 bytes) of the row, lineage left out. Equal hash means equal content.';
comment on column liveperson.messaging_csat.unit_id is
    'Lineage: the method that last changed the row. Joins ingest.unit on unit_id.';
comment on column liveperson.messaging_csat.loaded_at is
    'Lineage: when the row was last changed here (start of that transaction), clock of the database.';

create table liveperson.messaging_queue_health (
    account_id                                                       text collate "C" not null,
    interval_s                                                       integer not null,
    interval_end_at                                                  timestamptz not null,
    grain                                                            text collate "C" not null,
    skill_id                                                         text collate "C" not null,
    unassigned_conversations                                         numeric,
    actionable_conversations                                         numeric,
    not_actionable_conversations                                     numeric,
    actionable_and_manual_sla                                        numeric,
    actionable_and_during_transfer                                   numeric,
    actionable_and_consumer_last_message                             numeric,
    not_actionable_during_transfer                                   numeric,
    not_actionable_and_manual_sla                                    numeric,
    unassigned_conversations_and_first_time_consumer                 numeric,
    avg_wait_time_for_agent_assignment_new_conversation_ms           numeric,
    avg_wait_time_for_agent_assignment_after_transfer_ms             numeric,
    avg_wait_time_for_agent_assignment_after_transfer_from_bot_ms    numeric,
    avg_wait_time_for_agent_assignment_after_transfer_from_agent_ms  numeric,
    max_wait_time_for_agent_assignment_ms                            numeric,
    max_wait_time_for_agent_assignment_after_transfer_from_agent_ms  numeric,
    wait_time_for_agent_assignment_50th_percentile_ms                numeric,
    wait_time_for_agent_assignment_90th_percentile_ms                numeric,
    is_final                                                         boolean not null,
    extra                                                            jsonb,
    fetched_at                                                       timestamptz not null,
    content_rev                                                      integer not null,
    content_hash                                                     bytea not null,
    unit_id                                                          bigint not null,
    loaded_at                                                        timestamptz not null default now(),
    primary key (account_id, interval_s, interval_end_at, grain, skill_id)
);
create index messaging_queue_health_loaded_at_idx on liveperson.messaging_queue_health using brin (loaded_at);
comment on table liveperson.messaging_queue_health is
    'The queue of messaging in an interval. One row per interval and grain: account (all skills) and skill. Upstream has rows only while at least one agent is logged in: a missing interval is no loss. Numbers of conversations are the state of the queue, not what arrived: never sum them over time. Totals are upstream''s own and need not add up to their parts. From Messaging Operations, method msgqueuehealth.';
comment on column liveperson.messaging_queue_health.account_id is
    'LivePerson account (site) number that was asked. Part of the key.';
comment on column liveperson.messaging_queue_health.interval_s is
    'Length of the interval in seconds. Part of the key; rows of different lengths overlap, so never add them up.';
comment on column liveperson.messaging_queue_health.interval_end_at is
    'END of the interval, UTC, on a mark of its length; it begins interval_s earlier. Part of the key. Messaging Operations field timestamp, which is the beginning, to the second of the request: rounded to the mark.';
comment on column liveperson.messaging_queue_health.grain is
    'What the row is of: account, skill. Part of the key; always filter on it.';
comment on column liveperson.messaging_queue_health.skill_id is
    'Id of the skill; empty text in the grain account. Part of the key. Messaging Operations: the name within skillsMetrics.';
comment on column liveperson.messaging_queue_health.unassigned_conversations is
    'Conversations without an agent: the actionable ones and the others; upstream prints fractions; NULL when there are no data (upstream: -1). Messaging Operations field unassignedConversations.';
comment on column liveperson.messaging_queue_health.actionable_conversations is
    'Conversations without an agent that an agent could take now; upstream prints fractions; NULL when there are no data (upstream: -1). Messaging Operations field actionableConversations.';
comment on column liveperson.messaging_queue_health.not_actionable_conversations is
    'Conversations without an agent that no agent could take yet; upstream prints fractions; NULL when there are no data (upstream: -1). Messaging Operations field notActionableConversations.';
comment on column liveperson.messaging_queue_health.actionable_and_manual_sla is
    'Actionable conversations whose answer time an agent has set by hand; upstream prints fractions; NULL when there are no data (upstream: -1). Messaging Operations field actionableAndManualSla.';
comment on column liveperson.messaging_queue_health.actionable_and_during_transfer is
    'Actionable conversations that are being transferred; upstream prints fractions; NULL when there are no data (upstream: -1). Messaging Operations field actionableAndDuringTransfer.';
comment on column liveperson.messaging_queue_health.actionable_and_consumer_last_message is
    'Actionable conversations in which the consumer wrote last; upstream prints fractions; NULL when there are no data (upstream: -1). Messaging Operations field actionableAndConsumerLastMessage.';
comment on column liveperson.messaging_queue_health.not_actionable_during_transfer is
    'Conversations not actionable that are being transferred; upstream prints fractions; NULL when there are no data (upstream: -1). Messaging Operations field notActionableDuringTransfer.';
comment on column liveperson.messaging_queue_health.not_actionable_and_manual_sla is
    'Conversations not actionable whose answer time an agent has set by hand; upstream prints fractions; NULL when there are no data (upstream: -1). Messaging Operations field notActionableAndManualSla.';
comment on column liveperson.messaging_queue_health.unassigned_conversations_and_first_time_consumer is
    'Conversations without an agent, of consumers who are here for the first time; upstream prints fractions; NULL when there are no data (upstream: -1). Messaging Operations field unassignedConversationsAndFirstTimeConsumer.';
comment on column liveperson.messaging_queue_health.avg_wait_time_for_agent_assignment_new_conversation_ms is
    'Average wait of new conversations for an agent, in milliseconds; NULL when there are no data (upstream: -1). Messaging Operations field avgWaitTimeForAgentAssignment_NewConversation.';
comment on column liveperson.messaging_queue_health.avg_wait_time_for_agent_assignment_after_transfer_ms is
    'Average wait for an agent after a transfer, in milliseconds; NULL when there are no data (upstream: -1). Messaging Operations field avgWaitTimeForAgentAssignment_AfterTransfer.';
comment on column liveperson.messaging_queue_health.avg_wait_time_for_agent_assignment_after_transfer_from_bot_ms is
    'Average wait for an agent after a transfer from a bot, in milliseconds; NULL when there are no data (upstream: -1). Messaging Operations field avgWaitTimeForAgentAssignment_AfterTransferFromBot.';
comment on column liveperson.messaging_queue_health.avg_wait_time_for_agent_assignment_after_transfer_from_agent_ms is
    'Average wait for an agent after a transfer from an agent, in milliseconds; NULL when there are no data (upstream: -1). Messaging Operations field avgWaitTimeForAgentAssignment_AfterTransferFromAgent.';
comment on column liveperson.messaging_queue_health.max_wait_time_for_agent_assignment_ms is
    'Longest wait for an agent, in milliseconds; NULL when there are no data (upstream: -1). Messaging Operations field maxWaitTimeForAgentAssignment.';
comment on column liveperson.messaging_queue_health.max_wait_time_for_agent_assignment_after_transfer_from_agent_ms is
    'Longest wait for an agent after a transfer from an agent, in milliseconds; NULL when there are no data (upstream: -1). Messaging Operations field maxWaitTimeForAgentAssignment_AfterTransferFromAgent.';
comment on column liveperson.messaging_queue_health.wait_time_for_agent_assignment_50th_percentile_ms is
    'Wait for an agent that half of the conversations did not exceed, in milliseconds; NULL when there are no data (upstream: -1). Messaging Operations field waitTimeForAgentAssignment_50thPercentile.';
comment on column liveperson.messaging_queue_health.wait_time_for_agent_assignment_90th_percentile_ms is
    'Wait for an agent that nine of ten conversations did not exceed, in milliseconds; NULL when there are no data (upstream: -1). Messaging Operations field waitTimeForAgentAssignment_90thPercentile.';
comment on column liveperson.messaging_queue_health.is_final is
    'Whether the interval was over when upstream answered. FALSE: its numbers still grow; a later sample replaces them.';
comment on column liveperson.messaging_queue_health.extra is
    'Fields and values that fit no column, as they came; NULL when none. Their paths are in ingest.drift.';
comment on column liveperson.messaging_queue_health.fetched_at is
    'Lineage: version of this content, when upstream answered, by its own clock, UTC. Of copies that are equally final the newest wins.';
comment on column liveperson.messaging_queue_health.content_rev is
    'Lineage: revision of the program''s reading rules that made the row; a higher one replaces a lower one when an interval is read again.';
comment on column liveperson.messaging_queue_health.content_hash is
    'Lineage: hash (16 bytes) of the row, lineage left out. Equal hash means equal content.';
comment on column liveperson.messaging_queue_health.unit_id is
    'Lineage: the method that last changed the row. Joins ingest.unit on unit_id.';
comment on column liveperson.messaging_queue_health.loaded_at is
    'Lineage: when the row was last changed here (start of that transaction), clock of the database.';

create table liveperson.messaging_queue_state (
    account_id                                                       text collate "C" not null,
    sampled_at                                                       timestamptz not null,
    grain                                                            text collate "C" not null,
    skill_id                                                         text collate "C" not null,
    state_at                                                         timestamptz,
    unassigned_conversations                                         bigint,
    actionable_conversations                                         bigint,
    not_actionable_conversations                                     bigint,
    actionable_and_manual_sla                                        bigint,
    actionable_and_during_transfer                                   bigint,
    actionable_and_consumer_last_message                             bigint,
    not_actionable_during_transfer                                   bigint,
    not_actionable_and_manual_sla                                    bigint,
    unassigned_conversations_and_first_time_consumer                 bigint,
    avg_wait_time_for_agent_assignment_new_conversation_ms           numeric,
    avg_wait_time_for_agent_assignment_after_transfer_ms             numeric,
    avg_wait_time_for_agent_assignment_after_transfer_from_bot_ms    numeric,
    avg_wait_time_for_agent_assignment_after_transfer_from_agent_ms  numeric,
    max_wait_time_for_agent_assignment_ms                            numeric,
    max_wait_time_for_agent_assignment_after_transfer_from_agent_ms  numeric,
    wait_time_for_agent_assignment_50th_percentile_ms                numeric,
    wait_time_for_agent_assignment_90th_percentile_ms                numeric,
    overdue_conversations_in_queue                                   bigint,
    overdue_conversations_assigned                                   bigint,
    overdue_conversations_total                                      bigint,
    is_final                                                         boolean not null,
    extra                                                            jsonb,
    fetched_at                                                       timestamptz not null,
    content_rev                                                      integer not null,
    content_hash                                                     bytea not null,
    unit_id                                                          bigint not null,
    loaded_at                                                        timestamptz not null default now(),
    primary key (account_id, sampled_at, grain, skill_id)
);
create index messaging_queue_state_loaded_at_idx on liveperson.messaging_queue_state using brin (loaded_at);
comment on table liveperson.messaging_queue_state is
    'The queue of messaging at a moment, as sampled. One row per moment and grain: account (all skills) and skill. A gap cannot be filled later: upstream is asked for now only. Upstream has rows only while at least one agent is logged in. Totals are upstream''s own and need not add up to their parts. From Messaging Operations, method msgqueuehealth/current.';
comment on column liveperson.messaging_queue_state.account_id is
    'LivePerson account (site) number that was asked. Part of the key.';
comment on column liveperson.messaging_queue_state.sampled_at is
    'When upstream answered, by its own clock, UTC. Part of the key.';
comment on column liveperson.messaging_queue_state.grain is
    'What the row is of: account, skill. Part of the key; always filter on it.';
comment on column liveperson.messaging_queue_state.skill_id is
    'Id of the skill; empty text in the grain account. Part of the key. Messaging Operations: the name within skillsMetrics.';
comment on column liveperson.messaging_queue_state.state_at is
    'When upstream reckoned this state, UTC; NULL in the grain account. Messaging Operations field time.';
comment on column liveperson.messaging_queue_state.unassigned_conversations is
    'Conversations without an agent: the actionable ones and the others; NULL when there are no data (upstream: -1). Messaging Operations field unassignedConversations.';
comment on column liveperson.messaging_queue_state.actionable_conversations is
    'Conversations without an agent that an agent could take now; NULL when there are no data (upstream: -1). Messaging Operations field actionableConversations.';
comment on column liveperson.messaging_queue_state.not_actionable_conversations is
    'Conversations without an agent that no agent could take yet; NULL when there are no data (upstream: -1). Messaging Operations field notActionableConversations.';
comment on column liveperson.messaging_queue_state.actionable_and_manual_sla is
    'Actionable conversations whose answer time an agent has set by hand; NULL when there are no data (upstream: -1). Messaging Operations field actionableAndManualSla.';
comment on column liveperson.messaging_queue_state.actionable_and_during_transfer is
    'Actionable conversations that are being transferred; NULL when there are no data (upstream: -1). Messaging Operations field actionableAndDuringTransfer.';
comment on column liveperson.messaging_queue_state.actionable_and_consumer_last_message is
    'Actionable conversations in which the consumer wrote last; NULL when there are no data (upstream: -1). Messaging Operations field actionableAndConsumerLastMessage.';
comment on column liveperson.messaging_queue_state.not_actionable_during_transfer is
    'Conversations not actionable that are being transferred; NULL when there are no data (upstream: -1). Messaging Operations field notActionableDuringTransfer.';
comment on column liveperson.messaging_queue_state.not_actionable_and_manual_sla is
    'Conversations not actionable whose answer time an agent has set by hand; NULL when there are no data (upstream: -1). Messaging Operations field notActionableAndManualSla.';
comment on column liveperson.messaging_queue_state.unassigned_conversations_and_first_time_consumer is
    'Conversations without an agent, of consumers who are here for the first time; NULL when there are no data (upstream: -1). Messaging Operations field unassignedConversationsAndFirstTimeConsumer.';
comment on column liveperson.messaging_queue_state.avg_wait_time_for_agent_assignment_new_conversation_ms is
    'Average wait of new conversations for an agent, in milliseconds, of conversations that began in the 24 hours before and still wait; NULL when there are no data (upstream: -1). Messaging Operations field avgWaitTimeForAgentAssignment_NewConversation.';
comment on column liveperson.messaging_queue_state.avg_wait_time_for_agent_assignment_after_transfer_ms is
    'Average wait for an agent after a transfer, in milliseconds, of conversations that began in the 24 hours before and still wait; NULL when there are no data (upstream: -1). Messaging Operations field avgWaitTimeForAgentAssignment_AfterTransfer.';
comment on column liveperson.messaging_queue_state.avg_wait_time_for_agent_assignment_after_transfer_from_bot_ms is
    'Average wait for an agent after a transfer from a bot, in milliseconds, of conversations that began in the 24 hours before and still wait; NULL when there are no data (upstream: -1). Messaging Operations field avgWaitTimeForAgentAssignment_AfterTransferFromBot.';
comment on column liveperson.messaging_queue_state.avg_wait_time_for_agent_assignment_after_transfer_from_agent_ms is
    'Average wait for an agent after a transfer from an agent, in milliseconds, of conversations that began in the 24 hours before and still wait; NULL when there are no data (upstream: -1). Messaging Operations field avgWaitTimeForAgentAssignment_AfterTransferFromAgent.';
comment on column liveperson.messaging_queue_state.max_wait_time_for_agent_assignment_ms is
    'Longest wait for an agent, in milliseconds, of conversations that began in the 24 hours before and still wait; NULL when there are no data (upstream: -1). Messaging Operations field maxWaitTimeForAgentAssignment.';
comment on column liveperson.messaging_queue_state.max_wait_time_for_agent_assignment_after_transfer_from_agent_ms is
    'Longest wait for an agent after a transfer from an agent, in milliseconds, of conversations that began in the 24 hours before and still wait; NULL when there are no data (upstream: -1). Messaging Operations field maxWaitTimeForAgentAssignment_AfterTransferFromAgent.';
comment on column liveperson.messaging_queue_state.wait_time_for_agent_assignment_50th_percentile_ms is
    'Wait for an agent that half of the conversations did not exceed, in milliseconds, of conversations that began in the 24 hours before and still wait; NULL when there are no data (upstream: -1). Messaging Operations field waitTimeForAgentAssignment_50thPercentile.';
comment on column liveperson.messaging_queue_state.wait_time_for_agent_assignment_90th_percentile_ms is
    'Wait for an agent that nine of ten conversations did not exceed, in milliseconds, of conversations that began in the 24 hours before and still wait; NULL when there are no data (upstream: -1). Messaging Operations field waitTimeForAgentAssignment_90thPercentile.';
comment on column liveperson.messaging_queue_state.overdue_conversations_in_queue is
    'Conversations without an agent whose answer is overdue, of the last 4 days (upstream says 5 in another place); NULL when there are no data (upstream: -1). Messaging Operations field overdueConversationsInQueue.';
comment on column liveperson.messaging_queue_state.overdue_conversations_assigned is
    'Conversations with an agent whose answer is overdue, of the last 4 days (upstream says 5 in another place); NULL when there are no data (upstream: -1). Messaging Operations field overdueConversationsAssigned.';
comment on column liveperson.messaging_queue_state.overdue_conversations_total is
    'Conversations whose answer is overdue, of the last 4 days (upstream says 5 in another place); NULL when there are no data (upstream: -1). Messaging Operations field overdueConversationsTotal.';
comment on column liveperson.messaging_queue_state.is_final is
    'Always TRUE: a snapshot does not change any more.';
comment on column liveperson.messaging_queue_state.extra is
    'Fields and values that fit no column, as they came; NULL when none. Their paths are in ingest.drift.';
comment on column liveperson.messaging_queue_state.fetched_at is
    'Lineage: version of this content, when upstream answered, by its own clock, UTC. Of copies that are equally final the newest wins.';
comment on column liveperson.messaging_queue_state.content_rev is
    'Lineage: revision of the program''s reading rules that made the row; a higher one replaces a lower one when an interval is read again.';
comment on column liveperson.messaging_queue_state.content_hash is
    'Lineage: hash (16 bytes) of the row, lineage left out. Equal hash means equal content.';
comment on column liveperson.messaging_queue_state.unit_id is
    'Lineage: the method that last changed the row. Joins ingest.unit on unit_id.';
comment on column liveperson.messaging_queue_state.loaded_at is
    'Lineage: when the row was last changed here (start of that transaction), clock of the database.';

create table liveperson.messaging_queue_state_by_group (
    account_id                                        text collate "C" not null,
    sampled_at                                        timestamptz not null,
    skill_id                                          text collate "C" not null,
    agent_group_id                                    text collate "C" not null,
    unassigned_conversations                          bigint,
    unassigned_conversations_and_first_time_consumer  bigint,
    actionable_conversations                          bigint,
    actionable_and_during_transfer_to_agent           bigint,
    actionable_and_during_transfer_to_skill           bigint,
    actionable_and_during_back_to_queue               bigint,
    not_actionable_conversations                      bigint,
    not_actionable_and_during_transfer_to_agent       bigint,
    not_actionable_and_during_transfer_to_skill       bigint,
    not_actionable_and_during_back_to_queue           bigint,
    is_final                                          boolean not null,
    extra                                             jsonb,
    fetched_at                                        timestamptz not null,
    content_rev                                       integer not null,
    content_hash                                      bytea not null,
    unit_id                                           bigint not null,
    loaded_at                                         timestamptz not null default now(),
    primary key (account_id, sampled_at, skill_id, agent_group_id)
);
create index messaging_queue_state_by_group_loaded_at_idx on liveperson.messaging_queue_state_by_group using brin (loaded_at);
comment on table liveperson.messaging_queue_state_by_group is
    'The queue of messaging at a moment, by skill and group of agents, as sampled. One row per moment, skill and group, each without its subgroups, so that rows of one moment can be added up. A gap cannot be filled later. Conversations of the last 24 hours. From Messaging Operations, method msgqueuehealthbygroup/current.';
comment on column liveperson.messaging_queue_state_by_group.account_id is
    'LivePerson account (site) number that was asked. Part of the key.';
comment on column liveperson.messaging_queue_state_by_group.sampled_at is
    'When upstream answered, by its own clock, UTC. Part of the key.';
comment on column liveperson.messaging_queue_state_by_group.skill_id is
    'Id of the skill. Part of the key. Messaging Operations: the name within skillGroupMetrics.';
comment on column liveperson.messaging_queue_state_by_group.agent_group_id is
    'Id of the group of agents that the conversations wait for, -1 the main group. Part of the key. Messaging Operations: the name within the skill.';
comment on column liveperson.messaging_queue_state_by_group.unassigned_conversations is
    'Conversations without an agent: the actionable ones and the others; NULL when there are no data (upstream: -1). Messaging Operations field unassignedConversations.';
comment on column liveperson.messaging_queue_state_by_group.unassigned_conversations_and_first_time_consumer is
    'Conversations without an agent, of consumers who are here for the first time; NULL when there are no data (upstream: -1). Messaging Operations field unassignedConversationsAndFirstTimeConsumer.';
comment on column liveperson.messaging_queue_state_by_group.actionable_conversations is
    'Conversations without an agent that an agent could take now; NULL when there are no data (upstream: -1). Messaging Operations field actionableConversations.';
comment on column liveperson.messaging_queue_state_by_group.actionable_and_during_transfer_to_agent is
    'Actionable conversations that were transferred to another agent; NULL when there are no data (upstream: -1). Messaging Operations field actionableAndDuringTransferToAgent.';
comment on column liveperson.messaging_queue_state_by_group.actionable_and_during_transfer_to_skill is
    'Actionable conversations that were transferred to another skill; NULL when there are no data (upstream: -1). Messaging Operations field actionableAndDuringTransferToSkill.';
comment on column liveperson.messaging_queue_state_by_group.actionable_and_during_back_to_queue is
    'Actionable conversations that were put back into the queue; NULL when there are no data (upstream: -1). Messaging Operations field actionableAndDuringBackToQueue.';
comment on column liveperson.messaging_queue_state_by_group.not_actionable_conversations is
    'Conversations without an agent that no agent could take yet; NULL when there are no data (upstream: -1). Messaging Operations field notActionableConversations.';
comment on column liveperson.messaging_queue_state_by_group.not_actionable_and_during_transfer_to_agent is
    'Conversations not actionable that were transferred to another agent; NULL when there are no data (upstream: -1). Messaging Operations field notActionableAndDuringTransferToAgent.';
comment on column liveperson.messaging_queue_state_by_group.not_actionable_and_during_transfer_to_skill is
    'Conversations not actionable that were transferred to another skill; NULL when there are no data (upstream: -1). Messaging Operations field notActionableAndDuringTransferToSkill.';
comment on column liveperson.messaging_queue_state_by_group.not_actionable_and_during_back_to_queue is
    'Conversations not actionable that were put back into the queue; NULL when there are no data (upstream: -1). Messaging Operations field notActionableAndDuringBackToQueue.';
comment on column liveperson.messaging_queue_state_by_group.is_final is
    'Always TRUE: a snapshot does not change any more.';
comment on column liveperson.messaging_queue_state_by_group.extra is
    'Fields and values that fit no column, as they came; NULL when none. Their paths are in ingest.drift.';
comment on column liveperson.messaging_queue_state_by_group.fetched_at is
    'Lineage: version of this content, when upstream answered, by its own clock, UTC. Of copies that are equally final the newest wins.';
comment on column liveperson.messaging_queue_state_by_group.content_rev is
    'Lineage: revision of the program''s reading rules that made the row; a higher one replaces a lower one when an interval is read again.';
comment on column liveperson.messaging_queue_state_by_group.content_hash is
    'Lineage: hash (16 bytes) of the row, lineage left out. Equal hash means equal content.';
comment on column liveperson.messaging_queue_state_by_group.unit_id is
    'Lineage: the method that last changed the row. Joins ingest.unit on unit_id.';
comment on column liveperson.messaging_queue_state_by_group.loaded_at is
    'Lineage: when the row was last changed here (start of that transaction), clock of the database.';

create table liveperson.skill_segment_interval (
    account_id                                                text collate "C" not null,
    interval_s                                                integer not null,
    interval_end_at                                           timestamptz not null,
    grain                                                     text collate "C" not null,
    skill_id                                                  text collate "C" not null,
    user_type                                                 text collate "C" not null,
    total_skill_conversation_segments                         bigint,
    skill_segments_abandoned_by_consumers                     bigint,
    skill_segments_abandoned_by_consumers_in_queue            bigint,
    skill_segments_with_non_responsive_consumers              bigint,
    skill_segments_with_non_responsive_agents                 bigint,
    interactive_skill_segments                                bigint,
    avg_time_to_first_agent_message_from_agent_assignment_ms  bigint,
    is_final                                                  boolean not null,
    extra                                                     jsonb,
    fetched_at                                                timestamptz not null,
    content_rev                                               integer not null,
    content_hash                                              bytea not null,
    unit_id                                                   bigint not null,
    loaded_at                                                 timestamptz not null default now(),
    primary key (account_id, interval_s, interval_end_at, grain, skill_id, user_type)
);
create index skill_segment_interval_loaded_at_idx on liveperson.skill_segment_interval using brin (loaded_at);
comment on table liveperson.skill_segment_interval is
    'Segments of conversations by skill in an interval: a conversation has one for each skill that it came to. One row per interval, grain and user type: account (all skills) and skill. Totals are upstream''s own and need not add up to their parts: choose one grain, never sum over both. From Messaging Operations, method msgskillsegments.';
comment on column liveperson.skill_segment_interval.account_id is
    'LivePerson account (site) number that was asked. Part of the key.';
comment on column liveperson.skill_segment_interval.interval_s is
    'Length of the interval in seconds. Part of the key; rows of different lengths overlap, so never add them up.';
comment on column liveperson.skill_segment_interval.interval_end_at is
    'END of the interval, UTC, on a mark of its length; it begins interval_s earlier. Part of the key. Messaging Operations field timestamp, which is the beginning, to the second of the request: rounded to the mark.';
comment on column liveperson.skill_segment_interval.grain is
    'What the row is of: account, skill. Part of the key; always filter on it.';
comment on column liveperson.skill_segment_interval.skill_id is
    'Id of the skill; empty text in the grain account. Part of the key. Messaging Operations: the name within skillsMetrics.';
comment on column liveperson.skill_segment_interval.user_type is
    'Whose segments: human or bot. Part of the key; both together are all. Messaging Operations: parameter userType of the request.';
comment on column liveperson.skill_segment_interval.total_skill_conversation_segments is
    'Segments of the skill; NULL when there are no data (upstream: -1). Messaging Operations field totalSkillConversationSegments.';
comment on column liveperson.skill_segment_interval.skill_segments_abandoned_by_consumers is
    'Segments that the consumer closed without a message from an agent; NULL when there are no data (upstream: -1). Messaging Operations field skillSegmentsAbandonedByConsumers.';
comment on column liveperson.skill_segment_interval.skill_segments_abandoned_by_consumers_in_queue is
    'Those of them that had no agent yet; NULL when there are no data (upstream: -1). Messaging Operations field skillSegmentsAbandonedByConsumersInQueue.';
comment on column liveperson.skill_segment_interval.skill_segments_with_non_responsive_consumers is
    'Segments in which the consumer did not answer the agent; NULL when there are no data (upstream: -1). Messaging Operations field skillSegmentsWithNonResponsiveConsumers.';
comment on column liveperson.skill_segment_interval.skill_segments_with_non_responsive_agents is
    'Segments that were transferred or closed, not by the consumer, without a message from an agent; NULL when there are no data (upstream: -1). Messaging Operations field skillSegmentsWithNonResponsiveAgents.';
comment on column liveperson.skill_segment_interval.interactive_skill_segments is
    'Segments in which the consumer answered the agent; NULL when there are no data (upstream: -1). Messaging Operations field interactiveSkillSegments.';
comment on column liveperson.skill_segment_interval.avg_time_to_first_agent_message_from_agent_assignment_ms is
    'Average time from the assignment to the agent''s first message, in milliseconds; NULL when there are no data (upstream: -1). Messaging Operations field avgTimetoFirstAgentMessageFromAgentAssignment.';
comment on column liveperson.skill_segment_interval.is_final is
    'Whether the interval was over when upstream answered. FALSE: its numbers still grow; a later sample replaces them.';
comment on column liveperson.skill_segment_interval.extra is
    'Fields and values that fit no column, as they came; NULL when none. Their paths are in ingest.drift.';
comment on column liveperson.skill_segment_interval.fetched_at is
    'Lineage: version of this content, when upstream answered, by its own clock, UTC. Of copies that are equally final the newest wins.';
comment on column liveperson.skill_segment_interval.content_rev is
    'Lineage: revision of the program''s reading rules that made the row; a higher one replaces a lower one when an interval is read again.';
comment on column liveperson.skill_segment_interval.content_hash is
    'Lineage: hash (16 bytes) of the row, lineage left out. Equal hash means equal content.';
comment on column liveperson.skill_segment_interval.unit_id is
    'Lineage: the method that last changed the row. Joins ingest.unit on unit_id.';
comment on column liveperson.skill_segment_interval.loaded_at is
    'Lineage: when the row was last changed here (start of that transaction), clock of the database.';

create table liveperson.agent_segment_interval (
    account_id                                                text collate "C" not null,
    interval_s                                                integer not null,
    interval_end_at                                           timestamptz not null,
    grain                                                     text collate "C" not null,
    skill_id                                                  text collate "C" not null,
    agent_id                                                  text collate "C" not null,
    user_type                                                 text collate "C" not null,
    total_agent_conversation_segments                         bigint,
    avg_agent_messages_in_agent_segment                       numeric,
    avg_agent_segment_duration                                bigint,
    interactive_agent_segments                                bigint,
    agent_segments_abandoned_by_consumers                     bigint,
    agent_segments_with_non_responsive_consumers              bigint,
    agent_segments_with_non_responsive_agents                 bigint,
    avg_time_to_first_agent_message_from_agent_assignment_ms  bigint,
    avg_time_to_first_agent_message_after_transfer_ms         bigint,
    avg_time_to_first_agent_message_new_conversation_ms       bigint,
    avg_time_to_response_from_agent_assignment_ms             bigint,
    is_final                                                  boolean not null,
    extra                                                     jsonb,
    fetched_at                                                timestamptz not null,
    content_rev                                               integer not null,
    content_hash                                              bytea not null,
    unit_id                                                   bigint not null,
    loaded_at                                                 timestamptz not null default now(),
    primary key (account_id, interval_s, interval_end_at, grain, skill_id, agent_id, user_type)
);
create index agent_segment_interval_loaded_at_idx on liveperson.agent_segment_interval using brin (loaded_at);
comment on table liveperson.agent_segment_interval is
    'Segments of conversations by agent in an interval: a conversation has one for each time that it is assigned to an agent. One row per interval, grain and user type: account (all agents), agent, skill_agent (an agent within a skill), and skill where upstream sends totals of a skill, which it does not document. Every grain counts the same segments again: choose one grain, never sum over several. From Messaging Operations, method msgagentsegments.';
comment on column liveperson.agent_segment_interval.account_id is
    'LivePerson account (site) number that was asked. Part of the key.';
comment on column liveperson.agent_segment_interval.interval_s is
    'Length of the interval in seconds. Part of the key; rows of different lengths overlap, so never add them up.';
comment on column liveperson.agent_segment_interval.interval_end_at is
    'END of the interval, UTC, on a mark of its length; it begins interval_s earlier. Part of the key. Messaging Operations field timestamp, which is the beginning, to the second of the request: rounded to the mark.';
comment on column liveperson.agent_segment_interval.grain is
    'What the row is of: account, skill, agent, skill_agent. Part of the key; always filter on it.';
comment on column liveperson.agent_segment_interval.skill_id is
    'Id of the skill; empty text in the grains account and agent. Part of the key. Messaging Operations: the name within metricsPerSkill.';
comment on column liveperson.agent_segment_interval.agent_id is
    'Id of the agent; empty text in the grains account and skill. Part of the key. Messaging Operations: the name within metricsPerAgent.';
comment on column liveperson.agent_segment_interval.user_type is
    'Whose segments: human or bot. Part of the key; both together are all. Messaging Operations: parameter userType of the request.';
comment on column liveperson.agent_segment_interval.total_agent_conversation_segments is
    'Segments: how often conversations were assigned to an agent; NULL when there are no data (upstream: -1). Messaging Operations field totalAgentConversationSegments.';
comment on column liveperson.agent_segment_interval.avg_agent_messages_in_agent_segment is
    'Average number of the agent''s messages in a segment; NULL when there are no data (upstream: -1). Messaging Operations field avgAgentMessagesinAgentSegment.';
comment on column liveperson.agent_segment_interval.avg_agent_segment_duration is
    'Average time from the assignment to the end of a segment (the unit is not stated upstream; examples are milliseconds); NULL when there are no data (upstream: -1). Messaging Operations field avgAgentSegmentDuration.';
comment on column liveperson.agent_segment_interval.interactive_agent_segments is
    'Segments in which the consumer answered the agent; NULL when there are no data (upstream: -1). Messaging Operations field interactiveAgentSegments.';
comment on column liveperson.agent_segment_interval.agent_segments_abandoned_by_consumers is
    'Segments that the consumer closed without a message from the agent; NULL when there are no data (upstream: -1). Messaging Operations field agentSegmentsAbandonedByConsumers.';
comment on column liveperson.agent_segment_interval.agent_segments_with_non_responsive_consumers is
    'Segments in which the consumer did not answer the agent; NULL when there are no data (upstream: -1). Messaging Operations field agentSegmentsWithNonResponsiveConsumers.';
comment on column liveperson.agent_segment_interval.agent_segments_with_non_responsive_agents is
    'Segments that were transferred or closed, not by the consumer, without a message from the agent; NULL when there are no data (upstream: -1). Messaging Operations field agentSegmentsWithNonResponsiveAgents.';
comment on column liveperson.agent_segment_interval.avg_time_to_first_agent_message_from_agent_assignment_ms is
    'Average time from the assignment to the agent''s first message, in milliseconds; NULL when there are no data (upstream: -1). Messaging Operations field avgTimetoFirstAgentMessageFromAgentAssignment.';
comment on column liveperson.agent_segment_interval.avg_time_to_first_agent_message_after_transfer_ms is
    'Average time from the assignment to the agent''s first message, of segments after a transfer, in milliseconds; NULL when there are no data (upstream: -1). Messaging Operations field avgTimetoFirstAgentMessageFromAgentAssignment_AfterTransfer.';
comment on column liveperson.agent_segment_interval.avg_time_to_first_agent_message_new_conversation_ms is
    'Average time from the assignment to the agent''s first message, of segments that began the conversation, in milliseconds; NULL when there are no data (upstream: -1). Messaging Operations field avgTimetoFirstAgentMessageFromAgentAssignment_NewConversation.';
comment on column liveperson.agent_segment_interval.avg_time_to_response_from_agent_assignment_ms is
    'Average time that the agent took to answer the consumer, in milliseconds; NULL when there are no data (upstream: -1). Messaging Operations field avgTimeToResponseFromAgentAssignment.';
comment on column liveperson.agent_segment_interval.is_final is
    'Whether the interval was over when upstream answered. FALSE: its numbers still grow; a later sample replaces them.';
comment on column liveperson.agent_segment_interval.extra is
    'Fields and values that fit no column, as they came; NULL when none. Their paths are in ingest.drift.';
comment on column liveperson.agent_segment_interval.fetched_at is
    'Lineage: version of this content, when upstream answered, by its own clock, UTC. Of copies that are equally final the newest wins.';
comment on column liveperson.agent_segment_interval.content_rev is
    'Lineage: revision of the program''s reading rules that made the row; a higher one replaces a lower one when an interval is read again.';
comment on column liveperson.agent_segment_interval.content_hash is
    'Lineage: hash (16 bytes) of the row, lineage left out. Equal hash means equal content.';
comment on column liveperson.agent_segment_interval.unit_id is
    'Lineage: the method that last changed the row. Joins ingest.unit on unit_id.';
comment on column liveperson.agent_segment_interval.loaded_at is
    'Lineage: when the row was last changed here (start of that transaction), clock of the database.';

create table liveperson.wait_time_estimate (
    account_id             text collate "C" not null,
    sampled_at             timestamptz not null,
    skill_id               text collate "C" not null,
    estimated_wait_time_s  bigint,
    estimated_at           timestamptz,
    is_final               boolean not null,
    extra                  jsonb,
    fetched_at             timestamptz not null,
    content_rev            integer not null,
    content_hash           bytea not null,
    unit_id                bigint not null,
    loaded_at              timestamptz not null default now(),
    primary key (account_id, sampled_at, skill_id)
);
create index wait_time_estimate_loaded_at_idx on liveperson.wait_time_estimate using brin (loaded_at);
comment on table liveperson.wait_time_estimate is
    'How long upstream believes that a new conversation of a skill would wait, as sampled. One row per moment and skill. Upstream reckons anew every 10 seconds; it needs some 120 assignments an hour, and is unreliable for a quarter of an hour after capacity changed by much. A gap cannot be filled later. From Messaging Operations, method ewt.';
comment on column liveperson.wait_time_estimate.account_id is
    'LivePerson account (site) number that was asked. Part of the key.';
comment on column liveperson.wait_time_estimate.sampled_at is
    'When upstream answered, by its own clock, UTC. Part of the key.';
comment on column liveperson.wait_time_estimate.skill_id is
    'Id of the skill. Part of the key. Messaging Operations field skillId.';
comment on column liveperson.wait_time_estimate.estimated_wait_time_s is
    'Estimated wait in seconds; NULL when upstream has no estimate (-1). Messaging Operations field estimatedWaitTime.';
comment on column liveperson.wait_time_estimate.estimated_at is
    'When upstream reckoned the estimate, UTC. Messaging Operations field timestamp.';
comment on column liveperson.wait_time_estimate.is_final is
    'Always TRUE: a snapshot does not change any more.';
comment on column liveperson.wait_time_estimate.extra is
    'Fields and values that fit no column, as they came; NULL when none. Their paths are in ingest.drift.';
comment on column liveperson.wait_time_estimate.fetched_at is
    'Lineage: version of this content, when upstream answered, by its own clock, UTC. Of copies that are equally final the newest wins.';
comment on column liveperson.wait_time_estimate.content_rev is
    'Lineage: revision of the program''s reading rules that made the row; a higher one replaces a lower one when an interval is read again.';
comment on column liveperson.wait_time_estimate.content_hash is
    'Lineage: hash (16 bytes) of the row, lineage left out. Equal hash means equal content.';
comment on column liveperson.wait_time_estimate.unit_id is
    'Lineage: the method that last changed the row. Joins ingest.unit on unit_id.';
comment on column liveperson.wait_time_estimate.loaded_at is
    'Lineage: when the row was last changed here (start of that transaction), clock of the database.';

create table liveperson.agent_status_sample (
    account_id                   text collate "C" not null,
    sampled_at                   timestamptz not null,
    agent_id                     text collate "C" not null,
    status                       text,
    status_started_at            timestamptz,
    status_duration_ms           bigint,
    reason_id                    text collate "C",
    reason_started_at            timestamptz,
    reason_duration_ms           bigint,
    load                         numeric,
    ringing_slots                bigint,
    busy_slots                   bigint,
    configured_max_slots         bigint,
    open_assigned_conversations  bigint,
    intense_conversations        bigint,
    connection_state             text,
    is_present                   boolean,
    last_updated_at              timestamptz,
    is_partial                   boolean not null,
    is_final                     boolean not null,
    extra                        jsonb,
    fetched_at                   timestamptz not null,
    content_rev                  integer not null,
    content_hash                 bytea not null,
    unit_id                      bigint not null,
    loaded_at                    timestamptz not null default now(),
    primary key (account_id, sampled_at, agent_id)
);
create index agent_status_sample_loaded_at_idx on liveperson.agent_status_sample using brin (loaded_at);
comment on table liveperson.agent_status_sample is
    'An agent at a moment, as sampled. One row per moment and agent who was logged in. A gap cannot be filled later: upstream knows only now. Who is missing was not logged in, unless is_partial says that agents may be missing. Names, group and skills: agent_profile. From Agent Metrics, method agent-view/status.';
comment on column liveperson.agent_status_sample.account_id is
    'LivePerson account (site) number that was asked. Part of the key.';
comment on column liveperson.agent_status_sample.sampled_at is
    'When upstream answered, by its own clock, UTC. Part of the key.';
comment on column liveperson.agent_status_sample.agent_id is
    'Id of the agent. Part of the key. Agent Metrics field agentId.';
comment on column liveperson.agent_status_sample.status is
    'Status: ONLINE, AWAY, BACK_SOON, OFFLINE. Agent Metrics field currentStatus.';
comment on column liveperson.agent_status_sample.status_started_at is
    'When the status began, UTC. Agent Metrics field currentStatusStartTimeL.';
comment on column liveperson.agent_status_sample.status_duration_ms is
    'Time in the status so far, in milliseconds. Agent Metrics field currentStatusDuration.';
comment on column liveperson.agent_status_sample.reason_id is
    'Id of the reason that the agent gave for AWAY. Agent Metrics field currentStatusReason.';
comment on column liveperson.agent_status_sample.reason_started_at is
    'When the agent gave that reason, UTC. Agent Metrics field currentStatusReasonStartTimeL.';
comment on column liveperson.agent_status_sample.reason_duration_ms is
    'Time with that reason so far, in milliseconds. Agent Metrics field currentStatusReasonDuration.';
comment on column liveperson.agent_status_sample.load is
    'Load as a percentage of the agent''s capacity. Agent Metrics field load.';
comment on column liveperson.agent_status_sample.ringing_slots is
    'Places that are offered a conversation now. Agent Metrics field ringingSlots.';
comment on column liveperson.agent_status_sample.busy_slots is
    'Places that conversations take now. Agent Metrics field busySlots.';
comment on column liveperson.agent_status_sample.configured_max_slots is
    'Places that the agent has. Agent Metrics field configuredMaxSlots.';
comment on column liveperson.agent_status_sample.open_assigned_conversations is
    'Open conversations that are assigned to the agent. Agent Metrics field openAssignedConversations.';
comment on column liveperson.agent_status_sample.intense_conversations is
    'Those of them that upstream calls intense. Agent Metrics field intenseConversations.';
comment on column liveperson.agent_status_sample.connection_state is
    'Connection of the agent: CONNECTED, DISCONNECTED. Agent Metrics field currentConnectionState.';
comment on column liveperson.agent_status_sample.is_present is
    'Whether the agent is present. Agent Metrics field agentPresence.';
comment on column liveperson.agent_status_sample.last_updated_at is
    'When upstream reckoned these numbers, UTC. Agent Metrics field lastUpdatedTimeL.';
comment on column liveperson.agent_status_sample.is_partial is
    'TRUE: agents may be missing from this sample, because they came and went while its pages were read, or a part of upstream''s servers did not answer. The same on all rows of a sample.';
comment on column liveperson.agent_status_sample.is_final is
    'Always TRUE: a snapshot does not change any more.';
comment on column liveperson.agent_status_sample.extra is
    'Fields and values that fit no column, as they came; NULL when none. Their paths are in ingest.drift.';
comment on column liveperson.agent_status_sample.fetched_at is
    'Lineage: version of this content, when upstream answered, by its own clock, UTC. Of copies that are equally final the newest wins.';
comment on column liveperson.agent_status_sample.content_rev is
    'Lineage: revision of the program''s reading rules that made the row; a higher one replaces a lower one when an interval is read again.';
comment on column liveperson.agent_status_sample.content_hash is
    'Lineage: hash (16 bytes) of the row, lineage left out. Equal hash means equal content.';
comment on column liveperson.agent_status_sample.unit_id is
    'Lineage: the method that last changed the row. Joins ingest.unit on unit_id.';
comment on column liveperson.agent_status_sample.loaded_at is
    'Lineage: when the row was last changed here (start of that transaction), clock of the database.';

create table liveperson.agent_profile (
    account_id        text collate "C" not null,
    agent_id          text collate "C" not null,
    full_name         text,
    nickname          text,
    login_name        text,
    picture_url       text,
    agent_group_id    text collate "C",
    agent_group_name  text,
    skills            jsonb,
    is_final          boolean not null,
    fetched_at        timestamptz not null,
    content_rev       integer not null,
    content_hash      bytea not null,
    unit_id           bigint not null,
    loaded_at         timestamptz not null default now(),
    primary key (account_id, agent_id)
);
comment on table liveperson.agent_profile is
    'What an agent is called, and the group and skills, as Agent Metrics told last. One row per agent who was ever sampled; nobody is removed. An agent who was not logged in since a change is shown as before it. The skills have no history here. From Agent Metrics, method agent-view/status.';
comment on column liveperson.agent_profile.account_id is
    'LivePerson account (site) number that was asked. Part of the key.';
comment on column liveperson.agent_profile.agent_id is
    'Id of the agent. Part of the key. Agent Metrics field agentId.';
comment on column liveperson.agent_profile.full_name is
    'Full name. Agent Metrics field agentName.';
comment on column liveperson.agent_profile.nickname is
    'Name that consumers see. Agent Metrics field agentNickname.';
comment on column liveperson.agent_profile.login_name is
    'Name to log in with, often an e-mail address. Agent Metrics field agentLoginName.';
comment on column liveperson.agent_profile.picture_url is
    'Address of the picture. Agent Metrics field agentPictureURL.';
comment on column liveperson.agent_profile.agent_group_id is
    'Id of the group, -1 the main group. Agent Metrics field agentGroupId.';
comment on column liveperson.agent_profile.agent_group_name is
    'Name of the group. Agent Metrics field agentGroupName.';
comment on column liveperson.agent_profile.skills is
    'Skills: a list of objects with skillId and skillName, as it came. Agent Metrics field agentSkills.';
comment on column liveperson.agent_profile.is_final is
    'Always TRUE.';
comment on column liveperson.agent_profile.fetched_at is
    'Lineage: version of this content, when upstream answered, by its own clock, UTC. Of copies that are equally final the newest wins.';
comment on column liveperson.agent_profile.content_rev is
    'Lineage: revision of the program''s reading rules that made the row; a higher one replaces a lower one when an interval is read again.';
comment on column liveperson.agent_profile.content_hash is
    'Lineage: hash (16 bytes) of the row, lineage left out. Equal hash means equal content.';
comment on column liveperson.agent_profile.unit_id is
    'Lineage: the method that last changed the row. Joins ingest.unit on unit_id.';
comment on column liveperson.agent_profile.loaded_at is
    'Lineage: when the row was last changed here (start of that transaction), clock of the database.';

create table liveperson.agent_load_sample (
    account_id                   text collate "C" not null,
    sampled_at                   timestamptz not null,
    open_assigned_conversations  bigint,
    weighted_avg_load            numeric,
    min_load                     numeric,
    max_load                     numeric,
    min_configured_max_slots     bigint,
    max_configured_max_slots     bigint,
    num_away_agents              bigint,
    num_back_soon_agents         bigint,
    num_online_agents            bigint,
    is_final                     boolean not null,
    extra                        jsonb,
    fetched_at                   timestamptz not null,
    content_rev                  integer not null,
    content_hash                 bytea not null,
    unit_id                      bigint not null,
    loaded_at                    timestamptz not null default now(),
    primary key (account_id, sampled_at)
);
-- For changed_at of schema mart: a copy elsewhere asks what changed lately. Rows come about in the order of time.
create index agent_load_sample_loaded_at_idx on liveperson.agent_load_sample using brin (loaded_at);
comment on table liveperson.agent_load_sample is
    'The load of all agents together at a moment, as sampled and as upstream reckons it. One row per moment. A gap cannot be filled later: upstream knows only now. From Agent Metrics, method agent-view/summary.';
comment on column liveperson.agent_load_sample.account_id is
    'LivePerson account (site) number that was asked. Part of the key.';
comment on column liveperson.agent_load_sample.sampled_at is
    'When upstream answered, by its own clock, UTC. Part of the key.';
comment on column liveperson.agent_load_sample.open_assigned_conversations is
    'Open conversations that are assigned to agents; NULL when there are no data (upstream: -1). Agent Metrics field openAssignedConversations.';
comment on column liveperson.agent_load_sample.weighted_avg_load is
    'Average load of the agents, weighted by their places, as a percentage of capacity; NULL when there are no data (upstream: -1). Agent Metrics field weightedAvgLoad.';
comment on column liveperson.agent_load_sample.min_load is
    'Lowest load of an agent, as a percentage of capacity; NULL when there are no data (upstream: -1). Agent Metrics field minLoad.';
comment on column liveperson.agent_load_sample.max_load is
    'Highest load of an agent, as a percentage of capacity; NULL when there are no data (upstream: -1). Agent Metrics field maxLoad.';
comment on column liveperson.agent_load_sample.min_configured_max_slots is
    'Fewest places that an agent has; NULL when there are no data (upstream: -1). Agent Metrics field minConfiguredMaxSlots.';
comment on column liveperson.agent_load_sample.max_configured_max_slots is
    'Most places that an agent has; NULL when there are no data (upstream: -1). Agent Metrics field maxConfiguredMaxSlots.';
comment on column liveperson.agent_load_sample.num_away_agents is
    'Agents with status AWAY; NULL when there are no data (upstream: -1). Agent Metrics field numAwayAgents.';
comment on column liveperson.agent_load_sample.num_back_soon_agents is
    'Agents with status BACK_SOON; NULL when there are no data (upstream: -1). Agent Metrics field numBackSoonAgents.';
comment on column liveperson.agent_load_sample.num_online_agents is
    'Agents with status ONLINE; NULL when there are no data (upstream: -1). Agent Metrics field numOnlineAgents.';
comment on column liveperson.agent_load_sample.is_final is
    'Always TRUE: a snapshot does not change any more.';
comment on column liveperson.agent_load_sample.extra is
    'Fields and values that fit no column, as they came; NULL when none. Their paths are in ingest.drift.';
comment on column liveperson.agent_load_sample.fetched_at is
    'Lineage: version of this content, when upstream answered, by its own clock, UTC. Of copies that are equally final the newest wins.';
comment on column liveperson.agent_load_sample.content_rev is
    'Lineage: revision of the program''s reading rules that made the row; a higher one replaces a lower one when an interval is read again.';
comment on column liveperson.agent_load_sample.content_hash is
    'Lineage: hash (16 bytes) of the row, lineage left out. Equal hash means equal content.';
comment on column liveperson.agent_load_sample.unit_id is
    'Lineage: the method that last changed the row. Joins ingest.unit on unit_id.';
comment on column liveperson.agent_load_sample.loaded_at is
    'Lineage: when the row was last changed here (start of that transaction), clock of the database.';
