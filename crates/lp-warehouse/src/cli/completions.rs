//! `completions`

use clap::Args;
use clap_complete::Shell;

/// Its arguments.
#[derive(Args, Clone, Debug, PartialEq, Eq)]
pub(crate) struct CompletionsArgs {
    /// Which shell
    #[arg(value_name = "SHELL")]
    pub(crate) shell: Shell,
}
