//! Windows: spans of time that are searched, again and again until they are final, then counted.
//!
//! `add` gives every window a row in the ledger, [`plan`] decides, purely, which there are and when each is read again, and
//! `read` says how a window is read and what the read means. How a search is read to its end stands in `search`.

mod add;
mod log;
pub mod plan;
mod read;

pub use add::add_past;
pub(crate) use add::add_windows;
pub(crate) use read::{fetch_window, has_not_changed, judge_read};
