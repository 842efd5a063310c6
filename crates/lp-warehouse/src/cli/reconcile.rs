//! `reconcile`

use chrono::{DateTime, Utc};
use clap::Args;

use super::value::{moment, words};

/// Its arguments.
#[derive(Args, Clone, Debug, PartialEq, Eq)]
pub(crate) struct ReconcileArgs {
    /// Units from here on, as 2026-11-01 or 2026-11-01T08:00:00Z [default: all]
    #[arg(long, value_name = "MOMENT", value_parser = moment)]
    pub(crate) from: Option<DateTime<Utc>>,
    /// Units before this
    #[arg(long, value_name = "MOMENT", value_parser = moment)]
    pub(crate) to: Option<DateTime<Utc>>,
    /// Final windows that LivePerson is asked to count again, the newest first; 0 asks nothing
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(0..=10_000))]
    pub(crate) counts_max: u32,
    /// Rows that are missing were deleted on purpose, for this reason: note that, and do not tell of them again
    #[arg(long, value_name = "REASON", value_parser = words)]
    pub(crate) deleted: Option<String>,
    /// Print JSON, for programs
    #[arg(long)]
    pub(crate) json: bool,
}
