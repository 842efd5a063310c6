//! `units list`, `units retry`, `units load`, `units ack`

use std::path::PathBuf;

use clap::{ArgGroup, Args, Subcommand};
use model::UnitState;

use super::filter::{Filter, ListArgs, one_of};
use super::value::state;

/// States in which a unit can be retried: any other is due anyway.
const RETRIED_STATES: [UnitState; 4] = [UnitState::Failed, UnitState::Dead, UnitState::Gone, UnitState::Loaded];

/// What to do with units.
#[derive(Clone, Debug, PartialEq, Eq, Subcommand)]
pub(crate) enum UnitsCommand {
    /// List units, newest first; how many more there are is in the last line
    List(UnitsListArgs),
    /// Make units due now, with their attempts counted anew
    ///
    /// Name units by --id, or narrow by --account, --feed, --state; at least one of them. Without --id and --state the
    /// dead, the gone and the failed ones are meant. To read loaded units once more, say --state loaded --yes: rows that
    /// did not change are not written. Without --yes, only their number is shown. Exit code 1 if an --id had no effect,
    /// with the reason, or if --yes is missing.
    Retry(UnitsRetryArgs),
    /// Load one file now, whatever became of it: from disk, or what is sound of it
    ///
    /// With --file, a repaired file or one that was handed over takes the place of LivePerson's; it may be anything that a
    /// daemon loads (gzip, ZIP, Avro, plain), and the same checks are made. With --salvage, the parts of a broken file that
    /// are JSON are stored, the others go to the quarantine with their position, and the unit is noted as salvaged. Exit
    /// code 1 if nothing was loaded; the unit is then what it was.
    Load(UnitsLoadArgs),
    /// Acknowledge dead, gone and salvaged units: exit code 2 and the status page no longer speak of them
    ///
    /// Name units by --id, or narrow by --account and --feed, at least one of them, with --yes: without it, only their
    /// number is shown. Their data stays missing; `units retry` still works. A unit that dies once more has to be
    /// acknowledged once more. Exit code 1 if an --id had no effect, with the reason, or if --yes is missing.
    Ack(UnitsAckArgs),
}

/// `units list`
#[derive(Args, Clone, Debug, PartialEq, Eq)]
pub(crate) struct UnitsListArgs {
    #[command(flatten)]
    pub(crate) filter: Filter,
    /// Only this state
    #[arg(long, value_name = "STATE", value_parser = state(&UnitState::ALL))]
    pub(crate) state: Option<UnitState>,
    /// Begin with the oldest, which LivePerson deletes next
    #[arg(long)]
    pub(crate) oldest: bool,
    #[command(flatten)]
    pub(crate) list: ListArgs,
}

/// `units retry`
#[derive(Args, Clone, Debug, PartialEq, Eq)]
#[command(
    group = one_of(&["ids", "account", "feed", "state"]),
    override_usage = "lp-warehouse units retry [OPTIONS]\n       <--id <N>|--account <ACCOUNT>|--feed <FEED>|--state <STATE>>"
)]
pub(crate) struct UnitsRetryArgs {
    #[command(flatten)]
    pub(crate) chosen: UnitsChosen,
    /// Only this state
    #[arg(long, value_name = "STATE", value_parser = state(&RETRIED_STATES), conflicts_with = "ids")]
    pub(crate) state: Option<UnitState>,
    /// With --state loaded: read all of them again
    #[arg(long, conflicts_with = "ids")]
    pub(crate) yes: bool,
}

/// `units load`
#[derive(Args, Clone, Debug, PartialEq, Eq)]
#[command(group = ArgGroup::new("how").args(["file", "salvage"]).required(true).multiple(true))]
pub(crate) struct UnitsLoadArgs {
    /// This unit
    #[arg(long, value_name = "N")]
    pub(crate) id: i64,
    /// Read this file in place of LivePerson's
    #[arg(long, value_name = "PATH")]
    pub(crate) file: Option<PathBuf>,
    /// Store what is sound of a broken file
    #[arg(long)]
    pub(crate) salvage: bool,
}

/// `units ack`
#[derive(Args, Clone, Debug, PartialEq, Eq)]
#[command(
    group = one_of(&["ids", "account", "feed"]),
    override_usage = "lp-warehouse units ack [OPTIONS]\n       <--id <N>|--account <ACCOUNT>|--feed <FEED>>"
)]
pub(crate) struct UnitsAckArgs {
    #[command(flatten)]
    pub(crate) chosen: UnitsChosen,
    /// Acknowledge all units that are not named by --id but by what they have in common
    #[arg(long, conflicts_with = "ids")]
    pub(crate) yes: bool,
}

/// Units that something is done about.
#[derive(Args, Clone, Debug, PartialEq, Eq)]
pub(crate) struct UnitsChosen {
    /// This unit; may be repeated
    #[arg(long = "id", value_name = "N", conflicts_with_all = ["account", "feed"])]
    pub(crate) ids: Vec<i64>,
    #[command(flatten)]
    pub(crate) filter: Filter,
}
