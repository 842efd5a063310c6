//! Samples: methods that are asked again and again, each time for all that may still change or is missing.
//!
//! `add` gives every method a row in the ledger; `plan` decides, purely, what one is asked for, what is lost, and when
//! it is asked again; `load` brings a sample; `agents` reads pages that move. Only `request` knows an API.

mod add;
mod agents;
mod load;
mod log;
pub mod plan;
mod request;

pub(crate) use add::add_methods;
pub(crate) use load::{ask, decoder, judge_sample, plan_sampling, record_loss};
pub(crate) use log::log_sampled;
pub use request::probe_methods;
