-- A feed has a row that says what the program knows of it. Asked for before it is written, so that registering again writes
-- nothing. An interval is written in days and hours.
insert into ingest.feed (account_id, feed, kind, kept_upstream, usual_lag, loss_near)
select $1, $2, $3, justify_hours($4), justify_hours($5), justify_hours($6)
where not exists (
    select from ingest.feed
    where account_id = $1 and feed = $2 and kind = $3 and kept_upstream = $4 and usual_lag = $5 and loss_near = $6
)
on conflict (account_id, feed) do update set
    kind = excluded.kind, kept_upstream = excluded.kept_upstream, usual_lag = excluded.usual_lag,
    loss_near = excluded.loss_near
