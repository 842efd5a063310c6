//! `check`

use clap::Args;

/// Its arguments.
#[derive(Args, Clone, Debug, PartialEq, Eq)]
pub(crate) struct CheckArgs {
    /// Check as this user of the machine [default: as the service]
    ///
    /// Takes root, and the program runs with the rights of that user. Without it, root checks as systemd starts the
    /// installed service: its user, secrets, environment and sandbox. Without an installed
    /// service, and for users other than root, the caller's own rights count.
    #[arg(long, value_name = "NAME")]
    pub(crate) user: Option<String>,
    /// Check as this process runs: it was started for that
    #[arg(long, hide = true, conflicts_with = "user")]
    pub(crate) as_is: bool,
}
