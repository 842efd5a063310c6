//! A unit of work: one file (later: one window) with a row in the ledger.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::{AccountId, Feed, FileName, Scope};

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
    /// Listed, never tried to the end.
    Pending,
    /// A daemon works on it, until its lease runs out.
    Leased,
    /// Everything in it is in the tables.
    Loaded,
    /// Failed by its own fault, or missing upstream for less than a day; due again later.
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

/// A unit that was claimed: what to load, and the token without which nothing of it can be written.
#[derive(Clone, Debug)]
pub struct Unit {
    /// Its row in the ledger.
    pub id: UnitId,
    /// Whose data.
    pub account: AccountId,
    /// Which stream.
    pub feed: Feed,
    /// The file.
    pub name: FileName,
    /// Where to download it.
    pub href: String,
    /// The hour it was written for; its end is the version of the documents inside.
    pub scope: Scope,
    /// Attempts that failed by the unit's own fault, before this one.
    pub attempts: i32,
    /// Since when upstream has been answering 404 for it.
    pub missing_since: Option<DateTime<Utc>>,
    /// Proof that the lease is ours; a later claim has another.
    pub lease_token: i64,
}
