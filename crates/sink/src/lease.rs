//! Who works on what: leases on units and on the listing of a feed, by the clock of the database, so that any number of
//! daemons share one warehouse and a killed one's work is picked up.

use std::str::FromStr;
use std::time::Duration;

use chrono::{DateTime, Utc};
use model::{AccountId, Feed, KnownList, Lane, PastReads, Scope, Unit, UnitId, UnitState};
use sqlx::Row;
use sqlx::postgres::PgRow;

use crate::{Sink, SinkError};

/// How an attempt ended that stored nothing. (One that did ends in `UnitCommit::finish_file` or `finish_window`.)
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AttemptEnd {
    /// The file is to blame; tried again then.
    Failed {
        /// What was wrong with it.
        error: String,
        /// Whether upstream refuses the credentials or the right to ask for it: 401, 403.
        is_refused: bool,
        /// When it is due again.
        next_attempt_at: DateTime<Utc>,
    },
    /// The file is to blame, for the last time.
    Dead {
        /// What was wrong with it.
        error: String,
    },
    /// Upstream answers 404 for it.
    Missing {
        /// What it said.
        error: String,
        /// Since when.
        since: DateTime<Utc>,
        /// When it is asked again.
        next_attempt_at: DateTime<Utc>,
    },
    /// Upstream deleted it.
    Gone {
        /// What it said last.
        error: String,
        /// Since when it was missing.
        since: DateTime<Utc>,
    },
    /// Upstream, the network or the database is to blame; no attempt is counted.
    Outage {
        /// What was wrong.
        error: String,
        /// When it is due again.
        next_attempt_at: DateTime<Utc>,
    },
    /// Daemons ended without a word while they loaded it, one after the other: it waits, and counts no attempt, because what
    /// ended them may have been another unit that they had in hand.
    HeldBack {
        /// How often, and what to look at.
        error: String,
        /// When it is due again.
        next_attempt_at: DateTime<Utc>,
    },
    /// Upstream refuses the method to this account, or does not know it: it is asked again, and nothing waits for it.
    Unavailable {
        /// What upstream said.
        error: String,
        /// Since when, unless it has been so for longer.
        since: DateTime<Utc>,
        /// When it is asked again.
        next_attempt_at: DateTime<Utc>,
    },
    /// It is not the moment to ask: the unit is open, and due at the moment.
    Deferred {
        /// The moment.
        until: DateTime<Utc>,
    },
    /// The daemon is stopping; the unit is due at once.
    Released,
    /// A final window was counted again: nothing came or left.
    Counted {
        /// When it is counted next.
        reread_at: Option<DateTime<Utc>>,
    },
}

impl AttemptEnd {
    /// The outcome in `ingest.load`.
    pub fn outcome(&self) -> &'static str {
        match self {
            AttemptEnd::Failed { .. } => "failed",
            AttemptEnd::Dead { .. } => "dead",
            AttemptEnd::Missing { .. } => "missing",
            AttemptEnd::Gone { .. } => "gone",
            AttemptEnd::Outage { .. } => "outage",
            // The attempt that it was claimed for did not begin.
            AttemptEnd::HeldBack { .. } | AttemptEnd::Deferred { .. } | AttemptEnd::Released => "released",
            AttemptEnd::Unavailable { .. } => "unavailable",
            AttemptEnd::Counted { .. } => "counted",
        }
    }

    fn state(&self, unit: &Unit) -> UnitState {
        match self {
            AttemptEnd::Failed { .. } => UnitState::Failed,
            AttemptEnd::Dead { .. } => UnitState::Dead,
            AttemptEnd::Gone { .. } => UnitState::Gone,
            AttemptEnd::Missing { .. } | AttemptEnd::HeldBack { .. } | AttemptEnd::Unavailable { .. } => {
                UnitState::Failed
            }
            AttemptEnd::Counted { .. } => UnitState::Loaded,
            AttemptEnd::Outage { .. } | AttemptEnd::Released | AttemptEnd::Deferred { .. }
                if unit.attempts > 0
                    || unit.past_reads.incomplete > 0
                    || unit.past_reads.unavailable_since.is_some() =>
            {
                UnitState::Failed
            }
            // A window that was read before keeps what it has. Interrupted, it is still due; after an outage people see
            // that it is not up to date.
            AttemptEnd::Outage { .. } if unit.past_reads.begun_at.is_some() => UnitState::Failed,
            AttemptEnd::Released if unit.past_reads.begun_at.is_some() => UnitState::Loaded,
            // It is open until its moment comes: what is loaded until nothing is left to do waits for it.
            AttemptEnd::Deferred { .. } | AttemptEnd::Outage { .. } | AttemptEnd::Released => UnitState::Pending,
        }
    }
}

/// The right to list a feed, and how far it was listed.
#[derive(Clone, Copy, Debug)]
pub struct PollLease {
    /// Proof of the lease.
    pub token: i64,
    /// How far it was listed.
    pub listed_through: Option<DateTime<Utc>>,
    /// When everything upstream keeps was last listed.
    pub listed_all_at: Option<DateTime<Utc>>,
}

impl Sink {
    /// Takes the next due unit of a lane, if there is one, of the feed with the least `precedence` (one number per feed):
    /// the oldest live one, the newest of the backfill.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn claim_unit(
        &self,
        feeds: &[(AccountId, Feed)],
        precedence: &[i32],
        lane: Lane,
        owner: &str,
        now: DateTime<Utc>,
        lease: Duration,
    ) -> Result<Option<Unit>, SinkError> {
        let (accounts, names) = columns(feeds);
        let direction = match lane {
            Lane::Live => "asc",
            Lane::Backfill => "desc",
        };
        let due = include_str!("sql/due_of_lane.sql").replace("{direction}", direction);
        let row = sqlx::query(&claim(&due))
            .bind(owner)
            .bind(lease.as_secs_f64())
            .bind(now)
            .bind(accounts)
            .bind(names)
            .bind(precedence)
            .bind(lane.as_str())
            .fetch_optional(self.pool())
            .await?;
        row.map(|row| {
            let name: &str = row.try_get("feed")?;
            let feed = feeds.iter().map(|(_, feed)| *feed).find(|feed| feed.as_str() == name);
            read_claimed(&row, feed.expect("a unit of one of these feeds was asked for"))
        })
        .transpose()
        .map_err(SinkError::from)
    }

    /// Takes this unit, which is of `feed`, if it is due and nobody has it.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn claim_this_unit(
        &self,
        feed: Feed,
        unit: UnitId,
        owner: &str,
        now: DateTime<Utc>,
        lease: Duration,
    ) -> Result<Option<Unit>, SinkError> {
        let row = sqlx::query(&claim(include_str!("sql/due_by_id.sql")))
            .bind(owner)
            .bind(lease.as_secs_f64())
            .bind(now)
            .bind(unit.0)
            .fetch_optional(self.pool())
            .await?;
        Ok(row.as_ref().map(|row| read_claimed(row, feed)).transpose()?)
    }

    /// Extends the lease. `false`: it is not ours any more.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn renew(&self, unit: &Unit, lease: Duration) -> Result<bool, SinkError> {
        let renewed = sqlx::query(
            "update ingest.unit set lease_until_at = clock_timestamp() + make_interval(secs => $3)
             where unit_id = $1 and lease_token = $2 and state = 'leased'",
        )
        .bind(unit.id.0)
        .bind(unit.lease_token)
        .bind(lease.as_secs_f64())
        .execute(self.pool())
        .await?;
        Ok(renewed.rows_affected() == 1)
    }

    /// Writes down how an attempt ended, and gives the lease back. Without effect when the lease is not ours any more.
    ///
    /// # Errors
    /// When the database is away; the lease then runs out by itself.
    pub async fn end_attempt(&self, unit: &Unit, end: &AttemptEnd) -> Result<(), SinkError> {
        let (error, since, next_attempt_at) = match end {
            AttemptEnd::Failed { error, next_attempt_at, .. }
            | AttemptEnd::Outage { error, next_attempt_at }
            | AttemptEnd::HeldBack { error, next_attempt_at } => (Some(error), None, Some(*next_attempt_at)),
            AttemptEnd::Dead { error } => (Some(error), None, None),
            AttemptEnd::Missing { error, since, next_attempt_at } => {
                (Some(error), Some(*since), Some(*next_attempt_at))
            }
            AttemptEnd::Gone { error, since } => (Some(error), Some(*since), None),
            AttemptEnd::Unavailable { error, next_attempt_at, .. } => (Some(error), None, Some(*next_attempt_at)),
            AttemptEnd::Deferred { until } => (None, None, Some(*until)),
            AttemptEnd::Released | AttemptEnd::Counted { .. } => (None, None, None),
        };
        let reread_at = match end {
            AttemptEnd::Counted { reread_at } => *reread_at,
            _ => None,
        };
        let unavailable_since = match end {
            AttemptEnd::Unavailable { since, .. } => Some(*since),
            _ => None,
        };
        let is_refused = matches!(end, AttemptEnd::Failed { is_refused: true, .. });
        let own_faults = i32::from(matches!(end, AttemptEnd::Failed { .. } | AttemptEnd::Dead { .. }));
        sqlx::query(include_str!("sql/end_attempt.sql"))
            .bind(unit.id.0)
            .bind(unit.lease_token)
            .bind(end.outcome())
            .bind(end.state(unit).as_str())
            .bind(own_faults)
            .bind(next_attempt_at)
            .bind(since)
            .bind(error.map(|error| storable(error)))
            .bind(reread_at)
            .bind(is_refused)
            .bind(unavailable_since)
            .execute(self.pool())
            .await?;
        Ok(())
    }

    /// Takes the right to list a feed: when it is due, or at once if `is_start` says that this daemon has not listed it
    /// yet; never while it is paused or someone else lists it.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn claim_poll(
        &self,
        account: &AccountId,
        feed: Feed,
        owner: &str,
        now: DateTime<Utc>,
        lease: Duration,
        is_start: bool,
    ) -> Result<Option<PollLease>, SinkError> {
        let row = sqlx::query(include_str!("sql/claim_poll.sql"))
            .bind(account.as_str())
            .bind(feed.as_str())
            .bind(owner)
            .bind(now)
            .bind(lease.as_secs_f64())
            .bind(is_start)
            .fetch_optional(self.pool())
            .await?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(PollLease { token: row.try_get(0)?, listed_through: row.try_get(1)?, listed_all_at: row.try_get(2)? }))
    }
}

impl Sink {
    /// Gives back the right to list a feed. Without effect when it is not ours any more.
    ///
    /// # Errors
    /// When the database is away; the lease then runs out by itself.
    pub async fn release_poll(&self, account: &AccountId, feed: Feed, lease: &PollLease) -> Result<(), SinkError> {
        sqlx::query(
            "update ingest.feed set lease_until_at = null where account_id = $1 and feed = $2 and lease_token = $3",
        )
        .bind(account.as_str())
        .bind(feed.as_str())
        .bind(lease.token)
        .execute(self.pool())
        .await?;
        Ok(())
    }

    /// Gives back the right to list, wherever this daemon holds it.
    ///
    /// # Errors
    /// When the database is away; the leases then run out by themselves.
    pub async fn release_polls(&self, owner: &str) -> Result<(), SinkError> {
        sqlx::query(
            "update ingest.feed set lease_until_at = null where lease_owner = $1 and lease_until_at is not null",
        )
        .bind(owner)
        .execute(self.pool())
        .await?;
        Ok(())
    }
}

/// Accounts and feeds as two arrays.
pub(crate) fn columns(feeds: &[(AccountId, Feed)]) -> (Vec<String>, Vec<String>) {
    feeds.iter().map(|(account, feed)| (account.as_str().to_owned(), feed.as_str().to_owned())).unzip()
}

/// Error texts quote upstream, which may say anything.
pub(crate) fn storable(error: &str) -> String {
    error.replace('\0', "\u{fffd}")
}

/// Returns the statement that takes the unit which the common table expression `due` finds.
pub(crate) fn claim(due: &str) -> String {
    include_str!("sql/claim_unit.sql").replace("{due}", due.trim_end())
}

pub(crate) fn read_claimed(row: &PgRow, feed: Feed) -> Result<Unit, sqlx::Error> {
    let abandoned_in_row = u32::try_from(row.try_get::<i64, _>("abandoned_in_row")?).unwrap_or(u32::MAX);
    Ok(Unit { abandoned_in_row, ..read_unit(row, feed)? })
}

pub(crate) fn read_unit(row: &PgRow, feed: Feed) -> Result<Unit, sqlx::Error> {
    let lane: String = row.try_get("lane")?;
    Ok(Unit {
        id: UnitId(row.try_get("unit_id")?),
        account: AccountId(row.try_get("account_id")?),
        feed,
        name: row.try_get("name")?,
        href: row.try_get("href")?,
        scope: Scope { start: row.try_get("scope_start_at")?, end: row.try_get("scope_end_at")? },
        lane: Lane::from_str(&lane).map_err(|error| sqlx::Error::Decode(error.into()))?,
        attempts: row.try_get("attempts")?,
        missing_since: row.try_get("missing_since_at")?,
        past_reads: PastReads {
            begun_at: row.try_get("read_begun_at")?,
            counted: row.try_get("records_counted")?,
            incomplete: u32::try_from(row.try_get::<i32, _>("incomplete_reads")?).unwrap_or(0),
            is_unsettled: row.try_get("is_unsettled")?,
            is_final: row.try_get("is_final")?,
            watermark: row.try_get("watermark_at")?,
            unavailable_since: row.try_get("unavailable_since_at")?,
            silent_since: row.try_get("silent_since_at")?,
            list: read_known_list(row)?,
        },
        abandoned_in_row: 0,
        lease_token: row.try_get("lease_token")?,
    })
}

/// `None` for what is no list, and for a list that was never read.
fn read_known_list(row: &PgRow) -> Result<Option<KnownList>, sqlx::Error> {
    let (revision, content_rev) = (row.try_get("list_revision")?, row.try_get("list_content_rev")?);
    let version: Option<String> = row.try_get("list_version")?;
    Ok(version.zip(content_rev).map(|(version, content_rev)| KnownList { revision, version, content_rev }))
}
