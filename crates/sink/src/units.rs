//! Units as a person sees them: listed, retried, acknowledged.

use chrono::{DateTime, Utc};
use model::{Feed, UnitId, UnitState};
use sqlx::Row;

use crate::{Sink, SinkError};

/// The assignments that make a unit due at `moment`, a parameter such as `$5`, with its attempts counted anew. Whatever
/// interrupts the next read, a window must still be due after it. A list is read whole, changed or not.
pub(crate) fn set_due(moment: &str) -> String {
    format!(
        "state = 'pending', attempts = 0, next_attempt_at = {moment}, missing_since_at = null,
                final_at = null, reread_at = case when read_count > 0 then {moment} end, acknowledged_at = null,
                list_revision = null"
    )
}

/// Upstream keeps data a little longer than it says, at most.
const DOUBT_D: u32 = 1;

/// Whether upstream has deleted at `moment` what a unit is of, where the unit's feed is joined.
pub(crate) fn deleted_upstream(moment: &str) -> String {
    format!("unit.scope_end_at < {moment} - feed.kept_upstream - interval '{DOUBT_D} days'")
}

/// Whether a unit can be made due at `moment`. A leased one is left to its worker; samples that upstream has deleted cannot
/// be had again; and what is loaded and deleted upstream stays loaded: asked for again, it would be taken for lost.
pub(crate) fn may_be_due(moment: &str) -> String {
    format!(
        "state <> 'leased' and exists (
            select from ingest.feed
            where feed.account_id = unit.account_id and feed.feed = unit.feed and case feed.kind
                when 'samples' then unit.state <> 'gone'
                when 'lists' then true
                else not (unit.state = 'loaded' and {})
            end
        )",
        deleted_upstream(moment)
    )
}

/// Which units a command means. Empty fields mean any.
#[derive(Clone, Debug, Default)]
pub struct UnitFilter {
    /// These units only.
    pub ids: Vec<UnitId>,
    /// Of this account.
    pub account: Option<String>,
    /// Of this feed.
    pub feed: Option<Feed>,
    /// In these states.
    pub states: Vec<UnitState>,
    /// Whose span ends after this.
    pub from: Option<DateTime<Utc>>,
    /// Whose span begins before this.
    pub to: Option<DateTime<Utc>>,
    /// Of which no person has said that they know.
    pub only_unacknowledged: bool,
    /// Whose name contains this text, whatever its case, or whose number this is.
    pub containing: Option<String>,
}

impl UnitFilter {
    const SQL: &str = "(cardinality($1::bigint[]) = 0 or unit_id = any($1)) and ($2::text is null or account_id = $2)
        and ($3::text is null or feed = $3) and (cardinality($4::text[]) = 0 or state = any($4))
        and ($5::timestamptz is null or scope_end_at > $5) and ($6::timestamptz is null or scope_start_at < $6)
        and (not $7 or acknowledged_at is null)
        and ($8::text is null or strpos(lower(name), lower($8)) > 0 or unit_id::text = $8)";

    fn bind<'q>(&self, sql: &'q str) -> sqlx::query::Query<'q, sqlx::Postgres, sqlx::postgres::PgArguments> {
        sqlx::query(sql)
            .bind(self.ids.iter().map(|id| id.0).collect::<Vec<_>>())
            .bind(self.account.clone())
            .bind(self.feed.map(Feed::as_str))
            .bind(self.states.iter().map(|state| state.as_str()).collect::<Vec<_>>())
            .bind(self.from)
            .bind(self.to)
            .bind(self.only_unacknowledged)
            .bind(self.containing.clone())
    }
}

/// Which units come first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Those of the latest hour.
    Newest,
    /// Those of the earliest.
    Oldest,
}

/// A unit as the ledger shows it.
#[derive(Clone, Debug, serde::Serialize)]
#[expect(missing_docs, reason = "the comments on ingest.unit say what each field is")]
pub struct UnitRow {
    pub unit_id: i64,
    pub account_id: String,
    pub feed: String,
    pub name: String,
    pub scope_start_at: DateTime<Utc>,
    pub scope_end_at: DateTime<Utc>,
    pub state: String,
    pub attempts: i32,
    pub next_attempt_at: DateTime<Utc>,
    pub loaded_at: Option<DateTime<Utc>>,
    pub records_read: Option<i64>,
    pub records_rejected: Option<i64>,
    pub last_error: Option<String>,
    pub is_acknowledged: bool,
    pub salvaged_because: Option<String>,
}

impl Sink {
    /// Units, newest hour first.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn units(&self, filter: &UnitFilter, rows_max: u32) -> Result<Vec<UnitRow>, SinkError> {
        self.units_after(End::Newest, filter, 0, rows_max).await
    }

    /// Units, from one end of time.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn units_from(&self, end: End, filter: &UnitFilter, rows_max: u32) -> Result<Vec<UnitRow>, SinkError> {
        self.units_after(end, filter, 0, rows_max).await
    }

    /// Returns units from one end of time, without the first `skipped` ones.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn units_after(
        &self,
        end: End,
        filter: &UnitFilter,
        skipped: u32,
        rows_max: u32,
    ) -> Result<Vec<UnitRow>, SinkError> {
        let order = match end {
            End::Newest => "scope_end_at desc, unit_id desc",
            End::Oldest => "scope_end_at, unit_id",
        };
        let sql = format!(
            "select unit_id, account_id, feed, name, scope_start_at, scope_end_at, state, attempts, next_attempt_at, loaded_at,
                records_read, records_rejected, last_error, acknowledged_at is not null as is_acknowledged, salvaged_because
             from ingest.unit where {} order by {order} limit {rows_max} offset {skipped}",
            UnitFilter::SQL
        );
        let rows = self.read(filter.bind(&sql)).await?;
        rows.iter()
            .map(|row| {
                Ok(UnitRow {
                    unit_id: row.try_get("unit_id")?,
                    account_id: row.try_get("account_id")?,
                    feed: row.try_get("feed")?,
                    name: row.try_get("name")?,
                    scope_start_at: row.try_get("scope_start_at")?,
                    scope_end_at: row.try_get("scope_end_at")?,
                    state: row.try_get("state")?,
                    attempts: row.try_get("attempts")?,
                    next_attempt_at: row.try_get("next_attempt_at")?,
                    loaded_at: row.try_get("loaded_at")?,
                    records_read: row.try_get("records_read")?,
                    records_rejected: row.try_get("records_rejected")?,
                    last_error: row.try_get("last_error")?,
                    is_acknowledged: row.try_get("is_acknowledged")?,
                    salvaged_because: row.try_get("salvaged_because")?,
                })
            })
            .collect()
    }

    /// How many units there are.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn count_units(&self, filter: &UnitFilter) -> Result<u64, SinkError> {
        let sql = format!("select count(*) from ingest.unit where {}", UnitFilter::SQL);
        let rows = self.read(filter.bind(&sql)).await?;
        let count: i64 = rows.first().map_or(Ok(0), |row| row.try_get(0))?;
        Ok(count.unsigned_abs())
    }

    /// Makes units due at once, whatever became of them; their attempts start anew. Left alone is one that is leased, and
    /// what upstream has deleted.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn retry_units(&self, filter: &UnitFilter, now: DateTime<Utc>) -> Result<u64, SinkError> {
        let sql =
            format!("update ingest.unit set {} where {} and {}", set_due("$9"), UnitFilter::SQL, may_be_due("$9"));
        Ok(filter.bind(&sql).bind(now).execute(self.pool()).await?.rows_affected())
    }

    /// Notes that a person knows of dead, gone and salvaged units.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn acknowledge_units(&self, filter: &UnitFilter, now: DateTime<Utc>) -> Result<u64, SinkError> {
        let sql =
            format!("update ingest.unit set acknowledged_at = $9 where {} and {MAY_BE_ACKNOWLEDGED}", UnitFilter::SQL);
        Ok(filter.bind(&sql).bind(now).execute(self.pool()).await?.rows_affected())
    }

    /// Counts the units that [`Sink::acknowledge_units`] would note.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn count_acknowledgeable(&self, filter: &UnitFilter) -> Result<u64, SinkError> {
        let sql = format!("select count(*) from ingest.unit where {} and {MAY_BE_ACKNOWLEDGED}", UnitFilter::SQL);
        let count: i64 = filter.bind(&sql).fetch_one(self.pool()).await?.try_get(0)?;
        Ok(count.unsigned_abs())
    }
}

const MAY_BE_ACKNOWLEDGED: &str = "(state in ('dead', 'gone') or state = 'loaded' and salvaged_because is not null)
    and acknowledged_at is null";
