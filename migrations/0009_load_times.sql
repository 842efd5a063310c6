-- The status page asks what was loaded in the last days. Attempts are written in the order of time, so that a few pages of
-- index are enough for years of them.

create index load_finished_idx on ingest.load using brin (finished_at) with (pages_per_range = 32, autosummarize = on);
