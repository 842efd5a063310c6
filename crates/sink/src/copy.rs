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
    let mut copy = RowCopy::new(connection, statement, batch, table);
    let mut tail = Vec::new();
    for document in documents {
        tail.clear();
        let more_fields = lineage(document, &mut tail);
        for row in batch.rows(document, table) {
            copy.send(row, &tail, more_fields).await?;
        }
    }
    copy.finish().await
}

/// A `COPY` into one table. It begins with the first row: without one nothing is sent.
pub(crate) struct RowCopy<'c> {
    /// Until it begins.
    connection: Option<&'c mut PgConnection>,
    statement: &'c str,
    columns: i16,
    copy: Option<PgCopyIn<&'c mut PgConnection>>,
    chunk: Vec<u8>,
}

impl<'c> RowCopy<'c> {
    /// `table` is the index in the batch's family.
    pub(crate) fn new(connection: &'c mut PgConnection, statement: &'c str, batch: &Batch, table: u8) -> Self {
        let columns = batch.family.tables().nth(usize::from(table)).map_or(0, |table| table.columns.len());
        let columns = i16::try_from(columns).expect("a table has fewer than 1600 columns");
        Self { connection: Some(connection), statement, columns, copy: None, chunk: Vec::new() }
    }

    /// Sends an encoded row, and `more_fields` fields behind it.
    pub(crate) async fn send(&mut self, row: &[u8], tail: &[u8], more_fields: i16) -> Result<(), SinkError> {
        if let Some(connection) = self.connection.take() {
            self.chunk.reserve(CHUNK_BYTES + CHUNK_BYTES / 4);
            self.chunk.extend_from_slice(HEADER);
            self.copy = Some(connection.copy_in_raw(self.statement).await?);
        }
        self.chunk.extend_from_slice(&(self.columns + more_fields).to_be_bytes());
        self.chunk.extend_from_slice(row);
        self.chunk.extend_from_slice(tail);
        if self.chunk.len() >= CHUNK_BYTES
            && let Some(copy) = &mut self.copy
        {
            copy.send(self.chunk.as_slice()).await?;
            self.chunk.clear();
        }
        Ok(())
    }

    /// Ends it.
    pub(crate) async fn finish(mut self) -> Result<(), SinkError> {
        if let Some(mut copy) = self.copy {
            self.chunk.extend_from_slice(&TRAILER);
            copy.send(self.chunk.as_slice()).await?;
            copy.finish().await?;
        }
        Ok(())
    }
}
