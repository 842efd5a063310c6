//! Binds the keys of many rows, which are encoded already, as one array for each column.

use model::Unit;
use model::batch::{Batch, Document};
use model::rows::Column;
use sqlx::encode::IsNull;
use sqlx::error::BoxDynError;
use sqlx::postgres::types::Oid;
use sqlx::postgres::{PgArgumentBuffer, PgArguments, PgTypeInfo};
use sqlx::query::Query;
use sqlx::{Encode, Postgres, Type};
use tuple::ColumnType;

/// Binds the account and the first `columns` columns of the keys of documents.
pub(crate) fn bind_document_keys<'q>(
    statement: &'q str,
    unit: &Unit,
    batch: &Batch,
    documents: &[&Document],
    columns: usize,
) -> Query<'q, Postgres, PgArguments> {
    let keys = documents.iter().map(|document| batch.key(document));
    bind_keys(statement, unit, &batch.family.parent.columns[1..=columns], keys)
}

/// Binds the account and these columns of the keys. A key may have more.
pub(crate) fn bind_keys<'q, 'k>(
    statement: &'q str,
    unit: &Unit,
    columns: &[Column],
    keys: impl ExactSizeIterator<Item = &'k [u8]>,
) -> Query<'q, Postgres, PgArguments> {
    let query = sqlx::query(statement).bind(unit.account.as_str().to_owned());
    key_arrays(columns, keys).into_iter().fold(query, Query::bind)
}

fn key_arrays<'k>(columns: &[Column], keys: impl ExactSizeIterator<Item = &'k [u8]>) -> Vec<EncodedField> {
    let mut arrays: Vec<Array> = columns.iter().map(|column| Array::new(column.column_type, keys.len())).collect();
    for key in keys {
        for (array, field) in arrays.iter_mut().zip(tuple::spelled_fields(key)) {
            array.push_spelled(field);
        }
    }
    arrays.into_iter().map(Array::finish).collect()
}

/// An array of `count` items in Postgres' binary format.
pub(crate) struct Array {
    oid: u32,
    value: Vec<u8>,
}

impl Array {
    /// Begins it; exactly `count` items follow.
    pub(crate) fn new(items: ColumnType, count: usize) -> Self {
        let oid = items.array_oid().expect("no array is part of a key");
        let count = i32::try_from(count).expect("a batch is bounded");
        let mut value = Vec::with_capacity(20 + 24 * count.unsigned_abs() as usize);
        // One dimension, no NULL, the type of the items, their number, the index of the first.
        for word in [1_i32.to_be_bytes(), [0; 4], items.oid().to_be_bytes(), count.to_be_bytes(), 1_i32.to_be_bytes()] {
            value.extend_from_slice(&word);
        }
        Self { oid, value }
    }

    /// Appends an item that has its length before it.
    fn push_spelled(&mut self, item: &[u8]) {
        self.value.extend_from_slice(item);
    }

    /// Appends an item.
    pub(crate) fn push(&mut self, item: &[u8]) {
        let len = i32::try_from(item.len()).expect("a value is bounded by its record");
        self.value.extend_from_slice(&len.to_be_bytes());
        self.value.extend_from_slice(item);
    }

    /// The array as an argument.
    pub(crate) fn finish(self) -> EncodedField {
        EncodedField { oid: self.oid, value: Some(self.value) }
    }
}

/// A field that is already in Postgres' binary format.
pub(crate) struct EncodedField {
    pub(crate) oid: u32,
    pub(crate) value: Option<Vec<u8>>,
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
