//! How the schema of a database stands to the one that a program wants.

use sqlx::postgres::PgRow;
use sqlx::{PgConnection, Row};

use super::views::View;
use super::{Schema, SchemaError};
use crate::{Sink, SinkError};

/// What the database has of the schema, measured against what this program wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SchemaState {
    /// The program's own.
    Current,
    /// The program's own, except the views of `mart`, which a newer one made: they are left as they are.
    NewerViews {
        /// Of that program.
        version: String,
    },
    /// So much is still to be applied.
    Behind {
        /// Numbered migrations.
        migrations: usize,
        /// Views that are missing, changed, or no more.
        views: usize,
        /// Whether nothing was ever applied.
        is_empty: bool,
    },
    /// A newer program has migrated it.
    Newer {
        /// The first migration that is not known here.
        migration: i64,
    },
    /// A development version has made it, whose tables are not those of a release.
    Foreign {
        /// The first migration that is another one.
        migration: i64,
    },
}

impl SchemaState {
    /// Whether a daemon of this program can work with it as it is.
    pub fn is_usable(&self) -> bool {
        matches!(self, Self::Current | Self::NewerViews { .. })
    }

    /// Whether there is nothing of ours in it.
    pub fn is_empty(&self) -> bool {
        matches!(self, Self::Behind { is_empty: true, .. })
    }
}

/// A numbered migration that was applied.
#[derive(Debug)]
pub(super) struct Applied {
    version: i64,
    checksum: Vec<u8>,
}

/// A view that a program has made.
#[derive(Debug)]
pub(super) struct MadeView {
    pub(super) name: String,
    fingerprint: Vec<u8>,
    version: String,
    /// Whether nobody has dropped it since.
    is_there: bool,
}

impl Sink {
    /// Compares the database's schema with this program's. For watchers, each statement is given up after their time.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn schema_state(&self) -> Result<SchemaState, SinkError> {
        let mut transaction = self.begin_read().await?;
        let state = state(&mut transaction, Schema::embedded()).await?;
        transaction.commit().await?;
        Ok(state)
    }
}

pub(crate) async fn state(connection: &mut PgConnection, schema: &Schema) -> Result<SchemaState, SinkError> {
    let applied = applied(connection).await?;
    match find_unknown(schema, &applied) {
        Some(UnknownMigration::Newer(migration)) => return Ok(SchemaState::Newer { migration }),
        Some(UnknownMigration::Foreign(migration)) => return Ok(SchemaState::Foreign { migration }),
        None => {}
    }
    let made = made_views(connection).await?;
    let migrations = schema.migrations.len() - applied.len();
    let newer = newer_views(schema, &made);
    let views = match newer {
        Some(_) => 0,
        None => schema.views.iter().filter(|view| !is_made(view, &made)).count() + unknown(schema, &made).count(),
    };
    Ok(match newer {
        _ if migrations + views > 0 => SchemaState::Behind { migrations, views, is_empty: applied.is_empty() },
        Some(version) => SchemaState::NewerViews { version: version.to_owned() },
        None => SchemaState::Current,
    })
}

/// A migration that was applied and is none of the schema's.
#[derive(Clone, Copy, Debug)]
pub(super) enum UnknownMigration {
    /// Its number is not known: a newer program has applied it.
    Newer(i64),
    /// Its text is another one: a development version has applied it.
    Foreign(i64),
}

impl From<UnknownMigration> for SchemaError {
    fn from(unknown: UnknownMigration) -> Self {
        match unknown {
            UnknownMigration::Newer(migration) => Self::Newer(migration),
            UnknownMigration::Foreign(migration) => Self::Foreign(migration),
        }
    }
}

/// Finds a migration that was applied and is none of the schema's, to the byte.
pub(super) fn find_unknown(schema: &Schema, applied: &[Applied]) -> Option<UnknownMigration> {
    let ours = |applied: &Applied| schema.migrations.iter().find(|migration| migration.version == applied.version);
    // What was released never changes: another text was never released, whatever else there is.
    let is_other = |applied: &&Applied| ours(applied).is_some_and(|ours| ours.checksum[..] != applied.checksum[..]);
    if let Some(other) = applied.iter().find(is_other) {
        return Some(UnknownMigration::Foreign(other.version));
    }
    applied.iter().find(|applied| ours(applied).is_none()).map(|newer| UnknownMigration::Newer(newer.version))
}

/// Numbered migrations that the database has, in their order.
///
/// Tables of ours without a word of who made them are those of a development version: it noted its migrations elsewhere.
pub(super) async fn applied(connection: &mut PgConnection) -> Result<Vec<Applied>, SinkError> {
    if !is_there(connection, "ingest.migration").await? {
        return match is_there(connection, "ingest.unit").await? {
            true => Ok(vec![Applied { version: 1, checksum: Vec::new() }]),
            false => Ok(Vec::new()),
        };
    }
    let applied = sqlx::query("select version, sha256 from ingest.migration order by version");
    let row = |row: &PgRow| Ok(Applied { version: row.try_get(0)?, checksum: row.try_get(1)? });
    Ok(applied.fetch_all(connection).await?.iter().map(row).collect::<Result<_, sqlx::Error>>()?)
}

pub(super) async fn made_views(connection: &mut PgConnection) -> Result<Vec<MadeView>, SinkError> {
    if !is_there(connection, "ingest.mart_view").await? {
        return Ok(Vec::new());
    }
    let made = sqlx::query(include_str!("../sql/made_views.sql"));
    let view = |row: &PgRow| {
        Ok(MadeView {
            name: row.try_get("name")?,
            fingerprint: row.try_get("sha256")?,
            version: row.try_get("version")?,
            is_there: row.try_get("is_there")?,
        })
    };
    Ok(made.fetch_all(connection).await?.iter().map(view).collect::<Result<_, sqlx::Error>>()?)
}

async fn is_there(connection: &mut PgConnection, table: &str) -> Result<bool, SinkError> {
    Ok(sqlx::query_scalar("select to_regclass($1) is not null").bind(table).fetch_one(connection).await?)
}

/// Whether the database has the view as it is wanted.
pub(super) fn is_made(view: &View, made: &[MadeView]) -> bool {
    made.iter().any(|made| made.name == view.name && made.is_there && made.fingerprint[..] == view.fingerprint[..])
}

/// Views that no file names any more.
pub(super) fn unknown<'a>(schema: &'a Schema, made: &'a [MadeView]) -> impl Iterator<Item = &'a MadeView> {
    made.iter().filter(|made| schema.views.iter().all(|view| view.name != made.name))
}

/// The version of a newer program that changed the views last.
pub(super) fn newer_views<'a>(schema: &Schema, made: &'a [MadeView]) -> Option<&'a str> {
    let versions = made.iter().map(|made| made.version.as_str());
    versions.filter(|version| numbers(version) > numbers(&schema.version)).max_by_key(|version| numbers(version))
}

/// `0.10.1` comes after `0.9.0`.
fn numbers(version: &str) -> Vec<u64> {
    version.split('.').map(|number| number.parse().unwrap_or_default()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_ordered_by_their_numbers() {
        let sorted = ["0.1.0", "0.2.0", "0.9.9", "0.10.0", "1.0.0"];
        assert!(sorted.is_sorted_by_key(|version| numbers(version)));
    }
}
