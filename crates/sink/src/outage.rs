//! Outages of upstream in the ledger: a feed that is paused, and how many met one in a row.

use chrono::{DateTime, Utc};
use model::{AccountId, Feed, UnitId};

use crate::lease::storable;
use crate::{Sink, SinkError};

/// What failed in an outage of upstream's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutageOf {
    /// A listing of the feed: the next one waits.
    Listing,
    /// A unit of the feed that was to be fetched. Listings may go on; one that succeeds does not show that the outage is over.
    Unit,
}

/// Why and for how long a feed is paused.
#[derive(Clone, Copy, Debug)]
pub struct Pause<'e> {
    /// What is wrong, and what to check.
    pub error: &'e str,
    /// Whether upstream refuses the credentials or the right to ask: 401, 403.
    pub is_refused: bool,
    /// When the feed is asked again if the API is not available to this account, so that nothing waits for it: `end` counts
    /// if it answered before. `None` for any other outage.
    pub unavailable_until: Option<DateTime<Utc>>,
    /// When it begins: now.
    pub begin: DateTime<Utc>,
    /// When it ends.
    pub end: DateTime<Utc>,
    /// What failed.
    pub of: OutageOf,
}

impl OutageOf {
    fn is_unit(self) -> bool {
        match self {
            OutageOf::Listing => false,
            OutageOf::Unit => true,
        }
    }
}

impl Sink {
    /// Returns how many attempts in a row an outage ended, up to the last one. Stopping and a lost daemon in between say
    /// nothing of upstream.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn outages_in_row(&self, unit: UnitId) -> Result<u32, SinkError> {
        let outages = sqlx::query_scalar::<_, i64>(
            "select count(*) from ingest.load
             where unit_id = $1 and outcome = 'outage' and load_id > coalesce((
                select max(load_id) from ingest.load
                where unit_id = $1 and outcome not in ('outage', 'released', 'abandoned')
             ), 0)",
        );
        Ok(u32::try_from(outages.bind(unit.0).fetch_one(self.pool()).await?).unwrap_or(u32::MAX))
    }

    /// Returns how many outages in a row the feed has had: of its listings, or of its units.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn outage_count(&self, account: &AccountId, feed: Feed, of: OutageOf) -> Result<i32, SinkError> {
        let count = sqlx::query_scalar(
            "select case when $3 then file_outage_count else outage_count end
             from ingest.feed where account_id = $1 and feed = $2",
        )
        .bind(account.as_str())
        .bind(feed.as_str())
        .bind(of.is_unit())
        .fetch_optional(self.pool())
        .await?;
        Ok(count.unwrap_or(0))
    }

    /// Pauses the feed, and notes why. Returns whether it has become unavailable by that, which it was not before.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn pause_feed(&self, account: &AccountId, feed: Feed, pause: &Pause<'_>) -> Result<bool, SinkError> {
        let became_unavailable = sqlx::query_scalar(include_str!("sql/pause_feed.sql"))
            .bind(account.as_str())
            .bind(feed.as_str())
            .bind(storable(pause.error))
            .bind(pause.begin)
            .bind(pause.end)
            .bind(pause.of.is_unit())
            .bind(pause.is_refused)
            .bind(pause.unavailable_until.is_some())
            .bind(pause.unavailable_until)
            .fetch_optional(self.pool())
            .await?;
        Ok(became_unavailable.unwrap_or(false))
    }
}
