//! Stands in for the LivePerson APIs in the demo, the tests and the benchmark.
//!
//! [`World`] decides from a seed what upstream will publish and knows what a warehouse must hold of it; [`Simulator`]
//! serves that over HTTP as strictly as upstream does, on a [`SimClock`]; [`Faults`] makes it misbehave. It shares no
//! type with the daemon, so that it can contradict it.
//!
//! Each feed is a folder with the same files: `world` (what exists when), `encode` (how it is printed), `api` (its
//! routes), `truth` (the rows that a warehouse must hold), as far as it has them. `FEEDS` lists the feeds; no other
//! file outside their folders names one.

mod agent_activity;
pub mod agent_metrics;
pub mod configuration;
mod engagement;
pub mod engagement_history;
pub mod messaging_interactions;
pub mod messaging_operations;
pub mod operational;
mod survey;
pub mod web_session;

mod api;
mod clock;
mod credentials;
mod data_access;
mod encode;
mod faults;
mod feed;
mod gzip;
mod metric;
mod record;
mod truth;
mod world;

pub use api::{DomainForm, RequestLogEntry, Simulator, SimulatorOptions};
pub use clock::SimClock;
pub use credentials::{Credentials, SECRET_MARKER};
pub use data_access::{FileBody, LATEST_PUBLICATION_HOURS, WorldFile, WorldFileSpec};
pub use faults::{ErrorBody, Fault, Faults, Route};
pub use feed::{FeedSettings, list_file_tables};
pub use world::chats::Burst;
pub use world::staff::Staff;
pub use world::text::planted_texts;
pub use world::{World, WorldSpec};

/// All feeds. A new one is a folder, its `mod` above, and a line here. The files of an hour come in this order.
pub(crate) const FEEDS: [feed::Feed; 10] = [
    agent_activity::FEED,
    engagement::FEED,
    survey::FEED,
    web_session::FEED,
    engagement_history::FEED,
    messaging_interactions::FEED,
    operational::FEED,
    messaging_operations::FEED,
    agent_metrics::FEED,
    configuration::FEED,
];
