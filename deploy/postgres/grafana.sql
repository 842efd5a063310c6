-- Run by Postgres when it makes the database: a user for Grafana, who reads reports and nothing else. The migrations grant to
-- the role what a reader may read.
\getenv password LPW_GRAFANA_PASSWORD
create role lp_warehouse_reader nologin;
create role grafana login password :'password' in role lp_warehouse_reader;
alter role grafana set statement_timeout = '60s';
alter role grafana set default_transaction_read_only = on;
alter role grafana set jit = off;
