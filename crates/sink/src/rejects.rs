//! The quarantine as a person sees it: listed, shown, retried, discarded. Whatever a person decides is written down.

use chrono::{DateTime, Utc};
use model::Feed;
use serde::Serialize;
use sqlx::postgres::{PgArguments, PgRow};
use sqlx::query::Query;
use sqlx::{Postgres, Row};

use crate::units::{may_be_due, set_due};
use crate::{Sink, SinkError};

/// Which records of the quarantine a command means. Empty fields mean any.
#[derive(Clone, Debug, Default)]
pub struct RejectFilter {
    /// These only.
    pub ids: Vec<i64>,
    /// Of this account.
    pub account: Option<String>,
    /// Of this feed.
    pub feed: Option<Feed>,
    /// Rejected for this reason, as its code.
    pub reason: Option<String>,
    /// Those that are settled, too.
    pub with_closed: bool,
}

impl RejectFilter {
    pub(crate) const SQL: &str =
        "(cardinality($1::bigint[]) = 0 or r.reject_id = any($1)) and ($2::text is null or r.account_id = $2)
        and ($3::text is null or r.feed = $3) and ($4::text is null or r.reason = $4) and ($5 or r.closed_at is null)";

    pub(crate) fn bind<'q>(&self, sql: &'q str) -> Query<'q, Postgres, PgArguments> {
        sqlx::query(sql)
            .bind(self.ids.clone())
            .bind(self.account.clone())
            .bind(self.feed.map(Feed::as_str))
            .bind(self.reason.clone())
            .bind(self.with_closed)
    }
}

/// Who decides, and why.
#[derive(Clone, Debug)]
pub struct Decision {
    /// Who.
    pub actor: String,
    /// Why; may be empty.
    pub reason: String,
}

/// What became of records that were to be read again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetriedRejects {
    /// Records whose units are due now.
    pub records: i64,
    /// These units.
    pub units: i64,
    /// Records that stay as they are: their units are being loaded, or upstream has deleted them and what was kept could not
    /// be stored.
    pub left: i64,
}

/// A record of the quarantine, without its bytes: they hold what people wrote.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "the comments on ingest.reject say what each field is")]
pub struct RejectRow {
    pub reject_id: i64,
    pub account_id: String,
    pub feed: String,
    pub unit_id: i64,
    pub unit_name: String,
    pub document: i64,
    pub record: i64,
    pub offset_bytes: i64,
    pub record_kind: String,
    pub reason: String,
    pub detail: String,
    pub record_len: i64,
    pub rejected_at: DateTime<Utc>,
    pub closed_at: Option<DateTime<Utc>>,
    pub resolution: Option<String>,
}

/// What was done about a record, and by whom.
#[derive(Clone, Debug, Serialize)]
#[expect(missing_docs, reason = "the comments on ingest.operator_action say what each field is")]
pub struct OperatorAction {
    pub acted_at: DateTime<Utc>,
    pub actor: String,
    pub action: String,
    pub reason: String,
}

/// A record of the quarantine with everything that is known of it.
#[derive(Clone, Debug)]
pub struct RejectDetails {
    /// What is listed of it.
    pub row: RejectRow,
    /// What was done about it, the oldest first.
    pub actions: Vec<OperatorAction>,
    /// As it came; of one that was too large its beginning.
    pub record: Vec<u8>,
    /// What stood over it in its file.
    pub header: Vec<u8>,
}

const COLUMNS: &str = "r.reject_id, r.account_id, r.feed, r.unit_id, u.name as unit_name, r.document, r.record,
    r.offset_bytes, r.record_kind, r.reason, r.detail, length(r.record_bytes)::bigint as record_len, r.rejected_at, r.closed_at, r.resolution";

impl Sink {
    /// Counts records of the quarantine.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn count_rejects(&self, filter: &RejectFilter) -> Result<u64, SinkError> {
        let sql = format!("select count(*) from ingest.reject r where {}", RejectFilter::SQL);
        let count: i64 = filter.bind(&sql).fetch_one(self.pool()).await?.try_get(0)?;
        Ok(count.unsigned_abs())
    }

    /// Records of the quarantine, newest first.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn rejects(&self, filter: &RejectFilter, rows_max: u32) -> Result<Vec<RejectRow>, SinkError> {
        let sql = format!(
            "select {COLUMNS} from ingest.reject r join ingest.unit u using (unit_id)
             where {} order by r.rejected_at desc, r.reject_id desc limit {rows_max}",
            RejectFilter::SQL
        );
        let rows = filter.bind(&sql).fetch_all(self.pool()).await?;
        Ok(rows.iter().map(read_row).collect::<Result<_, _>>()?)
    }

    /// One record, with its bytes; `None` when there is no such number.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn reject(&self, reject_id: i64) -> Result<Option<RejectDetails>, SinkError> {
        let sql = format!(
            "select {COLUMNS}, r.record_bytes, r.header_bytes
             from ingest.reject r join ingest.unit u using (unit_id) where r.reject_id = $1"
        );
        let Some(row) = sqlx::query(&sql).bind(reject_id).fetch_optional(self.pool()).await? else {
            return Ok(None);
        };
        let actions = sqlx::query(
            "select acted_at, actor, action, reason from ingest.operator_action where reject_id = $1 order by action_id",
        );
        let actions = actions.bind(reject_id).fetch_all(self.pool()).await?;
        let action = |row: &PgRow| -> Result<OperatorAction, sqlx::Error> {
            Ok(OperatorAction {
                acted_at: row.try_get("acted_at")?,
                actor: row.try_get("actor")?,
                action: row.try_get("action")?,
                reason: row.try_get("reason")?,
            })
        };
        Ok(Some(RejectDetails {
            row: read_row(&row)?,
            actions: actions.iter().map(action).collect::<Result<_, _>>()?,
            record: row.try_get("record_bytes")?,
            header: row.try_get("header_bytes")?,
        }))
    }

    /// Makes the units of open records due, so that the records are read again. A unit that is being loaded is left alone:
    /// its rejects are settled by that load; so is one that upstream has deleted.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn retry_rejects(
        &self,
        filter: &RejectFilter,
        decision: &Decision,
        now: DateTime<Utc>,
    ) -> Result<RetriedRejects, SinkError> {
        let sql = format!(
            include_str!("sql/retry_rejects.sql"),
            filter = RejectFilter::SQL,
            set_due = set_due("$8"),
            may_be_due = may_be_due("$8")
        );
        let query = filter.bind(&sql).bind(&decision.actor).bind(&decision.reason).bind(now);
        let row = query.fetch_one(self.pool()).await?;
        Ok(RetriedRejects { records: row.try_get(0)?, units: row.try_get(1)?, left: row.try_get(2)? })
    }

    /// Closes open records for good: when they come again, they stay closed. Their bytes stay where they are. Answers how
    /// many.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn discard_rejects(&self, filter: &RejectFilter, decision: &Decision) -> Result<i64, SinkError> {
        let sql = format!(include_str!("sql/discard_rejects.sql"), filter = RejectFilter::SQL);
        let row = filter.bind(&sql).bind(&decision.actor).bind(&decision.reason).fetch_one(self.pool()).await?;
        Ok(row.try_get(0)?)
    }
}

fn read_row(row: &PgRow) -> Result<RejectRow, sqlx::Error> {
    Ok(RejectRow {
        reject_id: row.try_get("reject_id")?,
        account_id: row.try_get("account_id")?,
        feed: row.try_get("feed")?,
        unit_id: row.try_get("unit_id")?,
        unit_name: row.try_get("unit_name")?,
        document: row.try_get("document")?,
        record: row.try_get("record")?,
        offset_bytes: row.try_get("offset_bytes")?,
        record_kind: row.try_get("record_kind")?,
        reason: row.try_get("reason")?,
        detail: row.try_get("detail")?,
        record_len: row.try_get("record_len")?,
        rejected_at: row.try_get("rejected_at")?,
        closed_at: row.try_get("closed_at")?,
        resolution: row.try_get("resolution")?,
    })
}
