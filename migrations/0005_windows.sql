-- Units that are no files: windows of time, searched again and again until they are final, in a live and a backfill lane;
-- and methods that are polled for ever.

alter table ingest.unit
    add column lane              text not null default 'live' check (lane in ('live', 'backfill')),
    add column read_count        integer not null default 0,
    add column incomplete_reads  integer not null default 0,
    add column read_begun_at     timestamptz,
    add column records_counted   bigint,
    add column records_unsettled bigint,
    add column reread_at         timestamptz,
    add column final_at          timestamptz;
comment on table ingest.unit is 'One row per file ever listed, per window of time ever planned, per method that is polled, and per span that upstream deleted before it was polled. Nothing is deleted: what is not loaded is pending, failed, dead or gone.';
comment on column ingest.unit.feed is 'Name of the feed: agent_activity, engagement, engagement_history, operational.';
comment on column ingest.unit.name is 'File name as listed, without .gz; of a window its begin and end; of a method its name.';
comment on column ingest.unit.scope_start_at is 'Begin of the hour that the file was written for (events inside are older); of a window the first start of a chat; of a method the begin of what its last poll covered.';
comment on column ingest.unit.scope_end_at is 'End of that hour, the version of everything in the file; of a window its end; of a method up to when its final intervals are stored.';
comment on column ingest.unit.href is 'Where to download it, as listed last; empty for what is no file.';
comment on column ingest.unit.state is 'pending: never tried to the end; leased: being loaded; loaded (a window: read completely, though perhaps not for the last time); failed: due again later; dead: failed as often as allowed; gone: upstream deleted it first.';
comment on column ingest.unit.attempts is 'Attempts that failed by the fault of the unit itself. Outages and incomplete reads do not count.';
comment on column ingest.unit.loaded_at is 'When its rows were committed; of a window, those of the last complete read; of a method, those of the last poll.';
comment on column ingest.unit.file_bytes is 'Size as downloaded, in bytes; of a window all its pages.';
comment on column ingest.unit.file_sha256 is 'SHA-256 of the file as downloaded; of a window over all its pages.';
comment on column ingest.unit.lane is 'live; backfill: history from before the first start, or a long downtime, read beside the live work and slower.';
comment on column ingest.unit.read_count is 'Complete reads of the window, or polls of the method, so far. 0 for files.';
comment on column ingest.unit.incomplete_reads is 'Incomplete reads of the window in a row: the count moved while paging, or parts of upstream did not answer. What came is stored.';
comment on column ingest.unit.read_begun_at is 'When the last complete read of the window, or poll of the method, began.';
comment on column ingest.unit.records_counted is 'How many records upstream counted in the window at the last complete read.';
comment on column ingest.unit.records_unsettled is 'Records of the last complete read that upstream may still complete: partial or not enriched.';
comment on column ingest.unit.reread_at is 'When the window is read again, or once it is final counted again; when the method is polled again. NULL: never.';
comment on column ingest.unit.final_at is 'When a complete read, begun later than the end of the window and its settle time, made it final. NULL for what is no window.';

drop index ingest.unit_due_idx;
create index unit_due_idx on ingest.unit (account_id, feed, lane, scope_end_at, unit_id)
    where state in ('pending', 'leased', 'failed');
create index unit_reread_idx on ingest.unit (account_id, feed, lane, reread_at) where reread_at is not null;

alter table ingest.load drop constraint load_outcome_check;
alter table ingest.load add constraint load_outcome_check check (outcome in (
    'loaded', 'failed', 'dead', 'missing', 'gone', 'outage', 'released', 'abandoned', 'incomplete', 'counted'
));
comment on column ingest.load.outcome is 'loaded; failed: the unit is to blame; dead: and that was the last try; missing: 404; gone: given up as deleted upstream; outage: upstream, network or database; released: the daemon was stopped; abandoned: the daemon died; incomplete: a window was stored as far as it came; counted: a final window was counted again and has not changed.';
comment on column ingest.load.file_bytes is 'Size as downloaded, in bytes; of a window all its pages.';
comment on column ingest.feed.feed is 'Name of the feed as in the configuration: agent_activity, engagement, engagement_history, operational.';
comment on column ingest.feed.next_poll_at is 'When the listing, or the planning of windows, is due next.';
comment on column ingest.feed.listed_through_at is 'Everything upstream had published for hours up to this moment has a row in unit; for windows: they are planned up to here.';
