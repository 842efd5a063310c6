select
    count(*) filter (where refused_because is null) as marks,
    coalesce(
        greatest(extract(epoch from clock_timestamp() - min(marked_at) filter (where refused_because is null)), 0), 0
    )::double precision as behind_s,
    count(*) filter (where refused_because is not null) as refused
from ingest.fact_mark
