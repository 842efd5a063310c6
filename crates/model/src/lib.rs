//! The nouns that cross a crate line: feeds, files, units, rows, batches, rejects, tallies. No I/O, no async, no clock.
//!
//! Reading order: [`feed`] → [`mod@file`] → [`mod@unit`] → [`service`] → [`record`] → [`rows`] → [`batch`] → [`tally`].

pub mod batch;
pub mod clock;
pub mod drift;
pub mod error_chain;
pub mod feed;
pub mod file;
pub mod record;
pub mod rows;
pub mod service;
pub mod tally;
pub mod unit;

pub use batch::{Batch, Document};
pub use clock::Clock;
pub use drift::{Drift, DriftPath};
pub use error_chain::chain;
pub use feed::{AccountId, Feed, FeedFacts, FeedKind};
pub use file::{FileName, ListedFile, Scope};
pub use record::{Position, Reject, RejectReason};
pub use service::Service;
pub use tally::Tally;
pub use unit::{KnownList, Lane, PastReads, Unit, UnitId, UnitState};
