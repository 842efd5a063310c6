//! The schema's history. Append only.

mod index;

use std::borrow::Cow;
use std::time::Duration;

use sqlx::migrate::{Migrate, MigrateError, Migration, MigrationType};
use sqlx::postgres::PgRow;
use sqlx::{ConnectOptions, Connection, Executor, PgConnection, Row};

use self::index::Index;
pub use self::index::IndexProgress;
use crate::{Sink, SinkError};

/// Version and name come from the file's name.
const FILES: [(i64, &str, &str); 20] = [
    (1, "ingest", include_str!("../../../migrations/0001_ingest.sql")),
    (2, "data_access", include_str!("../../../migrations/0002_data_access.sql")),
    (3, "reference", include_str!("../../../migrations/0003_reference.sql")),
    (4, "engagement_history", include_str!("../../../migrations/0004_engagement_history.sql")),
    (5, "windows", include_str!("../../../migrations/0005_windows.sql")),
    (6, "operational", include_str!("../../../migrations/0006_operational.sql")),
    (7, "window_checksums", include_str!("../../../migrations/0007_window_checksums.sql")),
    (8, "operator_actions", include_str!("../../../migrations/0008_operator_actions.sql")),
    (9, "load_times", include_str!("../../../migrations/0009_load_times.sql")),
    (10, "mart", include_str!("../../../migrations/0010_mart.sql")),
    (11, "mart_attributes", include_str!("../../../migrations/0011_mart_attributes.sql")),
    (12, "mart_operations", include_str!("../../../migrations/0012_mart_operations.sql")),
    (13, "mart_days", include_str!("../../../migrations/0013_mart_days.sql")),
    (14, "roles", include_str!("../../../migrations/0014_roles.sql")),
    (15, "mart_index", include_str!("../../../migrations/0015_mart_index.sql")),
    (16, "mart_chats", include_str!("../../../migrations/0016_mart_chats.sql")),
    (17, "mart_agents", include_str!("../../../migrations/0017_mart_agents.sql")),
    (18, "mart_days", include_str!("../../../migrations/0018_mart_days.sql")),
    (19, "conversation_queue_index", include_str!("../../../migrations/0019_conversation_queue_index.sql")),
    (20, "ledger_totals", include_str!("../../../migrations/0020_ledger_totals.sql")),
];

/// Whoever migrates a database holds this advisory lock in it.
const LOCK: i64 = 0x6c70_7761_7265_686f;
/// A lock that another session holds is asked for again after this. A session that waited in the server for it would hold a
/// snapshot, for whose end building an index waits in turn.
const LOCK_POLL_MS: u64 = 100;
/// A lock that is not free after this is left to its holder.
const LOCK_POLLS_MAX: u32 = 100;

/// What a migration changes may be in use by a report. It waits no longer, because whoever reads next waits behind it.
pub(crate) const IN_USE_WAIT_MAX_S: u32 = 5;

fn migrations() -> impl Iterator<Item = Migration> {
    FILES.into_iter().map(|(version, name, sql)| {
        Migration::new(version, Cow::Borrowed(name), MigrationType::Simple, Cow::Borrowed(sql), false)
    })
}

impl Sink {
    /// Brings the schema up to date, under a lock, so that daemons started together do not meet. Answers how many
    /// migrations were applied. What was applied before an error stays.
    ///
    /// # Errors
    /// When the database is away, another process is migrating it, a report uses what is to be changed, a right is missing,
    /// or an applied migration differs from ours.
    pub async fn migrate(&self) -> Result<usize, SinkError> {
        // A role that may not create anything can run a daemon on tables that are there.
        if self.applied_migrations().await? == FILES.len() && self.are_ours().await? {
            return Ok(0);
        }
        // A connection of its own: the lock and the bounds end with it, however this ends.
        let mut connection = self.pool().connect_options().connect().await?;
        lock(&mut connection).await?;
        let applied = apply_missing(&mut connection).await?;
        connection.close().await?;
        Ok(applied)
    }

    /// How many migrations the database has, and how many this program knows.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn schema_versions(&self) -> Result<(usize, usize), SinkError> {
        Ok((self.applied_migrations().await?, FILES.len()))
    }

    /// Whether what was applied is what this program knows, to the byte.
    async fn are_ours(&self) -> Result<bool, SinkError> {
        let applied = sqlx::query("select version, checksum from _sqlx_migrations where success order by version");
        let applied = applied.fetch_all(self.pool()).await?;
        let is_ours = |(row, migration): (&PgRow, Migration)| {
            Ok(row.try_get::<i64, _>(0)? == migration.version
                && row.try_get::<&[u8], _>(1)? == migration.checksum.as_ref())
        };
        let same: Vec<bool> = applied.iter().zip(migrations()).map(is_ours).collect::<Result<_, sqlx::Error>>()?;
        Ok(applied.len() == FILES.len() && same.into_iter().all(|same| same))
    }

    async fn applied_migrations(&self) -> Result<usize, SinkError> {
        let exists: bool =
            sqlx::query_scalar("select to_regclass('_sqlx_migrations') is not null").fetch_one(self.pool()).await?;
        if !exists {
            return Ok(0);
        }
        let count: i64 =
            sqlx::query_scalar("select count(*) from _sqlx_migrations where success").fetch_one(self.pool()).await?;
        Ok(usize::try_from(count).unwrap_or_default())
    }
}

/// Waits for the lock, but not for as long as building an index may take.
pub(crate) async fn lock(connection: &mut PgConnection) -> Result<(), SinkError> {
    for _ in 0..LOCK_POLLS_MAX {
        if sqlx::query_scalar("select pg_try_advisory_lock($1)").bind(LOCK).fetch_one(&mut *connection).await? {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(LOCK_POLL_MS)).await;
    }
    Err(SinkError::MigratedElsewhere)
}

async fn apply_missing(connection: &mut PgConnection) -> Result<usize, SinkError> {
    connection.execute(format!("set lock_timeout = '{IN_USE_WAIT_MAX_S}s'").as_str()).await?;
    connection.ensure_migrations_table().await.map_err(refused)?;
    let applied = connection.list_applied_migrations().await.map_err(refused)?;
    if let Some(newer) = applied.iter().find(|applied| migrations().all(|ours| ours.version != applied.version)) {
        return Err(refused(MigrateError::VersionMissing(newer.version)));
    }
    let mut count = 0;
    for mut migration in migrations() {
        match applied.iter().find(|applied| applied.version == migration.version) {
            Some(applied) if applied.checksum == migration.checksum => continue,
            Some(_) => return Err(refused(MigrateError::VersionMismatch(migration.version))),
            None => {}
        }
        let indexes = Index::all_of(&migration.sql);
        if !indexes.is_empty() {
            index::build_all(connection, &indexes).await?;
            // What is left is to note it, by the checksum of the file.
            migration.sql = Cow::Borrowed("");
        }
        connection.apply(&migration).await.map_err(refused)?;
        count += 1;
    }
    Ok(count)
}

fn refused(error: MigrateError) -> SinkError {
    match error {
        MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => match sqlstate(&error).as_deref() {
            Some("55P03") => SinkError::InUse,
            _ => SinkError::from(error),
        },
        other => SinkError::Migration(other),
    }
}

fn sqlstate(error: &sqlx::Error) -> Option<String> {
    Some(error.as_database_error()?.code()?.into_owned())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{FILES, Index};

    /// On a table of data, which may be big, an index is built apart.
    #[test]
    fn an_index_comes_with_its_table_or_in_a_migration_of_its_own() {
        for (version, _, sql) in FILES {
            if !Index::all_of(sql).is_empty() {
                continue;
            }
            for line in sql.lines().filter(|line| line.starts_with("create index ") && line.contains(" on liveperson."))
            {
                let table = line.split_once(" on ").unwrap().1.split_whitespace().next().unwrap();
                assert!(sql.contains(&format!("create table {table} ")), "migration {version}: {line}");
            }
        }
    }

    #[test]
    fn every_file_is_in_the_list() {
        let mut listed: Vec<String> =
            FILES.iter().map(|(version, name, _)| format!("{version:04}_{name}.sql")).collect();
        let mut present: Vec<String> = fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../../migrations"))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name.ends_with(".sql"))
            .collect();
        listed.sort();
        present.sort();
        assert_eq!(listed, present);
    }
}
