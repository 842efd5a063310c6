//! All HTTP towards LivePerson: the requests of each API, and the machinery that sends them under one account's
//! authorization. No SQL, no clock, no environment, no feed.
//!
//! Reading order: `account` (the client of one account) → one file per upstream API: `data_access`,
//! `engagement_history`, `messaging_interactions`, `metrics`, `agent_metrics`, `domain_api` → the machinery: `api_request` (sends one request, authorized) →
//! `hosts` (which hosts may see the credentials) → `bounds` and `pace` (when a request may begin) → `exchange` (one
//! request, one reply) → `retry` → `auth` → `body` → `coding` (inflates an answer). Callers handle [`ClientError`].
//!
//! What never happens here: credentials sent to a host that is neither configured nor LivePerson's; a secret or a body
//! in an error or a log line; a request without deadlines; more requests of an account at one time, or in a second,
//! than its bounds, those for tokens and hosts included.

mod account;
mod agent_metrics;
mod api_request;
mod auth;
mod body;
mod bounds;
mod coding;
mod configuration;
mod data_access;
mod domain_api;
mod endpoints;
mod engagement_history;
mod error;
mod exchange;
mod fields;
mod hosts;
mod measure;
mod messaging_interactions;
mod metrics;
mod pace;
mod refusal;
mod retry;
mod search_pages;
mod transport;

pub use account::{AccountClient, AccountOptions};
pub use agent_metrics::{AGENTS_PER_PAGE_MAX, AgentPage};
pub use api_request::DatedAnswer;
pub use auth::Auth;
pub use configuration::{ListAnswer, ListRequest, WholeList};
pub use data_access::{Download, ListedFiles, read_listing};
pub use endpoints::{Endpoints, Region, SignAs};
pub use engagement_history::HistoryFilter;
pub use error::ClientError;
pub use messaging_interactions::ConversationFilter;
pub use metrics::{INTERVAL_MIN, IdFilter, MetricsRequest, MetricsVersion};
pub use search_pages::PAGE_RECORDS_MAX;
pub use transport::{Transport, TransportOptions};
