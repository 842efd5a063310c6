with final as (
    select unit_id, account_id, feed, name, scope_start_at, scope_end_at, records_counted
    from ingest.unit join ingest.feed using (account_id, feed)
    where (account_id, feed) in (select * from unnest($1::text[], $2::text[]))
        and scope_end_at > $3 and scope_start_at < $4
        and kind in ('windows', 'updates') and watermark_at is null and final_at is not null and records_counted is not null
), newest as (
    select * from final order by scope_end_at desc, unit_id limit $5
)
select (select count(*) from final) as windows, newest.*
from (select 1) as one left join newest on true
order by newest.scope_end_at desc
