//! The sink against a real Postgres, one database per test. Run by `cargo xtask test`.

mod changes;
mod cut;
mod fixture;
mod hand;
mod history;
mod ledger;
mod mart;
mod members;
mod migrations;
mod names;
mod order;
mod overview;
mod plans;
mod progress;
mod proxy;
mod quarantine;
mod refresh;
mod roles;
mod schema;
mod store;
mod user_views;
mod views;
mod windows;
