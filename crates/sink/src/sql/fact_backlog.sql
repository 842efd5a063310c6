select
    count(*) as marks,
    coalesce(greatest(extract(epoch from clock_timestamp() - min(marked_at)), 0), 0)::double precision as behind_s
from ingest.fact_mark
