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
    let count = i32::try_from(keys.len()).expect("a batch is bounded");
    let mut arrays: Vec<EncodedField> = columns
        .iter()
        .map(|column| {
            let array_oid = column.column_type.array_oid().expect("no array is part of a key");
            let mut value = Vec::with_capacity(20 + 24 * keys.len());
            // One dimension, no NULL, the type of the items, their number, the index of the first.
            for word in [1_i32.to_be_bytes(), [0; 4], column.column_type.oid().to_be_bytes(), count.to_be_bytes()] {
                value.extend_from_slice(&word);
            }
            value.extend_from_slice(&1_i32.to_be_bytes());
            EncodedField { oid: array_oid, value: Some(value) }
        })
        .collect();
    for key in keys {
        for (array, field) in arrays.iter_mut().zip(tuple::spelled_fields(key)) {
            array.value.get_or_insert_default().extend_from_slice(field);
        }
    }
    arrays
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
