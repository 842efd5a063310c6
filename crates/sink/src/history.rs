//! The versions of a row ([`History`](model::rows::History)): which states it had, each from when to when.
//!
//! | what became of the document | its history |
//! | --- | --- |
//! | unchanged, superseded | nothing is asked or written |
//! | new, or changed in a tracked column | the current version ends when the new state was seen, and the next begins |
//! | changed elsewhere | the current version goes on |
//!
//! A state that was seen in the very second in which the current version began takes its place: of that second, only the
//! greatest copy stays, here as in the parent.
//!
//! Versions need no lock of their own. The worker that writes them has just written the parent's row, in the same savepoint:
//! another worker waits there.

use model::Unit;
use model::batch::{Batch, Document};
use sqlx::PgConnection;

use crate::SinkError;
use crate::keys::bind_document_keys;
use crate::table::Statements;

/// Brings the history in line with the parents of these documents, which have just been written.
pub(crate) async fn keep(
    connection: &mut PgConnection,
    statements: &Statements,
    unit: &Unit,
    batch: &Batch,
    written: &[&Document],
) -> Result<(), SinkError> {
    if written.is_empty() {
        return Ok(());
    }
    for statement in statements.close_versions.iter().chain(&statements.open_versions) {
        bind_document_keys(statement, unit, batch, written, 1).execute(&mut *connection).await?;
    }
    Ok(())
}
