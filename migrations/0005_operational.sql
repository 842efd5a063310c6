-- Samples of the Operational Real-time API: metrics of intervals and snapshots, as upstream reckons them.
-- One row per key, its best version: a final row gives way only to a later final one. Upstream keeps 24 hours: what was
-- not sampled by then is lost. No index but the keys, which begin with what every query asks for: account and time.

create table liveperson.engagement_activity (
    account_id                             text collate "C" not null,
    interval_s                             integer not null,
    interval_end_at                        timestamptz not null,
    grain                                  text collate "C" not null,
    skill_id                               text collate "C" not null,
    agent_id                               text collate "C" not null,
    total_interactive_chats                bigint,
    total_non_interactive_chats            bigint,
    total_handling_time_s                  bigint,
    non_interactive_total_handling_time_s  bigint,
    connected_engagements                  bigint,
    is_final                               boolean not null,
    extra                                  jsonb,
    fetched_at                             timestamptz not null,
    content_rev                            integer not null,
    content_hash                           bytea not null,
    unit_id                                bigint not null,
    loaded_at                              timestamptz not null default now(),
    primary key (account_id, interval_s, interval_end_at, grain, skill_id, agent_id)
);
create index engagement_activity_loaded_at_idx on liveperson.engagement_activity using brin (loaded_at);
comment on table liveperson.engagement_activity is
    'Chats that were closed in an interval, not those that began in it. One row per interval and grain: account (all chats), skill, agent, skill_agent (an agent within a skill). Every grain counts the same chats again, and totals are upstream''s own and need not add up to their parts: choose one grain, never sum over several. From Operational Real-time, method engactivity.';
comment on column liveperson.engagement_activity.account_id is
    'LivePerson account (site) number that was asked. Part of the key.';
comment on column liveperson.engagement_activity.interval_s is
    'Length of the interval in seconds. Part of the key; rows of different lengths overlap, so never add them up.';
comment on column liveperson.engagement_activity.interval_end_at is
    'END of the interval, UTC; it begins interval_s earlier. Part of the key. Operational Real-time field timestamp.';
comment on column liveperson.engagement_activity.grain is
    'What the row is of: account, skill, agent, skill_agent. Part of the key; always filter on it.';
comment on column liveperson.engagement_activity.skill_id is
    'Id of the skill; empty text in the grains account and agent. Part of the key. Operational Real-time: the name within metricsPerSkill.';
comment on column liveperson.engagement_activity.agent_id is
    'Id of the agent; empty text in the grains account and skill. Part of the key. Operational Real-time: the name within metricsPerAgent.';
comment on column liveperson.engagement_activity.total_interactive_chats is
    'Chats closed in which both visitor and agent wrote. Operational Real-time field totalInteractiveChats.';
comment on column liveperson.engagement_activity.total_non_interactive_chats is
    'Chats closed in which not both wrote; of accounts and skills with those abandoned in the queue, which no agent had. Operational Real-time field totalNonInteractiveChats.';
comment on column liveperson.engagement_activity.total_handling_time_s is
    'Handling time of the interactive chats closed, in seconds. Operational Real-time field totalHandlingTime.';
comment on column liveperson.engagement_activity.non_interactive_total_handling_time_s is
    'Handling time of the non-interactive chats closed, in seconds. Operational Real-time field nonInteractiveTotalHandlingTime.';
comment on column liveperson.engagement_activity.connected_engagements is
    'Chats closed that had been connected to an agent. Operational Real-time field connectedEngagements.';
comment on column liveperson.engagement_activity.is_final is
    'Whether the interval was over when upstream answered. FALSE: its numbers still grow; a later sample replaces them.';
comment on column liveperson.engagement_activity.extra is
    'Fields and values that fit no column, as they came; NULL when none. Their paths are in ingest.drift.';
comment on column liveperson.engagement_activity.fetched_at is
    'Lineage: version of this content, when upstream answered, by its own clock, UTC. Of copies that are equally final the newest wins.';
comment on column liveperson.engagement_activity.content_rev is
    'Lineage: revision of the program''s reading rules that made the row; a higher one replaces a lower one when an interval is read again.';
comment on column liveperson.engagement_activity.content_hash is
    'Lineage: hash (16 bytes) of the row, lineage left out. Equal hash means equal content.';
comment on column liveperson.engagement_activity.unit_id is
    'Lineage: the method that last changed the row. Joins ingest.unit on unit_id.';
comment on column liveperson.engagement_activity.loaded_at is
    'Lineage: when the row was last changed here (start of that transaction), clock of the database.';

create table liveperson.queue_health (
    account_id               text collate "C" not null,
    interval_s               integer not null,
    interval_end_at          timestamptz not null,
    grain                    text collate "C" not null,
    skill_id                 text collate "C" not null,
    entered_engagements      bigint,
    connected_engagements    bigint,
    abandoned_engagements    bigint,
    abandonment_rate         numeric,
    total_time_to_answer_s   bigint,
    avg_time_to_answer_s     bigint,
    total_time_to_abandon_s  bigint,
    avg_time_to_abandon_s    bigint,
    max_queue_size           bigint,
    min_queue_size           bigint,
    max_available_slots      bigint,
    min_available_slots      bigint,
    average_queue_size       numeric,
    queue_size_sum           bigint,
    queue_size_count         bigint,
    average_available_slots  numeric,
    available_slots_sum      bigint,
    available_slots_count    bigint,
    current_queue_size       bigint,
    current_available_slots  bigint,
    is_final                 boolean not null,
    extra                    jsonb,
    fetched_at               timestamptz not null,
    content_rev              integer not null,
    content_hash             bytea not null,
    unit_id                  bigint not null,
    loaded_at                timestamptz not null default now(),
    primary key (account_id, interval_s, interval_end_at, grain, skill_id)
);
create index queue_health_loaded_at_idx on liveperson.queue_health using brin (loaded_at);
comment on table liveperson.queue_health is
    'What happened in the queue in an interval. One row per interval and grain: account (all skills) and skill. Totals are upstream''s own and need not add up to their parts: choose one grain, never sum over both. Averages of longer spans: use sums and counts, never the average of averages. From Operational Real-time, method queuehealth.';
comment on column liveperson.queue_health.account_id is
    'LivePerson account (site) number that was asked. Part of the key.';
comment on column liveperson.queue_health.interval_s is
    'Length of the interval in seconds. Part of the key; rows of different lengths overlap, so never add them up.';
comment on column liveperson.queue_health.interval_end_at is
    'END of the interval, UTC; it begins interval_s earlier. Part of the key. Operational Real-time field timestamp.';
comment on column liveperson.queue_health.grain is
    'What the row is of: account, skill. Part of the key; always filter on it.';
comment on column liveperson.queue_health.skill_id is
    'Id of the skill; empty text in the grain account. Part of the key. Operational Real-time: the name within skillsMetrics.';
comment on column liveperson.queue_health.entered_engagements is
    'Chats that entered the queue. Operational Real-time field enteredQEng.';
comment on column liveperson.queue_health.connected_engagements is
    'Chats that left the queue because an agent took them. Operational Real-time field connectedEng.';
comment on column liveperson.queue_health.abandoned_engagements is
    'Chats that left the queue because the visitor gave up. Operational Real-time field abandonedEng.';
comment on column liveperson.queue_health.abandonment_rate is
    'Chats abandoned, as a fraction from 0 to 1 of those abandoned and connected; rounded by upstream. Operational Real-time field abandonmentRate.';
comment on column liveperson.queue_health.total_time_to_answer_s is
    'Waiting time of the chats connected, together, in seconds. Operational Real-time field totalTimeToAnswer.';
comment on column liveperson.queue_health.avg_time_to_answer_s is
    'Average waiting time of the chats connected, in seconds, rounded by upstream. Operational Real-time field avgTimeToAnswer.';
comment on column liveperson.queue_health.total_time_to_abandon_s is
    'Waiting time of the chats abandoned, together, in seconds (the unit is not stated upstream). Operational Real-time field totalTimeToAbandon.';
comment on column liveperson.queue_health.avg_time_to_abandon_s is
    'Average waiting time of the chats abandoned, in seconds (the unit is not stated upstream), rounded by upstream. Operational Real-time field avgTimeToAbandon.';
comment on column liveperson.queue_health.max_queue_size is
    'Most chats waiting at one moment; NULL when there are no data (upstream: -1). Operational Real-time field maxQueueSize.';
comment on column liveperson.queue_health.min_queue_size is
    'Fewest chats waiting at one moment; NULL when there are no data (upstream: -1). Operational Real-time field minQueueSize.';
comment on column liveperson.queue_health.max_available_slots is
    'Most free places for chats at one moment; an agent without limit counts as one; NULL when there are no data (upstream: -1). Operational Real-time field maxAvailableSlots.';
comment on column liveperson.queue_health.min_available_slots is
    'Fewest free places for chats at one moment; an agent without limit counts as one; NULL when there are no data (upstream: -1). Operational Real-time field minAvailableSlots.';
comment on column liveperson.queue_health.average_queue_size is
    'Average of chats waiting: queue_size_sum / queue_size_count; upstream rounds it to a whole number in some rows; NULL when there are no data (upstream: -1). Operational Real-time field averageQueueSize.';
comment on column liveperson.queue_health.queue_size_sum is
    'Sum over the samples that upstream took of the number of chats waiting. Operational Real-time field queueSizeSum.';
comment on column liveperson.queue_health.queue_size_count is
    'How many samples upstream took of the number of chats waiting. Operational Real-time field queueSizeCount.';
comment on column liveperson.queue_health.average_available_slots is
    'Average of free places for chats: available_slots_sum / available_slots_count; upstream rounds it to a whole number in some rows; NULL when there are no data (upstream: -1). Operational Real-time field averageAvailableSlots.';
comment on column liveperson.queue_health.available_slots_sum is
    'Sum over the samples that upstream took of the number of free places for chats. Operational Real-time field availableSlotsSum.';
comment on column liveperson.queue_health.available_slots_count is
    'How many samples upstream took of the number of free places for chats. Operational Real-time field availableSlotsCount.';
comment on column liveperson.queue_health.current_queue_size is
    'Chats waiting when upstream answered; of intervals upstream has none (-1), which is NULL: see queue_state. Operational Real-time field currentQueueSize (also currentQueueState).';
comment on column liveperson.queue_health.current_available_slots is
    'Free places for chats when upstream answered; of intervals upstream has none (-1), which is NULL: see queue_state. Operational Real-time field currentAvailableSlots.';
comment on column liveperson.queue_health.is_final is
    'Whether the interval was over when upstream answered. FALSE: its numbers still grow; a later sample replaces them.';
comment on column liveperson.queue_health.extra is
    'Fields and values that fit no column, as they came; NULL when none. Their paths are in ingest.drift.';
comment on column liveperson.queue_health.fetched_at is
    'Lineage: version of this content, when upstream answered, by its own clock, UTC. Of copies that are equally final the newest wins.';
comment on column liveperson.queue_health.content_rev is
    'Lineage: revision of the program''s reading rules that made the row; a higher one replaces a lower one when an interval is read again.';
comment on column liveperson.queue_health.content_hash is
    'Lineage: hash (16 bytes) of the row, lineage left out. Equal hash means equal content.';
comment on column liveperson.queue_health.unit_id is
    'Lineage: the method that last changed the row. Joins ingest.unit on unit_id.';
comment on column liveperson.queue_health.loaded_at is
    'Lineage: when the row was last changed here (start of that transaction), clock of the database.';

create table liveperson.agent_state_interval (
    account_id                     text collate "C" not null,
    interval_s                     integer not null,
    interval_end_at                timestamptz not null,
    grain                          text collate "C" not null,
    agent_id                       text collate "C" not null,
    state_id                       text collate "C" not null,
    reason_id                      text collate "C" not null,
    state_name                     text,
    total_s                        bigint,
    chatting_s                     bigint,
    not_chatting_s                 bigint,
    chatting_in_max_concurrency_s  bigint,
    is_final                       boolean not null,
    extra                          jsonb,
    fetched_at                     timestamptz not null,
    content_rev                    integer not null,
    content_hash                   bytea not null,
    unit_id                        bigint not null,
    loaded_at                      timestamptz not null default now(),
    primary key (account_id, interval_s, interval_end_at, grain, agent_id, state_id, reason_id)
);
-- For changed_at of schema mart: a copy elsewhere asks what changed lately. Rows come about in the order of time.
create index agent_state_interval_loaded_at_idx on liveperson.agent_state_interval using brin (loaded_at);
comment on table liveperson.agent_state_interval is
    'How long an agent was in a state in an interval. One row per interval, agent, state and reason, of one grain: agent; upstream has no totals over agents. A state as a whole (reason_id '''') and its reasons both have rows, and state -1 is the sum of the others: choose, never sum over all. Sums may be off by a second, upstream''s own parts by more. From Operational Real-time, method agentactivity.';
comment on column liveperson.agent_state_interval.account_id is
    'LivePerson account (site) number that was asked. Part of the key.';
comment on column liveperson.agent_state_interval.interval_s is
    'Length of the interval in seconds. Part of the key; rows of different lengths overlap, so never add them up.';
comment on column liveperson.agent_state_interval.interval_end_at is
    'END of the interval, UTC; it begins interval_s earlier. Part of the key. Operational Real-time field timestamp.';
comment on column liveperson.agent_state_interval.grain is
    'What the row is of: agent. Part of the key.';
comment on column liveperson.agent_state_interval.agent_id is
    'Id of the agent. Part of the key. Operational Real-time: the name within metricsPerAgent.';
comment on column liveperson.agent_state_interval.state_id is
    'State: 2 online, 3 back soon, 4 away, -1 logged in (the sum of the others). Part of the key. Operational Real-time field id of a state.';
comment on column liveperson.agent_state_interval.reason_id is
    'Id of the reason that the agent gave for the state; empty text is the state as a whole. Part of the key. Operational Real-time field reasons[].id.';
comment on column liveperson.agent_state_interval.state_name is
    'Name of the state in upstream''s words, as Online, Back in 5, Away, Logged in; also on the rows of its reasons. Operational Real-time field name of a state.';
comment on column liveperson.agent_state_interval.total_s is
    'Time in the state, in seconds. Operational Real-time field value.total.';
comment on column liveperson.agent_state_interval.chatting_s is
    'Part of it with at least one chat, in seconds. Operational Real-time field value.chatting.';
comment on column liveperson.agent_state_interval.not_chatting_s is
    'Part of it without a chat, in seconds. Operational Real-time field value.notChatting.';
comment on column liveperson.agent_state_interval.chatting_in_max_concurrency_s is
    'Part of it with as many chats as the agent may have, in seconds. Operational Real-time field value.chattingInMaxConcurrency.';
comment on column liveperson.agent_state_interval.is_final is
    'Whether the interval was over when upstream answered. FALSE: its numbers still grow; a later sample replaces them.';
comment on column liveperson.agent_state_interval.extra is
    'Fields and values that fit no column, as they came; NULL when none. Their paths are in ingest.drift.';
comment on column liveperson.agent_state_interval.fetched_at is
    'Lineage: version of this content, when upstream answered, by its own clock, UTC. Of copies that are equally final the newest wins.';
comment on column liveperson.agent_state_interval.content_rev is
    'Lineage: revision of the program''s reading rules that made the row; a higher one replaces a lower one when an interval is read again.';
comment on column liveperson.agent_state_interval.content_hash is
    'Lineage: hash (16 bytes) of the row, lineage left out. Equal hash means equal content.';
comment on column liveperson.agent_state_interval.unit_id is
    'Lineage: the method that last changed the row. Joins ingest.unit on unit_id.';
comment on column liveperson.agent_state_interval.loaded_at is
    'Lineage: when the row was last changed here (start of that transaction), clock of the database.';

create table liveperson.queue_state (
    account_id                         text collate "C" not null,
    sampled_at                         timestamptz not null,
    grain                              text collate "C" not null,
    skill_id                           text collate "C" not null,
    current_queue_size                 bigint,
    current_available_slots            bigint,
    current_max_wait_time_in_queue_ms  bigint,
    is_final                           boolean not null,
    extra                              jsonb,
    fetched_at                         timestamptz not null,
    content_rev                        integer not null,
    content_hash                       bytea not null,
    unit_id                            bigint not null,
    loaded_at                          timestamptz not null default now(),
    primary key (account_id, sampled_at, grain, skill_id)
);
create index queue_state_loaded_at_idx on liveperson.queue_state using brin (loaded_at);
comment on table liveperson.queue_state is
    'The queue at a moment, as sampled. One row per moment and grain: account (all skills) and skill. A gap cannot be filled later: upstream knows only now. Totals are upstream''s own; skills without data are not in them. From Operational Real-time, method queuestate.';
comment on column liveperson.queue_state.account_id is
    'LivePerson account (site) number that was asked. Part of the key.';
comment on column liveperson.queue_state.sampled_at is
    'When upstream answered, by its own clock, UTC. Part of the key.';
comment on column liveperson.queue_state.grain is
    'What the row is of: account, skill. Part of the key; always filter on it.';
comment on column liveperson.queue_state.skill_id is
    'Id of the skill; empty text in the grain account. Part of the key. Operational Real-time: the name within skills.';
comment on column liveperson.queue_state.current_queue_size is
    'Chats waiting; NULL when there are no data (upstream: -1). Operational Real-time field currentQueueSize (also currentQueueState).';
comment on column liveperson.queue_state.current_available_slots is
    'Free places for chats; an agent without limit counts as one; NULL when there are no data (upstream: -1). Operational Real-time field currentAvailableSlots.';
comment on column liveperson.queue_state.current_max_wait_time_in_queue_ms is
    'Longest wait of the chats waiting, in milliseconds; of the account the longest of all skills; NULL when nobody waits or there are no data (upstream: -1). Operational Real-time field currentMaxWaitTimeInQueue.';
comment on column liveperson.queue_state.is_final is
    'Always TRUE: a snapshot does not change any more.';
comment on column liveperson.queue_state.extra is
    'Fields and values that fit no column, as they came; NULL when none. Their paths are in ingest.drift.';
comment on column liveperson.queue_state.fetched_at is
    'Lineage: version of this content, when upstream answered, by its own clock, UTC. Of copies that are equally final the newest wins.';
comment on column liveperson.queue_state.content_rev is
    'Lineage: revision of the program''s reading rules that made the row; a higher one replaces a lower one when an interval is read again.';
comment on column liveperson.queue_state.content_hash is
    'Lineage: hash (16 bytes) of the row, lineage left out. Equal hash means equal content.';
comment on column liveperson.queue_state.unit_id is
    'Lineage: the method that last changed the row. Joins ingest.unit on unit_id.';
comment on column liveperson.queue_state.loaded_at is
    'Lineage: when the row was last changed here (start of that transaction), clock of the database.';

create table liveperson.sla_histogram (
    account_id         text collate "C" not null,
    interval_s         integer not null,
    interval_end_at    timestamptz not null,
    group_id           text collate "C" not null,
    lower_bound_s      integer not null,
    chats              bigint,
    share              numeric,
    accumulated_share  numeric,
    is_final           boolean not null,
    extra              jsonb,
    fetched_at         timestamptz not null,
    content_rev        integer not null,
    content_hash       bytea not null,
    unit_id            bigint not null,
    loaded_at          timestamptz not null default now(),
    primary key (account_id, interval_s, interval_end_at, group_id, lower_bound_s)
);
create index sla_histogram_loaded_at_idx on liveperson.sla_histogram using brin (loaded_at);
comment on table liveperson.sla_histogram is
    'How long the chats of an hour had waited: one row per hour, group and bar of the histogram, of one grain: group ('''' is all). The bars of one hour and group add up to its chats; shares are upstream''s own. Taken once an hour, of the time since the row before it, so that rows never overlap; a downtime gives one longer row, of 24 hours at most: what is older is lost. Waits are accurate to 5 s. From Operational Real-time, method sla.';
comment on column liveperson.sla_histogram.account_id is
    'LivePerson account (site) number that was asked. Part of the key.';
comment on column liveperson.sla_histogram.interval_s is
    'Length of the time that the row covers, in seconds: since the row before it, usually 3600, after a downtime more. Part of the key.';
comment on column liveperson.sla_histogram.interval_end_at is
    'END of the time that the row covers, UTC, to a mark of 5 minutes; it begins interval_s earlier: the full hour, unless upstream was asked late. What upstream counted between the mark and its answer, mostly 20 seconds, is in this row and in the next one. Part of the key.';
comment on column liveperson.sla_histogram.group_id is
    'Id of the group of agents; empty text is all groups together. Part of the key.';
comment on column liveperson.sla_histogram.lower_bound_s is
    'Shortest wait of the bar in seconds; the bar ends where the next one begins, the highest is open. Part of the key. Operational Real-time: the name within slaDataRange.';
comment on column liveperson.sla_histogram.chats is
    'Chats whose wait fell into the bar. Operational Real-time field chats.';
comment on column liveperson.sla_histogram.share is
    'Those chats as a fraction from 0 to 1 of all (not a percentage, whatever upstream''s name says). Operational Real-time field percentageFromTotal.';
comment on column liveperson.sla_histogram.accumulated_share is
    'Chats of this and all lower bars as a fraction from 0 to 1 of all. Operational Real-time field accumulated.';
comment on column liveperson.sla_histogram.is_final is
    'Always TRUE: a snapshot does not change any more.';
comment on column liveperson.sla_histogram.extra is
    'Fields and values that fit no column, as they came; NULL when none. Their paths are in ingest.drift.';
comment on column liveperson.sla_histogram.fetched_at is
    'Lineage: version of this content, when upstream answered, by its own clock, UTC. Of copies that are equally final the newest wins.';
comment on column liveperson.sla_histogram.content_rev is
    'Lineage: revision of the program''s reading rules that made the row; a higher one replaces a lower one when an interval is read again.';
comment on column liveperson.sla_histogram.content_hash is
    'Lineage: hash (16 bytes) of the row, lineage left out. Equal hash means equal content.';
comment on column liveperson.sla_histogram.unit_id is
    'Lineage: the method that last changed the row. Joins ingest.unit on unit_id.';
comment on column liveperson.sla_histogram.loaded_at is
    'Lineage: when the row was last changed here (start of that transaction), clock of the database.';
