//! `status`

use std::time::Duration;

use clap::Args;

use crate::config::duration;

/// Its arguments.
#[derive(Args, Clone, Debug, PartialEq, Eq)]
pub(crate) struct StatusArgs {
    /// Print JSON, for programs
    #[arg(long, conflicts_with = "watch")]
    pub(crate) json: bool,
    /// Show it again and again, until q or Ctrl-C
    #[arg(long)]
    pub(crate) watch: bool,
    /// With --watch: how often
    #[arg(long, value_name = "DURATION", default_value = "2s", value_parser = duration, requires = "watch")]
    pub(crate) every: Duration,
}
