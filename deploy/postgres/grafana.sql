-- Run by Postgres when it makes the database: a user for Grafana, who reads reports without personal data. The migrations
-- grant to the role what an analyst may read.
\getenv password LPW_GRAFANA_PASSWORD
create role lp_warehouse_analyst nologin;
create role grafana login password :'password' in role lp_warehouse_analyst;
alter role grafana set statement_timeout = '60s';
alter role grafana set default_transaction_read_only = on;
alter role grafana set jit = off;
