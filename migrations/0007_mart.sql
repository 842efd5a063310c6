-- What analysts use: views in the business's words. A column keeps its name and meaning. Every measure is computed in one place,
-- and its column comment is its definition. The views are in the folder mart, one file each: those of chats, conversations, days and
-- agents show the tables of schema fact, the others read liveperson. Here is what they read beside these, and what they call.

create schema mart;
comment on schema mart is
    'For analysts: chats, agents, queues, days and their dimensions, in the business''s words. The comment of a view '
    'begins with its kind. Fact: one row per event or thing that happened; named in the singular. Interval: what '
    'upstream summed up over an interval (_interval, _histogram). Snapshot: what was so when it was sampled '
    '(_snapshot, _wait_time). Aggregate: sums and shares made here (_hourly, _daily, _summary, _funnel). Dimension: '
    'what facts refer to, as it is today. Version: the same over time (_version). Operations: how complete and how '
    'consistent the warehouse is. A name begins with its subject, so that a sorted list keeps together what belongs '
    'together; messaging_ has the twins of views of chats, contact has both. A column whose comment ends in '
    '"Personal." is not granted to lp_warehouse_analyst.';

create table mart.account_setting (
    account_id                           text collate "C" primary key,
    time_zone                            text not null default 'UTC',
    score_question_ids                   text[],
    service_level_threshold_s            integer not null default 20,
    service_level_target                 numeric not null default 0.8,
    short_abandon_threshold_s            integer not null default 5,
    messaging_service_level_threshold_s  integer not null default 60,
    constraint account_setting_target_is_a_share check (service_level_target between 0 and 1),
    -- A zone that Postgres does not know fails here, not in a report.
    constraint account_setting_time_zone_exists
        check (timezone(time_zone, timestamptz '2000-01-01 00:00+00') is not null)
);
comment on table mart.account_setting is
    'Settings of an account for reports, made by hand: insert a row to give an account its time zone. An account '
    'without a row is reckoned in UTC.';
comment on column mart.account_setting.account_id is 'LivePerson account (site) number.';
comment on column mart.account_setting.time_zone is
    'Time zone that days and hours of the account are reckoned in: a name of pg_timezone_names, as Europe/Berlin. '
    'A name, not an offset, follows daylight saving.';
comment on column mart.account_setting.score_question_ids is
    'Ids of the questions (question_id of mart.survey_response and mart.messaging_survey_response) whose answers make '
    'survey_score of mart.chat and mart.messaging_conversation. NULL: every answer that is a number counts, which is right '
    'only while all questions have one scale.';
comment on column mart.account_setting.service_level_threshold_s is
    'A chat that an agent takes within so many seconds is within the service level. mart.skill_setting can set another for '
    'a skill.';
comment on column mart.account_setting.service_level_target is
    'The share of chats that should be within the service level, 0 to 1: reports draw it beside service_level_share.';
comment on column mart.account_setting.short_abandon_threshold_s is
    'A visitor who leaves before so many seconds does not count against the service level (is_short_abandon); 0 counts all.';
comment on column mart.account_setting.messaging_service_level_threshold_s is
    'A conversation of messaging is within the service level when its first answer comes within so many seconds. '
    'Messaging is slower than chat: set what your contact center promises.';

create table mart.skill_setting (
    account_id                           text collate "C" not null,
    skill_id                             text collate "C" not null,
    service_level_threshold_s            integer,
    service_level_target                 numeric,
    short_abandon_threshold_s            integer,
    messaging_service_level_threshold_s  integer,
    primary key (account_id, skill_id),
    constraint skill_setting_target_is_a_share check (service_level_target between 0 and 1)
);
comment on table mart.skill_setting is
    'Settings of a skill for reports, made by hand. NULL, or no row: what mart.account_setting says.';
comment on column mart.skill_setting.account_id is 'LivePerson account (site) number.';
comment on column mart.skill_setting.skill_id is 'Id of the skill (mart.skill.skill_id).';
comment on column mart.skill_setting.service_level_threshold_s is 'As mart.account_setting.service_level_threshold_s.';
comment on column mart.skill_setting.service_level_target is 'As mart.account_setting.service_level_target.';
comment on column mart.skill_setting.short_abandon_threshold_s is 'As mart.account_setting.short_abandon_threshold_s.';
comment on column mart.skill_setting.messaging_service_level_threshold_s is
    'As mart.account_setting.messaging_service_level_threshold_s.';

-- What no feed of upstream's has, and an operator imports. A schema of its own, so that a right to write reaches nothing else.
create schema mart_input;
comment on schema mart_input is
    'Tables that the operator fills, for reports of schema mart: planned shifts. The program reads them and never writes them.';

-- Overlaps are not refused: that takes the extension btree_gist, which a hosted server may not have. mart.schedule_adherence shows them.
create table mart_input.shift (
    account_id  text collate "C" not null,
    agent_id    text collate "C" not null,
    starts_at   timestamptz not null,
    ends_at     timestamptz not null,
    activity    text not null default 'work',
    primary key (account_id, agent_id, starts_at),
    constraint shift_ends_after_its_start check (ends_at > starts_at),
    constraint shift_lasts_a_day_at_most check (ends_at - starts_at <= interval '24 hours'),
    constraint shift_has_an_activity check (activity <> '')
);
create index shift_account_id_starts_at_idx on mart_input.shift (account_id, starts_at);
comment on table mart_input.shift is
    'Planned shifts of agents, one row per part: work, a break, a training. Imported by the operator from the tool that plans '
    'them, see bi/README.md; lp-warehouse never writes it. Parts of one agent should not overlap: column has_overlap of '
    'mart.schedule_adherence shows those that do.';
comment on column mart_input.shift.account_id is 'LivePerson account (site) number. Part of the key.';
comment on column mart_input.shift.agent_id is 'Id of the agent, as in mart.agent. Part of the key.';
comment on column mart_input.shift.starts_at is 'When the part is planned to begin. Part of the key.';
comment on column mart_input.shift.ends_at is
    'When it is planned to end: after starts_at, and at most 24 hours after it.';
comment on column mart_input.shift.activity is
    'What is planned: work is time in which the agent should be online. Every other word (break, training, meeting) is time in '
    'which the agent should not be online.';

-- Functions are plain SQL without settings, so that Postgres can dissolve them in the query that calls them.

create function mart.local_day(moment timestamptz, time_zone text) returns date
language sql immutable parallel safe
return (moment at time zone coalesce(time_zone, 'UTC'))::date;
comment on function mart.local_day(timestamptz, text) is
    'The day a moment belongs to in a time zone; UTC when the zone is NULL. Every day in mart is reckoned by it.';

-- Where clocks go back over midnight, a day has two midnights: it begins at the first.
create function mart.day_start(day date, time_zone text) returns timestamptz
language sql immutable parallel safe
return case
    when mart.local_day((day::timestamp at time zone coalesce(time_zone, 'UTC')) - interval '1 hour', time_zone) = day
    then (day::timestamp at time zone coalesce(time_zone, 'UTC')) - interval '1 hour'
    else day::timestamp at time zone coalesce(time_zone, 'UTC')
end;
comment on function mart.day_start(date, text) is
    'The first moment of a day in a time zone. The day ends at day_start(day + 1), after 23, 24 or 25 hours.';

create function mart.account_time_zone(account_id text) returns text
language sql stable parallel safe
return coalesce((select s.time_zone from mart.account_setting s where s.account_id = $1), 'UTC');
comment on function mart.account_time_zone(text) is 'Time zone of an account, from account_setting; UTC without a row.';

create function mart.account_day(account_id text, moment timestamptz) returns date
language sql stable parallel safe
return mart.local_day($2, mart.account_time_zone($1));
comment on function mart.account_day(text, timestamptz) is
    'The day a moment belongs to in the time zone of the account, correct over changes of daylight saving.';

create function mart.seconds_between(from_at timestamptz, to_at timestamptz) returns numeric
language sql immutable parallel safe
return case when to_at >= from_at then round(extract(epoch from to_at - from_at), 3) end;
comment on function mart.seconds_between(timestamptz, timestamptz) is
    'Seconds from one moment to another, to the millisecond. NULL when one is missing or the second is earlier.';

-- Times that overlap count once.
create function mart.seconds_within(times tstzmultirange, span tstzrange) returns numeric
language sql immutable parallel safe
return (
    select coalesce(sum(mart.seconds_between(lower(t.part), upper(t.part))), 0)
    from unnest(times * tstzmultirange(span)) as t (part)
);
comment on function mart.seconds_within(tstzmultirange, tstzrange) is
    'Seconds of the times that lie within a span, to the millisecond; 0 when none do.';

create function mart.share(part numeric, whole numeric) returns numeric
language sql immutable parallel safe
return round(part / nullif(whole, 0), 4);
comment on function mart.share(numeric, numeric) is
    'Part of a whole as a fraction, to four digits; NULL when the whole is 0. Every share in mart is reckoned by it.';

-- A score may stand between blanks of any keyboard.
create function mart.survey_score(answer text) returns numeric
language sql immutable parallel safe
return case when btrim(answer, E' \t\r\n\u00a0\u2003\u3000') ~ '^([0-9]{1,2}([.,][0-9]{1,4})?|100)$'
    then replace(btrim(answer, E' \t\r\n\u00a0\u2003\u3000'), ',', '.')::numeric end;
comment on function mart.survey_score(text) is
    'An answer of a survey as a score: a number from 0 to 100, on the scale of the survey; NULL when it is no such.';

-- Which names and agents are none, in one place: every view asks here.
create function mart.name_or_null(name text) returns text
language sql immutable parallel safe
return case when name not in ('', 'NA') then name end;
comment on function mart.name_or_null(text) is
    'A name that upstream printed; NULL when it is empty or NA, by which upstream means that there is none.';

create function mart.agent_or_null(agent_id text) returns text
language sql immutable parallel safe
return case when agent_id not in ('', '-1', '0') then agent_id end;
comment on function mart.agent_or_null(text) is
    'An agent that upstream printed; NULL when it is empty, -1 or 0, by which upstream means nobody.';

create function mart.prefer(prefers_first boolean, first anyelement, second anyelement) returns anyelement
language sql immutable parallel safe
as $$ select case when prefers_first then coalesce(first, second) else coalesce(second, first) end $$;
comment on function mart.prefer(boolean, anyelement, anyelement) is
    'The first value when it is preferred and there is one, otherwise the second, otherwise whichever there is.';

-- Strict, so that the planner keeps it whole and believes its number of rows; of a bare series it expects 1000.
create function mart.days(first_day date, last_day date) returns setof date
language sql immutable strict parallel safe rows 60
as $$ select first_day + n from generate_series(0, last_day - first_day) as s (n) $$;
comment on function mart.days(date, date) is 'The days from the first to the last, both included.';
