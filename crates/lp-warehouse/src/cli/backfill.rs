//! `backfill`

use chrono::{DateTime, Utc};
use clap::Args;
use model::{AccountId, Feed};

use super::value::{feed, moment};
use crate::config::account_id;

/// Its arguments.
#[derive(Args, Clone, Debug, PartialEq, Eq)]
#[command(override_usage = "\
lp-warehouse backfill [OPTIONS]
       --account <ACCOUNT> --feed <FEED> --from <MOMENT>")]
pub(crate) struct BackfillArgs {
    /// Of which account
    #[arg(long, value_name = "ACCOUNT", value_parser = account_id)]
    pub(crate) account: AccountId,
    /// Which feed
    #[arg(long, value_name = "FEED", value_parser = feed())]
    pub(crate) feed: Feed,
    /// From here on, as 2026-11-01 or 2026-11-01T08:00:00Z
    #[arg(long, value_name = "MOMENT", value_parser = moment)]
    pub(crate) from: DateTime<Utc>,
    /// Up to here [default: now]
    #[arg(long, value_name = "MOMENT", value_parser = moment)]
    pub(crate) to: Option<DateTime<Utc>>,
    /// Also what is loaded, dead or gone: all of it is read again
    #[arg(long)]
    pub(crate) again: bool,
    /// Requests begun in a second at most [default: http.requests_per_second_max]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub(crate) requests_per_second: Option<u32>,
}
