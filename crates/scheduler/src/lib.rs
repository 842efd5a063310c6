//! What is due and when, and the loops that carry it out.
//!
//! Reading order: [`ingest`] is the story of one file from claim to commit; [`poll`] that of one listing; [`run`](mod@run) the
//! loop around them; [`plan`] decides, purely, what is due.

pub mod ingest;
pub mod plan;
pub mod poll;
pub mod run;
pub mod scheduler;
pub mod spool;

pub use run::{Ended, Mode, run};
pub use scheduler::{Account, FeedPlan, Scheduler, WorkLimits};
