-- $3 are the families of the feed: rows that other feeds' units brought them count here, and those that the feed's units
-- brought to others count there.
select
    (select coalesce(sum(rows_stored), 0)::bigint from ingest.unit where account_id = $1 and feed = $2)
    + (
        select coalesce(sum(case when s.record_kind = any($3) then s.rows else -s.rows end), 0)::bigint
        from ingest.stray s join ingest.unit u using (unit_id)
        where u.account_id = $1 and (u.feed = $2) <> (s.record_kind = any($3))
    ),
    (select coalesce(sum(rows), 0)::bigint from ingest.deletion where account_id = $1 and feed = $2)
