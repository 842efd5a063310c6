//! What an operator asks first: what is late, why, what is about to be lost.

use chrono::{DateTime, TimeDelta, Utc};
use model::{AccountId, Feed, Tally};
use serde::Serialize;
use sqlx::Row;
use sqlx::postgres::PgRow;

use crate::lease::columns;
use crate::{Sink, SinkError};

/// Units of a feed by state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "`model::UnitState` says what each is")]
pub struct UnitCounts {
    pub pending: i64,
    pub leased: i64,
    pub loaded: i64,
    pub failed: i64,
    pub dead: i64,
    pub gone: i64,
    /// Still to be loaded, and the last attempt that ended met an outage: of upstream, of the database, of a disk.
    pub postponed: i64,
    /// Dead or gone, and no person has said that they know.
    pub unacknowledged: i64,
    /// Methods that upstream refuses to the account; they are not among the failed.
    pub unavailable: i64,
}

impl UnitCounts {
    /// Units that will still be tried. What upstream refuses to the account is not waited for.
    pub fn open(&self) -> i64 {
        self.pending + self.leased + self.failed
    }
}

/// How many units of a feed wait, and how fast they are loaded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Progress {
    /// Units that are being loaded, or could be at this moment.
    pub due: i64,
    /// Units that were loaded for the first time within the last hour.
    pub loaded_lately: i64,
    /// When the first of them was loaded.
    pub loaded_since_at: Option<DateTime<Utc>>,
}

/// A method, or the whole search of a feed, that upstream refuses to the account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Unavailable {
    /// The method; of a feed with one search, `search`.
    pub name: String,
    /// Since when.
    pub since: DateTime<Utc>,
    /// What upstream said, and what to do.
    pub because: String,
    /// Whether it answered before: then somebody changed the account or its key.
    pub has_answered: bool,
}

/// A method whose answers lack intervals that they were to cover.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Silent {
    /// The method.
    pub name: String,
    /// No interval after this moment has come.
    pub since: DateTime<Utc>,
}

/// One feed of one account.
#[derive(Clone, Debug, Serialize)]
pub struct FeedStatus {
    /// Whose.
    pub account_id: String,
    /// Which.
    pub feed: String,
    /// What its units are, as `model::FeedKind` names it.
    pub kind: String,
    /// How far behind it is at most when all is well, in seconds.
    pub usual_lag_s: i64,
    /// What is not loaded is about to be lost when upstream deletes it within so many seconds.
    pub loss_near_s: i64,
    /// When a daemon first knew the feed.
    pub registered_at: DateTime<Utc>,
    /// Every file listed for hours up to here is loaded, and what upstream publishes late has had its six hours
    /// (Data Access API, timing and retention). Of windows: every live one up to here is final. Of samples: every method
    /// is stored up to here; `None` until each has answered once. View `ingest.feed_progress` has the rule.
    pub complete_through: Option<DateTime<Utc>>,
    /// How far it was listed, or windows are planned.
    pub listed_through_at: Option<DateTime<Utc>>,
    /// Last listing, or complete read of a window, that succeeded.
    pub last_success_at: Option<DateTime<Utc>>,
    /// Next listing or planning.
    pub next_poll_at: Option<DateTime<Utc>>,
    /// Nothing is asked until then.
    pub paused_until_at: Option<DateTime<Utc>>,
    /// What is wrong, and what to check.
    pub last_error: Option<String>,
    /// When it happened.
    pub last_error_at: Option<DateTime<Utc>>,
    /// Whether `last_error` says that upstream refuses the credentials or the right to ask: 401, 403.
    pub is_refused: bool,
    /// What upstream refuses to the account: methods or lists of the feed, or its search.
    pub unavailable: Vec<Unavailable>,
    /// Whether nothing of the feed is available to the account.
    pub is_unavailable: bool,
    /// Methods whose answers lack intervals.
    pub silent: Vec<Silent>,
    /// Why a unit was postponed last, of those that still wait.
    pub last_postponement: Option<String>,
    /// When that was.
    pub last_postponed_at: Option<DateTime<Utc>>,
    /// Units by state.
    pub units: UnitCounts,
    /// How many units wait, and how fast they are loaded.
    pub progress: Progress,
    /// Records of all loaded units, each counted in the load that counts.
    pub records: Tally,
    /// Open rejects.
    pub rejects_open: i64,
    /// Units of the backfill that are still to be loaded.
    pub backfill_open: i64,
    /// Windows that were read and will be read again before they are final.
    pub windows_not_final: i64,
    /// Hour of the oldest file that is not loaded and will still be tried.
    pub oldest_open_scope_end_at: Option<DateTime<Utc>>,
    /// When upstream begins to delete what is not loaded. Units that it was about to delete already when they became known
    /// with the feed, or by a backfill, do not count: nobody could have loaded them earlier.
    pub next_deletion_at: Option<DateTime<Utc>>,
    /// Last load.
    pub last_loaded_at: Option<DateTime<Utc>>,
}

impl FeedStatus {
    /// Returns how far it is behind at `now`: the time since `complete_through`, at most the time since it was registered. So
    /// the first backlog of a new feed is not late, and a feed that never completes anything is.
    /// A feed that is not available is not behind.
    pub fn lag(&self, now: DateTime<Utc>) -> TimeDelta {
        if self.is_unavailable {
            return TimeDelta::zero();
        }
        now - self.complete_through.map_or(self.registered_at, |through| through.max(self.registered_at))
    }

    /// Tells whether it is further behind than when all is well. What is not available is not late.
    pub fn is_late(&self, now: DateTime<Utc>) -> bool {
        self.lag(now) > TimeDelta::seconds(self.usual_lag_s)
    }

    /// Returns the names of what upstream refuses to the account, with commas between them.
    pub fn unavailable_names(&self) -> String {
        let names: Vec<&str> = self.unavailable.iter().map(|method| method.name.as_str()).collect();
        names.join(", ")
    }

    /// Tells whether upstream is about to delete what is not loaded.
    pub fn is_loss_near(&self, now: DateTime<Utc>) -> bool {
        self.next_deletion_at.is_some_and(|at| at < now + TimeDelta::seconds(self.loss_near_s))
    }
}

impl Sink {
    /// The state of these feeds, or of every feed in the ledger when there are none.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn feed_status(&self, feeds: &[(AccountId, Feed)]) -> Result<Vec<FeedStatus>, SinkError> {
        let (accounts, names) = columns(feeds);
        let rows = self.read(sqlx::query(include_str!("sql/feed_status.sql")).bind(accounts).bind(names)).await?;
        Ok(rows.iter().map(read_status).collect::<Result<_, _>>()?)
    }
}

fn read_status(row: &PgRow) -> Result<FeedStatus, sqlx::Error> {
    let unavailable = read_unavailable(row)?;
    let whole_feed: Option<DateTime<Utc>> = row.try_get("unavailable_since_at")?;
    let methods: i64 = row.try_get("methods")?;
    let is_unavailable = whole_feed.is_some() || methods > 0 && methods == row.try_get::<i64, _>("unavailable")?;
    Ok(FeedStatus {
        account_id: row.try_get("account_id")?,
        feed: row.try_get("feed")?,
        kind: row.try_get("kind")?,
        usual_lag_s: row.try_get("usual_lag_s")?,
        loss_near_s: row.try_get("loss_near_s")?,
        registered_at: row.try_get("registered_at")?,
        complete_through: row.try_get("complete_through_at")?,
        listed_through_at: row.try_get("listed_through_at")?,
        last_success_at: row.try_get("last_success_at")?,
        next_poll_at: row.try_get("next_poll_at")?,
        paused_until_at: row.try_get("paused_until_at")?,
        last_error: row.try_get("last_error")?,
        last_error_at: row.try_get("last_error_at")?,
        is_refused: row.try_get("is_refused")?,
        unavailable,
        is_unavailable,
        silent: read_silent(row)?,
        last_postponement: row.try_get("last_postponement")?,
        last_postponed_at: row.try_get("last_postponed_at")?,
        units: UnitCounts {
            pending: row.try_get("pending")?,
            leased: row.try_get("leased")?,
            loaded: row.try_get("loaded")?,
            failed: row.try_get("failed")?,
            dead: row.try_get("dead")?,
            gone: row.try_get("gone")?,
            postponed: row.try_get("postponed")?,
            unacknowledged: row.try_get("unacknowledged")?,
            unavailable: row.try_get("unavailable")?,
        },
        progress: Progress {
            due: row.try_get("due")?,
            loaded_lately: row.try_get("loaded_lately")?,
            loaded_since_at: row.try_get("loaded_since_at")?,
        },
        records: Tally {
            documents: row.try_get("documents")?,
            read: row.try_get("records_read")?,
            new: row.try_get("records_new")?,
            changed: row.try_get("records_changed")?,
            unchanged: row.try_get("records_unchanged")?,
            superseded: row.try_get("records_superseded")?,
            rejected: row.try_get("records_rejected")?,
            replaced_characters: row.try_get("replaced_characters")?,
        },
        rejects_open: row.try_get("rejects_open")?,
        backfill_open: row.try_get("backfill_open")?,
        windows_not_final: row.try_get("windows_not_final")?,
        oldest_open_scope_end_at: row.try_get("oldest_open_scope_end_at")?,
        next_deletion_at: row.try_get("next_deletion_at")?,
        last_loaded_at: row.try_get("last_loaded_at")?,
    })
}

/// The whole search of a feed, or its methods one by one.
fn read_unavailable(row: &PgRow) -> Result<Vec<Unavailable>, sqlx::Error> {
    if let Some(since) = row.try_get("unavailable_since_at")? {
        let because: Option<String> = row.try_get("feed_unavailable_because")?;
        let has_answered = row.try_get::<Option<DateTime<Utc>>, _>("last_success_at")?.is_some();
        let (name, because) = ("search".to_owned(), because.unwrap_or_default());
        return Ok(vec![Unavailable { name, since, because, has_answered }]);
    }
    let names: Option<Vec<String>> = row.try_get("unavailable_names")?;
    let since: Option<Vec<DateTime<Utc>>> = row.try_get("unavailable_since")?;
    let because: Option<Vec<String>> = row.try_get("unavailable_because")?;
    let have_answered: Option<Vec<bool>> = row.try_get("have_answered")?;
    let dated = names.unwrap_or_default().into_iter().zip(since.unwrap_or_default());
    let explained = because.unwrap_or_default().into_iter().zip(have_answered.unwrap_or_default());
    let unavailable = dated.zip(explained).map(|((name, since), (because, has_answered))| Unavailable {
        name,
        since,
        because,
        has_answered,
    });
    Ok(unavailable.collect())
}

fn read_silent(row: &PgRow) -> Result<Vec<Silent>, sqlx::Error> {
    let names: Option<Vec<String>> = row.try_get("silent_names")?;
    let since: Option<Vec<DateTime<Utc>>> = row.try_get("silent_since")?;
    let dated = names.unwrap_or_default().into_iter().zip(since.unwrap_or_default());
    Ok(dated.map(|(name, since)| Silent { name, since }).collect())
}
