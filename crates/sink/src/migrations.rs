//! The schema: numbered migrations of the tables, append only, and the views of `mart`, which are made anew when they change.

mod index;
mod replace;
mod rights;
pub(crate) mod state;
mod user_views;
pub(crate) mod views;

use std::borrow::Cow;
use std::sync::LazyLock;
use std::time::Duration;

use sha2::{Digest, Sha256};
use sqlx::{Connection, Executor, PgConnection};
use thiserror::Error;

use self::index::Index;
pub use self::index::IndexProgress;
pub use self::state::SchemaState;
use self::state::{applied, find_unknown, state};
pub use self::user_views::{Fate, UserView};
use self::views::View;
use crate::error::sqlstate;
use crate::{Sink, SinkError};

/// Version and name come from the file's name.
const FILES: [(i64, &str, &str); 14] = [
    (1, "ingest", include_str!("../../../migrations/0001_ingest.sql")),
    (2, "engagement", include_str!("../../../migrations/0002_engagement.sql")),
    (3, "agent_activity", include_str!("../../../migrations/0003_agent_activity.sql")),
    (4, "engagement_history", include_str!("../../../migrations/0004_engagement_history.sql")),
    (5, "operational", include_str!("../../../migrations/0005_operational.sql")),
    (6, "reference", include_str!("../../../migrations/0006_reference.sql")),
    (7, "mart", include_str!("../../../migrations/0007_mart.sql")),
    (8, "survey", include_str!("../../../migrations/0008_survey.sql")),
    (9, "web_session", include_str!("../../../migrations/0009_web_session.sql")),
    (10, "messaging_interactions", include_str!("../../../migrations/0010_messaging_interactions.sql")),
    (11, "messaging_operations", include_str!("../../../migrations/0011_messaging_operations.sql")),
    (12, "configuration", include_str!("../../../migrations/0012_configuration.sql")),
    (13, "facts", include_str!("../../../migrations/0013_facts.sql")),
    (14, "roles", include_str!("../../../migrations/0014_roles.sql")),
];

/// Of releases: those that differ in nothing but a suffix share their views.
const VERSION: &str = concat!(
    env!("CARGO_PKG_VERSION_MAJOR"),
    ".",
    env!("CARGO_PKG_VERSION_MINOR"),
    ".",
    env!("CARGO_PKG_VERSION_PATCH")
);

/// Whoever migrates a database holds this advisory lock in it.
const LOCK: i64 = 0x6c70_7761_7265_686f;
/// A lock that another session holds is asked for again after this. A session that waited in the server for it would hold a
/// snapshot, for whose end building an index waits in turn.
const LOCK_POLL_MS: u64 = 100;
/// A lock that is not free after this is left to its holder.
const LOCK_POLLS_MAX: u32 = 100;

/// What a migration changes may be in use by a report. It waits no longer, because whoever reads next waits behind it.
pub(crate) const IN_USE_WAIT_MAX_S: u32 = 5;

/// A numbered file.
#[derive(Clone, Debug)]
pub(crate) struct Migration {
    pub(crate) version: i64,
    name: Cow<'static, str>,
    sql: Cow<'static, str>,
    /// SHA-256 of its text.
    checksum: [u8; 32],
}

/// The schema that a program wants.
#[derive(Clone, Debug)]
pub struct Schema {
    pub(crate) migrations: Vec<Migration>,
    /// Each after those that it reads.
    pub(crate) views: Vec<View>,
    /// Of the program.
    pub(crate) version: String,
}

/// What was applied.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Migrated {
    /// Numbered migrations.
    pub migrations: usize,
    /// Views that were made, replaced or dropped.
    pub views: usize,
    /// Views of users that were in the way.
    pub user_views: Vec<UserView>,
}

/// Why a schema cannot be brought up to date, however long one waits.
#[derive(Debug, Error)]
pub enum SchemaError {
    /// A newer program has applied this migration.
    #[error(
        "a newer lp-warehouse has migrated this database (this program does not know migration {0}), and there is no way \
         back: run that version"
    )]
    Newer(i64),
    /// This migration was applied with another text.
    #[error(
        "a development version of lp-warehouse made this database (its migration {0} is not that of a release); it cannot \
         be brought up to date, and nothing was changed: make an empty database, point `database.url` to it, and load anew; \
         without `database.url`, move the folder `postgres` out of `service.data_dir`"
    )]
    Foreign(i64),
    /// What lp-warehouse cannot make again depends on a view that has other columns now, as the server words it.
    #[error(
        "what lp-warehouse did not make, such as a function, keeps views of mart from being made again ({0}); nothing was \
         changed: drop it, migrate again, then make it again"
    )]
    ReadByOthers(String),
}

pub(crate) fn numbered(version: i64, name: Cow<'static, str>, sql: Cow<'static, str>) -> Migration {
    let checksum = Sha256::digest(sql.as_bytes()).into();
    Migration { version, name, sql, checksum }
}

impl Schema {
    /// That of this program.
    pub fn embedded() -> &'static Self {
        static EMBEDDED: LazyLock<Schema> = LazyLock::new(|| Schema {
            migrations: FILES.map(|(version, name, sql)| numbered(version, name.into(), sql.into())).into(),
            views: views::in_order(views::FILES.map(|(name, sql)| (name.to_owned(), sql.to_owned()))),
            version: VERSION.to_owned(),
        });
        &EMBEDDED
    }
}

impl Sink {
    /// Brings the schema up to date, under a lock, so that daemons started together do not meet. Answers what was applied.
    /// What was applied before an error stays; the views change together.
    ///
    /// # Errors
    /// When the database is away, another process is migrating it, a report uses what is to be changed, a right is missing,
    /// or the database was migrated by a newer program or by a development version.
    pub async fn migrate(&self) -> Result<Migrated, SinkError> {
        self.migrate_to(Schema::embedded()).await
    }

    /// The same, to the schema of some program.
    ///
    /// # Errors
    /// As [`Sink::migrate`].
    pub async fn migrate_to(&self, schema: &Schema) -> Result<Migrated, SinkError> {
        // A role that may not create anything can run a daemon on tables that are there.
        if state(&mut *self.pool().acquire().await?, schema).await?.is_usable() {
            return Ok(Migrated::default());
        }
        // A connection of its own: the lock and the bounds end with it, however this ends.
        let mut connection = self.connect().await?;
        lock(&mut connection).await?;
        connection.execute(format!("set lock_timeout = '{IN_USE_WAIT_MAX_S}s'").as_str()).await?;
        let migrations = apply_missing(&mut connection, schema, Building::Done).await?;
        let (views, user_views) = replace::replace_changed(&mut connection, schema).await?;
        connection.close().await?;
        Ok(Migrated { migrations, views, user_views })
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

/// Migrates within a transaction that somebody else ends. Of indexes that would be built apart, only the right is tried.
pub(crate) async fn migrate_within(connection: &mut PgConnection, schema: &Schema) -> Result<(), SinkError> {
    apply_missing(connection, schema, Building::Tried).await?;
    replace::replace_changed(connection, schema).await?;
    Ok(())
}

/// What becomes of indexes that are built apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Building {
    /// They are built.
    Done,
    /// It is found out whether they may be built.
    Tried,
}

async fn apply_missing(connection: &mut PgConnection, schema: &Schema, building: Building) -> Result<usize, SinkError> {
    let applied = applied(connection).await?;
    if let Some(unknown) = find_unknown(schema, &applied) {
        return Err(SinkError::Migration(unknown.into()));
    }
    connection.execute(include_str!("sql/make_migration_table.sql")).await.map_err(given_way)?;
    let mut count = 0;
    // Released files have no gaps and were applied in their order.
    for migration in schema.migrations.iter().skip(applied.len()) {
        apply(connection, migration, building).await?;
        count += 1;
    }
    Ok(count)
}

/// Applies a numbered file and notes it, in one transaction; indexes are built before it.
async fn apply(connection: &mut PgConnection, migration: &Migration, building: Building) -> Result<(), SinkError> {
    let indexes = Index::all_of(&migration.sql);
    match building {
        _ if indexes.is_empty() => {}
        Building::Done => index::build_all(connection, &indexes).await?,
        Building::Tried => index::try_rights(connection, &indexes).await?,
    }
    let mut transaction = connection.begin().await?;
    if indexes.is_empty() {
        transaction.execute(&*migration.sql).await.map_err(replace::refused)?;
    }
    sqlx::query("insert into ingest.migration (version, name, sha256) values ($1, $2, $3)")
        .bind(migration.version)
        .bind(&*migration.name)
        .bind(&migration.checksum[..])
        .execute(&mut *transaction)
        .await?;
    Ok(transaction.commit().await?)
}

/// Returns what a statement was refused for that is not to wait long for a lock: [`SinkError::InUse`] when it did.
pub(crate) fn given_way(error: sqlx::Error) -> SinkError {
    match sqlstate(&error).as_deref() {
        Some("55P03") => SinkError::InUse,
        _ => SinkError::from(error),
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{FILES, Index, views};

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
    fn every_file_is_in_a_list() {
        let numbered = FILES.iter().map(|(version, name, _)| format!("{version:04}_{name}.sql")).collect();
        check("", numbered);
        check("mart", views::FILES.iter().map(|(name, _)| format!("{name}.sql")).collect());
    }

    fn check(folder: &str, mut listed: Vec<String>) {
        let path = format!("{}/../../migrations/{folder}", env!("CARGO_MANIFEST_DIR"));
        let names = fs::read_dir(path).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let mut present: Vec<String> = names.filter(|name| name.ends_with(".sql")).collect();
        listed.sort();
        present.sort();
        assert_eq!(listed, present);
    }
}
