//! What is due and when, and the loops that carry it out.
//!
//! Reading order: [`ingest`] is the story of one unit from claim to commit, `window` how a window is fetched, `store` how
//! it all gets into one transaction, `ending` what
//! a failure means; [`poll`] is the story of one listing; [`run`](mod@run) the loop around them; [`plan`] decides, purely,
//! what is due. [`Pulse`] tells whether it goes on.

mod ending;
pub mod ingest;
mod list_files;
mod measure;
pub mod plan;
pub mod poll;
mod pulse;
pub mod run;
pub mod scheduler;
pub mod spool;
mod store;
mod watchdog;
mod window;

pub use list_files::list_files;
pub use pulse::Pulse;
pub use run::{Ended, Mode, SAMPLING_IN_FLIGHT_MAX, run};
pub use scheduler::{Account, FeedPlan, Reading, Scheduler, WorkLimits};
