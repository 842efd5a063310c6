create or replace view mart.line_of_business as
select
    b.account_id, b.lob_id, coalesce(nullif(b.name, ''), b.lob_id) as name, nullif(b.description, '') as description,
    coalesce(b.is_deleted, false) as is_deleted
from liveperson.line_of_business b;
comment on view mart.line_of_business is
    'Dimension: Lines of business, one row each that the list ever had, as they are today. Needs feed configuration; '
    'empty while it is missing.';
comment on column mart.line_of_business.account_id is 'LivePerson account (site) number.';
comment on column mart.line_of_business.lob_id is
    'Id of the line of business, as in lob_ids of mart.skill. LOBs field id.';
comment on column mart.line_of_business.name is 'Its name, or its id while it has none. LOBs field name.';
comment on column mart.line_of_business.description is 'Description; NULL when none. LOBs field description.';
comment on column mart.line_of_business.is_deleted is 'Whether it was deleted upstream. LOBs field deleted.';
