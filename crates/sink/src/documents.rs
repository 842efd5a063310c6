//! How documents are stored: ask first, write only what changed.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use model::batch::{Batch, Document};
use model::rows::{CopyOrder, Family};
use model::{AccountId, Scope, Tally, Unit};
use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row};
use tuple::{Field, Millis};

use crate::copy::copy_rows;
use crate::decide::{Decision, Version, decide};
use crate::history;
use crate::keys::{EncodedField, bind_document_keys};
use crate::members::{self, Asked, has_members};
use crate::table::Statements;
use crate::{Sink, SinkError};

/// Returns the copies that matter, sorted by key, the best of each document first, and how many others there are. Within a file
/// the version is the same, so the hash decides; within a window the better copy, then the later one. A copy that lost matters
/// if it brings members of a set.
pub(crate) fn contenders(batch: &Batch) -> (Vec<&Document>, i64) {
    let mut documents: Vec<&Document> = batch.documents.iter().collect();
    let order = |document: &Document| (document.version, document.content_hash);
    documents.sort_by(|a, b| batch.key(a).cmp(batch.key(b)).then(order(b).cmp(&order(a))));
    let before = documents.len();
    documents.dedup_by(|lesser, better| batch.key(lesser) == batch.key(better) && !has_members(batch, lesser));
    let repeated = before - documents.len();
    (documents, repeated as i64)
}

/// Stores documents that are sorted by key, the best copy of each first, within the savepoint of the caller. Returns those as
/// well of which anything was written.
pub(crate) async fn store_once<'b>(
    connection: &mut PgConnection,
    unit: &Unit,
    statements: &Statements,
    batch: &'b Batch,
    documents: &'b [&'b Document],
) -> Result<(Tally, Vec<&'b Document>), SinkError> {
    let copies: Vec<&[&Document]> = documents.chunk_by(|a, b| batch.key(a) == batch.key(b)).collect();
    let mut asked = decide_all(connection, &statements.ask, unit, batch, &copies).await?;
    let missing = members::missing(connection, statements, unit, batch, &asked).await?;
    let growing = members::documents_of(batch, &missing);
    let is_contested = |asked: &&mut Asked<'_>| {
        matches!(asked.decision, Decision::Changed | Decision::Raised) || growing.contains(batch.key(asked.best()))
    };
    let mut contested: Vec<&mut Asked<'_>> = asked.iter_mut().filter(is_contested).collect();
    if !contested.is_empty() {
        let copies: Vec<&[&Document]> = contested.iter().map(|asked| asked.copies).collect();
        let locked = decide_all(connection, &statements.lock, unit, batch, &copies).await?;
        contested.iter_mut().zip(locked).for_each(|(asked, locked)| **asked = locked);
    }
    let decided = |decision: Decision| -> Vec<&'b Document> {
        asked.iter().filter(|asked| asked.decision == decision).map(Asked::best).collect()
    };
    let (fresh, changed, raised) = (decided(Decision::New), decided(Decision::Changed), decided(Decision::Raised));
    let emptied: Vec<&Document> = asked.iter().filter(|asked| asked.removes_members()).map(Asked::best).collect();
    raise(connection, statements, unit, batch, &raised).await?;
    replace(connection, statements, unit, batch, &changed).await?;
    members::remove(connection, statements, unit, batch, &emptied).await?;
    let mut written: Vec<&Document> = fresh.iter().chain(&changed).copied().collect();
    copy(connection, statements, unit, batch, &fresh, &written).await?;
    history::keep(connection, statements, unit, batch, &written).await?;
    members::insert(connection, statements, batch, &members::to_insert(batch, &asked, missing)).await?;
    let is_grown = |asked: &&Asked<'b>| growing.contains(batch.key(asked.best()));
    written.extend(asked.iter().filter(is_grown).map(Asked::best));
    let lost = documents.len() - asked.len();
    let tally = Tally {
        read: documents.len() as i64,
        new: fresh.len() as i64,
        changed: changed.len() as i64,
        // A document that only got members counts here or as superseded: its version is the same.
        unchanged: (decided(Decision::Unchanged).len() + raised.len()) as i64,
        superseded: (decided(Decision::Superseded).len() + lost) as i64,
        ..Tally::default()
    };
    Ok((tally, written))
}

/// Asks what is stored, and decides what happens to the best of the copies of each document.
async fn decide_all<'d>(
    connection: &mut PgConnection,
    statement: &str,
    unit: &Unit,
    batch: &Batch,
    copies: &[&'d [&'d Document]],
) -> Result<Vec<Asked<'d>>, SinkError> {
    let best: Vec<&Document> = copies.iter().map(|copies| copies[0]).collect();
    let stored = ask(connection, statement, unit, batch, &best).await?;
    let is_ranked = batch.family.order.is_by_fetch();
    let asked = copies.iter().zip(stored).map(|(copies, stored)| {
        let decision = decide(stored.as_ref(), &version(unit, batch, copies[0]), is_ranked);
        Asked { copies, stored, decision }
    });
    Ok(asked.collect())
}

fn version(unit: &Unit, batch: &Batch, document: &Document) -> Version {
    let (content_rev, content_hash) = (batch.family.content_rev, document.content_hash);
    let (rank, source_version_at) = match document.version {
        Some(version) => (version.rank, moment(version.at)),
        None => (0, unit.scope.end),
    };
    Version { rank, source_version_at, content_rev, content_hash }
}

/// What is stored under the keys of these documents.
async fn ask(
    connection: &mut PgConnection,
    statement: &str,
    unit: &Unit,
    batch: &Batch,
    documents: &[&Document],
) -> Result<Vec<Option<Version>>, SinkError> {
    let mut stored = vec![None; documents.len()];
    for row in
        bind_document_keys(statement, unit, batch, documents, batch.family.key.len()).fetch_all(connection).await?
    {
        let place: i64 = row.try_get(0)?;
        let version = read_version(&row)?;
        if let Some(slot) = usize::try_from(place - 1).ok().and_then(|index| stored.get_mut(index)) {
            *slot = Some(version);
        }
    }
    Ok(stored)
}

fn read_version(row: &PgRow) -> Result<Version, sqlx::Error> {
    let hash: &[u8] = row.try_get(3)?;
    let content_hash = hash.try_into().map_err(|_| sqlx::Error::Decode("content_hash is not 16 bytes".into()))?;
    let (source_version_at, content_rev) = (row.try_get(1)?, row.try_get(2)?);
    Ok(Version { rank: row.try_get(4)?, source_version_at, content_rev, content_hash })
}

async fn raise(
    connection: &mut PgConnection,
    statements: &Statements,
    unit: &Unit,
    batch: &Batch,
    raised: &[&Document],
) -> Result<(), SinkError> {
    if !raised.is_empty() {
        let query = bind_document_keys(&statements.raise, unit, batch, raised, batch.family.key.len());
        query.bind(unit.scope.end).bind(batch.family.content_rev).execute(connection).await?;
    }
    Ok(())
}

/// Writes the changed parents and removes their children; the new children are copied with those of new documents.
async fn replace(
    connection: &mut PgConnection,
    statements: &Statements,
    unit: &Unit,
    batch: &Batch,
    changed: &[&Document],
) -> Result<(), SinkError> {
    if changed.is_empty() {
        return Ok(());
    }
    let columns = batch.family.parent.columns;
    for document in changed {
        let Some(row) = batch.rows(document, PARENT).next() else { continue };
        let mut query = sqlx::query(&statements.update);
        for (column, value) in columns.iter().zip(tuple::fields(row)) {
            query = query.bind(EncodedField { oid: column.column_type.oid(), value: value.map(<[u8]>::to_vec) });
        }
        let version = version(unit, batch, document);
        query = query
            .bind(version.source_version_at)
            .bind(version.content_rev)
            .bind(version.content_hash.to_vec())
            .bind(unit.id.0);
        if batch.family.order == CopyOrder::Rank {
            query = query.bind(version.rank);
        }
        query.execute(&mut *connection).await?;
    }
    for statement in &statements.delete_children {
        // The children carry the first column of the key.
        bind_document_keys(statement, unit, batch, changed, 1).execute(&mut *connection).await?;
    }
    Ok(())
}

/// The size of a `smallint` in the binary format.
const SMALLINT_BYTES: i32 = 2;
/// The index of the parent in a family.
pub(crate) const PARENT: u8 = 0;

/// Copies new parents, then the children of all documents that are written.
async fn copy(
    connection: &mut PgConnection,
    statements: &Statements,
    unit: &Unit,
    batch: &Batch,
    fresh: &[&Document],
    written: &[&Document],
) -> Result<(), SinkError> {
    let lineage = |document: &Document, out: &mut Vec<u8>| {
        let version = version(unit, batch, document);
        Field::encode(&timestamptz(version.source_version_at), out);
        Field::encode(&version.content_rev, out);
        Field::encode(&version.content_hash, out);
        Field::encode(&unit.id.0, out);
        if batch.family.order != CopyOrder::Rank {
            return 4;
        }
        out.extend_from_slice(&SMALLINT_BYTES.to_be_bytes());
        out.extend_from_slice(&version.rank.to_be_bytes());
        5
    };
    copy_rows(connection, &statements.copy[0], batch, PARENT, fresh, lineage).await?;
    for (table, statement) in (1..batch.family.first_member_table()).zip(&statements.copy[1..]) {
        copy_rows(connection, statement, batch, table, written, |_, _| 0).await?;
    }
    Ok(())
}

/// Every [`Millis`] is a moment: it ends long before chrono's calendar does.
fn moment(at: Millis) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(at.epoch_ms()).expect("the years 1 to 9999 are in the calendar")
}

fn timestamptz(at: DateTime<Utc>) -> Option<Millis> {
    Millis::new(at.timestamp_millis())
}

impl Sink {
    /// Counts the documents of a family that are stored and began within a span, both ends included. Its parent has a column
    /// `started_at`.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn count_started(&self, account: &AccountId, family: &Family, span: Scope) -> Result<u64, SinkError> {
        let sql = format!(
            "select count(*) from liveperson.{} where account_id = $1 and started_at between $2 and $3",
            family.parent.name
        );
        let count = sqlx::query_scalar(&sql).bind(account.as_str()).bind(span.start).bind(span.end);
        let count: i64 = count.fetch_one(self.pool()).await?;
        Ok(count.unsigned_abs())
    }

    /// Returns which of these documents are stored complete and enriched. `family` is ordered by rank.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn settled_documents(
        &self,
        account: &AccountId,
        family: &Family,
        ids: &[&str],
    ) -> Result<HashSet<String>, SinkError> {
        /// Complete (2) and enriched (1), erased (4) or not.
        const SETTLED: i16 = 3;
        if ids.is_empty() {
            return Ok(HashSet::new());
        }
        let (table, id) = (family.parent.name, family.key[0]);
        let sql = format!(
            "select {id} from liveperson.{table}
             where account_id = $1 and {id} = any($2) and version_rank & $3 = $3"
        );
        let settled: Vec<String> =
            sqlx::query_scalar(&sql).bind(account.as_str()).bind(ids).bind(SETTLED).fetch_all(self.pool()).await?;
        Ok(settled.into_iter().collect())
    }
}
