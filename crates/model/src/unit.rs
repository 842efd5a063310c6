//! A unit of work: one file or one window of time, with a row in the ledger.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{AccountId, Feed, Scope};

/// Identity of a ledger row, unique over all accounts and feeds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UnitId(pub i64);

impl fmt::Display for UnitId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// Where a unit stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum UnitState {
    /// Listed or planned, never tried to the end; or a method that waits for the mark on which it is asked.
    Pending,
    /// A daemon works on it, until its lease runs out.
    Leased,
    /// Everything in it is in the tables.
    Loaded,
    /// Failed by its own fault, missing upstream for less than a day, or a window that was read incompletely; due again
    /// later.
    Failed,
    /// Failed by its own fault as often as allowed; a person is told.
    Dead,
    /// Upstream deleted it before it could be loaded; a person is told.
    Gone,
}

impl UnitState {
    /// Every state, in the order of a unit's life.
    pub const ALL: [UnitState; 6] =
        [UnitState::Pending, UnitState::Leased, UnitState::Loaded, UnitState::Failed, UnitState::Dead, UnitState::Gone];

    /// The name in the ledger.
    pub fn as_str(self) -> &'static str {
        match self {
            UnitState::Pending => "pending",
            UnitState::Leased => "leased",
            UnitState::Loaded => "loaded",
            UnitState::Failed => "failed",
            UnitState::Dead => "dead",
            UnitState::Gone => "gone",
        }
    }
}

impl FromStr for UnitState {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        UnitState::ALL.into_iter().find(|state| state.as_str() == text).ok_or_else(|| {
            format!("unknown state `{text}`; the states are pending, leased, loaded, failed, dead, gone")
        })
    }
}

impl fmt::Display for UnitState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Which work goes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lane {
    /// What happens now; oldest first.
    Live,
    /// History, newest first, beside the live work and slower.
    Backfill,
}

impl Lane {
    /// The name in the ledger.
    pub fn as_str(self) -> &'static str {
        match self {
            Lane::Live => "live",
            Lane::Backfill => "backfill",
        }
    }
}

impl FromStr for Lane {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        [Lane::Live, Lane::Backfill]
            .into_iter()
            .find(|lane| lane.as_str() == text)
            .ok_or_else(|| format!("unknown lane `{text}`; the lanes are live, backfill"))
    }
}

impl fmt::Display for Lane {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What the last whole read of a list leaves for the next one, which needs only ask whether anything changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownList {
    /// Upstream's revision of the list; `None` when the next read must ask for all of it.
    pub revision: Option<String>,
    /// The version of the API that answered; empty when upstream took none.
    pub version: String,
    /// The schema revision that read it: another one must read all of it again.
    pub content_rev: i32,
}

/// What is known from its reads so far of a unit that is searched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PastReads {
    /// When the last complete read began.
    pub begun_at: Option<DateTime<Utc>>,
    /// How many records upstream counted then.
    pub counted: Option<i64>,
    /// Incomplete reads in a row since.
    pub incomplete: u32,
    /// Whether upstream could still complete records of that read.
    pub is_unsettled: bool,
    /// Whether a complete read made it final.
    pub is_final: bool,
    /// Of a range whose updates are followed: everything that upstream updated before is stored.
    pub watermark: Option<DateTime<Utc>>,
    /// Of a method: since when upstream has refused it to the account, if it still does.
    pub unavailable_since: Option<DateTime<Utc>>,
    /// Of a method: after this moment its answers had no interval, although they were to cover it.
    pub silent_since: Option<DateTime<Utc>>,
    /// Of a list: what its last read left.
    pub list: Option<KnownList>,
}

/// A unit that was claimed: what to load, and the token without which nothing of it can be written.
#[derive(Clone, Debug)]
pub struct Unit {
    /// Its row in the ledger.
    pub id: UnitId,
    /// Whose data.
    pub account: AccountId,
    /// Which stream.
    pub feed: Feed,
    /// Name of the file, without `.gz`; of a window its begin and end.
    pub name: String,
    /// Where to download the file; empty for a window.
    pub href: String,
    /// The hour the file was written for, whose end is the version of the documents inside; or the window itself.
    pub scope: Scope,
    /// Which work it belongs to.
    pub lane: Lane,
    /// Attempts that failed by the unit's own fault, before this one.
    pub attempts: i32,
    /// Since when upstream has been answering 404 for it.
    pub missing_since: Option<DateTime<Utc>>,
    /// For a window.
    pub past_reads: PastReads,
    /// Taken over from a daemon that ended without a word: how many did so in a row while they had it. Else 0.
    pub abandoned_in_row: u32,
    /// Proof that the lease is ours; a later claim has another.
    pub lease_token: i64,
}
