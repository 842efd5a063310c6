//! THE transaction: everything a unit brings becomes visible at once, with its ledger entry, or not at all.
//!
//! ```text
//! begin
//!   select the unit's row where its lease token is still ours, for update      a stale worker ends here
//!   for each batch: savepoint
//!     ask what is stored under the keys, and which members of sets are missing; decide
//!     lock what must change or grow, decide again
//!     raise | update parents, delete children | copy what is new               23505: ask the batch again
//!   close or keep rejects, note drift, mark the facts to calculate again, keep the names that records carried, write the
//!     tally, mark the unit loaded
//! commit
//! ```
//!
//! Two workers that both saw a key as new meet in the unique index: the second waits for the first to end, gets 23505,
//! returns to its savepoint, asks again and finds the row; if the first takes longer than a lock is waited for (55P03), the
//! second is begun again. A row that must change is locked and decided again, so that
//! of two workers the second decides on what the first left. No order of arrival can be seen in the outcome, because
//! [`decide`](crate::decide) is a total order. What is ordered by its fetch arrives in that order, because the reads of a
//! window, and the polls of a method, are serialised by its lease.

use std::collections::HashMap;

use model::batch::{Batch, Document};
use model::{Drift, KnownList, Reject, RejectReason, Scope, Tally, Unit};
use sqlx::postgres::PgArguments;
use sqlx::query::Query;
use sqlx::{Postgres, Transaction};

use crate::documents::{contenders, store_once};
use crate::facts::{ListRead, ReadOutcome, Sampled, UnitFacts, WindowRead};
use crate::lease::storable;
use crate::marks::Marks;
use crate::names::Names;
use crate::quarantine::OpenRejects;
use crate::stray::Strays;
use crate::table::Statements;
use crate::{Sink, SinkError, quarantine};

/// A batch whose keys other workers write at the same moment is asked again this often; then the unit starts anew.
const CONFLICTS_PER_BATCH_MAX: u32 = 10;

/// An open transaction of a unit. Dropped, it rolls back.
#[derive(Debug)]
pub struct UnitCommit {
    pub(crate) transaction: Transaction<'static, Postgres>,
    pub(crate) unit: Unit,
    pub(crate) tally: Tally,
    statements: HashMap<&'static str, Statements>,
    open_rejects: OpenRejects,
    pub(crate) strays: Strays,
    pub(crate) names: Names,
    pub(crate) marks: Marks,
}

impl Sink {
    /// Begins the unit's transaction and locks its ledger row.
    ///
    /// # Errors
    /// [`SinkError::LeaseLost`] when the lease is not ours any more.
    pub async fn begin(&self, unit: &Unit) -> Result<UnitCommit, SinkError> {
        let mut transaction = self.pool().begin().await?;
        let held = sqlx::query(
            "select from ingest.unit where unit_id = $1 and lease_token = $2 and state = 'leased' for update",
        )
        .bind(unit.id.0)
        .bind(unit.lease_token)
        .fetch_optional(&mut *transaction)
        .await?;
        if held.is_none() {
            return Err(SinkError::LeaseLost);
        }
        Ok(UnitCommit::new(transaction, unit.clone(), OpenRejects::new()))
    }
}

impl UnitCommit {
    /// In a transaction that holds the unit's row.
    pub(crate) fn new(transaction: Transaction<'static, Postgres>, unit: Unit, open_rejects: OpenRejects) -> Self {
        Self {
            transaction,
            unit,
            tally: Tally::default(),
            statements: HashMap::new(),
            open_rejects,
            strays: Strays::default(),
            names: Names::default(),
            marks: Marks::default(),
        }
    }

    /// Returns the records of other feeds so far.
    pub fn strays(&self) -> &Strays {
        &self.strays
    }

    /// Stores a batch: documents by the rules, rejects in the quarantine.
    ///
    /// # Errors
    /// [`SinkError::Refused`] when the database refuses a document and the batch does not keep the records. After any error
    /// the transaction is worth nothing; drop it.
    pub async fn store(&mut self, batch: &Batch) -> Result<(), SinkError> {
        self.store_batch(batch).await.map_err(SinkError::while_storing)
    }

    async fn store_batch(&mut self, batch: &Batch) -> Result<(), SinkError> {
        self.strays.count_records(&self.unit, batch);
        self.gather_names(batch).await?;
        let (contenders, repeated) = contenders(batch);
        self.tally.superseded += repeated;
        self.tally.read += repeated;
        // What the database refuses is halved until the one record that it refuses stands alone.
        let mut pending = vec![contenders];
        while let Some(documents) = pending.pop() {
            match self.store_documents(batch, &documents).await {
                Ok(stored) => self.tally += stored,
                Err(refused @ SinkError::Refused { .. }) if !batch.keeps_records() => return Err(refused),
                Err(SinkError::Refused { sqlstate, object }) if documents.len() == 1 => {
                    let reason = RejectReason::RefusedByDatabase { sqlstate, object };
                    let (record, header) = (batch.record(documents[0]).to_vec(), batch.header(documents[0]).to_vec());
                    let (position, record_kind) = (documents[0].position, batch.family.name);
                    let reject = Reject { reason, position, record_kind, record, header };
                    self.keep_rejects(&[reject]).await?;
                }
                Err(SinkError::Refused { .. }) => {
                    let (left, right) = documents.split_at(documents.len() / 2);
                    pending.extend([right.to_vec(), left.to_vec()]);
                }
                Err(other) => return Err(other),
            }
        }
        self.keep_rejects(batch.rejects()).await
    }

    /// The names in all documents, those that lose and those that are refused among them.
    async fn gather_names(&mut self, batch: &Batch) -> Result<(), SinkError> {
        let mut documents = &batch.documents[..];
        while !documents.is_empty() {
            documents = &documents[self.names.gather(batch, documents)..];
            if self.names.is_full() {
                self.names.store(&mut self.transaction, &self.unit).await?;
            }
        }
        Ok(())
    }

    async fn keep_rejects(&mut self, rejects: &[Reject]) -> Result<(), SinkError> {
        quarantine::keep(&mut self.transaction, &self.unit, rejects, &mut self.open_rejects).await?;
        self.tally.rejected += rejects.len() as i64;
        self.tally.read += rejects.len() as i64;
        Ok(())
    }

    /// One savepoint; again when another worker was faster with a key.
    async fn store_documents(&mut self, batch: &Batch, documents: &[&Document]) -> Result<Tally, SinkError> {
        let name = batch.family.name;
        let statements = self.statements.entry(name).or_insert_with(|| Statements::new(batch.family));
        let mut conflicts = 0;
        loop {
            sqlx::query("savepoint batch").execute(&mut *self.transaction).await?;
            match store_once(&mut self.transaction, &self.unit, statements, batch, documents).await {
                Ok((tally, written)) => {
                    sqlx::query("release savepoint batch").execute(&mut *self.transaction).await?;
                    self.strays.count_rows(&self.unit, batch.family, &tally);
                    self.marks.gather(batch, &written);
                    if self.marks.is_full() {
                        self.marks.store(&mut self.transaction, &self.unit).await?;
                    }
                    return Ok(tally);
                }
                Err(SinkError::Conflict { sqlstate }) if sqlstate == "23505" && conflicts < CONFLICTS_PER_BATCH_MAX => {
                    conflicts += 1;
                    sqlx::query("rollback to savepoint batch").execute(&mut *self.transaction).await?;
                }
                Err(refused @ SinkError::Refused { .. }) => {
                    sqlx::query("rollback to savepoint batch").execute(&mut *self.transaction).await?;
                    return Err(refused);
                }
                Err(other) => return Err(other),
            }
        }
    }

    /// Writes the ledger for a file and commits. Only now is anything visible.
    ///
    /// # Errors
    /// When the commit fails, or its outcome is not known: the unit is then loaded or still leased, and loading it again
    /// changes nothing.
    pub async fn finish_file(self, facts: UnitFacts, drift: &Drift) -> Result<Tally, SinkError> {
        self.finish_loaded(facts, drift, None).await
    }

    /// The same for a file of which a part is in the quarantine, because it is no JSON: `because` says so in the ledger.
    ///
    /// # Errors
    /// As for [`UnitCommit::finish_file`].
    pub async fn finish_salvaged(self, facts: UnitFacts, drift: &Drift, because: &str) -> Result<Tally, SinkError> {
        self.finish_loaded(facts, drift, Some(because)).await
    }

    async fn finish_loaded(
        mut self,
        facts: UnitFacts,
        drift: &Drift,
        salvaged_because: Option<&str>,
    ) -> Result<Tally, SinkError> {
        self.close(&facts, drift, salvaged_because.is_none()).await?;
        let mark = self.mark(include_str!("sql/mark_unit_loaded.sql"), &facts).bind(salvaged_because.map(storable));
        mark.execute(&mut *self.transaction).await?;
        self.transaction.commit().await?;
        Ok(self.tally)
    }

    /// Writes the ledger for a window and commits what came.
    ///
    /// # Errors
    /// As for [`UnitCommit::finish_file`].
    pub async fn finish_window(
        mut self,
        facts: UnitFacts,
        drift: &Drift,
        read: &WindowRead,
    ) -> Result<Tally, SinkError> {
        let is_complete = matches!(read.outcome, ReadOutcome::Complete { .. });
        self.close(&facts, drift, is_complete).await?;
        let (incomplete, is_final, reread_at, watermark, next_attempt_at) = match &read.outcome {
            ReadOutcome::Complete { is_final, reread_at, watermark } => (None, *is_final, *reread_at, *watermark, None),
            ReadOutcome::Incomplete { reason, next_attempt_at } => {
                (Some(reason), false, None, None, Some(*next_attempt_at))
            }
        };
        let mark = self
            .mark(include_str!("sql/mark_window_read.sql"), &facts)
            .bind(incomplete.map(|reason| storable(reason)))
            .bind(read.begun_at)
            .bind(read.counted as i64)
            .bind(read.unsettled as i64)
            .bind(is_final)
            .bind(reread_at)
            .bind(next_attempt_at)
            .bind(watermark);
        mark.execute(&mut *self.transaction).await?;
        self.transaction.commit().await?;
        Ok(self.tally)
    }

    /// Writes the ledger for a method that was polled and commits.
    ///
    /// # Errors
    /// As for [`UnitCommit::finish_file`].
    pub async fn finish_sampled(
        mut self,
        facts: UnitFacts,
        drift: &Drift,
        sampled: &Sampled,
    ) -> Result<Tally, SinkError> {
        // A poll is of the last hour: that it does not meet a reject again says nothing of it.
        self.close(&facts, drift, false).await?;
        self.mark_polled(&facts, sampled, None, None).await
    }

    /// Writes the ledger for a list that was polled and commits.
    ///
    /// # Errors
    /// As for [`UnitCommit::finish_file`].
    pub async fn finish_list(mut self, facts: UnitFacts, drift: &Drift, read: &ListRead) -> Result<Tally, SinkError> {
        self.close(&facts, drift, read.counted.is_some()).await?;
        let ListRead { begun_at, answered_at, reread_at, .. } = *read;
        let covered = Scope { start: answered_at, end: answered_at };
        let polled = Sampled { begun_at, covered, reread_at, silent_since: None };
        self.mark_polled(&facts, &polled, Some(&read.known), read.counted).await
    }

    async fn mark_polled(
        mut self,
        facts: &UnitFacts,
        polled: &Sampled,
        list: Option<&KnownList>,
        counted: Option<u64>,
    ) -> Result<Tally, SinkError> {
        let mark = self
            .mark(include_str!("sql/mark_polled.sql"), facts)
            .bind(polled.begun_at)
            .bind(polled.covered.start)
            .bind(polled.covered.end)
            .bind(polled.reread_at)
            .bind(polled.silent_since)
            .bind(list.and_then(|list| list.revision.as_deref()))
            .bind(list.map(|list| &list.version))
            .bind(list.map(|list| list.content_rev))
            .bind(counted.map(|counted| counted as i64));
        mark.execute(&mut *self.transaction).await?;
        self.transaction.commit().await?;
        Ok(self.tally)
    }

    /// What stands in the ledger beside the unit's own row. Refuses a tally that does not add up. `is_whole`: everything
    /// of the unit was read, so that a reject that was not met again has been loaded.
    async fn close(&mut self, facts: &UnitFacts, drift: &Drift, is_whole: bool) -> Result<(), SinkError> {
        self.tally.documents = facts.documents as i64;
        self.tally.replaced_characters = facts.replaced_characters as i64;
        let read = facts.records as i64;
        if !self.tally.adds_up() || self.tally.read != read {
            return Err(SinkError::Miscounted { read, stored: self.tally.read });
        }
        if is_whole {
            quarantine::close_loaded(&mut self.transaction, &self.unit, &self.open_rejects).await?;
        }
        self.strays.note(&mut self.transaction, &self.unit).await?;
        quarantine::note_drift(&mut self.transaction, &self.unit, drift).await?;
        self.marks.store(&mut self.transaction, &self.unit).await?;
        self.names.store(&mut self.transaction, &self.unit).await.map_err(SinkError::while_storing)
    }

    /// The statement with what every unit has.
    fn mark<'q>(&self, statement: &'q str, facts: &UnitFacts) -> Query<'q, Postgres, PgArguments> {
        let tally = &self.tally;
        sqlx::query(statement)
            .bind(self.unit.id.0)
            .bind(self.unit.lease_token)
            .bind(facts.file_bytes as i64)
            .bind(facts.inflated_bytes as i64)
            .bind(facts.file_sha256.map(|sha256| sha256.to_vec()))
            .bind(tally.documents)
            .bind(tally.read)
            .bind(tally.new)
            .bind(tally.changed)
            .bind(tally.unchanged)
            .bind(tally.superseded)
            .bind(tally.rejected)
            .bind(tally.replaced_characters)
    }
}
