create or replace view mart.start_reason as
select n.source, n.id as start_reason_id, n.name from liveperson.start_reason n;
comment on view mart.start_reason is
    'Dimension: Why chats begin: names of the codes of mart.chat.start_reason_id. The sources give one code '
    'different meanings: join on start_reason_source as well. Fixed; needs no feed.';
comment on column mart.start_reason.source is
    'Whose code it is: data_access or engagement_history. Joins start_reason_source.';
comment on column mart.start_reason.start_reason_id is 'The code.';
comment on column mart.start_reason.name is 'What the code means.';
