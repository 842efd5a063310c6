-- One code has one meaning: a row per code, so that a join doubles nothing.
create or replace view mart.end_reason as
select distinct on (n.id) n.id as end_reason_id, n.name
from liveperson.end_reason n
order by n.id, n.source;
comment on view mart.end_reason is
    'Dimension: Why chats end, one row per code: names of mart.chat.end_reason_id, which both sources use alike. '
    'Fixed; needs no feed.';
comment on column mart.end_reason.end_reason_id is 'The code.';
comment on column mart.end_reason.name is 'What the code means.';
