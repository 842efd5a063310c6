//! All HTTP towards LivePerson: who we are, where things are, listings, files and pages. No SQL, no clock, no environment.
//!
//! Reading order: `account` (the requests) → `ask` (one request, let in) → `bounds` → `exchange` (one request, one reply)
//! → `retry` → `auth` → `domains` → `listing` → `history` → `operational` → `body`. What a caller can be told is
//! [`ClientError`].
//!
//! What never happens here: credentials sent to a host that is neither configured nor LivePerson's; a secret or a body
//! in an error or a log line; a request without deadlines; more requests of an account at one time, or in a second,
//! than its bounds, those for tokens and hosts included.

mod account;
mod ask;
mod auth;
mod body;
mod bounds;
mod domains;
mod download;
mod endpoints;
mod error;
mod exchange;
mod fields;
mod history;
pub mod listing;
mod measure;
mod operational;
mod pace;
mod refusal;
mod retry;
mod transport;

pub use account::{AccountClient, AccountOptions};
pub use auth::Auth;
pub use download::Download;
pub use endpoints::{Endpoints, Region};
pub use error::ClientError;
pub use history::{HistoryFilter, PAGE_RECORDS_MAX};
pub use operational::{INTERVAL_MIN, SampleAnswer};
pub use transport::{Transport, TransportOptions};
