//! What is due and when, and the loops that carry it out.
//!
//! Reading order: [`ingest`](fn@ingest) is the story of one unit from claim to commit, `store` how it gets into one
//! transaction, `policy` what a failure costs; `poll` is the story of one poll of a feed; [`run`](fn@run) the loop around
//! them. What is particular of a kind of feed stands in its folder: [`files`], [`windows`], [`updates`], [`samples`]. There
//! `plan` decides, purely, what is due. [`search`] reads what a search matches to its end, for windows and updates. One file
//! (`request`, `search/api`) alone knows an API of upstream's. `facts` keeps the tables that reports read; [`Pulse`] shows
//! whether the loop goes on.

mod drain;
mod facts;
mod failure;
pub mod files;
mod gaps;
mod hand;
mod ingest;
mod lease;
pub mod lists;
mod log;
mod measure;
mod moment;
mod outage;
mod policy;
mod poll;
mod pulse;
mod reminder;
mod run;
pub mod samples;
mod scheduler;
pub mod search;
mod slots;
mod spool;
mod store;
pub mod updates;
mod watchdog;
pub mod windows;

pub use hand::{HandEnd, HandLoad, load_by_hand};
pub use ingest::ingest;
pub use outage::Hindrance;
pub use pulse::Pulse;
pub use reminder::Reminder;
pub use run::{LoopEnd, Mode, run};
pub use scheduler::{FeedPlan, PlannedAccount, Reading, Scheduler, WorkLimits};
pub use slots::SAMPLING_IN_FLIGHT_MAX;
