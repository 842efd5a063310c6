-- Spans between the first and the last unit that no unit covers. A method that is polled has one unit that moves; beside the
-- ranges of updates, which cover everything, each day must have its unit.
with spans as (
    select account_id, feed, scope_start_at, scope_end_at,
        max(scope_end_at) over (
            partition by account_id, feed order by scope_start_at, scope_end_at
            rows between unbounded preceding and 1 preceding
        ) as covered_through_at
    from ingest.unit join ingest.feed using (account_id, feed)
    where (account_id, feed) in (select * from unnest($1::text[], $2::text[]))
        and kind not in ('samples', 'lists') and watermark_at is null
)
select account_id, feed, covered_through_at as start_at, scope_start_at as end_at
from spans
where scope_start_at > covered_through_at and scope_start_at > $3 and covered_through_at < $4
order by account_id, feed, start_at
limit 1000
