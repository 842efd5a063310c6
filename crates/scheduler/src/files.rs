//! Files: upstream lists them, each is downloaded once and stored once.
//!
//! `list` gives every file that upstream lists a row in the ledger, in the spans of [`plan`]; `load` brings one; `expire`
//! says when one is given up. Only `request` knows an API.

mod expire;
mod list;
mod load;
mod log;
pub mod plan;
mod request;
mod salvage;

pub use request::list_files;

pub(crate) use expire::{end_missing, plan_expiry};
pub(crate) use list::list;
pub(crate) use load::{DownloadedFile, decoder, download, read_local};
pub(crate) use log::{log_loaded, log_missing, log_salvaged, log_strays};
pub(crate) use salvage::{explain_salvage, may_salvage};
