-- The ledger: what was ever listed, what became of it, what could not be stored. For operators; analysts use `liveperson`.

-- The schema is there: the program makes it before the first migration, for the table that notes what was applied.
comment on schema ingest is 'Ledger, quarantine and drift of lp-warehouse: for operators. Data is in schema liveperson.';

create schema liveperson;
comment on schema liveperson is
    'What LivePerson said, typed. Written only by lp-warehouse; times are UTC. A table is named after the record of '
    'upstream, in the singular: messaging_ of Messaging Interactions and Operations, visit_ of visits. _version: states '
    'over time; _sample, _state: what was so when it was asked for; _interval, _activity, _health: sums that upstream '
    'made. Holds personal data and message texts in all areas: no right of lp_warehouse_analyst.';

create table ingest.feed (
    account_id          text collate "C" not null,
    feed                text collate "C" not null,
    kind                text not null check (kind in ('files', 'windows', 'updates', 'samples', 'lists')),
    kept_upstream       interval not null,
    usual_lag           interval not null,
    loss_near           interval not null,
    registered_at       timestamptz not null default now(),
    next_poll_at        timestamptz not null default '-infinity',
    listed_through_at   timestamptz,
    listed_all_at       timestamptz,
    last_success_at     timestamptz,
    last_error          text,
    last_error_at       timestamptz,
    is_refused          boolean not null default false,
    unavailable_since_at timestamptz,
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
comment on column ingest.feed.feed is 'Name of the feed, as in the configuration.';
comment on column ingest.feed.kind is
    'What its units are. files: files that upstream lists, loaded once; windows: spans of time, searched again and again until '
    'they are final; updates: ranges of time, polled for what changed in them, and days, read once; samples: methods that '
    'are polled again and again; lists: lists of names that are polled again and again, by their revision.';
comment on column ingest.feed.kept_upstream is 'How long upstream keeps what a unit covers, from the end of its span.';
comment on column ingest.feed.usual_lag is
    'How far behind it is at most when all is well: a feed that is complete through a moment longer ago is late.';
comment on column ingest.feed.loss_near is
    'What is not loaded is about to be lost when upstream deletes it within this time.';
comment on column ingest.feed.registered_at is
    'When a daemon first knew the feed, on the clock of the database. A feed is late by no more than the time since then.';
comment on column ingest.feed.next_poll_at is 'When the listing, or the planning of windows, is due next.';
comment on column ingest.feed.listed_through_at is 'Everything upstream had published for hours up to this moment has a row in unit; for windows: they are planned up to here.';
comment on column ingest.feed.listed_all_at is 'When the whole span that upstream keeps was last listed.';
comment on column ingest.feed.last_success_at is 'When a listing last succeeded from its first to its last request.';
comment on column ingest.feed.last_error is 'What went wrong last, in words, with what to check. NULL after a success.';
comment on column ingest.feed.last_error_at is 'When last_error happened.';
comment on column ingest.feed.is_refused is
    'Whether upstream refused the credentials or the right to ask (401, 403) when last_error happened. Says nothing while '
    'last_error is NULL.';
comment on column ingest.feed.unavailable_since_at is
    'Since when upstream has refused the API of the feed to this account (403), so that the feed is not available. It is '
    'asked again each day, and at each start of a daemon. NULL when it is available. Only searches have it: of files a '
    'refusal is an outage, of methods it stands with the unit.';
comment on column ingest.feed.outage_count is 'Listings in a row that failed for a reason upstream or in between (401, 403, 429, 5xx, network).';
comment on column ingest.feed.file_outage_count is 'The same for downloads; a file that loads sets it to 0.';
comment on column ingest.feed.paused_until_at is 'Nothing is asked of upstream for this feed until then.';
comment on column ingest.feed.lease_owner is 'The daemon that is listing now.';
comment on column ingest.feed.lease_until_at is 'When its lease runs out, on the clock of the database.';
comment on column ingest.feed.lease_token is 'Grows with each lease; proves whose it is.';

-- A unit is a file; or what is no file: a window of time, searched again and again until it is final, in a live and a backfill
-- lane; a range of starts, polled for what was updated in it, and a day of starts, read once; a method or a list that is
-- polled again and again; a span that was lost.
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
    is_refused          boolean not null default false,
    acknowledged_at     timestamptz,
    lane                text not null default 'live' check (lane in ('live', 'backfill')),
    read_count          integer not null default 0,
    incomplete_reads    integer not null default 0,
    read_begun_at       timestamptz,
    records_counted     bigint,
    records_unsettled   bigint,
    reread_at           timestamptz,
    final_at            timestamptz,
    rows_stored         bigint not null default 0,
    is_snapshot         boolean not null default false,
    watermark_at        timestamptz,
    unavailable_since_at timestamptz,
    silent_since_at     timestamptz,
    list_revision       text,
    list_version        text,
    list_content_rev    integer,
    salvaged_because    text,
    unique (account_id, feed, name),
    constraint unit_tally_adds_up check (
        records_read = records_new + records_changed + records_unchanged + records_superseded + records_rejected
    ),
    -- What is no file is not the same twice, byte by byte: it has no checksum.
    constraint unit_loaded_has_tally check (
        state <> 'loaded'
        or (loaded_at is not null and records_read is not null and (file_sha256 is not null or href = ''))
    ),
    constraint unit_leased_has_lease check ((state = 'leased') = (lease_until_at is not null))
);
create index unit_due_idx on ingest.unit (account_id, feed, lane, scope_end_at, unit_id)
    where state in ('pending', 'leased', 'failed');
create index unit_account_feed_scope_idx on ingest.unit (account_id, feed, scope_end_at);
-- mart.changed_through asks for the few that are being loaded.
create index unit_leased_idx on ingest.unit (account_id) where state = 'leased';
create index unit_reread_idx on ingest.unit (account_id, feed, lane, reread_at) where reread_at is not null;
comment on table ingest.unit is
    'One row per file ever listed, per window of time ever planned, per range and per day of a feed of updates, per method '
    'or list that is polled, and per span that upstream deleted before it was polled. Rows stay; only lost spans that meet become one '
    'row. What is not loaded is pending, failed, dead or gone.';
comment on column ingest.unit.unit_id is 'Number of the unit; liveperson.*.unit_id refers to it.';
comment on column ingest.unit.account_id is 'LivePerson account (site) number.';
comment on column ingest.unit.feed is 'Name of the feed, as in ingest.feed.';
comment on column ingest.unit.name is 'File name as listed, without .gz; of a window, a range or a day its begin and end; of a method or a list its name.';
comment on column ingest.unit.scope_start_at is 'Begin of the hour that the file was written for (events inside are older); of a window, a range or a day the first start of a chat or conversation; of a method the begin of what its last poll covered; of a list when it was last read.';
comment on column ingest.unit.scope_end_at is 'End of that hour, the version of everything in the file; of a window, a range or a day its end; of a method up to when its final intervals are stored; of a list when it was last read.';
comment on column ingest.unit.href is 'Where to download it, as listed last; empty for what is no file.';
comment on column ingest.unit.state is 'pending: never tried to the end, or a method that waits for the mark on which it is asked; leased: being loaded; loaded (a window: read completely, though perhaps not for the last time); failed: due again later; dead: failed as often as allowed; gone: upstream deleted it first.';
comment on column ingest.unit.attempts is 'Attempts that failed by the fault of the unit itself. Outages and incomplete reads do not count.';
comment on column ingest.unit.next_attempt_at is 'When a pending or failed unit is due.';
comment on column ingest.unit.lease_owner is 'The daemon that works on it, or did last.';
comment on column ingest.unit.lease_until_at is 'When the lease runs out, on the clock of the database; any daemon may then take the unit.';
comment on column ingest.unit.lease_token is 'Grows with each claim; a daemon with an older token can write nothing.';
comment on column ingest.unit.first_listed_at is 'When a listing first named it.';
comment on column ingest.unit.salvaged_because is 'Why only a part of the file is stored: the other part is not JSON, and is in ingest.reject (not_readable). NULL when the unit was loaded whole.';
comment on column ingest.unit.loaded_at is 'When its rows were committed; of a window, those of the last complete read; of a method, those of the last poll.';
comment on column ingest.unit.missing_since_at is 'Since when upstream has been answering 404 for it.';
comment on column ingest.unit.file_bytes is 'Size as downloaded, in bytes; of a window all its pages.';
comment on column ingest.unit.inflated_bytes is 'Size after inflating, in bytes.';
comment on column ingest.unit.file_sha256 is 'SHA-256 of the file as downloaded. NULL for what is no file.';
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
comment on column ingest.unit.is_refused is
    'Whether upstream refused the credentials or the right to ask (401, 403) when the last attempt failed. Says nothing once '
    'the unit is loaded.';
comment on column ingest.unit.acknowledged_at is 'When a person took note of a dead or gone unit (lp-warehouse units ack).';
comment on column ingest.unit.lane is
    'live; backfill: history from before the first start, or a long downtime, read beside the live work and slower. Of a feed of '
    'updates the ranges are live, the days backfill.';
comment on column ingest.unit.read_count is 'Complete reads of the window, range or day, or polls of the method, so far. 0 for files.';
comment on column ingest.unit.incomplete_reads is 'Incomplete reads of the window in a row: the count moved while paging, or parts of upstream did not answer. What came is stored.';
comment on column ingest.unit.read_begun_at is 'When the last complete read of the window, or poll of the method, began.';
comment on column ingest.unit.records_counted is 'How many records upstream counted in the window, range or day at the last complete read; of a day that was only counted, then.';
comment on column ingest.unit.records_unsettled is 'Records of the last complete read that upstream may still complete: partial or not enriched.';
comment on column ingest.unit.reread_at is 'When the window or day is read again, or once it is final counted again; when the range or method is polled again. NULL: never.';
comment on column ingest.unit.final_at is
    'When the unit became final. A window: by a complete read that began later than its end and its settle time. A day: by its '
    'first settled read. A range: by the first poll after upstream had deleted everything in it. NULL for files and methods.';
comment on column ingest.unit.rows_stored is
    'Documents that this unit ever stored as new, over all its loads: the sum of records_new of ingest.load, also of loads '
    'whose row there was deleted.';
comment on column ingest.unit.is_snapshot is 'Whether it is a method that is polled for a moment: it covers no span, so that nothing is complete through it.';

comment on column ingest.unit.watermark_at is
    'Of a range of a feed of updates: everything that upstream updated before is stored; on upstream''s clock. NULL for any '
    'other unit.';
comment on column ingest.unit.unavailable_since_at is
    'Of a method: since when upstream has refused it to this account (403), or has not known it (404). It is asked again '
    'each day, and at each start of a daemon; neither the feed nor the other methods wait for it. NULL once it answers.';
comment on column ingest.unit.silent_since_at is
    'Of a method: its answers have had no interval after this moment, although they were to cover it: nothing happened, '
    'nobody was logged in, or upstream lost them. Each poll asks for them again, for as long as upstream keeps them. NULL '
    'when the last answer had every interval up to its time.';
comment on column ingest.unit.list_revision is
    'Of a list: its revision upstream when it was last read whole. Each poll sends it, and upstream answers only when the '
    'list has changed since. NULL: the next poll asks for the whole list.';
comment on column ingest.unit.list_version is
    'Of a list: the version of the API that answered, as 6.0; empty when upstream took none. NULL when it was never read.';
comment on column ingest.unit.list_content_rev is
    'Of a list: revision of the program''s reading rules that read it whole; the program reads it whole again when its '
    'rules are others.';

create table ingest.load (
    load_id             bigint generated always as identity primary key,
    unit_id             bigint not null references ingest.unit,
    lease_token         bigint not null,
    owner               text not null,
    started_at          timestamptz not null,
    finished_at         timestamptz,
    outcome             text check (outcome in (
        'loaded', 'failed', 'dead', 'missing', 'gone', 'outage', 'released', 'abandoned', 'incomplete', 'counted',
        'unavailable'
    )),
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
-- The status page asks what was loaded in the last days. Attempts are written in the order of time, so that a few pages of
-- index are enough for years of them.
create index load_finished_idx on ingest.load using brin (finished_at) with (pages_per_range = 32, autosummarize = on);
comment on table ingest.load is 'One row per attempt at a unit, so that a load can be dated, explained or excluded.';
comment on column ingest.load.load_id is 'Number of the attempt.';
comment on column ingest.load.unit_id is 'The unit.';
comment on column ingest.load.lease_token is 'The lease it ran under.';
comment on column ingest.load.owner is 'The daemon that ran it.';
comment on column ingest.load.started_at is 'When the unit was claimed, on the clock of the database.';
comment on column ingest.load.finished_at is 'When the attempt ended. NULL while it runs.';
comment on column ingest.load.outcome is
    'loaded; failed: the unit is to blame; dead: and that was the last try; missing: 404; gone: given up as deleted upstream; '
    'outage: upstream, network or database; released: given back, as the daemon was stopped or the unit is held back; '
    'abandoned: the daemon died; incomplete: a window was stored as far as it came; counted: a final window was counted again '
    'and has not changed; unavailable: upstream refuses the method to this account.';
comment on column ingest.load.file_bytes is 'Size as downloaded, in bytes; of a window all its pages.';
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
    record_kind     text collate "C" not null,
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
comment on column ingest.reject.record_kind is
    'What the record is, mostly the table of its row (a part of a visit: visit_navigation and so on); it says how the '
    'record is decoded again. Empty for what is no record.';
comment on column ingest.reject.rejected_at is 'When it was put here.';
comment on column ingest.reject.closed_at is 'When it was settled. NULL while open.';
comment on column ingest.reject.resolution is 'loaded: a later load of its unit stored it; discarded: a person decided so.';

-- What people decided about the quarantine: who, when, why.
create table ingest.operator_action (
    action_id   bigint generated always as identity primary key,
    acted_at    timestamptz not null default now(),
    actor       text not null,
    action      text not null check (action in ('reject_retry', 'reject_discard')),
    reject_id   bigint not null references ingest.reject,
    reason      text not null
);
create index operator_action_reject_idx on ingest.operator_action (reject_id);
comment on table ingest.operator_action is 'What people did by hand, one row per record of the quarantine that was concerned. Only ever added to.';
comment on column ingest.operator_action.action_id is 'Number of the action.';
comment on column ingest.operator_action.acted_at is 'When, on the clock of the database.';
comment on column ingest.operator_action.actor is 'Who: the name of the person on the machine where the command ran, and the machine; or what was said with --as.';
comment on column ingest.operator_action.action is
    'reject_retry: its unit was made due, to read the record again, or the record was stored from what was kept of it; '
    'reject_discard: it is not to be loaded.';
comment on column ingest.operator_action.reject_id is 'The record of the quarantine.';
comment on column ingest.operator_action.reason is 'Why, in the words of the person; empty when none were given.';

create table ingest.restore_attempt (
    attempt_id  bigint generated always as identity primary key,
    account_id  text collate "C" not null,
    begun_at    timestamptz not null default clock_timestamp()
);
comment on table ingest.restore_attempt is
    'Records of the quarantine that are being stored at this moment, without the lease of a unit: noted before the transaction '
    'begins and removed by it, so that mart.changed_through does not run ahead of it. What a killed command left behind counts for '
    'an hour.';
comment on column ingest.restore_attempt.attempt_id is 'Number of the attempt.';
comment on column ingest.restore_attempt.account_id is 'LivePerson account (site) number.';
comment on column ingest.restore_attempt.begun_at is 'When it began, on the clock of the database: before its transaction.';

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

-- A record keeps its unknown fields in its own row. What stands outside the records is kept here, once for each unit.
create table ingest.unit_extra (
    unit_id     bigint not null references ingest.unit,
    path        text collate "C" not null,
    value       jsonb not null,
    primary key (unit_id, path)
);
comment on table ingest.unit_extra is
    'Values of fields outside the records that our model does not know, each once for a unit. ingest.drift says when a path '
    'was first seen.';
comment on column ingest.unit_extra.unit_id is 'The unit they were read from.';
comment on column ingest.unit_extra.path is 'Where in the document, e.g. metaData.newField.';
comment on column ingest.unit_extra.value is 'The value that came first in the unit; later ones of the same path are not kept.';

-- Records that upstream put into the files of another feed: what reconcile counts with.
create table ingest.stray (
    unit_id      bigint not null references ingest.unit,
    record_kind  text collate "C" not null,
    rows         bigint not null check (rows > 0),
    primary key (unit_id, record_kind)
);
comment on table ingest.stray is
    'Records that belong to another feed than the file they were in: their rows are in the tables of that feed. Upstream had '
    'mixed up its files, or an address is wrong.';
comment on column ingest.stray.unit_id is 'The file they were in.';
comment on column ingest.stray.record_kind is 'What they are, as in ingest.reject.record_kind.';
comment on column ingest.stray.rows is 'Rows of the parent table that came from this file.';

-- Rows that somebody deleted from the tables on purpose: what reconcile counts with.
create table ingest.deletion (
    deletion_id bigint generated always as identity primary key,
    account_id  text collate "C" not null,
    feed        text collate "C" not null,
    rows        bigint not null check (rows > 0),
    noted_at    timestamptz not null default now(),
    actor       text not null,
    reason      text not null check (reason <> '')
);
comment on table ingest.deletion is
    'Rows that somebody deleted from the tables on purpose, as `lp-warehouse reconcile --deleted` noted it. Only ever added to.';
comment on column ingest.deletion.deletion_id is 'Number of the note.';
comment on column ingest.deletion.account_id is 'LivePerson account (site) number.';
comment on column ingest.deletion.feed is 'Feed whose tables they were in.';
comment on column ingest.deletion.rows is 'How many rows of the parent tables were missing when it was noted, and not noted before.';
comment on column ingest.deletion.noted_at is 'When it was noted, on the clock of the database.';
comment on column ingest.deletion.actor is 'Who noted it: the name of the person on the machine where the command ran, and the machine.';
comment on column ingest.deletion.reason is 'Why they were deleted, in the words of the person.';

-- Which views of mart there are, and of which program.
create table ingest.mart_view (
    name        text collate "C" primary key,
    sha256      bytea not null,
    version     text not null,
    applied_at  timestamptz not null default now()
);
comment on table ingest.mart_view is
    'Views of mart that a program made, one row each: one whose definition is another in a later program is made again.';
comment on column ingest.mart_view.name is 'Name of the view, without its schema.';
comment on column ingest.mart_view.sha256 is 'SHA-256 over its definition and those of the views that it reads.';
comment on column ingest.mart_view.version is
    'Version of lp-warehouse that changed a view last, the same in all rows: an older one leaves the views alone.';
comment on column ingest.mart_view.applied_at is 'When the view was made, or replaced last.';

-- Views of users that a migration had to drop with a view of mart that they read, and could not make again.
create table ingest.displaced_view (
    name            text not null,
    kind            text not null,
    owner           text not null,
    definition      text not null,
    error           text not null,
    displaced_at    timestamptz not null default now(),
    primary key (name, displaced_at)
);
comment on table ingest.displaced_view is
    'Views of users that stood on a view of mart when its columns changed, and that could not be made again: as text, so '
    'that their owner can. Delete a row when it is settled.';
comment on column ingest.displaced_view.name is 'Its name, with its schema.';
comment on column ingest.displaced_view.kind is 'view or materialized view.';
comment on column ingest.displaced_view.owner is 'The role that owned it.';
comment on column ingest.displaced_view.definition is
    'The statements that made it as it was: the view, its indexes, triggers, rules and comments, its owner, the rights on it.';
comment on column ingest.displaced_view.error is 'What the server said when it was to be made again.';
comment on column ingest.displaced_view.displaced_at is 'When it was dropped, on the clock of the database.';

-- How far each feed is, from its units. The program's own status and mart.freshness both read this view: the rule for
-- complete_through_at stands here and nowhere else.
create view ingest.feed_progress as
select
    f.account_id, f.feed, u.*,
    case when f.listed_through_at is null then null
        -- Windows before the first that is not final are complete.
        when f.kind = 'windows' then u.first_open_window_at
        -- Every method, or list, must have answered once: one that never did has nothing that is complete.
        when f.kind in ('samples', 'lists') then case when u.methods_unread = 0 then u.sampled_through_at end
        when f.kind = 'updates' then case when u.methods_unread = 0 then u.updated_through_at end
        -- Upstream may publish an hour up to six hours late; what is older and listed is complete but for its gaps.
        else least(date_trunc('hour', f.listed_through_at - interval '6 hours', 'UTC'), u.first_gap_at)
    end as complete_through_at,
    -- A list can always be read as it is now.
    case
        when f.unavailable_since_at is null and f.kind <> 'lists' then u.oldest_losable_end_at + f.kept_upstream
    end as next_deletion_at
from ingest.feed f
left join lateral (
    select min(live.scope_start_at) as live_from_at
    from ingest.unit live
    where live.account_id = f.account_id and live.feed = f.feed and live.lane = 'live' and f.kind = 'windows'
) l on true
cross join lateral (
    select
        count(*) filter (where state = 'pending') as pending,
        count(*) filter (where state = 'leased') as leased,
        count(*) filter (where state = 'loaded') as loaded,
        count(*) filter (where state = 'failed' and unavailable_since_at is null) as failed,
        count(*) filter (where unavailable_since_at is not null) as unavailable,
        count(*) filter (where state <> 'gone') as methods,
        count(*) filter (where state = 'dead') as dead,
        count(*) filter (where state = 'gone') as gone,
        count(*) filter (where state in ('dead', 'gone') and acknowledged_at is null) as unacknowledged,
        count(*) filter (where state = 'loaded' and salvaged_because is not null) as salvaged,
        count(*) filter (
            where state = 'leased' or state in ('pending', 'failed') and next_attempt_at <= now()
        ) as due,
        -- A window that is read again is no progress.
        count(*) filter (where loaded_at > now() - interval '1 hour' and read_count <= 1) as loaded_lately,
        min(loaded_at) filter (where loaded_at > now() - interval '1 hour' and read_count <= 1) as loaded_since_at,
        count(*) filter (where lane = 'backfill' and state in ('pending', 'leased', 'failed')) as backfill_open,
        count(*) filter (where f.kind = 'windows' and read_count > 0 and final_at is null) as windows_not_final,
        -- A span that was lost is no method.
        count(*) filter (
            where read_count = 0 and state <> 'gone' and unavailable_since_at is null
                and (f.kind in ('samples', 'lists') or f.kind = 'updates' and lane = 'live')
        ) as methods_unread,
        min(scope_start_at) filter (where state <> 'loaded' and acknowledged_at is null) as first_gap_at,
        -- A window that is final is whole even while it is counted again. Days that a downtime left to the backfill
        -- count, those from before the first start do not.
        min(scope_start_at) filter (
            where scope_start_at >= l.live_from_at and final_at is null and acknowledged_at is null
        ) as first_open_window_at,
        -- A snapshot covers no span: it counts only while its method fails, or where a feed has nothing else. What upstream
        -- refuses to the account is not waited for.
        coalesce(
            min(scope_end_at) filter (
                where f.kind in ('samples', 'lists') and read_count > 0 and unavailable_since_at is null
                    and (not is_snapshot or state = 'failed')
            ),
            min(scope_end_at) filter (
                where f.kind in ('samples', 'lists') and read_count > 0 and unavailable_since_at is null
            )
        ) as sampled_through_at,
        -- A range that is as old as what upstream keeps is not followed any more.
        min(watermark_at) filter (where final_at is null) as updated_through_at,
        -- A range of updates has always been read already: it is late, not open.
        min(scope_end_at) filter (
            where state in ('pending', 'leased', 'failed') and watermark_at is null and unavailable_since_at is null
        ) as oldest_open_scope_end_at,
        -- What upstream was about to delete already when a first listing or a backfill named it is no loss of ours.
        min(scope_end_at) filter (
            where state in ('pending', 'leased', 'failed') and watermark_at is null and unavailable_since_at is null and not (
                (lane = 'backfill' or first_listed_at < f.registered_at + interval '1 day')
                and scope_end_at + f.kept_upstream < first_listed_at + 2 * f.loss_near
            )
        ) as oldest_losable_end_at,
        max(loaded_at) as last_loaded_at,
        sum(documents)::bigint as documents,
        sum(records_read)::bigint as records_read,
        sum(records_new)::bigint as records_new,
        sum(records_changed)::bigint as records_changed,
        sum(records_unchanged)::bigint as records_unchanged,
        sum(records_superseded)::bigint as records_superseded,
        sum(records_rejected)::bigint as records_rejected,
        sum(replaced_characters)::bigint as replaced_characters
    from ingest.unit
    where unit.account_id = f.account_id and unit.feed = f.feed
) u;
comment on view ingest.feed_progress is 'How far each feed is: one row per account and feed, reckoned from its units.';
comment on column ingest.feed_progress.account_id is 'LivePerson account (site) number.';
comment on column ingest.feed_progress.feed is 'Name of the feed, as in ingest.feed.';
comment on column ingest.feed_progress.pending is 'Units in state pending.';
comment on column ingest.feed_progress.leased is 'Units in state leased.';
comment on column ingest.feed_progress.loaded is 'Units in state loaded.';
comment on column ingest.feed_progress.failed is 'Units in state failed; methods that upstream refuses to the account left out.';
comment on column ingest.feed_progress.unavailable is 'Methods that upstream refuses to the account.';
comment on column ingest.feed_progress.dead is 'Units in state dead.';
comment on column ingest.feed_progress.gone is 'Units in state gone.';
comment on column ingest.feed_progress.unacknowledged is 'Dead and gone units that no person has acknowledged.';
comment on column ingest.feed_progress.salvaged is 'Loaded files of which a part is in the quarantine.';
comment on column ingest.feed_progress.due is 'Units that are being loaded, or whose next attempt is due.';
comment on column ingest.feed_progress.loaded_lately is 'Units that were loaded for the first time in the last hour.';
comment on column ingest.feed_progress.loaded_since_at is 'When the first of loaded_lately was loaded.';
comment on column ingest.feed_progress.backfill_open is 'Units of the backfill that are still to be loaded.';
comment on column ingest.feed_progress.windows_not_final is
    'Windows that were read and will be read again before they are final.';
comment on column ingest.feed_progress.methods is 'Units of any state but gone: of a feed of samples its methods, of a feed of lists its lists.';
comment on column ingest.feed_progress.methods_unread is
    'Polled methods, and ranges of updates, that have never answered completely; those that upstream refuses to the account '
    'left out.';
comment on column ingest.feed_progress.first_gap_at is
    'Begin of the earliest unit that is not loaded and that no person has acknowledged.';
comment on column ingest.feed_progress.first_open_window_at is
    'Begin of the earliest window, from the first live one on, that is not final.';
comment on column ingest.feed_progress.sampled_through_at is
    'Up to when the method is stored that is furthest behind, of those that have answered.';
comment on column ingest.feed_progress.updated_through_at is
    'The watermark of the range of updates that is furthest behind, of those that are still followed.';
comment on column ingest.feed_progress.oldest_open_scope_end_at is
    'End of the oldest unit that will still be tried; ranges of updates left out.';
comment on column ingest.feed_progress.oldest_losable_end_at is
    'The same without units that upstream was about to delete already when they became known with the feed, or by a '
    'backfill.';
comment on column ingest.feed_progress.last_loaded_at is 'When a unit was last loaded.';
comment on column ingest.feed_progress.documents is 'JSON documents of all units.';
comment on column ingest.feed_progress.records_read is 'Records of all units: the sum of the next five.';
comment on column ingest.feed_progress.records_new is 'Records stored for the first time.';
comment on column ingest.feed_progress.records_changed is 'Records that replaced an older version with other content.';
comment on column ingest.feed_progress.records_unchanged is 'Records equal to what was stored.';
comment on column ingest.feed_progress.records_superseded is
    'Records older than what was stored, or repeated in the file.';
comment on column ingest.feed_progress.records_rejected is 'Records kept whole in ingest.reject.';
comment on column ingest.feed_progress.replaced_characters is 'Characters that became U+FFFD.';
comment on column ingest.feed_progress.complete_through_at is
    'Up to this moment nothing is missing that upstream published; NULL while nothing is complete. Never later than the '
    'begin of a file or window that is not loaded, and NULL until every polled method, or range of updates, has answered '
    'once. Methods that upstream refuses to the account do not count.';
comment on column ingest.feed_progress.next_deletion_at is
    'When upstream begins to delete what is not loaded; NULL when there is nothing to lose, as with lists, or the feed is not '
    'available to the account.';
