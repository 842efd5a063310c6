//! Does the ledger agree with itself and with the tables? Asked in one snapshot, so that loads that go on meanwhile make no
//! difference.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use model::{AccountId, Feed};
use serde::Serialize;
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row};

use crate::lease::columns;
use crate::rejects::Decision;
use crate::{Sink, SinkError};

/// What the ledger says of the units whose span begins in an hour.
#[derive(Clone, Debug, Serialize)]
pub struct HourBalance {
    /// Begin of the hour.
    pub hour_at: DateTime<Utc>,
    /// Units ever listed or planned.
    pub listed: i64,
    /// Of these, those that are loaded.
    pub loaded: i64,
    /// Those that will still be tried.
    pub pending: i64,
    /// Those given up.
    pub dead: i64,
    /// Those that upstream deleted first.
    pub gone: i64,
    /// Of the dead and the gone, those that nobody has acknowledged.
    pub unacknowledged: i64,
    /// Loaded ones of which a part is no JSON, and that nobody has acknowledged.
    pub salvaged: i64,
    /// Records in the units that were loaded.
    pub records_read: i64,
    /// Of these, those in the tables.
    pub records_stored: i64,
    /// Those in the quarantine.
    pub records_rejected: i64,
    /// Windows of which upstream counted more records than came.
    pub short: Vec<String>,
}

impl HourBalance {
    /// What does not add up, in words.
    pub fn differences(&self) -> Vec<String> {
        let Self { listed, loaded, pending, dead, gone, records_read, records_stored, records_rejected, .. } = self;
        let mut found = Vec::new();
        if *listed != loaded + pending + dead + gone {
            found.push(format!(
                "{listed} units listed, but {loaded} loaded, {pending} pending, {dead} dead, {gone} gone"
            ));
        }
        if *records_read != records_stored + records_rejected {
            found
                .push(format!("{records_read} records read, but {records_stored} stored, {records_rejected} rejected"));
        }
        if self.unacknowledged > 0 {
            found.push(format!(
                "{} units are dead or gone, and what is in them is missing: `lp-warehouse units list`, then `units retry` or \
                 `units ack`",
                self.unacknowledged
            ));
        }
        if self.salvaged > 0 {
            found.push(format!(
                "of {} units a part is missing, because it is no JSON: `lp-warehouse units list`, then `units load` or \
                 `units ack`",
                self.salvaged
            ));
        }
        found.extend(self.short.iter().map(|name| format!("upstream counted more than came of {name}")));
        found
    }
}

/// A span that no unit covers.
#[derive(Clone, Debug, Serialize)]
pub struct Gap {
    /// Where the unit before it ends.
    pub start_at: DateTime<Utc>,
    /// Where the next one begins.
    pub end_at: DateTime<Utc>,
}

/// The rows of the feed's parent tables, against what the ledger says was ever stored as new.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct RowBalance {
    /// Documents stored for the first time, over all loads ever made.
    pub stored_new: i64,
    /// Of these, those that somebody deleted on purpose, and said so.
    pub deleted: i64,
    /// Rows of the parent tables.
    pub rows: i64,
}

impl RowBalance {
    /// Rows that are missing; negative: that are there without a load that stored them.
    pub fn missing(&self) -> i64 {
        self.stored_new - self.deleted - self.rows
    }
}

/// One feed of one account.
#[derive(Clone, Debug, Serialize)]
pub struct FeedBalance {
    /// Whose.
    pub account_id: String,
    /// Which.
    pub feed: String,
    /// Hours with units, the oldest first.
    pub hours: Vec<HourBalance>,
    /// Spans without units, the oldest first, at most 1000 of all feeds together. Hours in which nothing happened may have
    /// no file; windows are planned without gaps.
    pub gaps: Vec<Gap>,
    /// Of all time, whatever span was asked for.
    pub rows: RowBalance,
}

/// A final window, and what upstream counted in it.
#[derive(Clone, Debug)]
pub struct CountedWindow {
    /// Its number.
    pub unit_id: i64,
    /// Whose.
    pub account_id: String,
    /// Of which feed.
    pub feed: String,
    /// Begin and end, as a name.
    pub name: String,
    /// Its begin.
    pub scope_start_at: DateTime<Utc>,
    /// Its end.
    pub scope_end_at: DateTime<Utc>,
    /// How many records upstream counted when it was read to its end.
    pub records_counted: i64,
}

impl Sink {
    /// The newest final windows of these feeds that overlap the span, and how many more there are.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn counted_windows(
        &self,
        feeds: &[(AccountId, Feed)],
        span: (DateTime<Utc>, DateTime<Utc>),
        windows_max: u32,
    ) -> Result<(Vec<CountedWindow>, i64), SinkError> {
        let (accounts, names) = columns(feeds);
        let found = sqlx::query(include_str!("sql/counted_windows.sql"))
            .bind(accounts)
            .bind(names)
            .bind(span.0)
            .bind(span.1)
            .bind(i64::from(windows_max))
            .fetch_all(self.pool())
            .await?;
        let all: i64 = found.first().map_or(Ok(0), |row| row.try_get("windows"))?;
        let window = |row: &PgRow| -> Result<CountedWindow, sqlx::Error> {
            Ok(CountedWindow {
                unit_id: row.try_get("unit_id")?,
                account_id: row.try_get("account_id")?,
                feed: row.try_get("feed")?,
                name: row.try_get("name")?,
                scope_start_at: row.try_get("scope_start_at")?,
                scope_end_at: row.try_get("scope_end_at")?,
                records_counted: row.try_get("records_counted")?,
            })
        };
        let windows: Vec<_> = found
            .iter()
            .filter(|row| row.try_get::<Option<i64>, _>("unit_id").is_ok_and(|id| id.is_some()))
            .map(window)
            .collect::<Result<_, _>>()?;
        let left = all - windows.len() as i64;
        Ok((windows, left))
    }

    /// The balance of these feeds, of the units that overlap the span.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn balance(
        &self,
        feeds: &[(AccountId, Feed)],
        span: (DateTime<Utc>, DateTime<Utc>),
    ) -> Result<Vec<FeedBalance>, SinkError> {
        let mut transaction = self.pool().begin().await?;
        sqlx::query("set transaction isolation level repeatable read, read only").execute(&mut *transaction).await?;
        let mut balances = Vec::new();
        for (account, feed) in feeds {
            balances.push(FeedBalance {
                account_id: account.0.clone(),
                feed: feed.to_string(),
                hours: Vec::new(),
                gaps: Vec::new(),
                rows: row_balance(&mut transaction, account, *feed).await?,
            });
        }
        let (accounts, names) = columns(feeds);
        let of = |balances: &mut Vec<FeedBalance>, row: &PgRow| -> Result<Option<usize>, sqlx::Error> {
            let (account, feed): (&str, &str) = (row.try_get("account_id")?, row.try_get("feed")?);
            Ok(balances.iter().position(|balance| balance.account_id == account && balance.feed == feed))
        };
        let hours = sqlx::query(include_str!("sql/reconcile_hours.sql")).bind(&accounts).bind(&names);
        for row in hours.bind(span.0).bind(span.1).fetch_all(&mut *transaction).await? {
            if let Some(index) = of(&mut balances, &row)? {
                balances[index].hours.push(hour(&row)?);
            }
        }
        let gaps = sqlx::query(include_str!("sql/reconcile_gaps.sql")).bind(&accounts).bind(&names);
        for row in gaps.bind(span.0).bind(span.1).fetch_all(&mut *transaction).await? {
            if let Some(index) = of(&mut balances, &row)? {
                balances[index].gaps.push(Gap { start_at: row.try_get("start_at")?, end_at: row.try_get("end_at")? });
            }
        }
        transaction.commit().await?;
        Ok(balances)
    }
}

impl Sink {
    /// Notes that the rows of a feed that are missing now were deleted on purpose. Answers how many that are.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn note_deletion(&self, balance: &FeedBalance, decision: &Decision) -> Result<i64, SinkError> {
        let missing = balance.rows.missing();
        if missing > 0 {
            let note =
                "insert into ingest.deletion (account_id, feed, rows, actor, reason) values ($1, $2, $3, $4, $5)";
            let note = sqlx::query(note).bind(&balance.account_id).bind(&balance.feed).bind(missing);
            note.bind(&decision.actor).bind(&decision.reason).execute(self.pool()).await?;
        }
        Ok(missing.max(0))
    }
}

async fn row_balance(connection: &mut PgConnection, account: &AccountId, feed: Feed) -> Result<RowBalance, SinkError> {
    let families: Vec<&str> = feed.families().iter().map(|family| family.name).collect();
    let said = sqlx::query(include_str!("sql/row_balance.sql")).bind(account.as_str()).bind(feed.as_str());
    let said = said.bind(families).fetch_one(&mut *connection).await?;
    // Several families may share a parent.
    let parents: BTreeSet<&str> = feed.families().iter().map(|family| family.parent.name).collect();
    let mut rows = 0;
    for parent in parents {
        let sql = format!("select count(*) from liveperson.{parent} where account_id = $1");
        rows += sqlx::query_scalar::<_, i64>(&sql).bind(account.as_str()).fetch_one(&mut *connection).await?;
    }
    Ok(RowBalance { stored_new: said.try_get(0)?, deleted: said.try_get(1)?, rows })
}

fn hour(row: &PgRow) -> Result<HourBalance, sqlx::Error> {
    Ok(HourBalance {
        hour_at: row.try_get("hour_at")?,
        listed: row.try_get("listed")?,
        loaded: row.try_get("loaded")?,
        pending: row.try_get("pending")?,
        dead: row.try_get("dead")?,
        gone: row.try_get("gone")?,
        unacknowledged: row.try_get("unacknowledged")?,
        salvaged: row.try_get("salvaged")?,
        records_read: row.try_get("records_read")?,
        records_stored: row.try_get("records_stored")?,
        records_rejected: row.try_get("records_rejected")?,
        short: row.try_get::<Option<Vec<String>>, _>("short")?.unwrap_or_default(),
    })
}
