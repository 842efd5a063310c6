//! `run`

use std::time::Duration;

use clap::Args;

use crate::config::duration;

/// What its exit code says.
pub(super) const EXIT_CODES: &str = "\
Exit codes:
  0  a signal ended it; with --until-idle: nothing is due, and no failed unit
     waits for its next try
  1  an error, printed with its causes
  2  --until-idle: idle, but a unit is dead or gone and not acknowledged
     (`lp-warehouse units list --state dead`, then `units retry` or
     `units ack`)
  3  --until-idle: --wait ran out first
  130  a second signal ended it at once";

/// Its arguments.
#[derive(Args, Clone, Debug, PartialEq, Eq)]
pub(crate) struct RunArgs {
    /// Exit when nothing is left to do, instead of waiting for the next listing
    ///
    /// Works until nothing is due and no failed unit waits for its next try. For cron, tests and first loads.
    #[arg(long)]
    pub(crate) until_idle: bool,
    /// With --until-idle: give up after this long, with exit code 3
    #[arg(long, value_name = "DURATION", default_value = "15m", value_parser = duration, requires = "until_idle")]
    pub(crate) wait: Duration,
    /// With --until-idle: leave the tables that the views of mart read to a daemon, or to `lp-warehouse facts refresh`
    #[arg(long, requires = "until_idle")]
    pub(crate) leave_facts: bool,
}
