insert into ingest.fact_mark (subject, account_id, key, unit_id)
select m.subject, $1, m.key, $2 from unnest($3::text[], $4::text[]) as m(subject, key)
