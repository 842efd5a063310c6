//! Lists of names: each is asked for again and again, with the revision that is known, so that one that has not changed costs
//! a request and no row.

mod load;
mod log;

pub use load::probe_lists;
pub(crate) use load::{decoder, judge_list, judge_unchanged, plan_list, read_list};
pub(crate) use log::{log_list_read, log_list_unchanged};
