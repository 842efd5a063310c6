//! `man`

use std::path::PathBuf;

use clap::Args;

/// Its arguments.
#[derive(Args, Clone, Debug, PartialEq, Eq)]
pub(crate) struct ManArgs {
    /// Write it into this folder, and a page for each command
    #[arg(long, value_name = "FOLDER")]
    pub(crate) folder: Option<PathBuf>,
}
