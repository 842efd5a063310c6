//! `init`

use std::path::PathBuf;

use clap::Args;

/// Its arguments.
#[derive(Args, Clone, Debug, PartialEq, Eq)]
pub(crate) struct InitArgs {
    /// Where to write; must not exist
    #[arg(long, value_name = "FILE", default_value = "config/lp-warehouse.toml")]
    pub(crate) output: PathBuf,
}
