//! The real program against a simulated upstream and a real Postgres.
//!
//! Reading order: `deployment` (what stands around the program), `process` (the program itself), `server` (what is done
//! to the database), `comparison` (what must be in the tables), `closing` (what must hold whatever a test did); then the
//! tests, `whole_path` first.
//!
//! Run them by `cargo xtask test`, which brings the Postgres.

mod closing;
mod comparison;
mod deployment;
mod documents;
mod process;
mod server;
mod skipped;
mod virtual_time;

mod whole_path;

mod analyst;
mod backfill;
mod bad_input;
mod cases;
mod catch_up;
mod check_user;
mod cli;
mod completions;
mod configuration;
mod conformance;
mod crash;
mod dashboards;
mod database_errors;
mod database_faults;
mod database_start;
mod faults;
mod fresh_install;
mod history;
mod history_backfill;
mod history_time;
mod init;
mod large_file;
mod log;
mod messaging_operations;
mod messaging_time;
mod operational;
mod own_server;
mod pooler;
mod port;
mod private_cluster;
mod questions;
mod reconcile;
mod rejects;
mod reproduction;
mod samples;
mod search_path;
mod service;
mod shutdown;
mod simulation;
mod status_page;
mod superset;
mod terminal;
mod two_daemons;
