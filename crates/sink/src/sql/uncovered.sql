-- What lies between the units, and between them and the ends of the span.
with covered as (
    select scope_start_at, scope_end_at from ingest.unit
    where account_id = $1 and feed = $2 and scope_end_at > $3 and scope_start_at < $4
        and ($5::text is null or lane = $5)
    union all values ('-infinity', $3), ($4, 'infinity')
), spans as (
    select scope_start_at, max(scope_end_at) over (
        order by scope_start_at, scope_end_at rows between unbounded preceding and 1 preceding
    ) as covered_through_at
    from covered
)
select covered_through_at, scope_start_at from spans where scope_start_at > covered_through_at order by 1
