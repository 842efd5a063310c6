//! Tries what a daemon does to the database first, as the role that we are, and takes it back.

use std::time::Duration;

use sqlx::{Connection, Executor};

use crate::migrations::state::{SchemaState, state};
use crate::migrations::{Schema, SchemaError, given_way, lock, migrate_within};
use crate::pool::within;
use crate::{Sink, SinkError};

/// A table that others use is not waited for longer than this.
const LOCK_WAIT_MAX_S: u32 = 2;
/// The server gives a statement up after this, and we give up the whole.
const REHEARSAL_MAX_S: u32 = 60;

impl Sink {
    /// Migrates, writes the ledger and each data table, all in one transaction that is rolled back. Indexes are not built.
    ///
    /// # Errors
    /// Those that [`Sink::migrate`] or a daemon would meet. A schema that is newer or of a development version is an error
    /// before anything is written.
    pub async fn rehearse(&self) -> Result<(), SinkError> {
        within(Duration::from_secs(REHEARSAL_MAX_S.into()), self.try_and_take_back()).await
    }

    async fn try_and_take_back(&self) -> Result<(), SinkError> {
        let mut connection = self.connect().await?;
        let bounds = format!("set lock_timeout = '{LOCK_WAIT_MAX_S}s'; set statement_timeout = '{REHEARSAL_MAX_S}s'");
        connection.execute(bounds.as_str()).await?;
        let schema = Schema::embedded();
        let is_behind = match state(&mut connection, schema).await? {
            SchemaState::Newer { migration } => return Err(SinkError::Migration(SchemaError::Newer(migration))),
            SchemaState::Foreign { migration } => return Err(SinkError::Migration(SchemaError::Foreign(migration))),
            SchemaState::Behind { .. } => true,
            SchemaState::Current | SchemaState::NewerViews { .. } => false,
        };
        if is_behind {
            lock(&mut connection).await?;
        }
        let mut transaction = connection.begin().await?;
        if is_behind {
            migrate_within(&mut transaction, schema).await?;
        }
        transaction.execute(include_str!("sql/rehearse_writes.sql")).await.map_err(given_way)?;
        transaction.rollback().await?;
        Ok(connection.close().await?)
    }
}
