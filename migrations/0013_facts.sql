-- Facts as tables: what the views of mart of the same business calculate from liveperson, kept so that a report of a year takes
-- seconds. A load marks the keys that it wrote, in its own transaction; a daemon then calculates these rows again, in transactions
-- of their own, and writes those that are others now. The queries are in crates/sink/src/sql/facts. Nothing here is a source:
-- `lp-warehouse facts rebuild` makes all of it again.

create schema fact;
comment on schema fact is
    'Facts as tables, derived from liveperson by lp-warehouse and shown by the views of mart. Nobody else writes here, and '
    'reports read mart.';

create table ingest.fact_mark (
    mark_id          bigint generated always as identity primary key,
    subject          text not null check (
        subject in ('account', 'chat', 'messaging_conversation', 'agent_session', 'agent_day', 'contact_day')
    ),
    account_id       text collate "C",
    key              text collate "C",
    unit_id          bigint,
    marked_at        timestamptz not null default clock_timestamp(),
    refused_because  text
);
create index fact_mark_subject_mark_id_idx on ingest.fact_mark (subject, mark_id) where refused_because is null;
comment on table ingest.fact_mark is
    'What a load wrote and the tables of schema fact have not taken over yet: written with the load, removed with the new '
    'rows of schema fact. Rows that repeat each other are as good as one.';
comment on column ingest.fact_mark.mark_id is 'Number of the mark.';
comment on column ingest.fact_mark.subject is
    'What is to be calculated again: chat, messaging_conversation or agent_session by its id; agent_day or contact_day: a '
    'day of the account; account: everything.';
comment on column ingest.fact_mark.account_id is 'LivePerson account (site) number; NULL: every account.';
comment on column ingest.fact_mark.key is 'The id, or the day; NULL with subject account.';
comment on column ingest.fact_mark.unit_id is 'The unit that wrote it (ingest.unit); NULL when a setting changed or a person asked.';
comment on column ingest.fact_mark.marked_at is 'When it was marked, UTC, clock of the database.';
comment on column ingest.fact_mark.refused_because is
    'Why the database refuses what it names: its facts stay as they were. NULL: it is still to be taken over.';

create table ingest.fact_query (
    name        text collate "C" primary key,
    sha256      bytea not null,
    version     text not null,
    applied_at  timestamptz not null default now()
);
comment on table ingest.fact_query is
    'How each table of schema fact was calculated last: a program whose query is another calculates the table again.';
comment on column ingest.fact_query.name is 'Name of the table in schema fact.';
comment on column ingest.fact_query.sha256 is 'SHA-256 over its query and the views that this reads.';
comment on column ingest.fact_query.version is 'Version of lp-warehouse that noted it.';
comment on column ingest.fact_query.applied_at is 'When it was noted.';

-- A setting changes days, scores and the service level of all rows of an account.
create function ingest.mark_account() returns trigger
language plpgsql security definer set search_path = pg_catalog
as $$
begin
    if tg_op <> 'INSERT' then
        insert into ingest.fact_mark (subject, account_id) values ('account', old.account_id);
    end if;
    if tg_op <> 'DELETE' then
        insert into ingest.fact_mark (subject, account_id) values ('account', new.account_id);
    end if;
    return null;
end
$$;
comment on function ingest.mark_account() is 'Marks an account whose settings changed, so that its facts are calculated again.';
create trigger account_setting_marks after insert or update or delete on mart.account_setting
    for each row execute function ingest.mark_account();
create trigger skill_setting_marks after insert or update or delete on mart.skill_setting
    for each row execute function ingest.mark_account();

-- Taken under the lock that one refresh holds until it commits: so numbers become visible in their order.
create sequence fact.change_number;
comment on sequence fact.change_number is 'Number of the refresh that wrote a row: rows with a greater one became visible later.';

create table fact.deletion (
    deletion_id    bigint generated always as identity primary key,
    relation       text not null,
    account_id     text collate "C" not null,
    key            jsonb not null,
    change_number  bigint not null,
    deleted_at     timestamptz not null
);
create index deletion_change_number_idx on fact.deletion (change_number);
comment on table fact.deletion is 'Rows that a table of schema fact had and has no more: what mart.deletion shows.';

create table fact.complete_day (
    account_id    text collate "C" not null,
    day           date not null,
    completed_at  timestamptz not null,
    primary key (account_id, day)
);
comment on table fact.complete_day is 'Days whose feeds were complete: what changes later is a restatement.';

create table fact.complete_through (
    account_id            text collate "C" primary key,
    chats_through_at      timestamptz,
    agents_through_at     timestamptz,
    messaging_through_at  timestamptz,
    visits_through_at     timestamptz,
    noted_at              timestamptz not null
);
comment on table fact.complete_through is 'Up to when the facts of an account are complete: what mart.complete_through shows.';

create table fact.restatement (
    restatement_id  bigint generated always as identity primary key,
    account_id      text collate "C" not null,
    day             date not null,
    measure_group   text not null,
    before          jsonb not null,
    after           jsonb not null,
    unit_ids        bigint[] not null,
    change_number   bigint not null,
    restated_at     timestamptz not null
);
create index restatement_account_id_day_idx on fact.restatement (account_id, day);
comment on table fact.restatement is
    'Measures of a day that changed after the day was complete: what mart.restatement shows.';

create table fact.chat (
    account_id                text collate "C" not null,
    chat_id                   text collate "C" not null,
    started_at                timestamptz,
    connected_at              timestamptz,
    ended_at                  timestamptz,
    type                      text,
    agent_id                  text collate "C",
    agent_group_id            text collate "C",
    skill_id                  text collate "C",
    campaign_id               text collate "C",
    campaign_engagement_id    text collate "C",
    campaign_engagement_name  text,
    agent_name_at_chat        text,
    agent_group_name_at_chat  text,
    skill_name_at_chat        text,
    campaign_name_at_chat     text,
    goal_name_at_chat         text,
    lob_name_at_chat          text,
    visitor_profile_name      text,
    visitor_behavior_name     text,
    visitor_id                text collate "C",
    visit_id                  text collate "C",
    consumer_id               text collate "C",
    customer_id               text collate "C",
    visitor_name              text,
    visitor_country           text,
    visitor_state             text,
    visitor_city              text,
    visitor_device            text,
    visitor_browser           text,
    visitor_operating_system  text,
    start_page                text,
    start_url                 text,
    start_reason_source       text,
    start_reason_id           integer,
    start_reason_name         text,
    end_reason_id             integer,
    end_reason_name           text,
    is_connected              boolean,
    is_interactive            boolean,
    transfer_count            bigint,
    is_begun_by_transfer      boolean,
    is_ended_by_transfer      boolean,
    wait_s                    numeric,
    abandon_wait_s            numeric,
    is_short_abandon          boolean,
    is_within_service_level   boolean,
    duration_s                numeric,
    first_response_s          numeric,
    handling_s                numeric,
    reply_count               bigint,
    reply_median_s            numeric,
    reply_max_s               numeric,
    reply_total_s             numeric,
    visitor_line_count        bigint,
    agent_line_count          bigint,
    mcs_score                 integer,
    survey_score              numeric,
    has_post_chat_survey      boolean,
    has_post_chat_answer      boolean,
    has_lead                  boolean,
    has_purchase              boolean,
    sources                   text,
    is_history_complete       boolean,
    data_access_wait_s        numeric,
    history_wait_s            numeric,
    data_access_duration_s    numeric,
    history_duration_s        numeric,
    is_live_chat              boolean,
    loaded_at                 timestamptz,
    change_number             bigint not null,
    changed_at                timestamptz not null,
    primary key (account_id, chat_id)
);
create index chat_account_id_started_at_idx on fact.chat (account_id, started_at);
create index chat_change_number_idx on fact.chat (change_number);
comment on table fact.chat is
    'Chats, merged from Data Access and Engagement History: what mart.chat shows, without the names of today.';

create table fact.chat_participation (
    account_id          text collate "C" not null,
    chat_id             text collate "C" not null,
    position            integer not null,
    is_helper           boolean,
    agent_id            text collate "C",
    skill_id            text collate "C",
    started_at          timestamptz,
    ended_at            timestamptz,
    wait_s              numeric,
    duration_s          numeric,
    handling_s          numeric,
    first_response_s    numeric,
    agent_line_count    bigint,
    visitor_line_count  bigint,
    is_live_chat        boolean,
    change_number       bigint not null,
    changed_at          timestamptz not null,
    primary key (account_id, chat_id, position)
);
create index chat_participation_account_id_started_at_idx on fact.chat_participation (account_id, started_at);
create index chat_participation_change_number_idx on fact.chat_participation (change_number);
comment on table fact.chat_participation is
    'Who worked on which chat: what mart.chat_participation shows.';

create table fact.messaging_conversation (
    account_id                        text collate "C" not null,
    conversation_id                   text collate "C" not null,
    started_at                        timestamptz,
    connected_at                      timestamptz,
    human_connected_at                timestamptz,
    ended_at                          timestamptz,
    is_open                           boolean,
    status                            text,
    close_reason                      text,
    close_reason_description          text,
    agent_id                          text collate "C",
    agent_group_id                    text collate "C",
    skill_id                          text collate "C",
    queue_state                       text,
    campaign_id                       text collate "C",
    campaign_engagement_id            text collate "C",
    campaign_engagement_name          text,
    agent_name_at_conversation        text,
    agent_group_name_at_conversation  text,
    skill_name_at_conversation        text,
    campaign_name_at_conversation     text,
    goal_name_at_conversation         text,
    lob_name_at_conversation          text,
    visitor_profile_name              text,
    visitor_behavior_name             text,
    consumer_id                       text collate "C",
    consumer_name                     text,
    visit_id                          text collate "C",
    source                            text,
    integration                       text,
    language                          text,
    visitor_country                   text,
    visitor_state                     text,
    visitor_city                      text,
    visitor_device                    text,
    visitor_browser                   text,
    visitor_operating_system          text,
    start_page                        text,
    start_url                         text,
    is_first_conversation             boolean,
    is_connected                      boolean,
    is_abandoned                      boolean,
    transfer_count                    bigint,
    wait_s                            numeric,
    human_wait_s                      numeric,
    abandon_wait_s                    numeric,
    duration_s                        numeric,
    is_short_abandon                  boolean,
    is_within_service_level           boolean,
    first_answer_s                    numeric,
    first_response_s                  numeric,
    handling_s                        numeric,
    consumer_message_count            bigint,
    agent_message_count               bigint,
    bot_message_count                 bigint,
    mcs_score                         integer,
    alerted_mcs                       integer,
    csat                              numeric,
    survey_score                      numeric,
    has_survey_answer                 boolean,
    first_intent_label                text,
    has_summary                       boolean,
    is_erased                         boolean,
    is_partial                        boolean,
    loaded_at                         timestamptz,
    change_number                     bigint not null,
    changed_at                        timestamptz not null,
    primary key (account_id, conversation_id)
);
create index messaging_conversation_account_id_started_at_idx on fact.messaging_conversation (account_id, started_at);
create index messaging_conversation_change_number_idx on fact.messaging_conversation (change_number);
comment on table fact.messaging_conversation is
    'Conversations of messaging: what mart.messaging_conversation shows, without the names of today.';

create table fact.contact_quarter_hourly (
    account_id                     text collate "C" not null,
    day                            date not null,
    channel                        text not null,
    interval_started_at            timestamptz not null,
    skill_id                       text collate "C" not null,
    offered_contacts               bigint,
    answered_contacts              bigint,
    abandoned_contacts             bigint,
    short_abandoned_contacts       bigint,
    within_service_level_contacts  bigint,
    service_level_contacts         bigint,
    transferred_contacts           bigint,
    transfer_known_contacts        bigint,
    wait_total_s                   numeric,
    waited_contacts                bigint,
    abandon_wait_total_s           numeric,
    abandon_waited_contacts        bigint,
    first_response_total_s         numeric,
    responded_contacts             bigint,
    handling_total_s               numeric,
    handled_contacts               bigint,
    survey_score_total             numeric,
    scored_contacts                bigint,
    change_number                  bigint not null,
    changed_at                     timestamptz not null,
    primary key (account_id, day, channel, interval_started_at, skill_id)
);
create index contact_quarter_hourly_account_id_interval_started_at_idx on fact.contact_quarter_hourly (account_id, interval_started_at);
create index contact_quarter_hourly_change_number_idx on fact.contact_quarter_hourly (change_number);
comment on table fact.contact_quarter_hourly is
    'Contacts by quarter of an hour, channel and skill: what mart.contact_quarter_hourly and the views of longer spans add up.';

create table fact.agent_hour (
    account_id         text collate "C" not null,
    day                date not null,
    hour_at            timestamptz not null,
    agent_id           text collate "C" not null,
    logged_in_s        numeric,
    online_s           numeric,
    back_soon_s        numeric,
    away_s             numeric,
    chatting_s         numeric,
    online_chatting_s  numeric,
    chat_slot_s        numeric,
    capacity_slot_s    numeric,
    change_number      bigint not null,
    changed_at         timestamptz not null,
    primary key (account_id, day, hour_at, agent_id)
);
create index agent_hour_account_id_hour_at_idx on fact.agent_hour (account_id, hour_at);
create index agent_hour_change_number_idx on fact.agent_hour (change_number);
comment on table fact.agent_hour is
    'Time of each agent in each hour: what mart.agent_utilization_hourly shows.';

create table fact.agent_day (
    account_id               text collate "C" not null,
    day                      date not null,
    agent_id                 text collate "C" not null,
    logged_in_s              numeric,
    online_s                 numeric,
    back_soon_s              numeric,
    away_s                   numeric,
    chatting_s               numeric,
    online_chatting_s        numeric,
    chat_slot_s              numeric,
    capacity_slot_s          numeric,
    chats                    bigint,
    answered_chats           bigint,
    transferred_chats        bigint,
    first_response_total_s   numeric,
    responded_chats          bigint,
    handling_total_s         numeric,
    handled_chats            bigint,
    survey_score_total       numeric,
    scored_chats             bigint,
    surveyed_chats           bigint,
    messaging_conversations  bigint,
    change_number            bigint not null,
    changed_at               timestamptz not null,
    primary key (account_id, day, agent_id)
);
create index agent_day_change_number_idx on fact.agent_day (change_number);
comment on table fact.agent_day is
    'Days of each agent: what mart.agent_daily shows.';

create table fact.day (
    account_id                  text collate "C" not null,
    day                         date not null,
    chats                       bigint,
    connected_chats             bigint,
    abandoned_chats             bigint,
    short_abandoned_chats       bigint,
    within_service_level_chats  bigint,
    service_level_chats         bigint,
    interactive_chats           bigint,
    transferred_chats           bigint,
    transfer_known_chats        bigint,
    wait_avg_s                  numeric,
    wait_median_s               numeric,
    wait_p90_s                  numeric,
    abandon_wait_avg_s          numeric,
    first_response_avg_s        numeric,
    handling_avg_s              numeric,
    duration_avg_s              numeric,
    surveyed_chats              bigint,
    scored_chats                bigint,
    survey_score_avg            numeric,
    chats_with_lead             bigint,
    chats_with_purchase         bigint,
    history_only_chats          bigint,
    messaging_conversations     bigint,
    agents                      bigint,
    online_s                    numeric,
    online_chatting_s           numeric,
    chat_slot_s                 numeric,
    capacity_slot_s             numeric,
    change_number               bigint not null,
    changed_at                  timestamptz not null,
    primary key (account_id, day)
);
create index day_change_number_idx on fact.day (change_number);
comment on table fact.day is
    'Days of each account: what mart.daily_summary shows.';

-- The columns are explained where analysts meet them.
do $$
declare
    fact_column record;
begin
    for fact_column in
        select c.relname, a.attname
        from pg_class c
        join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
        where c.relnamespace = 'fact'::regnamespace and c.relkind = 'r'
    loop
        execute format(
            'comment on column fact.%I.%I is %L', fact_column.relname, fact_column.attname,
            case fact_column.attname
                when 'change_number' then 'Number of the refresh that wrote the row (fact.change_number).'
                when 'changed_at' then 'When the row was written, UTC, clock of the database.'
                else format('See the column of mart that shows it: fact.%I is the table behind it.', fact_column.relname)
            end
        );
    end loop;
end
$$;
