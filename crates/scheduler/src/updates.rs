//! Updates: records that change for weeks, followed by the time of their last change.
//!
//! Two sorts of units, told apart by their lane. A *range* of start times (live) is polled again and again for what upstream
//! updated since its watermark. A *day* of start times (backfill) is read once whole; what changes in it later is an update.
//! A day that the updates brought is only counted.
//!
//! `add` gives ranges and days a row in the ledger, [`plan`] decides, purely, which there are and what is requested of each, and
//! `read` says how one is read and what the read means. How a search is read to its end stands in `search`.

mod add;
mod log;
pub mod plan;
mod read;

pub use add::add_past;
pub(crate) use add::add_ranges_and_days;
pub(crate) use read::{end_by_count, fetch_unit, judge_read};
