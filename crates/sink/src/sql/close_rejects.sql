-- Open rejects of a unit whose numbers are in none of the runs.
update ingest.reject set closed_at = now(), resolution = 'loaded'
where unit_id = $1 and closed_at is null
    and not (
        select int8multirange(variadic coalesce(array_agg(int8range(run.first, run.last, '[]')), '{}'))
        from unnest($2::bigint[], $3::bigint[]) as run (first, last)
    ) @> reject_id
