//! All HTTP towards LivePerson: who we are, where things are, listings and files. No SQL, no clock, no environment.
//!
//! Reading order: `account` (the requests) → `exchange` (one request, one reply) → `retry` → `auth` → `domains` →
//! `listing` → `body`. What a caller can be told is [`ClientError`].
//!
//! What never happens here: credentials sent to a host that is neither configured nor LivePerson's; a secret or a body
//! in an error or a log line; a request without deadlines; more requests of an account at one time than its bound.

mod account;
mod auth;
mod body;
mod domains;
mod download;
mod error;
mod exchange;
mod fields;
mod listing;
mod refusal;
mod retry;
mod transport;

pub use account::{AccountClient, AccountOptions, Endpoints, Region};
pub use auth::Auth;
pub use download::Download;
pub use error::ClientError;
pub use transport::{Transport, TransportOptions};
