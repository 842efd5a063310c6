//! What the status page shows beside the feeds: hours, throughput, errors of units, attempts.

use chrono::{DateTime, Utc};
use model::{AccountId, Feed, Lane, Scope, UnitId};
use serde::Serialize;
use sqlx::Row;
use sqlx::postgres::PgRow;

use crate::lease::columns;
use crate::{Sink, SinkError};

/// Units of a feed that cover the same span and are in the same state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SpanState {
    /// Whose.
    pub account_id: String,
    /// Which feed.
    pub feed: String,
    /// What they cover.
    pub scope: Scope,
    /// Their state, as `model::UnitState` names it.
    pub state: String,
    /// Whether they belong to the backfill.
    pub is_backfill: bool,
    /// Whether a person knows of it.
    pub is_acknowledged: bool,
    /// When it is late unless it is loaded.
    pub late_at: DateTime<Utc>,
    /// How many.
    pub units: i64,
}

/// What was loaded in an hour of ours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HourlyThroughput {
    /// Its begin.
    pub hour_at: DateTime<Utc>,
    /// Units that were loaded.
    pub units: i64,
    /// Records read.
    pub records: i64,
    /// Bytes fetched.
    pub bytes: i64,
}

/// Units of a feed in one state with one error. Errors that differ only in addresses, names and numbers are one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ErrorGroup {
    /// Whose.
    pub account_id: String,
    /// Which feed.
    pub feed: String,
    /// `failed`, `dead` or `gone`, as `model::UnitState` names it; dead and gone ones that a person took note of are left out.
    pub state: String,
    /// Whether upstream refuses the credentials or the right to ask: 401, 403.
    pub is_refused: bool,
    /// How many units.
    pub units: i64,
    /// The one that met the error last.
    pub unit_id: i64,
    /// Its name.
    pub name: String,
    /// Its error.
    pub error: Option<String>,
    /// When it was met last.
    pub last_error_at: Option<DateTime<Utc>>,
    /// When the first of the units is tried again; `None` for units that are dead or gone.
    pub next_attempt_at: Option<DateTime<Utc>>,
}

/// An attempt at a unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the comments on ingest.load say what each field is")]
pub struct Attempt {
    pub unit_id: i64,
    pub owner: String,
    pub started_at: DateTime<Utc>,
    pub finished_at: Option<DateTime<Utc>>,
    pub outcome: Option<String>,
    pub file_bytes: Option<i64>,
    pub records_read: Option<i64>,
    pub records_new: Option<i64>,
    pub records_changed: Option<i64>,
    pub records_rejected: Option<i64>,
    pub error: Option<String>,
}

impl Sink {
    /// Returns the spans of the units of these feeds that end after `since`, with the states of their units. Of a polled feed
    /// they are what all its methods have read, what one of them has not read yet at `now`, and what was lost.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn span_states(
        &self,
        feeds: &[(AccountId, Feed)],
        since: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<Vec<SpanState>, SinkError> {
        let (accounts, names) = columns(feeds);
        let spans = sqlx::query(include_str!("sql/span_states.sql")).bind(accounts).bind(names).bind(since).bind(now);
        let rows = self.read(spans).await?;
        Ok(rows.iter().map(read_span).collect::<Result<_, _>>()?)
    }

    /// What was loaded since, by the hour, the oldest first; hours without a load are left out.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn throughput(&self, since: DateTime<Utc>) -> Result<Vec<HourlyThroughput>, SinkError> {
        let loaded = sqlx::query(
            "select date_trunc('hour', finished_at), count(*), coalesce(sum(records_read), 0)::bigint,
                coalesce(sum(file_bytes), 0)::bigint
             from ingest.load where outcome = 'loaded' and finished_at > $1
             group by 1 order by 1",
        );
        let rows = self.read(loaded.bind(since)).await?;
        let hour = |row: &PgRow| -> Result<HourlyThroughput, sqlx::Error> {
            Ok(HourlyThroughput {
                hour_at: row.try_get(0)?,
                units: row.try_get(1)?,
                records: row.try_get(2)?,
                bytes: row.try_get(3)?,
            })
        };
        Ok(rows.iter().map(hour).collect::<Result<_, _>>()?)
    }

    /// Returns the errors of units of these feeds, equal ones counted: of lost units first, then of dead ones, then of those
    /// that are tried again; the most frequent first.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn error_groups(
        &self,
        feeds: &[(AccountId, Feed)],
        groups_max: i64,
    ) -> Result<Vec<ErrorGroup>, SinkError> {
        let (accounts, names) = columns(feeds);
        let groups = sqlx::query(include_str!("sql/error_groups.sql")).bind(accounts).bind(names).bind(groups_max);
        let rows = self.read(groups).await?;
        Ok(rows.iter().map(read_error_group).collect::<Result<_, _>>()?)
    }

    /// The last attempts at each of these units, the newest first.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn attempts(&self, units: &[UnitId], per_unit_max: u32) -> Result<Vec<Attempt>, SinkError> {
        let sql = format!(
            "select last.* from unnest($1::bigint[]) as wanted (unit_id)
             cross join lateral (
                select unit_id, owner, started_at, finished_at, outcome, file_bytes, records_read, records_new,
                    records_changed, records_rejected, error
                from ingest.load where load.unit_id = wanted.unit_id
                order by lease_token desc limit {per_unit_max}
             ) last"
        );
        let ids: Vec<i64> = units.iter().map(|unit| unit.0).collect();
        let rows = self.read(sqlx::query(&sql).bind(ids)).await?;
        Ok(rows.iter().map(read_attempt).collect::<Result<_, _>>()?)
    }
}

fn read_span(row: &PgRow) -> Result<SpanState, sqlx::Error> {
    Ok(SpanState {
        account_id: row.try_get("account_id")?,
        feed: row.try_get("feed")?,
        scope: Scope { start: row.try_get("scope_start_at")?, end: row.try_get("scope_end_at")? },
        state: row.try_get("state")?,
        is_backfill: row.try_get::<&str, _>("lane")? == Lane::Backfill.as_str(),
        is_acknowledged: row.try_get("is_acknowledged")?,
        late_at: row.try_get("late_at")?,
        units: row.try_get("units")?,
    })
}

fn read_error_group(row: &PgRow) -> Result<ErrorGroup, sqlx::Error> {
    Ok(ErrorGroup {
        account_id: row.try_get("account_id")?,
        feed: row.try_get("feed")?,
        state: row.try_get("state")?,
        is_refused: row.try_get("is_refused")?,
        units: row.try_get("units")?,
        unit_id: row.try_get("unit_id")?,
        name: row.try_get("name")?,
        error: row.try_get("error")?,
        last_error_at: row.try_get("last_error_at")?,
        next_attempt_at: row.try_get("next_attempt_at")?,
    })
}

fn read_attempt(row: &PgRow) -> Result<Attempt, sqlx::Error> {
    Ok(Attempt {
        unit_id: row.try_get("unit_id")?,
        owner: row.try_get("owner")?,
        started_at: row.try_get("started_at")?,
        finished_at: row.try_get("finished_at")?,
        outcome: row.try_get("outcome")?,
        file_bytes: row.try_get("file_bytes")?,
        records_read: row.try_get("records_read")?,
        records_new: row.try_get("records_new")?,
        records_changed: row.try_get("records_changed")?,
        records_rejected: row.try_get("records_rejected")?,
        error: row.try_get("error")?,
    })
}
