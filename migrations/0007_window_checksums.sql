-- What is no file is not the same twice, byte by byte: its checksum told nothing, and took time.

alter table ingest.unit drop constraint unit_loaded_has_tally;
update ingest.unit set file_sha256 = null where href = '';
alter table ingest.unit add constraint unit_loaded_has_tally check (
    state <> 'loaded' or (loaded_at is not null and records_read is not null and (file_sha256 is not null or href = ''))
);
comment on column ingest.unit.file_sha256 is 'SHA-256 of the file as downloaded. NULL for what is no file.';
