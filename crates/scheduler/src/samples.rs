//! Samples: methods that are asked again and again, each time for all that may still change or is missing.
//!
//! `plan` decides, purely, what one is asked for, what is lost, and when
//! it is asked again; `load` brings a sample; `agents` reads pages that move. Only `request` knows an API.

mod agents;
mod load;
mod log;
pub mod plan;
mod request;

pub(crate) use load::{ask, decoder, judge_sample, plan_sampling, record_loss};
pub(crate) use log::log_sampled;
pub use request::probe_methods;
