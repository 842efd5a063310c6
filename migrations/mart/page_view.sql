-- By the key, page view by page view: a condition on the time reads the page views of that time and their visits only.
create or replace view mart.page_view as
select
    p.account_id, p.visit_id, p.position,
    mart.local_day(p.viewed_at, a.time_zone) as viewed_on,
    p.viewed_at, p.url,
    nullif(p.referrer_url, '') as referrer_url,
    p.sections,
    mart.seconds_between(p.viewed_at, o.next_at) as next_after_s,
    o.is_entry, o.is_exit,
    b.visitor_id,
    nullif(s.device_family, 'NA') as device,
    nullif(s.device_os, 'NA') as operating_system,
    nullif(g.country, '') as country,
    nullif(g.state, '') as region,
    nullif(g.city, '') as city,
    nullif(s.control_group, 'NA') as control_group,
    nullif(s.search_engine, '') as search_engine,
    b.changed_at
from liveperson.page_view p
left join mart.account_setting a on a.account_id = p.account_id
left join liveperson.visit s on s.account_id = p.account_id and s.visit_id = p.visit_id
left join lateral (
    select
        min(n.viewed_at) filter (where k.is_later) as next_at,
        not bool_or(not k.is_later and n.position <> p.position) as is_entry,
        not bool_or(k.is_later) as is_exit
    from liveperson.page_view n
    cross join lateral (
        select
            (coalesce(n.viewed_at, 'infinity'), n.position) > (coalesce(p.viewed_at, 'infinity'), p.position)
                as is_later
    ) k
    where n.account_id = p.account_id and n.visit_id = p.visit_id
) o on true
left join lateral (
    select
        max(n.loaded_at) filter (where n.body_kind in ('navigation', 'session_info', 'geo')) as changed_at,
        (array_agg(n.visitor_id order by n.body_kind) filter (where n.visitor_id is not null))[1] as visitor_id
    from liveperson.visit_body n
    where n.account_id = p.account_id and n.visit_id = p.visit_id
) b on true
left join lateral (
    select
        (array_agg(n.country order by n.position))[1] as country,
        (array_agg(n.state order by n.position))[1] as state,
        (array_agg(n.city order by n.position))[1] as city
    from liveperson.visit_location n
    where n.account_id = p.account_id and n.visit_id = p.visit_id
) g on true;
comment on view mart.page_view is
    'Fact: Page views, one row each, with what describes their visit. Joins mart.visit on (account_id, visit_id); a '
    'visit_id that begins with a number sign was made here, as upstream named none, and joins nothing. Needs feed '
    'web_session; empty while it is missing. Filter on viewed_at, or on the key.';
comment on column mart.page_view.account_id is 'LivePerson account (site) number.';
comment on column mart.page_view.visit_id is 'The visit it belongs to.';
comment on column mart.page_view.position is 'Order within the visit as upstream lists it, counted from 0.';
comment on column mart.page_view.viewed_on is
    'Day of the page view, in the time zone of the account (account_setting). To find a day fast, filter on '
    'viewed_at as well.';
comment on column mart.page_view.viewed_at is 'When the page was viewed, UTC. Data Access field timestamp.';
comment on column mart.page_view.url is 'Address of the page. Data Access field url. Personal.';
comment on column mart.page_view.referrer_url is
    'Address of the page before; NULL when there is none. Data Access field referrerUrl. Personal.';
comment on column mart.page_view.sections is
    'Sections of the site that the page belongs to; {} for none. Data Access field sections.';
comment on column mart.page_view.next_after_s is
    'Seconds to the next page view of the visit: about the time on the page; NULL for the last.';
comment on column mart.page_view.is_entry is 'Whether it is the first page view of its visit, by time.';
comment on column mart.page_view.is_exit is 'Whether it is the last page view of its visit so far, by time.';
comment on column mart.page_view.visitor_id is 'Id of the visitor. Data Access field visitorId.';
comment on column mart.page_view.device is 'Kind of device, as in mart.visit.';
comment on column mart.page_view.operating_system is 'Operating system, as in mart.visit.';
comment on column mart.page_view.country is 'Country of the visitor, as in mart.visit.';
comment on column mart.page_view.region is 'State or region of the visitor, as in mart.visit.';
comment on column mart.page_view.city is 'City of the visitor, as in mart.visit. Personal.';
comment on column mart.page_view.control_group is 'Group of the site''s experiment, as in mart.visit.';
comment on column mart.page_view.search_engine is 'Search engine that the visitor came from, as in mart.visit.';
comment on column mart.page_view.changed_at is
    'When the page views of the visit, its session information or its place were last changed here, UTC, clock of '
    'the database.';
