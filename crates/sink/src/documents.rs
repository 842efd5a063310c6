//! How documents are stored: ask first, write only what changed.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use model::batch::{Batch, Document};
use model::rows::{CopyOrder, Family};
use model::{AccountId, Tally, Unit};
use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::postgres::types::Oid;
use sqlx::postgres::{PgArgumentBuffer, PgArguments, PgRow, PgTypeInfo};
use sqlx::query::Query;
use sqlx::{Encode, PgConnection, Postgres, Row, Type};
use tuple::{Field, Millis};

use crate::copy::copy_rows;
use crate::decide::{Decision, Version, decide};
use crate::table::Statements;
use crate::{Sink, SinkError};

/// One winner per key, sorted by key, and how many copies lost. Within a file the version is the same, so the hash
/// decides; within a window the better copy, then the later one.
pub(crate) fn winners(batch: &Batch) -> (Vec<&Document>, i64) {
    let mut documents: Vec<&Document> = batch.documents.iter().collect();
    let order = |document: &Document| (document.version, document.content_hash);
    documents.sort_by(|a, b| batch.key(a).cmp(batch.key(b)).then(order(b).cmp(&order(a))));
    let before = documents.len();
    documents.dedup_by(|a, b| batch.key(a) == batch.key(b));
    let repeated = before - documents.len();
    (documents, repeated as i64)
}

/// Stores documents that are sorted by key and have one copy per key, within the savepoint of the caller.
pub(crate) async fn store_once(
    connection: &mut PgConnection,
    unit: &Unit,
    statements: &Statements,
    batch: &Batch,
    documents: &[&Document],
) -> Result<Tally, SinkError> {
    let mut tally = Tally { read: documents.len() as i64, ..Tally::default() };
    let is_ranked = batch.family.order.is_by_fetch();
    let (mut fresh, mut contested) = (Vec::new(), Vec::new());
    let stored = ask(connection, &statements.ask, unit, batch, documents).await?;
    for (document, stored) in documents.iter().zip(&stored) {
        match decide(stored.as_ref(), &version(unit, batch, document), is_ranked) {
            Decision::New => fresh.push(*document),
            Decision::Changed | Decision::Raised => contested.push(*document),
            Decision::Unchanged => tally.unchanged += 1,
            Decision::Superseded => tally.superseded += 1,
        }
    }
    let (mut changed, mut raised) = (Vec::new(), Vec::new());
    if !contested.is_empty() {
        let stored = ask(connection, &statements.lock, unit, batch, &contested).await?;
        for (document, stored) in contested.iter().zip(&stored) {
            match decide(stored.as_ref(), &version(unit, batch, document), is_ranked) {
                Decision::New => fresh.push(*document),
                Decision::Changed => changed.push(*document),
                Decision::Raised => raised.push(*document),
                Decision::Unchanged => tally.unchanged += 1,
                Decision::Superseded => tally.superseded += 1,
            }
        }
    }
    raise(connection, statements, unit, batch, &raised).await?;
    replace(connection, statements, unit, batch, &changed).await?;
    copy(connection, statements, unit, batch, &fresh, &changed).await?;
    tally.new = fresh.len() as i64;
    tally.changed = changed.len() as i64;
    tally.unchanged += raised.len() as i64;
    Ok(tally)
}

fn version(unit: &Unit, batch: &Batch, document: &Document) -> Version {
    let (content_rev, content_hash) = (batch.family.content_rev, document.content_hash);
    let (rank, source_version_at) = match document.version {
        Some(version) => (version.rank, moment(version.at)),
        None => (0, unit.scope.end),
    };
    Version { rank, source_version_at, content_rev, content_hash }
}

/// Binds the account and the first `columns` columns of the keys.
fn bind_keys<'q>(
    statement: &'q str,
    unit: &Unit,
    batch: &Batch,
    documents: &[&Document],
    columns: usize,
) -> Query<'q, Postgres, PgArguments> {
    let query = sqlx::query(statement).bind(unit.account.as_str().to_owned());
    key_arrays(batch, documents, columns).into_iter().fold(query, Query::bind)
}

/// The keys of the documents, one array for each of the first `columns` columns of the key.
fn key_arrays(batch: &Batch, documents: &[&Document], columns: usize) -> Vec<EncodedField> {
    let columns = &batch.family.parent.columns[1..=columns];
    let count = i32::try_from(documents.len()).expect("a batch is bounded");
    let mut arrays: Vec<EncodedField> = columns
        .iter()
        .map(|column| {
            let array_oid = column.column_type.array_oid().expect("no array is part of a key");
            let mut value = Vec::with_capacity(20 + 24 * documents.len());
            // One dimension, no NULL, the type of the items, their number, the index of the first.
            for word in [1_i32.to_be_bytes(), [0; 4], column.column_type.oid().to_be_bytes(), count.to_be_bytes()] {
                value.extend_from_slice(&word);
            }
            value.extend_from_slice(&1_i32.to_be_bytes());
            EncodedField { oid: array_oid, value: Some(value) }
        })
        .collect();
    for document in documents {
        for (array, field) in arrays.iter_mut().zip(tuple::spelled_fields(batch.key(document))) {
            array.value.get_or_insert_default().extend_from_slice(field);
        }
    }
    arrays
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
    for row in bind_keys(statement, unit, batch, documents, batch.family.key.len()).fetch_all(connection).await? {
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
        let query = bind_keys(&statements.raise, unit, batch, raised, batch.family.key.len());
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
        bind_keys(statement, unit, batch, changed, 1).execute(&mut *connection).await?;
    }
    Ok(())
}

/// The size of a `smallint` in the binary format.
const SMALLINT_BYTES: i32 = 2;
/// The index of the parent in a family.
const PARENT: u8 = 0;

/// Copies new parents, then the children of new and changed documents.
async fn copy(
    connection: &mut PgConnection,
    statements: &Statements,
    unit: &Unit,
    batch: &Batch,
    fresh: &[&Document],
    changed: &[&Document],
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
    let both: Vec<&Document> = fresh.iter().chain(changed).copied().collect();
    for (table, statement) in (1..).zip(&statements.copy[1..]) {
        copy_rows(connection, statement, batch, table, &both, |_, _| 0).await?;
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

/// A field that is already in Postgres' binary format.
struct EncodedField {
    oid: u32,
    value: Option<Vec<u8>>,
}

impl Type<Postgres> for EncodedField {
    fn type_info() -> PgTypeInfo {
        PgTypeInfo::with_oid(Oid(0))
    }
}

impl Encode<'_, Postgres> for EncodedField {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> Result<IsNull, BoxDynError> {
        let Some(value) = &self.value else { return Ok(IsNull::Yes) };
        buffer.extend_from_slice(value);
        Ok(IsNull::No)
    }

    fn produces(&self) -> Option<PgTypeInfo> {
        Some(PgTypeInfo::with_oid(Oid(self.oid)))
    }
}

impl Sink {
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
