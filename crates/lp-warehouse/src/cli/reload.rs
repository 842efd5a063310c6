//! `reload`

use clap::Args;

/// Its arguments.
#[derive(Args, Clone, Debug, PartialEq, Eq)]
pub(crate) struct ReloadArgs {
    /// Process id of the daemon, as systemd's $MAINPID
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(i32).range(2..))]
    pub(crate) pid: i32,
    /// Reload as this process runs: it was started for that
    #[arg(long, hide = true)]
    pub(crate) as_is: bool,
}
