//! `rejects list`, `rejects show`, `rejects retry`, `rejects discard`

use clap::{Args, Subcommand};

use super::filter::{Filter, ListArgs, one_of};
use super::value::words;

/// What to do with records of the quarantine.
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
    Retry(RejectsRetryArgs),
    /// Settle records for good, without loading them
    ///
    /// They stay in the table, closed as `discarded`, and are not opened again when they come once more. Name records by
    /// --id, or narrow by --account, --feed, --reason, at least one of them, with --yes: without it, only their number is
    /// shown.
    Discard(RejectsDiscardArgs),
}

/// `rejects list`
#[derive(Args, Clone, Debug, PartialEq, Eq)]
pub(crate) struct RejectsListArgs {
    #[command(flatten)]
    pub(crate) filter: RejectsFilter,
    /// Those that are settled, too
    #[arg(long)]
    pub(crate) all: bool,
    #[command(flatten)]
    pub(crate) list: ListArgs,
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
#[command(override_usage = "\
lp-warehouse rejects retry [OPTIONS]
       <--id <N>|--account <ACCOUNT>|--feed <FEED>|--reason <CODE>>")]
pub(crate) struct RejectsRetryArgs {
    #[command(flatten)]
    pub(crate) chosen: RejectsChosen,
    /// Why, for the audit trail
    #[arg(long, value_name = "WORDS", value_parser = words)]
    pub(crate) because: Option<String>,
    /// Who, for the audit trail [default: this user at this machine]
    #[arg(long = "as", value_name = "NAME", value_parser = words)]
    pub(crate) actor: Option<String>,
}

/// `rejects discard`
#[derive(Args, Clone, Debug, PartialEq, Eq)]
#[command(override_usage = "\
lp-warehouse rejects discard [OPTIONS] --because <WORDS>
       <--id <N>|--account <ACCOUNT>|--feed <FEED>|--reason <CODE>>")]
pub(crate) struct RejectsDiscardArgs {
    #[command(flatten)]
    pub(crate) chosen: RejectsChosen,
    /// Why, for the audit trail
    #[arg(long, value_name = "WORDS", required = true, value_parser = words)]
    pub(crate) because: String,
    /// Discard all records that are not named by --id but by what they have in common
    #[arg(long, conflicts_with = "ids")]
    pub(crate) yes: bool,
    /// Who, for the audit trail [default: this user at this machine]
    #[arg(long = "as", value_name = "NAME", value_parser = words)]
    pub(crate) actor: Option<String>,
}

/// Records by what they have in common.
#[derive(Args, Clone, Debug, PartialEq, Eq)]
pub(crate) struct RejectsFilter {
    #[command(flatten)]
    pub(crate) unit: Filter,
    /// Only this reason, e.g. bad_key
    #[arg(long, value_name = "CODE", value_parser = words)]
    pub(crate) reason: Option<String>,
}

/// Records that something is done about.
#[derive(Args, Clone, Debug, PartialEq, Eq)]
#[command(group = one_of(&["ids", "account", "feed", "reason"]))]
pub(crate) struct RejectsChosen {
    /// This record; may be repeated
    #[arg(long = "id", value_name = "N", conflicts_with_all = ["account", "feed", "reason"])]
    pub(crate) ids: Vec<i64>,
    #[command(flatten)]
    pub(crate) filter: RejectsFilter,
}
