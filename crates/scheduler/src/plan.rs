//! What is due and when. Pure: times come in, times go out.

pub mod gaps;
pub mod listing;
pub mod metrics_request;
pub mod paging;
pub mod samples;
pub mod slice;
pub mod windows;
