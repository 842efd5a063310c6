//! Sends encoded rows by binary `COPY`.

use model::batch::{Batch, Document};
use sqlx::PgConnection;
use sqlx::postgres::PgCopyIn;

use crate::SinkError;

/// The beginning of every binary copy: signature, no flags, no extension.
const HEADER: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";
/// The end: a tuple of −1 fields.
const TRAILER: [u8; 2] = (-1_i16).to_be_bytes();
/// Bytes sent at once; the connection's own buffer grows to this.
const CHUNK_BYTES: usize = 128 * 1024;

/// Copies the rows of one table. `lineage` spells the fields behind those of the row; for a child there are none.
pub(crate) async fn copy_rows(
    connection: &mut PgConnection,
    statement: &str,
    batch: &Batch,
    table: u8,
    documents: &[&Document],
    lineage: impl Fn(&Document, &mut Vec<u8>) -> i16,
) -> Result<(), SinkError> {
    let columns = batch.family.tables().nth(usize::from(table)).map_or(0, |table| table.columns.len());
    let columns = i16::try_from(columns).expect("a table has fewer than 1600 columns");
    let mut copy: Option<PgCopyIn<&mut PgConnection>> = None;
    let mut chunk = Vec::with_capacity(CHUNK_BYTES + CHUNK_BYTES / 4);
    let mut connection = Some(connection);
    let mut tail = Vec::new();
    for document in documents {
        tail.clear();
        let fields = columns + lineage(document, &mut tail);
        for row in batch.rows(document, table) {
            if copy.is_none()
                && let Some(connection) = connection.take()
            {
                chunk.extend_from_slice(HEADER);
                copy = Some(connection.copy_in_raw(statement).await?);
            }
            chunk.extend_from_slice(&fields.to_be_bytes());
            chunk.extend_from_slice(row);
            chunk.extend_from_slice(&tail);
            if chunk.len() >= CHUNK_BYTES
                && let Some(copy) = &mut copy
            {
                copy.send(chunk.as_slice()).await?;
                chunk.clear();
            }
        }
    }
    if let Some(mut copy) = copy {
        chunk.extend_from_slice(&TRAILER);
        copy.send(chunk.as_slice()).await?;
        copy.finish().await?;
    }
    Ok(())
}
