select
    m.name, m.sha256, m.version,
    exists (
        select from pg_class c where c.relnamespace = to_regnamespace('mart') and c.relname = m.name and c.relkind = 'v'
    ) as is_there
from ingest.mart_view m
