//! The schema's history. Append only.

use std::borrow::Cow;

use sqlx::Row;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::postgres::PgRow;

use crate::{Sink, SinkError};

/// Version and name come from the file's name.
const FILES: [(i64, &str, &str); 15] = [
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
];

fn migrator() -> Migrator {
    let migrations = FILES
        .into_iter()
        .map(|(version, name, sql)| {
            Migration::new(version, Cow::Borrowed(name), MigrationType::Simple, Cow::Borrowed(sql), false)
        })
        .collect();
    Migrator { migrations, ..Migrator::DEFAULT }
}

impl Sink {
    /// Brings the schema up to date, under a lock, so that daemons started together do not meet. Answers how many
    /// migrations were applied.
    ///
    /// # Errors
    /// When the database is away, a right is missing, or an applied migration differs from ours.
    pub async fn migrate(&self) -> Result<usize, SinkError> {
        let before = self.applied_migrations().await?;
        // A role that may not create anything can run a daemon on tables that are there.
        if before == FILES.len() && self.are_ours().await? {
            return Ok(0);
        }
        migrator().run(self.pool()).await.map_err(|error| match error {
            sqlx::migrate::MigrateError::Execute(error) | sqlx::migrate::MigrateError::ExecuteMigration(error, _) => {
                SinkError::from(error)
            }
            other => SinkError::Migration(other),
        })?;
        Ok(self.applied_migrations().await? - before)
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
        let ours = migrator();
        let is_ours = |(row, migration): (&PgRow, &Migration)| {
            Ok(row.try_get::<i64, _>(0)? == migration.version
                && row.try_get::<&[u8], _>(1)? == migration.checksum.as_ref())
        };
        let same: Vec<bool> = applied.iter().zip(ours.iter()).map(is_ours).collect::<Result<_, sqlx::Error>>()?;
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

#[cfg(test)]
mod tests {
    use std::fs;

    use super::FILES;

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
