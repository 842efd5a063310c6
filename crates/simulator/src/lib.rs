//! Stands in for the LivePerson APIs in the demo, the tests and the benchmark.
//!
//! [`World`] decides from a seed what upstream will publish and knows what a warehouse must hold of it; [`Simulator`]
//! serves that over HTTP as strictly as upstream does, on a [`SimClock`]; [`Faults`] makes it misbehave. It shares no
//! type with the daemon, so that it can contradict it.

mod api;
mod clock;
mod credentials;
mod encode;
mod faults;
mod gzip;
mod truth;
mod world;

pub use api::{
    DomainForm, FileBody, HistorySearch, OperationalForm, RequestLogEntry, Simulator, SimulatorOptions, WorldFileSpec,
};
pub use clock::SimClock;
pub use credentials::{Credentials, SECRET_MARKER};
pub use faults::{ErrorBody, Fault, Faults, Route};
pub use truth::{HISTORY_TABLES, OPERATIONAL_TABLES, TABLES};
pub use world::history::{Burst, HistoryChat};
pub use world::text::planted_texts;
pub use world::{FEEDS, LATEST_PUBLICATION_HOURS, RETENTION_DAYS, World, WorldFile, WorldSpec};
