//! A search, read to its end. Two kinds of feed are searched: windows, and updates.
//!
//! `fetch` reads everything that a `Slice` matches, in pages (`page`), as `paging` demands, and splits what matches too
//! much (`slice`); `count` asks for the number alone. [`past`] says, purely, which days of the past are searched, and which are given up. Only `api`
//! knows an API.

mod api;
mod count;
mod fetch;
mod log;
mod page;
mod paging;
pub mod past;
mod slice;

pub(crate) use api::Search;
pub use count::count_span;
pub(crate) use count::{count_matches, end_counted};
pub(crate) use fetch::{FetchedSpan, fetch_span};
pub(crate) use log::{log_counted, log_read};
pub(crate) use slice::Slice;
