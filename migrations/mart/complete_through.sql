create or replace view mart.complete_through as
select
    k.account_id,
    nullif(least(t.chats_through_at, t.agents_through_at, t.messaging_through_at, t.visits_through_at), '-infinity') as complete_through_at,
    nullif(t.chats_through_at, '-infinity') as chats_through_at,
    nullif(t.agents_through_at, '-infinity') as agents_through_at,
    nullif(t.messaging_through_at, '-infinity') as messaging_through_at,
    nullif(t.visits_through_at, '-infinity') as visits_through_at,
    (select max(d.day) from fact.complete_day d where d.account_id = k.account_id) as complete_day,
    t.noted_at,
    coalesce((
        select round(extract(epoch from now() - min(m.marked_at)))
        from ingest.fact_mark m where (m.account_id = k.account_id or m.account_id is null) and m.refused_because is null
    ), 0) as facts_behind_s
from (select distinct f.account_id from ingest.feed f) k
left join fact.complete_through t on t.account_id = k.account_id;
comment on view mart.complete_through is
    'Operations: One line per account for the foot of a report: up to when everything is complete that the account has. Feeds '
    'that were switched off, or that upstream refuses, do not count; the backfill of older data does not count either '
    '(mart.daily_summary.is_complete says it by the day).';
comment on column mart.complete_through.account_id is 'LivePerson account (site) number.';
comment on column mart.complete_through.complete_through_at is
    'All that LivePerson published of chats, agents, messaging and visits up to this time is in the views, UTC; NULL while '
    'nothing is complete.';
comment on column mart.complete_through.chats_through_at is
    'The same of chats and their surveys: feeds engagement, engagement_history and survey; NULL also when the account '
    'has none of them.';
comment on column mart.complete_through.agents_through_at is
    'The same of the time of agents: feed agent_activity, half a day earlier, because a shift arrives when it is '
    'over.';
comment on column mart.complete_through.messaging_through_at is
    'The same of conversations of messaging: feed messaging_interactions.';
comment on column mart.complete_through.visits_through_at is 'The same of visits: feed web_session.';
comment on column mart.complete_through.complete_day is 'Last day that was complete, in the time zone of the account.';
comment on column mart.complete_through.noted_at is 'When these moments last moved, UTC, clock of the database.';
comment on column mart.complete_through.facts_behind_s is
    'Seconds since the oldest load that the views with a change_number do not show yet; 0 when they show everything. '
    'Usually below 60.';
