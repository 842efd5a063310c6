//! `rejects …` and `reconcile`.

use chrono::{DateTime, NaiveDate, Utc};
use clap::{Args, Subcommand};
use model::{AccountId, Feed};

use crate::config::account_id;

/// `rejects …`
#[derive(Clone, Debug, PartialEq, Eq, Subcommand)]
pub(crate) enum RejectsCommand {
    /// List records of the quarantine, newest first
    ///
    /// With the reason, and where each stood. What is in them is not shown: they hold what people wrote.
    List(RejectsListArgs),
    /// Show one record: reason, place, and what was done about it
    Show(RejectsShowArgs),
    /// Read records again: their units are made due now
    ///
    /// For when the reason is gone: a newer version of this program knows the record, a constraint was dropped. The unit is
    /// read from LivePerson again; what loads then is closed as `loaded`. A file older than 30 days cannot be had any more:
    /// of such a one the record is stored at once, from what is kept here. Name records by --id, or narrow by --account,
    /// --feed, --reason; at least one of them.
    Retry(RejectsDecideArgs),
    /// Settle records for good, without loading them
    ///
    /// They stay in the table, closed as `discarded`, and are not opened again when they come once more. Name records by
    /// --id, or narrow by --account, --feed, --reason; at least one of them.
    Discard(RejectsDiscardArgs),
}

/// `rejects list`
#[derive(Args, Clone, Debug, PartialEq, Eq)]
pub(crate) struct RejectsListArgs {
    #[command(flatten)]
    pub(crate) narrowed: Narrowed,
    /// Those that are settled, too
    #[arg(long)]
    pub(crate) all: bool,
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub(crate) limit: u32,
    /// Print JSON, for programs
    #[arg(long)]
    pub(crate) json: bool,
}

/// `rejects show`
#[derive(Args, Clone, Debug, PartialEq, Eq)]
pub(crate) struct RejectsShowArgs {
    /// Its number
    #[arg(value_name = "ID")]
    pub(crate) id: i64,
    /// Print the record itself, as it came, and nothing else: it holds what people wrote
    #[arg(long)]
    pub(crate) record: bool,
}

/// `rejects retry`
#[derive(Args, Clone, Debug, PartialEq, Eq)]
pub(crate) struct RejectsDecideArgs {
    #[command(flatten)]
    pub(crate) chosen: Chosen,
    /// Why, for the audit trail
    #[arg(long, value_name = "WORDS", default_value = "")]
    pub(crate) because: String,
    /// Who, for the audit trail [default: this user at this machine]
    #[arg(long = "as", value_name = "NAME")]
    pub(crate) actor: Option<String>,
}

/// `rejects discard`
#[derive(Args, Clone, Debug, PartialEq, Eq)]
pub(crate) struct RejectsDiscardArgs {
    #[command(flatten)]
    pub(crate) chosen: Chosen,
    /// Why, for the audit trail
    #[arg(long, value_name = "WORDS", required = true)]
    pub(crate) because: String,
    /// Who, for the audit trail [default: this user at this machine]
    #[arg(long = "as", value_name = "NAME")]
    pub(crate) actor: Option<String>,
}

/// Records by what they have in common.
#[derive(Args, Clone, Debug, PartialEq, Eq)]
pub(crate) struct Narrowed {
    /// Only this account
    #[arg(long, value_name = "ACCOUNT", value_parser = account_id)]
    pub(crate) account: Option<AccountId>,
    /// Only this feed: agent_activity, engagement, engagement_history or operational
    #[arg(long, value_name = "FEED")]
    pub(crate) feed: Option<Feed>,
    /// Only this reason, e.g. bad_key
    #[arg(long, value_name = "CODE")]
    pub(crate) reason: Option<String>,
}

/// Records that something is done about.
#[derive(Args, Clone, Debug, PartialEq, Eq)]
#[group(required = true, multiple = true)]
pub(crate) struct Chosen {
    /// This record; may be repeated
    #[arg(long = "id", value_name = "N", conflicts_with_all = ["account", "feed", "reason"])]
    pub(crate) ids: Vec<i64>,
    /// Only this account
    #[arg(long, value_name = "ACCOUNT", value_parser = account_id)]
    pub(crate) account: Option<AccountId>,
    /// Only this feed: agent_activity, engagement, engagement_history or operational
    #[arg(long, value_name = "FEED")]
    pub(crate) feed: Option<Feed>,
    /// Only this reason, e.g. bad_key
    #[arg(long, value_name = "CODE")]
    pub(crate) reason: Option<String>,
}

/// `reconcile`
#[derive(Args, Clone, Debug, PartialEq, Eq)]
pub(crate) struct ReconcileArgs {
    /// Units from here on, as 2026-11-01 or 2026-11-01T08:00:00Z [default: all]
    #[arg(long, value_name = "MOMENT", value_parser = moment)]
    pub(crate) from: Option<DateTime<Utc>>,
    /// Units before this
    #[arg(long, value_name = "MOMENT", value_parser = moment)]
    pub(crate) to: Option<DateTime<Utc>>,
    /// Windows of Engagement History that LivePerson is asked to count again, the newest first; 0 asks nothing
    #[arg(long, value_name = "N", default_value_t = 100, value_parser = clap::value_parser!(u32).range(0..=10_000))]
    pub(crate) counts_max: u32,
    /// Rows that are missing were deleted on purpose, for this reason: note that, and do not tell of them again
    #[arg(long, value_name = "REASON", value_parser = clap::builder::NonEmptyStringValueParser::new())]
    pub(crate) deleted: Option<String>,
    /// Print JSON, for programs
    #[arg(long)]
    pub(crate) json: bool,
}

/// A day, begun in UTC, or a moment.
pub(super) fn moment(text: &str) -> Result<DateTime<Utc>, String> {
    let day = || Some(text.parse::<NaiveDate>().ok()?.and_hms_opt(0, 0, 0)?.and_utc());
    let moment = || Some(DateTime::parse_from_rfc3339(text).ok()?.to_utc());
    day().or_else(moment).ok_or_else(|| format!("`{text}` is no moment; write 2026-11-01 or 2026-11-01T08:00:00Z"))
}
