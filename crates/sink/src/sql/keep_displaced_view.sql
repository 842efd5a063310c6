insert into ingest.displaced_view (name, kind, owner, definition, error) values ($1, $2, $3, $4, $5)
