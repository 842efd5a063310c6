//! Windows: spans of time that are searched, again and again until they are final, then counted.
//!
//! `add` gives every window a row in the ledger and [`plan`] decides, purely, which there are and when each is read again;
//! `fetch` reads one in pages (`page`), as `paging` demands, and splits what matches too much (`slice`); `load` decodes it
//! and says what the read means; `count` and `expire` are for what is over. Only `search` knows an API.

mod add;
mod count;
mod expire;
mod fetch;
mod load;
mod log;
mod page;
mod paging;
pub mod plan;
mod search;
mod slice;

pub(crate) use add::add_windows;
pub use count::count_span;
pub(crate) use count::{count_window, end_counted, has_not_changed, is_counted_first};
pub(crate) use expire::plan_expiry;
pub(crate) use fetch::fetch_window;
pub(crate) use load::{decoder, judge_read};
pub(crate) use log::{log_counted, log_read};
