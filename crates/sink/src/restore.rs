//! Records of the quarantine whose file LivePerson has deleted: stored from what was kept of them.

use chrono::{DateTime, Utc};
use model::batch::Batch;
use model::{Drift, Feed};
use sqlx::Row;

use crate::commit::UnitCommit;
use crate::lease::read_unit;
use crate::quarantine::{OpenRejects, note_drift};
use crate::rejects::{Decision, RejectFilter};
use crate::units::deleted_upstream;
use crate::{Sink, SinkError};

/// Of so many records at most one command decides.
const RECORDS_MAX: u32 = 100_000;

/// What stands in the quarantine for these reasons stood in the place of a record, and is there whole. `wrong_shape` may also
/// be the header's, which is not kept then: without one, a record would be stored without what its header says.
const WHOLE_RECORD: &str = "(r.reason in ('bad_key', 'invalid_json', 'refused_by_database', 'too_many_rows',
     'too_many_values')
    or r.reason = 'wrong_shape' and length(r.header_bytes) > 0)";

/// Removes the announcement of an attempt that ended.
const END_RESTORE: &str = "delete from ingest.restore_attempt where attempt_id = $1";

impl Sink {
    /// The numbers of open records that are kept whole, of files that upstream has deleted by `now`, the oldest first.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn kept_records(&self, filter: &RejectFilter, now: DateTime<Utc>) -> Result<Vec<i64>, SinkError> {
        let sql = format!(
            "select r.reject_id from ingest.reject r
             join (
                select unit_id from ingest.unit join ingest.feed using (account_id, feed)
                where kind = 'files' and state <> 'leased' and {}
             ) u using (unit_id)
             where {} and r.closed_at is null and {WHOLE_RECORD}
             order by r.reject_id limit {RECORDS_MAX}",
            deleted_upstream("$6"),
            RejectFilter::SQL
        );
        let rows = filter.bind(&sql).bind(now).fetch_all(self.pool()).await?;
        Ok(rows.iter().map(|row| row.try_get(0)).collect::<Result<_, _>>()?)
    }

    /// Stores a record of the quarantine of `feed`, decoded anew, as its unit would have: by the version of the unit, in one
    /// transaction with the ledger. Returns whether it is stored; it is not when it still does not fit, was settled by
    /// somebody else, or its unit is being loaded.
    ///
    /// # Errors
    /// When the database is away, or another worker writes the same rows.
    pub async fn restore(
        &self,
        feed: Feed,
        reject_id: i64,
        batch: &Batch,
        drift: &Drift,
        decision: &Decision,
    ) -> Result<bool, SinkError> {
        // Committed before the transaction begins: `mart.changed_through` waits for it, as for a lease.
        let announced = sqlx::query_scalar(include_str!("sql/announce_restore.sql")).bind(reject_id);
        let Some(attempt_id): Option<i64> = announced.fetch_optional(self.pool()).await? else { return Ok(false) };
        let stored = self.restore_announced(feed, reject_id, attempt_id, batch, drift, decision).await;
        if !matches!(stored, Ok(true)) {
            sqlx::query(END_RESTORE).bind(attempt_id).execute(self.pool()).await?;
        }
        stored
    }

    async fn restore_announced(
        &self,
        feed: Feed,
        reject_id: i64,
        attempt_id: i64,
        batch: &Batch,
        drift: &Drift,
        decision: &Decision,
    ) -> Result<bool, SinkError> {
        if !batch.rejects().is_empty() {
            return Ok(false);
        }
        let mut transaction = self.pool().begin().await?;
        let unit = sqlx::query(include_str!("sql/kept_unit.sql")).bind(reject_id).fetch_optional(&mut *transaction);
        let Some(unit) = unit.await?.as_ref().map(|unit| read_unit(unit, feed)).transpose()? else { return Ok(false) };
        let mut commit = UnitCommit::new(transaction, unit, OpenRejects::new());
        match commit.store(batch).await {
            Ok(()) => {}
            Err(SinkError::Refused { .. }) => return Ok(false),
            Err(other) => return Err(other),
        }
        let UnitCommit { mut transaction, unit, tally, strays, mut names, mut marks, .. } = commit;
        strays.note(&mut transaction, &unit).await?;
        note_drift(&mut transaction, &unit, drift).await?;
        marks.store(&mut transaction, &unit).await?;
        names.store(&mut transaction, &unit).await.map_err(SinkError::while_storing)?;
        sqlx::query(include_str!("sql/restore_reject.sql"))
            .bind(reject_id)
            .bind(tally.new)
            .bind(tally.changed)
            .bind(tally.unchanged)
            .bind(tally.superseded)
            .bind(&decision.actor)
            .bind(&decision.reason)
            .execute(&mut *transaction)
            .await?;
        sqlx::query(END_RESTORE).bind(attempt_id).execute(&mut *transaction).await?;
        transaction.commit().await?;
        Ok(true)
    }
}
