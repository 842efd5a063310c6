//! `facts`

use clap::{Args, Subcommand};
use model::AccountId;

use crate::config::account_id;

/// What to do with the facts.
#[derive(Clone, Debug, PartialEq, Eq, Subcommand)]
pub(crate) enum FactsCommand {
    /// Take over what loads wrote and the views of mart do not show yet
    ///
    /// A daemon does it by itself, and `run --until-idle` at its end. For who loads by `backfill` or `units load` without one.
    Refresh,
    /// Calculate all facts again from the tables of liveperson
    ///
    /// Writes only rows that are different afterwards. Reports go on meanwhile, and loads do not wait.
    Rebuild(FactsRebuildArgs),
}

/// Which facts.
#[derive(Args, Clone, Debug, PartialEq, Eq)]
pub(crate) struct FactsRebuildArgs {
    /// Only of this account
    #[arg(long, value_name = "ACCOUNT", value_parser = account_id)]
    pub(crate) account: Option<AccountId>,
}
