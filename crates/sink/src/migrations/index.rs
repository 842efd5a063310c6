//! Indexes of a migration that makes nothing else: built while others read and write, as their tables may be big.

use sqlx::{Executor, PgConnection, Row};

use super::IN_USE_WAIT_MAX_S;
use crate::{Sink, SinkError};

/// An index on a big table takes minutes; one that takes longer than this is given up, and begun again by the next try.
const BUILD_MAX_H: u32 = 12;
/// Building waits for every transaction that is older, such as a long report, and is given up after this.
const OLDER_TRANSACTIONS_WAIT_MAX_MIN: u32 = 60;

/// An index, as a migration states it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Index {
    /// With its schema, which is that of the table.
    name: String,
    /// With its schema.
    table: String,
    /// `name on schema.table (column, …)`
    definition: String,
}

impl Index {
    /// The indexes of a migration of which every statement is `create index name on schema.table (…)`; of another none.
    pub(super) fn all_of(migration: &str) -> Vec<Self> {
        let lines: Vec<&str> = migration.lines().filter(|line| !line.starts_with("--")).collect();
        let sql = lines.join("\n");
        let statements = sql.split(';').map(str::trim).filter(|statement| !statement.is_empty());
        statements.map(Self::of).collect::<Option<_>>().unwrap_or_default()
    }

    fn of(statement: &str) -> Option<Self> {
        let definition = statement.strip_prefix("create index ")?;
        let (name, rest) = definition.split_once(" on ")?;
        let (schema, of_schema) = rest.split_once('.')?;
        let table = format!("{schema}.{}", of_schema.split_whitespace().next()?);
        Some(Self { name: format!("{schema}.{name}"), table, definition: definition.to_owned() })
    }

    async fn build(&self, connection: &mut PgConnection) -> Result<(), SinkError> {
        let is_valid = "select indisvalid from pg_index where indexrelid = to_regclass($1)";
        match sqlx::query_scalar::<_, bool>(is_valid).bind(&self.name).fetch_optional(&mut *connection).await? {
            // Built by one that was killed before it could note it.
            Some(true) => return Ok(()),
            // Left over by one that was killed: it serves no query, and costs every write.
            Some(false) => {
                connection.execute(format!("drop index concurrently {}", self.name).as_str()).await?;
            }
            None => {}
        }
        connection.execute(format!("create index concurrently {}", self.definition).as_str()).await?;
        Ok(())
    }
}

/// Builds what is missing, one after the other.
pub(super) async fn build_all(connection: &mut PgConnection, indexes: &[Index]) -> Result<(), SinkError> {
    let long =
        format!("set statement_timeout = '{BUILD_MAX_H}h'; set lock_timeout = '{OLDER_TRANSACTIONS_WAIT_MAX_MIN}min'");
    let usual: String = connection.fetch_one("show statement_timeout").await?.try_get(0)?;
    connection.execute(long.as_str()).await?;
    for index in indexes {
        index.build(connection).await?;
    }
    let usual = format!("set statement_timeout = '{usual}'; set lock_timeout = '{IN_USE_WAIT_MAX_S}s'");
    connection.execute(usual.as_str()).await?;
    Ok(())
}

/// Finds out whether the indexes may be built, which is the owner's right as much as a comment is.
pub(super) async fn try_rights(connection: &mut PgConnection, indexes: &[Index]) -> Result<(), SinkError> {
    for index in indexes {
        connection.execute(format!("comment on table {} is null", index.table).as_str()).await?;
    }
    Ok(())
}

/// How far the building of an index is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexProgress {
    /// The table that gets it, without its schema.
    pub table: String,
    /// In the server's words, such as `building index: scanning table`.
    pub phase: String,
    /// Of that phase, where the server counts it.
    pub done_percent: Option<i32>,
    /// Process of the server whose transaction is waited for.
    pub waits_for_pid: Option<i32>,
}

impl Sink {
    /// The index that is being built in this database, by whichever process. `None`: none.
    ///
    /// # Errors
    /// When the database is away.
    pub async fn index_progress(&self) -> Result<Option<IndexProgress>, SinkError> {
        let Some(row) = sqlx::query(include_str!("../sql/index_progress.sql")).fetch_optional(self.pool()).await?
        else {
            return Ok(None);
        };
        Ok(Some(IndexProgress {
            table: row.try_get("table_name")?,
            phase: row.try_get("phase")?,
            done_percent: row.try_get("done_percent")?,
            waits_for_pid: row.try_get("waits_for_pid")?,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(migration: &str, expected: &[(&str, &str)]) {
        let index = |&(name, definition): &(&str, &str)| Index {
            name: name.to_owned(),
            table: "s.a".to_owned(),
            definition: definition.to_owned(),
        };
        let expected: Vec<Index> = expected.iter().map(index).collect();
        assert_eq!(Index::all_of(migration), expected, "{migration}");
    }

    #[test]
    fn only_a_migration_of_nothing_but_indexes_is_one() {
        check(
            "-- Why; and why not.\n-- More.\n\ncreate index a_b_idx on s.a (b);\n-- And.\ncreate index a_c_idx on s.a (b,\n    c);\n",
            &[("s.a_b_idx", "a_b_idx on s.a (b)"), ("s.a_c_idx", "a_c_idx on s.a (b,\n    c)")],
        );
        check("create table s.a (b text);\ncreate index a_b_idx on s.a (b);\n", &[]);
        check("create unique index a_b_idx on s.a (b);", &[]);
        check("create index a_b_idx on a (b);", &[]);
        check("-- Nothing.\n", &[]);
    }
}
