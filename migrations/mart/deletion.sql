create or replace view mart.deletion as
select d.account_id, d.relation, d.key, d.deleted_at, d.change_number
from fact.deletion d;
comment on view mart.deletion is
    'Operations: Rows that a view with a change_number had and has no more, so that a copy elsewhere can remove them: one row '
    'each time. A row that came back has a greater change_number in its view.';
comment on column mart.deletion.account_id is 'LivePerson account (site) number.';
comment on column mart.deletion.relation is 'Name of the view of mart that had the row.';
comment on column mart.deletion.key is
    'Key of the row after account_id, by the names of the columns of the table behind the view; a key column that is '
    'NULL in the view is an empty text here.';
comment on column mart.deletion.deleted_at is 'When it was removed, UTC, clock of the database.';
comment on column mart.deletion.change_number is
    'Number of that change: it becomes visible in the order of the numbers, as that of mart.chat.';
