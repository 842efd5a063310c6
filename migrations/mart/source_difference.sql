create or replace view mart.source_difference as
select
    c.account_id, c.chat_id, c.started_at, c.ended_at, c.type,
    case when c.has_history then 'engagement_history' else 'data_access' end as only_in,
    case
        when not c.has_history and c.type is distinct from 'LIVE_CHAT' then 'not_live_chat'
        when o.is_to_come or u.is_to_come then 'to_come'
        when u.units = 0 then 'not_read'
        when u.is_lost then 'lost'
        when u.has_reject then 'quarantined'
        else 'unexplained'
    end as reason
from mart.chat c
-- Where the other source would tell of it: a file of the hour in which the visit was over, at the end of the chat or later; a
-- window of the search in which the chat began.
cross join lateral (
    select
        case when c.has_history then 'engagement' else 'engagement_history' end as feed,
        case when c.has_history then coalesce(c.ended_at, c.started_at) else c.started_at end as from_at,
        case when c.has_history then coalesce(c.ended_at, c.started_at) + interval '24 hours' else c.started_at end as to_at,
        c.has_history and exists (
            select from ingest.feed f
            where f.account_id = c.account_id and f.feed = 'engagement'
                and f.listed_through_at <= coalesce(c.ended_at, c.started_at) + interval '24 hours'
        ) as is_to_come
) o
cross join lateral (
    select
        count(*) as units,
        coalesce(bool_or(
            u.state in ('pending', 'leased', 'failed')
            or u.state = 'loaded' and o.feed = 'engagement_history' and u.final_at is null
        ), false) as is_to_come,
        coalesce(bool_or(u.state in ('dead', 'gone')), false) as is_lost,
        coalesce(bool_or(exists (
            select from ingest.reject r where r.unit_id = u.unit_id and r.closed_at is null
        )), false) as has_reject
    from ingest.unit u
    where u.account_id = c.account_id and u.feed = o.feed and u.scope_end_at > o.from_at and u.scope_start_at <= o.to_at
        -- Says nothing new, as none is longer than a day; but the index knows where to end.
        and u.scope_end_at <= o.to_at + interval '2 days'
) u
where c.has_data_access <> c.has_history;
comment on view mart.source_difference is
    'Operations: Chats that only one of Data Access and Engagement History tells of, one row each, with the reason '
    'as far as the warehouse knows it. Joins mart.chat on (account_id, chat_id). Needs feeds engagement and '
    'engagement_history; while one is missing, all chats of the other are here, with reason not_read. Filter on '
    'account_id and started_at.';
comment on column mart.source_difference.account_id is 'LivePerson account (site) number.';
comment on column mart.source_difference.chat_id is 'Id of the chat.';
comment on column mart.source_difference.started_at is 'When the visitor asked for the chat, UTC.';
comment on column mart.source_difference.ended_at is 'When the chat ended, UTC.';
comment on column mart.source_difference.type is 'LIVE_CHAT or MESSAGING; NULL when upstream did not say.';
comment on column mart.source_difference.only_in is 'The source that tells of it: data_access or engagement_history.';
comment on column mart.source_difference.reason is
    'Why the other source does not: not_live_chat (not of type LIVE_CHAT, which history need not know), to_come (its '
    'file is not written, up to 24 hours after the end of the chat; or its file or window is not loaded or not final '
    'yet), not_read (nothing of that time was read: older than what upstream keeps, or the feed is not enabled), lost '
    '(a file of that time was given up), quarantined (a record of that time is in quarantine), unexplained (worth a '
    'look: lp-warehouse reconcile compares with upstream''s own counts).';
