//! What a daemon does to the database first, tried as the role that we are, and taken back.

use sqlx::{Connection, Executor};

use crate::migrations::state::{SchemaState, state};
use crate::migrations::{Schema, lock, migrate_within};
use crate::{Sink, SinkError};

/// A table that others use is not waited for longer than this.
const LOCK_WAIT_MAX_S: u32 = 2;
/// Whatever is tried takes no longer than this.
const STATEMENT_MAX_S: u32 = 60;

impl Sink {
    /// Migrates, writes the ledger and each data table, all in one transaction that is rolled back. Indexes are not built.
    ///
    /// # Errors
    /// Those that [`Sink::migrate`] or a daemon would meet.
    pub async fn rehearse(&self) -> Result<(), SinkError> {
        let mut connection = self.connect().await?;
        let bounds = format!("set lock_timeout = '{LOCK_WAIT_MAX_S}s'; set statement_timeout = '{STATEMENT_MAX_S}s'");
        connection.execute(bounds.as_str()).await?;
        let schema = Schema::embedded();
        let is_behind = matches!(state(&mut connection, schema).await?, SchemaState::Behind { .. });
        if is_behind {
            lock(&mut connection).await?;
        }
        let mut transaction = connection.begin().await?;
        if is_behind {
            migrate_within(&mut transaction, schema).await?;
        }
        transaction.execute(include_str!("sql/rehearse_writes.sql")).await?;
        transaction.rollback().await?;
        Ok(connection.close().await?)
    }
}
