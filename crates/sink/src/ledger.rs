//! The ledger: feeds, and one row per file ever listed and per window ever planned.

use chrono::{DateTime, Utc};
use model::{AccountId, Feed, Lane, ListedFile, Scope, UnitId};
use sqlx::Row;
use sqlx::postgres::PgRow;

use crate::lease::{PollLease, columns};
use crate::{Sink, SinkError};

/// What a listing that succeeded leaves in the ledger.
#[derive(Clone, Copy, Debug)]
pub struct Polled {
    /// When it ended, if upstream was asked: windows are planned without.
    pub succeeded_at: Option<DateTime<Utc>>,
    /// When the next is due.
    pub next_poll_at: DateTime<Utc>,
    /// Everything published for hours up to here was listed.
    pub listed_through: DateTime<Utc>,
    /// Whether the whole span that upstream keeps was listed.
    pub is_all: bool,
}

/// A unit that no listing names: a window, or a method that is polled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlannedUnit {
    /// Its name, unique within account and feed.
    pub name: String,
    /// What it covers.
    pub scope: Scope,
    /// Which work it belongs to.
    pub lane: Lane,
    /// Whether it is polled for a moment and so covers no span.
    pub is_snapshot: bool,
    /// Of a range whose updates are followed: from when on they are wanted.
    pub watermark: Option<DateTime<Utc>>,
}

/// What upstream has deleted by now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expired {
    /// Units for hours before this that were listed before it.
    ListedBefore(DateTime<Utc>),
    /// Units that end before this.
    EndedBefore(DateTime<Utc>),
}

/// Units of a feed that are still to be loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backlog {
    /// How many.
    pub units: i64,
    /// End of the oldest one's span.
    pub oldest_scope_end_at: Option<DateTime<Utc>>,
}

impl Sink {
    /// Returns what is still to be loaded. A range whose updates are followed is late, not open: it is left out.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn backlog(&self, account: &AccountId, feed: Feed) -> Result<Backlog, SinkError> {
        let row = sqlx::query(
            "select count(*), min(scope_end_at) from ingest.unit
             where account_id = $1 and feed = $2 and state in ('pending', 'leased', 'failed') and watermark_at is null
                and unavailable_since_at is null",
        );
        let row = row.bind(account.as_str()).bind(feed.as_str()).fetch_one(self.pool()).await?;
        Ok(Backlog { units: row.try_get(0)?, oldest_scope_end_at: row.try_get(1)? })
    }

    /// Makes sure that the feed has a row, which says of the feed what this program knows.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn register_feed(&self, account: &AccountId, feed: Feed) -> Result<(), SinkError> {
        sqlx::query(include_str!("sql/register_feed.sql"))
            .bind(account.as_str())
            .bind(feed.as_str())
            .bind(feed.kind().as_str())
            .bind(feed.kept_upstream())
            .bind(feed.usual_lag())
            .bind(feed.loss_near())
            .execute(self.pool())
            .await?;
        Ok(())
    }

    /// Makes due what upstream refused to the account as it was asked last: a daemon that starts asks again at once.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn ask_unavailable_again(
        &self,
        account: &AccountId,
        feed: Feed,
        now: DateTime<Utc>,
    ) -> Result<(), SinkError> {
        sqlx::query(include_str!("sql/ask_unavailable_again.sql"))
            .bind(account.as_str())
            .bind(feed.as_str())
            .bind(now)
            .execute(self.pool())
            .await?;
        Ok(())
    }

    /// Gives every unseen name a row. Answers how many were unseen.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn add_files(
        &self,
        account: &AccountId,
        feed: Feed,
        files: &[ListedFile],
        now: DateTime<Utc>,
    ) -> Result<u64, SinkError> {
        if files.is_empty() {
            return Ok(0);
        }
        let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
        let hrefs: Vec<&str> = files.iter().map(|file| file.href.as_str()).collect();
        let (starts, ends): (Vec<_>, Vec<_>) = files.iter().map(|file| (file.scope.start, file.scope.end)).unzip();
        let added = sqlx::query(include_str!("sql/add_files.sql"))
            .bind(account.as_str())
            .bind(feed.as_str())
            .bind(&names)
            .bind(&hrefs)
            .bind(starts)
            .bind(ends)
            .bind(now)
            .execute(self.pool())
            .await?;
        sqlx::query(include_str!("sql/move_files.sql"))
            .bind(account.as_str())
            .bind(feed.as_str())
            .bind(&names)
            .bind(&hrefs)
            .execute(self.pool())
            .await?;
        Ok(added.rows_affected())
    }

    /// Gives every unit that was planned and is unseen a row. Answers how many were unseen.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn add_units(
        &self,
        account: &AccountId,
        feed: Feed,
        units: &[PlannedUnit],
        now: DateTime<Utc>,
    ) -> Result<u64, SinkError> {
        let names: Vec<&str> = units.iter().map(|unit| unit.name.as_str()).collect();
        let (starts, ends): (Vec<_>, Vec<_>) = units.iter().map(|unit| (unit.scope.start, unit.scope.end)).unzip();
        let lanes: Vec<&str> = units.iter().map(|unit| unit.lane.as_str()).collect();
        let are_snapshots: Vec<bool> = units.iter().map(|unit| unit.is_snapshot).collect();
        let watermarks: Vec<Option<DateTime<Utc>>> = units.iter().map(|unit| unit.watermark).collect();
        let added = sqlx::query(include_str!("sql/add_units.sql"))
            .bind(account.as_str())
            .bind(feed.as_str())
            .bind(names)
            .bind(starts)
            .bind(ends)
            .bind(lanes)
            .bind(now)
            .bind(are_snapshots)
            .bind(watermarks)
            .execute(self.pool())
            .await?;
        Ok(added.rows_affected())
    }

    /// Writes down that upstream has deleted a span before it was read: a unit in state `gone`, one for all spans
    /// that meet.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn record_loss(
        &self,
        account: &AccountId,
        feed: Feed,
        lost: Scope,
        why: &str,
        now: DateTime<Utc>,
    ) -> Result<(), SinkError> {
        let mut transaction = self.pool().begin().await?;
        // Methods of one account are polled side by side; the second must see what the first wrote.
        sqlx::query("select from ingest.feed where account_id = $1 and feed = $2 for update")
            .bind(account.as_str())
            .bind(feed.as_str())
            .execute(&mut *transaction)
            .await?;
        sqlx::query(include_str!("sql/record_loss.sql"))
            .bind(account.as_str())
            .bind(feed.as_str())
            .bind(lost.start)
            .bind(lost.end)
            .bind(now)
            .bind(why)
            .execute(&mut *transaction)
            .await?;
        transaction.commit().await?;
        Ok(())
    }

    /// How often upstream has answered that a unit is not there, since it was loaded, if it ever was.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn missing_answers(&self, unit: UnitId) -> Result<i64, SinkError> {
        let answers = sqlx::query_scalar(
            "select count(*) from ingest.load
             where unit_id = $1 and outcome = 'missing'
                and load_id > coalesce((select max(load_id) from ingest.load where unit_id = $1 and outcome = 'loaded'), 0)",
        );
        Ok(answers.bind(unit.0).fetch_one(self.pool()).await?)
    }

    /// Where the feed's oldest unit begins; `None` when it has none.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn oldest_scope_start(
        &self,
        account: &AccountId,
        feed: Feed,
    ) -> Result<Option<DateTime<Utc>>, SinkError> {
        let oldest =
            sqlx::query_scalar("select min(scope_start_at) from ingest.unit where account_id = $1 and feed = $2")
                .bind(account.as_str())
                .bind(feed.as_str());
        Ok(oldest.fetch_one(self.pool()).await?)
    }

    /// Returns the parts of a span that no unit of the feed, or of one of its lanes, covers, in the order of time.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn uncovered(
        &self,
        account: &AccountId,
        feed: Feed,
        lane: Option<Lane>,
        span: Scope,
    ) -> Result<Vec<Scope>, SinkError> {
        let uncovered = sqlx::query(include_str!("sql/uncovered.sql"))
            .bind(account.as_str())
            .bind(feed.as_str())
            .bind(span.start)
            .bind(span.end)
            .bind(lane.map(Lane::as_str));
        let rows = uncovered.fetch_all(self.pool()).await?;
        let scope = |row: &PgRow| Ok(Scope { start: row.try_get(0)?, end: row.try_get(1)? });
        Ok(rows.iter().map(scope).collect::<Result<_, sqlx::Error>>()?)
    }

    /// How many windows of these feeds have to be read or counted again by now.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn rereads_due(&self, feeds: &[(AccountId, Feed)], now: DateTime<Utc>) -> Result<i64, SinkError> {
        let (accounts, names) = columns(feeds);
        let due = sqlx::query_scalar(
            "select count(*) from ingest.unit join unnest($1::text[], $2::text[]) as wanted (account_id, feed)
                using (account_id, feed)
             where reread_at <= $3 and state in ('loaded', 'leased')",
        );
        Ok(due.bind(accounts).bind(names).bind(now).fetch_one(self.pool()).await?)
    }

    /// Extends the right to list a feed. `false`: it is not ours any more.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn renew_poll(
        &self,
        account: &AccountId,
        feed: Feed,
        lease: &PollLease,
        duration: std::time::Duration,
    ) -> Result<bool, SinkError> {
        let renewed = sqlx::query(
            "update ingest.feed set lease_until_at = clock_timestamp() + make_interval(secs => $4)
             where account_id = $1 and feed = $2 and lease_token = $3",
        )
        .bind(account.as_str())
        .bind(feed.as_str())
        .bind(lease.token)
        .bind(duration.as_secs_f64())
        .execute(self.pool())
        .await?;
        Ok(renewed.rows_affected() == 1)
    }

    /// Writes down that a listing succeeded, clears the feed's error, and gives the right back.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn finish_poll(
        &self,
        account: &AccountId,
        feed: Feed,
        lease: &PollLease,
        polled: &Polled,
    ) -> Result<(), SinkError> {
        sqlx::query(include_str!("sql/finish_poll.sql"))
            .bind(account.as_str())
            .bind(feed.as_str())
            .bind(lease.token)
            .bind(polled.next_poll_at)
            .bind(polled.listed_through)
            .bind(polled.succeeded_at.filter(|_| polled.is_all))
            .bind(polled.succeeded_at)
            .execute(self.pool())
            .await?;
        Ok(())
    }

    /// Gives up units that upstream has deleted before they were ever loaded. Answers their scopes and names.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn give_up_expired(
        &self,
        account: &AccountId,
        feed: Feed,
        expired: Expired,
    ) -> Result<Vec<(UnitId, String, Scope)>, SinkError> {
        let (Expired::ListedBefore(before) | Expired::EndedBefore(before)) = expired;
        let rows = sqlx::query(
            "update ingest.unit set state = 'gone',
                last_error = coalesce(last_error || '; ', '') || 'not loaded within the time upstream keeps it',
                last_error_at = clock_timestamp()
             where account_id = $1 and feed = $2 and state in ('pending', 'failed') and loaded_at is null
                and scope_end_at < $3 and ($4 or first_listed_at < $3)
             returning unit_id, name, scope_start_at, scope_end_at",
        )
        .bind(account.as_str())
        .bind(feed.as_str())
        .bind(before)
        .bind(matches!(expired, Expired::EndedBefore(_)))
        .fetch_all(self.pool())
        .await?;
        rows.iter()
            .map(|row| {
                let scope = Scope { start: row.try_get(2)?, end: row.try_get(3)? };
                Ok((UnitId(row.try_get(0)?), row.try_get(1)?, scope))
            })
            .collect()
    }

    /// When there is something to do next for these feeds; `None` when they have no row yet.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn next_due(&self, feeds: &[(AccountId, Feed)]) -> Result<Option<DateTime<Utc>>, SinkError> {
        let (accounts, names) = columns(feeds);
        let due = sqlx::query_scalar(include_str!("sql/next_due.sql")).bind(accounts).bind(names);
        Ok(due.fetch_one(self.pool()).await?)
    }
}
