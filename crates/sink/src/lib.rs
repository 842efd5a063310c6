//! All SQL: migrations, the ledger, and the one transaction in which a unit's rows and its ledger entry are written.
//!
//! Delivery: a unit's rows become visible in the transaction that marks it `loaded`, or not at all. Loading it again, in
//! any order with any other unit, by any number of daemons, ends in the same tables (see [`commit`]).
//!
//! Reading order: [`commit`] is the heart, [`documents`] its hand; [`decide`] holds the rules, `members` what sets add to them, `history` which states a row had, `names` what records call things, `marks` what facts rest on, [`table`] the statements, [`copy`] the bytes;
//! [`lease`] and [`ledger`] decide who may commit and what became of it, [`hand`] does so for a person, [`outage`] pauses a feed, [`units`] shows it; [`quarantine`] keeps what could not be stored,
//! [`rejects`] shows that, [`restore`] stores what fits by now; [`refresh`] keeps the tables that reports read; [`place`] is where the database is, [`session`] what each connection must be; [`roles`] are what users are granted; [`status`] and [`overview`] tell how things stand; [`reconcile`] asks whether all of it adds up (with `stray`: rows that a file of another feed brought),
//! [`rehearsal`] whether a daemon could work.

pub mod commit;
pub mod copy;
pub mod decide;
pub mod documents;
pub mod error;
mod facts;
pub mod hand;
mod history;
mod keys;
pub mod lease;
pub mod ledger;
mod marks;
mod members;
pub mod migrations;
mod names;
pub mod outage;
pub mod overview;
pub mod place;
pub mod pool;
pub mod quarantine;
pub mod reconcile;
pub mod refresh;
pub mod rehearsal;
pub mod rejects;
pub mod restore;
pub mod roles;
pub mod server;
pub mod session;
pub mod status;
mod stray;
pub mod table;
#[cfg(feature = "testing")]
pub mod testing;
pub mod units;

pub use commit::UnitCommit;
pub use error::SinkError;
pub use facts::{ListRead, ReadOutcome, Sampled, UnitFacts, WindowRead};
pub use place::Place;
pub use pool::{Sink, SinkOptions};
pub use stray::Strays;
