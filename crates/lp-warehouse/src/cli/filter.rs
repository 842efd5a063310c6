//! Arguments that several commands take.

use clap::{ArgGroup, Args};
use model::{AccountId, Feed};

use super::value::feed;
use crate::config::account_id;

/// What units and records of the quarantine are narrowed by.
#[derive(Args, Clone, Debug, PartialEq, Eq)]
pub(crate) struct Filter {
    /// Only this account
    #[arg(long, value_name = "ACCOUNT", value_parser = account_id)]
    pub(crate) account: Option<AccountId>,
    /// Only this feed
    #[arg(long, value_name = "FEED", value_parser = feed())]
    pub(crate) feed: Option<Feed>,
}

/// How much of a list is printed, and for whom.
#[derive(Args, Clone, Debug, PartialEq, Eq)]
pub(crate) struct ListArgs {
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub(crate) limit: u32,
    /// Print JSON, for programs
    #[arg(long)]
    pub(crate) json: bool,
}

/// Wants one of these arguments at least: what changes something is not done to everything.
pub(super) fn one_of(arguments: &[&'static str]) -> ArgGroup {
    ArgGroup::new("chosen").args(arguments.iter().copied()).required(true).multiple(true)
}
