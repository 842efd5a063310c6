-- The ledger: what was ever listed, what became of it, what could not be stored. For operators; analysts use `liveperson`.

create schema ingest;
comment on schema ingest is 'Ledger, quarantine and drift of lp-warehouse: for operators. Data is in schema liveperson.';

create schema liveperson;
comment on schema liveperson is 'What LivePerson said, typed. Written only by lp-warehouse; times are UTC.';

create table ingest.feed (
    account_id          text collate "C" not null,
    feed                text collate "C" not null,
    next_poll_at        timestamptz not null default '-infinity',
    listed_through_at   timestamptz,
    listed_all_at       timestamptz,
    last_success_at     timestamptz,
    last_error          text,
    last_error_at       timestamptz,
    outage_count        integer not null default 0,
    file_outage_count   integer not null default 0,
    paused_until_at     timestamptz,
    lease_owner         text,
    lease_until_at      timestamptz,
    lease_token         bigint not null default 0,
    primary key (account_id, feed)
);
comment on table ingest.feed is 'One row per account and feed: when upstream is asked next, how far it was listed, what is wrong.';
comment on column ingest.feed.account_id is 'LivePerson account (site) number.';
comment on column ingest.feed.feed is 'Name of the feed as in the configuration: agent_activity, engagement.';
comment on column ingest.feed.next_poll_at is 'When the listing is due next.';
comment on column ingest.feed.listed_through_at is 'Everything upstream had published for hours up to this moment has a row in unit.';
comment on column ingest.feed.listed_all_at is 'When the whole span that upstream keeps was last listed.';
comment on column ingest.feed.last_success_at is 'When a listing last succeeded from its first to its last request.';
comment on column ingest.feed.last_error is 'What went wrong last, in words, with what to check. NULL after a success.';
comment on column ingest.feed.last_error_at is 'When last_error happened.';
comment on column ingest.feed.outage_count is 'Listings in a row that failed for a reason upstream or in between (401, 403, 429, 5xx, network).';
comment on column ingest.feed.file_outage_count is 'The same for downloads; a file that loads sets it to 0.';
comment on column ingest.feed.paused_until_at is 'Nothing is asked of upstream for this feed until then.';
comment on column ingest.feed.lease_owner is 'The daemon that is listing now.';
comment on column ingest.feed.lease_until_at is 'When its lease runs out, on the clock of the database.';
comment on column ingest.feed.lease_token is 'Grows with each lease; proves whose it is.';

create table ingest.unit (
    unit_id             bigint generated always as identity primary key,
    account_id          text collate "C" not null,
    feed                text collate "C" not null,
    name                text collate "C" not null,
    scope_start_at      timestamptz not null,
    scope_end_at        timestamptz not null,
    href                text not null,
    state               text not null default 'pending'
                        check (state in ('pending', 'leased', 'loaded', 'failed', 'dead', 'gone')),
    attempts            integer not null default 0,
    next_attempt_at     timestamptz not null,
    lease_owner         text,
    lease_until_at      timestamptz,
    lease_token         bigint not null default 0,
    first_listed_at     timestamptz not null,
    loaded_at           timestamptz,
    missing_since_at    timestamptz,
    file_bytes          bigint,
    inflated_bytes      bigint,
    file_sha256         bytea,
    documents           bigint,
    records_read        bigint,
    records_new         bigint,
    records_changed     bigint,
    records_unchanged   bigint,
    records_superseded  bigint,
    records_rejected    bigint,
    replaced_characters bigint,
    last_error          text,
    last_error_at       timestamptz,
    acknowledged_at     timestamptz,
    unique (account_id, feed, name),
    constraint unit_tally_adds_up check (
        records_read = records_new + records_changed + records_unchanged + records_superseded + records_rejected
    ),
    constraint unit_loaded_has_tally check (
        state <> 'loaded' or (loaded_at is not null and records_read is not null and file_sha256 is not null)
    ),
    constraint unit_leased_has_lease check ((state = 'leased') = (lease_until_at is not null))
);
create index unit_due_idx on ingest.unit (scope_end_at, unit_id) where state in ('pending', 'leased', 'failed');
create index unit_account_feed_scope_idx on ingest.unit (account_id, feed, scope_end_at);
comment on table ingest.unit is 'One row per file ever listed. Nothing is deleted: what is not loaded is pending, failed, dead or gone.';
comment on column ingest.unit.unit_id is 'Number of the unit; liveperson.*.unit_id refers to it.';
comment on column ingest.unit.account_id is 'LivePerson account (site) number.';
comment on column ingest.unit.feed is 'Name of the feed: agent_activity, engagement.';
comment on column ingest.unit.name is 'File name as listed, without .gz.';
comment on column ingest.unit.scope_start_at is 'Begin of the hour that the file was written for. Events inside are older.';
comment on column ingest.unit.scope_end_at is 'End of that hour; the version of everything in the file.';
comment on column ingest.unit.href is 'Where to download it, as listed last.';
comment on column ingest.unit.state is 'pending: never tried to the end; leased: being loaded; loaded; failed: due again later; dead: failed as often as allowed; gone: upstream deleted it first.';
comment on column ingest.unit.attempts is 'Attempts that failed by the fault of the file itself. Outages do not count.';
comment on column ingest.unit.next_attempt_at is 'When a pending or failed unit is due.';
comment on column ingest.unit.lease_owner is 'The daemon that works on it, or did last.';
comment on column ingest.unit.lease_until_at is 'When the lease runs out, on the clock of the database; any daemon may then take the unit.';
comment on column ingest.unit.lease_token is 'Grows with each claim; a daemon with an older token can write nothing.';
comment on column ingest.unit.first_listed_at is 'When a listing first named it.';
comment on column ingest.unit.loaded_at is 'When its rows were committed.';
comment on column ingest.unit.missing_since_at is 'Since when upstream has been answering 404 for it.';
comment on column ingest.unit.file_bytes is 'Size as downloaded, in bytes.';
comment on column ingest.unit.inflated_bytes is 'Size after inflating, in bytes.';
comment on column ingest.unit.file_sha256 is 'SHA-256 of the file as downloaded.';
comment on column ingest.unit.documents is 'JSON documents (envelopes) in the file.';
comment on column ingest.unit.records_read is 'Records in the file (conversations, agent events): the sum of the next five.';
comment on column ingest.unit.records_new is 'Records stored for the first time.';
comment on column ingest.unit.records_changed is 'Records that replaced an older version with other content.';
comment on column ingest.unit.records_unchanged is 'Records equal to what was stored.';
comment on column ingest.unit.records_superseded is 'Records older than what was stored, or repeated in the file.';
comment on column ingest.unit.records_rejected is 'Records kept whole in ingest.reject.';
comment on column ingest.unit.replaced_characters is 'Characters Postgres cannot store (U+0000, lone surrogates) that became U+FFFD.';
comment on column ingest.unit.last_error is 'What went wrong last, in words. Kept after a later success.';
comment on column ingest.unit.last_error_at is 'When last_error happened.';
comment on column ingest.unit.acknowledged_at is 'When a person took note of a dead or gone unit (lp-warehouse units ack).';

create table ingest.load (
    load_id             bigint generated always as identity primary key,
    unit_id             bigint not null references ingest.unit,
    lease_token         bigint not null,
    owner               text not null,
    started_at          timestamptz not null,
    finished_at         timestamptz,
    outcome             text check (outcome in ('loaded', 'failed', 'dead', 'missing', 'gone', 'outage', 'released', 'abandoned')),
    file_bytes          bigint,
    records_read        bigint,
    records_new         bigint,
    records_changed     bigint,
    records_unchanged   bigint,
    records_superseded  bigint,
    records_rejected    bigint,
    error               text,
    unique (unit_id, lease_token)
);
comment on table ingest.load is 'One row per attempt at a unit, so that a load can be dated, explained or excluded.';
comment on column ingest.load.load_id is 'Number of the attempt.';
comment on column ingest.load.unit_id is 'The unit.';
comment on column ingest.load.lease_token is 'The lease it ran under.';
comment on column ingest.load.owner is 'The daemon that ran it.';
comment on column ingest.load.started_at is 'When the unit was claimed, on the clock of the database.';
comment on column ingest.load.finished_at is 'When the attempt ended. NULL while it runs.';
comment on column ingest.load.outcome is 'loaded; failed: the file is to blame; dead: and that was the last try; missing: 404; gone: given up as deleted upstream; outage: upstream, network or database; released: the daemon was stopped; abandoned: the daemon died.';
comment on column ingest.load.file_bytes is 'Size as downloaded, in bytes.';
comment on column ingest.load.records_read is 'Records in the file.';
comment on column ingest.load.records_new is 'Records stored for the first time.';
comment on column ingest.load.records_changed is 'Records that replaced an older version with other content.';
comment on column ingest.load.records_unchanged is 'Records equal to what was stored.';
comment on column ingest.load.records_superseded is 'Records older than what was stored, or repeated in the file.';
comment on column ingest.load.records_rejected is 'Records kept whole in ingest.reject.';
comment on column ingest.load.error is 'What went wrong, in words.';

create table ingest.reject (
    reject_id       bigint generated always as identity primary key,
    account_id      text collate "C" not null,
    feed            text collate "C" not null,
    record_sha256   bytea not null,
    unit_id         bigint not null references ingest.unit,
    document        bigint not null,
    record          bigint not null,
    offset_bytes    bigint not null,
    reason          text not null,
    detail          text not null,
    record_bytes    bytea not null,
    header_bytes    bytea not null,
    rejected_at     timestamptz not null default now(),
    closed_at       timestamptz,
    resolution      text check (resolution in ('loaded', 'discarded')),
    unique (account_id, feed, record_sha256),
    constraint reject_closed_has_resolution check ((closed_at is null) = (resolution is null))
);
create index reject_open_idx on ingest.reject (unit_id) where closed_at is null;
comment on table ingest.reject is 'The quarantine: records that could not be stored, whole, with the reason. Holds message texts.';
comment on column ingest.reject.reject_id is 'Number of the reject.';
comment on column ingest.reject.account_id is 'LivePerson account (site) number.';
comment on column ingest.reject.feed is 'Name of the feed.';
comment on column ingest.reject.record_sha256 is 'SHA-256 over header and record, each preceded by its length: one record is kept once.';
comment on column ingest.reject.unit_id is 'The unit it was read from.';
comment on column ingest.reject.document is '0-based number of the JSON document in the file.';
comment on column ingest.reject.record is '0-based number of the record in its document.';
comment on column ingest.reject.offset_bytes is 'Offset of its first byte in the inflated file.';
comment on column ingest.reject.reason is 'Code of the reason, e.g. bad_key, unknown_entity, too_large.';
comment on column ingest.reject.detail is 'The reason in words, without any value of the record.';
comment on column ingest.reject.record_bytes is 'The record as it came; for too_large only its beginning.';
comment on column ingest.reject.header_bytes is 'The header (visit or agent session) over the record, as it came.';
comment on column ingest.reject.rejected_at is 'When it was put here.';
comment on column ingest.reject.closed_at is 'When it was settled. NULL while open.';
comment on column ingest.reject.resolution is 'loaded: a later load of its unit stored it; discarded: a person decided so.';

create table ingest.drift (
    account_id      text collate "C" not null,
    feed            text collate "C" not null,
    path            text collate "C" not null,
    json_type       text not null,
    first_seen_at   timestamptz not null,
    first_unit_id   bigint not null references ingest.unit,
    last_seen_on    date not null,
    primary key (account_id, feed, path, json_type)
);
comment on table ingest.drift is 'Fields upstream sends that our model does not know, or whose value does not fit. Paths only, never values.';
comment on column ingest.drift.account_id is 'LivePerson account (site) number.';
comment on column ingest.drift.feed is 'Name of the feed.';
comment on column ingest.drift.path is 'Where in the document, e.g. engagements[].transcripts[].newField.';
comment on column ingest.drift.json_type is 'null, boolean, number, string, array or object.';
comment on column ingest.drift.first_seen_at is 'When it was first seen.';
comment on column ingest.drift.first_unit_id is 'The unit in which it was first seen.';
comment on column ingest.drift.last_seen_on is 'Day (UTC) on which it was last seen.';
